"""Bring rows of the register to what they should be, touching only what is not so already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from django.db import connection, transaction

from hechos.app.register.classes import TOP, chunks, settle_given, settle_proposed
from hechos.app.register.models import CaseHead, Given, Proposed, Ref
from hechos.app.register.naming import FIXED
from hechos.app.register.rows import (
    BATCH,
    CLAIM,
    DECIDED,
    FILTERED,
    LINK,
    given_row,
    insert,
    proposed_rows,
    write_refs,
)
from hechos.records import Claim, wire

Move = tuple[int, int, str]
"""A place, the row that gets it, and the source it belongs to."""
LARGE = 1000
"""New rows after which the database counts its rows anew."""
COLUMNS = ("record", "part_of", "kind", "klass", "state", "body")


@dataclass
class Renewal:
    """What has to be written to bring a case's rows to what they should be. It is found by reading
    alone, in the order claims, links, given; `carry_out` writes it in one short transaction."""

    head: CaseHead
    classes: dict[str, int] = field(default_factory=dict)
    _layers: list[Difference] = field(default_factory=list)
    _claims: dict[int, list[int]] = field(default_factory=dict)
    _given: dict[int, list[str]] = field(default_factory=dict)

    def layer(self, layer: str, rows: Sequence[Proposed]) -> None:
        """Make these the rows of a layer. A row that says the same stays as it is, and where only
        its place is another, that alone is written."""
        settled = settle_proposed(self.head, rows, self.classes)
        for row in settled:
            self.classes[row.id] = max(row.klass, self.classes.get(row.id, 0))
        self._layers.append(_difference(self.head, layer, rows, settled))

    def claims(self) -> None:
        """Give proposals the class of their capture, or that of the decided claim in their place
        if that is higher: what a member closed is not read from the proposal."""
        self._claims = raised_claims(self.head, self.classes)

    def given(self) -> None:
        """Set anew the class of what people said of proposals, which come and go."""
        fixed = [cls.__name__ for cls in FIXED]
        rows = list(Given.objects.filter(case=self.head).exclude(record__in=fixed).order_by("seq"))
        fresh = [given_row(self.head, row.seq, wire.loads(row.body)) for row in rows]
        settle_given(self.head, fresh, self.classes)
        for row, new in zip(rows, fresh, strict=True):
            if row.klass != new.klass:
                self._given.setdefault(new.klass, []).append(row.id)

    @property
    def is_large(self) -> bool:
        return sum(len(one.fresh) for one in self._layers) > LARGE

    def moves(self) -> Iterator[list[Move]]:
        """Yield, some at a time, the rows of links that only get another place, which `write_moves`
        writes: one record that comes or goes moves all of its kind. They are then left out of
        `carry_out`."""
        for number, difference in enumerate(self._layers):
            if difference.layer == LINK:
                self._layers[number] = replace(difference, moved=())
                for start in range(0, len(difference.moved), BATCH):
                    yield list(difference.moved[start : start + BATCH])

    def carry_out(self, spare: AbstractSet[str] = frozenset()) -> None:
        """Write it; the decided claims of the captures to `spare` stay as they are."""
        with transaction.atomic():
            for difference in self._layers:
                difference.without(spare).carry_out()
            write_classes(self._claims)
            for klass, found in self._given.items():
                for some in chunks(found):
                    Given.objects.filter(id__in=some).update(klass=klass)


@dataclass(frozen=True)
class Difference:
    """`gone` are (row, id, capture), `moved` (place, row, capture); `refs` the new rows, one for
    each record, that bring references."""

    head: CaseHead
    layer: str
    gone: Sequence[tuple[int, str, str]]
    moved: Sequence[Move]
    fresh: Sequence[Proposed]
    refs: Sequence[Proposed]

    def without(self, captures: AbstractSet[str]) -> Difference:
        """Return what is to be written of it where the claims of captures are left alone."""
        if self.layer != DECIDED or not captures:
            return self
        return replace(
            self,
            gone=[one for one in self.gone if one[2] not in captures],
            moved=[one for one in self.moved if one[2] not in captures],
            fresh=[row for row in self.fresh if row.part_of not in captures],
            refs=[row for row in self.refs if row.part_of not in captures],
        )

    def carry_out(self) -> None:
        for start in range(0, len(self.gone), BATCH):
            some = self.gone[start : start + BATCH]
            Proposed.objects.filter(row__in=[number for number, *_ in some]).delete()
            sources = [record_id for _, record_id, _ in some]
            Ref.objects.filter(case=self.head, layer=self.layer, source__in=sources).delete()
        write_moves(self.moved)
        Proposed.objects.bulk_create(self.fresh, batch_size=BATCH)
        write_refs(self.head, self.layer, self.refs)


def write_moves(rows: Sequence[Move]) -> None:
    """Give rows their places."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                'UPDATE register_proposed SET place = %s WHERE "row" = %s',
                [(place, number) for place, number, _ in rows],
            )


def _difference(
    head: CaseHead, layer: str, rows: Sequence[Proposed], settled: Sequence[Proposed]
) -> Difference:
    wanted = {(row.id, row.upto): row for row in settled}
    gone: list[tuple[int, str, str]] = []
    moved: list[Move] = []
    for row in Proposed.objects.filter(case=head, layer=layer).iterator(chunk_size=2000):
        new = wanted.get((row.id, row.upto))
        if new is None or any(getattr(row, name) != getattr(new, name) for name in COLUMNS):
            gone.append((row.row, row.id, row.part_of))
            continue
        del wanted[row.id, row.upto]
        if row.place != new.place:
            moved.append((new.place, row.row, row.part_of))
    touched = {record_id for record_id, _ in wanted} | {record_id for _, record_id, _ in gone}
    refs = [row for row in rows if row.id in touched]
    return Difference(head, layer, gone, moved, list(wanted.values()), refs)


def raised_claims(
    head: CaseHead, decided: Mapping[str, int], of: Sequence[str] | None = None
) -> dict[int, list[int]]:
    """Return, by the class they should have, the proposed claims that have another; those `of`
    some captures where that is given."""
    sources = Given.objects.filter(case=head, record="Capture")
    rows = Proposed.objects.filter(case=head, layer=CLAIM, record="Claim")
    if of is not None:
        sources, rows = sources.filter(id__in=of), rows.filter(part_of__in=of)
    captures = dict(sources.values_list("id", "klass"))
    asked = [
        number
        for number, record_id, part_of, klass in rows.values_list("row", "id", "part_of", "klass")
        if klass > captures.get(part_of, TOP) or record_id in decided
    ]
    change: dict[int, list[int]] = defaultdict(list)
    for start in range(0, len(asked), BATCH):
        for row in Proposed.objects.filter(row__in=asked[start : start + BATCH]):
            own = int(wire.loads(row.body, Claim).klass)
            klass = max(own, captures.get(row.part_of, TOP), decided.get(row.id, 0))
            if klass != row.klass:
                change[klass].append(row.row)
    return change


def raise_claims(head: CaseHead, of: Sequence[str] | None = None) -> None:
    """Do at once what linking does for the classes of proposals."""
    rows = Proposed.objects.filter(case=head, layer=DECIDED, record="Claim")
    if of is not None:
        rows = rows.filter(part_of__in=of)
    decided = dict(rows.values_list("id", "klass"))
    if decided or of is not None:
        write_classes(raised_claims(head, decided, of))


def write_classes(change: Mapping[int, Sequence[int]]) -> None:
    for klass, numbers in change.items():
        for start in range(0, len(numbers), BATCH):
            some = numbers[start : start + BATCH]
            Proposed.objects.filter(row__in=some).update(klass=klass)


def reindex(head: CaseHead) -> None:
    """Make the columns and references of every row of a case anew from its records."""
    Ref.objects.filter(case=head).delete()
    _reindex_given(head)
    places = dict(Given.objects.filter(case=head, record="Capture").values_list("id", "seq"))
    for layer in (CLAIM, FILTERED, DECIDED, LINK):
        _reindex_layer(head, layer, places)
    raise_claims(head)
    renewal = Renewal(head)
    renewal.given()
    renewal.carry_out()


def _reindex_given(head: CaseHead) -> None:
    rows = list(Given.objects.filter(case=head).order_by("seq").values_list("id", "seq", "body"))
    done = set(Given.objects.filter(case=head, done=True).values_list("id", flat=True))
    Given.objects.filter(case=head).delete()
    fresh = [given_row(head, seq, wire.loads(body)) for _, seq, body in rows]
    for row in fresh:
        row.done = row.id in done
    insert(fresh)


def _reindex_layer(head: CaseHead, layer: str, places: Mapping[str, int]) -> None:
    old = Proposed.objects.filter(case=head, layer=layer, upto=TOP).order_by("place", "row")
    records = [wire.loads(body) for body in old.values_list("body", flat=True)]
    edges = old.filter(record="LinkEdge").values_list("id", "place", "part_of")
    waiting = {record_id: (place, why) for record_id, place, why in edges}
    Proposed.objects.filter(case=head, layer=layer).delete()
    rows = proposed_rows(head, layer, records, dict(places))
    for row in rows:
        row.place, row.part_of = waiting.get(row.id, (row.place, row.part_of))
    insert(rows)
