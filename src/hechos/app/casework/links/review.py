"""The queue of links for people, what they see of each pair, and how far two of them agree."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hechos.app.casework.desk import Desk, ReadingDesk
from hechos.app.casework.links.deciding import Link, decide_link, places_of
from hechos.app.casework.links.words import said_on_links, words_on_links
from hechos.app.register import queries
from hechos.app.register.models import Given
from hechos.app.register.pairs import waiting
from hechos.coding.agreement.measures import kappa
from hechos.errors import InputError, NotFoundError
from hechos.linking.deciding.counts import in_numbers
from hechos.linking.deciding.judged import ACTS, KINDS, Judged, judge, pair_of
from hechos.linking.deciding.places import Place
from hechos.linking.deciding.queue import Question
from hechos.records import BlindCoding, Capture, Decision, LinkEdge, ids, wire

SECOND = "second"
"""Marks a blind coding that is the second review of a link."""


@dataclass(frozen=True, slots=True)
class LinkAgreement:
    """`pairs` are (pair, first word, second word); kappa is None where chance explains all."""

    pairs: tuple[tuple[Link, str, str], ...]
    kappa: float | None

    @property
    def agreed(self) -> int:
        return sum(first == second for _, first, second in self.pairs)

    def sentence(self) -> str:
        if not self.pairs:
            return "No link has been reviewed by a second member yet."
        measured = "not defined" if self.kappa is None else f"{self.kappa:.3f}"
        return f"n = {len(self.pairs)} links reviewed twice, {self.agreed} alike; kappa {measured}"


def questions(desk: ReadingDesk, *, kind: str | None = None) -> list[Question]:
    """Return the pairs that wait for a person, the most urgent first."""
    judged = {one: found for one, found in judged_of(desk).items() if kind in (None, one)}
    return waiting(queries.links_of(desk.head), judged)


def judged_of(desk: ReadingDesk) -> dict[str, Judged]:
    decisions = words_on_links(desk)
    return {kind: judge(decisions, kind) for kind in KINDS}


def second_sample(desk: ReadingDesk, *, by: str | None, limit: int) -> list[Question]:
    """Return decided pairs for a second reviewer, drawn with the case's seed: those that neither
    `by` decided nor reviewed."""
    done = {(c.on, dict(c.changes).get("with")) for c in _seconds(desk) if c.made.by == by}
    found = [
        Question(id=d.id, kind=kind, a=d.on, b=d.other or "", why=SECOND)
        for kind, judged in judged_of(desk).items()
        for d in judged.standing
        if d.made.by != by and pair_of(d) not in done
    ]
    key = bytes.fromhex(desk.case.seed)
    return sorted(found, key=lambda q: hmac.digest(key, q.id.encode(), "sha256"))[:limit]


def _seconds(desk: ReadingDesk) -> list[BlindCoding]:
    return [c for c in queries.given(desk.head, BlindCoding) if c.act in ACTS]


def review_again(desk: Desk, pair: str, act: str, *, by: str, because: str) -> BlindCoding:
    """Keep a second member's word on a decided pair; no link changes."""
    if not desk.actor.may("review"):
        desk.actor.require("code")
    desk.member(by)
    if act not in ACTS:
        raise InputError(f"“{act}” is no word on a link.", hint=f"One of: {', '.join(ACTS)}.")
    if not because.strip():
        raise InputError("A review needs a reason.", hint="Give it with --because.")
    row = Given.objects.filter(case=desk.head, record="Decision", id=pair).first()
    decision = wire.loads(row.body, Decision) if row else None
    if decision is None or decision.kind is None:
        raise NotFoundError(
            f"“{pair}” is no decision on a link.",
            hint=f"hechos review {desk.case.slug} --second lists the pairs.",
        )
    if decision.made.by == by:
        raise InputError("A second review is by another member than the one who decided.")
    coding = BlindCoding(
        id=ids.mint(),
        case=desk.case.id,
        made=desk.made(by),
        act=act,
        on=decision.on,
        because=because.strip(),
        changes=(("with", decision.other or ""), ("kind", decision.kind)),
    )
    desk.give([coding])
    return coding


def agreement(desk: ReadingDesk) -> LinkAgreement:
    """Compare the standing word on each pair with the latest of a second reviewer."""
    again = {
        (dict(c.changes).get("kind"), frozenset((c.on, dict(c.changes).get("with")))): c
        for c in _seconds(desk)
    }
    said = said_on_links(desk)
    pairs = []
    for kind in KINDS:
        for decision in judge(said, kind).standing:
            second = again.get((kind, frozenset(pair_of(decision))))
            if second is not None and second.made.by != decision.made.by:
                pairs.append((Link(kind, *pair_of(decision)), decision.act, second.act))
    return LinkAgreement(tuple(pairs), kappa([(first, second) for _, first, second in pairs]))


def decide_pair(desk: Desk, pair: str, act: str, *, by: str, because: str) -> Decision:
    """Decide on a pair of the queue."""
    _, record = queries.find(pair)
    if not isinstance(record, LinkEdge):
        raise NotFoundError(
            f"“{pair}” is no pair of the queue that can be decided on.",
            hint=f"hechos review {desk.case.slug} --links lists them; a clash of decisions ends "
            "when one is retracted: hechos decide DECISION retract",
        )
    return decide_link(desk, record.id, act, by=by, because=because)


def rows_of(
    desk: ReadingDesk, asked: Sequence[Question], *, scores: bool = False
) -> list[dict[str, Any]]:
    """Return the pairs as a reviewer sees them: side by side, with what stands around each.

    Without `scores` a row holds nothing of what rules, models or other people think of the pair.
    """
    places = places_of(desk, list(dict.fromkeys(m for q in asked for m in (q.a, q.b))))
    names = {c.id: c.name for c in queries.given(desk.head, Capture)}
    rows = []
    for question in asked:
        row: dict[str, Any] = {
            "pair": question.id,
            "kind": question.kind,
            "a": _side(places[question.a], names),
            "b": _side(places[question.b], names),
        }
        if scores:
            row |= _scores(question)
        rows.append(row)
    return rows


def _side(place: Place, names: dict[str, str]) -> dict[str, str]:
    return {
        "mention": place.ref,
        "capture": place.capture,
        "document": names.get(place.capture, ""),
        "before": place.prefix,
        "quote": place.quote,
        "after": place.suffix,
    }


def _scores(question: Question) -> dict[str, Any]:
    edge = question.edge
    if edge is None:
        return {"why": question.why}
    return {
        "why": question.why,
        "judgement": edge.judgement,
        "weight": edge.weight,
        "probability": edge.probability,
        "steps": edge.steps,
        "in_numbers": in_numbers(edge),
        "because": edge.because,
    }


def decided_rows(desk: ReadingDesk, *, kind: str | None = None) -> list[dict[str, Any]]:
    """Return the pairs that people decided on, with the decision and the scores beside it."""
    edges = {frozenset((e.a, e.b)): e for e in queries.links_of(desk.head).link_edges}
    rows = []
    for one, judged in judged_of(desk).items():
        for decision in judged.standing if kind in (None, one) else ():
            a, b = pair_of(decision)
            edge = edges.get(frozenset((a, b)))
            asked = Question(id=decision.id, kind=one, a=a, b=b, why="decided", edge=edge)
            (row,) = rows_of(desk, [asked], scores=True)
            said = {"act": decision.act, "by": decision.made.by, "reason": decision.because}
            rows.append({**row, "decision": said})
    return rows
