"""Preserve bytes so that a court can trust them."""

from __future__ import annotations
