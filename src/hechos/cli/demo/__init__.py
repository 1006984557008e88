"""demo: packaged sources become two cases, a report and counts."""

from __future__ import annotations

from hechos.cli.demo.command import demo

COMMANDS = (demo,)
