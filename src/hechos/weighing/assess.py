"""How well a proposition is supported: independent origins, and a level that is only proposed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hechos.records import (
    Assessment,
    Claim,
    ClaimRelation,
    Confidentiality,
    Doubt,
    Level,
    Outcome,
    Proposition,
)
from hechos.weighing.scale import Scale

ORDER = (Level.P0, Level.P1, Level.P2)


@dataclass(frozen=True, slots=True)
class Support:
    """Claims for and against, and the origin groups they come from."""

    claims_for: tuple[Claim, ...]
    claims_against: tuple[Claim, ...]
    origins_for: tuple[str, ...]
    origins_against: tuple[str, ...]


def assess_all(
    scale: Scale, relations: Sequence[ClaimRelation], doubts: Sequence[Doubt]
) -> tuple[Assessment, ...]:
    """Return one assessment for each proposition that has support left."""
    of_claim: dict[str, list[ClaimRelation]] = {}
    for relation in relations:
        if relation.kind == "contradicts":
            of_claim.setdefault(relation.left, []).append(relation)
            of_claim.setdefault(relation.right, []).append(relation)
    on: dict[str, list[Doubt]] = {}
    for doubt in doubts:
        on.setdefault(doubt.on, []).append(doubt)
    return tuple(
        _assess(proposition, scale, of_claim, on) for proposition in scale.links.propositions
    )


def _assess(
    proposition: Proposition,
    scale: Scale,
    of_claim: dict[str, list[ClaimRelation]],
    on: dict[str, list[Doubt]],
) -> Assessment:
    support = _support(proposition, scale)
    touching = _between(support, of_claim)
    contested = [r for r in touching if r.outcome is Outcome.TRUE_CONTRADICTION]
    level, because = propose_level(support.claims_for, support.origins_for, contested, scale)
    claims = (*support.claims_for, *support.claims_against)
    noted = [d.id for key in (proposition.id, *(c.id for c in claims)) for d in on.get(key, ())]
    return Assessment(
        id=scale.draw(proposition.id, "assessment"),
        case=scale.case.id,
        made=scale.made("assess"),
        proposition=proposition.id,
        supporting_origins=support.origins_for,
        contrary_origins=support.origins_against,
        level=level,
        because=because,
        doubts=tuple(dict.fromkeys(noted)),
        relations=tuple(relation.id for relation in touching),
        fragile=_fragile(proposition, support, contested, level=level, scale=scale),
        recipe=scale.rules.recipe.version,
        klass=max((c.klass for c in claims), default=Confidentiality.C0),
    )


def _support(proposition: Proposition, scale: Scale) -> Support:
    usable = {
        claim_id
        for claim_id in (*proposition.supporting, *proposition.contrary)
        if claim_id in scale.claims and not scale.is_unusable(scale.claims[claim_id])
    }
    groups = scale.origins_of.get(proposition.id, [])
    sides = [
        [claim for claim in side if claim in usable]
        for side in (proposition.supporting, proposition.contrary)
    ]
    origins = [
        tuple(group for group, claims, _ in groups if not claims.isdisjoint(side)) for side in sides
    ]
    return Support(
        tuple(scale.claims[claim] for claim in sides[0]),
        tuple(scale.claims[claim] for claim in sides[1]),
        *origins,
    )


def _between(support: Support, of_claim: dict[str, list[ClaimRelation]]) -> list[ClaimRelation]:
    """Return the contradictions that touch a supporting claim, each once."""
    found = {
        relation.id: relation
        for claim in support.claims_for
        for relation in of_claim.get(claim.id, ())
    }
    return list(found.values())


def propose_level(
    claims: Sequence[Claim],
    origins: Collection[str],
    contested: Sequence[ClaimRelation],
    scale: Scale,
) -> tuple[Level, str]:
    """Return the level that the recipe proposes and why, in a sentence (domain.md §2.2)."""
    recipe = scale.rules.recipe
    if not origins:
        return Level.P0, "No usable claim supports it."
    first_hand = [c for c in claims if c.voice and c.voice[-1].proximity <= recipe.first_hand]
    named = sorted({scale.author_name(c) for c in claims if scale.is_named(c)})
    count = "one origin" if len(origins) == 1 else f"{len(origins)} independent origins"
    if not named:
        return Level.P0, f"{count.capitalize()}, and nobody is named who says so."
    who = ", ".join(named[:3]) + (" and others" if len(named) > 3 else "")
    words = f"{count.capitalize()}; {who} named as saying so."
    if contested:
        words += " It is contested."
    if not first_hand:
        cap = recipe.relay_cap.value
        return Level.P1, f"{words} The case holds relays only, and they reach {cap} at most."
    if len(origins) < recipe.origins:
        return Level.P1, f"{words} A second independent origin is missing."
    if contested:
        return Level.P1, f"{words} A contradiction is open."
    return Level.P2, f"{words} {len(first_hand)} first-hand, no contradiction open."


def _fragile(
    proposition: Proposition,
    support: Support,
    contested: Sequence[ClaimRelation],
    *,
    level: Level,
    scale: Scale,
) -> tuple[str, ...]:
    """Return the origins without which the level would fall (leave one out)."""
    found = []
    groups = {group: claims for group, claims, _ in scale.origins_of.get(proposition.id, [])}
    for origin in support.origins_for:
        left = [claim for claim in support.claims_for if claim.id not in groups[origin]]
        others = [other for other in support.origins_for if other != origin]
        without, _ = propose_level(left, others, contested, scale)
        if ORDER.index(without) < ORDER.index(level):
            found.append(origin)
    return tuple(found)
