"""Copies: reprints, cuts and quotations, by shared runs of words; relays, by what else is shared."""

from __future__ import annotations
