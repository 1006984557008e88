"""Bring the index up to what the register holds: only what changed is written."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models import QuerySet

from hechos.app.access.protecting import mask_of_case
from hechos.app.register import queries
from hechos.app.register.classes import chunks
from hechos.app.register.models import CaseHead, Given, Proposed, Ref
from hechos.app.register.rows import CLAIM, DECIDED, FILTERED, LINK
from hechos.app.search.backend import BITS, MOST_PASSAGES, backend
from hechos.app.search.entries import (
    CAPTURE,
    CLASSES,
    NAME,
    ORDER,
    SOURCE,
    Draft,
    Facts,
    Value,
    claims_of,
    draft_of,
    is_worded,
)
from hechos.app.search.models import (
    ALWAYS,
    LEAST,
    MOST,
    NEVER,
    Entry,
    Hit,
    IndexHead,
    Piece,
    Spot,
    Tag,
)
from hechos.app.search.places import Spots
from hechos.app.search.words import Term, folded_words, passages, tokens_of
from hechos.lang.folding import fold
from hechos.records import Case, Claim, Record, Text, wire

BATCH = 400
_STEP = 10**15  # more than any place inside a class
_MADE = re.compile(r'"made":\{[^{}]*\},?')
_GIVEN = ("Capture", "Decision")
_CODED = (CLAIM, DECIDED, FILTERED)
_LINKED = tuple(c.__name__ for c in CLASSES if c.__name__ not in (*_GIVEN, "Claim"))


class Readable(Protocol):
    """A case opened for reading or for work."""

    @property
    def head(self) -> CaseHead: ...
    @property
    def case(self) -> Case: ...
    def payload(self, address: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Held:
    """What the index has of a record."""

    row: int
    place: int
    body_hash: str
    own_hash: str


@dataclass(frozen=True, slots=True)
class Source:
    """A row of the register that is to be found; `text` is the row of a capture's text, `hidden`
    what tells which names were taken out of it."""

    id: str
    cls: str
    klass: int
    place: int
    body: str
    text: str = ""
    upto: int = 3
    hidden: str = ""

    @property
    def key(self) -> tuple[str, int]:
        return self.id, self.upto

    @property
    def order(self) -> int:
        """Its place among all that is found."""
        return ORDER[self.cls] * _STEP + self.place

    @property
    def hash(self) -> str:
        """What tells that it changed; when it was made anew does not count."""
        said = f"{self.klass} {self.upto}\n{_MADE.sub('', self.body)}\n{self.text}"
        return _hash(said + self.hidden)


def refresh(case: Readable, ids: Collection[str] | None = None) -> int:
    """Bring the entries of these records up to date, or all of the case; return how many changed.

    Called where rows were written, inside the lock of the case."""
    with transaction.atomic():
        return _Refresh(case, ids).run()


def stale(case: Readable) -> list[str]:
    """Return the records whose entries are not as the rows of the case stand, in the order in
    which they are to be written; nothing is locked or written."""
    return _Refresh(case, None).find_stale()


def refresh_given(case: Readable, records: Iterable[Record]) -> None:
    """Bring the entries of given records up to date: decisions, captures, what was read of them."""
    ids = {one.capture if isinstance(one, Text) else one.id for one in records}
    if ids:
        refresh(case, ids)


def refresh_named(case: Readable, names: Collection[str]) -> None:
    """Bring the entries up to date in which names stand that are now shown or hidden; the
    numbers that stood for them are among the names."""
    if not names:
        return
    rows: set[int] = set()
    for words in (tuple(folded_words(name)) for name in names):
        if words:
            with connection.cursor() as cursor:
                cursor.execute(*backend().holding(Term(words, "phrase")))
                rows.update(row for (row,) in cursor.fetchall())
    folded = [fold(name) for name in names]
    rows.update(
        Tag.objects.filter(case=case.head, field__in=[NAME, SOURCE], value__in=folded).values_list(
            "entry", flat=True
        )
    )
    found: dict[str, int] = {}
    for some in chunks(sorted(rows)):
        entries = Entry.objects.filter(case=case.head, row__in=some)
        found |= dict(entries.values_list("id", "place"))
    for batch in chunks(sorted(found, key=lambda one: found[one])):
        refresh(case, batch)


def forget_capture(head: CaseHead, capture: str) -> None:
    """Take out all that stands on a capture, at once, and leave nothing of its words."""
    with transaction.atomic():
        found = Tag.objects.filter(case=head, field=CAPTURE, value=capture)
        _remove(list(found.values_list("entry_id", flat=True).distinct()))
        _drop_spots(head)
    backend().purge()


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _remove(rows: Sequence[int]) -> None:
    for some in chunks(rows):
        _empty(some)
        Hit.objects.filter(entry__in=some).delete()
        Entry.objects.filter(row__in=some)._raw_delete(Entry.objects.db)  # noqa: SLF001 - nothing hangs on it any more


def _drop_spots(head: CaseHead) -> None:
    """Forget the places that nothing lies in any more: a text alone may have named them."""
    Spot.objects.filter(case=head, entries__isnull=True).delete()


def _empty(rows: Sequence[int]) -> None:
    """Take away what hangs on entries: values, passages, words."""
    Tag.objects.filter(entry__in=rows)._raw_delete(Tag.objects.db)  # noqa: SLF001 - as above
    backend().drop(rows)
    Piece.objects.filter(entry__in=rows)._raw_delete(Piece.objects.db)  # noqa: SLF001


@dataclass
class _Refresh:
    case: Readable
    ids: Collection[str] | None
    turn: int = 0
    changed: int = 0
    fresh: set[str] = field(default_factory=set)
    """Claims that changed in this turn: what borrows from them is looked at again."""
    _languages: dict[str, str] = field(default_factory=dict)
    _publishers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def run(self) -> int:
        head = self.case.head
        counter, _ = IndexHead.objects.get_or_create(case=head)
        self.turn = counter.turn + 1
        self.spots = Spots(head, self.case.case.pack)
        self.mask = mask_of_case(head)
        self.held = self._held()
        self.left = set(self.held)
        for some in self._sources():
            self._take(some)
        self._take_borrowers()
        gone = [self.held[one].row for one in self.left]
        _remove(gone)
        if gone:
            _drop_spots(head)
        if self.changed or gone:
            counter.turn = self.turn
            counter.save()
        return self.changed

    def find_stale(self) -> list[str]:
        self.mask = mask_of_case(self.case.head)
        self.held = self._held()
        self.left = set(self.held)
        found = []
        for some in self._sources():
            for source in some:
                self.left.discard(source.key)
                held = self.held.get(source.key)
                if held is None or held.place != source.order or held.body_hash != source.hash:
                    found.append(source.id)
        return list(dict.fromkeys([*found, *(record_id for record_id, _upto in self.left)]))

    def _narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows if self.ids is None else rows.filter(id__in=list(self.ids))

    def _held(self) -> dict[tuple[str, int], Held]:
        rows = self._narrow(Entry.objects.filter(case=self.case.head))
        found = rows.values_list("id", "upto", "row", "place", "body_hash", "own_hash")
        return {(own, upto): Held(*rest) for own, upto, *rest in found.iterator()}

    def _sources(self) -> Iterator[list[Source]]:
        """Yield the rows of the register as they stand, in batches: captures, then claims; what
        borrows from them comes after, in batches of its own, when they are written."""
        waiting: list[Source] = []
        for source in self._one_by_one():
            begins = waiting and (waiting[-1].cls in _LINKED) != (source.cls in _LINKED)
            if begins or len(waiting) == BATCH:
                yield waiting
                waiting = []
            waiting.append(source)
        yield waiting

    def _one_by_one(self) -> Iterator[Source]:
        head = self.case.head
        gone = self._withdrawn()
        texts = self._texts()
        given = self._narrow(Given.objects.filter(case=head, record__in=_GIVEN)).order_by("-record")
        for row in given.order_by("record", "seq").iterator():
            if row.id not in gone:
                yield self._source(row, row.seq, texts.get(row.id, ""))
        coded = self._narrow(Proposed.objects.filter(case=head, record="Claim"))
        coded = coded.exclude(kind="document")
        decided = coded.filter(layer=DECIDED)
        standing = set(decided.values_list("id", flat=True))
        for row in coded.filter(layer=CLAIM).order_by("row").iterator():
            if row.id not in standing:
                yield self._source(row, row.place)
        for row in decided.iterator():
            yield self._source(row, row.place)
        linked = self._narrow(Proposed.objects.filter(case=head, layer=LINK, record__in=_LINKED))
        for row in linked.order_by("row").iterator():
            yield self._source(row, row.place)

    def _source(self, row: Given | Proposed, place: int, text: str = "") -> Source:
        """Return a row as everybody finds it: without protected names."""
        body = row.body
        if self.mask and (text or self.mask.hits(body)):
            body = wire.dumps(self.mask.loads(body))
            return _source(row, place, body, text=text, hidden=_hash(repr(self.mask.forms)))
        return _source(row, place, body, text=text)

    def _withdrawn(self) -> frozenset[str]:
        rows = Given.objects.filter(case=self.case.head, record="Decision")
        rows = rows.filter(state="withdraw")
        if self.ids is not None:
            rows = rows.filter(part_of__in=list(self.ids))
        return frozenset(rows.values_list("part_of", flat=True))

    def _texts(self) -> dict[str, str]:
        """Return the latest text row of each capture looked at, by capture."""
        rows = Given.objects.filter(case=self.case.head, record="Text").order_by("seq")
        if self.ids is not None:
            rows = rows.filter(part_of__in=list(self.ids))
        return dict(rows.values_list("part_of", "body").iterator())

    def _take(self, sources: Sequence[Source]) -> None:
        """Write those of a batch that changed."""
        sources = list({source.key: source for source in sources}.values())
        self.left.difference_update(source.key for source in sources)
        moved = []
        todo: list[tuple[Source, Record]] = []
        for source in sources:
            held = self.held.get(source.key)
            if held is not None and held.place != source.order:
                moved.append(Entry(row=held.row, place=source.order))
            same = held is not None and held.body_hash == source.hash
            if same and (source.cls in (*_GIVEN, "Claim", "Party", "Doubt") or not self.fresh):
                continue
            record = wire.loads(source.body)
            if not same or not self.fresh.isdisjoint(claims_of(record)):
                todo.append((source, record))
        if moved:
            Entry.objects.bulk_update(moved, ["place"])
        if todo:
            self._write(todo)

    def _take_borrowers(self) -> None:
        """Look again at what borrows from claims that changed, where it was not looked at."""
        if self.ids is None or not self.fresh:
            return
        own: set[str] = set()
        for some in chunks(self.fresh):
            refs = Ref.objects.filter(target__in=some, case=self.case.head, layer=LINK)
            own.update(refs.filter(record__in=_LINKED).values_list("source", flat=True))
        fresh, self.ids = self.fresh, own - set(self.ids)
        if self.ids:
            held = self._held()
            self.held |= held
            self.left |= set(held)
            self.fresh = fresh
            for sources in self._sources():
                self._take(sources)

    def _write(self, todo: Sequence[tuple[Source, Record]]) -> None:
        facts = self._facts([one for _, record in todo for one in claims_of(record)])
        self._learn([record for _, record in todo if isinstance(record, Claim)])
        made: list[tuple[Entry, Source, Draft]] = []
        for source, record in todo:
            draft = draft_of(record, facts)
            if isinstance(record, Claim):
                draft.language = self._languages.get(record.text, "")
                draft.add(SOURCE, *self._publishers.get(record.capture, ()))
                self.fresh.add(record.id)
            if source.text:
                draft.language = str(json.loads(source.text)["language"])
            if not is_worded(source.klass):
                draft.title, draft.words = "", ()
                draft.values = {v for v in draft.values if v[0] not in (NAME, SOURCE)}
            made.append((self._entry(source, draft, record), source, draft))
        self._keep(made)

    def _entry(self, source: Source, draft: Draft, record: Record) -> Entry:
        held = self.held.get(source.key)
        first, last = draft.dates or (NEVER, ALWAYS)
        low, high = draft.number or (LEAST, MOST)
        return Entry(
            row=held.row if held else None,
            case=self.case.head,
            id=source.id,
            cls=source.cls,
            klass=source.klass,
            upto=source.upto,
            place=source.order,
            title=draft.title.replace("\0", " "),
            kind=draft.kind[:40],
            state=draft.state,
            language=draft.language,
            dated=draft.dates is not None,
            earliest=first,
            latest=last,
            spot_id=self.spots.of(draft.spot),
            numbered=draft.number is not None,
            low=low,
            high=high,
            by=draft.by[:80],
            made_at=record.made.at[:20],
            changed=self.turn,
            body_hash=source.hash,
            own_hash=_hash(repr((source.hash, sorted(draft.values), draft.language))),
        )

    def _keep(self, made: Sequence[tuple[Entry, Source, Draft]]) -> None:
        differ: list[tuple[Entry, Source, Draft]] = []
        old: list[Entry] = []
        new: list[Entry] = []
        for entry, source, draft in made:
            held = self.held.get(source.key)
            if held is None or held.own_hash != entry.own_hash:
                (new if held is None else old).append(entry)
                differ.append((entry, source, draft))
        if old:
            _empty([entry.row for entry in old])
            Entry.objects.bulk_update(old, _COLUMNS, batch_size=50)
        Entry.objects.bulk_create(new)
        self.changed += len(differ)
        tags = [
            Tag(entry=entry, case=self.case.head, field=letter, value=value, shown=shown)
            for entry, _, draft in differ
            for letter, value, shown in sorted(_one_of_each(draft.values))
        ]
        Tag.objects.bulk_create(tags, batch_size=BATCH)
        for entry, source, draft in differ:
            if is_worded(source.klass):
                self._put_words(entry, source, draft)

    def _put_words(self, entry: Entry, source: Source, draft: Draft) -> None:
        found = [(0, words) for words in draft.words if words.strip()]
        if source.text:
            read = queries.text_of(source.text, self.case.payload)
            found += passages(self.mask.fill(read[0].body)) if read else ()
        pieces, rows = [], []
        for number, (start, body) in enumerate(found[:MOST_PASSAGES]):
            key = (entry.row << BITS) + number
            pieces.append(Piece(id=key, entry=entry, start=start, body=body.replace("\0", " ")))
            rows.append((key, tokens_of(body, entry.language)))
        Piece.objects.bulk_create(pieces, batch_size=BATCH)
        backend().put(rows)

    def _facts(self, claims: Iterable[str]) -> dict[str, Facts]:
        """Return what the index holds of claims, for those that borrow from them."""
        ids = sorted(set(claims))
        values: dict[str, set[Value]] = defaultdict(set)
        languages: dict[str, str] = {}
        for some in chunks(ids):
            rows = Entry.objects.filter(case=self.case.head, id__in=some)
            languages |= dict(rows.values_list("id", "language"))
            tags = Tag.objects.filter(
                entry__in=rows.values("row"), field__in=[SOURCE, CAPTURE, NAME]
            )
            for own, *value in tags.values_list("entry__id", "field", "value", "shown"):
                values[own].add((value[0], value[1], value[2]))
        return {one: Facts(frozenset(values[one]), languages[one]) for one in languages}

    def _learn(self, claims: Sequence[Claim]) -> None:
        """Note the languages of the texts and the publishers of the captures of some claims."""
        texts = {c.text for c in claims if c.text} - self._languages.keys()
        rows = Given.objects.filter(case=self.case.head, record="Text", id__in=texts)
        for own, body in rows.values_list("id", "body"):
            self._languages[own] = str(json.loads(body)["language"])
        captures = {c.capture for c in claims} - self._publishers.keys()
        about = Proposed.objects.filter(
            case=self.case.head, layer__in=_CODED, kind="document", part_of__in=captures
        )
        self._publishers |= dict.fromkeys(captures, ())
        for body in about.values_list("body", flat=True):
            said = wire.loads(body, Claim)
            if said.content.type == "publisher" and said.state != "rejected":
                value = self.mask.label(str(getattr(said.content, "value", "")))
                self._publishers[said.capture] = (*self._publishers[said.capture], value)


_COLUMNS = [
    "cls",
    "klass",
    "place",
    "title",
    "kind",
    "state",
    "language",
    "dated",
    "earliest",
    "latest",
    "spot",
    "numbered",
    "low",
    "high",
    "by",
    "made_at",
    "changed",
    "body_hash",
    "own_hash",
]


def _one_of_each(values: Iterable[Value]) -> list[Value]:
    """Return one value of each letter and folded form."""
    one_of = {(letter, plain): shown for letter, plain, shown in sorted(values)}
    return [(letter, plain, shown) for (letter, plain), shown in one_of.items()]


def _source(row: Given | Proposed, place: int, body: str, *, text: str, hidden: str = "") -> Source:
    upto = row.upto if isinstance(row, Proposed) else 3
    return Source(row.id, row.record, row.klass, place, body, text, upto, hidden)
