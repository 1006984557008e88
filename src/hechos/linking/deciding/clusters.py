"""Clusters from links, in which nothing that is known to be apart ever meets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DECIDED = 1e9
"""The weight of a person's word, from which on earlier words are given more: above all scores."""

Edge = tuple[str, str, float]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Clusters:
    """`groups` hold every mention once, in the order of the mentions, the group with the oldest
    first. `refused` are the links that would have joined across what is apart, strongest first;
    of each the older mention comes first."""

    groups: tuple[tuple[str, ...], ...]
    refused: tuple[Pair, ...]


def cluster(mentions: Sequence[str], same: Iterable[Edge], apart: Iterable[Pair]) -> Clusters:
    """Return what the links join: people's words first, then by falling weight.

    `mentions` are given oldest first, and a link of two equal weights goes by that order, so
    nothing depends on the order of the links. Links of unknown mentions join nothing.
    """
    order = {mention: number for number, mention in enumerate(mentions)}
    sets = Sets(len(mentions))
    for one, other in apart:
        if one in order and other in order:
            sets.keep_apart(order[one], order[other])
    refused: list[tuple[int, int]] = []
    for _, old, new in sorted(_numbered(same, order)):
        if not sets.join(old, new):
            refused.append((old, new))
    groups: dict[int, list[str]] = {}
    for number, mention in enumerate(mentions):
        groups.setdefault(sets.root(number), []).append(mention)
    return Clusters(
        groups=tuple(tuple(group) for group in groups.values()),
        refused=tuple((mentions[a], mentions[b]) for a, b in dict.fromkeys(refused)),
    )


def _numbered(same: Iterable[Edge], order: dict[str, int]) -> Iterable[tuple[float, int, int]]:
    for one, other, weight in same:
        a, b = order.get(one), order.get(other)
        if a is not None and b is not None and a != b:
            yield (-weight, a, b) if a < b else (-weight, b, a)


class Sets:
    """Disjoint sets by number, each known by its root, where it is kept what stays apart."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._bulk = [1] * size
        self._foes: dict[int, set[int]] = {}

    def root(self, item: int) -> int:
        parent = self._parent
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def keep_apart(self, one: int, other: int) -> None:
        """Keep apart the sets of two, whatever joins them later."""
        one, other = self.root(one), self.root(other)
        if one != other:
            self._foes.setdefault(one, set()).add(other)
            self._foes.setdefault(other, set()).add(one)

    def are_apart(self, one: int, other: int) -> bool:
        return self.root(one) in self._foes.get(self.root(other), ())

    def join(self, one: int, other: int) -> bool:
        """Join two; False where they are to stay apart."""
        big, small = self.root(one), self.root(other)
        if big == small:
            return True
        if self.are_apart(big, small):
            return False
        if self._weight(small) > self._weight(big):
            big, small = small, big
        self._parent[small] = big
        self._bulk[big] += self._bulk[small]
        for foe in self._foes.pop(small, ()):
            self._foes[foe].discard(small)
            self._foes[foe].add(big)
            self._foes.setdefault(big, set()).add(foe)
        return True

    def _weight(self, root: int) -> int:
        """Return what moving a set costs: the smaller one moves, so that all moves stay few."""
        return self._bulk[root] + len(self._foes.get(root, ()))
