"""From claims to spells: the entry, the judge, the way out and what is said of a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from hechos.counting.registers.kinds import exit_kinds, traits
from hechos.counting.registers.spells import Exit, Listing, Span, Spell, Stay, Step
from hechos.lang.edtf import earliest_latest, overlaps
from hechos.lang.universes.families import family_of
from hechos.records import (
    ActContent,
    Claim,
    Factuality,
    Polarity,
    ProcedureContent,
    StatusContent,
)

ENTRIES = ("arrests", "detentions")
"""Families of acts that begin a detention."""
DESCRIBED, JUDGE, HELD_AT, CONDITIONS = "described", "before_judge", "held_at", "conditions"
INCOMMUNICADO, WHEREABOUTS = "LIB.INC", "whereabouts"
CHARGE, HEARING, CONVICTION = "charge", "hearing", "conviction"
STEPS = (JUDGE, CHARGE, HEARING, CONVICTION)
COURT = "court"
NOTES = ("health", "visits")
"""What is told of a person as it stands, without a table of words."""
LISTINGS: Mapping[str, Literal["in", "out", "removed"]] = {
    "list_in": "in",
    "list_out": "out",
    "list_removed": "removed",
}
_NOT_SAID = (
    Factuality.POSSIBLE,
    Factuality.PREDICTED,
    Factuality.CONDITIONAL,
    Factuality.DEMANDED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A claim as far as it is of one person, by the cluster `person` and the `name` as printed.

    `row` ties claims of one row of a list together: a row is one spell. `removed` is when (EDTF)
    and why a member rejected the claim of a list."""

    claim: Claim
    person: str
    name: str
    row: str = ""
    removed: tuple[str, str] | None = None


def is_of_detention(claim: Claim) -> bool:
    """Whether a claim says something that a register of detentions holds."""
    return is_entry(claim) or claim.content.type in (
        *exit_kinds(),
        *LISTINGS,
        *STEPS,
        DESCRIBED,
    )


def is_entry(claim: Claim) -> bool:
    if not isinstance(claim.content, ActContent) or claim.content.type in exit_kinds():
        return False
    family = family_of((claim.content.type,), None)
    return family is not None and family.name in ENTRIES


def spells_of(told: Iterable[Told]) -> tuple[Spell, ...]:
    """Return the spells that claims tell, in order of entry and name.

    What is denied, only possible, asked for or rejected is no spell. A row of a list is one spell.
    Elsewhere entries of a person whose days may be the same are one, and what follows belongs to
    the last entry before it."""
    rows: dict[str, list[Told]] = defaultdict(list)
    persons: dict[str, list[Told]] = defaultdict(list)
    for one in sorted(told, key=lambda t: (t.claim.key, t.claim.id, t.person)):
        if not _says(one):
            continue
        if one.row:
            rows[one.row].append(one)
        else:
            persons[one.person].append(one)
    made = [_spell(own) for own in rows.values() if any(is_entry(t.claim) for t in own)]
    for own in persons.values():
        made += [_spell(part) for part in _parted(own)]
    return tuple(sorted(made, key=_order))


def _says(told: Told) -> bool:
    claim = told.claim
    if claim.state == "rejected" and told.removed is None:
        return False
    return claim.polarity is Polarity.AFFIRMED and claim.factuality not in _NOT_SAID


def _order(spell: Spell) -> tuple[object, ...]:
    return spell.start or date.max, spell.called, spell.person, spell.claims


def _parted(own: Sequence[Told]) -> Iterator[list[Told]]:
    """Yield what is told of each detention of a person."""
    entries = sorted(_entries(own), key=lambda t: (_span(t)[0], t.claim.id))
    parts: list[list[Told]] = []
    for entry in entries:
        near = next((part for part in parts if _may_be_one(part, entry)), None)
        if near is None:
            parts.append([entry])
        else:
            near.append(entry)
    if not parts:
        return
    begun = {entry.claim.id for entry in entries}
    for other in own:
        if other.claim.id not in begun:
            _owner(parts, other).append(other)
    yield from parts


def _entries(own: Sequence[Told]) -> list[Told]:
    """Return what begins a detention. To be held without contact is a time within one, and stands
    for the entry where no other is told."""
    found = [told for told in own if is_entry(told.claim)]
    return [told for told in found if told.claim.content.type != INCOMMUNICADO] or found


def _may_be_one(part: Sequence[Told], entry: Told) -> bool:
    """Whether an entry may be that of the others; one without a day may be any."""
    day = _edtf(entry)
    return not day or any(not _edtf(one) or overlaps(_edtf(one), day) for one in part)


def _owner(parts: Sequence[list[Told]], told: Told) -> list[Told]:
    last = _span(told)[1]
    before = [part for part in parts if _span(part[0])[0] <= last]
    return before[-1] if before else parts[0]


def _edtf(told: Told) -> str:
    time = told.claim.content.time
    return time.edtf if time is not None else ""


def _span(told: Told) -> tuple[date, date]:
    first, last = earliest_latest(_edtf(told)) if _edtf(told) else (None, None)
    return first or date.min, last or date.max


@dataclass
class _Draft:
    """A spell in the making."""

    stays: list[Stay] = field(default_factory=list)
    exits: dict[tuple[str, str], Exit] = field(default_factory=dict)
    listings: list[Listing] = field(default_factory=list)
    traits: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    judge: str = ""

    def add(self, one: Told, entry: str) -> None:
        content, edtf, claims = one.claim.content, _edtf(one), (one.claim.id,)
        said = dict(content.traits) if isinstance(content, StatusContent) else {}
        if content.type in LISTINGS:
            kind = LISTINGS[content.type]
            self.listings.append(Listing(kind=kind, on=edtf, claims=claims))
        elif isinstance(content, ProcedureContent):
            self.step(content, edtf, claims)
        elif content.type == INCOMMUNICADO and edtf:
            self.spans.append(Span(kind="incommunicado", time=edtf, claims=claims))
        elif content.type == DESCRIBED and edtf and said.get(WHEREABOUTS) == "unknown":
            self.spans.append(Span(kind="whereabouts", time=edtf, claims=claims))
        elif content.type == DESCRIBED:
            self.describe(said, entry)
        elif content.type in exit_kinds():
            self.leave(content.type, edtf, (said, claims))
            if content.type == "transfer" and content.place is not None:
                self.stays.append(Stay(place=content.place.verbatim, since=edtf))

    def step(self, content: ProcedureContent, edtf: str, claims: tuple[str, ...]) -> None:
        if content.type == JUDGE:
            self.judge = min(filter(None, (self.judge, edtf)), key=_early, default="")
        court = content.forum.name if content.forum is not None else ""
        self.steps.append(
            Step(type=content.type, on=edtf, court=court, said=content.stage or "", claims=claims)
        )

    def describe(self, said: Mapping[str, str], entry: str) -> None:
        if HELD_AT in said:
            self.stays.insert(0, Stay(place=said[HELD_AT], since=entry))
        self.traits |= {key: value for key, value in said.items() if key in traits()}
        self.notes |= {key: value for key, value in said.items() if key in (COURT, *NOTES)}

    def leave(self, type_: str, edtf: str, more: tuple[Mapping[str, str], tuple[str, ...]]) -> None:
        said, claims = more
        kind = exit_kinds()[type_]
        held = self.exits.get((kind.type, edtf))
        conditions = tuple(filter(None, (said.get(CONDITIONS, ""),)))
        self.exits[kind.type, edtf] = Exit(
            type=kind.type,
            on=edtf,
            conditions=tuple(dict.fromkeys((*(held.conditions if held else ()), *conditions))),
            claims=tuple(dict.fromkeys((*(held.claims if held else ()), *claims))),
        )


def _spell(told: Sequence[Told]) -> Spell:
    entries = sorted(_entries(told), key=_precise)
    first = entries[0]
    draft = _Draft()
    for one in sorted(told, key=lambda t: (_span(t)[0], t.claim.id)):
        if one.removed is None:
            draft.add(one, _edtf(first))
        elif is_entry(one.claim):
            draft.listings.append(_removed(one))
    return Spell(
        person=first.person,
        name=max((t.name for t in told), key=lambda name: (len(name), name)),
        entry=_edtf(first),
        registered=_registered(first),
        body=_first(entries, _body),
        taken_at=_first(entries, _place),
        reason=_first(entries, _reason),
        manner=_manner(entries),
        stays=_in_turn(draft.stays),
        exits=tuple(sorted(draft.exits.values(), key=lambda e: (e.day or date.max, e.type))),
        judge=draft.judge,
        steps=tuple(sorted(draft.steps, key=_turn)),
        spans=tuple(sorted(draft.spans, key=lambda one: (_early(one.time), one.kind))),
        listings=tuple(draft.listings),
        traits=tuple(sorted(draft.traits.items())),
        notes=tuple(sorted(draft.notes.items())),
        claims=tuple(dict.fromkeys(t.claim.id for t in (*entries, *told))),
    )


def _turn(step: Step) -> tuple[object, ...]:
    return (earliest_latest(step.on)[0] if step.on else None) or date.max, STEPS.index(step.type)


def _precise(told: Told) -> tuple[object, ...]:
    """Sort entries by how narrow their day is, then by day."""
    first, last = _span(told)
    return last - first, first, told.claim.id


def _registered(told: Told) -> str:
    """Return since when a list has the person: when its row was said."""
    said = told.claim.said_at if told.row else None
    return said.edtf if said is not None else ""


def _first(entries: Sequence[Told], says: Callable[[ActContent], str]) -> str:
    """Return what the first of the claims that says it says, "" where none does."""
    contents = [t.claim.content for t in entries]
    return next((w for c in contents if isinstance(c, ActContent) and (w := says(c))), "")


def _body(content: ActContent) -> str:
    return content.actors[0].mention.name if content.actors else ""


def _place(content: ActContent) -> str:
    return content.place.path if content.place is not None else ""


def _reason(content: ActContent) -> str:
    return content.stated_reason or ""


def _manner(entries: Sequence[Told]) -> tuple[str, ...]:
    contents = [t.claim.content for t in entries]
    said = [way for one in contents if isinstance(one, ActContent) for way in one.methods]
    return tuple(dict.fromkeys(said))


def _in_turn(stays: Sequence[Stay]) -> tuple[Stay, ...]:
    """Return the places in order, each up to the next one; what has no day stands first."""
    in_order = sorted(stays, key=lambda stay: _early(stay.since))
    ends = [*(stay.since for stay in in_order[1:]), ""]
    return tuple(replace(stay, until=ends[place]) for place, stay in enumerate(in_order))


def _early(edtf: str) -> date:
    return (earliest_latest(edtf)[0] if edtf else None) or date.min


def _removed(told: Told) -> Listing:
    on, because = told.removed or ("", "")
    return Listing(kind="removed", on=on, because=because, claims=(told.claim.id,))
