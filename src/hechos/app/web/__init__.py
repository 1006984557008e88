"""Read-only pages of a home on this machine alone."""

from __future__ import annotations
