"""Doubts that weighing raises: each once, with what it is about and how much it limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hechos.lang.edtf import earliest_latest
from hechos.lang.folding import fold
from hechos.records import (
    ActContent,
    Claim,
    ClaimRelation,
    Doubt,
    LabelContent,
    Outcome,
    StatusContent,
)
from hechos.weighing.scale import Scale


def raise_doubts(scale: Scale, relations: Sequence[ClaimRelation]) -> tuple[Doubt, ...]:
    """Return the doubts in the order of what they are about, one for each (type, on, slot)."""
    found = [
        *_contradictions(scale, relations),
        *_undated(scale),
        *_interested(scale),
        *_out_of_mandate(scale),
        *_out_of_order(scale),
    ]
    return tuple({(doubt.type, doubt.on, doubt.slot): doubt for doubt in found}.values())


def _doubt(
    scale: Scale,
    kind: str,
    on: str,
    text: str,
    *,
    slot: str | None = None,
    severity: str = "limits",
) -> Doubt:
    return Doubt(
        id=scale.draw(on, "doubt", kind, slot or ""),
        case=scale.case.id,
        made=scale.made("doubts"),
        type=kind,
        on=on,
        slot=slot,
        text=text,
        severity=severity,
    )


def _contradictions(scale: Scale, relations: Iterable[ClaimRelation]) -> Iterator[Doubt]:
    for relation in relations:
        if relation.kind != "contradicts":
            continue
        blocks = relation.outcome is Outcome.TRUE_CONTRADICTION
        if blocks or relation.outcome is Outcome.UNDETERMINED:
            severity = "blocks" if blocks else "limits"
            yield _doubt(scale, "contradiction", relation.id, relation.because, severity=severity)
        elif relation.outcome is Outcome.TRANSMISSION_ERROR:
            yield _doubt(scale, "transmission", relation.id, relation.because)


def _undated(scale: Scale) -> Iterator[Doubt]:
    coded = {claim.capture for claim in scale.live if claim.content.kind != "document"}
    for capture in scale.captures.values():
        if capture.id in coded and capture.id not in scale.published:
            yield _doubt(
                scale,
                "missing essential",
                capture.id,
                f"{capture.name} bears no date; its relative dates stay open.",
                slot="published",
            )


def _interested(scale: Scale) -> Iterator[Doubt]:
    """Flag a State organ, party or armed side that speaks of acts (R-GRD-5); once per speaker."""
    seen: set[str] = set()
    for claim in scale.live:
        if not claim.voice or not isinstance(claim.content, ActContent | LabelContent):
            continue
        key = scale.author(claim)
        if key in seen:
            continue
        known = scale.organisation(claim.voice[-1].speaker.name)
        if known is not None and known.kind in scale.rules.recipe.interested:
            seen.add(key)
            yield _doubt(
                scale,
                "interested source",
                claim.id,
                f"{scale.author_name(claim)} has an interest in what it says of its own conduct "
                "or of its opponents; that is neither proof nor nothing.",
                slot="voice",
                severity="cosmetic",
            )


def _out_of_mandate(scale: Scale) -> Iterator[Doubt]:
    mandate = scale.case.mandate
    start = earliest_latest(mandate.start)[0] if mandate.start else None
    end = earliest_latest(mandate.end)[1] if mandate.end else None
    for claim in scale.live:
        if not isinstance(claim.content, ActContent | StatusContent):
            continue
        why = ""
        if claim.content.time is not None:
            low, high = earliest_latest(claim.content.time.edtf)
            if start is not None and high is not None and high < start:
                why = f"before the mandate begins ({mandate.start})"
            elif end is not None and low is not None and low > end:
                why = f"after the mandate ends ({mandate.end})"
        if not why and _is_elsewhere(claim, mandate.territory):
            why = f"outside the territory of the mandate ({mandate.territory})"
        if why:
            text = f"The act lies {why}; it may be kept, and enters no finding without a waiver."
            yield _doubt(scale, "out of mandate", claim.id, text, severity="cosmetic")


def _is_elsewhere(claim: Claim, territory: str | None) -> bool:
    place = claim.content.place
    if territory is None or place is None:
        return False
    return fold(territory) not in fold(place.path)


def _out_of_order(scale: Scale) -> Iterator[Doubt]:
    """Flag an act that begins after the page that tells of it was published (D§11.10)."""
    for claim in scale.live:
        published = scale.published.get(claim.capture)
        time = claim.content.time
        if published is None or time is None or not isinstance(claim.content, ActContent):
            continue
        begins, printed = earliest_latest(time.edtf)[0], earliest_latest(published)[1]
        if begins is not None and printed is not None and begins > printed:
            text = f"The act is dated {time.edtf}, after the page was published ({published})."
            yield _doubt(scale, "date order", claim.id, text, slot="time")
