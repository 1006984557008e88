"""Review of many claims at once."""

from __future__ import annotations
