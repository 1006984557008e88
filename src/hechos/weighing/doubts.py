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
from hechos.weighing.contradictions import is_backwards, outcomes_decided, pair_key
from hechos.weighing.figures.counted import amount
from hechos.weighing.margins import margins_of
from hechos.weighing.scale import Scale

_OPEN = (Outcome.TRUE_CONTRADICTION, Outcome.UNDETERMINED)


def raise_doubts(scale: Scale, relations: Sequence[ClaimRelation]) -> tuple[Doubt, ...]:
    """Return the doubts in the order of what they are about, one for each (type, on, slot)."""
    found = [
        *_contradictions(scale, relations),
        *_homeless(scale, relations),
        *_undated(scale),
        *_nobody_named(scale),
        *_margins(scale),
        *_interested(scale),
        *_out_of_mandate(scale),
        *_out_of_order(scale),
        *_backwards(scale, relations),
    ]
    return tuple({(doubt.type, doubt.on, doubt.slot): doubt for doubt in reversed(found)}.values())[
        ::-1
    ]


def doubt_id(scale: Scale, kind: str, on: str, slot: str | None = None) -> str:
    return scale.doubt_id(kind, on, slot)


# --- contradictions --------------------------------------------------------------------------


def groups_of_contradictions(
    scale: Scale, relations: Iterable[ClaimRelation]
) -> list[list[ClaimRelation]]:
    """Put together the contradictions that say one thing: between the same authors, acts, numbers
    and incidents, on pages that print one text; and the pairs of numbers of one universe of which
    nothing stated says what they are to each other."""
    incident = {claim: one.id for one in scale.links.incidents for claim in one.claims}
    groups: dict[tuple[object, ...], list[ClaimRelation]] = {}
    for relation in relations:
        universe = _open_universe(relation, scale)
        if universe is not None:
            groups.setdefault((relation.outcome, universe), []).append(relation)
        elif relation.kind == "contradicts":
            ends = frozenset(
                _end(scale.claims[one], incident.get(one), scale)
                for one in (relation.left, relation.right)
            )
            groups.setdefault((relation.outcome, ends), []).append(relation)
    return list(groups.values())


def _open_universe(relation: ClaimRelation, scale: Scale) -> str | None:
    if relation.kind != "contradicts" or relation.outcome is not Outcome.UNDETERMINED:
        return None
    ends = [scale.figures.get(one) for one in (relation.left, relation.right)]
    universes = {figure.universe if figure else None for figure in ends}
    return universes.pop() if len(universes) == 1 else None


def _end(claim: Claim, incident: str | None, scale: Scale) -> tuple[object, ...]:
    quantity = claim.content.quantity
    number = (amount(quantity), quantity.bound) if quantity else None
    return scale.page(claim), scale.author(claim), claim.content.type, number, incident


def _contradictions(scale: Scale, relations: Iterable[ClaimRelation]) -> Iterator[Doubt]:
    for group in groups_of_contradictions(scale, relations):
        first, count = group[0], len(group) - 1
        text = first.because
        if count and _open_universe(first, scale) is not None:
            pairs = "pair of numbers" if count == 1 else "pairs of numbers"
            text += f" Open as well in this universe: {count} more {pairs}."
        elif count:
            pairs = "So does one more pair" if count == 1 else f"So do {count} more pairs"
            text += f" {pairs} of claims."
        if first.outcome in _OPEN:
            blocks = first.outcome is Outcome.TRUE_CONTRADICTION
            severity = "blocks" if blocks else "limits"
            yield scale.doubt("contradiction", first.id, text, severity=severity)
        elif first.outcome is Outcome.TRANSMISSION_ERROR:
            yield scale.doubt("transmission", first.id, text)


def _homeless(scale: Scale, relations: Sequence[ClaimRelation]) -> Iterator[Doubt]:
    """List the outcomes that members set for a pair of claims of which one is gone."""
    claims = scale.claims
    there = {one.id for one in relations}
    keys = {pair_key(claims[r.left], claims[r.right]) for r in relations}
    for decision in outcomes_decided(scale.decisions).values():
        if decision.on not in there and decision.key not in keys:
            outcome = dict(decision.changes)["outcome"]
            text = (
                f"{decision.made.by} set “{outcome}” for two claims of which one is not proposed "
                f"any more: {decision.because} The decision is kept and waits for a person."
            )
            yield scale.doubt("orphaned decision", decision.on, text)


# --- what is missing -------------------------------------------------------------------------


def _undated(scale: Scale) -> Iterator[Doubt]:
    for capture in sorted(scale.captures.values(), key=lambda one: (one.name, one.id)):
        coded = any(one.content.kind != "document" for one in scale.of_capture.get(capture.id, ()))
        if coded and capture.id not in scale.published:
            text = f"{capture.name} bears no date; its relative dates stay open."
            yield scale.doubt("missing essential", capture.id, text, slot="published")


def _nobody_named(scale: Scale) -> Iterator[Doubt]:
    """Flag a figure of harm that no body or person is named for."""
    for proposition in scale.links.propositions:
        if proposition.kind != "figure":
            continue
        claims = [scale.claims[one] for one in proposition.supporting if one in scale.claims]
        units = {one.content.quantity.unit for one in claims if one.content.quantity}
        if not claims or units.isdisjoint(scale.rules.recipe.harm_units):
            continue
        if not any(scale.is_named(claim) for claim in claims):
            text = "Nobody is named who counted this; the primary is unknown."
            yield scale.doubt("missing essential", proposition.id, text, slot="primary")


def _margins(scale: Scale) -> Iterator[Doubt]:
    for claim in scale.live:
        text = scale.texts.get(claim.text)
        if text is not None and claim.content.quantity is not None:
            why = margins_of(claim, text, scale.rules.margins)
            if why:
                yield scale.doubt("margins", claim.id, why, slot="quantity")


# --- who speaks ------------------------------------------------------------------------------


def _interested(scale: Scale) -> Iterator[Doubt]:
    """Flag a State organ, party or armed side that speaks of acts (R-GRD-5); once per speaker."""
    seen: set[str] = set()
    for claim in scale.live:
        if not claim.voice or not isinstance(claim.content, ActContent | LabelContent):
            continue
        speaker = scale.speaker(claim)
        if claim.voice[-1].stance in ("calls_for", "expresses_concern"):
            continue
        if speaker.key in seen or speaker.kind not in scale.rules.recipe.interested:
            continue
        seen.add(speaker.key)
        yield scale.doubt(
            "interested source",
            claim.id,
            f"An interest to weigh: {speaker.name}. A State, a party or an armed side speaks here "
            "of acts in this matter; what it says is neither proof nor nothing.",
            slot="voice",
            severity="cosmetic",
        )


# --- scope and dates -------------------------------------------------------------------------


def _out_of_mandate(scale: Scale) -> Iterator[Doubt]:
    """Flag acts beyond the mandate (R-FFM-4): once for an incident, else for a page."""
    incident = {claim: one.id for one in scale.links.incidents for claim in one.claims}
    found: dict[tuple[str, str], list[Claim]] = {}
    for claim in scale.live:
        if not isinstance(claim.content, ActContent | StatusContent):
            continue
        if claim.content.type in scale.rules.recipe.speech:
            continue
        for why in _reasons(claim, scale):
            about = incident.get(claim.id, claim.capture)
            found.setdefault((about, why), []).append(claim)
    for (about, why), claims in found.items():
        on = claims[0].id if about == claims[0].capture else about
        text = f"This lies {why}; it may be kept, and enters no finding without a waiver."
        if on != about and len(claims) > 1:
            text += f" The same holds for {len(claims) - 1} more of this page's statements."
        yield scale.doubt("out of mandate", on, text, slot=_slot(why), severity="cosmetic")


def _slot(why: str) -> str:
    return "place" if why.startswith("outside") else "time"


def _reasons(claim: Claim, scale: Scale) -> Iterator[str]:
    mandate = scale.case.mandate
    start = earliest_latest(mandate.start)[0] if mandate.start else None
    end = earliest_latest(mandate.end)[1] if mandate.end else None
    if claim.content.time is not None:
        low, high = earliest_latest(claim.content.time.edtf)
        if start is not None and high is not None and high < start:
            yield f"before the mandate begins ({mandate.start})"
        elif end is not None and low is not None and low > end:
            yield f"after the mandate ends ({mandate.end})"
    place = claim.content.place
    if mandate.territory and place and fold(mandate.territory) not in fold(place.path):
        yield f"outside the territory of the mandate ({mandate.territory})"


def _out_of_order(scale: Scale) -> Iterator[Doubt]:
    """Flag what begins or is said after the page that tells of it was published (D§11.10)."""
    for claim in scale.live:
        published = scale.published.get(claim.capture)
        printed = earliest_latest(published)[1] if published else None
        if printed is None:
            continue
        said = claim.said_at
        act = claim.content.time if isinstance(claim.content, ActContent) else None
        for what, slot, when in (("act", "time", act), ("statement", "voice", said)):
            begins = earliest_latest(when.edtf)[0] if when else None
            if when and begins is not None and begins > printed:
                text = f"The {what} is dated {when.edtf}, after the page was published "
                yield scale.doubt("date order", claim.id, f"{text}({published}).", slot=slot)


def _backwards(scale: Scale, relations: Iterable[ClaimRelation]) -> Iterator[Doubt]:
    """Flag a procedure that a later page puts at an earlier stage (R-ICC-1)."""
    for relation in relations:
        if relation.kind == "updates" and is_backwards(relation, scale):
            text = f"{relation.because} The later stage comes before the earlier one in the order "
            yield scale.doubt("stage order", relation.id, f"{text}of procedures.", slot="stage")
