"""Registers of people held: spells, exits, what does not fit, flows, bulletins, durations."""

from __future__ import annotations
