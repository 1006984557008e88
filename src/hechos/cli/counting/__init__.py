"""Counting and estimating, from files and from cases."""

from __future__ import annotations

from hechos.cli.counting import estimate

COMMANDS = (*estimate.COMMANDS,)
