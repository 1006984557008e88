"""Findings of a case: written, revised, signed, taken back; what of them changed underneath."""

from __future__ import annotations
