"""Text offsets, numbers, dates, names, places: what several stages need of language."""

from __future__ import annotations
