"""Persons of a long list: which rows are one person, as proposals, on this machine or on Spark."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hechos import __version__
from hechos.batch.cost import Cost
from hechos.batch.cost import list_cost as cost_of_list
from hechos.batch.inputs import arrow
from hechos.batch.steps import Failed, Made, rules_hash
from hechos.batch.tables import NUMBER, TEXT, table
from hechos.engine.base import EngineName, EngineSettings
from hechos.errors import InputError, NotFoundError
from hechos.linking.persons.engines.spark import link_persons_on, similarity_jar
from hechos.linking.persons.fields import Fields
from hechos.linking.persons.levels import person_rules
from hechos.linking.persons.link import PersonLinks, Settings, link_persons
from hechos.linking.persons.prepare import prepare, read_list
from hechos.records import LinkEdge

EDGES = {
    "a": TEXT,
    "b": TEXT,
    "judgement": TEXT,
    "weight": NUMBER,
    "probability": NUMBER,
    "because": TEXT,
    "steps": TEXT,
}
SEVERAL = ("codes", "texts")
SAMPLE = 2_000
"""So many rows are prepared and timed to know what a list costs."""


@dataclass(frozen=True, slots=True)
class People:
    """A list ready to be linked, a hash over it and its columns, and the rows left out of it."""

    rows: Any
    fields: Fields
    hash: str
    failed: tuple[Failed, ...]
    number: int = 0

    @property
    def size(self) -> int:
        return int(self.rows.num_rows) + len(self.failed)


def fields_of(columns: Mapping[str, str], *, tradition: str, unique: bool) -> Fields:
    """Return the columns of a list as they were named; codes and texts may be several, by commas.

    Raises InputError for a name that no list of persons has."""
    known = {one.name for one in fields(Fields)} - {"tradition", "unique"}
    unknown = sorted(set(columns) - known)
    if unknown:
        raise InputError(
            f"A list of persons has no “{unknown[0]}”.",
            hint=f"It may have: {', '.join(sorted(known))}.",
        )
    given: dict[str, Any] = {
        what: tuple(name.split(",")) if what in SEVERAL else name for what, name in columns.items()
    }
    return Fields(**given, tradition=tradition, unique=unique)


def open_list(path: Path, named: Fields) -> People:
    """Read a list (Parquet, a folder of it, or CSV), and leave out rows without an id of their own.

    Raises NotFoundError or InputError where it cannot be read."""
    arrow()
    if not path.exists():
        raise NotFoundError(f"There is no file or folder {path}.")
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    if not files or any(file.suffix not in (".parquet", ".csv", ".tsv") for file in files):
        raise InputError(
            f"{path.name} is no list of persons.",
            hint="Give a Parquet or CSV file, or a folder of Parquet files.",
        )
    digest = hashlib.sha256(repr(named).encode())
    for file in files:
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    rows = _together([read_list(file) for file in files], files)
    named.check(rows.column_names)
    rows, failed = _with_ids(rows, named.id, path.name)
    return People(rows, named, digest.hexdigest(), failed)


def _together(tables: list[Any], files: list[Path]) -> Any:
    import pyarrow as pa

    try:
        return pa.concat_tables(tables, promote_options="permissive")
    except pa.ArrowException as error:
        raise InputError(
            f"The {len(files)} files of the list do not have the same columns: {error}."
        ) from error


def _with_ids(rows: Any, column: str, name: str) -> tuple[Any, tuple[Failed, ...]]:
    """Return the rows whose id is the first of its kind, and those left out."""
    seen: set[str] = set()
    kept: list[int] = []
    failed: list[Failed] = []
    for number, value in enumerate(rows.column(column).to_pylist()):
        key = "" if value is None else str(value).strip()
        if key and key not in seen:
            seen.add(key)
            kept.append(number)
        elif key:
            failed.append(Failed(key, "", "repeated_id", "An earlier row has the same id."))
        else:
            failed.append(Failed(f"{name}#{number + 1}", "", "no_id", "The row has no id."))
    return (rows.take(kept) if failed else rows), tuple(failed)


def tables_of(links: PersonLinks, people: People) -> Made:
    """Return what was proposed: edges, the pairs to review, and the cluster of each row."""
    edges = [edge_row(edge) for edge in links.link_edges()]
    review = [row for row in edges if row["judgement"] == "review"]
    rest = [row for row in edges if row["judgement"] != "review"]
    refused = tuple(Failed(id_, "", "unnamed", f"{why}.") for id_, why in links.refused)
    counts = {
        "persons": len(set(links.clusters["cluster"].to_pylist())) - len(refused),
        "links": sum(row["judgement"] == "same" for row in rest),
        "to review": len(review),
        "families": sum(row["judgement"] == "family" for row in rest),
    }
    tables = {
        "edges": table(rest, EDGES),
        "review": table(review, EDGES),
        "clusters": links.clusters,
    }
    return Made(tables=tables, counts=counts, failed=(*people.failed, *refused))


def edge_row(edge: LinkEdge) -> dict[str, Any]:
    return {
        "a": edge.a,
        "b": edge.b,
        "judgement": edge.judgement,
        "weight": edge.weight,
        "probability": edge.probability,
        "because": edge.because,
        "steps": json.dumps(edge.steps, ensure_ascii=False),
    }


def list_cost(people: People) -> Cost:
    """Return what linking a list costs: some rows are prepared and timed, the rest is by rates."""
    step = max(1, people.rows.num_rows // SAMPLE)
    some = people.rows.take(list(range(0, people.rows.num_rows, step))[:SAMPLE])
    prepare(some, people.fields)  # what is loaded once is no cost of a row
    start = time.process_time()
    prepare(some, people.fields)
    each = (time.process_time() - start) / some.num_rows
    rows = people.rows.num_rows
    return cost_of_list(rows, prepared=each * rows, timed=some.num_rows)


def rules_of_lists() -> str:
    """Return a hash over all that links follow from, but for the list."""
    versions = (version(name) for name in ("splink", "duckdb"))
    return rules_hash(__version__, person_rules().hash, *versions)


def jars_of(settings: EngineSettings) -> tuple[str, ...]:
    """Return the jar that Spark needs to compare spellings; none on this machine."""
    return (similarity_jar(),) if settings.name is EngineName.SPARK else ()


def link_list(people: People, *, session: Any = None, workers: int = 1) -> Made:
    """Link the list, in a session of Spark or else here, and return what was proposed as tables."""
    settings = Settings(threads=workers)
    if session is None:
        links = link_persons(people.rows, fields=people.fields, settings=settings)
    else:
        links = link_persons_on(session, people.rows, fields=people.fields, settings=settings)
    return tables_of(links, people)
