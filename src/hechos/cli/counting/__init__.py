"""Commands that count: tallies, patterns."""

from __future__ import annotations

from hechos.cli.counting import patterns, tally

COMMANDS = (tally.tally, patterns.patterns)
