"""Search: an index of the register by fields and words, queries over it, and saved searches."""

from __future__ import annotations
