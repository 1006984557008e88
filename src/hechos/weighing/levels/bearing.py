"""What one claim brings to a proposition: is it named, first-hand, near and graded well enough?"""

from __future__ import annotations

from dataclasses import dataclass

from hechos.records import Claim
from hechos.weighing.levels.admissions import is_admission, is_own_denial
from hechos.weighing.scale import Scale

FIRST = 1
"""The proximity of a participant, an eyewitness or an original (domain.md §2.5)."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """`carries`: near enough and graded well enough to be one of the origins of P2."""

    named: bool
    first_hand: bool
    carries: bool
    proximity: int


class Bearings:
    """Bearings of the claims of one case, each worked out once."""

    def __init__(self, scale: Scale) -> None:
        self._scale = scale
        self._found: dict[str, Bearing] = {}

    def of(self, claim: Claim) -> Bearing:
        if claim.id not in self._found:
            self._found[claim.id] = self._look(claim)
        return self._found[claim.id]

    def _look(self, claim: Claim) -> Bearing:
        scale = self._scale
        recipe = scale.rules.recipe
        proximity = claim.voice[-1].proximity if claim.voice else recipe.relay
        if is_admission(claim, scale):
            proximity = min(proximity, FIRST)
        near = proximity <= recipe.first_hand and not scale.is_relayed(claim)
        return Bearing(
            named=scale.is_named(claim),
            first_hand=near and not is_own_denial(claim, scale) and not self._could_not(claim),
            carries=proximity < recipe.relay and not scale.is_weak(claim),
            proximity=proximity,
        )

    def _could_not(self, claim: Claim) -> bool:
        """Tell whether a member noted that the witness could not have perceived it."""
        targets = (claim.id, claim.key, *self._scale.parties(claim))
        against = self._scale.checklists.against(targets)
        return any(noted.item.effect == "not_first_hand" for noted in against)
