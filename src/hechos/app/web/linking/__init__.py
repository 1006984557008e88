"""Review of links: pairs that wait for a person, side by side, blind first, reversible."""

from __future__ import annotations
