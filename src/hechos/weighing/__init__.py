"""Corroboration, contradiction, standards of proof."""

from __future__ import annotations
