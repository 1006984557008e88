"""How many victims and violations the claims of a case document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hechos.app.casework.desk import ReadingDesk
from hechos.app.casework.registers.spells import rows_in
from hechos.app.register import queries
from hechos.counting.documented.counts import (
    DocumentedCount,
    by_type,
    count_victims,
    count_violations,
)
from hechos.counting.documented.told import Material, harms_and_groups
from hechos.counting.registers.cases.lists import Rows
from hechos.records import Incident


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


@dataclass(frozen=True, slots=True)
class Told:
    """What is counted: of persons as rules and people take mentions for one, and of persons as
    people alone decided."""

    proposed: Material
    decided: Material


def documented_in(desk: ReadingDesk, types: tuple[str, ...] = ()) -> Documented:
    """Return the documented victims and violations of some types, or of any kind of harm.

    Persons are the parties of the case: mentions that rules or people take for one."""
    return documented_of(told_of(rows_in(desk), queries.linked(desk.head, Incident)), types)


def told_of(rows: Rows, incidents: Sequence[Incident]) -> Told:
    person_of = {m: party.id for party in rows.parties for m in party.mentions}
    return Told(
        harms_and_groups(rows.claims, incidents, person_of),
        harms_and_groups(rows.claims, incidents, rows.joined(list(person_of))),
    )


def documented_of(told: Told, types: tuple[str, ...] = ()) -> Documented:
    harms, groups = told.proposed.harms, told.proposed.groups
    return Documented(
        victims=count_victims(harms, groups, types=types),
        violations=count_violations(harms, groups, types=types),
        types=by_type(harms, groups),
        left_out=len(told.proposed.left_out),
        most=count_victims(told.decided.harms, types=types).named,
    )
