"""How well a proposition is supported: independent origins, and a level that is only proposed."""

from __future__ import annotations

from collections.abc import Sequence
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
from hechos.weighing.contradictions import difference
from hechos.weighing.doubts import doubt_id, groups_of_contradictions
from hechos.weighing.scale import Scale

ORDER = (Level.P0, Level.P1, Level.P2)


@dataclass(frozen=True, slots=True)
class Support:
    """Claims for and against, and the origin groups they come from with their claims."""

    claims_for: tuple[Claim, ...]
    claims_against: tuple[Claim, ...]
    origins_for: dict[str, frozenset[str]]
    origins_against: dict[str, frozenset[str]]


def assess_all(
    scale: Scale, relations: Sequence[ClaimRelation], doubts: Sequence[Doubt]
) -> tuple[Assessment, ...]:
    """Return one assessment for each proposition of linking."""
    on: dict[str, list[Doubt]] = {}
    for doubt in doubts:
        on.setdefault(doubt.on, []).append(doubt)
    notes = _Notes(relations, on, _resolved(scale, relations))
    return tuple(_assess(one, scale, notes) for one in scale.links.propositions)


class _Notes:
    """What speaks about the claims: relations of two of them, doubts, what members resolved."""

    def __init__(
        self,
        relations: Sequence[ClaimRelation],
        doubts: dict[str, list[Doubt]],
        resolved: frozenset[str],
    ) -> None:
        self.doubts, self._resolved = doubts, resolved
        self.of_claim: dict[str, list[ClaimRelation]] = {}
        self.of_pair = {frozenset((one.left, one.right)): one for one in relations}
        for relation in relations:
            if relation.kind == "contradicts":
                self.of_claim.setdefault(relation.left, []).append(relation)
                self.of_claim.setdefault(relation.right, []).append(relation)

    def excludes(self, a: Claim, b: Claim, scale: Scale) -> bool:
        """Tell whether two claims cannot both be right, and nobody has resolved it."""
        relation = self.of_pair.get(frozenset((a.id, b.id)))
        if relation is None:
            return difference(a, b, scale).outcome is Outcome.TRUE_CONTRADICTION
        open_ = relation.id not in self._resolved
        return open_ and relation.outcome is Outcome.TRUE_CONTRADICTION


def _resolved(scale: Scale, relations: Sequence[ClaimRelation]) -> frozenset[str]:
    """Return the relations whose doubt a member has resolved with a reason (domain.md §2.2c)."""
    latest = {d.on: dict(d.changes) for d in scale.decisions if d.act == "resolve"}
    closed = {on for on, changes in latest.items() if changes.get("status", "resolved") != "open"}
    return frozenset(
        one.id
        for group in groups_of_contradictions(scale, relations)
        for one in group
        if doubt_id(scale, "contradiction", group[0].id) in closed
    )


def _assess(proposition: Proposition, scale: Scale, notes: _Notes) -> Assessment:
    support = _support(proposition, scale)
    touching = _touching(support, notes)
    contested = frozenset(
        claim.id
        for claim in support.claims_for
        if any(notes.excludes(other, claim, scale) for other in support.claims_against)
        or any(
            notes.excludes(scale.claims[r.left], scale.claims[r.right], scale)
            for r in notes.of_claim.get(claim.id, ())
        )
    )
    level, because = propose_level(support, contested, scale)
    claims = (*support.claims_for, *support.claims_against)
    keys = [proposition.id, proposition.incident or "", proposition.figure or ""]
    keys += [c.id for c in claims] + [c.capture for c in claims] + [r.id for r in touching]
    return Assessment(
        id=scale.draw(proposition.id, "assessment"),
        case=scale.case.id,
        made=scale.made("assess"),
        proposition=proposition.id,
        supporting_origins=tuple(support.origins_for),
        contrary_origins=tuple(support.origins_against),
        level=level,
        because=because,
        doubts=tuple(dict.fromkeys(d.id for key in keys for d in notes.doubts.get(key, ()))),
        relations=tuple(relation.id for relation in touching),
        fragile=_fragile(support, contested, level=level, scale=scale),
        recipe=scale.rules.recipe.version,
        klass=max((c.klass for c in claims), default=Confidentiality.C0),
    )


def _support(proposition: Proposition, scale: Scale) -> Support:
    claims_for, claims_against = (
        tuple(
            scale.claims[claim]
            for claim in side
            if claim in scale.claims and not scale.is_unusable(scale.claims[claim])
        )
        for side in (proposition.supporting, proposition.contrary)
    )
    groups = scale.origins_of.get(proposition.id, [])
    origins = [
        {group: claims for group, claims, _ in groups if any(one.id in claims for one in side)}
        for side in (claims_for, claims_against)
    ]
    return Support(claims_for, claims_against, *origins)


def _touching(support: Support, notes: _Notes) -> list[ClaimRelation]:
    """Return the contradictions that touch a supporting claim, each once."""
    found = {r.id: r for claim in support.claims_for for r in notes.of_claim.get(claim.id, ())}
    return list(found.values())


def propose_level(support: Support, contested: frozenset[str], scale: Scale) -> tuple[Level, str]:
    """Return the level that the recipe proposes and why, in sentences (domain.md §2.2).

    P2 asks for origins that nothing speaks against, so that taking an origin away never raises
    a level."""
    recipe, claims = scale.rules.recipe, support.claims_for
    if not support.origins_for:
        return Level.P0, "No usable claim supports it."
    number = len(support.origins_for)
    count = "One origin" if number == 1 else f"{number} independent origins"
    named = dict.fromkeys(scale.author_name(c) for c in claims if scale.is_named(c))
    if not named:
        return Level.P0, f"{count}; nobody is named who says so."
    who = ", ".join([*named][:3]) + (" and others" if len(named) > 3 else "")
    words = f"{count}; named as saying so: {who}."
    if contested:
        words += " It is contested, and nobody has resolved that."
    first_hand = [claim for claim in claims if is_first_hand(claim, scale)]
    if not first_hand:
        cap = recipe.relay_cap.value
        return recipe.relay_cap, f"{words} No first-hand source is held; relays reach {cap}."
    clean = [
        group
        for group, members in support.origins_for.items()
        if not any(claim.id in contested for claim in claims if claim.id in members)
    ]
    kept = {claim for group in clean for claim in support.origins_for[group]}
    if len(clean) < recipe.origins or not any(claim.id in kept for claim in first_hand):
        lacks = "an uncontested origin" if contested else "a second independent origin"
        return Level.P1, f"{words} For P2 it lacks {lacks}."
    return Level.P2, f"{words} First-hand: {len(first_hand)}; no contradiction is open on them."


def is_first_hand(claim: Claim, scale: Scale) -> bool:
    """Tell whether a claim is first-hand, and not known only through somebody who prints it."""
    near = bool(claim.voice) and claim.voice[-1].proximity <= scale.rules.recipe.first_hand
    return near and not scale.is_relayed(claim)


def _fragile(
    support: Support, contested: frozenset[str], *, level: Level, scale: Scale
) -> tuple[str, ...]:
    """Return the origins without which the level would fall (leave one out)."""
    found = []
    for origin, members in support.origins_for.items():
        without = Support(
            tuple(claim for claim in support.claims_for if claim.id not in members),
            support.claims_against,
            {one: ids for one, ids in support.origins_for.items() if one != origin},
            support.origins_against,
        )
        if ORDER.index(propose_level(without, contested, scale)[0]) < ORDER.index(level):
            found.append(origin)
    return tuple(found)
