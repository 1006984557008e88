"""A second stage learned from pairs that people reviewed, used only where it proves better."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hechos.linking.persons.judging.pairs import Pairs, choose_cut

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

LEARN_FROM = 300
"""Reviewed pairs from which a second stage is tried."""

MOST = 15.0
"""Weight, in log2, beyond which a second stage is never sure."""

FOLDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How many held-out pairs each stage judged wrong, and the second stage's weight of each
    pair where it is taken (None where it is not)."""

    because: str = ""
    weight: Floats | None = None


def try_second_stage(
    con: Any, pairs: Pairs, labels: Iterable[tuple[int, int, bool]], *, seed: int
) -> Trial:
    """Return whether gradient boosting on the comparisons judges held-out pairs better.

    Each fifth of the labels is judged by a stage that learned from the others, and by a cut
    chosen on the others. Vetoes stand whatever is learned.
    """
    import numpy as np

    at = {pair: k for k, pair in enumerate(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))}
    said = {(min(a, b), max(a, b)): same for a, b, same in labels}
    known = sorted((at[p], same) for p, same in said.items() if p in at and not pairs.vetoed[at[p]])
    if len(known) < LEARN_FROM:
        return Trial(because=f"{len(known)} reviewed pairs, too few for a second stage")
    try:
        import sklearn  # noqa: F401
    except ImportError:
        return Trial(because="no second stage: install hechos[link] for it")
    rows = np.array([k for k, _ in known])
    truth = np.array([same for _, same in known])
    features = _features(con, pairs)
    fold = np.random.default_rng(seed).permutation(len(rows)) % FOLDS
    before = after = 0
    for number in range(FOLDS):
        held, rest = fold == number, fold != number
        cut, _ = choose_cut(pairs, _triples(pairs, rows[rest], truth[rest]), 0.0)
        before += int(((pairs.weight[rows[held]] >= cut) != truth[held]).sum())
        judge = _fitted(features[rows[rest]], truth[rest], seed)
        after += int((judge.predict(features[rows[held]]) != truth[held]).sum())
    counted = f"of {len(rows)} held-out pairs {after} judged wrong instead of {before}"
    if after >= before:
        return Trial(because=f"a second stage was tried and not taken: {counted}")
    chance = _fitted(features[rows], truth, seed).predict_proba(features)[:, 1]
    chance = np.clip(chance, 2.0**-MOST, 1 - 2.0**-MOST)
    return Trial(
        because=f"a second stage is taken: {counted}", weight=np.log2(chance / (1 - chance))
    )


def _triples(pairs: Pairs, rows: Any, truth: Any) -> list[tuple[int, int, bool]]:
    made = zip(pairs.a[rows].tolist(), pairs.b[rows].tolist(), truth.tolist(), strict=True)
    return list(made)


def _fitted(features: Any, truth: Any, seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    judge = HistGradientBoostingClassifier(
        max_iter=120, max_leaf_nodes=8, min_samples_leaf=8, l2_regularization=1.0, random_state=seed
    )
    return judge.fit(features, truth)


def _features(con: Any, pairs: Pairs) -> Floats:
    """Return the levels, the weight, how close names are spelt, gaps and how rare names are."""
    import numpy as np
    import pyarrow as pa

    levels = [n for n in pairs.table.column_names if n.startswith("gamma_")]
    columns = [pairs.table[n].to_numpy() for n in levels] + [pairs.weight]
    con.register("asked", pa.table({"k": np.arange(len(pairs.a)), "a": pairs.a, "b": pairs.b}))
    closeness = ", ".join(
        f"jaro_winkler_similarity(l.{n}, r.{n}) as {n}" for n in ("g1", "g2", "s1", "s2")
    )
    made = con.execute(
        f"""with gs as (select g1, count(*) n from people group by 1),
        ss as (select s1, count(*) n from people group by 1)
        select {closeness}, abs(l.d0 - r.d0) as days, abs(l.age - r.age) as years,
            (coalesce(ascii(l.dp), 0) + coalesce(ascii(r.dp), 0)) as precision,
            ln(gs.n) as given, ln(ss.n) as surname, (l.source = r.source)::int as source
        from asked join people l on l.row = asked.a join people r on r.row = asked.b
        left join gs on gs.g1 = l.g1 left join ss on ss.s1 = l.s1 order by asked.k"""
    ).fetchnumpy()
    con.unregister("asked")
    columns += [np.ma.filled(column.astype("float64"), np.nan) for column in made.values()]
    return np.column_stack(columns).astype("float64")
