"""Pages of single records: what each says, what speaks for and against it, what is decided."""

from __future__ import annotations
