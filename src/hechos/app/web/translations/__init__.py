"""Translations beside passages."""

from __future__ import annotations
