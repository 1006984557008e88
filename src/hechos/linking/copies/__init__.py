"""Copies: reprints, cuts and quotations, by shared runs; relays, by what else is shared."""

from __future__ import annotations
