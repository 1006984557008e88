"""Vocabularies and fields of a case, kept by its stewards."""

from __future__ import annotations
