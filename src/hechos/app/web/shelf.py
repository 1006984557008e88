"""What one page needs of a case, fetched from the register by id; nothing is locked or written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Q, QuerySet

from hechos.app.access.actor import Actor
from hechos.app.casework.desk import ReadingDesk
from hechos.app.home import Home
from hechos.app.register import queries
from hechos.app.register.models import CaseHead, Given, Proposed
from hechos.app.register.rows import CLAIM, DECIDED, FILTERED, LINK
from hechos.archive.objects import ObjectStore
from hechos.errors import HechosError, NotFoundError
from hechos.records import (
    Capture,
    CaseFile,
    Claim,
    Decision,
    Links,
    Member,
    Record,
    Text,
    Weights,
    wire,
)

R = TypeVar("R", bound=Record)
CHUNK = 400
FEW = 4


def home() -> Home:
    return Home(Path(str(settings.DATABASES["default"]["NAME"])).parent)


def open_shelf(head: CaseHead, actor: Actor) -> Shelf:
    """Open a case for its pages: as it stands, whatever another process is doing to it."""
    here = home()
    store = ObjectStore(here.case_folder(head.id))
    return Shelf(ReadingDesk(here, head, queries.case_of(head), store), actor)


def find_row(record_id: str) -> Given | Proposed:
    """Return the row of a record by its whole id, as decided where it was decided on."""
    given = Given.objects.filter(id=record_id).select_related("case").first()
    if given is not None:
        return given
    rows = Proposed.objects.filter(id=record_id).select_related("case")
    by_layer = {row.layer: row for row in rows}
    for layer in (DECIDED, CLAIM, LINK, FILTERED):
        if layer in by_layer:
            return by_layer[layer]
    found = queries.find(record_id)[1].id
    if found == record_id:
        raise NotFoundError(f"There is nothing with the id “{record_id}”.")
    return find_row(found)


@dataclass
class Shelf:
    """A case as one person may see it, and what of it was asked for so far.

    Everything a page shows comes through `given` and `proposed`, which leave out what is above
    the person's clearance; a page that reads rows past them is a fault."""

    desk: ReadingDesk
    actor: Actor
    _texts: dict[str, Text | None] = field(default_factory=dict, repr=False)
    _captures: dict[str, Capture] = field(default_factory=dict, repr=False)

    @property
    def head(self) -> CaseHead:
        return self.desk.head

    @property
    def given(self) -> QuerySet[Given]:
        return Given.objects.filter(case=self.head, klass__lte=self.actor.clearance)

    @property
    def proposed(self) -> QuerySet[Proposed]:
        return Proposed.objects.filter(case=self.head, klass__lte=self.actor.clearance)

    def claims(self, ids: Iterable[str]) -> list[Claim]:
        """Return the claims as they stand, in reading order; ids that lead nowhere are left out."""
        found: dict[str, Proposed] = {}
        for some in _chunks(ids):
            rows = self.proposed.filter(record="Claim", id__in=some)
            for row in rows:
                if row.layer == DECIDED or row.id not in found:
                    found[row.id] = row
        rows_in_order = sorted(found.values(), key=lambda row: (row.place, row.id))
        return [wire.loads(row.body, Claim) for row in rows_in_order]

    def claims_of(self, capture: str) -> list[Claim]:
        """Return the claims of one capture as they stand, its claims about itself first."""
        rows = self.proposed.filter(record="Claim", part_of=capture)
        rows = rows.exclude(layer=FILTERED)
        return self.claims(rows.values_list("id", flat=True))

    def linked(self, cls: type[R], ids: Iterable[str]) -> list[R]:
        found: list[tuple[int, R]] = []
        for some in _chunks(ids):
            rows = self.proposed.filter(layer=LINK, record=cls.__name__, id__in=some)
            found += [(row.place, wire.loads(row.body, cls)) for row in rows]
        return [record for _, record in sorted(found, key=lambda pair: pair[0])]

    def records(self, ids: Iterable[str]) -> dict[str, Record]:
        """Return records of any kind by id; ids that lead nowhere in this case are left out."""
        found: dict[str, Record] = {}
        for some in _chunks(ids):
            given = self.given.filter(id__in=some)
            found |= {row.id: wire.loads(row.body) for row in given}
            proposed = self.proposed.filter(id__in=some)
            by_layer = sorted(proposed, key=lambda row: row.layer == DECIDED)
            found |= {row.id: wire.loads(row.body) for row in by_layer}
        return found

    def naming(self, cls: type[R], ids: Iterable[str]) -> list[R]:
        """Return the linked records of a kind that name one of the ids, in their order."""
        wanted = frozenset(ids)
        if not wanted:
            return []
        rows = self.proposed.filter(layer=LINK, record=cls.__name__)
        if len(wanted) <= FEW:
            rows = rows.filter(reduce(or_, (Q(body__contains=one) for one in sorted(wanted))))
        bodies = rows.order_by("place").values_list("id", "body").iterator()
        return [
            wire.loads(body, cls)
            for own, body in bodies
            if not (wanted - {own}).isdisjoint(body.split('"'))
        ]

    def captures(self, ids: Iterable[str]) -> dict[str, Capture]:
        wanted = list(dict.fromkeys(ids))
        for some in _chunks(i for i in wanted if i not in self._captures):
            rows = self.given.filter(record="Capture", id__in=some)
            self._captures |= {row.id: wire.loads(row.body, Capture) for row in rows}
        return {i: self._captures[i] for i in wanted if i in self._captures}

    def seen(self) -> list[Capture]:
        """Return the captures that were taken from the shelf."""
        return list(self._captures.values())

    def text(self, capture: str) -> Text | None:
        """Return the latest reading of a capture; None where there is none, or it is withdrawn."""
        if capture not in self._texts:
            rows = self.given.filter(record="Text", part_of=capture)
            row = rows.order_by("-seq").first()
            found = queries.text_of(row.body, self.desk.payload) if row else None
            self._texts[capture] = found[0] if found else None
        return self._texts[capture]

    def decisions(self, ids: Iterable[str]) -> list[Decision]:
        """Return the decisions taken on the records, first to last."""
        found: list[tuple[int, Decision]] = []
        for some in _chunks(ids):
            rows = self.given.filter(record="Decision", part_of__in=some)
            found += [(row.seq, wire.loads(row.body, Decision)) for row in rows]
        return [decision for _, decision in sorted(found, key=lambda pair: pair[0])]

    def all_given(self, cls: type[R]) -> list[R]:
        """Return the given records of a class that this person sees, in order."""
        rows = self.given.filter(record=cls.__name__).order_by("seq")
        return [wire.loads(row.body, cls) for row in rows]

    def members(self) -> tuple[Member, ...]:
        return queries.given(self.head, Member)

    def file(self, claims: Sequence[Claim], **linked: Sequence[Record]) -> CaseFile:
        """Return the part of the case that stands on these claims, for the report's sentences.

        `linked` fills the fields of `Links` and, as `doubts` and `relations`, of `Weights`."""
        captures = self.captures(c.capture for c in claims)
        own = self._about(captures)
        held = {c.id for c in claims}
        everything = (*claims, *(c for c in own if c.id not in held))
        texts = tuple(t for t in map(self._text_or_none, captures) if t)
        parts: dict[str, Any] = {key: tuple(value) for key, value in linked.items()}
        weighed = {key: parts.pop(key) for key in ("relations", "doubts") if key in parts}
        decisions = self.decisions(c.id for c in claims)
        return CaseFile(
            case=self.desk.case,
            members=self.members(),
            captures=tuple(captures.values()),
            texts=texts,
            claims=everything,
            decisions=(*decisions, *self.decisions(d.id for d in decisions)),
            links=Links(**parts),
            weights=Weights(**weighed),
        )

    def _about(self, captures: Iterable[str]) -> list[Claim]:
        ids: list[str] = []
        for some in _chunks(captures):
            rows = self.proposed.filter(record="Claim", kind="document", part_of__in=some)
            ids += rows.values_list("id", flat=True)
        return self.claims(ids)

    def _text_or_none(self, capture: str) -> Text | None:
        try:
            return self.text(capture)
        except HechosError:  # damaged or under way: the sentence stands without its quotation
            return None


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]
