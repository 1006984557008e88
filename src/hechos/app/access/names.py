"""By which names somebody or a source is known in a case."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Sequence

from hechos.app.register.classes import chunks
from hechos.app.register.models import CaseHead, Proposed, Ref
from hechos.app.register.naming import reference, said_in
from hechos.lang.folding import fold
from hechos.lang.gazetteer.atlas import atlas
from hechos.lang.gazetteer.toponyms import world
from hechos.lang.names import WordKind, strip_titles, words_of
from hechos.records import Capture, Claim, Party, PartyKind, Source, wire

LONE = 3
"""Letters that a surname has more of, to be looked for alone."""
_PART = re.compile(r"[^\W_]+")
_PEOPLE = ("person", "witness")
_WRITERS = ("author", "publisher")


def party_now(head: CaseHead, record_id: str) -> Party | None:
    """Return the party of an id, with all its names, under the id that it has since it was joined
    with others."""
    rows = Proposed.objects.filter(case=head, record="Party", layer="link").order_by("upto")
    found = rows.filter(id=record_id).last()
    if found is not None:
        return wire.loads(found.body, Party)
    refs = Ref.objects.filter(case=head, record="Party", target=record_id)
    joined = [wire.loads(r.body, Party) for r in rows.filter(id__in=refs.values("source"))]
    return next((one for one in reversed(joined) if record_id in one.redirects), None)


def names_of_party(head: CaseHead, party: Party) -> Iterator[str]:
    """Yield the names of a party: its own, and how passages write it where they name it."""
    known = (party.name, *party.variants)
    yield from _spelled(head, known, person=party.kind is PartyKind.PERSON, own=party.id)
    for some in chunks(party.mentions):
        here = set(some)
        refs = Ref.objects.filter(case=head, record="Claim", target__in=here)
        rows = Proposed.objects.filter(case=head, record="Claim", id__in=refs.values("source"))
        for body in rows.values_list("body", flat=True).iterator():
            claim = json.loads(body)
            for one in said_in(claim):
                if reference(claim["text"], one) in here:
                    yield from (w for w in (one["name"], one["verbatim"]) if w[:1].isupper())


def names_of_source(head: CaseHead, source: Source) -> Iterator[str]:
    """Yield the names of somebody who says so."""
    yield from _spelled(head, (source.name,), person=source.kind in _PEOPLE)


def _spelled(head: CaseHead, known: Sequence[str], *, person: bool, own: str = "") -> Iterator[str]:
    """Yield names with and without titles, and of a person the surnames that nobody else in the
    case bears, and no place: where one stands alone it is the person's."""
    bare = [strip_titles(name)[0] for name in known]
    yield from (*known, *bare)
    if person:
        yield from _alone(head, bare, own)


def _alone(head: CaseHead, known: Sequence[str], own: str) -> Iterator[str]:
    names = [name.split() for name in known]
    whole = {fold(name) for name in known}
    words = dict.fromkeys(
        w for name in names for w in name[1:] if w[:1].isupper() and len(w) > LONE
    )
    for word in words:
        folded = fold(word)
        if folded in _common() or folded in atlas() or not folded.isalpha():
            continue
        rows = Proposed.objects.filter(case=head, record="Party", layer="link")
        others = rows.filter(body__icontains=word).exclude(id=own)  # only where it is linked anew
        bodies = others.values_list("body", flat=True)
        if not any(_bears(body, folded, whole) for body in bodies):
            yield word


def _bears(body: str, word: str, whole: set[str]) -> bool:
    """Say whether a party that has none of the names bears a word of them."""
    other = wire.loads(body, Party)
    names = {fold(strip_titles(name)[0]) for name in (other.name, *other.variants)}
    return whole.isdisjoint(names) and any(word in name.split() for name in names)


@functools.cache
def _common() -> frozenset[str]:
    """Return folded words that are first names, or names of places that need no pack."""
    given = words_of(WordKind.GIVEN, "")
    places = (word for place in world() for name in place.names for word in name.split())
    return frozenset(map(fold, (*given, *places)))


def names_of_capture(head: CaseHead, capture: Capture) -> Iterator[str]:
    """Yield what tells where a capture is from: its name, who sent it, where it lay, who wrote or
    published it. A name of a file or folder that is one word, such as “report”, is not among
    them: it would be taken out of every text."""
    name, folder = capture.name.rpartition("/")[2], capture.origin.rstrip("/").rpartition("/")[2]
    places = (name, name.rpartition(".")[0], capture.origin, folder)
    yield from (one for one in places if len(_PART.findall(one)) > 1)
    yield capture.sender or ""
    about = Proposed.objects.filter(
        case=head, record="Claim", kind="document", part_of=capture.id
    ).values_list("body", flat=True)
    for claim in (wire.loads(body, Claim) for body in about):
        if claim.content.type in _WRITERS:
            yield str(getattr(claim.content, "value", ""))
