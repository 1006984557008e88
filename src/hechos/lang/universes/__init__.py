"""Words of who is counted: acts that count the same thing, and groups that a figure holds."""

from __future__ import annotations
