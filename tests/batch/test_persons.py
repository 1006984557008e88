"""Persons of a list as a batch: proposals as tables, bad rows kept, the list done once."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.batch.conftest import Run, Write
from tests.conftest import Cli

from hechos.batch.run import person_batch
from hechos.errors import InputError, NotFoundError

pytest.importorskip("splink", reason="needs splink (extra link)")

GIVEN = ("Ana", "Luz", "Rosa", "Elena", "Pedro", "Juan", "Mario", "Simon", "Tomas", "Hugo")
SURNAMES = ("Ariza", "Moya", "Baena", "Cuenca", "Duarte", "Espino", "Fajardo", "Galvis", "Heredia")
NAMED = {"name": "who", "date": "day", "place": "town", "source": "list"}


def people(count: int, seed: int = 1) -> list[dict[str, str]]:
    """Invented people, each in two lists."""
    rng = random.Random(seed)  # noqa: S311 - invented names
    rows = []
    for number in range(count):
        name = f"{rng.choice(GIVEN)} {' '.join(rng.sample(SURNAMES, 2))}"
        day = f"2031-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        town = rng.choice(("Norvik", "Sandal", "Port Alder"))
        for where in ("a", "b"):
            row = {
                "id": f"{where}{number:03}",
                "who": name,
                "day": day,
                "town": town,
                "list": where,
            }
            rows.append(row)
    return rows


def columns(rows: list[dict[str, str]]) -> dict[str, list[Any]]:
    return {key: [row[key] for row in rows] for key in rows[0]}


def linked(run: Run, **options: Any) -> Any:
    return person_batch(run.job, tradition="es", unique=False, **options)


def test_rows_of_one_person_share_a_cluster_and_edges_say_why(
    write: Write, job: Callable[..., Run]
) -> None:
    run = job(write("list.parquet", **columns(people(60))), columns=NAMED)
    report = linked(run)
    cluster = {row["id"]: row["cluster"] for row in run.rows("clusters")}
    apart = [n for n in range(60) if cluster[f"a{n:03}"] != cluster[f"b{n:03}"]]
    assert not apart
    edge = next(row for row in run.rows("edges") if (row["a"], row["b"]) == ("a000", "b000"))
    assert edge["judgement"] == "same"
    assert "both surnames equal" in edge["because"]
    assert (report.rows, report.failed) == (120, 0)
    assert report.counts["persons"] == len(set(cluster.values()))


def test_a_row_without_an_id_or_a_name_is_kept_with_its_reason(
    write: Write, job: Callable[..., Run]
) -> None:
    given = columns(people(10))
    given["id"][3], given["id"][7] = None, given["id"][6]
    given["who"][0] = None
    run = job(write("list.parquet", **given), columns=NAMED)
    report = linked(run)
    codes = {row["id"]: row["code"] for row in run.rows("failures.parquet")}
    assert codes == {"list.parquet#4": "no_id", "a003": "repeated_id", "a000": "unnamed"}
    assert report.failed == 3


def test_a_second_start_does_nothing_and_a_changed_list_is_linked_anew(
    write: Write, job: Callable[..., Run]
) -> None:
    run = job(write("list.parquet", **columns(people(12))), columns=NAMED)
    reports = [linked(run) for _ in range(2)]
    assert reports[0] == reports[1]
    assert run.said[-1] == "All 24 items are done already."
    again = job(write("list.parquet", **columns(people(14))), columns=NAMED)
    assert linked(again).rows == 28
    assert again.said[0] == "The input changed since: 1 of 1 parts are done anew."


def test_the_order_of_rows_changes_nothing(write: Write, job: Callable[..., Run]) -> None:
    rows = people(30)
    runs = [
        job(write("one.parquet", **columns(rows)), "one", columns=NAMED),
        job(write("two.parquet", **columns(rows[::-1])), "two", columns=NAMED),
    ]
    for run in runs:
        linked(run)
    assert runs[0].rows("clusters") == runs[1].rows("clusters")
    assert runs[0].rows("edges") == runs[1].rows("edges")


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ({"name": "who", "shoe": "day"}, "no “shoe”"),
        ({"name": "whom"}, "no column whom"),
        ({"place": "town"}, "not identifiable"),
    ],
    ids=["unknown field", "unknown column", "no names"],
)
def test_a_list_that_cannot_be_linked_is_a_sentence(
    write: Write, job: Callable[..., Run], named: dict[str, str], words: str
) -> None:
    run = job(write("list.parquet", **columns(people(3))), columns=named)
    with pytest.raises(InputError, match=words):
        linked(run)


def test_what_is_no_list_is_a_sentence(tmp_path: Path, job: Callable[..., Run]) -> None:
    with pytest.raises(NotFoundError):
        linked(job(tmp_path / "nothing.csv", columns=NAMED))
    (tmp_path / "list.docx").write_text("no")
    with pytest.raises(InputError, match="no list"):
        linked(job(tmp_path / "list.docx", columns=NAMED))


def test_the_command_links_a_list_of_text(tmp_path: Path) -> None:
    rows = people(8)
    lines = [",".join(row.values()) for row in rows]
    (tmp_path / "list.csv").write_text("\n".join([",".join(rows[0]), *lines]), encoding="utf-8")
    words = ["batch", "persons", str(tmp_path / "list.csv"), "--out", str(tmp_path / "out")]
    words += ["--column", "name=who", "--column", "date=day", "--workers", "1", "--json"]
    done = Cli(tmp_path / "home")(*words)
    assert '"rows": 16, "persons": ' in done.stdout
