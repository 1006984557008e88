"""What grades may be given, what a decision moved, and what would fall if a source were false."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from hechos.app.casework.desk import ReadingDesk
from hechos.app.casework.linkup import gather
from hechos.app.register import queries
from hechos.errors import InputError, NotFoundError
from hechos.linking.parties import sources_of
from hechos.pipeline import Rules
from hechos.records import (
    Assessment,
    Capture,
    ClaimRelation,
    Proposition,
    Record,
    wire,
)
from hechos.weighing.grading.grades import CONFIRMED, check_grade, covers
from hechos.weighing.levels.proposed import lacking_origins
from hechos.weighing.levels.whatif import Shift, claims_resting_on, compare, in_short, levels_on
from hechos.weighing.scale import Scale


def scale_of(desk: ReadingDesk) -> Scale:
    """Return what weighing looks things up in, for the case as it is linked now."""
    material, _ = gather(desk)
    links = replace(queries.links_of(desk.head), relations=queries.linked(desk.head, ClaimRelation))
    rules = Rules.load(languages=desk.case.languages, pack=desk.case.pack)
    return Scale(
        material.captures,
        material.texts,
        material.claims,
        links,
        decisions=material.decisions,
        rules=rules.weighing,
        case=desk.case,
        at=max((text.made.at for text in material.texts), default=desk.case.made.at),
    )


def check_grading(desk: ReadingDesk, record: Record, changes: Sequence[tuple[str, str]]) -> None:
    """Raise InputError unless the grade can be given: known letters, a topic and a period in which
    the source says something, and for information 1 two independent origins (R-GRD-3)."""
    check_grade(changes, type(record).__name__)
    values = dict(changes)
    topic, period = values.get("topic", ""), values.get("period", "")
    confirmed = values.get("information") == CONFIRMED
    if not (topic or period or confirmed):
        return
    scale = scale_of(desk)
    own = [claim for claim in scale.live if record.id in _subjects(claim, scale)]
    covered = [c for c in own if covers(topic, period, c, scale.said(c))]
    if not covered:
        words = " and ".join(word for word in (topic, period) if word) or "anything"
        raise InputError(
            f"It says nothing of {words} here, so the grade would bear on nothing.",
            hint="A topic is a code as `hechos claims` prints it (LIFE.EJE), its beginning (LIFE), "
            "or a kind of claim (act).",
        )
    lacking = lacking_origins(record.id, topic, period, scale=scale) if confirmed else []
    if lacking:
        raise InputError(
            f"Information 1 is “confirmed by independent sources”, and {len(lacking)} of "
            f"{len(covered)} statements have fewer than {scale.rules.recipe.origins} independent "
            "origins.",
            hint="Grade the one claim that is confirmed, narrow it with topic= and period=, or "
            "set information=2.",
        )


def _subjects(claim: Any, scale: Scale) -> tuple[str, ...]:
    return (claim.id, claim.capture, *scale.parties(claim))


def since(desk: ReadingDesk, before: Sequence[Assessment]) -> list[str]:
    """Say which levels moved since these assessments; nothing where none did."""
    after = queries.linked(desk.head, Assessment)
    moved = [one for one in compare(before, after, ()) if one.before is not one.after]
    return in_short(moved) if moved else []


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would change without `what`: `claims` says how many claims rest on it."""

    what: str
    claims: int
    shifts: tuple[Shift, ...]

    def lines(self) -> list[str]:
        noun = "claim rests" if self.claims == 1 else "claims rest"
        return [f"{self.claims} {noun} on {self.what}. If false:", *in_short(self.shifts)]


def what_if(desk: ReadingDesk, what: str) -> WhatIf:
    """Return what would change if a source, capture, party, claim or origin were false."""
    scale = scale_of(desk)
    known = sources_of(scale.live, queries.given(desk.head, Capture), case=desk.case)
    name = next((source.name for source in known if source.id == what), what)
    gone = claims_resting_on(name, scale)
    if not gone:
        raise NotFoundError(
            f"Nothing in “{desk.case.slug}” rests on “{what}”.",
            hint=f"hechos sources {desk.case.slug}, hechos captures {desk.case.slug} and "
            f"hechos origins {desk.case.slug} list ids.",
        )
    before = levels_on(scale)
    after = levels_on(scale.leaving_out(gone))
    return WhatIf(name, len(gone), compare(before, after, scale.links.propositions))


def row_of(shift: Shift) -> dict[str, Any]:
    return {
        "proposition": shift.proposition,
        "statement": shift.statement,
        "from": shift.before.value,
        "to": shift.after.value,
        "origins_from": shift.origins_before,
        "origins_to": shift.origins_after,
        "elements": [{"name": n, "from": a, "to": b} for n, a, b in shift.elements],
        "sentence": shift.sentence,
    }


def cells_of(shift: Shift) -> tuple[str, ...]:
    moved = f"{shift.before.value}→{shift.after.value}"
    return shift.proposition, moved, shift.sentence, shift.statement


@dataclass(frozen=True, slots=True)
class Weighed:
    """One proposition with its assessment, for lists."""

    proposition: Proposition
    assessment: Assessment

    def as_row(self) -> dict[str, Any]:
        row = dict(wire.to_plain(self.assessment))
        return row | {"statement": self.proposition.statement, "kind": self.proposition.kind}

    def cells(self) -> tuple[str, ...]:
        one = self.assessment
        whole = one.whole.value if one.whole else one.level.value
        elements = ", ".join(f"{e.name} {e.level.value}" for e in one.elements[1:])
        origins = f"{len(one.supporting_origins)} for, {len(one.contrary_origins)} against"
        return (
            self.proposition.id,
            one.level.value,
            f"whole {whole}",
            origins,
            elements,
            self.proposition.statement,
        )


def levels(desk: ReadingDesk) -> tuple[Weighed, ...]:
    known = {one.id: one for one in queries.linked(desk.head, Proposition)}
    found = queries.linked(desk.head, Assessment)
    return tuple(Weighed(known[one.proposition], one) for one in found if one.proposition in known)
