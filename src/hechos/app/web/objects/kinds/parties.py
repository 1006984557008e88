"""The page of a person or body: each mention in its passage, and how it is named in incidents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from hechos.app.questions import composed_once
from hechos.app.register import visible
from hechos.app.register.models import Ref
from hechos.app.web.doors import document_of
from hechos.app.web.objects import words
from hechos.app.web.objects.kinds.base import Asking, Context, frame, parts_near, with_rows
from hechos.app.web.objects.kinds.roles import parts_played
from hechos.app.web.objects.near import FEW, near
from hechos.app.web.objects.sheets import Sheets, around_span
from hechos.app.web.objects.words import said
from hechos.app.web.shelf import Shelf
from hechos.lang.names import fold
from hechos.linking.deciding.places import span_of_mention
from hechos.records import (
    Claim,
    Grade,
    Incident,
    Party,
    Source,
    TextSpan,
)

REACH = 200


@dataclass(frozen=True, slots=True)
class MentionSheet:
    """A name as one passage prints it; `parts` is how it is named there."""

    ref: str
    document: str
    address: str
    language: str
    before: str
    quote: str
    after: str
    parts: tuple[str, ...] = ()


def party_page(asking: Asking, party: Party) -> Context:
    shelf = asking.shelf
    parts = parts_near(asking, "claims", "incidents", "figures", "links", "doubts")
    claims = parts["claims"].records
    sheets = Sheets.of(shelf, claims)
    shown, after = mentions_page(shelf, party, "")
    return {
        **with_rows(asking, parts),
        **frame(asking, sheets),
        "mentions": with_parts(shown, claims, party),
        "mentions_after": after,
        "claims": [sheets.claim(c) for c in claims],
        "involved": involved(shelf, party, parts["incidents"].records),
        "grades": shelf.naming(Grade, [party.id]),
        "kind_words": said(words.PARTIES, party.kind.value).capitalize(),
        "sources": speaking(asking, party),
    }


def mentions_page(
    shelf: Shelf, party: Party, after: str, size: int = FEW
) -> tuple[list[MentionSheet], str]:
    """Return some mentions of a party after one of them, and the last where more follow."""
    start = party.mentions.index(after) + 1 if after in party.mentions else 0
    some = party.mentions[start : start + size]
    more = some[-1] if start + size < len(party.mentions) else ""
    return list(mention_sheets(shelf, some)), more


def mention_sheets(shelf: Shelf, refs: Sequence[str]) -> Iterator[MentionSheet]:
    """Yield mentions in the text around them; those that this person may not see are left out."""
    spans = [(ref, span) for ref in refs if (span := span_of_mention(ref))]
    texts = list(dict.fromkeys(span[0] for _, span in spans))
    homes = {row.id: row.part_of for row in visible.given_of(*shelf.up_to, "Text", texts)}
    captures = shelf.captures(homes.values())
    for ref, (text_id, start, end) in spans:
        capture = captures.get(homes.get(text_id, ""))
        text = shelf.text(capture.id) if capture else None
        if capture is None or text is None or text.id != text_id or end > len(text.body):
            continue
        quote = text.body[start:end]
        before, after = around_span(text, TextSpan(text=text_id, start=start, end=end, quote=quote))
        yield MentionSheet(
            ref=ref,
            document=capture.name,
            address=document_of(capture.id),
            language=text.language,
            before=before if len(before) < REACH else "…" + before[-REACH:],
            quote=quote,
            after=after if len(after) < REACH else after[:REACH] + "…",
        )


def with_parts(
    shown: Iterable[MentionSheet], claims: Iterable[Claim], party: Party
) -> list[MentionSheet]:
    """Return the mentions with the part each has in those claims that name it there."""
    found = []
    for one in shown:
        at = frozenset((one.ref,))
        parts = dict.fromkeys(p for c in claims for p in parts_played(c, at))
        found.append(replace(one, parts=tuple(parts)))
    return found


@composed_once
def _claims_of(
    case: str, claims: Sequence[str], mentions: Sequence[str]
) -> QuerySet[Ref, tuple[str]]:
    """Ask for those of some claims that hold one of the mentions."""
    rows = Ref.objects.filter(case=case, source__in=claims, target__in=mentions)
    return rows.values_list("source")


@dataclass(frozen=True, slots=True)
class Involved:
    """An incident and how the party is named in it, with the claims that say so."""

    incident: Incident
    parts: tuple[str, ...]
    claims: tuple[str, ...]


def involved(shelf: Shelf, party: Party, incidents: Sequence[Incident]) -> list[Involved]:
    ids = [c for i in incidents for c in i.claims[:60]]
    mentions = frozenset(party.mentions)
    naming = _claims_of(shelf.head.id, ids, party.mentions[:400])
    claims = {c.id: c for c in shelf.claims(one for (one,) in naming)}
    found = []
    for incident in incidents:
        here = [claims[c] for c in incident.claims if c in claims]
        parts = dict.fromkeys(p for c in here for p in parts_played(c, mentions))
        found.append(Involved(incident, tuple(parts), tuple(c.id for c in here[:4])))
    return found


def speaking(asking: Asking, party: Party) -> list[Source]:
    """Return the sources that bear a name of the party: what it says itself."""
    names = {fold(name) for name in (party.name, *party.variants)}
    found = near(asking.shelf, asking.found, "sources", size=40).records
    return [one for one in found if fold(one.name) in names]
