"""What accounts state that no account of the same incident may contradict: place and side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hechos.linking.episodes.compare import Account, place_level

DIFFERENT_PLACES = ("other", "other_country", "region")


@dataclass(frozen=True, slots=True)
class Stated:
    """The places, and the alleged actors with the types of the acts, of one account or of many.

    An account with a version of an act (an execution, a clash) contradicts no other in its side."""

    places: frozenset[tuple[str, ...]] = frozenset()
    sides: frozenset[tuple[frozenset[str], frozenset[str]]] = frozenset()

    @classmethod
    def of(cls, account: Account) -> Stated:
        sides = account.sides and not account.is_around
        return cls(
            frozenset({account.place} if account.place else ()),
            frozenset({(account.sides, account.types)} if sides else ()),
        )

    @classmethod
    def of_all(cls, accounts: Iterable[Account]) -> Stated:
        each = [cls.of(account) for account in accounts]
        places = frozenset().union(*(one.places for one in each))
        return cls(places, frozenset().union(*(one.sides for one in each)))

    def __or__(self, other: Stated) -> Stated:
        return Stated(self.places | other.places, self.sides | other.sides)

    def contradicts(self, other: Stated) -> bool:
        return any(
            place_level(a, b) in DIFFERENT_PLACES for a in self.places for b in other.places
        ) or any(
            len(types | its) > 1 and actors.isdisjoint(others)
            for actors, types in self.sides
            for others, its in other.sides
        )
