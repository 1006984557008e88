"""Decisions on links, by the command line: kept on mentions, refused where they clash, undone."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from tests.conftest import Cli, Prepared, write_texts

NOTES = {
    "one": "Published: 3 May 2031\n\nMaria Duarte was killed in Alder on 2 May 2031, the Harbour "
    "Ministry said.\n",
    "two": "Published: 4 May 2031\n\nMaria Duarte was arrested in Brisa on 1 May 2031, the Harbour "
    "Ministry said.\n",
    "three": "Published: 5 May 2031\n\nAna Duarte was killed in Alder on 2 May 2031, the Harbour "
    "Ministry said.\n",
}
BY = ("--by", "ana", "--because", "read both")


def make(cli: Cli) -> None:
    cli("new", "harbour", "--by", "ana")
    cli("add", "harbour", str(write_texts(cli.home.parent, **NOTES)))


@pytest.fixture
def case(prepared: Prepared) -> Cli:
    return prepared("harbour", make)


def parties(cli: Cli, *words: str) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for row in cli.rows("parties", "harbour", *words):
        found.setdefault(str(row["name"]), []).append(row)
    return found


def test_different_splits_a_name_and_a_retraction_joins_it_again(case: Cli) -> None:
    (maria,) = parties(case)["Maria Duarte"]
    mentions = maria["mentions"]
    assert isinstance(mentions, list)
    said = case("decide", str(maria["id"]), "different", "--set", f"with={mentions[-1]}", *BY)
    apart = parties(case)["Maria Duarte"]
    assert [row["mentions"] for row in apart] == [mentions[:1], mentions[1:]]
    decision = said.stderr.rpartition("decision ")[2].split(")")[0]
    case("decide", decision, "retract", *BY)
    (again,) = parties(case)["Maria Duarte"]
    assert again["mentions"] == mentions
    old = str(apart[1]["id"])
    assert case("show", old).stdout.startswith(f"Party {again['id']}")
    assert "retracted already" in case("decide", decision, "retract", *BY, code=1).stderr


def test_a_same_across_a_different_is_refused_and_the_word_against_it_named(case: Cli) -> None:
    found = parties(case)
    maria, other = found["Maria Duarte"][0]["id"], found["Ana Duarte"][0]["id"]
    case("decide", str(maria), "different", "--set", f"with={other}", *BY)
    refused = case("decide", str(other), "same", "--set", f"with={maria}", *BY, code=1)
    assert "by the decision “different” of ana" in refused.stderr
    assert "retract" in refused.stderr
    assert len(parties(case)) == len(found)


def test_decisions_on_links_survive_a_rebuild(case: Cli) -> None:
    found = parties(case)
    maria, other = found["Maria Duarte"][0]["id"], found["Ana Duarte"][0]["id"]
    case("decide", str(other), "same", "--set", f"with={maria}", *BY)
    joined = parties(case)
    assert "Ana Duarte" not in joined
    case("rebuild", "harbour")
    assert parties(case) == joined


def test_what_cannot_be_compared_is_refused_in_a_sentence(case: Cli) -> None:
    maria = str(parties(case)["Maria Duarte"][0]["id"])
    claim = str(case.rows("claims", "harbour")[0]["id"])
    for with_, words in ((claim, "cannot be the same"), (maria, "Both are one mention")):
        done = case("decide", maria, "same", "--set", f"with={with_}", *BY, code=1)
        assert words in done.stderr
    assert "Say with what" in case("decide", maria, "same", *BY, code=1).stderr


def test_a_link_shows_its_reason_and_its_passages(case: Cli) -> None:
    edge = next(row for row in case.rows("links", "harbour") if row["kind"] == "person")
    shown = case("show", str(edge["id"])).stdout
    assert str(edge["because"]) in shown
    assert "Maria Duarte" in shown or "Harbour Ministry" in shown


def test_a_past_count_comes_back(case: Cli) -> None:
    found = parties(case)
    maria, other = found["Maria Duarte"][0]["id"], found["Ana Duarte"][0]["id"]
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    before = case.rows("parties", "harbour")
    time.sleep(1.1)
    case("decide", str(other), "same", "--set", f"with={maria}", *BY)
    assert case.rows("parties", "harbour") != before
    assert case.rows("parties", "harbour", "--as-of", now) == before
    assert case.rows("parties", "harbour", "--as-of", "2999-01-01") == case.rows(
        "parties", "harbour"
    )
    assert case.rows("parties", "harbour", "--as-of", "2001-01-01") == []
    assert "is no time" in case("parties", "harbour", "--as-of", "soon", code=1).stderr


def test_review_is_blind_until_scores_are_asked_for(case: Cli) -> None:
    shown = case.rows("review", "harbour", "--links", "--kind", "person")
    pair = next(row for row in shown if row["a"]["quote"] == "Maria Duarte")
    assert set(pair) == {"pair", "kind", "a", "b"}
    sides = {pair[side]["document"]: pair[side]["after"] for side in ("a", "b")}
    assert sides["one.txt"].startswith(" was killed")
    assert sides["two.txt"].startswith(" was arrested")
    scored = case.rows("review", "harbour", "--links", "--scores")
    assert all("why" in row for row in scored)
    case("review", "harbour", "--decide", pair["pair"], "different", *BY)
    assert len(parties(case)["Maria Duarte"]) == 2
    left = case.rows("review", "harbour", "--links")
    assert pair["pair"] not in {row["pair"] for row in left}
    decided = case.rows("review", "harbour", "--links", "--scores")[-1]
    assert decided["decision"]["act"] == "different"
    assert decided["in_numbers"]
    assert case("review", "harbour", "--decide", pair["pair"], "same", "--by", "ana", code=2)


def test_a_second_reviewer_changes_nothing_and_is_compared(case: Cli) -> None:
    for pair in case.rows("review", "harbour", "--links"):
        case("review", "harbour", "--decide", pair["pair"], "same", *BY)
    before = parties(case)
    case("members", "harbour", "add", "luis")
    sample = case.rows("review", "harbour", "--second", "--by", "luis")
    assert sample
    assert all("decision" not in row and "why" not in row for row in sample)
    for number, row in enumerate(sample):
        act = "different" if number == 1 else "same"
        words = ("review", "harbour", "--second", "--decide", row["pair"], act)
        case(*words, "--by", "luis", "--because", "read both")
        assert "another member" in case(*words, *BY, code=1).stderr
    assert parties(case) == before
    assert case.rows("review", "harbour", "--second", "--by", "luis") == []
    (found,) = case.rows("review", "harbour", "--agreement")
    assert (found["n"], found["agreed"]) == (len(sample), len(sample) - 1)
    assert "kappa" in case("review", "harbour", "--agreement").stdout


def test_a_register_is_a_range_and_its_named_list_rests_on_decisions_alone(case: Cli) -> None:
    *rows, count = case.rows("register", "persons", "harbour", "--of", "all")
    assert {name: len(r["mentions"]) for r in rows for name in r["names"]} == {
        "Maria Duarte": 2,
        "Ana Duarte": 1,
    }
    assert (count["low"], count["high"], count["decided"], count["proposed"]) == (2, 3, 0, 1)
    *named, _ = case.rows("register", "persons", "harbour", "--of", "all", "--decided")
    assert sorted(len(row["mentions"]) for row in named) == [1, 1, 1]
    *dead, count = case.rows("register", "persons", "harbour", "--of", "deaths")
    assert len(dead) == 2
    maria = parties(case)["Maria Duarte"][0]
    case("decide", str(maria["id"]), "same", "--set", f"with={maria['mentions'][1]}", *BY)  # type: ignore[index]
    *named, count = case.rows("register", "persons", "harbour", "--of", "all", "--decided")
    assert sorted(len(row["mentions"]) for row in named) == [1, 2]
    assert (count["low"], count["high"], count["decided"], count["proposed"]) == (2, 2, 1, 0)
    assert "1 decided by people, 0 proposed" in case("register", "persons", "harbour").stdout
