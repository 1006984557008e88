"""Link rows that come later with a list already linked: the edges of a whole run, at less cost.

What grows with the list is kept by the run before (`Kept`): the keys of all rows, how often values
are met, the rows of the edges, the persons. All else is done for rows that meet a new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hechos.errors import InputError
from hechos.linking.persons import scoring
from hechos.linking.persons.blocking import blocks_at, hash_keys, key_column, make_new_pairs
from hechos.linking.persons.fields import Fields
from hechos.linking.persons.judging import groups
from hechos.linking.persons.judging.pairs import Pairs, Read, judgements, known_names
from hechos.linking.persons.judging.rarity import as_rare_as_now
from hechos.linking.persons.link import (
    DEFAULT,
    PersonLinks,
    Settings,
    clusters_table,
    edges_table,
    hash_of,
    is_across,
    largest_of,
    persons_of,
    refused_of,
    run_of,
    with_decided,
)
from hechos.linking.persons.model import Model
from hechos.linking.persons.prepare import prepare

if TYPE_CHECKING:
    import pyarrow as pa


def link_new(
    rows: Any, existing: PersonLinks, *, fields: Fields, settings: Settings = DEFAULT
) -> PersonLinks:
    """Return the list with the new rows: all edges, and clusters made anew where they touch.

    The model and the cut are those of `existing`; the edges of new rows are those of a whole run
    under them, and so are the weights of earlier edges. What may differ from a whole run: an
    earlier edge stays though its key is now too common or its weight below `review`, none is found
    that rises above it, and a veto or a split far from any new row stands. A cluster keeps the id
    of its oldest row. Raises InputError where an id is known already.
    """
    import numpy as np
    import pyarrow as pa

    new = _numbered(prepare(rows, fields), existing.people)
    con = scoring.connect(new, threads=settings.threads, memory=settings.memory)
    keys, count = _pair(con, existing, new, across=is_across(fields))
    whole = _whole(con, existing, new, frequencies=settings.frequencies)
    pairs = whole.score_made(least=settings.review)
    found = edges_table(pairs, np.zeros(len(pairs.a), dtype=bool), whole.people["id"])
    kept = existing.kept
    old = _reweighed(existing, whole)
    edges = pa.concat_tables([old, found], promote_options="default")
    a, b = np.concatenate([kept.a, pairs.a]), np.concatenate([kept.b, pairs.b])
    every = _read_again(edges, a, b)
    labels, same = _cluster(every, existing, whole, across=is_across(fields))
    labels = with_decided(labels, kept.said)
    inputs = hashlib.sha256((existing.run.inputs + hash_of(new)).encode()).hexdigest()
    run = run_of(existing.model, inputs, existing.run.cut, "", head=settings.head)
    return replace(
        existing,
        edges=_judged(edges, every, same),
        clusters=clusters_table(labels, whole.people["id"]),
        run=replace(run, because=f"{new.num_rows} new rows; {existing.run.because}"),
        refused=(*existing.refused, *refused_of(new)),
        people=whole.people,
        largest=largest_of(labels),
        pairs=count,
        kept=replace(kept, keys=keys, counts=whole.counts, a=a, b=b, person=labels),
    )


def _numbered(new: pa.Table, old: pa.Table) -> pa.Table:
    """Return the new rows, numbered on from the old ones."""
    import pyarrow as pa
    import pyarrow.compute as pc

    again = old["id"].filter(pc.is_in(old["id"], new["id"].combine_chunks()))
    if len(again):
        raise InputError(
            f"{len(again)} of the new rows are in the list already, the first is {again[0]}.",
            hint="Give only rows with ids that the list does not have.",
        )
    numbers = pa.array(range(old.num_rows, old.num_rows + new.num_rows), pa.int32())
    return new.set_column(new.column_names.index("row"), "row", numbers)


def _pair(con: Any, existing: PersonLinks, new: pa.Table, *, across: bool) -> tuple[pa.Table, int]:
    """Pair the new rows, which are `people`, with all; return the keys of all, and how many
    pairs there are. Keys that the run before did not need are made now."""
    import pyarrow as pa
    import pyarrow.compute as pc

    old, keys = existing.people, existing.kept.keys
    named = sum(
        pc.sum(pc.or_(pc.is_valid(part["g1"]), pc.is_valid(part["s1"]))).as_py() or 0
        for part in (old, new)
    )
    filled = {name for part in (old, new) for name in part.column_names if _is_filled(part[name])}
    blocks = blocks_at(named, filled)
    needed = {key_column(p).strip('"') for block in blocks for p in (block.left, block.right)}
    if keys is None or not needed <= set(keys.column_names):
        con.register("old", old)
        hash_keys(con, blocks, "old", "made_keys")
        keys = con.table("made_keys").to_arrow_table()
    con.register("old_keys", keys)
    hash_keys(con, blocks, "people", "new_keys")
    count = make_new_pairs(con, blocks, across=across)
    more = con.table("new_keys").to_arrow_table()
    return pa.concat_tables([keys.select(more.column_names), more]), count


def _is_filled(column: pa.ChunkedArray) -> bool:
    return bool(column.null_count < len(column))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """Earlier and new rows together, of which the table `people` holds those that are compared."""

    con: Any
    model: Model
    people: pa.Table
    counts: Mapping[str, pa.Table]
    frequencies: bool

    def score_made(self, *, least: float) -> Pairs:
        """Return the pairs of the table `pairs` whose weight is at least that."""
        asked = "select join_key_l as row from pairs union select join_key_r from pairs"
        read = self._take(self.con.execute(f"{asked} order by 1").fetchnumpy()["row"])
        return read.pairs(self._scorer().score_made(least=least))

    def score_these(self, a: Any, b: Any) -> Pairs:
        """Return the pairs of rows given, whatever their weight."""
        import numpy as np

        read = self._take(np.unique(np.concatenate([a, b])))
        return read.pairs(self._scorer().score_these(a, b))

    def _scorer(self) -> scoring.Scorer:
        return scoring.Scorer(
            self.con, self.model, frequencies=self.frequencies, counts=self.counts
        )

    def _take(self, rows: Any) -> Read:
        """Make the table `people` of these rows alone."""
        import numpy as np
        import pyarrow as pa

        taken = self.people.take(pa.array(rows))
        self.con.register("taken", taken)
        self.con.execute("create or replace table people as select * from taken")
        self.con.unregister("taken")
        self.con.register("counted", self.counts["g1"])
        often = self.con.execute(
            "select v, sum(n)::int from counted where v in (select g1 from people) group by v"
        ).fetchall()
        self.con.unregister("counted")
        is_name = np.zeros(self.people.num_rows, dtype=bool)
        is_name[rows] = known_names(taken, dict(often))
        return Read(model=self.model, is_name=is_name)


def _whole(con: Any, existing: PersonLinks, new: pa.Table, *, frequencies: bool) -> _Whole:
    import pyarrow as pa

    counts = {
        column: pa.concat_tables([old, scoring.count_values(con, column)])
        for column, old in existing.kept.counts.items()
    }
    people = pa.concat_tables([existing.people, new], promote_options="default")
    return _Whole(
        con=con, model=existing.model, people=people, counts=counts, frequencies=frequencies
    )


def _reweighed(existing: PersonLinks, whole: _Whole) -> pa.Table:
    """Return the earlier edges, rare values weighing what they weigh in the longer list. Weights
    that the list does not bear on (names data, a second stage) stand."""
    kept = existing.kept
    if whole.frequencies or "second_stage" in existing.edges.column_names:
        return existing.edges
    counts = [kept.counts, whole.counts]
    return as_rare_as_now(
        existing.edges, (kept.a, kept.b), existing.people, existing.model, counts=counts
    )


def _read_again(edges: pa.Table, a: Any, b: Any) -> Pairs:
    import pyarrow.compute as pc

    return Pairs(
        table=edges,
        a=a,
        b=b,
        weight=edges["weight"].to_numpy(),
        vetoed=edges["vetoed"].to_numpy(),
        family=pc.equal(edges["judgement"], "family").to_numpy(),
    )


def _cluster(pairs: Pairs, existing: PersonLinks, whole: _Whole, *, across: bool) -> Any:
    """Return the person of each row and which pairs lie inside persons.

    Rows that strong pairs connect with a new one, or with a pair that the growth of the list moved
    over the cut, are grouped anew as a list of their own, in the order of their ids as in a whole
    run. All others stand as they are."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    strong = (pairs.weight >= existing.run.cut) & ~pairs.vetoed
    since, count = existing.people.num_rows, whole.people.num_rows
    connected = groups.components(count, pairs.a[strong], pairs.b[strong])
    touched = np.zeros(count, dtype=bool)
    touched[connected[since:]] = True
    before = existing.edges
    was = (before["weight"].to_numpy() >= existing.run.cut) & ~before["vetoed"].to_numpy()
    moved = np.flatnonzero(was != strong[: len(was)])
    touched[connected[pairs.a[moved]]] = touched[connected[pairs.b[moved]]] = True
    rows = np.flatnonzero(touched[connected])
    ids = whole.people["id"].take(pa.array(rows)).to_pylist()
    rows = rows[sorted(range(len(ids)), key=ids.__getitem__)]
    place = np.full(count, -1)
    place[rows] = np.arange(len(rows))
    near = touched[connected[pairs.a]] & (connected[pairs.a] == connected[pairs.b])
    part, inside = persons_of(
        _placed(pairs, place, near),
        strong[near],
        lambda one, two: _placed(whole.score_these(rows[one], rows[two]), place),
        count=len(rows),
        sources=whole.people["source"].take(pa.array(rows)).to_pylist() if across else None,
    )
    oldest = np.full(len(rows), count)
    np.minimum.at(oldest, part, rows)
    labels = np.concatenate([existing.kept.person, np.arange(since, count)])
    labels[rows] = oldest[part]
    same = pc.equal(pairs.table["judgement"], "same").to_numpy() & strong
    same[near] = inside
    return labels, same


def _placed(pairs: Pairs, place: Any, kept: Any = slice(None)) -> Pairs:
    """Return the pairs by the place of their rows."""
    import numpy as np

    a, b = place[pairs.a[kept]], place[pairs.b[kept]]
    return replace(
        pairs,
        a=np.minimum(a, b),
        b=np.maximum(a, b),
        weight=pairs.weight[kept],
        vetoed=pairs.vetoed[kept],
        family=pairs.family[kept],
    )


def _judged(edges: pa.Table, pairs: Pairs, same: Any) -> pa.Table:
    at = edges.column_names.index("judgement")
    return edges.set_column(at, "judgement", judgements(pairs, same))
