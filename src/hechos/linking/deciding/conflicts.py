"""What people decided that cannot all hold, as doubts: nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hechos.linking.deciding.clusters import Clusters
from hechos.linking.deciding.judged import APART, Judged, pair_of
from hechos.linking.facts import Facts
from hechos.records import Decision, Doubt

CONFLICT = "conflict of decisions"


def conflicts(judged: Judged, found: Clusters) -> Iterator[tuple[Decision, Decision | None]]:
    """Yield each "same" that joins nothing, with a word that stands against it.

    It stands on the very pair, or is inherited: what one of the two is, by people's word, is not
    what the other is.
    """
    yield from judged.refused
    refused = {frozenset(pair) for pair in found.refused}
    group = {ref: number for number, refs in enumerate(found.groups) for ref in refs}
    against: dict[frozenset[int | None], Decision] = {}
    for decision in judged.of(*APART):
        against.setdefault(frozenset(group.get(one) for one in pair_of(decision)), decision)
    for decision in judged.of("same"):
        if frozenset(pair_of(decision)) in refused:
            ends = frozenset(group.get(one) for one in pair_of(decision))
            yield decision, against.get(ends)


def conflict_doubts(
    judged: Mapping[str, Judged], found: Mapping[str, Clusters], facts: Facts
) -> tuple[Doubt, ...]:
    nothing = Clusters((), ())
    return tuple(
        Doubt(
            id=facts.draw([said.id], CONFLICT, against.id if against else ""),
            case=facts.case.id,
            made=facts.made("decisions"),
            type=CONFLICT,
            on=said.id,
            text=f"{_who(said)} decided that two mentions are the same {said.kind}; "
            + (f"{_who(against)} that they are not. " if against else "others stand against it. ")
            + "They stay apart until one of the two decisions is retracted.",
        )
        for kind, one in judged.items()
        for said, against in conflicts(one, found.get(kind, nothing))
    )


def _who(decision: Decision) -> str:
    return f"{decision.made.by} on {decision.made.at[:10]}"
