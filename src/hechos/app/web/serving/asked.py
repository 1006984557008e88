"""Numbers that an address or a form gives."""

from __future__ import annotations


def whole(value: str, *, digits: int = 8, default: int = 0) -> int:
    """Return a whole number of at most so many digits; `default` for anything else."""
    fits = value.isascii() and value.isdigit() and len(value) <= digits
    return int(value) if fits else default
