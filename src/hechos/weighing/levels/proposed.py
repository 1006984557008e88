"""The grades in force as records: those of members, and what the machine proposes where nobody
graded: F for a source, 3 or 6 for what it says, never better and never worse (R-GRD-4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hechos.records import Claim, Decision, Doubt, Grade, Made
from hechos.weighing.grading.grades import (
    CONFIRMED,
    POSSIBLY_TRUE,
    UNKNOWN_INFORMATION,
    UNKNOWN_SOURCE,
    covers,
)
from hechos.weighing.levels.admissions import is_interested
from hechos.weighing.scale import Scale


def grades_in_force(scale: Scale) -> tuple[Grade, ...]:
    """Return the grades of members in the order given, then one proposal for each page that
    members graded for no topic and period, in the order of the pages."""
    found = [_of_member(one, scale) for one in scale.grades.given.values()]
    graded = {one.on for one in found if not one.topic and not one.period}
    pages = (c for c in scale.captures.values() if c.id in scale.of_capture and c.id not in graded)
    ordered = sorted(pages, key=lambda one: (one.name, one.id))
    return (*found, *(_of_rule(one.id, scale) for one in ordered))


def _of_member(decision: Decision, scale: Scale) -> Grade:
    values = dict(decision.changes)
    return Grade(
        id=scale.draw(decision.id, "grade"),
        case=scale.case.id,
        made=Made(by=decision.made.by, version=decision.made.version, at=decision.made.at),
        on=decision.on,
        because=decision.because,
        source=values.get("source", "").upper(),
        information=values.get("information", "").upper(),
        topic=values.get("topic", ""),
        period=values.get("period", ""),
        integrity=values.get("integrity", ""),
        interest=_interest(_said_by(decision, scale), scale),
    )


def _of_rule(capture: str, scale: Scale) -> Grade:
    claims = [one for one in scale.of_capture[capture] if one.content.kind != "document"]
    named = any(scale.is_named(claim) for claim in claims)
    return Grade(
        id=scale.draw(capture, "grade"),
        case=scale.case.id,
        made=scale.made("grades"),
        on=capture,
        because="No member has graded it. "
        + ("Somebody is named who says so." if named else "Nobody is named who says so."),
        source=UNKNOWN_SOURCE,
        information=POSSIBLY_TRUE if named else UNKNOWN_INFORMATION,
        interest=_interest(claims, scale),
    )


def _said_by(decision: Decision, scale: Scale) -> list[Claim]:
    on = decision.on
    return scale.of_capture.get(on) or [c for c in scale.live if on in (c.id, *scale.parties(c))]


def _interest(claims: Iterable[Claim], scale: Scale) -> str:
    """Say which sides with an interest speak (R-GRD-5): a flag beside the grade, and no grade."""
    sides = {
        scale.author(one): scale.speaker(one).name for one in claims if is_interested(one, scale)
    }
    return "; ".join(sides.values())


# --- information 1 ------------------------------------------------------------------------------


def lacking_origins(decision_on: str, topic: str, period: str, *, scale: Scale) -> list[str]:
    """Return why information 1 cannot stand: the statements of what is graded that fewer than two
    origin groups support (R-GRD-3)."""
    number: dict[str, int] = {}
    for proposition in scale.links.propositions:
        for side in (proposition.supporting, proposition.contrary):
            members = set(side)
            groups = scale.origins_of.get(proposition.id, ())
            origins = sum(not members.isdisjoint(claims) for _, claims, _ in groups)
            for claim in side:
                number[claim] = max(number.get(claim, 0), origins)
    return [
        claim.id
        for claim in scale.live
        if claim.content.kind != "document"
        and decision_on in (claim.id, claim.key, claim.capture, *scale.parties(claim))
        and covers(topic, period, claim, scale.said(claim))
        and number.get(claim.id, 0) < scale.rules.recipe.origins
    ]


def doubts_of_grades(scale: Scale) -> Iterator[Doubt]:
    """Yield a doubt for every information 1 that the origins no longer carry, and one for every
    answer of a checklist that speaks against an account."""
    for (on, topic, period), decision in scale.grades.given.items():
        if dict(decision.changes).get("information") == CONFIRMED:
            lacking = lacking_origins(on, topic, period, scale=scale)
            if lacking:
                yield scale.doubt(
                    "grade not carried",
                    on,
                    f"{decision.made.by} graded this information 1 (confirmed); "
                    f"{len(lacking)} of its statements no longer have two independent origins.",
                    slot=f"{topic} {period}".strip() or None,
                )
    for claim in scale.live:
        for noted in scale.checklists.against((claim.id, claim.key, *scale.parties(claim))):
            note = f" ({noted.note})" if noted.note else ""
            yield scale.doubt(
                "credibility",
                claim.id,
                f"{noted.decision.made.by} answers no: {noted.item.question}{note}",
                slot=noted.item.id,
            )
