"""What one page needs of a case, fetched from the register by id; nothing is locked or written."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.db.models import QuerySet

from hechos.app.access.actor import Actor
from hechos.app.access.masking import Mask
from hechos.app.access.protecting import mark_on, mask_for
from hechos.app.casework.desk import ReadingDesk
from hechos.app.home import present_home as home
from hechos.app.register import queries
from hechos.app.register.classes import TOP, chunks
from hechos.app.register.models import CaseHead, Given, Proposed, Ref
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
FEW = 3
"""Captures whose text a page shows around the passages of its claims."""


def open_shelf(head: CaseHead, actor: Actor) -> Shelf:
    """Open a case for its pages: as it stands, whatever another process is doing to it."""
    here = home()
    store = ObjectStore(here.case_folder(head.id))
    return Shelf(ReadingDesk(here, head, queries.case_of(head), store), actor)


LAYERS = (FILTERED, CLAIM, LINK, DECIDED)
"""Of the rows of one record the later in this order says how it stands now."""


def find_row(record_id: str) -> Given | Proposed:
    """Return the row of a record by its whole id, as decided where it was decided on, with all
    that is known of it: what a person may see of that, `Shelf.version_of` says."""
    given = Given.objects.filter(id=record_id).select_related("case").first()
    if given is not None:
        return given
    rows = Proposed.objects.filter(id=record_id, upto=TOP).select_related("case")
    if found := sorted(rows, key=lambda row: LAYERS.index(row.layer)):
        return found[-1]
    now = queries.redirected(record_id)
    if now is None:
        raise NotFoundError(f"There is nothing with the id “{record_id}”.")
    return now


@functools.lru_cache(maxsize=256)
def _members(case: str, length: int) -> tuple[Member, ...]:
    """Return the members of a case as its journal has them at a length."""
    return queries.given(CaseHead(id=case), Member)


@functools.lru_cache(maxsize=1024)
def _demonstrates(case: str, length: int, clearance: int) -> bool:
    rows = Given.objects.filter(case=case, record="Capture", klass__lte=clearance)
    return rows.filter(state="demonstration").exists()


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside some claims and makes their sentences: their captures, what these say of
    themselves, their texts, the decisions on the claims and on these."""

    captures: dict[str, Capture]
    own: Sequence[Claim]
    texts: Sequence[Text]
    decisions: Sequence[Decision]

    def of(self, claims: Sequence[Claim]) -> Beside:
        """Return the part of some of the claims."""
        ids, captures = {c.id for c in claims}, {c.capture for c in claims}
        own = [d for d in self.decisions if d.on in ids]
        taken = {d.id for d in own}
        return Beside(
            {i: one for i, one in self.captures.items() if i in captures},
            [c for c in self.own if c.capture in captures],
            [t for t in self.texts if t.capture in captures],
            [*own, *(d for d in self.decisions if d.on in taken)],
        )


@dataclass
class Shelf:
    """A case as one person may see it, and what of it was asked for so far.

    Everything a page shows comes through `given` and `proposed`, which leave out what is above
    the person's clearance; a page that reads rows past them is a fault."""

    desk: ReadingDesk
    actor: Actor
    _texts: dict[str, Text | None] = field(default_factory=dict, repr=False)
    _captures: dict[str, Capture] = field(default_factory=dict, repr=False)
    _claims: dict[str, tuple[int, Claim]] = field(default_factory=dict, repr=False)
    _decisions: dict[str, list[tuple[int, Decision]]] = field(default_factory=dict, repr=False)
    _own: dict[str, list[str]] = field(default_factory=dict, repr=False)
    """Ids of what captures claim about themselves, by capture."""
    _mask: Mask | None = field(default=None, repr=False)
    _speaking: set[str] = field(default_factory=set, repr=False)

    @property
    def head(self) -> CaseHead:
        return self.desk.head

    @property
    def mask(self) -> Mask:
        """What takes out the names that this person may not see."""
        if self._mask is None:
            self._mask = mask_for(self)
        return self._mask

    def speaks_of_hidden(self, capture: str) -> bool:
        """Say whether a source prints a name that this person may not see, as far as it was read;
        so does one that is protected itself."""
        if not self.mask:
            return False
        self.text(capture)
        mark = mark_on(self.head, capture)
        return capture in self._speaking or (mark is not None and str(mark) in self.mask.labels)

    def read(self, row: Given | Proposed) -> Any:
        """Return the record of a row as this person may read it: without protected names."""
        return self.mask.loads(row.body)

    @property
    def given(self) -> QuerySet[Given]:
        return Given.objects.filter(case=self.head, klass__lte=self.actor.clearance)

    @property
    def proposed(self) -> QuerySet[Proposed]:
        clearance = self.actor.clearance
        return Proposed.objects.filter(case=self.head, klass__lte=clearance, upto__gte=clearance)

    def version_of(self, row: Given | Proposed) -> Given | Proposed | None:
        """Return a row of this case as this person may see it; None where it is not to be seen."""
        clearance = self.actor.clearance
        if row.klass <= clearance:
            return row
        if isinstance(row, Given):
            return None
        return self.proposed.filter(id=row.id, layer=row.layer).first()

    def claims(self, ids: Iterable[str]) -> list[Claim]:
        """Return the claims as they stand, in reading order; ids that lead nowhere are left out."""
        wanted = list(dict.fromkeys(ids))
        for some in chunks(i for i in wanted if i not in self._claims):
            found: dict[str, Proposed] = {}
            for row in self.proposed.filter(record="Claim", id__in=some):
                if row.layer == DECIDED or row.id not in found:
                    found[row.id] = row
            self._claims |= {row.id: (row.place, self.read(row)) for row in found.values()}
        held = [self._claims[i] for i in wanted if i in self._claims]
        return [claim for _, claim in sorted(held, key=lambda pair: (pair[0], pair[1].id))]

    def claims_of(self, capture: str) -> list[Claim]:
        """Return the claims of one capture as they stand, its claims about itself first."""
        rows = self.proposed.filter(record="Claim", part_of=capture)
        rows = rows.exclude(layer=FILTERED)
        return self.claims(rows.values_list("id", flat=True))

    def linked(self, cls: type[R], ids: Iterable[str]) -> list[R]:
        found: list[tuple[int, R]] = []
        for some in chunks(ids):
            rows = self.proposed.filter(layer=LINK, record=cls.__name__, id__in=some)
            found += [(row.place, self.read(row)) for row in rows]
        return [record for _, record in sorted(found, key=lambda pair: pair[0])]

    def records(self, ids: Iterable[str]) -> dict[str, Record]:
        """Return records of any kind by id; ids that lead nowhere in this case are left out."""
        found: dict[str, Given | Proposed] = {}
        for some in chunks(ids):
            found |= {row.id: row for row in self.given.filter(id__in=some)}
            proposed = self.proposed.filter(id__in=some)
            by_layer = sorted(proposed, key=lambda row: LAYERS.index(row.layer))
            found |= {row.id: row for row in by_layer}
        return {one: self.read(row) for one, row in found.items()}

    def naming(self, cls: type[R], ids: Iterable[str], *, most: int | None = None) -> list[R]:
        """Return the linked records of a kind that name one of the ids, in their order; the first
        `most` of them where that is given."""
        found: dict[str, Proposed] = {}
        for some in chunks(ids):
            refs = Ref.objects.filter(
                target__in=some, case=self.head, record=cls.__name__, layer=LINK
            )
            rows = self.proposed.filter(
                layer=LINK, record=cls.__name__, id__in=refs.values("source")
            )
            found |= {row.id: row for row in rows.order_by("place", "id")[:most]}
        in_order = sorted(found.values(), key=lambda row: (row.place, row.id))
        return [self.read(row) for row in in_order[:most]]

    def claims_naming(self, mentions: Iterable[str], *, most: int) -> list[Claim]:
        """Return the first `most` claims that hold one of the mentions."""
        sources: set[str] = set()
        for some in chunks(mentions):
            refs = Ref.objects.filter(target__in=some, case=self.head, record="Claim")
            sources.update(refs.values_list("source", flat=True))
        return self.claims(sorted(sources))[:most]

    def captures(self, ids: Iterable[str]) -> dict[str, Capture]:
        wanted = list(dict.fromkeys(ids))
        for some in chunks(i for i in wanted if i not in self._captures):
            rows = self.given.filter(record="Capture", id__in=some)
            self._captures |= {row.id: self.read(row) for row in rows}
        return {i: self._captures[i] for i in wanted if i in self._captures}

    def seen(self) -> list[Capture]:
        """Return the captures that were taken from the shelf."""
        return list(self._captures.values())

    def text(self, capture: str) -> Text | None:
        """Return the latest reading of a capture; None where there is none, or it is withdrawn."""
        if capture not in self._texts:
            rows = self.given.filter(record="Text", part_of=capture)
            row = rows.order_by("-seq").first()
            self._texts[capture] = self.read_text(row.body) if row else None
        return self._texts[capture]

    def read_text(self, body: str) -> Text | None:
        """Return the text of a row as this person may read it; None where it is withdrawn."""
        found = queries.text_of(body, self.desk.payload)
        if found is None:
            return None
        text = self.mask(found[0])
        if text is not found[0]:
            self._speaking.add(text.capture)
        return text

    def decisions(self, ids: Iterable[str]) -> list[Decision]:
        """Return the decisions taken on the records, first to last."""
        wanted = list(dict.fromkeys(ids))
        for some in chunks(i for i in wanted if i not in self._decisions):
            self._decisions |= {one: [] for one in some}
            for row in self.given.filter(record="Decision", part_of__in=some):
                self._decisions[row.part_of].append((row.seq, self.read(row)))
        found = [pair for one in wanted for pair in self._decisions[one]]
        return [decision for _, decision in sorted(found, key=lambda pair: pair[0])]

    def forget(self) -> None:
        """Ask anew for what a decision may have changed."""
        self._claims.clear()
        self._decisions.clear()
        self._own.clear()

    def members(self) -> tuple[Member, ...]:
        return _members(self.head.id, self.head.journal_length)

    @property
    def demonstrates(self) -> bool:
        """Say whether any capture of the case is a demonstration text."""
        return _demonstrates(self.head.id, self.head.journal_length, int(self.actor.clearance))

    def beside(self, claims: Sequence[Claim]) -> Beside:
        """Fetch what makes the sentences of some claims; the number of questions is the same
        however many they are."""
        captures = self.captures(c.capture for c in claims)
        decisions = self.decisions(c.id for c in claims)
        return Beside(
            captures,
            self._about(captures),
            self._texts_of(captures, claims),
            [*decisions, *self.decisions(d.id for d in decisions)],
        )

    def file(
        self, claims: Sequence[Claim], beside: Beside | None = None, **linked: Sequence[Record]
    ) -> CaseFile:
        """Return the part of the case that stands on these claims, for the report's sentences.

        `linked` fills the fields of `Links` and, as `doubts` and `relations`, of `Weights`."""
        near = beside.of(claims) if beside else self.beside(claims)
        held = {c.id for c in claims}
        parts: dict[str, Any] = {key: tuple(value) for key, value in linked.items()}
        weighed = {key: parts.pop(key) for key in ("relations", "doubts") if key in parts}
        return CaseFile(
            case=self.desk.case,
            members=self.members(),
            captures=tuple(near.captures.values()),
            texts=tuple(near.texts),
            claims=(*claims, *(c for c in near.own if c.id not in held)),
            decisions=tuple(near.decisions),
            links=Links(**parts),
            weights=Weights(**weighed),
        )

    def _about(self, captures: Iterable[str]) -> list[Claim]:
        """Return the claims of captures about themselves, as they stand."""
        wanted = list(dict.fromkeys(captures))
        for some in chunks(i for i in wanted if i not in self._own):
            self._own |= {one: [] for one in some}
            rows = self.proposed.filter(record="Claim", kind="document", part_of__in=some)
            for capture, own in rows.values_list("part_of", "id"):
                self._own[capture].append(own)
        return self.claims(own for one in wanted for own in self._own[one])

    def _texts_of(self, captures: Iterable[str], claims: Sequence[Claim]) -> tuple[Text, ...]:
        """Return the latest readings of captures; of more than a few only what the claims quote of
        them, for a claim keeps its quotation and the words beside it."""
        wanted = list(captures)
        rows: dict[str, str] = {}
        for some in chunks(one for one in wanted if one not in self._texts):
            found = self.given.filter(record="Text", part_of__in=some).order_by("seq")
            rows.update(found.values_list("part_of", "body"))
        if len(wanted) > FEW:
            quoted: dict[str, list[str]] = defaultdict(list)
            for claim in claims:
                quoted[claim.text].append(claim.quote)
            light = (wire.loads(body, Text) for body in rows.values())
            parts = [replace(text, body="\n".join(quoted[text.id])) for text in light]
            return (*parts, *(t for c in wanted if (t := self._texts.get(c))))
        for capture in wanted:
            if capture not in self._texts and capture not in rows:
                self._texts[capture] = None
        return tuple(t for c in wanted if (t := self._text_or_none(c, rows.get(c, ""))))

    def _text_or_none(self, capture: str, body: str) -> Text | None:
        try:
            if capture not in self._texts:
                self._texts[capture] = self.read_text(body) if body else None
            return self._texts[capture]
        except HechosError:  # damaged or under way: the sentence stands without its quotation
            return None
