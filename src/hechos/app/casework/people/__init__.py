"""Who has a place in a case."""

from __future__ import annotations
