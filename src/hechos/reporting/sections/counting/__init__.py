"""Sections of what was counted: registers of people held, and estimates of the undocumented."""

from __future__ import annotations
