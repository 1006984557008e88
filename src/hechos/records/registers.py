"""Derived: what a report prints of a register of people held."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBalance:
    """Derived, and not kept: whom a list of people held counts at the end of the days `since` and
    `until` (ISO), and what lies between.

    `lines` are (what, people then, people now), None where a day does not state it; `flows` are
    (what, change with its sign, claims behind it). `told` says in sentences how long people are
    held and what does not fit; `curve` is the share still held by day: (day, share, low, high).
    `claims` are behind the stock, one a person; `captures` hold the list. `withheld`: numbers of
    few people are left out for the audience, and all that they could be worked out from."""

    list: str
    since: str
    until: str
    before: int | None
    after: int | None
    lines: tuple[tuple[str, int | None, int | None], ...] = ()
    flows: tuple[tuple[str, int, tuple[str, ...]], ...] = ()
    told: tuple[str, ...] = ()
    curve: tuple[tuple[float, float, float, float], ...] = ()
    claims: tuple[str, ...] = ()
    captures: tuple[str, ...] = ()
    withheld: bool = False
