"""Commands on what belongs together: lists of it, its review."""

from __future__ import annotations

from hechos.cli.links import listing, review

COMMANDS = (*listing.COMMANDS, *review.COMMANDS)
