"""The level that the recipe proposes for claims of some origins (domain.md §2.2).

P2 asks for origins that nothing speaks against, so that taking an origin away never raises a
level.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hechos.records import Claim, Level
from hechos.weighing.levels.bearing import Bearings
from hechos.weighing.rules import Recipe

ORDER = (Level.P0, Level.P1, Level.P2)


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin group of a proposition and what its claims bring. `clean`: it can be one of the
    origins of P2; `contested`: an open contradiction touches one of its claims."""

    id: str
    claims: tuple[Claim, ...]
    named: bool
    first_hand: bool
    clean: bool
    contested: bool


def origin_of(
    group: str, claims: Sequence[Claim], contested: frozenset[str], bearings: Bearings
) -> Origin:
    found = [bearings.of(claim) for claim in claims]
    touched = any(claim.id in contested for claim in claims)
    return Origin(
        id=group,
        claims=tuple(claims),
        named=any(one.named for one in found),
        first_hand=any(one.first_hand for one in found),
        clean=not touched and any(one.carries for one in found),
        contested=touched,
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many origins there are of each kind; enough to tell the level."""

    all: int
    named: int
    first_hand: int
    clean: int
    clean_first: int

    @classmethod
    def of(cls, origins: Iterable[Origin]) -> Tally:
        known = list(origins)
        return cls(
            len(known),
            sum(one.named for one in known),
            sum(one.first_hand for one in known),
            sum(one.clean for one in known),
            sum(one.clean and one.first_hand for one in known),
        )

    def without(self, one: Origin) -> Tally:
        return Tally(
            self.all - 1,
            self.named - one.named,
            self.first_hand - one.first_hand,
            self.clean - one.clean,
            self.clean_first - (one.clean and one.first_hand),
        )

    def level(self, recipe: Recipe) -> Level:
        if not self.all or not self.named:
            return Level.P0
        if not self.first_hand:
            return recipe.relay_cap
        enough = self.clean >= recipe.origins and self.clean_first > 0
        return Level.P2 if enough else Level.P1


def fragile(origins: Sequence[Origin], recipe: Recipe) -> tuple[str, ...]:
    """Return the origins without which the level would fall (leave one out)."""
    tally = Tally.of(origins)
    level = ORDER.index(tally.level(recipe))
    return tuple(one.id for one in origins if ORDER.index(tally.without(one).level(recipe)) < level)


def origins_in_words(number: int) -> str:
    return "One origin" if number == 1 else f"{number} independent origins"


def reason(origins: Sequence[Origin], who: Sequence[str], recipe: Recipe) -> str:
    """Say in sentences why the level is what it is; `who` are the names that stand behind."""
    tally = Tally.of(origins)
    if not tally.all:
        return "No usable claim supports it."
    count = origins_in_words(tally.all)
    if not tally.named:
        return f"{count}; nobody is named who says so."
    named = ", ".join(who[:3]) + (" and others" if len(who) > 3 else "")
    words = f"{count}; named as saying so: {named}."
    contested = any(one.contested for one in origins)
    if contested:
        words += " It is contested, and nobody has resolved that."
    if not tally.first_hand:
        cap = recipe.relay_cap.value
        return f"{words} No first-hand source is held; relays reach {cap}."
    if tally.level(recipe) is Level.P2:
        return f"{words} First-hand: {tally.first_hand}; no contradiction is open on them."
    return f"{words} For P2 it lacks {_lacks(tally, contested=contested, recipe=recipe)}."


def _lacks(tally: Tally, *, contested: bool, recipe: Recipe) -> str:
    if contested:
        return "an uncontested origin"
    if tally.all < recipe.origins:
        return "a second independent origin"
    if tally.clean < recipe.origins:
        return "a second origin that is near enough to the event and graded well enough"
    return "a first-hand source among the origins that carry it"
