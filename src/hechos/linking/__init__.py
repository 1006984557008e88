"""Reprints and origins, incidents, persons, universes."""

from __future__ import annotations
