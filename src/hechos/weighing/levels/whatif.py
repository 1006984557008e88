"""What would change if a source were false: the early warning before a grade falls.

The source's claims count for nothing; what spoke against others stays open, since only a person
resolves that. So no level rises here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hechos.lang.folding import fold
from hechos.records import Assessment, Claim, DocumentContent, Level, Proposition
from hechos.weighing.contradictions import judge_relations
from hechos.weighing.levels.assess import assess_all
from hechos.weighing.levels.propose import ORDER, origins_in_words
from hechos.weighing.scale import Scale

_PARTS = re.compile(r"[/,;]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """How one proposition moves: levels and numbers of origins before and after; `elements` are
    (name, before, after) of those whose level changes."""

    proposition: str
    statement: str
    before: Level
    after: Level
    origins_before: int
    origins_after: int
    elements: tuple[tuple[str, str, str], ...] = ()

    @property
    def falls(self) -> bool:
        return ORDER.index(self.after) < ORDER.index(self.before)

    @property
    def sentence(self) -> str:
        if self.before is self.after:
            words = f"Stays at {self.after.value}"
        else:
            verb = "Falls" if self.falls else "Rises"
            words = f"{verb} from {self.before.value} to {self.after.value}"
        if self.origins_after != self.origins_before:
            left = origins_in_words(self.origins_after) if self.origins_after else "no origin"
            words += f", with {left[0].lower()}{left[1:]} of {self.origins_before} left"
        parts = ", ".join(f"{name} {before} to {after}" for name, before, after in self.elements)
        return f"{words} ({parts})." if parts else f"{words}."


def claims_resting_on(what: str, scale: Scale) -> frozenset[str]:
    """Return the claims that rest on what an id or a name says: a capture, a claim, a party, an
    origin group, or a speaker, publisher or credit by name; empty where nothing does."""
    for group in scale.links.origins:
        if group.id == what:
            return frozenset(group.claims)
    name = fold(what)
    found = {
        claim.id
        for claim in scale.live
        if what in (claim.id, claim.capture, *scale.parties(claim)) or name in _names(claim, scale)
    }
    pages = {
        claim.capture
        for claim in scale.live
        if isinstance(claim.content, DocumentContent)
        and claim.content.type in ("publisher", "credit")
        and name in {fold(part.strip()) for part in _PARTS.split(claim.content.value)}
    }
    return frozenset(found | {one.id for page in pages for one in scale.of_capture[page]})


def _names(claim: Claim, scale: Scale) -> set[str]:
    named = {fold(link.speaker.name) for link in claim.voice}
    return named | {fold(scale.speakers.body(claim, link).name) for link in claim.voice}


def levels_on(scale: Scale) -> tuple[Assessment, ...]:
    return assess_all(scale, judge_relations(scale), ())


def compare(
    before: Iterable[Assessment],
    after: Iterable[Assessment],
    propositions: Iterable[Proposition],
) -> tuple[Shift, ...]:
    """Return what moved between two weighings of the same propositions, the deepest falls first."""
    later = {one.proposition: one for one in after}
    said = {one.id: one.statement for one in propositions}
    found = []
    for one in before:
        other = later.get(one.proposition)
        if other is None:
            continue
        elements = _moved(one, other)
        numbers = len(one.supporting_origins), len(other.supporting_origins)
        if one.level is other.level and not elements and numbers[0] == numbers[1]:
            continue
        found.append(
            Shift(
                proposition=one.proposition,
                statement=said.get(one.proposition, ""),
                before=one.level,
                after=other.level,
                origins_before=numbers[0],
                origins_after=numbers[1],
                elements=elements,
            )
        )
    return tuple(sorted(found, key=_depth))


def _moved(one: Assessment, other: Assessment) -> tuple[tuple[str, str, str], ...]:
    """Return the elements beside the matter as such whose level changes; one that nobody states
    any more is "none"."""
    later = {element.name: element.level.value for element in other.elements[1:]}
    pairs = ((e.name, e.level.value, later.get(e.name, "none")) for e in one.elements[1:])
    return tuple(entry for entry in pairs if entry[1] != entry[2])


def _depth(shift: Shift) -> tuple[int, int]:
    places = ORDER.index(shift.after), ORDER.index(shift.before)
    return places[0] - places[1], -places[1]


def in_short(shifts: Sequence[Shift]) -> list[str]:
    """Say how many propositions move from which level to which, those that fall first."""
    numbers: Mapping[tuple[Level, Level], int] = Counter(
        (one.before, one.after) for one in shifts if one.before is not one.after
    )
    lines = []
    for before, after in sorted(numbers, key=lambda pair: (pair[1] > pair[0], pair)):
        number = numbers[before, after]
        falls = ORDER.index(after) < ORDER.index(before)
        verb = "fall" if falls else "rise"
        noun = "proposition" if number == 1 else "propositions"
        lines.append(
            f"{number} {noun} {verb}{'s' if number == 1 else ''} "
            f"from {before.value} to {after.value}."
        )
    fewer = sum(one.before is one.after for one in shifts)
    if fewer:
        verbs = "keeps the level and loses" if fewer == 1 else "keep the level and lose"
        lines.append(f"{fewer} more {verbs} origins or the level of an element.")
    return lines or ["No level changes."]
