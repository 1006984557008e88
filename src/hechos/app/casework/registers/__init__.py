"""Registers of people held, as the claims of a case tell them."""

from __future__ import annotations
