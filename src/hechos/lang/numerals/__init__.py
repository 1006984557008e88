"""The grammar of one number: its words and patterns, its value, the words before it."""

from __future__ import annotations
