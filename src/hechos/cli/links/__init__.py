"""Commands on what belongs together: lists of it, its review, registers of persons."""

from __future__ import annotations

from hechos.cli.links import listing, register, review

COMMANDS = (*listing.COMMANDS, *register.COMMANDS, *review.COMMANDS)
