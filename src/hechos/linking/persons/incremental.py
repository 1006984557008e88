"""Link rows that come later with a list already linked: the edges of a whole run, at less cost."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hechos.errors import InputError
from hechos.linking.persons import scoring
from hechos.linking.persons.blocking import make_pairs
from hechos.linking.persons.fields import Fields
from hechos.linking.persons.judging import groups
from hechos.linking.persons.judging.pairs import Earlier, Pairs, Read, cluster_rows, known_names
from hechos.linking.persons.link import (
    DEFAULT,
    Found,
    PersonLinks,
    Settings,
    clusters_table,
    edges_table,
    is_across,
    largest_of,
    refused_of,
    run_of,
    strongest,
)
from hechos.linking.persons.model import Model
from hechos.linking.persons.prepare import prepare

if TYPE_CHECKING:
    import pyarrow as pa


def link_new(
    rows: Any, existing: PersonLinks, *, fields: Fields, settings: Settings = DEFAULT
) -> PersonLinks:
    """Return the list with the new rows: all edges, and clusters made anew where they touch.

    The model and the cut are those of `existing`; the edges are those of a whole run under them.
    A cluster keeps the id of its oldest row. Raises InputError where an id is known already.
    """
    new = prepare(rows, fields)
    people, since = _joined(existing.people, new), existing.people.num_rows
    con = scoring.connect(people, threads=settings.threads, memory=settings.memory)
    model = existing.model
    count = make_pairs(con, scoring.filled_columns(con), across=is_across(fields), since=since)
    con.execute(
        """create or replace table met as select * from people where row in
        (select join_key_l from pairs union select join_key_r from pairs)"""
    )
    scored = scoring.Scorer(con, model, table="met").score_made(least=settings.review)
    read = Read(model=model, is_name=known_names(people))
    pairs, same = _with_old(read.pairs(scored), existing, people)
    strong = (pairs.weight >= existing.run.cut) & ~pairs.vetoed
    if is_across(fields):
        same = strongest(pairs, strong, people["source"].to_pylist())
        labels = groups.components(people.num_rows, pairs.a[same], pairs.b[same])
    else:
        labels, same = cluster_rows(
            pairs,
            strong,
            functools.partial(_score_more, con, model),
            read=read,
            earlier=Earlier(rows=since, same=same),
        )
    found = Found(people=people, model=model, scored=scored, pairs=count)
    ids = people["id"].to_pylist()
    because = f"{new.num_rows} new rows; {existing.run.because}"
    return replace(
        existing,
        edges=edges_table(pairs, same, ids),
        clusters=clusters_table(labels, ids),
        run=replace(run_of(found, existing.run.cut, "", settings.head), because=because),
        refused=(*existing.refused, *refused_of(new)),
        people=people,
        largest=largest_of(labels),
        pairs=count,
    )


def _joined(old: pa.Table, new: pa.Table) -> pa.Table:
    """Return old and new rows, numbered on. A column that only one of them fills stays empty."""
    import pyarrow as pa

    known = set(old["id"].to_pylist())
    again = [id_ for id_ in new["id"].to_pylist() if id_ in known]
    if again:
        raise InputError(
            f"{len(again)} of the new rows are in the list already, the first is {again[0]}.",
            hint="Give only rows with ids that the list does not have.",
        )
    numbers = pa.array(range(old.num_rows, old.num_rows + new.num_rows), pa.int32())
    new = new.set_column(new.column_names.index("row"), "row", numbers)
    return pa.concat_tables([old, new], promote_options="default").combine_chunks()


def _with_old(new: Pairs, existing: PersonLinks, people: pa.Table) -> tuple[Pairs, Any]:
    """Return the pairs of the earlier run and the new ones, by the rows of
    all, and which of them the earlier run found to be one person."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = people["id"].combine_chunks()
    a, b = (
        pc.index_in(existing.edges[n].combine_chunks(), ids).to_numpy().astype("int64")
        for n in ("a", "b")
    )
    kept = [n for n in new.table.column_names if n in existing.edges.column_names]
    old = existing.edges.select([n for n in kept if n not in ("a", "b")])
    old = old.append_column("a", pa.array(a, pa.int32())).append_column(
        "b", pa.array(b, pa.int32())
    )
    table = pa.concat_tables(
        [old, new.table.select(old.column_names)], promote_options="permissive"
    )
    judged = existing.edges["judgement"].to_numpy()
    same = np.concatenate([judged == "same", np.zeros(len(new.a), dtype=bool)])
    pairs = Pairs(
        table=table,
        a=np.concatenate([a, new.a]),
        b=np.concatenate([b, new.b]),
        weight=np.concatenate([existing.edges["weight"].to_numpy(), new.weight]),
        vetoed=np.concatenate([existing.edges["vetoed"].to_numpy(), new.vetoed]),
        family=np.concatenate([judged == "family", new.family]),
    )
    return pairs, same


def _score_more(con: Any, model: Model, a: Any, b: Any) -> pa.Table:
    import pyarrow as pa

    con.register("asked", pa.table({"one": a, "two": b}))
    con.execute(
        """create or replace table met as select * from people where row in
        (select one from asked union select two from asked)"""
    )
    con.unregister("asked")
    return scoring.Scorer(con, model, table="met").score_these(a, b)
