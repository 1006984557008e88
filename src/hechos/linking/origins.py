"""Origins per proposition: claims that go back to one text, one statement, one witness.

Documents never count; a claim does, and claims that share an origin count once (domain.md §2.4).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from hechos import packs
from hechos.lang.names import fold
from hechos.lang.numbers import is_slip
from hechos.linking.amounts.figures import author_name, side
from hechos.linking.amounts.universes import amount_key
from hechos.linking.copies.find import Copied
from hechos.linking.copies.reprints import Run, TextEdge
from hechos.linking.copies.translations import is_same_claim
from hechos.linking.deciding.judged import Judged
from hechos.linking.facts import Document, Fact, Facts, Joined, span_of
from hechos.linking.parties import Parties
from hechos.linking.propositions import Draft, Propositions
from hechos.records import Doubt, OriginEdge, OriginGroup, Proposition, TextSpan, VoiceLink

_ACRONYM = re.compile(r"\(([A-ZÀ-Þ][A-ZÀ-Þ0-9-]{1,11})\)")
"""By it one issuer is known in several languages."""

NOTHING = Judged("origin")

Tie = tuple[Fact, Fact, str, str, str]
"""Two facts, the kind of edge, its evidence, the reason in a sentence."""


@dataclass(frozen=True, slots=True)
class Sibling:
    """Two claims whose passages lie in one shared run of text."""

    left: Fact
    right: Fact
    edge: TextEdge


@dataclass(slots=True)
class Origins:
    groups: list[OriginGroup] = field(default_factory=list)
    edges: dict[str, OriginEdge] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


def find_siblings(edges: Iterable[TextEdge], facts: Facts) -> tuple[Sibling, ...]:
    """Return pairs of claims of one kind that two documents print in the same words."""
    return tuple(
        Sibling(left, right, edge)
        for edge in edges
        for right in facts.of_document(edge.right)
        for left in _printed_as(right, edge, facts)
    )


def _printed_as(right: Fact, edge: TextEdge, facts: Facts) -> Iterator[Fact]:
    spans = _spans(right)
    cover = facts.rules.reprints.passage_cover
    if _cover(spans, [run.right for run in edge.runs]) < cover:
        return
    there = [mapped for span in spans for run in edge.runs if (mapped := _mapped(span, run))]
    for left in facts.of_document(edge.left):
        same = left.claim.content.kind == right.claim.content.kind
        if same and _cover(_spans(left), there) >= cover:
            yield left


def _spans(fact: Fact) -> list[tuple[int, int]]:
    return [
        (passage.selector.start, passage.selector.end)
        for passage in fact.claim.passages
        if isinstance(passage.selector, TextSpan)
    ]


def _cover(spans: Sequence[tuple[int, int]], runs: Sequence[tuple[int, int]]) -> float:
    """Return the largest share of one of the spans that the runs cover."""
    return max(
        (
            sum(max(0, min(end, b) - max(start, a)) for a, b in runs) / (end - start)
            for start, end in spans
        ),
        default=0.0,
    )


def _mapped(span: tuple[int, int], run: Run) -> tuple[int, int] | None:
    """Return where in the left text the part of the span lies that the run holds."""
    start, end = max(span[0], run.right[0]), min(span[1], run.right[1])
    if start >= end:
        return None
    shift = run.left[0] - run.right[0]
    return start + shift, min(end + shift, run.left[1])


def find_origins(
    propositions: Propositions,
    siblings: Sequence[Sibling],
    copied: Copied,
    *,
    parties: Parties,
    facts: Facts,
    judged: Judged = NOTHING,
) -> Origins:
    """Return the origin groups of every proposition with the edges that make them.

    What people decided of two claims (kind origin) or two captures (kind document) comes first:
    "same" joins, and nothing joins across a "different" of two claims."""
    finder = _Finder(siblings, copied, parties=parties, facts=facts, judged=judged)
    for record, draft in zip(propositions.records, propositions.drafts, strict=True):
        finder.sort_out(record, draft)
    return finder.origins


class _Finder:
    def __init__(
        self,
        siblings: Sequence[Sibling],
        copied: Copied,
        *,
        parties: Parties,
        facts: Facts,
        judged: Judged,
    ) -> None:
        self.origins = Origins()
        self._judged = judged
        self._copied = copied
        self._parties = parties
        self._facts = facts
        self._siblings: dict[str, list[Sibling]] = {}
        for one in siblings:
            self._siblings.setdefault(one.right.id, []).append(one)
        self._family: Joined[int] = Joined()
        for edge in copied.texts:
            if edge.kind in ("reprint", "partial"):
                self._family.join(edge.left, edge.right)
        self._photos: dict[int, list[str]] = {}
        for photo in copied.photos:
            self._photos.setdefault(photo.left, []).append(photo.value)
            self._photos.setdefault(photo.right, []).append(photo.value)
        self._translated_from: dict[int, list[int]] = {}
        for translation in copied.translations:
            if translation.is_close:
                self._translated_from.setdefault(translation.right, []).append(translation.left)
        self._agencies: dict[str, str] = {}

    def sort_out(self, record: Proposition, draft: Draft) -> None:
        members = draft.facts
        here = {fact.id for fact in members}
        joined = _Sets([pair for pair in self._judged.apart if here.issuperset(pair)])
        ties: dict[str, list[str]] = {}
        steps = (self._decided, self._texts, self._errors, self._primaries)
        for step in (*steps, self._translated, self._reports, self._owners):
            for a, b, kind, evidence, why in step(members, joined):
                if joined.join(a.id, b.id):
                    edge = self._edge(a, b, kind=kind, evidence=evidence, why=why)
                    ties.setdefault(a.id, []).append(edge.id)
                    ties.setdefault(b.id, []).append(edge.id)
        groups = joined.groups([fact.id for fact in members])
        for claims in groups:
            self._group(record, claims, ties)
        self._doubt(record, draft, groups)

    # --- the steps, strongest evidence first -------------------------------------------------

    def _decided(self, members: Sequence[Fact], _: Joined[str]) -> Iterator[Tie]:
        """Yield what people joined: two claims, or what two copies say of one side's matter."""
        here = {fact.id: fact for fact in members}
        for decision in self._judged.of("same"):
            a, b = here.get(decision.on), here.get(decision.other or "")
            if a and b:
                yield a, b, "decided", decision.because, "A person decided that it is one origin."
        for decision in self._copied.decided:
            first = [fact for fact in members if fact.document.capture.id == decision.on]
            second = [fact for fact in members if fact.document.capture.id == decision.other]
            for a, b in itertools.product(first, second):
                if self._is_one_side(a, b) or len(first) == len(second) == 1:
                    why = "A person decided that the two documents are one."
                    yield a, b, "decided", decision.because, why

    def _is_one_side(self, a: Fact, b: Fact) -> bool:
        one, other = (side(fact, self._parties, self._facts) for fact in (a, b))
        return one == other

    def _texts(self, members: Sequence[Fact], _: Joined[str]) -> Iterator[Tie]:
        """Yield one document and author; one run of text; one sentence in a family of reprints."""
        here = {fact.id for fact in members}
        own: dict[tuple[int, frozenset[str]], Fact] = {}
        printed: dict[tuple[int, str], Fact] = {}
        for fact in members:
            first = own.setdefault(
                (fact.document.rank, side(fact, self._parties, self._facts)), fact
            )
            if first is not fact:
                name = author_name(fact, self._parties)
                why = f"{fact.document.name} has both from {name}."
                yield first, fact, "same_primary", name, why
            for one in self._siblings.get(fact.id, ()):
                if one.left.id in here:
                    yield (
                        one.left,
                        fact,
                        "text_run",
                        one.edge.evidence,
                        (
                            f"{one.left.document.name} and {one.right.document.name} print the "
                            "passage in one run of shared text."
                        ),
                    )
            key = (self._family.find(fact.document.rank), fold(fact.claim.quote))
            first = printed.setdefault(key, fact)
            if first is not fact and first.document is not fact.document:
                yield (
                    first,
                    fact,
                    "text_run",
                    fact.claim.quote[:160],
                    "The same sentence stands in reprints of one text.",
                )

    def _primaries(self, members: Sequence[Fact], joined: Joined[str]) -> Iterator[Tie]:
        """Yield one statement of one issuer: the same named voice, dates within two days."""
        said = [
            (self._parties.key(fact, link.speaker), fact, link)
            for fact in members
            for link in self._named(fact)
        ]
        names: Joined[str] = Joined()
        for key, _, link in said:
            if acronym := _ACRONYM.search(link.speaker.name):
                names.join(f"acronym {acronym[1]}", key)
        heard: dict[str, list[tuple[Fact, VoiceLink]]] = {}
        for key, fact, link in said:
            heard.setdefault(names.find(key), []).append((fact, link))
        dates = self._dates(members, joined)
        for uses in heard.values():
            kind = "witness" if all(link.kind == "witness" for _, link in uses) else "same_primary"
            for first, other in self._windows(uses, dates, joined, dated=kind != "witness"):
                name = self._parties.name(first, uses[0][1].speaker)
                yield (
                    first,
                    other,
                    kind,
                    name,
                    f"Both go back to {name}{_on(dates, first, joined)}.",
                )

    def _named(self, fact: Fact) -> list[VoiceLink]:
        """Return the voices that name somebody; "a report" names nobody."""
        named = self._facts.rules.named
        return [link for link in fact.claim.voice if link.kind in named and not _is_nameless(link)]

    def _reports(self, members: Sequence[Fact], joined: Joined[str]) -> Iterator[Tie]:
        """Yield a nameless report with what else gives its figure within days: most likely the
        same statement, and never another one unseen."""
        dates = self._dates(members, joined)
        days = self._facts.rules.times.statement_days
        seen: dict[tuple[str, float | None], list[Fact]] = {}
        for fact in sorted(members, key=lambda one: (not self._named(one), one.order)):
            if fact.claim.content.quantity is None:
                continue
            others = seen.setdefault(amount_key(fact.claim.content.quantity), [])
            if not self._named(fact) and any(map(_is_nameless, fact.claim.voice)):
                at = dates[joined.find(fact.id)]
                first = next(
                    (one for one in others if _near(dates[joined.find(one.id)], at, days)), None
                )
                if first is not None:
                    why = (
                        f"{fact.document.name} has the figure from a report that it does not name; "
                        f"{first.document.name} gives the same figure within days."
                    )
                    yield first, fact, "same_primary", fact.claim.quote[:160], why
            others.append(fact)

    def _dates(
        self, members: Sequence[Fact], joined: Joined[str]
    ) -> dict[str, tuple[int | None, int | None]]:
        """Return for each set of claims so far the first day said, and the first day printed."""
        found: dict[str, tuple[int | None, int | None]] = {}
        for fact in members:
            key = joined.find(fact.id)
            said, printed = found.get(key, (None, None))
            if any(link.said_at for link in fact.claim.voice):
                said = _least(said, fact.said.start)
            found[key] = (said, _least(printed, _published(fact.document)))
        return found

    def _windows(
        self,
        uses: Sequence[tuple[Fact, VoiceLink]],
        dates: dict[str, tuple[int | None, int | None]],
        joined: Joined[str],
        *,
        dated: bool,
    ) -> Iterator[tuple[Fact, Fact]]:
        """Yield pairs that join claims of one issuer into its statements.

        A claim without a day belongs to the issuer's last statement before it was printed."""
        days = self._facts.rules.times.statement_days
        of = {fact.id: dates[joined.find(fact.id)] for fact, _ in uses}
        members = sorted(
            {fact.id: fact for fact, _ in uses}.values(),
            key=lambda fact: (of[fact.id][0] is None, of[fact.id][0] or 0, fact.order),
        )
        windows: list[tuple[int, Fact]] = []
        for fact in members:
            said, printed = of[fact.id]
            if not windows or (dated and said is not None and said > windows[-1][0] + days):
                windows.append((said if said is not None else 0, fact))
                continue
            at = said if said is not None else printed
            fitting = [one for start, one in windows if at is None or start <= at + days]
            target = fitting[-1] if fitting else windows[0][1]
            yield target, fact

    def _errors(self, members: Sequence[Fact], _: Joined[str]) -> Iterator[Tie]:
        """Yield the same wrong digit in two documents: one slip away from what most print."""
        amounts: dict[tuple[str, float | None], list[Fact]] = {}
        for fact in members:
            if fact.claim.content.quantity is not None:
                amounts.setdefault(amount_key(fact.claim.content.quantity), []).append(fact)
        if len(amounts) < 2:
            return
        sizes = {key: len({f.document.rank for f in some}) for key, some in amounts.items()}
        usual = max(sizes, key=lambda key: (sizes[key], -amounts[key][0].order))
        for key, some in amounts.items():
            if 2 <= sizes[key] < sizes[usual] and is_slip(key[1], usual[1]):
                for fact in some[1:]:
                    yield (
                        some[0],
                        fact,
                        "shared_error",
                        fact.claim.quote[:160],
                        (
                            f"Both print {key[1]:g} where {sizes[usual]} documents print "
                            f"{usual[1]:g}: one slip, copied."
                        ),
                    )

    def _translated(self, members: Sequence[Fact], _: Joined[str]) -> Iterator[Tie]:
        """Yield claims of one shape in what looks like a translation: not two origins unseen."""
        if not self._translated_from:
            return
        at: dict[int, list[Fact]] = {}
        for fact in members:
            for rank in self._translated_from.get(fact.document.rank, ()):
                for first in at.get(rank, ()):
                    if is_same_claim(first, fact):
                        why = (
                            f"{fact.document.name} looks like a translation of "
                            f"{first.document.name}; nobody has decided that."
                        )
                        yield first, fact, "translation", fact.claim.quote[:160], why
            at.setdefault(fact.document.rank, []).append(fact)

    def _owners(self, members: Sequence[Fact], joined: Joined[str]) -> Iterator[Tie]:
        """Yield a shared agency, site or publisher, where neither claim names a primary."""
        named = {joined.find(fact.id) for fact in members if self._named(fact)}
        first: dict[str, Fact] = {}
        for fact in members:
            if joined.find(fact.id) in named:
                continue
            for key, (kind, evidence) in self._sources(fact).items():
                other = first.setdefault(key, fact)
                if other is not fact:
                    yield (
                        other,
                        fact,
                        kind,
                        evidence,
                        f"Neither names where it has it from, and both carry “{evidence}”.",
                    )

    def _sources(self, fact: Fact) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        for value in self._photos.get(fact.document.rank, ()):
            found[f"photo {value}"] = ("same_photo", f"the picture {value}")
        for link in fact.claim.voice:
            if link.kind == "agency":
                for part in link.speaker.name.split("/"):
                    found[self._agency(part.strip())] = ("credit", part.strip())
        for value, how in fact.document.credits:
            for part in value.split("/"):
                key = self._agency(part.strip())
                words = part.strip() if how == "credit" else f"{part.strip()} ({how[:-7]} credit)"
                words = part.strip() if how == "aggregator" else words
                if part.strip():
                    found.setdefault(key, ("credit", words))
        if fact.document.publisher:
            found.setdefault(
                f"owner {fold(fact.document.publisher)}", ("same_owner", fact.document.publisher)
            )
        return found

    def _agency(self, name: str) -> str:
        """Return one key for all names of an agency that the packs know."""
        key = self._agencies.get(name)
        if key is None:
            known = packs.generic().organisation_of(name)
            key = self._agencies[name] = known.id if known else fold(name)
        return key

    # --- what comes of it --------------------------------------------------------------------

    def _edge(self, a: Fact, b: Fact, *, kind: str, evidence: str, why: str) -> OriginEdge:
        left, right = (a, b) if a.order <= b.order else (b, a)
        edge = self._record("claims", left.id, right.id, kind=kind, evidence=evidence, why=why)
        if kind == "credit" and left.document is not right.document:
            pair = left.document.capture.id, right.document.capture.id
            self._record("documents", *pair, kind=kind, evidence=evidence, why=why)
        return edge

    def _record(
        self, between: str, left: str, right: str, *, kind: str, evidence: str, why: str
    ) -> OriginEdge:
        own = self._facts.draw((left, right), "edge", kind, *sorted((left, right)))
        if own not in self.origins.edges:
            self.origins.edges[own] = OriginEdge(
                id=own,
                case=self._facts.case.id,
                made=self._facts.made("origins"),
                between=between,
                left=left,
                right=right,
                kind=kind,
                evidence=evidence,
                because=why,
            )
        return self.origins.edges[own]

    def _group(
        self, record: Proposition, claims: Sequence[str], ties: dict[str, list[str]]
    ) -> None:
        edges = dict.fromkeys(edge for claim in claims for edge in ties.get(claim, ()))
        self.origins.groups.append(
            OriginGroup(
                id=self._facts.draw(claims, "origin", record.id),
                case=self._facts.case.id,
                made=self._facts.made("origins"),
                proposition=record.id,
                claims=tuple(claims),
                primary=self._primary([self._facts.by_claim[claim] for claim in claims]),
                edges=tuple(edges),
            )
        )

    def _primary(self, members: Sequence[Fact]) -> str | None:
        """Name the statement a group goes back to: who, and on which day where it is known."""
        for fact in members:
            named = self._named(fact)
            if named:
                name = self._parties.name(fact, named[0].speaker)
                said = next((link.said_at for link in named if link.said_at), None)
                return f"{name}, {said.edtf}" if said else name
        return None

    def _doubt(self, record: Proposition, draft: Draft, groups: Sequence[Sequence[str]]) -> None:
        """Say where what several documents tell, for it or against it, has one origin."""
        own = {fact.id: fact.document.rank for fact in draft.supporting}
        for_it = [group for group in groups if not own.keys().isdisjoint(group)]
        if len(for_it) != 1:
            return
        facts = [self._facts.by_claim[claim] for claim in for_it[0]]
        documents = {fact.document.rank for fact in facts}
        if len(documents) < 2:
            return
        say = "say so" if len(documents) == len(set(own.values())) else "tell of it"
        self._add_doubt(
            record,
            "single origin",
            None,
            f"{len(documents)} documents {say}, and all go back to one origin.",
        )
        if self._primary(facts) is None:
            self._add_doubt(
                record,
                "missing essential",
                "primary",
                "The documents are relays of one source that they do not name; the primary is "
                "unknown.",
            )

    def _add_doubt(self, record: Proposition, kind: str, slot: str | None, text: str) -> None:
        self.origins.doubts.append(
            Doubt(
                id=self._facts.draw(record.supporting, "doubt", kind, slot or "", record.id),
                case=self._facts.case.id,
                made=self._facts.made("origins"),
                type=kind,
                on=record.id,
                slot=slot,
                text=text,
            )
        )


class _Sets(Joined[str]):
    """Sets of claims in which what people keep apart never meets."""

    def __init__(self, apart: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._apart = apart

    def join(self, a: str, b: str) -> bool:
        ends = {self.find(a), self.find(b)}
        if any({self.find(one), self.find(other)} == ends for one, other in self._apart):
            return False
        return super().join(a, b)


def _is_nameless(link: VoiceLink) -> bool:
    """Tell whether a report is called by no name: "a report", "un informe"."""
    return link.kind == "report" and link.speaker.name == link.speaker.name.lower()


def _near(a: tuple[int | None, int | None], b: tuple[int | None, int | None], days: int) -> bool:
    """Tell whether two sets of claims were said, or else printed, within days of each other."""
    first, second = (one[0] if one[0] is not None else one[1] for one in (a, b))
    return first is None or second is None or abs(first - second) <= 2 * days


def _least(a: int | None, b: int | None) -> int | None:
    return min((day for day in (a, b) if day is not None), default=None)


def _published(document: Document) -> int | None:
    return span_of(document.published).start


def _on(dates: dict[str, tuple[int | None, int | None]], fact: Fact, joined: Joined[str]) -> str:
    said = dates.get(joined.find(fact.id), (None, None))[0]
    return f", {date.fromordinal(said)}" if said is not None else ""
