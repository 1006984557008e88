"""Context packs: data only, no roles."""

from __future__ import annotations
