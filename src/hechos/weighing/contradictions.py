"""What a difference between two claims is taken to be; a person decides (domain.md §2.6)."""

from __future__ import annotations

from dataclasses import replace

from hechos.lang.edtf import earliest_latest, overlaps
from hechos.records import (
    Claim,
    ClaimRelation,
    Outcome,
    Polarity,
    Quantity,
    VoteContent,
)
from hechos.weighing.scale import Scale

CLOSE = 0.25
"""Two figures within this share of each other may be one count at two moments."""
NEAR_DAYS = 2
"""Days within which one author's two statements are one (design: Origins)."""
OFFICIAL = ("LIFE.CROSS", "armed_clash")
UNATTRIBUTED = ("outlet", "agency", "unnamed")


def judge_relations(scale: Scale) -> tuple[ClaimRelation, ...]:
    """Return all relations of linking, those that contradict with their outcome and reason."""
    return tuple(
        _judged(relation, scale)
        for relation in scale.links.relations
        if relation.left in scale.claims and relation.right in scale.claims
    )


def _judged(relation: ClaimRelation, scale: Scale) -> ClaimRelation:
    if relation.kind != "contradicts" or relation.outcome is not Outcome.UNDETERMINED:
        return relation
    case = case_of(scale.claims[relation.left], scale.claims[relation.right], scale)
    rule = scale.rules.outcomes[case]
    because = f"{relation.because} {rule.because}".strip()
    return replace(relation, outcome=rule.name, because=because)


def case_of(a: Claim, b: Claim, scale: Scale) -> str:  # noqa: PLR0911 - one per case
    """Return which difference this is: a `case` of data/outcomes.toml."""
    one_statement = _is_one_statement(a, b, scale)
    if a.content.type == b.content.type and _is_flip(a, b) and one_statement:
        return "polarity in a relay"
    if _is_flip(a, b) or "denial" in (a.content.type, b.content.type):
        return "denial"
    if (a.content.type in OFFICIAL) != (b.content.type in OFFICIAL):
        return "official version"
    if isinstance(a.content, VoteContent) and isinstance(b.content, VoteContent):
        same = scale.author(a) == scale.author(b)
        return "later bulletin" if same else "rival results"
    if a.content.quantity and b.content.quantity:
        return _numbers(a, b, one_statement=one_statement, scale=scale)
    if one_statement and _dates_differ(a, b):
        return "date in a relay"
    return "other"


def _is_flip(a: Claim, b: Claim) -> bool:
    return (a.polarity is Polarity.AFFIRMED) != (b.polarity is Polarity.AFFIRMED)


def _is_one_statement(a: Claim, b: Claim, scale: Scale) -> bool:
    """Say whether both relay one statement: prints of one text, or one named author's words that
    are not known to be of different days."""
    same_author = scale.author(a) == scale.author(b) and scale.is_named(a)
    if scale.are_relays(a, b) and (same_author or scale.author(a) == scale.author(b)):
        return True
    days = [_said(claim, scale) for claim in (a, b)]
    first, second = days
    far = first is not None and second is not None and abs(first - second) > NEAR_DAYS
    return same_author and not far and scale.share_origin(a, b)


def _said(claim: Claim, scale: Scale) -> int | None:
    said = next((link.said_at for link in reversed(claim.voice) if link.said_at), None)
    edtf = said.edtf if said else scale.published.get(claim.capture)
    low, _ = earliest_latest(edtf) if edtf else (None, None)
    return low.toordinal() if low else None


def _dates_differ(a: Claim, b: Claim) -> bool:
    first, second = a.content.time, b.content.time
    return first is not None and second is not None and not overlaps(first.edtf, second.edtf)


def _numbers(a: Claim, b: Claim, *, one_statement: bool, scale: Scale) -> str:
    first, second = a.content.quantity, b.content.quantity
    if first is None or second is None:
        return "other"
    if _amount(first) == _amount(second) and _dates_differ(a, b):
        return "date in a relay" if one_statement else "other"
    if one_statement:
        return "number in a relay"
    if _dates_differ(a, b) or _places_differ(a, b):
        return "place or interval"
    sides = [None if c.voice[-1].kind in UNATTRIBUTED else scale.author(c) for c in (a, b)]
    if None not in sides and sides[0] != sides[1]:
        return "counting rules"
    return _in_time(a, b, scale)


def _places_differ(a: Claim, b: Claim) -> bool:
    first, second = a.content.place, b.content.place
    if first is None or second is None:
        return False
    parts = [[p.strip() for p in place.path.split(",")][::-1] for place in (first, second)]
    shared = min(len(part) for part in parts)
    return parts[0][:shared] != parts[1][:shared]


def _amount(quantity: Quantity) -> float:
    number = quantity.point if quantity.point is not None else quantity.low
    return float(number if number is not None else quantity.high or 0)


def _in_time(a: Claim, b: Claim, scale: Scale) -> str:
    quantities = [c.content.quantity for c in (a, b)]
    amounts = [_amount(q) for q in quantities if q]
    days = [_said(claim, scale) for claim in (a, b)]
    if days[0] is not None and days[1] is not None:
        later = days[0] < days[1]
        grows = amounts[0] < amounts[1] if later else amounts[1] < amounts[0]
        return "later and larger" if grows and days[0] != days[1] else "other"
    close = abs(amounts[0] - amounts[1]) <= CLOSE * max(amounts)
    return "order unknown" if close else "other"
