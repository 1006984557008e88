"""Which decisions on links count: what people say of pairs of mentions, after retractions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hechos.linking.deciding.clusters import DECIDED, Clusters, Edge, Pair, cluster
from hechos.records import Decision

KINDS = ("person", "incident", "document", "origin")
ACTS = ("same", "different", "unsure", "family")
APART = ("different", "family")
"""Two of one family are two persons."""


@dataclass(frozen=True, slots=True)
class Judged:
    """`standing` is the decision that counts of each pair; `refused` each "same" that came over a
    standing word that the two are not, with that word: it joins nothing, and a person must look.
    `mentions` are all that anybody ever decided on, retracted or not."""

    kind: str
    standing: tuple[Decision, ...] = ()
    refused: tuple[tuple[Decision, Decision], ...] = ()
    mentions: frozenset[str] = frozenset()

    def of(self, *acts: str) -> tuple[Decision, ...]:
        return tuple(decision for decision in self.standing if decision.act in acts)

    @property
    def apart(self) -> tuple[Pair, ...]:
        return tuple(pair_of(decision) for decision in self.of(*APART))

    @property
    def same(self) -> tuple[Pair, ...]:
        return tuple(pair_of(decision) for decision in self.of("same"))

    @property
    def links(self) -> list[Edge]:
        """What people joined, as edges: where words stand against each other the earlier holds."""
        return [(a, b, DECIDED + n) for n, (a, b) in enumerate(reversed(self.same))]

    @property
    def pairs(self) -> frozenset[frozenset[str]]:
        """The pairs that somebody decided on, whatever the decision."""
        return frozenset(frozenset(pair_of(decision)) for decision in self.standing)

    def cluster(self, mentions: Sequence[str], proposed: Iterable[Edge] = ()) -> Clusters:
        """Return the clusters of what is proposed, with what people decided. Of a pair that was
        decided on, the decision alone speaks."""
        decided = self.pairs
        links = [(a, b, w) for a, b, w in proposed if frozenset((a, b)) not in decided]
        links += self.links
        return cluster(mentions, links, self.apart)


def pair_of(decision: Decision) -> Pair:
    return decision.on, decision.other or ""


def unretracted(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return the decisions that still count, in the order in which they were made.

    A retraction may itself be retracted; what it had ended then counts again, exactly.
    """
    ended: set[str] = set()
    found = []
    for decision in reversed(decisions):
        if decision.id not in ended:
            found.append(decision)
            if decision.act == "retract":
                ended.add(decision.on)
            elif decision.kind is not None and decision.supersedes:
                ended.add(decision.supersedes)
    return tuple(reversed(found))


def live(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return the decisions on links that are neither retracted nor replaced, in their order."""
    return tuple(d for d in unretracted(decisions) if d.kind is not None and d.act in ACTS)


def judge(decisions: Sequence[Decision], kind: str) -> Judged:
    """Return what counts of the decisions on pairs of one kind.

    The latest on a pair counts; but no "same" passes over a standing "different".
    """
    standing: dict[frozenset[str], Decision] = {}
    refused: list[tuple[Decision, Decision]] = []
    for decision in live(decisions):
        pair = frozenset(pair_of(decision))
        if decision.kind != kind or len(pair) != 2:
            continue
        before = standing.get(pair)
        if decision.act == "same" and before is not None and before.act in APART:
            refused.append((decision, before))
        else:
            standing[pair] = decision
    named = (pair_of(d) for d in decisions if d.kind == kind and d.act in ACTS)
    mentions = frozenset(mention for pair in named for mention in pair)
    return Judged(kind, tuple(standing.values()), tuple(refused), mentions)


def joined(
    decisions: Iterable[Decision], refs: Sequence[str], applied: Callable[[], Sequence[Decision]]
) -> dict[str, str]:
    """Return for mentions that people decided to be of one person the first of these; those that
    nobody decided on are not in it. `applied` gives the decisions as linking applies them, and is
    asked only where somebody decided that two are the same."""
    if not any(d.act == "same" for d in decisions):
        return {}
    groups, wanted = judge(applied(), "person").cluster(list(refs)).groups, set(refs)
    return {ref: group[0] for group in groups if len(group) > 1 for ref in group if ref in wanted}
