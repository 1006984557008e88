"""A case whose claims are incident templates of MUC-4, to try incident links from end to end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from hechos.linking.episodes.incidents import Incidents, find_incidents
from hechos.linking.facts import Facts, gather
from hechos.linking.parties import join_parties
from hechos.linking.rules import LinkingRules
from hechos.records import (
    ActContent,
    Actor,
    Bound,
    Capture,
    Case,
    Claim,
    Made,
    Mention,
    PartyKind,
    Passage,
    Place,
    Quantity,
    Text,
    TextSpan,
    When,
)
from hechos.records.ids import uuid7

AT = "2026-01-01T00:00:00Z"
MADE = Made(by="bench", at=AT)
CASE = Case(id=uuid7(1, b"0" * 10), case="", made=MADE, slug="bench", title="", seed="00" * 32)


def link(templates: Sequence[Any], types: dict[str, str], *, hidden: bool) -> Incidents:
    facts = read(templates, types, hidden=hidden)
    return find_incidents(facts, join_parties(facts))


def read(templates: Sequence[Any], types: dict[str, str], *, hidden: bool) -> Facts:
    """Return a case in which each template is one claim, in order: the claim of template n has the
    id `claim_id(n)`."""
    documents = sorted({one.document for one in templates})
    claims = [_claim(n, one, types, hidden=hidden) for n, one in enumerate(templates)]
    captures = [_capture(name) for name in documents]
    texts = [_text(name) for name in documents]
    return gather(captures, texts, claims, rules=LinkingRules.load(), case=CASE, at=AT)


def claim_id(number: int) -> str:
    return uuid7(10_000 + number, b"claim.....")


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def _capture(name: str) -> Capture:
    return Capture(
        id=uuid7(2, _digest(name)),
        case=CASE.id,
        made=MADE,
        object="",
        address=name,
        name=name,
        origin="",
        how="bench",
        tool="bench",
        size=1,
        media_type="text/plain",
    )


def _text(name: str) -> Text:
    body = " " * 100_000
    return Text(
        id=uuid7(3, _digest(name)),
        case=CASE.id,
        made=MADE,
        capture=uuid7(2, _digest(name)),
        kind="original",
        tool="bench",
        tool_version="1",
        language="en",
        body=body,
        hash=hashlib.sha256(name.encode()).hexdigest(),
        nfc=True,
    )


def _claim(number: int, template: Any, types: dict[str, str], *, hidden: bool) -> Claim:
    account = template.account
    capture = uuid7(2, _digest(template.document))
    text = uuid7(3, _digest(template.document))
    start = 1000 * (number % 90)
    passage = Passage(
        capture=capture, selector=TextSpan(text=text, start=start, end=start + 1, quote=" ")
    )
    total = next((amount for _, amount, _ in account.counts), None)
    content = ActContent(
        type=types[min(account.acts)],
        quantity=_quantity(total),
        time=When(verbatim=template.edtf, edtf=template.edtf) if template.edtf else None,
        place=_place(account.place),
        victims=_groups(template.described if hidden else template.described | template.refers),
        targets=_groups(template.targets),
        actors=tuple(Actor(mention=one) for one in _groups(template.actors)),
        weapons=tuple(sorted(template.weapons)),
    )
    return Claim(
        id=claim_id(number),
        case=CASE.id,
        made=MADE,
        capture=capture,
        text=text,
        key=f"{template.document}:{number}",
        passages=(passage,),
        content=content,
    )


def _quantity(total: float | None) -> Quantity | None:
    if not total:
        return None
    return Quantity(verbatim=f"{total:g}", low=total, high=total, point=total, bound=Bound.EXACT)


def _place(path: tuple[str, ...]) -> Place | None:
    if not path:
        return None
    level = "unknown" if len(path) > 1 else "country"
    return Place(verbatim=path[-1], path=", ".join(reversed(path)), level=level)


def _groups(words: Iterable[str]) -> tuple[Mention, ...]:
    return tuple(Mention(verbatim=w, name=w, kind=PartyKind.GROUP) for w in sorted(words))
