"""All pattern statistics of a set of documented incidents, each with its denominator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hechos.counting.patterns.cases import NOTE, Documented, Share
from hechos.counting.patterns.records import DEGREES
from hechos.counting.patterns.regions import Reference, Regions, Wound, regions_of
from hechos.counting.patterns.similarity import PERMUTATIONS, Similarity, similarity_of
from hechos.counting.patterns.spread import Bursts, Spread, bursts_of, spread_of
from hechos.counting.patterns.together import Forces, forces_of, levels_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the cases. `level` is that of places, `known` the names of all of them;
    `features` those of the comparison, None all; `order` the levels of command, lowest first.
    `missing_as_no` compares incidents by what is stated of them."""

    level: str = "state"
    known: tuple[str, ...] = ()
    features: tuple[str, ...] | None = None
    order: tuple[str, ...] = DEGREES
    seed: int = 1
    permutations: int = PERMUTATIONS
    missing_as_no: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """`note` goes beside every number of it. `regions` is None where no wounds were given."""

    incidents: int
    spread: Spread
    bursts: Bursts
    similarity: Similarity
    forces: Forces
    levels: tuple[Share, ...]
    regions: Regions | None = None
    note: str = NOTE


def find_patterns(
    cases: Sequence[Documented],
    question: Question,
    *,
    wounds: Sequence[Wound] = (),
    reference: Reference | None = None,
) -> Patterns:
    """Return the statistics; the order of cases changes none of them."""
    return Patterns(
        incidents=len(cases),
        spread=spread_of(cases, question.level, known=question.known),
        bursts=bursts_of(cases),
        similarity=similarity_of(
            cases,
            question.features,
            seed=question.seed,
            permutations=question.permutations,
            missing_as_no=question.missing_as_no,
        ),
        forces=forces_of(cases),
        levels=levels_of(cases, question.order),
        regions=regions_of(wounds, reference, seed=question.seed) if wounds else None,
    )
