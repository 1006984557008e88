"""Score persons with Splink on Spark: the same model and blocks as on DuckDB, for longer lists.

The list is prepared, and the model trained, where the session was started; pairs are made and
scored on Spark, and those come back that have at least the weight that a person would look at.
"""

from __future__ import annotations

import functools
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hechos.linking.persons import scoring
from hechos.linking.persons.blocking import Block
from hechos.linking.persons.fields import Fields
from hechos.linking.persons.judging.pairs import Label
from hechos.linking.persons.link import DEFAULT, PersonLinks, Settings, link_persons
from hechos.linking.persons.model import Model

if TYPE_CHECKING:
    import pyarrow as pa

NAMED = "g1 is not null or s1 is not null"


def similarity_jar() -> str:
    """Return the jar with the functions that compare spellings; a session must start with it."""
    from splink.backends.spark import similarity_jar_location

    return str(similarity_jar_location())


def link_persons_on(
    session: Any,
    rows: Any,
    *,
    fields: Fields,
    settings: Settings = DEFAULT,
    labels: Iterable[Label] = (),
) -> PersonLinks:
    """Return what `link_persons` proposes for a list, its pairs scored in a session of Spark.

    Raises InputError where the list does not name persons, UnavailableError without the extra."""
    return link_persons(
        rows,
        fields=fields,
        settings=settings,
        labels=labels,
        elsewhere=functools.partial(score_on, session),
    )


def score_on(
    session: Any,
    people: pa.Table,
    model: Model,
    blocks: Sequence[Block],
    *,
    across: bool,
    least: float,
) -> tuple[pa.Table, int]:
    """Pair and score prepared rows in a session of Spark."""
    with tempfile.TemporaryDirectory() as scratch:
        _put(session, people, Path(scratch) / "people.parquet")
        count = make_pairs_on(session, blocks, across=across)
        return _score(session, model, least=least), count


def _put(session: Any, people: pa.Table, file: Path) -> None:
    from pyarrow import parquet

    parquet.write_table(people, file)
    session.read.parquet(str(file)).where(NAMED).createOrReplaceTempView("people")


def make_pairs_on(session: Any, blocks: Sequence[Block], *, across: bool) -> int:
    """Make the view `pairs` (join_key_l < join_key_r, match_key) from `people`; return its size.

    A pair is kept under the first block that makes it, as on DuckDB."""
    source = "AND NOT (l.source <=> r.source)" if across else ""
    made = [
        f"""SELECT least(l.row, r.row) AS join_key_l, greatest(l.row, r.row) AS join_key_r,
        {number} AS match_key FROM {left} l JOIN {right} r ON l.key = r.key
        WHERE l.row < r.row {source}"""
        for number, (left, right) in enumerate(_keys(session, blocks))
    ]
    every = " UNION ALL ".join(made)
    pairs = session.sql(
        f"""SELECT join_key_l, join_key_r, CAST(min(match_key) AS string) AS match_key
        FROM ({every}) GROUP BY join_key_l, join_key_r"""
    ).persist()
    pairs.createOrReplaceTempView("pairs")
    return int(pairs.count())


def _keys(session: Any, blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """Make a view (row, source, key) for each kind of key, without keys that are too common."""
    view_of: dict[tuple[str, ...], str] = {}
    caps: dict[str, int] = {}
    for block in blocks:
        for parts in (block.left, block.right):
            view = view_of.setdefault(parts, f"keys{len(view_of)}")
            caps[view] = min(block.cap, caps.get(view, block.cap))
    for parts, view in view_of.items():
        filled = " AND ".join(f"({part}) IS NOT NULL" for part in parts)
        session.sql(
            f"""SELECT row, source, key FROM (
              SELECT row, source, key, count(*) OVER (PARTITION BY key) AS n FROM (
                SELECT row, source, struct({", ".join(parts)}) AS key FROM people WHERE {filled}
              )
            ) WHERE n <= {caps[view]}"""
        ).createOrReplaceTempView(view)
    return [(view_of[block.left], view_of[block.right]) for block in blocks]


def spoken(sql: str) -> str:
    """Return the SQL of a level as Spark says it."""
    return re.sub(r"\bjaro_winkler_similarity\b", "jaro_winkler", sql)


def settings_of(model: Model) -> dict[str, Any]:
    """Return the settings of Splink for Spark, those for DuckDB but for names of functions."""
    settings = model.settings("spark")
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            level["sql_condition"] = spoken(level["sql_condition"])
    return settings


def _score(session: Any, model: Model, *, least: float) -> pa.Table:
    with scoring.quiet():
        from splink import Linker, SparkAPI

        api: Any = SparkAPI(spark_session=session)  # type: ignore[no-untyped-call]
        linker = Linker(api.register("people"), settings_of(model))
        linker.table_management.register_blocked_pairs_for_predict(api.register("pairs"))
        made = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
        frame = made.as_spark_dataframe()
        kept = [n for n in frame.columns if n.startswith(("gamma_", "mw_tf_adj_"))]
        named = ["row_l AS a", "row_r AS b", "match_weight AS weight"]
        named.append("match_probability AS probability")
        return frame.selectExpr(*named, *kept).toArrow()
