"""The class of a row is the highest of what it rests on; where parts of a party or universe differ,
there is a row for each class (ADR 9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import TypeVar

from hechos.app.register.models import CaseHead, Given, Proposed, Ref
from hechos.app.register.naming import mentions_in
from hechos.records import Confidentiality, Party, Source, wire

CHUNK = 400
T = TypeVar("T")
TOP = int(Confidentiality.C3)
NONE: Mapping[str, int] = MappingProxyType({})
LATER = 1_000_000_000
"""Places after which universes without rival figures stand."""


@dataclass
class Classes:
    """Classes of records by id, of mentions by that of their text; unknown is C3."""

    head: CaseHead
    rows: Mapping[str, Given | Proposed] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls, head: CaseHead, rows: Sequence[Given | Proposed], known: Mapping[str, int] = NONE
    ) -> Classes:
        """Return the classes that rows about to be written need, for them and of them. `known`
        are those of rows that are about to be written as well."""
        own = {row.id: row for row in rows}
        others = {one: klass for one, klass in known.items() if one not in own}
        found = cls(head, own, {head.id: 0, **others})
        found.fetch(target for row in rows for target in row.rests)
        return found

    def fetch(self, targets: Iterable[str]) -> None:
        wanted = {_record(target) for target in targets}
        wanted -= {*self.rows, *self.known}
        self._fetch_unprinted({one for one in wanted if one.startswith("@")})
        for some in chunks(one for one in wanted if not one.startswith("@")):
            for rows in (
                Given.objects.filter(case=self.head, id__in=some),
                Proposed.objects.filter(case=self.head, id__in=some),
            ):
                for record_id, klass in rows.values_list("id", "klass"):
                    self.known[record_id] = max(klass, self.known.get(record_id, 0))

    def _fetch_unprinted(self, wanted: set[str]) -> None:
        """Give a name that nothing prints the lowest class of the claims that say it; where none
        does, it is no part of the party and is left out."""
        by_claim: dict[str, set[str]] = defaultdict(set)
        for some in chunks(wanted):
            refs = Ref.objects.filter(case=self.head, record="Claim", target__in=some)
            for source, target in refs.values_list("source", "target"):
                by_claim[source].add(target)
        for some in chunks(by_claim):
            rows = Proposed.objects.filter(case=self.head, record="Claim", id__in=some)
            for claim, klass in rows.values_list("id", "klass"):
                for target in by_claim[claim]:
                    self.known[target] = min(klass, self.known.get(target, TOP))

    def klass(self, target: str) -> int:
        """Return the highest class of what a record, or the text of a mention, rests on."""
        key = _record(target)
        if key not in self.known:
            row = self.rows.get(key)
            if row is None:
                return TOP
            self.known[key] = row.klass  # ends a circle
            self.known[key] = max([row.klass, *self.parts(row)], default=TOP)
        return self.known[key]

    def parts(self, row: Given | Proposed) -> list[int]:
        """Return the classes of what a row rests on; of nothing known, C3."""
        found = [self.klass(one) for one in row.rests if one[0] != "@" or one in self.known]
        return found or ([TOP] if row.rests else [])


def _record(target: str) -> str:
    return target.partition(":")[0]


def chunks(ids: Iterable[T]) -> Iterator[list[T]]:
    """Yield each of some ids once, in parts that a question may hold."""
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]


def settle_given(head: CaseHead, rows: Sequence[Given], known: Mapping[str, int] = NONE) -> None:
    """Set the class of rows about to be written."""
    by_object = {row.part_of: row.id for row in rows if row.record == "Capture"}
    for row in rows:
        if row.record == "Object":
            row.rests = (by_object.get(row.id, "unknown"),)
    classes = Classes.of(head, rows, known)
    for row in rows:
        row.klass = classes.klass(row.id)


def settle_proposed(
    head: CaseHead, rows: Sequence[Proposed], known: Mapping[str, int] = NONE
) -> list[Proposed]:
    """Set the class of rows about to be written, all of one layer, and return them, with a row
    for each class of what may be known of a party or universe."""
    figures: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.record == "Figure":
            figures[row.part_of].append(row.id)
    for row in rows:
        if row.record == "Universe":
            row.rests = tuple(figures[row.id]) or ("unknown",)
    classes = Classes.of(head, rows, known)
    found: list[Proposed] = []
    mixed: list[tuple[Proposed, list[int]]] = []
    for row in rows:
        row.klass = classes.klass(row.id)
        if row.record == "Universe":
            found += _universes(row, classes.parts(row))
        elif row.record == "Party" and len(set(classes.parts(row))) > 1:
            mixed.append((row, classes.parts(row)))
        elif row.record == "Source":
            found += _sources(row, classes.parts(row))
        else:
            found.append(row)
    return found + _parties(head, mixed, classes)


def _levels(parts: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Yield the stretches of clearances (from, to) in which the same parts are seen."""
    levels = sorted(set(parts))
    for low, above in pairwise((*levels, TOP + 1)):
        yield low, above - 1


def _copy(row: Proposed, low: int, high: int) -> Proposed:
    names = ("id", "case", "record", "layer", "place", "part_of", "kind", "state", "body")
    copy = Proposed(**{name: getattr(row, name) for name in names}, klass=low, upto=high)
    copy.refs = row.refs
    return copy


def _universes(row: Proposed, parts: Sequence[int]) -> list[Proposed]:
    """Return the rows of a universe: those with rival figures are met first."""
    found = []
    for low, high in _levels(parts):
        copy = _copy(row, low, high)
        rivals = sum(part <= low for part in parts) > 1
        copy.state = "rivals" if rivals else "single"
        copy.place += 0 if rivals else LATER
        found.append(copy)
    return found


def _sources(row: Proposed, parts: Sequence[int]) -> list[Proposed]:
    """Return the rows of a source, each with the claims that are seen at its class."""
    source = wire.loads(row.body, Source)
    found = []
    for low, high in _levels(parts):
        copy = _copy(row, low, high)
        seen = zip(source.claims, parts, strict=True)
        copy.body = wire.dumps(replace(source, claims=tuple(c for c, k in seen if k <= low)))
        found.append(copy)
    return found


def _parties(
    head: CaseHead, mixed: Sequence[tuple[Proposed, list[int]]], classes: Classes
) -> list[Proposed]:
    """Return the rows of parties whose mentions differ in class, each with the names and mentions
    that are seen at its class."""
    names = _names(head, [ref for row, _ in mixed for ref in row.rests]) if mixed else {}
    found = []
    for row, parts in mixed:
        party = wire.loads(row.body, Party)
        known = [ref for ref in row.rests if ref[0] != "@" or ref in classes.known]
        for low, high in _levels(parts):
            seen = {ref for ref, part in zip(known, parts, strict=True) if part <= low}
            copy = _copy(row, low, high)
            if high < TOP or len(seen) < len(known):
                said = {name for ref in seen for name in names.get(ref, ())}
                copy.body = wire.dumps(_cut(party, seen, said))
            found.append(copy)
    return found


def _names(head: CaseHead, refs: Iterable[str]) -> dict[str, set[str]]:
    """Return by mention the names that claims give it."""
    wanted = set(refs)
    sources: set[str] = set()
    for some in chunks(wanted):
        rows = Ref.objects.filter(case=head, record="Claim", target__in=some)
        sources.update(rows.values_list("source", flat=True))
    found: dict[str, set[str]] = defaultdict(set)
    for some in chunks(sources):
        claims = Proposed.objects.filter(case=head, record="Claim", id__in=some)
        for body in claims.values_list("body", flat=True):
            for ref, name in mentions_in(wire.to_plain(wire.loads(body))):
                if ref in wanted:
                    found[ref].add(name)
    return found


def _cut(party: Party, seen: set[str], said: set[str]) -> Party:
    variants = tuple(name for name in party.variants if name in said) or tuple(sorted(said))
    return replace(
        party,
        name=variants[0] if variants else "",
        variants=variants,
        mentions=tuple(one for one in party.mentions if one in seen),
        redirects=(),
        because="",
    )
