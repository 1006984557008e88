"""Commands that count: tallies, patterns."""

from __future__ import annotations

from hechos.cli.counting import tally

COMMANDS = (tally.tally,)
