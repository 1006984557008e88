"""Bring rows of the register to what they should be, touching only what is not so already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

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

COLUMNS = ("record", "part_of", "kind", "klass", "state", "body")


def renew(head: CaseHead, layer: str, rows: Sequence[Proposed]) -> None:
    """Make these the rows of a layer. A row that says the same stays as it is, and where only its
    place is another, that alone is written."""
    wanted = {(row.id, row.upto): row for row in settle_proposed(head, rows)}
    refs = {row.id: row for row in rows}
    gone: list[tuple[int, str]] = []
    moved: list[Proposed] = []
    old = Proposed.objects.filter(case=head, layer=layer)
    for row in old.iterator(chunk_size=2000):
        new = wanted.get((row.id, row.upto))
        if new is None or any(getattr(row, name) != getattr(new, name) for name in COLUMNS):
            gone.append((row.row, row.id))
            continue
        del wanted[row.id, row.upto]
        if row.place != new.place:
            row.place = new.place
            moved.append(row)
    for some in _chunks(gone):
        Proposed.objects.filter(row__in=[number for number, _ in some]).delete()
        sources = [record_id for _, record_id in some]
        Ref.objects.filter(case=head, layer=layer, source__in=sources).delete()
    Proposed.objects.bulk_update(moved, ["place"], batch_size=BATCH)
    Proposed.objects.bulk_create(wanted.values(), batch_size=BATCH)
    touched = {record_id for record_id, _ in wanted} | {record_id for _, record_id in gone}
    write_refs(head, layer, (refs[one] for one in sorted(touched) if one in refs))


def _chunks(pairs: Sequence[tuple[int, str]]) -> Iterable[Sequence[tuple[int, str]]]:
    for start in range(0, len(pairs), BATCH):
        yield pairs[start : start + BATCH]


def raise_claims(head: CaseHead) -> None:
    """Give proposals the class of their capture, or that of the decided claim in their place if
    that is higher: what a member closed is not read from the proposal."""
    captures = dict(Given.objects.filter(case=head, record="Capture").values_list("id", "klass"))
    decided = dict(
        Proposed.objects.filter(case=head, layer=DECIDED, record="Claim").values_list("id", "klass")
    )
    rows = Proposed.objects.filter(case=head, layer=CLAIM, record="Claim")
    change: dict[int, list[int]] = defaultdict(list)
    for row in rows.filter(id__in=decided) if len(decided) < BATCH else rows.iterator():
        own = int(wire.loads(row.body, Claim).klass)
        klass = max(own, captures.get(row.part_of, TOP), decided.get(row.id, 0))
        if klass != row.klass:
            change[klass].append(row.row)
    for klass, numbers in change.items():
        for start in range(0, len(numbers), BATCH):
            some = numbers[start : start + BATCH]
            Proposed.objects.filter(row__in=some).update(klass=klass)


def refresh_given(head: CaseHead) -> None:
    """Set anew the class of what people said of proposals, which come and go."""
    fixed = [cls.__name__ for cls in FIXED]
    rows = list(Given.objects.filter(case=head).exclude(record__in=fixed).order_by("seq"))
    fresh = [given_row(head, row.seq, wire.loads(row.body)) for row in rows]
    settle_given(head, fresh)
    change: dict[int, list[str]] = defaultdict(list)
    for row, new in zip(rows, fresh, strict=True):
        if row.klass != new.klass:
            change[new.klass].append(row.id)
    for klass, found in change.items():
        for some in chunks(found):
            Given.objects.filter(id__in=some).update(klass=klass)


def reindex(head: CaseHead) -> None:
    """Make the columns and references of every row of a case anew from its records."""
    Ref.objects.filter(case=head).delete()
    _reindex_given(head)
    places = dict(Given.objects.filter(case=head, record="Capture").values_list("id", "seq"))
    for layer in (CLAIM, FILTERED, DECIDED, LINK):
        _reindex_layer(head, layer, places)
    raise_claims(head)
    refresh_given(head)


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
    Proposed.objects.filter(case=head, layer=layer).delete()
    insert(proposed_rows(head, layer, records, dict(places)))
