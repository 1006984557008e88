"""Pages where stewards keep vocabularies and fields, and the panel of a record's fields."""

from __future__ import annotations
