"""Commands that count: registers of people held, documented counts."""

from __future__ import annotations

from hechos.cli.counting import register

COMMANDS = (register.register,)
