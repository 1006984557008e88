"""The case as linking sees it: documents and claims in one order that no input order changes."""

from __future__ import annotations

import functools
import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from hechos.lang.edtf import earliest_latest
from hechos.lang.names import fold
from hechos.lang.universes.families import Family
from hechos.linking.rules import LinkingRules, Role
from hechos.records import (
    ActContent,
    Capture,
    Case,
    Claim,
    CountContent,
    DiplomacyContent,
    DocumentContent,
    LabelContent,
    Made,
    Mention,
    Place,
    ProcedureContent,
    RelationContent,
    StatusContent,
    Text,
    TextSpan,
    VoteContent,
    ids,
)

VERSION = "1"
K = TypeVar("K", bound=Hashable)
_NAME = re.compile(r"(?<!^)(?<![.!?]\s)\b[A-ZÀ-Þ]\w{2,}")
AT_SEA = "sea"
"""The level of a place whose name says where it lies: "off the coast of …"."""

_TOWNS = frozenset(("city", "unknown"))
_WIDE = frozenset(("world", "continent", "region"))
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_EARLY, _LATE = date.min.toordinal(), date.max.toordinal()


class Joined(Generic[K]):
    """Disjoint sets: what is joined with what, by way of whatever joins them."""

    def __init__(self) -> None:
        self._parent: dict[K, K] = {}

    def find(self, item: K) -> K:
        parent = self._parent.setdefault(item, item)
        while parent != item:
            grand = self._parent[parent]
            self._parent[item] = grand
            item, parent = parent, grand
        return item

    def join(self, a: K, b: K) -> bool:
        """Join two; True where they were apart."""
        first, second = self.find(a), self.find(b)
        if first == second:
            return False
        self._parent[second] = first
        return True

    def groups(self, items: Iterable[K]) -> list[list[K]]:
        """Return the sets, and what is in each, in the order of the items."""
        found: dict[K, list[K]] = {}
        for item in items:
            found.setdefault(self.find(item), []).append(item)
        return list(found.values())


@dataclass(frozen=True, slots=True)
class Span:
    """Days from and to, inclusive, as ordinals; None where open or unknown."""

    start: int | None
    end: int | None

    @property
    def is_known(self) -> bool:
        return self.start is not None or self.end is not None

    @property
    def days(self) -> int | None:
        return None if self.start is None or self.end is None else self.end - self.start + 1

    def gap(self, other: Span) -> int | None:
        """Return the days between the two, 0 where they touch or overlap, None if unknown."""
        if not self.is_known or not other.is_known:
            return None
        starts = (_EARLY if self.start is None else self.start, other.start or _EARLY)
        ends = (_LATE if self.end is None else self.end, other.end or _LATE)
        return max(0, max(starts) - min(ends))


UNKNOWN = Span(None, None)


@functools.lru_cache(maxsize=65536)
def span_of(edtf: str | None) -> Span:
    """Return the days an EDTF string covers; an unspecified year is unknown."""
    low, high = earliest_latest(edtf) if edtf else (None, None)
    return Span(low.toordinal() if low else None, high.toordinal() if high else None)


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A capture with what it says about itself. `rank` is its place in the order of the case;
    `credits` the agencies and sites it names as where it comes from, folded, with how; `photos`
    the hashes of its pictures."""

    capture: Capture
    text: Text | None
    rank: int
    published: str | None
    publisher: str | None
    credits: tuple[tuple[str, str], ...]
    photos: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.publisher or self.capture.name.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the words of an occasion pin down: kinds of episode by tier, names, years."""

    tiers: tuple[tuple[str, int], ...] = ()
    names: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()

    def strongest(self) -> frozenset[str]:
        top = max((tier for _, tier in self.tiers), default=0)
        return frozenset(key for key, tier in self.tiers if tier == top and top > 1)

    def all_kinds(self) -> frozenset[str]:
        return frozenset(key for key, tier in self.tiers if tier > 1)


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A claim with what linking compares. `place` runs from the country down, folded; of a town
    that no gazetteer knows the country is ""."""

    claim: Claim
    document: Document
    order: int
    start: int
    family: Family | None
    span: Span
    place: tuple[str, ...]
    occasion: Occasion
    cohort: frozenset[str]
    said: Span
    as_of: str | None

    @property
    def id(self) -> str:
        return self.claim.id

    @property
    def type(self) -> str:
        return self.claim.content.type

    @property
    def author(self) -> Mention | None:
        """Return who says so: the last voice, or the body whose report the last voice is."""
        voice = self.claim.voice
        if not voice:
            return None
        behind = [link for link in voice if link.kind in ("body", "person")]
        return (behind[-1] if voice[-1].kind == "report" and behind else voice[-1]).speaker


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """All facts of a case in content order, and what makes its records."""

    case: Case
    rules: LinkingRules
    at: str
    documents: tuple[Document, ...]
    facts: tuple[Fact, ...]
    by_claim: dict[str, Fact]
    by_rank: dict[int, list[Fact]]

    def of_document(self, rank: int) -> list[Fact]:
        return self.by_rank.get(rank, [])

    def made(self, part: str = "") -> Made:
        return Made(by=f"rule:linking{'.' if part else ''}{part}", version=VERSION, at=self.at)

    def draw(self, claims: Iterable[str], *name: str) -> str:
        """Draw an id under the claim that came in first, so that later sources change none."""
        return ids.draw(self.case.seed, min(claims), *name)


def gather(
    captures: Sequence[Capture],
    texts: Sequence[Text],
    claims: Sequence[Claim],
    *,
    rules: LinkingRules,
    case: Case,
    at: str,
) -> Facts:
    """Put documents and claims in order: by publication, then by content, then by name."""
    live = [claim for claim in claims if claim.state != "rejected"]
    about: dict[str, list[Claim]] = {}
    for claim in live:
        if isinstance(claim.content, DocumentContent):
            about.setdefault(claim.capture, []).append(claim)
    text_of: dict[str, Text] = {}
    for text in sorted(texts, key=lambda one: (one.kind != "original", one.hash, one.id)):
        text_of.setdefault(text.capture, text)
    documents = _documents(captures, text_of, about)
    by_capture = {document.capture.id: document for document in documents}
    placed = sorted(
        (
            (by_capture[claim.capture], start_of(claim), claim)
            for claim in live
            if claim.capture in by_capture and not isinstance(claim.content, DocumentContent)
        ),
        key=lambda one: (one[0].rank, one[1], one[2].key, one[2].id),
    )
    facts = _carried(
        [
            _fact(claim, document, order=order, start=start, rules=rules)
            for order, (document, start, claim) in enumerate(placed)
        ],
        rules,
    )
    by_rank: dict[int, list[Fact]] = {}
    for fact in facts:
        by_rank.setdefault(fact.document.rank, []).append(fact)
    return Facts(
        case=case,
        rules=rules,
        at=at,
        documents=documents,
        facts=facts,
        by_claim={fact.id: fact for fact in facts},
        by_rank=by_rank,
    )


def start_of(claim: Claim) -> int:
    selector = claim.anchor.selector
    return selector.start if isinstance(selector, TextSpan) else 0


def _documents(
    captures: Sequence[Capture], text_of: dict[str, Text], about: dict[str, list[Claim]]
) -> tuple[Document, ...]:
    rows = []
    for capture in captures:
        said = _said_of_itself(about.get(capture.id, ()))
        published = min(said.get("published", ()), default=None)
        text = text_of.get(capture.id)
        key = (
            span_of(published).start or _LATE,
            text.hash if text else capture.address,
            capture.name,
            capture.id,
        )
        rows.append((key, capture, text, published, said))
    rows.sort(key=lambda row: row[0])
    return tuple(
        Document(
            capture=capture,
            text=text,
            rank=rank,
            published=published,
            publisher=min(said.get("publisher", ()), default=None),
            photos=tuple(sorted(set(said.get("photo", ())))),
            credits=tuple(
                sorted(
                    {
                        (fold(value), how)
                        for how in ("credit", "photo_credit", "aggregator")
                        for value in said.get(how, ())
                    }
                )
            ),
        )
        for rank, (_, capture, text, published, said) in enumerate(rows)
    )


def _said_of_itself(claims: Iterable[Claim]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for claim in claims:
        if isinstance(claim.content, DocumentContent):
            found.setdefault(claim.content.type, []).append(claim.content.value)
    return found


def _fact(claim: Claim, document: Document, *, order: int, start: int, rules: LinkingRules) -> Fact:
    said_at = claim.said_at
    as_of = said_at.edtf if said_at else document.published
    content = claim.content
    return Fact(
        claim=claim,
        document=document,
        order=order,
        start=start,
        family=rules.family_of(content.type),
        span=_capped(span_of(content.time.edtf if content.time else None), as_of),
        place=_place(content.place),
        occasion=_occasion(claim, rules=rules),
        cohort=frozenset().union(
            *(rules.lexicon.keys(m.verbatim, Role.COHORT) for m in counted(claim))
        ),
        said=span_of(as_of),
        as_of=as_of,
    )


def _capped(span: Span, as_of: str | None) -> Span:
    """End "since …" at the day it was said: the words cannot cover later days."""
    said = span_of(as_of).end
    if span.start is None or span.end is not None or said is None or said < span.start:
        return span
    return Span(span.start, said)


def _occasion_text(claim: Claim) -> str:
    content = claim.content
    if isinstance(content, VoteContent):
        return content.occasion or content.contest
    return content.occasion or ""


def _carried(facts: Iterable[Fact], rules: LinkingRules) -> tuple[Fact, ...]:
    """Give an amount without time and occasion those words of the amount just before it."""
    found: list[Fact] = []
    before: Fact | None = None
    for given in facts:
        fact = given
        if fact.claim.content.quantity is None or isinstance(fact.claim.content, VoteContent):
            found.append(fact)
            continue
        bare = not fact.span.is_known and not fact.occasion.tiers and fact.family is not None
        if bare and before is not None and before.document is fact.document:
            near = fact.start - before.start <= rules.times.carry_characters
            if near and is_nested(fact.place, before.place) and before.occasion.tiers:
                fact = replace(fact, occasion=before.occasion)
        found.append(fact)
        before = fact
    return tuple(found)


def _occasion(claim: Claim, *, rules: LinkingRules) -> Occasion:
    """Read the occasion; where the claim states none, the kinds of episode its passage names."""
    stated = occasion_of(_occasion_text(claim), rules=rules)
    if claim.content.quantity is None or claim.content.time is not None:
        return stated
    tiers = {**rules.lexicon.tiers(claim.quote, Role.OCCASION), **dict(stated.tiers)}
    return replace(stated, tiers=tuple(sorted(tiers.items())))


def occasion_of(text: str, *, rules: LinkingRules) -> Occasion:
    if not text:
        return Occasion()
    return Occasion(
        tiers=tuple(sorted(rules.lexicon.tiers(text, Role.OCCASION).items())),
        names=frozenset(
            fold(name)
            for name in _NAME.findall(text)
            if not rules.lexicon.keys(name, Role.OCCASION)
        ),
        years=frozenset(_YEAR.findall(text)),
    )


def _place(place: Place | None) -> tuple[str, ...]:
    parts = place_key(_path(place))
    is_known = place is None or place.place_id is not None or place.level not in _TOWNS
    return parts if is_known or len(parts) != 1 else ("", *parts)


def _path(place: Place | None) -> str | None:
    """Return the path of a place; a part of the world larger than a country says too little."""
    return None if place is None or place.level in _WIDE else place.path


@functools.lru_cache(maxsize=65536)
def place_key(path: str | None) -> tuple[str, ...]:
    """Return the path from the country down, folded: ("venezuela", "caracas", "la vega")."""
    parts = [fold(part) for part in (path or "").split(",")]
    return tuple(reversed([part for part in parts if part]))


def counted(claim: Claim) -> tuple[Mention, ...]:
    """Return who is counted, harmed or spoken of as subject."""
    content = claim.content
    if isinstance(content, ActContent):
        return content.victims
    if isinstance(content, StatusContent):
        return content.subjects
    if isinstance(content, CountContent):
        return (Mention(verbatim=content.universe, name=content.universe),)
    return ()


def mentions_of(claim: Claim) -> Iterator[tuple[Mention, str]]:
    """Yield every party a claim names, with the part it has there."""
    for link in claim.voice:
        yield link.speaker, "unnamed" if link.kind == "unnamed" else "voice"
    content = claim.content
    if isinstance(content, ActContent | StatusContent | LabelContent):
        for actor in content.actors:
            yield actor.mention, "actor"
    if not isinstance(content, CountContent):
        for mention in counted(claim):
            yield mention, "victim"
    for party in _others(claim):
        if party is not None:
            yield party, "other"


def _others(claim: Claim) -> tuple[Mention | None, ...]:
    content = claim.content
    if isinstance(content, ActContent):
        return content.targets
    if isinstance(content, ProcedureContent):
        return (content.forum, *content.parties, content.addressee)
    if isinstance(content, DiplomacyContent):
        return (content.addressee,)
    if isinstance(content, RelationContent):
        return (content.subject, content.object)
    return ()


def is_nested(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Tell whether one place lies in the other (or is it)."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return long[: len(short)] == short
