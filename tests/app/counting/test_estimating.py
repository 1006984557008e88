"""Estimates from a case: refused with reasons, or made from its lists; kept, shown, reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.app.counting.made import LISTS, SLUG, make_lists
from tests.conftest import Cli, Prepared, remove_register

from hechos.app.home import open_home
from hechos.errors import InputError, NotAllowedError
from hechos.records import wire

QUESTION = "How many people were killed at Lumen?"
MEASURED = ("--linkage-precision", ".97:.95:.99", "--linkage-recall", ".95:.9:.98")
DGA = ("--method", "dga", "--quick")


@pytest.fixture
def lists(prepared: Prepared) -> Cli:
    return prepared("lists", make_lists)


def ask(cli: Cli, *words: str) -> dict[str, Any]:
    return dict(json.loads(cli("estimate", "--case", SLUG, *words, "--json").stdout))


def codes(got: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in got["reasons"]]


def test_the_demonstration_is_refused_for_it_names_nobody(demo: Cli) -> None:
    for of in ("deaths", "arrests"):
        got = json.loads(demo("estimate", "--case", "demo", "--of", of, "--json").stdout)
        assert got["verdict"] == "refuse"
        assert codes(got)[0] == "R6"
        assert [got[end] for end in ("low", "median", "high")] == [None] * 3


def test_lists_of_a_case_are_its_authors_and_people_are_matched(lists: Cli) -> None:
    got = ask(lists)
    assert set(got["lists"]) == set(LISTS)
    assert got["documented"] < sum(got["lists"].values())
    assert codes(got) == ["R7"]
    assert any("people decided on 0" in line for line in got["log"])


def test_what_members_decide_on_pairs_measures_the_matching(lists: Cli) -> None:
    proposed = [
        one
        for one in lists.rows("links", SLUG)
        if (one["kind"], one["judgement"]) == ("person", "same")
    ]
    before = ask(lists)
    for one, act in zip(proposed, ("same", "different"), strict=False):
        words = ("--by", "lea", "--because", "read both rows")
        lists("review", SLUG, "--decide", one["id"], act, *words)
    after = ask(lists)
    said = next(line for line in after["log"] if "matches that were proposed" in line)
    assert "people decided on 2 and confirmed 1" in said
    assert after["documented"] == before["documented"] + 1


def test_with_matching_measured_there_is_an_estimate(lists: Cli) -> None:
    pytest.importorskip("scipy")
    got = ask(lists, *MEASURED, *DGA)
    assert got["verdict"] in ("estimate", "warn")
    assert got["documented"] <= got["low"] < got["median"] < got["high"]
    by_year = ask(lists, *MEASURED, *DGA, "--strata", "year")
    assert [one["year"] for one in by_year["strata"]] == ["2024"]


def test_an_estimate_is_kept_shown_reported_and_comes_back_from_the_journal(
    lists: Cli, tmp_path: Path
) -> None:
    pytest.importorskip("scipy")
    words = ("--case", SLUG, *MEASURED, *DGA, "--by", "lea", "--keep")
    lists("estimate", *words, QUESTION)
    lists("estimate", *words, f" {QUESTION.upper()} ")
    lists("estimate", "--case", SLUG, "--by", "lea", "--keep", "And without measuring?")
    kept = lists.rows("estimate", "--case", SLUG, "--list")
    assert [(one["version"], one["question"]) for one in kept] == [
        (1, QUESTION),
        (2, QUESTION),
        (1, "And without measuring?"),
    ]
    assert kept[1]["estimate"] == kept[1]["supersedes"] == kept[0]["id"]
    assert [one["klass"] for one in kept] == [1, 1, 1]
    assert kept[0]["interval"] == kept[1]["interval"]
    said = lists("show", kept[0]["id"]).stdout
    assert "95% interval" in " ".join(said.split())
    assert "curve" not in said

    page = report(lists, tmp_path)
    assert page.count("documented by name; in all") == 1
    assert page.count("The total is not estimated.") == 1
    assert "<figure" in page

    remove_register(lists.home)
    lists("rebuild")
    assert lists.rows("estimate", "--case", SLUG, "--list") == kept


def report(cli: Cli, folder: Path) -> str:
    cli("report", SLUG, "--to", str(folder / "out"))
    return (folder / "out" / "report.html").read_text("utf-8").replace("</bdi></span>", "")


def test_who_may_not_write_keeps_nothing_and_nothing_is_kept_without_a_question(
    lists: Cli,
) -> None:
    open_home(lists.home)
    from hechos.app.access.actor import member_actor
    from hechos.app.casework.counting.estimating import (
        Asked,
        case_lists,
        estimate_case,
        keep_estimate,
        kept_estimates,
    )
    from hechos.app.casework.desk import open_desk
    from hechos.app.home import present_home
    from hechos.records import Confidentiality

    reader = member_actor("lea", ("reader",), Confidentiality.C3, 1)
    asked = Asked(of="deaths")
    with open_desk(present_home(), SLUG) as desk:
        table = case_lists(desk, asked)
        found = estimate_case(table, asked)
        desk.actor = reader
        with pytest.raises(NotAllowedError):
            keep_estimate(desk, found, table, question=QUESTION, by="lea")
    with open_desk(present_home(), SLUG) as desk:
        for question in ("", " ", "x" * 301):
            with pytest.raises(InputError, match="with its question"):
                keep_estimate(desk, found, table, question=question, by="lea")
        with pytest.raises(NotAllowedError):
            keep_estimate(desk, found, table, question=QUESTION, by="nobody")
        assert kept_estimates(desk.head) == []


def test_wrong_words_are_sentences(lists: Cli) -> None:
    assert "are not counted" in lists("estimate", "--case", SLUG, "--of", "cats", code=1).output
    words = ("estimate", "--case", SLUG, "--strata", "sex")
    assert "no strata by “sex”" in lists(*words, code=1).output
    assert "no case" in lists("estimate", "--case", "nowhere", code=1).output
    keep = ("estimate", "--case", SLUG, "--keep", QUESTION, "--by", "nobody")
    result = lists(*keep, code=1)
    assert "not a member" in result.output
    assert result.stdout == ""


def test_an_estimate_rests_on_the_highest_class_of_its_sources(lists: Cli, tmp_path: Path) -> None:
    """It is not in a report whose audience may not see all of them."""
    lists("estimate", "--case", SLUG, "--by", "lea", "--keep", QUESTION)
    assert "section-estimates" in report(lists, tmp_path)
    lists("report", SLUG, "--to", str(tmp_path / "public"), "--audience", "public")
    assert "section-estimates" not in (tmp_path / "public" / "report.html").read_text("utf-8")


def test_no_finding_rests_on_an_estimate(lists: Cli) -> None:
    """R-MSE-5: what is estimated of a population says nothing of one person."""
    lists("estimate", "--case", SLUG, "--by", "lea", "--keep", QUESTION)
    lists("parties", SLUG)
    open_home(lists.home)
    from hechos.app.casework.counting.estimating import kept_estimates
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.findings.basis import Basis
    from hechos.app.casework.findings.writing import Draft, RefusedError, write_finding
    from hechos.app.home import present_home
    from hechos.app.register import queries
    from hechos.records import Binding, Party, PartyKind, Sentence

    with open_desk(present_home(), SLUG) as desk:
        (estimate,) = kept_estimates(desk.head)
        person = next(p for p in queries.linked(desk.head, Party) if p.kind is PartyKind.PERSON)
        assert Basis(desk, desk.actor).held([estimate.id]) == {}
        number = str(estimate.documented)
        text = f"{person.name} was one of {number} people killed."
        bindings = (
            Binding(words=person.name, start=0, kind="name", to=person.id),
            Binding(words=number, start=text.index(number), kind="number", to=estimate.id),
        )
        draft = Draft(sentences=(Sentence(text=text, bindings=bindings),))
        with pytest.raises(RefusedError):
            write_finding(desk, draft, by="lea")


def test_a_report_names_no_protected_author_of_a_list(lists: Cli, tmp_path: Path) -> None:
    lists("estimate", "--case", SLUG, "--by", "lea", "--keep", QUESTION)
    open_home(lists.home)
    from hechos.app.access.masking import mask_of
    from hechos.app.casework.counting.estimating import kept_estimates
    from hechos.app.register import queries

    (kept,) = kept_estimates(queries.head_of(SLUG))
    mask = mask_of((("P1", ("Night Clinic",)),))
    shown = mask(kept)
    assert [name for name, _ in shown.lists] == ["Harbour Watch", "P1", "Parish of Lumen"]
    assert shown.cells == kept.cells
    assert shown.said
    assert "Night Clinic" not in wire.dumps(shown)


def test_what_the_case_would_count_otherwise_now_is_said(lists: Cli, tmp_path: Path) -> None:
    lists("estimate", "--case", SLUG, "--by", "lea", "--keep", QUESTION)
    changed = "The records of the case have changed since"
    assert [one["outdated"] for one in lists.rows("estimate", "--case", SLUG, "--list")] == [False]
    assert changed not in report(lists, tmp_path)
    words = ("--leave-out", "Night Clinic", "--keep", "And without the clinic?", "--by", "lea")
    assert codes(ask(lists, *words, *MEASURED)) == ["R1"]
    less = lists.rows("estimate", "--case", SLUG, "--list")[1]
    assert [name for name, _ in less["lists"]] == ["Harbour Watch", "Parish of Lumen"]
    assert not less["outdated"]
    person = next(one for one in lists.rows("claims", SLUG) if one["content"]["kind"] == "act")
    lists("decide", person["id"], "reject", "--by", "lea", "--because", "not of this case")
    found = [one["outdated"] for one in lists.rows("estimate", "--case", SLUG, "--list")]
    assert found == [True, True]
    assert "the case has changed since" in lists("estimate", "--case", SLUG, "--list").stdout
    assert changed in report(lists, tmp_path)
