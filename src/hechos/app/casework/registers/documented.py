"""How many victims and violations the claims of a case document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hechos.app.casework.desk import ReadingDesk
from hechos.app.casework.registers.spells import decided_persons
from hechos.app.register import queries
from hechos.counting.documented.counts import (
    DocumentedCount,
    by_type,
    count_victims,
    count_violations,
)
from hechos.counting.documented.told import harms_and_groups
from hechos.records import Incident, Party


@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """`types` gives the victims of each type, which do not add up to all victims; `most` how many
    named victims there are where only links that people decided on join mentions; `left_out` how
    many claims with a number of a wider window or place are figures of their own."""

    victims: DocumentedCount
    violations: DocumentedCount
    types: Mapping[str, DocumentedCount]
    left_out: int
    most: int


def documented_in(desk: ReadingDesk, types: tuple[str, ...] = ()) -> Documented:
    """Return the documented victims and violations of some types, or of any kind of harm.

    Persons are the parties of the case: mentions that rules or people take for one."""
    claims, incidents = queries.claims(desk.head), queries.linked(desk.head, Incident)
    person_of = {m: party.id for party in queries.linked(desk.head, Party) for m in party.mentions}
    told = harms_and_groups(claims, incidents, person_of)
    alone = harms_and_groups(claims, incidents, decided_persons(desk, list(person_of)))
    return Documented(
        victims=count_victims(told.harms, told.groups, types=types),
        violations=count_violations(told.harms, told.groups, types=types),
        types=by_type(told.harms, told.groups),
        left_out=len(told.left_out),
        most=count_victims(alone.harms, types=types).named,
    )
