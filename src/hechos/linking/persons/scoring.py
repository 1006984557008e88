"""Train and score with Splink on DuckDB: the table `people` in, the table `scored` out."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hechos.linking.persons.model import Model, with_prior, with_trained
from hechos.linking.persons.names.tradition import counts

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

CHUNK = 12_000_000
"""Pairs scored at a time: what bounds the memory."""

LOWEST = -1000.0
RARE = 2e-5
"""How often a name that the names data lacks is taken to be met."""

IMPLAUSIBLE = 20
"""A prior this many times below the shipped one means that the list has no pair to tell it by."""

NAME_KINDS = ("given", "surnames")
SAMPLE_PAIRS = 3e6


def connect(people: pa.Table, *, threads: int, memory: str) -> Any:
    """Return a connection whose table `people` holds the prepared rows."""
    import duckdb

    con = duckdb.connect()
    con.execute(f"set threads={threads}; set memory_limit='{memory}'")
    con.register("prepared", people)
    con.execute(
        "create table people as select * from prepared where g1 is not null or s1 is not null"
    )
    con.unregister("prepared")
    return con


def filled_columns(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Return the columns of `people` in which at least one row says something."""
    names = [row[0] for row in con.execute("describe people").fetchall()]
    counts = con.execute(f"select {', '.join(f'count({n})' for n in names)} from people").fetchall()
    return frozenset(name for name, count in zip(names, counts[0], strict=True) if count)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep the remarks of Splink and of what it uses off the screen."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            logging.disable(before)


def linker_of(con: duckdb.DuckDBPyConnection, model: Model, table: str = "people") -> Any:
    """Return Splink's linker over the table."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection=con)
    return Linker(api.register(table), model.settings())


def train(con: duckdb.DuckDBPyConnection, model: Model, *, seed: int) -> Model:
    """Return the model with chances estimated on the list.

    Names are trained only on pairs that share a personal number or a birth date: on pairs that
    share day and place of an act, siblings killed together would pass for one person.
    """
    kinds = {c.kind for c in model.comparisons}
    columns = filled_columns(con)
    with quiet():
        from splink import block_on

        linker = linker_of(con, model)
        training = linker.training
        training.estimate_u_using_random_sampling(max_pairs=SAMPLE_PAIRS, seed=seed)
        strict = [["number"]] if "number" in kinds else []
        strict.append(["g1", "s1", "s2", "bs"] if "birth" in kinds else ["g1", "s1", "s2", "d0"])
        strict = [[c for c in rule if c in columns] for rule in strict]
        training.estimate_probability_two_random_records_match(
            [block_on(*rule) for rule in strict], recall=0.4 if "birth" in kinds else 0.25
        )
        names: list[str] = [c for c in ("kg1", "ks1", "ks2") if c in columns]
        sessions = [names]
        if "number" in kinds:
            sessions.append(["number"])
        elif "birth" in kinds:
            sessions.append(["bs"])
        done = [rule for rule in sessions if _maximise(training, block_on(*rule))]
        settings = linker.misc.save_model_to_json()
    only = {
        c.name
        for c in model.comparisons
        if not c.fixed and (c.kind not in NAME_KINDS or len(done) > 1)
    }
    trained = with_trained(model, settings, only=only)
    found = settings["probability_two_random_records_match"]
    return with_prior(trained, found if found > model.prior / IMPLAUSIBLE else model.prior)


def _maximise(training: Any, rule: Any) -> bool:
    """Run one session of expectation maximisation; False where the list has no pairs for it."""
    from splink.internals.exceptions import SplinkException

    try:
        training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True
        )
    except (SplinkException, ValueError, ZeroDivisionError):
        return False
    return True


class Scorer:
    """Scores pairs of the rows in `people` under one model."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        model: Model,
        *,
        frequencies: bool = False,
        counts: Mapping[str, pa.Table] | None = None,
    ) -> None:
        """Where `people` are part of a list, `counts` (v, n) say how often a value is met in it."""
        self._con = con
        with quiet():
            self._linker = linker_of(con, model)
            for column in weighed_columns(model):
                if frequencies:
                    _make_known(con, column)
                elif counts:
                    _make_counted(con, column, counts[column])
                else:
                    continue
                lookup = self._linker._db_api.register(f"tf_of_{column}")  # noqa: SLF001
                self._linker.table_management.register_term_frequency_lookup(lookup, column)

    def score_made(self, *, least: float) -> pa.Table:
        """Return the pairs of the table `pairs` whose weight is at least that."""
        return self._score("pairs", least)

    def score_these(self, a: Any, b: Any) -> pa.Table:
        """Return the pairs of rows given, whatever their weight."""
        import numpy as np
        import pyarrow as pa

        rows = {
            "join_key_l": pa.array(np.minimum(a, b), pa.int32()),
            "join_key_r": pa.array(np.maximum(a, b), pa.int32()),
            "match_key": pa.array(["0"] * len(a), pa.string()),
        }
        self._con.register("asked", pa.table(rows))
        self._con.execute("create or replace table asked_pairs as select * from asked")
        self._con.unregister("asked")
        return self._score("asked_pairs", LOWEST)

    def _score(self, table: str, least: float) -> pa.Table:
        import pyarrow as pa

        count = self._con.execute(f"select count(*) from {table}").fetchall()[0][0]
        parts = []
        for start in range(0, max(count, 1), CHUNK):
            self._con.execute(
                f"create or replace table chunk as select * from {table} "
                f"limit {CHUNK} offset {start}"
            )
            with quiet():
                parts.append(self._score_chunk(least))
        return pa.concat_tables(parts)

    def _score_chunk(self, least: float) -> pa.Table:
        tables = self._linker.table_management
        api = self._linker._db_api  # noqa: SLF001
        tables.register_blocked_pairs_for_predict(api.register("chunk"))
        made = self._linker.inference.predict(threshold_match_weight=least, warning_mode="never")
        names = [row[0] for row in self._con.execute(f"describe {made.physical_name}").fetchall()]
        kept = [n for n in names if n.startswith(("gamma_", "mw_tf_adj_"))]
        scored = self._con.execute(
            f"""select row_l as a, row_r as b, match_weight as weight,
            match_probability as probability, {", ".join(kept)} from {made.physical_name}"""
        ).to_arrow_table()
        made.drop_table_from_database_and_remove_from_cache()
        return scored


def weighed_columns(model: Model) -> list[str]:
    """Return the columns of which a rare value weighs more than a common one."""
    return sorted({lv.tf for c in model.comparisons for lv in c.levels if lv.tf})


def count_values(con: duckdb.DuckDBPyConnection, column: str) -> pa.Table:
    """Return how often each value of the column is met in `people`."""
    return con.sql(
        f"select {column} as v, count(*) as n from people where v is not null group by 1"
    ).to_arrow_table()


def _make_counted(con: duckdb.DuckDBPyConnection, column: str, counted: pa.Table) -> None:
    """Make the table of how often values of `people` are met in the whole list, as Splink does."""
    con.register("counted", counted)
    con.execute(
        f"""create or replace table tf_of_{column} as
        select v as {column}, cast(sum(n) as float8) / (select sum(n) from counted) as tf_{column}
        from counted where v in (select {column} from people) group by v"""
    )
    con.unregister("counted")


def _make_known(con: duckdb.DuckDBPyConnection, column: str) -> None:
    """Make the table of how rare names are in the names data; of anything else it is empty."""
    import pyarrow as pa

    known = {"g1": counts("given.es.csv"), "s1": counts("surnames.es.csv")}.get(column, ())
    of = {row.token: row.per_million / 1e6 for row in known}
    rows = con.execute(
        f"select distinct {column} from people where {column} is not null order by 1"
    ).fetchall()
    words = [row[0] for row in rows] if of else []
    table = pa.table(
        {
            column: pa.array(words, pa.string()),
            f"tf_{column}": pa.array([of.get(word, RARE) for word in words], pa.float64()),
        }
    )
    con.register("known", table)
    con.execute(f"create or replace table tf_of_{column} as select * from known")
    con.unregister("known")
