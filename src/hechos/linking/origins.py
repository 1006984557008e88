"""Origins per proposition: claims that go back to one text, one statement, one witness.

Documents never count; a claim does, and claims that share an origin count once (domain.md §2.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from hechos import packs
from hechos.lang.names import fold
from hechos.lang.numbers import is_slip
from hechos.linking.amounts.figures import author_name, side
from hechos.linking.amounts.universes import amount_key
from hechos.linking.copies.reprints import Run, TextEdge
from hechos.linking.facts import Document, Fact, Facts, Joined, span_of
from hechos.linking.parties import Parties
from hechos.linking.propositions import Draft, Propositions
from hechos.records import Doubt, OriginEdge, OriginGroup, Proposition, TextSpan, VoiceLink

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
    edges: Sequence[TextEdge],
    *,
    parties: Parties,
    facts: Facts,
) -> Origins:
    """Return the origin groups of every proposition with the edges that make them."""
    finder = _Finder(siblings, edges, parties=parties, facts=facts)
    for record, draft in zip(propositions.records, propositions.drafts, strict=True):
        finder.sort_out(record, draft)
    return finder.origins


class _Finder:
    def __init__(
        self,
        siblings: Sequence[Sibling],
        edges: Sequence[TextEdge],
        *,
        parties: Parties,
        facts: Facts,
    ) -> None:
        self.origins = Origins()
        self._parties = parties
        self._facts = facts
        self._siblings: dict[str, list[Sibling]] = {}
        for one in siblings:
            self._siblings.setdefault(one.right.id, []).append(one)
        self._family: Joined[int] = Joined()
        for edge in edges:
            if edge.kind in ("reprint", "partial"):
                self._family.join(edge.left, edge.right)
        self._agencies: dict[str, str] = {}

    def sort_out(self, record: Proposition, draft: Draft) -> None:
        members = draft.facts
        joined: Joined[str] = Joined()
        ties: dict[str, list[str]] = {}
        for step in (self._texts, self._errors, self._primaries, self._owners):
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
        heard: dict[str, list[tuple[Fact, VoiceLink]]] = {}
        for fact in members:
            for link in self._named(fact):
                heard.setdefault(self._parties.key(fact, link.speaker), []).append((fact, link))
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
        return [link for link in fact.claim.voice if link.kind in self._facts.rules.named]

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
        documents = {fact.document.rank for fact in draft.supporting}
        own = {fact.id for fact in draft.supporting}
        for_it = [group for group in groups if not own.isdisjoint(group)]
        if len(documents) < 2 or len(for_it) > 1:
            return
        self._add_doubt(
            record,
            "single origin",
            None,
            f"{len(documents)} documents say so, and all go back to one origin.",
        )
        facts = [self._facts.by_claim[claim] for claim in for_it[0]]
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


def _least(a: int | None, b: int | None) -> int | None:
    return min((day for day in (a, b) if day is not None), default=None)


def _published(document: Document) -> int | None:
    return span_of(document.published).start


def _on(dates: dict[str, tuple[int | None, int | None]], fact: Fact, joined: Joined[str]) -> str:
    said = dates.get(joined.find(fact.id), (None, None))[0]
    return f", {date.fromordinal(said)}" if said is not None else ""
