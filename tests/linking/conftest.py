"""A small world to link: captures with texts, and claims told by hand."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import pytest

from hechos.linking.link import link_case
from hechos.linking.rules import LinkingRules
from hechos.records import (
    ActContent,
    Actor,
    Bound,
    Capture,
    Case,
    Claim,
    Content,
    DocumentContent,
    Links,
    Made,
    Mention,
    PartyKind,
    Passage,
    Place,
    Quantity,
    Text,
    TextSpan,
    VoiceLink,
    When,
    Whole,
    ids,
)

AT = "2026-01-01T00:00:00Z"
MADE = Made(by="test", at=AT)
SEED = "00" * 32
CASE = Case(id=ids.uuid7(0, b"case......"), case="", made=MADE, slug="c", title="C", seed=SEED)
CHAIN = {"outlet": 4, "agency": 4, "body": 3, "person": 3, "report": 3, "unnamed": 3, "witness": 1}


def mention(name: str, kind: PartyKind = PartyKind.UNKNOWN, at: int | None = None) -> Mention:
    end = None if at is None else at + len(name)
    return Mention(verbatim=name, name=name, kind=kind, start=at, end=end)


def voice(*chain: str, said: str | None = None) -> tuple[VoiceLink, ...]:
    """Build a chain from "kind:name" words; `said` is the day of the innermost."""
    links = []
    for place, one in enumerate(chain):
        kind, _, name = one.partition(":")
        last = place == len(chain) - 1
        links.append(
            VoiceLink(
                speaker=mention(
                    name, PartyKind.PERSON if kind == "person" else PartyKind.ORGANISATION
                ),
                kind=kind,
                said_at=When(verbatim=said, edtf=said) if said and last else None,
                proximity=CHAIN[kind],
            )
        )
    return tuple(links)


def amount(
    number: float, bound: Bound = Bound.EXACT, unit: str = "persons", verbatim: str = ""
) -> Quantity:
    low: float | None = number
    high: float | None = None
    if bound is Bound.EXACT:
        high = number
    elif bound is Bound.MORE_THAN and unit != "share":
        low = number + 1
    elif bound is Bound.ABOUT:
        low = None
    point = number if bound in (Bound.EXACT, Bound.ABOUT) else None
    return Quantity(
        verbatim=verbatim or f"{number:g}",
        low=low,
        high=high,
        point=point,
        bound=bound,
        unit=unit,
        low_open=bound is Bound.MORE_THAN and unit == "share",
    )


def when(edtf: str | None) -> When | None:
    return When(verbatim=edtf, edtf=edtf) if edtf else None


def where(path: str | None) -> Place | None:
    """Return a place by its path; one of one part is a country."""
    level = "unknown" if path and "," in path else "country"
    return Place(verbatim=path.split(",")[0], path=path, level=level) if path else None


@dataclass
class World:
    """Documents and claims of a case; ids in the order in which they are added."""

    captures: list[Capture] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    case: Case = CASE
    places: dict[str, int] = field(default_factory=dict)

    def document(
        self,
        body: str = "",
        *,
        name: str = "",
        published: str | None = None,
        language: str = "en",
        **says: str,
    ) -> Capture:
        number = len(self.captures)
        body = body or f"Note number {number}."
        digest = hashlib.sha256(body.encode()).hexdigest()
        capture = Capture(
            id=ids.uuid7(1000 + number, digest[:10].encode()),
            case=CASE.id,
            made=MADE,
            object="",
            address=digest,
            name=name or f"note-{number}.txt",
            origin="",
            how="file",
            tool="",
            size=len(body),
            media_type="text/plain",
        )
        text = Text(
            id=ids.draw(SEED, capture.id, "text"),
            case=CASE.id,
            made=MADE,
            capture=capture.id,
            kind="original",
            tool="",
            tool_version="",
            language=language,
            body=body,
            hash=digest,
            nfc=True,
        )
        self.places[capture.id] = number
        self.captures.append(capture)
        self.texts.append(text)
        if published:
            says["published"] = published
        for kind, value in says.items():
            self._tell(capture, DocumentContent(type=kind, value=value), Whole())
        return capture

    def claim(
        self, capture: Capture, quote: str, content: Content, /, chain: Any = (), **slots: Any
    ) -> Claim:
        """Add a claim of the capture; the quote is looked up in its text, or added to it."""
        place = self.places[capture.id]
        text = self.texts[place]
        start = text.body.find(quote)
        if start < 0:
            start = len(text.body) + 1
            body = f"{text.body}\n{quote}"
            digest = hashlib.sha256(body.encode()).hexdigest()
            text = Text(
                **{
                    **{f: getattr(text, f) for f in text.__slots__},
                    "id": text.id,
                    "case": text.case,
                    "made": text.made,
                    "body": body,
                    "hash": digest,
                }
            )
            self.texts[place] = text
        selector = TextSpan(text=text.id, start=start, end=start + len(quote), quote=quote)
        return self._tell(capture, content, selector, chain or voice("outlet:Note"), **slots)

    def act(self, capture: Capture, quote: str, kind: str, /, *chain: str, **slots: Any) -> Claim:
        """Add an act told in short: number, bound, unit, time, place, occasion, victims, actors."""
        number = slots.pop("number", None)
        said = slots.pop("said", None)
        quantity = None
        bound, unit = slots.pop("bound", Bound.EXACT), slots.pop("unit", "persons")
        if number is not None:
            quantity = amount(number, bound, unit)
        content = ActContent(
            type=kind,
            quantity=quantity,
            time=when(slots.pop("time", None)),
            place=where(slots.pop("place", None)),
            occasion=slots.pop("occasion", None),
            victims=tuple(mention(name) for name in slots.pop("victims", ())),
            actors=tuple(Actor(mention=mention(name)) for name in slots.pop("actors", ())),
            official_attribution=slots.pop("official", None),
        )
        return self.claim(
            capture, quote, content, voice(*(chain or ("outlet:Note",)), said=said), **slots
        )

    def _tell(
        self, capture: Capture, content: Content, selector: Any, chain: Any = (), **slots: Any
    ) -> Claim:
        text = self.texts[self.places[capture.id]]
        start = getattr(selector, "start", 0)
        key = f"{text.id}:{start}:{content.kind}:{content.type}:{len(self.claims)}"
        claim = Claim(
            id=ids.draw(SEED, capture.id, "claim", key),
            case=CASE.id,
            made=MADE,
            capture=capture.id,
            text=text.id,
            key=f"{capture.address}:{start}:{content.kind}:{content.type}",
            passages=(Passage(capture=capture.id, selector=selector),),
            content=content,
            voice=tuple(chain),
            **slots,
        )
        self.claims.append(claim)
        return claim

    def link(self) -> Links:
        return link_case(
            self.captures, self.texts, self.claims, rules=LinkingRules.load(), case=self.case, at=AT
        )


@pytest.fixture
def world() -> World:
    return World()
