"""Rule 2.2b: one well graded first-hand source whose account fits a pattern of like incidents that
were established without it. Marked for two reviewers, and never for naming a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hechos.records import ActContent, Assessment, Claim, Level, PartyKind, Proposition
from hechos.weighing.levels.bearing import Bearings
from hechos.weighing.scale import Scale


@dataclass(frozen=True, slots=True)
class _Matter:
    """A proposition about an act in an incident, with where it comes from."""

    proposition: Proposition
    captures: frozenset[str]
    authors: frozenset[str]


def mark_patterns(
    assessments: Sequence[Assessment], *, scale: Scale, bearings: Bearings
) -> tuple[Assessment, ...]:
    """Return the assessments, those that rule 2.2b could carry marked with the like matters."""
    known = {one.id: one for one in scale.links.propositions}
    established: dict[str, list[_Matter]] = defaultdict(list)
    for one in assessments:
        proposition = known[one.proposition]
        if one.level is Level.P2 and _is_act(proposition):
            established[_type(proposition, scale)].append(_matter(proposition, scale))
    if not established:
        return tuple(assessments)
    return tuple(_marked(one, known, established, (scale, bearings)) for one in assessments)


def _is_act(proposition: Proposition) -> bool:
    return proposition.kind == "act" and proposition.incident is not None


def _marked(
    one: Assessment,
    known: dict[str, Proposition],
    established: dict[str, list[_Matter]],
    tools: tuple[Scale, Bearings],
) -> Assessment:
    scale, _ = tools
    rule = scale.rules.recipe.grading
    proposition = known[one.proposition]
    if one.level is not Level.P1 or len(one.supporting_origins) != 1 or not _is_act(proposition):
        return one
    if not _is_reliable(proposition, one, *tools):
        return one
    own = _matter(proposition, scale)
    like = list(_like(own, established[_type(proposition, scale)]))
    if len(like) < rule.pattern_incidents:
        return one
    return replace(
        one,
        pattern=tuple(like),
        because=f"{one.because} Its one first-hand source fits {len(like)} like incidents "
        "established without it: under rule 2.2b it may be taken to P2 (single source, pattern) "
        "where two reviewers sign; never to name a person.",
    )


def _like(own: _Matter, others: Iterable[_Matter]) -> Iterable[str]:
    """Yield like matters of other incidents, one for each, that share no page and no author."""
    seen = {own.proposition.incident}
    for other in others:
        apart = own.captures.isdisjoint(other.captures) and own.authors.isdisjoint(other.authors)
        if other.proposition.incident not in seen and apart:
            seen.add(other.proposition.incident)
            yield other.proposition.id


def _is_reliable(
    proposition: Proposition, one: Assessment, scale: Scale, bearings: Bearings
) -> bool:
    """Tell whether a first-hand claim that nothing open speaks against is graded well enough."""
    if any(alternative.kind == "denial" for alternative in one.alternatives) or one.relations:
        return False
    rule = scale.rules.recipe.grading
    claims = _claims(proposition, scale)
    if any(_names_a_person(claim) for claim in claims):
        return False
    for claim in claims:
        standing = scale.standing(claim)
        graded = (
            standing.source in rule.pattern_source
            and standing.information in rule.pattern_information
        )
        if graded and bearings.of(claim).first_hand and not scale.is_weak(claim):
            return True
    return False


def _names_a_person(claim: Claim) -> bool:
    content = claim.content
    return isinstance(content, ActContent) and any(
        actor.mention.kind is PartyKind.PERSON for actor in content.actors
    )


def _claims(proposition: Proposition, scale: Scale) -> list[Claim]:
    return [
        scale.claims[one]
        for one in proposition.supporting
        if one in scale.claims and not scale.is_unusable(scale.claims[one])
    ]


def _type(proposition: Proposition, scale: Scale) -> str:
    return next((claim.content.type for claim in _claims(proposition, scale)), "")


def _matter(proposition: Proposition, scale: Scale) -> _Matter:
    claims = _claims(proposition, scale)
    return _Matter(
        proposition,
        frozenset(scale.page(claim) for claim in claims),
        frozenset(scale.author(claim) for claim in claims),
    )
