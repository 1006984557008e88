"""Registers, flows, lower bounds, estimates of the undocumented, tallies."""

from __future__ import annotations
