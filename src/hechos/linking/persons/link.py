"""Link the persons of a list: proposals with their reasons, never decisions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Protocol

from hechos.linking.deciding.clusters import DECIDED, cluster
from hechos.linking.persons import scoring
from hechos.linking.persons.blocking import Block, blocks_of, make_pairs
from hechos.linking.persons.explain import explain
from hechos.linking.persons.fields import Fields
from hechos.linking.persons.judging import groups
from hechos.linking.persons.judging.learn import Trial, try_second_stage
from hechos.linking.persons.judging.pairs import (
    Label,
    Pairs,
    Read,
    ScoreMore,
    choose_cut,
    cluster_rows,
    judgements,
    known_names,
    with_weight,
)
from hechos.linking.persons.levels import person_rules
from hechos.linking.persons.model import Model, default_model, with_prior
from hechos.linking.persons.prepare import prepare
from hechos.records import LinkEdge, LinkRun, Made
from hechos.records.ids import draw, uuid7

if TYPE_CHECKING:
    import pyarrow as pa

TRAIN_FROM = 500
"""Rows from which a list is large enough to be trained on."""

LIKELY_CUT = 0.0
"""Weight from which a link of a list is proposed: as likely as not, before clusters are split."""

SURE_CUT = 6.0
"""Weight from which a link inside a case is proposed: true in more than 97 of 100."""

SAME_AS_ROWS = 0.7
"""Pairs of one person per row, in lists of victims: the shipped prior is this over the rows."""

SMALLEST_POOL = 2000
"""Rows that a smaller list is taken to be drawn from, so that homonyms stay possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the records of a run carry: their case, maker, and what their ids are drawn from."""

    case: str = ""
    made: Made = field(default_factory=lambda: Made(by="splink"))
    seed: str = "00" * 32
    parent: str = uuid7(0, bytes(10))

    def id(self, *name: str) -> str:
        return draw(self.seed, self.parent, *name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a list is linked. `cut` None: chosen from reviewed pairs where there are some, else
    LIKELY_CUT. `train` None: on the list itself from TRAIN_FROM rows. `model` goes before both.
    `review` is the weight from which a pair is kept. `frequencies`: how rare a name is, is taken
    from the names data instead of the list (for small lists)."""

    cut: float | None = None
    review: float = -3.0
    train: bool | None = None
    model: Model | None = None
    frequencies: bool = False
    threads: int = 2
    memory: str = "4GB"
    seed: int = 1
    head: Head = Head()


DEFAULT = Settings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a run keeps for later rows.

    `keys` are the keys of blocks of all rows that name somebody (None where another engine made
    the pairs), `counts` how often the values of each column are met (v, n), `a` and `b` the rows
    of the edges, `person` the least row of the person of each row, `said` what people decided.
    """

    keys: pa.Table | None
    counts: Mapping[str, pa.Table]
    a: Any
    b: Any
    person: Any
    said: tuple[tuple[int, int, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLinks:
    """What linking proposes for a list.

    `edges` (a, b, judgement, weight, probability and, per comparison, its level and weights) and
    `clusters` (id, cluster: the least id of the person) are Arrow tables. `refused` are rows that
    take no part, with the reason. `people` are the prepared rows, kept for rows that come later.
    `largest` is the size of the largest cluster, `pairs` how many were scored.
    `kept` is what a run for later rows takes up instead of reading the whole list again.
    """

    edges: pa.Table
    clusters: pa.Table
    run: LinkRun
    model: Model
    refused: tuple[tuple[str, str], ...]
    people: pa.Table
    largest: int
    pairs: int
    fields: Fields
    kept: Kept
    head: Head = Head()

    def link_edges(self) -> Iterator[LinkEdge]:
        """Return the edges as records that explain themselves."""
        for row, steps, because in explain(self.edges, self.model, self.fields.called()):
            yield LinkEdge(
                id=self.head.id("person edge", row["a"], row["b"]),
                case=self.head.case,
                made=self.head.made,
                kind="person",
                a=row["a"],
                b=row["b"],
                judgement=row["judgement"],
                because=because,
                weight=round(sum(weight for _, weight in steps), 2),
                probability=round(row["probability"], 4),
                steps=steps,
                run=self.run.id,
            )


class Elsewhere(Protocol):
    """Pairs rows by the blocks and scores them by the model, on another engine than DuckDB."""

    def __call__(
        self,
        people: pa.Table,
        model: Model,
        blocks: Sequence[Block],
        *,
        across: bool,
        least: float,
    ) -> tuple[pa.Table, int]:
        """Return the pairs of at least that weight, as `Scorer` does, and how many were scored."""


def link_persons(
    rows: Any,
    *,
    fields: Fields,
    settings: Settings = DEFAULT,
    labels: Iterable[Label] = (),
    elsewhere: Elsewhere | None = None,
) -> PersonLinks:
    """Return the links proposed between the rows of a list (path, Arrow table or mappings).

    `labels` are pairs that people reviewed, as (id, id, "same" | "different"): they stand as they
    are and choose the cut. The order of the rows changes nothing. `elsewhere` makes and scores the
    pairs in place of DuckDB; the model is the same.

    Raises InputError where the list does not name persons, UnavailableError without the extra.
    """
    people = prepare(rows, fields)
    con = scoring.connect(people, threads=settings.threads, memory=settings.memory)
    filled = scoring.filled_columns(con)
    model = settings.model or default_model(filled)
    if settings.model is None:
        model = with_prior(model, SAME_AS_ROWS / max(people.num_rows, SMALLEST_POOL))
        if people.num_rows >= TRAIN_FROM if settings.train is None else settings.train:
            model = scoring.train(con, model, seed=settings.seed)
    scorer = scoring.Scorer(con, model, frequencies=settings.frequencies)
    if elsewhere is None:
        count = make_pairs(con, filled, across=is_across(fields))
        con.execute("drop table keys")
        keys = con.table("all_keys").to_arrow_table()
        con.execute("drop table all_keys")
        scored = scorer.score_made(least=settings.review)
    else:
        keys = None
        blocks = blocks_of(con, filled)
        scored, count = elsewhere(
            people, model, blocks, across=is_across(fields), least=settings.review
        )
    columns = sorted({"g1", *scoring.weighed_columns(model)})
    found = Found(
        people=people,
        model=model,
        scored=scored,
        pairs=count,
        keys=keys,
        counts={column: scoring.count_values(con, column) for column in columns},
    )
    said = tuple(labels)
    return finish(found, scorer.score_these, fields=fields, settings=settings, labels=said, con=con)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an engine (DuckDB, Spark) hands over: `scored` pairs of `people` under `model`, and
    what is kept of it for later rows."""

    people: pa.Table
    model: Model
    scored: pa.Table
    pairs: int
    keys: pa.Table | None
    counts: Mapping[str, pa.Table]


def is_across(fields: Fields) -> bool:
    """Return True where no person is twice in one source: rows of one are not compared."""
    return fields.unique and fields.source is not None


def finish(
    found: Found,
    score_more: Callable[[Any, Any], pa.Table],
    *,
    fields: Fields,
    settings: Settings,
    labels: Iterable[Label],
    con: Any = None,
) -> PersonLinks:
    """Judge the scored pairs, make clusters, and say what was done."""
    ids = found.people["id"].to_pylist()
    said = _by_row(labels, ids)
    read = Read(model=found.model, is_name=known_names(found.people))
    pairs = read.pairs(found.scored)
    trial = try_second_stage(con, pairs, said, seed=settings.seed) if con and said else Trial()
    if trial.weight is not None:
        pairs = with_weight(pairs, trial.weight)
    cut, why = _cut(pairs, said, settings)
    strong = (pairs.weight >= cut) & ~pairs.vetoed
    sources = found.people["source"].to_pylist() if is_across(fields) else None
    labels_of, strong = persons_of(
        pairs,
        strong,
        lambda one, two: read.pairs(score_more(one, two)),
        count=len(ids),
        sources=sources,
    )
    labels_of = with_decided(labels_of, said)
    because = "; ".join(filter(None, (trial.because, why)))
    return PersonLinks(
        edges=edges_table(pairs, strong, found.people["id"]),
        clusters=clusters_table(labels_of, found.people["id"]),
        run=run_of(found.model, hash_of(found.people), cut, because, head=settings.head),
        model=found.model,
        refused=refused_of(found.people),
        people=found.people,
        largest=largest_of(labels_of),
        pairs=found.pairs,
        fields=fields,
        kept=Kept(
            keys=found.keys,
            counts=found.counts,
            a=pairs.a,
            b=pairs.b,
            person=labels_of,
            said=tuple(said),
        ),
        head=settings.head,
    )


def persons_of(
    pairs: Pairs,
    strong: Any,
    score_more: ScoreMore,
    *,
    count: int,
    sources: Sequence[Any] | None,
) -> tuple[Any, Any]:
    """Return the person of each row (its least row) and which pairs lie inside persons.

    `sources`: where each of them has a person once."""
    if sources is None:
        return cluster_rows(pairs, strong, score_more, count=count)
    strong = _strongest(pairs, strong, sources)
    return groups.components(count, pairs.a[strong], pairs.b[strong]), strong


def _cut(
    pairs: Pairs, said: Sequence[tuple[int, int, bool]], settings: Settings
) -> tuple[float, str]:
    if settings.cut is None:
        return choose_cut(pairs, said, LIKELY_CUT)
    return settings.cut, f"the cut is {settings.cut:g}, as asked for"


def _by_row(labels: Iterable[Label], ids: Sequence[str]) -> list[tuple[int, int, bool]]:
    row = {id_: number for number, id_ in enumerate(ids)}
    return [(row[a], row[b], said == "same") for a, b, said in labels if a in row and b in row]


def _strongest(pairs: Pairs, strong: Any, sources: Sequence[Any]) -> Any:
    made = strong.copy()
    made[strong] = groups.one_to_one(
        pairs.a[strong], pairs.b[strong], pairs.weight[strong], sources
    )
    return made


def with_decided(labels: Any, said: Sequence[tuple[int, int, bool]]) -> Any:
    """Return the clusters after what people decided: their word goes before any proposal."""
    if not said:
        return labels
    touched = sorted({int(labels[row]) for a, b, _ in said for row in (a, b)})
    import numpy as np

    rows = np.flatnonzero(np.isin(labels, touched)).tolist()
    proposed = [(str(r), str(int(labels[r])), 0.0) for r in rows if labels[r] != r]
    decided = [(str(a), str(b), DECIDED) for a, b, same in said if same]
    apart = [(str(a), str(b)) for a, b, same in said if not same]
    made = labels.copy()
    for group in cluster([str(r) for r in rows], [*decided, *proposed], apart).groups:
        made[[int(r) for r in group]] = int(group[0])
    return made


def edges_table(pairs: Pairs, same: Any, ids: pa.ChunkedArray) -> pa.Table:
    import pyarrow as pa

    kept = [
        n for n in pairs.table.column_names if n.startswith(("gamma_", "mw_tf_adj_", "second_"))
    ]
    made = {"a": ids.take(pa.array(pairs.a)), "b": ids.take(pa.array(pairs.b))}
    made["judgement"] = judgements(pairs, same)
    made["vetoed"] = pa.array(pairs.vetoed)
    return pa.table(made | {n: pairs.table[n] for n in ("weight", "probability", *kept)})


def clusters_table(labels: Any, ids: pa.ChunkedArray) -> pa.Table:
    import pyarrow as pa

    return pa.table({"id": ids, "cluster": ids.take(pa.array(labels))})


def largest_of(labels: Any) -> int:
    import numpy as np

    return int(np.bincount(labels).max(initial=0))


def refused_of(people: pa.Table) -> tuple[tuple[str, str], ...]:
    columns = (people[n].to_pylist() for n in ("id", "g1", "s1"))
    return tuple(
        (id_, "it names nobody, so it is nobody's record; count it as a group")
        for id_, given, surname in zip(*columns, strict=True)
        if not given and not surname
    )


def run_of(model: Model, inputs: str, cut: float, why: str, *, head: Head) -> LinkRun:
    trained = "trained on the list" if model.trained else "with the weights that hechos ships"
    return LinkRun(
        id=head.id("person run", inputs, model.hash),
        case=head.case,
        made=head.made,
        kind="person",
        model=f"splink, levels {person_rules().hash[:12]}",
        inputs=inputs,
        settings=model.hash,
        cut=cut,
        versions=tuple((name, version(name)) for name in ("duckdb", "splink")),
        because=f"Splink {trained}; {why}.",
    )


def hash_of(people: pa.Table) -> str:
    digest = hashlib.sha256()
    for column in people.columns:
        for buffer in column.combine_chunks().buffers():
            digest.update(buffer or b"-")
    return digest.hexdigest()
