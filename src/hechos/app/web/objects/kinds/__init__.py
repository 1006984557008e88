"""What the page of each kind of record shows."""

from __future__ import annotations
