"""A list with all that a register holds of a detention: imported, told, counted as of a day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Cli

HEAD = (
    "No,Name,Taken,By,How,Warrant,Held in,Alone from,Alone to,Lost from,Lost to,Judge,Court,"
    "Charges,Charged,Lawyer,Hearings,Convicted,Sentence,Moved to,Moved on,Out,Out on,Keeps to,"
    "Health,Visits,Sex,Nation"
)
ROWS = """\
1,Ana Prado,03/01/2025,Guard,raid of the home,no,Alta,03/01/2025,12/01/2025,03/01/2025,\
09/01/2025,12/01/2025,Third Court,incitement; terrorism,15/01/2025,public,\
01/02/2025; 01/03/2025,,,Baja; Mar,20/01/2025; 25/01/2025,,,,asthma,none allowed,F,foreign
2,Luis Vega,03/01/2025,Guard,checkpoint,reservado,Alta,,,,,04/01/2025,Third Court,,,own,,\
05/02/2025,ten years,,,house_arrest; released_unconditional,10/02/2025; 01/03/2025,\
report weekly; no travel,,,M,national
3,Mara Ruiz,05/01/2025,Police,,?,,,,05/01/2025,,,Fourth Court,,,,,,,,,,,,,,F,
4,Ivo Paz,06/01/2025,Police,,shown,,,,,,,,,,,,,,,,bail,20/01/2025,report weekly,,,M,
"""
MAP = """
kind = "detention"
days = "DD/MM/YYYY"
[columns]
key = "No"
victims = "Name"
time = "Taken"
actors = "By"
manner = "How"
warrant = "Warrant"
held_at = "Held in"
incommunicado = "Alone from"
incommunicado_until = "Alone to"
whereabouts_unknown = "Lost from"
whereabouts_unknown_until = "Lost to"
judge = "Judge"
court = "Court"
charges = "Charges"
charged_on = "Charged"
counsel = "Lawyer"
hearings = "Hearings"
convicted_on = "Convicted"
sentence = "Sentence"
moved_to = "Moved to"
moved_on = "Moved on"
exit = "Out"
exit_on = "Out on"
conditions = "Keeps to"
health = "Health"
visits = "Visits"
sex = "Sex"
nationality = "Nation"
[fixed]
type = "LIB.ARREST"
author = "Norvik Register"
"""


def take(cli: Cli, folder: Path, rows: str, code: int = 0) -> str:
    table, map_ = folder / "held.csv", folder / "map.toml"
    table.write_text(f"{HEAD}\n{rows}", encoding="utf-8")
    map_.write_text(MAP, encoding="utf-8")
    words = ("register", "import", "norvik", str(table), "--map", str(map_), "--list", "held")
    return cli(*words, code=code).stderr


@pytest.fixture
def taken(cli: Cli, tmp_path: Path) -> Cli:
    cli("new", "norvik", "--title", "Norvik")
    assert "4 are right, 0 are not" in take(cli, tmp_path, ROWS)
    return cli


def rows(cli: Cli, verb: str, *more: str) -> list[dict[str, Any]]:
    return cli.rows("register", verb, "norvik", *more)


def test_all_that_a_row_says_of_a_detention_is_told(taken: Cli) -> None:
    (ana,) = rows(taken, "show", "--of", "ana prado", "--on", "2025-02-10")
    assert ana["manner"] == ["raid of the home"]
    assert ana["places"] == ["Alta", "Baja", "Mar"]
    assert ana["spans"] == [
        {"kind": "incommunicado", "time": "2025-01-03/2025-01-12"},
        {"kind": "whereabouts", "time": "2025-01-03/2025-01-09"},
    ]
    assert [(s["type"], s["on"], s["court"], s["said"]) for s in ana["steps"]] == [
        ("before_judge", "2025-01-12", "Third Court", ""),
        ("charge", "2025-01-15", "Third Court", "incitement; terrorism"),
        ("hearing", "2025-02-01", "Third Court", ""),
        ("hearing", "2025-03-01", "Third Court", ""),
    ]
    assert ana["notes"] == {"health": "asthma", "visits": "none allowed"}
    assert ana["traits"]["warrant"] == "not shown"
    (mara,) = rows(taken, "show", "--of", "Mara Ruiz")
    assert (mara["traits"]["warrant"], mara["notes"]) == ("unknown", {"court": "Fourth Court"})
    (luis,) = rows(taken, "show", "--of", "Luis Vega")
    assert (luis["traits"]["warrant"], luis["standing"]) == ("withheld", "free")
    told = taken("register", "show", "norvik", "--of", "Ana Prado", "--on", "2025-02-10").stdout
    assert "2025-01-15; Third Court; incitement; terrorism" in " ".join(told.split())
    assert "public defender" in told
    gone = taken("register", "show", "norvik", "--of", "Nobody", code=1).stderr
    assert "Nobody on the register is called" in gone


def test_each_day_and_place_of_a_row_stands_on_its_own_words(taken: Cli) -> None:
    from hechos.app.home import present_home
    from hechos.app.register import queries
    from hechos.archive.objects import ObjectStore

    head = queries.head_of("norvik")
    store = ObjectStore(present_home().case_folder(head.id))
    bodies = {text.id: text.body for text, _ in queries.texts(head, store.read)}
    found: dict[str, list[str]] = {}
    for claim in queries.claims(head):
        content = claim.content
        for value in (content.time, content.place, getattr(content, "forum", None)):
            if claim.rule.startswith("import/") and value is not None:
                assert bodies[claim.text][value.start : value.end] == value.verbatim
                found.setdefault(content.type, []).append(value.verbatim)
    assert found["hearing"][::2] == ["01/02/2025", "01/03/2025"]
    assert sorted(found["transfer"]) == ["20/01/2025", "25/01/2025", "Baja", "Mar"]
    assert found["released_unconditional"] == ["01/03/2025"]


def test_a_bulletin_counts_what_was_so_on_its_day(taken: Cli) -> None:
    def lines(day: str) -> dict[str, int]:
        *found, _ = rows(taken, "bulletin", "--on", day)
        return {row["what"]: row["now"] for row in found}

    early, late = lines("2025-01-08"), lines("2025-02-08")
    assert (early["people held"], late["people held"]) == (4, 3)
    assert (early["whereabouts unknown"], late["whereabouts unknown"]) == (2, 1)
    assert late["place known"] == 1
    assert (early.get("convicted"), late["convicted"]) == (None, 1)
    assert (early["foreign nationals"], early["nationality: not asked"]) == (1, 2)
    assert (early["warrant: withheld"], early["warrant: unknown"]) == (1, 1)
    assert (early["no warrant shown"], early["warrant shown"]) == (1, 1)


def test_who_is_out_and_not_free_is_told_by_way_and_condition(taken: Cli) -> None:
    *people, found = rows(taken, "measures", "--on", "2025-02-20")
    assert [(p["name"], p["way"], p["since"]) for p in people] == [
        ("Ivo Paz", "released on bail", "2025-01-20"),
        ("Luis Vega", "moved to house arrest", "2025-02-10"),
    ]
    assert found["ways"] == {"moved to house arrest": 1, "released on bail": 1}
    assert found["conditions"] == {"report weekly": 2, "no travel": 1}
    *people, found = rows(taken, "measures", "--on", "2025-03-02")
    assert [p["name"] for p in people] == ["Ivo Paz"]
    said = taken("register", "measures", "norvik", "--on", "2025-02-20").stdout
    assert "2 people out under measures on 20 February 2025" in said


def test_cells_that_do_not_fit_are_listed(cli: Cli, tmp_path: Path) -> None:
    cli("new", "norvik", "--title", "Norvik")
    wrong = (
        "1,Ana Prado,03/01/2025,Guard,,zz,,12/01/2025,03/01/2025,,,,,,,,01/02/2025; soon,,,"
        "Baja; Mar,20/01/2025,bail; levitated,,,,,F,\n"
    )
    said = take(cli, tmp_path, wrong, code=1)
    for sentence in (
        "row 2, Warrant: “zz”. The words are not known",
        "row 2, Alone to: “03/01/2025”. It ends before it begins.",
        "row 2, Hearings: “01/02/2025; soon”. It is no day written as DD/MM/YYYY.",
        "row 2, Moved on: “20/01/2025”. Each of 2 needs a day of its own, and there is 1.",
        "“bail; levitated”. The vocabulary has no such act or status",
    ):
        assert sentence in said


def test_a_later_list_changes_one_hearing_and_nothing_else(taken: Cli, tmp_path: Path) -> None:
    assert "0 claims are new" in take(taken, tmp_path, ROWS)
    later = ROWS.replace("01/02/2025; 01/03/2025", "01/02/2025; 02/03/2025")
    said = take(taken, tmp_path, later)
    assert "1 claims are new" in said
    assert "1 are no longer" in said
    (ana,) = rows(taken, "show", "--of", "Ana Prado")
    assert [s["on"] for s in ana["steps"] if s["type"] == "hearing"] == ["2025-02-01", "2025-03-02"]
