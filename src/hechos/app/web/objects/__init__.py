"""Pages of single records: what each says, what supports and contradicts it, what may be decided."""

from __future__ import annotations
