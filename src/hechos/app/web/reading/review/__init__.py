"""Decisions on claims beside their text: one by one, many at once, new ones."""

from __future__ import annotations
