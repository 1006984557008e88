"""Train and score with Splink on DuckDB: the table `people` in, the table `scored` out."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hechos.linking.persons.model import Model, with_prior, with_trained

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

CHUNK = 12_000_000
"""Pairs scored at a time: what bounds the memory."""

NAME_KINDS = ("given", "surnames")
SAMPLE_PAIRS = 3e6


def connect(people: pa.Table, *, threads: int, memory: str) -> Any:
    """Return a connection whose table `people` holds the prepared rows."""
    import duckdb

    con = duckdb.connect()
    con.execute(f"set threads={threads}; set memory_limit='{memory}'")
    con.register("prepared", people)
    con.execute("create table people as select * from prepared")
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


def linker_of(con: duckdb.DuckDBPyConnection, model: Model) -> Any:
    """Return Splink's linker over `people`."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection=con)
    return Linker(api.register("people"), model.settings())


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
        names = [c for c in ("kg1", "ks1", "ks2") if c in columns]
        sessions = [names]
        if "number" in kinds:
            sessions.append(["number"])
        elif "birth" in kinds:
            sessions.append(["bs"])
        for rule in sessions:
            training.estimate_parameters_using_expectation_maximisation(
                block_on(*rule), estimate_without_term_frequencies=True
            )
        settings = linker.misc.save_model_to_json()
    only = {
        c.name
        for c in model.comparisons
        if not c.fixed and (c.kind not in NAME_KINDS or len(sessions) > 1)
    }
    trained = with_trained(model, settings, only=only)
    return with_prior(trained, settings["probability_two_random_records_match"])


def score(con: duckdb.DuckDBPyConnection, model: Model, *, least: float) -> None:
    """Make `scored` from `pairs`: weight, probability, gammas and steps of pairs from `least` on."""
    with quiet():
        linker = linker_of(con, model)
        count = con.execute("select count(*) from pairs").fetchall()[0][0]
        con.execute("drop table if exists scored")
        for start in range(0, max(count, 1), CHUNK):
            con.execute(
                f"create or replace table chunk as select * from pairs limit {CHUNK} offset {start}"
            )
            _score_chunk(con, linker, least)
        con.execute("drop table chunk")


def _score_chunk(con: duckdb.DuckDBPyConnection, linker: Any, least: float) -> None:
    chunk = linker._db_api.register("chunk", dataset_display_name="chunk")  # noqa: SLF001
    linker.table_management.register_blocked_pairs_for_predict(chunk)
    made = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
    names = [row[0] for row in con.execute(f"describe {made.physical_name}").fetchall()]
    kept = [n for n in names if n.startswith(("gamma_", "mw_"))]
    source = f"""select row_l as a, row_r as b, match_weight as weight,
        match_probability as probability, {", ".join(kept)} from {made.physical_name}"""
    exists = con.execute(
        "select count(*) from information_schema.tables where table_name = 'scored'"
    ).fetchall()[0][0]
    con.execute(f"insert into scored {source}" if exists else f"create table scored as {source}")
    made.drop_table_from_database_and_remove_from_cache()
