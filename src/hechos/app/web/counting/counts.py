"""Documented victims and violations, and the people and claims behind each number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hechos.app.casework.counting.patterns import gazetteer_of, state_of
from hechos.app.casework.registers.documented import Documented, documented_of, told_of
from hechos.app.casework.registers.documented import Told as Material
from hechos.app.web.counting.behind import Person, behind_page
from hechos.app.web.counting.keeping import once, while_counting
from hechos.app.web.counting.reading import incidents_in, register_rows
from hechos.app.web.serving.guards import case_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.app.web.spoken import spoken
from hechos.counting.documented.counts import (
    DocumentedCount,
    Group,
    Harm,
    count_victims,
    count_violations,
)
from hechos.counting.patterns.spread import month_of
from hechos.records import ActContent, Claim, Party

BY = ("type", "place", "month")
Part = tuple[list[Harm], list[Group]]


@dataclass(frozen=True, slots=True)
class Told:
    """What is counted. `names` are those of persons; `months` and `places` of incidents, "" where
    they are not known."""

    material: Material
    names: Mapping[str, str]
    months: Mapping[str, str]
    places: Mapping[str, str]

    def part_of(self, one: Harm | Group, by: str) -> str:
        if by == "type":
            return one.type
        return (self.months if by == "month" else self.places).get(one.incident or "", "")

    def parts(self, by: str) -> dict[str, Part]:
        found: dict[str, Part] = defaultdict(lambda: ([], []))
        for harm in self.material.proposed.harms:
            found[self.part_of(harm, by)][0].append(harm)
        for group in self.material.proposed.groups:
            found[self.part_of(group, by)][1].append(group)
        return dict(found)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: `value` is what the address says, `label` what people read."""

    value: str
    label: str
    victims: DocumentedCount
    violations: DocumentedCount


@dataclass(frozen=True, slots=True)
class Split:
    """The victims parted by type, place or month; they do not add up. `known` of `of` persons with
    a name have the answer."""

    by: str
    rows: tuple[Row, ...]
    known: int
    of: int


def told_in(shelf: Shelf) -> Told:
    return once(shelf, lambda: _told(shelf), "told")


def _told(shelf: Shelf) -> Told:
    rows, incidents = register_rows(shelf), incidents_in(shelf)
    gazetteer = gazetteer_of(shelf.desk)
    return Told(
        material=told_of(rows, incidents),
        names=_names(rows.claims, rows.parties),
        months={one.id: month_of(one.time.edtf) if one.time else "" for one in incidents},
        places={one.id: state_of(gazetteer, one.place) for one in incidents},
    )


def _names(claims: Sequence[Claim], parties: Sequence[Party]) -> dict[str, str]:
    found = {}
    for claim in claims:
        victims = claim.content.victims if isinstance(claim.content, ActContent) else ()
        for one in victims:
            found[f"{claim.text}:{one.start}-{one.end}"] = one.name or one.verbatim
    return found | {party.id: party.name for party in parties}


def _documented(shelf: Shelf) -> tuple[Documented, tuple[Split, ...]]:
    told = told_in(shelf)
    return documented_of(told.material), tuple(_split(told, by) for by in BY)


def _split(told: Told, by: str) -> Split:
    parts = told.parts(by)
    rows = [
        (value, count_victims(harms, groups), count_violations(harms, groups))
        for value, (harms, groups) in parts.items()
    ]
    order: Mapping[str, Callable[[Any], Any]] = {"month": lambda row: row[0]}
    rows.sort(key=order.get(by, lambda row: (not row[0], -(row[1].amount.low or 0), row[0])))
    rows.sort(key=lambda row: not row[0])
    known = {harm.person for value, (harms, _) in parts.items() if value for harm in harms}
    every = {harm.person for harms, _ in parts.values() for harm in harms}
    return Split(by, tuple(Row(v, v, a, b) for v, a, b in rows), len(known), len(every))


@case_page()
@while_counting
def counts(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show how many victims and violations are documented, and of which type, where and when."""
    found, splits = once(shelf, lambda: _documented(shelf), "documented")
    return show(
        request, "counting/counts.html", shelf, found=found, splits=splits, label=label_of_part
    )


def label_of_part(by: str, value: str) -> str:
    """Return how a part of a table is called."""
    if not value:
        return _("not known")
    return spoken().act(value) if by == "type" else value


@case_page()
@while_counting
def behind(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show the people and groups behind a number, each with its claims."""
    told = told_in(shelf)
    by, value = request.GET.get("by", ""), request.GET.get("value", "")
    title = _("Documented victims")
    harms, groups = list(told.material.proposed.harms), list(told.material.proposed.groups)
    if by in BY:
        harms, groups = told.parts(by).get(value, ([], []))
        title = f"{title}: {label_of_part(by, value)}"
    people = list(_people(told, harms, groups))
    return behind_page(request, shelf, people, title=title, back=("counts", _("Documented counts")))


def _people(told: Told, harms: Sequence[Harm], groups: Sequence[Group]) -> Iterator[Person]:
    claims: dict[str, dict[str, None]] = defaultdict(dict)
    for harm in harms:
        claims[harm.person] |= dict.fromkeys(harm.claims)
    for person in sorted(claims, key=lambda one: (told.names.get(one, ""), one)):
        yield Person(told.names.get(person, ""), person, "", tuple(claims[person]))
    for group in groups:
        yield Person(group.words, "", _size_of(group), group.claims)


def _size_of(group: Group) -> str:
    if group.amount.is_rough:
        return _("a group without names, told roughly: of no certain number")
    if not group.least:
        return _("a group without names, at most so many")
    return _("a group without names, at least %(n)s") % {"n": spoken().number(group.least)}
