"""How well a proposition is supported: independent origins, and a level that is only proposed."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from hechos.records import (
    Assessment,
    Claim,
    ClaimRelation,
    Confidentiality,
    Doubt,
    Outcome,
    Proposition,
)
from hechos.weighing.contradictions import difference
from hechos.weighing.doubts import doubt_id, groups_of_contradictions
from hechos.weighing.grading.grades import POSSIBLY_TRUE, UNKNOWN_INFORMATION
from hechos.weighing.levels.admissions import is_interested
from hechos.weighing.levels.alternatives import Accounts
from hechos.weighing.levels.bearing import Bearings
from hechos.weighing.levels.elements import Looking, elements_of, least
from hechos.weighing.levels.patterns import mark_patterns
from hechos.weighing.levels.propose import Tally, fragile, origin_of, reason
from hechos.weighing.scale import Scale


@dataclass(frozen=True, slots=True)
class Support:
    """Usable claims for and against, with the origin groups they come from."""

    claims_for: tuple[Claim, ...]
    claims_against: tuple[Claim, ...]
    origins_for: dict[str, list[Claim]]
    origins_against: dict[str, list[Claim]]


def assess_all(
    scale: Scale, relations: Sequence[ClaimRelation], doubts: Sequence[Doubt]
) -> tuple[Assessment, ...]:
    """Return one assessment for each proposition of linking."""
    on: dict[str, list[Doubt]] = {}
    for doubt in doubts:
        on.setdefault(doubt.on, []).append(doubt)
    notes = _Notes(relations, on, _resolved(scale, relations), scale)
    found = [_assess(one, scale, notes) for one in scale.links.propositions]
    return mark_patterns(found, scale=scale, bearings=notes.bearings)


class _Notes:
    """What speaks about the claims: relations of two of them, doubts, what members resolved,
    what each claim brings, what else is told."""

    def __init__(
        self,
        relations: Sequence[ClaimRelation],
        doubts: dict[str, list[Doubt]],
        resolved: frozenset[str],
        scale: Scale,
    ) -> None:
        self.doubts, self._resolved, self._scale = doubts, resolved, scale
        self.bearings, self.accounts = Bearings(scale), Accounts(scale)
        self.of_claim: dict[str, list[ClaimRelation]] = {}
        self.of_pair = {frozenset((one.left, one.right)): one for one in relations}
        self.adverse: set[frozenset[str]] = set()
        for relation in relations:
            if relation.kind == "contradicts":
                self.of_claim.setdefault(relation.left, []).append(relation)
                self.of_claim.setdefault(relation.right, []).append(relation)
                self._note_adverse(relation)

    def _note_adverse(self, relation: ClaimRelation) -> None:
        """Note two sides with an interest of which one contradicts the other."""
        ends = [self._scale.claims[one] for one in (relation.left, relation.right)]
        true = relation.outcome is Outcome.TRUE_CONTRADICTION
        if true and all(is_interested(one, self._scale) for one in ends):
            self.adverse.add(frozenset(self._scale.author(one) for one in ends))

    def contested(self, support: Support) -> frozenset[str]:
        """Return the supporting claims that something open speaks against."""
        return frozenset(
            claim.id
            for claim in support.claims_for
            if any(self._blocks(r, claim) for r in self.of_claim.get(claim.id, ()))
            or any(self._excludes(other, claim) for other in support.claims_against)
        )

    def _blocks(self, relation: ClaimRelation, claim: Claim) -> bool:
        other = relation.right if relation.left == claim.id else relation.left
        return self._excludes(self._scale.claims[other], claim)

    def _excludes(self, other: Claim, claim: Claim) -> bool:
        """Tell whether two claims cannot both be right, nobody has resolved it, and the other is
        not graded below this one (domain.md §2.2c)."""
        relation = self.of_pair.get(frozenset((other.id, claim.id)))
        if relation is None:
            outcome = difference(other, claim, self._scale).outcome
        else:
            outcome = Outcome.UNDETERMINED if relation.id in self._resolved else relation.outcome
        if outcome is not Outcome.TRUE_CONTRADICTION:
            return False
        return not self._scale.standing(other).is_below(self._scale.standing(claim))


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
    support, recipe = _support(proposition, scale), scale.rules.recipe
    touching = _touching(support, notes)
    contested = notes.contested(support)
    origins = [
        origin_of(group, claims, contested, notes.bearings)
        for group, claims in support.origins_for.items()
    ]
    level = Tally.of(origins).level(recipe)
    because = reason(origins, _names(support, scale), recipe) + _agreed(support, scale, notes)
    elements = elements_of(
        proposition.kind,
        because,
        origins,
        level=level,
        look=Looking(origins, scale=scale, bearings=notes.bearings, contested=contested),
    )
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
        fragile=fragile(origins, recipe),
        recipe=recipe.version,
        klass=max((c.klass for c in claims), default=Confidentiality.C0),
        elements=elements,
        whole=least(elements),
        first_hand=tuple(one.id for one in origins if one.first_hand),
        proximity=min((notes.bearings.of(c).proximity for c in support.claims_for), default=None),
        information=POSSIBLY_TRUE if any(one.named for one in origins) else UNKNOWN_INFORMATION,
        alternatives=notes.accounts.beside(proposition, support.claims_for, support.claims_against),
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
    origins = []
    for side in (claims_for, claims_against):
        group_of = {claim: group for group, claims, _ in groups for claim in claims}
        found: dict[str, list[Claim]] = {group: [] for group, _, _ in groups}
        for claim in side:
            if claim.id in group_of:
                found[group_of[claim.id]].append(claim)
        origins.append({group: claims for group, claims in found.items() if claims})
    return Support(claims_for, claims_against, *origins)


def _names(support: Support, scale: Scale) -> list[str]:
    return [*dict.fromkeys(scale.author_name(c) for c in support.claims_for if scale.is_named(c))]


def _agreed(support: Support, scale: Scale, notes: _Notes) -> str:
    """Say where two sides that contradict each other elsewhere agree (R-IND-4)."""
    if not notes.adverse:
        return ""
    names = {
        scale.author(c): scale.speaker(c).name for c in support.claims_for if scale.is_named(c)
    }
    for a, b in itertools.combinations(names, 2):
        if frozenset((a, b)) in notes.adverse:
            return (
                f" {names[a]} and {names[b]}, sides that contradict each other elsewhere, agree "
                "on it."
            )
    return ""


def _touching(support: Support, notes: _Notes) -> list[ClaimRelation]:
    """Return the contradictions that touch a supporting claim, each once."""
    found = {r.id: r for claim in support.claims_for for r in notes.of_claim.get(claim.id, ())}
    return list(found.values())
