"""Pages of witness statements."""

from __future__ import annotations
