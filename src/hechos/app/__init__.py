"""Everything that imports Django."""

from __future__ import annotations
