"""Which names a case protects, and how a record reads without them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from django.db.models import Max

from hechos.app.access.models import Protected
from hechos.app.access.reveals import Seen, revealed_to
from hechos.app.register.models import CaseHead, Given, Proposed
from hechos.records import Decision, Party, Record, wire

R = TypeVar("R", bound=Record)
ACTS = ("protect", "unprotect")
PASSAGE = ("passages", "passage", "quote", "prefix", "suffix", "evidence", "id", "key")
"""What is left as it stands: the words of a source are governed by the class of the source."""


def note_marks(head: CaseHead, records: Iterable[Record]) -> None:
    """Bring the index up to decisions that were journaled."""
    for on, standing in _marks(head, records):
        last = Protected.objects.filter(case=head).aggregate(last=Max("number"))["last"]
        row, _ = Protected.objects.get_or_create(
            case=head, record=on, defaults={"number": (last or 0) + 1}
        )
        row.standing = standing
        row.save(update_fields=["standing"])


def _marks(head: CaseHead, records: Iterable[Record]) -> Iterator[tuple[str, bool]]:
    """Yield what each decision makes of the name of what it is on; taking one back turns it."""
    for one in records:
        turned, decision = False, one if isinstance(one, Decision) else None
        while decision is not None and decision.act == "retract":
            row = Given.objects.filter(case=head, record="Decision", id=decision.on).first()
            turned, decision = not turned, wire.loads(row.body, Decision) if row else None
        if decision is not None and decision.act in ACTS:
            yield decision.on, (decision.act == "protect") is not turned


def is_protected(head: CaseHead, record_id: str) -> bool:
    return Protected.objects.filter(case=head, record=record_id, standing=True).exists()


def hidden_names(shelf: Seen) -> dict[str, str]:
    """Return by name what this person is shown in its place; the longest names first."""
    marks = list(Protected.objects.filter(case=shelf.head, standing=True))
    open_ = revealed_to(shelf) if marks else frozenset()
    hidden = {mark.record: f"person {mark.number}" for mark in marks if mark.record not in open_}
    found: dict[str, str] = {}
    for party in _parties(shelf.head, hidden):
        shown = next(hidden[i] for i in (party.id, *party.redirects) if i in hidden)
        found |= dict.fromkeys((party.name, *party.variants), shown)
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _parties(head: CaseHead, ids: Mapping[str, str]) -> list[Party]:
    """Return the parties of these ids, under the id they have since they were joined with others,
    with every name that the case knows of them."""
    if not ids:
        return []
    rows = Proposed.objects.filter(case=head, record="Party", layer="link")
    found = [wire.loads(row.body, Party) for row in rows.filter(id__in=list(ids))]
    lost = set(ids) - {party.id for party in found}
    for one in sorted(lost):
        moved = rows.filter(body__contains=one)  # rare: it was joined with another since
        found += [p for row in moved if one in (p := wire.loads(row.body, Party)).redirects]
    return found


def masked(record: R, names: Mapping[str, str]) -> R:
    """Return a record that reads without the hidden names; its passages stay as they are."""
    if not names:
        return record
    pattern = _pattern(names)
    plain = wire.to_plain(record)
    changed = _masked(plain, pattern, names)
    return record if changed == plain else wire.from_plain(changed, type(record))


def without_names(text: str, names: Mapping[str, str]) -> str:
    """Return what a person typed or a page says without the hidden names."""
    return _masked(text, _pattern(names), names) if names else text


def _pattern(names: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


def _masked(value: Any, pattern: re.Pattern[str], names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(lambda found: names[found[0]], value)
    if isinstance(value, list):
        return [_masked(one, pattern, names) for one in value]
    if isinstance(value, dict):
        return {
            key: one if key in PASSAGE else _masked(one, pattern, names)
            for key, one in value.items()
        }
    return value
