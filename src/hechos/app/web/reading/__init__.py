"""The reading room: a source with its passages marked, its claims beside it, and their review."""

from __future__ import annotations
