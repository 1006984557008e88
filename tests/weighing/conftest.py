"""A small world to weigh: pages, claims and links told by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from hechos.records import (
    ActContent,
    Bound,
    Capture,
    Case,
    Claim,
    ClaimRelation,
    Content,
    Decision,
    DocumentContent,
    Doubt,
    Incident,
    Links,
    Made,
    Mandate,
    Mention,
    OriginEdge,
    OriginGroup,
    PartyKind,
    Passage,
    Place,
    Proposition,
    Quantity,
    Text,
    TextSpan,
    VoiceLink,
    Weights,
    When,
    Whole,
    ids,
)
from hechos.weighing.rules import WeighingRules
from hechos.weighing.weigh import weigh_case

AT = "2026-01-01T00:00:00Z"
MADE = Made(by="test", at=AT)
CASE = Case(id=ids.uuid7(0, b"case......"), case="", made=MADE, slug="c", title="C", seed="00" * 32)
NEAR = {"outlet": 4, "agency": 4, "witness": 1}


def mention(name: str, kind: PartyKind = PartyKind.ORGANISATION) -> Mention:
    return Mention(verbatim=name, name=name, kind=kind)


def voice(
    *chain: str, said: str | None = None, stance: str = "reports", near: int | None = None
) -> tuple[VoiceLink, ...]:
    """Build a chain from "kind:name" words; day, stance and proximity are of the innermost."""
    links = []
    for place, one in enumerate(chain):
        kind, _, name = one.partition(":")
        last = place == len(chain) - 1
        links.append(
            VoiceLink(
                speaker=mention(name, PartyKind.PERSON if kind == "person" else PartyKind.UNKNOWN),
                kind=kind,
                stance=stance if last else "reports",
                said_at=When(verbatim=said, edtf=said) if said and last else None,
                proximity=near if last and near is not None else NEAR.get(kind, 3),
            )
        )
    return tuple(links)


def number(
    value: float, unit: str = "deaths", bound: Bound = Bound.EXACT, at: int | None = None
) -> Quantity:
    exact = bound is Bound.EXACT
    return Quantity(
        verbatim=f"{value:g}",
        low=value,
        high=value if exact else None,
        low_open=bound is Bound.MORE_THAN,
        point=value,
        bound=bound,
        unit=unit,
        start=at,
        end=None if at is None else at + len(f"{value:g}"),
    )


def day(edtf: str) -> When:
    return When(verbatim=edtf, edtf=edtf)


def place(path: str) -> Place:
    return Place(verbatim=path, path=path)


@dataclass
class World:
    """Collects pages and claims; `weigh` runs the stage on them."""

    case: Case = CASE
    captures: list[Capture] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    relations: list[ClaimRelation] = field(default_factory=list)
    propositions: list[Proposition] = field(default_factory=list)
    origins: list[OriginGroup] = field(default_factory=list)
    edges: list[OriginEdge] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)

    def id(self, *name: str) -> str:
        return ids.draw(self.case.seed, CASE.id, *name)

    def page(
        self,
        name: str,
        body: str = "The bridge at Sandport was closed.",
        *,
        published: str | None = "2030-03-01",
        publisher: str | None = "",
        credit: str | None = None,
        language: str = "en",
    ) -> str:
        """Add a page; its publisher is the Gazette of its own name unless told otherwise."""
        capture = self.id("capture", name)
        text = self.id("text", name)
        digest = hashlib.sha256(f"{name} {body}".encode()).hexdigest()
        common: dict[str, Any] = {"case": self.case.id, "made": MADE}
        self.captures.append(
            Capture(
                id=capture, object="o", address="a", name=name, origin=name, how="file",
                tool="t", size=1, media_type="text/plain", **common,
            )
        )  # fmt: skip
        self.texts.append(
            Text(
                id=text, capture=capture, kind="original", tool="t", tool_version="1",
                language=language, body=body, hash=digest, nfc=True, **common,
            )
        )  # fmt: skip
        said = {
            "published": published,
            "publisher": f"Gazette {name}" if publisher == "" else publisher,
            "credit": credit,
        }
        for what, value in said.items():
            if value is not None:
                content = DocumentContent(type=what, value=value)
                self._claim(name, content, (), passage=Passage(capture=capture, selector=Whole()))
        return name

    def claim(
        self, page: str, content: Content, *chain: str, quote: str | None = None, **more: Any
    ) -> Claim:
        """Add a claim; `chain` are "kind:name" words, said and near go to the innermost."""
        body = next(t.body for t in self.texts if t.id == self.id("text", page))
        quote = quote or body
        start = body.index(quote)
        span = TextSpan(
            text=self.id("text", page), start=start, end=start + len(quote), quote=quote
        )
        links = voice(
            *(chain or (f"outlet:Gazette {page}",)),
            **{key: more.pop(key) for key in ("said", "stance", "near") if key in more},
        )
        passage = Passage(capture=self.id("capture", page), selector=span)
        return self._claim(page, content, links, passage=passage, **more)

    def _claim(
        self,
        page: str,
        content: Content,
        links: tuple[VoiceLink, ...],
        *,
        passage: Passage,
        **more: Any,
    ) -> Claim:
        key = f"{page}:{len(self.claims)}"
        claim = Claim(
            id=self.id("claim", key), case=self.case.id, made=MADE,
            capture=self.id("capture", page), text=self.id("text", page), key=key,
            passages=(passage,), content=content, voice=links, **more,  # type: ignore[arg-type]
        )  # fmt: skip
        self.claims.append(claim)
        return claim

    def differ(self, a: Claim, b: Claim, *, kind: str = "contradicts", **more: Any) -> str:
        own = self.id("relation", a.id, b.id)
        self.relations.append(
            ClaimRelation(
                id=own, case=self.case.id, made=MADE, kind=kind, left=a.id, right=b.id,
                because="They differ.", **more,
            )
        )  # fmt: skip
        return own

    def proposition(
        self,
        *groups: Sequence[Claim],
        against: Sequence[Claim] = (),
        kind: str = "act",
        statement: str = "It happened.",
    ) -> Proposition:
        """Add what claims support, one origin group for each sequence of claims."""
        own = self.id("proposition", str(len(self.propositions)))
        made = Proposition(
            id=own, case=self.case.id, made=MADE, kind=kind, statement=statement,
            supporting=tuple(c.id for group in groups for c in group),
            contrary=tuple(c.id for c in against),
        )  # fmt: skip
        self.propositions.append(made)
        for group in (*groups, *([one] for one in against)):
            self.origins.append(
                OriginGroup(
                    id=self.id("origin", own, *(c.id for c in group)), case=self.case.id,
                    made=MADE, proposition=own, claims=tuple(c.id for c in group), primary=None,
                )
            )  # fmt: skip
        return made

    def reprint(self, a: str, b: str) -> None:
        self.edges.append(
            OriginEdge(
                id=self.id("edge", a, b), case=self.case.id, made=MADE, between="documents",
                left=self.id("capture", a), right=self.id("capture", b), kind="reprint",
                evidence="…",
            )
        )  # fmt: skip

    def decide(self, act: str, on: str, **changes: str) -> None:
        self.decisions.append(
            Decision(
                id=self.id("decision", act, on), case=self.case.id, made=MADE, act=act, on=on,
                because="Checked.", changes=tuple(changes.items()),
            )
        )  # fmt: skip

    def mandate(self, **parts: str) -> None:
        self.case = replace(self.case, mandate=Mandate(**parts))

    def links(self) -> Links:
        return Links(
            propositions=tuple(self.propositions),
            relations=tuple(self.relations),
            edges=tuple(self.edges),
            origins=tuple(self.origins),
            doubts=tuple(self.doubts),
            incidents=tuple(self.incidents),
        )

    def weigh(self, *, turned: bool = False) -> Weights:
        """Weigh; `turned` gives everything in the opposite order."""
        step = -1 if turned else 1
        return weigh_case(
            self.captures[::step],
            self.texts[::step],
            self.claims[::step],
            self.links(),
            self.decisions,
            rules=WeighingRules.load(),
            case=self.case,
            at=AT,
        )

    def outcome(self, a: Claim, b: Claim, **more: Any) -> str:
        """Return what the difference of two claims is taken to be."""
        own = self.differ(a, b, **more)
        return next(r.outcome.value for r in self.weigh().relations if r.id == own)

    def level(self, index: int = 0) -> str:
        return self.weigh().assessments[index].level.value


def deaths(value: float, **more: Any) -> ActContent:
    bound = more.pop("bound", Bound.EXACT)
    return ActContent(
        type=more.pop("type", "LIFE.UNK"), quantity=number(value, bound=bound), **more
    )


@pytest.fixture
def world() -> World:
    return World()
