"""Commands that count and estimate, from files and from cases."""

from __future__ import annotations

from hechos.cli.counting import estimate, patterns, register, tally

COMMANDS = (register.register, tally.tally, patterns.patterns, *estimate.COMMANDS)
