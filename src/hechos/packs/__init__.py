"""Context packs: who and what a country's texts speak of. Data only, and no roles (R-IMP-A)."""

from __future__ import annotations

from hechos.packs.pack import Names, Organisation, OrganisationKind, Pack, available, generic, load

__all__ = [
    "Names",
    "Organisation",
    "OrganisationKind",
    "Pack",
    "available",
    "generic",
    "load",
]
