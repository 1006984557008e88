"""Look-ups in a case file, and the anchors of what the report cites."""

from __future__ import annotations

import functools
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from hechos.errors import CustodyError
from hechos.records import (
    Assessment,
    Capture,
    CaseFile,
    Claim,
    ClaimRelation,
    Decision,
    DocumentContent,
    Doubt,
    Figure,
    OriginGroup,
    Outcome,
    Passage,
    Text,
    TextSpan,
)

_SEVERITY = ("blocks", "limits", "cosmetic")
_STATUS = ("open", "accepted", "resolved")
_ON_CLAIMS = ("accept", "edit", "reject", "write", "restore")


def anchor(kind: str, *names: str) -> str:
    """Return an anchor that stays the same from build to build and tells nothing of its names."""
    digest = hashlib.sha256("\x1f".join(names).encode()).hexdigest()
    return f"{kind}-{digest[:12]}"


class CaseIndex:
    """Built once per report; holds no state but the file and what is looked up in it."""

    def __init__(self, file: CaseFile) -> None:
        self.file = file
        self.captures: dict[str, Capture] = {c.id: c for c in file.captures}
        self.texts: dict[str, Text] = {t.id: t for t in file.texts}
        self.claims: dict[str, Claim] = {c.id: c for c in file.claims}
        self.figures: dict[str, Figure] = {f.id: f for f in file.links.figures}
        self.assessments: dict[str, Assessment] = {
            a.proposition: a for a in file.weights.assessments
        }
        self.members = {m.id: m.pseudonym for m in file.members}
        self.ordered: tuple[Claim, ...] = tuple(sorted(file.claims, key=lambda c: self.order[c.id]))
        self.printed: tuple[Claim, ...] = tuple(
            c
            for c in self.ordered
            if not isinstance(c.content, DocumentContent) and c.state != "rejected"
        )
        self.shown = frozenset(c.id for c in self.printed)
        self.rejected: tuple[Claim, ...] = tuple(c for c in self.ordered if c.state == "rejected")

    @functools.cached_property
    def order(self) -> dict[str, int]:
        """Place of each claim by the name of its file and where it stands: not by when it came."""

        def key(claim: Claim) -> tuple[str, str, int, str, str, str]:
            capture = self.captures.get(claim.capture)
            selector = claim.anchor.selector
            start = selector.start if isinstance(selector, TextSpan) else -1
            name, address = (capture.name, capture.address) if capture else ("", "")
            return name, address, start, claim.content.kind, claim.content.type, claim.id

        return {c.id: place for place, c in enumerate(sorted(self.file.claims, key=key))}

    @functools.cached_property
    def relations(self) -> tuple[ClaimRelation, ...]:
        """Relations with the outcome that weighing gave, in reading order, both ends printed."""
        both = {r.id: r for r in (*self.file.links.relations, *self.file.weights.relations)}
        kept = (r for r in both.values() if {r.left, r.right} <= self.shown)
        return tuple(sorted(kept, key=lambda r: (self.order[r.left], self.order[r.right], r.id)))

    @functools.cached_property
    def doubts(self) -> tuple[Doubt, ...]:
        """Doubts, open and grave ones first."""
        both = {d.id: d for d in (*self.file.links.doubts, *self.file.weights.doubts)}
        return tuple(sorted(both.values(), key=_gravity))

    @functools.cached_property
    def origins(self) -> dict[str, tuple[OriginGroup, ...]]:
        found: dict[str, list[OriginGroup]] = defaultdict(list)
        for group in self.file.links.origins:
            found[group.proposition].append(group)
        last = len(self.order)

        def first(group: OriginGroup) -> tuple[int, str]:
            return min((self.order.get(c, last) for c in group.claims), default=last), group.id

        return {key: tuple(sorted(groups, key=first)) for key, groups in found.items()}

    @functools.cached_property
    def matters(self) -> frozenset[str]:
        """Ids of the claims that some proposition takes up."""
        links = self.file.links
        return frozenset(c for p in links.propositions for c in (*p.supporting, *p.contrary))

    @functools.cached_property
    def supporting(self) -> frozenset[str]:
        """Ids of the claims that support some proposition."""
        return frozenset(c for p in self.file.links.propositions for c in p.supporting)

    @functools.cached_property
    def figures_of(self) -> dict[str, tuple[Figure, ...]]:
        found: dict[str, list[Figure]] = defaultdict(list)
        for figure in self.file.links.figures:
            if self.stands(figure):
                found[figure.universe].append(figure)
        return {key: tuple(figures) for key, figures in found.items()}

    @functools.cached_property
    def decisions(self) -> dict[str, Decision]:
        """The decision in force by claim id: the last one on the claim or its key that was not
        taken back."""
        last: dict[str, Decision] = {}
        for decision in _in_force(self.file.decisions):
            if decision.act in _ON_CLAIMS:
                last[decision.on] = decision
                if decision.key:
                    last[decision.key] = decision
        found = {c.id: last.get(c.id) or last.get(c.key) for c in self.file.claims}
        return {claim: decision for claim, decision in found.items() if decision}

    @functools.cached_property
    def document_claims(self) -> dict[str, dict[str, Claim]]:
        """What each capture says of itself, by type; the first claim of a type stands."""
        found: dict[str, dict[str, Claim]] = defaultdict(dict)
        for claim in self.file.claims:
            if isinstance(claim.content, DocumentContent) and claim.state != "rejected":
                found[claim.capture].setdefault(claim.content.type, claim)
        return dict(found)

    def stands(self, figure: Figure) -> bool:
        """Say whether a figure stands on a printed claim, or is derived from figures."""
        return bool(figure.inputs) or any(c in self.shown for c in figure.claims)

    def in_order(self, ids: Iterable[str]) -> tuple[Claim, ...]:
        """Return the printed claims of these ids in reading order, each once."""
        known = {i for i in ids if i in self.shown}
        return tuple(self.claims[i] for i in sorted(known, key=self.order.__getitem__))

    def is_reviewed(self, claim: Claim) -> bool:
        return claim.state != "proposed" or claim.id in self.decisions

    def member(self, who: str) -> str:
        name = who.removeprefix("member:")
        return self.members.get(name, name)

    def anchor_of(self, claim: Claim) -> str:
        """Return where a claim stands: its statement, or its source where it is printed as that."""
        if isinstance(claim.content, DocumentContent) and claim.state != "rejected":
            return self.source_id(claim.capture)
        return anchor("c", claim.id)

    def passage_id(self, passage: Passage) -> str:
        """Return the anchor of a passage: its own, or that of the source as a whole."""
        selector = passage.selector
        if isinstance(selector, TextSpan):
            span = (selector.text, str(selector.start), str(selector.end))
            return anchor("p", passage.capture, *span)
        return self.source_id(passage.capture)

    def source_id(self, capture: str) -> str:
        return anchor("source", capture)

    def passage_ids(self, claims: Iterable[Claim]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.passage_id(p) for c in claims for p in c.passages))

    def check_quote(self, passage: Passage) -> None:
        """Raise where a passage no longer stands in its text (R-REP-2)."""
        selector = passage.selector
        if not isinstance(selector, TextSpan):
            return
        text = self.texts.get(selector.text)
        if text is None or not selector.holds_in(text.body):
            raise CustodyError(
                f"The passage {selector.start}–{selector.end} of a source no longer stands in its "
                "text.",
                hint="Run hechos verify, then hechos rebuild.",
            )


def _in_force(decisions: Sequence[Decision]) -> list[Decision]:
    """Return the decisions that nobody took back, in their order."""
    ended: set[str] = set()
    found = []
    for decision in reversed(decisions):
        if decision.id in ended:
            continue
        found.append(decision)
        if decision.act == "retract":
            ended.add(decision.on)
    return found[::-1]


def _gravity(doubt: Doubt) -> tuple[int, int, str, str, str]:
    return (
        _STATUS.index(doubt.status) if doubt.status in _STATUS else len(_STATUS),
        _SEVERITY.index(doubt.severity) if doubt.severity in _SEVERITY else len(_SEVERITY),
        doubt.type,
        doubt.text,
        doubt.id,
    )


_OUTCOMES = (
    Outcome.TRUE_CONTRADICTION,
    Outcome.UNDETERMINED,
    Outcome.TRANSMISSION_ERROR,
    Outcome.UPDATE_OVER_TIME,
    Outcome.DIFFERENT_UNIVERSE,
    Outcome.DIFFERENT_UNIT,
    Outcome.REFINES,
    Outcome.AGREE,
)


def gravity_of(relation: ClaimRelation) -> int:
    """Return the place of a relation in lists: what blocks first, what agrees last."""
    return _OUTCOMES.index(relation.outcome)
