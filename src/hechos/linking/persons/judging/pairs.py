"""Judge scored pairs: which are proposed, which a person must look at, which are a family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hechos.linking.persons.judging import groups
from hechos.linking.persons.model import Model
from hechos.linking.persons.names.tradition import counts, nickname_words

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Bools = npt.NDArray[np.bool_]
    Ints = npt.NDArray[np.int64]

Label = tuple[str, str, str]
"""Two ids and what a person said: "same" or "different"."""

ScoreMore = Callable[["Ints", "Ints"], "Pairs"]
"""Scores pairs of rows that no block found, by the same model."""

LEAST_LABELS = 30


@dataclass(slots=True)
class Pairs:
    """Scored pairs as columns: rows a < b, weight, vetoed, family; `table` holds the levels."""

    table: pa.Table
    a: Ints
    b: Ints
    weight: Any
    vetoed: Bools
    family: Bools

    @property
    def probability(self) -> Any:
        """Return how likely each pair is one person; nothing where it is vetoed."""
        import numpy as np

        with np.errstate(over="ignore"):
            return np.where(self.vetoed, 0.0, 1 / (1 + np.exp2(-self.weight)))


def with_weight(pairs: Pairs, weight: Any) -> Pairs:
    """Return the pairs with the weights of a second stage; what it changed is kept as a step."""
    import numpy as np
    import pyarrow as pa

    odds = np.exp2(-weight)
    changed = {
        "second_stage": pa.array(weight - pairs.weight),
        "weight": pa.array(weight),
        "probability": pa.array(1 / (1 + odds)),
    }
    table = pairs.table.drop_columns(["weight", "probability"])
    for name, column in changed.items():
        table = table.append_column(name, column)
    return replace(pairs, table=table, weight=weight)


def _column(table: pa.Table, name: str) -> Any:
    return table[name].to_numpy()


def _at(scored: pa.Table, model: Model, mark: str, value: Any = True) -> Bools:
    """Return which pairs are at a level with that mark in any comparison."""
    import numpy as np

    found: Bools = np.zeros(scored.num_rows, dtype=bool)
    for comparison in model.comparisons:
        if gammas := comparison.gammas(mark, value):
            found |= np.isin(_column(scored, f"gamma_{comparison.name}"), gammas)
    return found


def _vetoed(scored: pa.Table, model: Model, is_name: Bools) -> Bools:
    """Names that conflict never link by themselves, whatever else agrees: siblings killed
    together agree in all else. Nor do names that are only alike, or that one row lacks.

    A personal number lifts every veto. In a list without dates of acts (a register), nobody dies
    together: there agreeing birth dates lift it, and a name may be lacking or misspelt.
    """
    veto = _at(scored, model, "veto", "always")
    veto |= _at(scored, model, "veto", "with age") & _at(scored, model, "conflict")
    of_names = _at(scored, model, "veto", "of names")
    if model.comparison("date") or not model.comparison("birth"):
        veto |= of_names
        for kind in ("given", "surnames"):
            comparison = model.comparison(kind)
            veto |= _column(scored, f"gamma_{comparison.name}") < 0 if comparison else True
    else:
        known = is_name[_column(scored, "a")] & is_name[_column(scored, "b")]
        veto |= of_names & known & ~_at(scored, model, "birth")
    return veto & ~_at(scored, model, "identity")


def known_names(people: pa.Table, often: Mapping[str, int] | None = None) -> Bools:
    """Return the rows whose given name is met three times in the list or is in the names data.

    `often`: how often names are met where `people` are part of the list."""
    import numpy as np

    names = people["g1"].to_pylist()
    often = Counter(names) if often is None else often
    data = {row.token for row in counts("given.es.csv")} | nickname_words()
    known = {name for name, count in often.items() if name and (count >= 3 or name in data)}
    return np.fromiter((name in known for name in names), dtype=bool, count=len(names))


def _family(scored: pa.Table, model: Model) -> Bools:
    """Return which pairs share surnames, day and place, as far as the list says them."""
    import numpy as np

    found: Bools = np.ones(scored.num_rows, dtype=bool)
    for kind in ("surnames", "date", "place"):
        comparison = model.comparison(kind)
        if comparison:
            gammas = comparison.gammas("family")
            found &= np.isin(_column(scored, f"gamma_{comparison.name}"), gammas)
        else:
            found &= kind != "surnames"
    return found


def choose_cut(
    pairs: Pairs, labels: Iterable[tuple[int, int, bool]], default: float
) -> tuple[float, str]:
    """Return the cut at which the fewest reviewed pairs are judged wrong, and why it is taken.

    With fewer than 30 reviewed pairs that were scored, or of one kind only, it is the default.
    """
    import numpy as np

    said = {(min(a, b), max(a, b)): same for a, b, same in labels}
    at = {pair: k for k, pair in enumerate(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))}
    known = sorted((pairs.weight[at[p]], same) for p, same in said.items() if p in at
                   and not pairs.vetoed[at[p]])  # fmt: skip
    same_count = sum(same for _, same in known)
    if len(known) < LEAST_LABELS or same_count in (0, len(known)):
        return default, f"the cut is {default:g}, the default"
    weights = np.array([weight for weight, _ in known])
    truth = np.array([same for _, same in known])
    candidates = np.concatenate([[weights[0] - 1], (weights[1:] + weights[:-1]) / 2])
    wrong = np.concatenate([[0], np.cumsum(truth)[:-1]]) + np.cumsum(~truth[::-1])[::-1]
    best = candidates[wrong == wrong.min()]
    cut = round(float(min(best, key=lambda c: (abs(c - default), c))), 2)
    return cut, f"the cut is {cut:g}, chosen from {len(known)} reviewed pairs"


def cluster_rows(
    pairs: Pairs,
    strong: Bools,
    score_more: ScoreMore,
    *,
    count: int,
) -> tuple[Ints, Bools]:
    """Return the person of each row (its least row) and which pairs lie inside persons.

    Components of strong pairs are taken apart by average linkage over all their pairs, those
    that no block found scored as well.
    """
    import numpy as np

    labels = groups.components(count, pairs.a[strong], pairs.b[strong])
    a, b, probability = pairs.a, pairs.b, pairs.probability
    one, two = groups.missing_pairs(labels, a, b)
    if len(one):
        more = score_more(one, two)
        a, b = np.concatenate([a, more.a]), np.concatenate([b, more.b])
        probability = np.concatenate([probability, more.probability])
    parts = groups.split_by_average(labels, a, b, probability)
    inside: Bools = strong & (parts[pairs.a] == parts[pairs.b])
    return groups.components(count, pairs.a[inside], pairs.b[inside]), inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """How scored pairs are read: the model, and which rows have a known given name."""

    model: Model
    is_name: Bools

    def pairs(self, scored: pa.Table) -> Pairs:
        """Return the pairs in the order of their rows, with vetoes and hints of families."""
        scored = scored.sort_by([("a", "ascending"), ("b", "ascending")])
        return Pairs(
            table=scored,
            a=_column(scored, "a").astype("int64"),
            b=_column(scored, "b").astype("int64"),
            weight=_column(scored, "weight"),
            vetoed=_vetoed(scored, self.model, self.is_name),
            family=_family(scored, self.model),
        )


def judgements(pairs: Pairs, same: Bools) -> pa.Array:
    """Return same, family or review for each pair."""
    import numpy as np
    import pyarrow as pa

    word = np.where(same, 2, pairs.vetoed & pairs.family)
    return pa.array(["review", "family", "same"]).take(pa.array(word, pa.int8()))
