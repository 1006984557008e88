"""The registers that a case tells: its lists and its documents, and what does not fit in them."""

from __future__ import annotations
