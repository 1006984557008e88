"""Pages that bring sources in."""

from __future__ import annotations
