"""Map a pure function over many records."""

from __future__ import annotations
