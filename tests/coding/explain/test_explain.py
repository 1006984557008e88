"""Explanations: what a person reads of how a claim came about, as text, JSON and a page."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.coding.conftest import CASE, said_of_itself, text_of
from tests.conftest import DEMO, Cli

from hechos.coding.code import code_document, start_of
from hechos.coding.explain.page import pieces, render
from hechos.coding.explain.steps import Explanation, Step, explain_text
from hechos.coding.rules import CodingRules

EN = (
    "The Harbour Committee said on Tuesday (14) that more than 30 dockers, most of them aged 25, "
    "were arrested in Valencia, Venezuela, on 10 May 2024.\n\n"
    "More than 30 dockers were arrested in Valencia on 10 May 2024."
)
ES = "Según la Fundación Puerto, la policía habría detenido a unas 12 personas en Maracaibo."
PUBLISHED = (said_of_itself("published", "2024-05-16"),)


@pytest.fixture(scope="module")
def rules() -> CodingRules:
    return CodingRules.load()


def explained(body: str, language: str, rules: CodingRules) -> tuple[Explanation, ...]:
    return explain_text(text_of(body, language), PUBLISHED, rules=rules, case=CASE, name="a.txt")


def step(one: Explanation, slot: str) -> Step:
    return next(step for step in one.steps if step.slot == slot)


def test_an_explanation_names_entry_words_and_reasons(rules: CodingRules) -> None:
    (one,) = explained(EN, "en", rules)
    assert one.claim.content.type == "LIB.ARREST"
    frame = step(one, "frame")
    assert "“arrested”" in frame.value
    assert any(reason.startswith("acts.en.toml, entry arrest") for reason in frame.how)
    assert any(reason.startswith("grammar.en.toml, shape passive") for reason in frame.how)
    number = step(one, "number")
    assert number.value == "“more than 30” → 31 to open, more_than, in persons"
    assert any("“25”" in reason and "age" in reason for reason in number.how)
    voice = step(one, "voice")
    assert "Harbour Committee" in voice.value
    assert any(reason.startswith("“said”") for reason in voice.how)
    time = step(one, "time")
    assert time.value == "“10 May 2024” → 2024-05-10"
    assert any("Tuesday (14)" in reason and "said" in reason for reason in time.how)
    assert "Valencia" in step(one, "place").value
    assert step(one, "repeats").value.startswith("said 2 times")


def test_a_hedge_is_told(rules: CodingRules) -> None:
    (one,) = explained(ES, "es", rules)
    assert step(one, "victims").value == "unas 12 personas"
    certainty = step(one, "certainty")
    assert certainty.value == "affirmed, reported"
    assert any("habría" in reason for reason in certainty.how)
    assert step(one, "time").value == "open"


@pytest.mark.parametrize("note", sorted(DEMO.glob("*.txt")), ids=lambda path: path.name)
def test_every_claim_is_explained_from_its_own_words(note: Path, rules: CodingRules) -> None:
    body = note.read_text(encoding="utf-8")
    for language in ("en", "es", "pt"):
        text = text_of(body, language)
        claims = code_document(text, (), rules=rules, case=CASE, name=note.name).claims
        found = explain_text(text, (), rules=rules, case=CASE, name=note.name)
        assert sorted(one.claim.key for one in found) == sorted(claim.key for claim in claims)
        starts = [start_of(one.claim) for one in found]
        assert starts == sorted(starts), "in the order of reading"
        for one in found:
            assert one.steps[0].slot == "frame"
            assert any(one.steps[0].how), "the entry behind every claim is named"
            for span in (span for step in one.steps for span in step.spans):
                assert 0 <= span[0] <= span[1] <= len(body)


def test_a_page_holds_the_text_and_every_claim(rules: CodingRules) -> None:
    found = explained(EN, "en", rules)
    page = render(text_of(EN), found, name="harbour.txt")
    inside = re.search(r'<div class="text">(.*?)</div>', page, re.DOTALL)
    assert inside
    shown = html.unescape(re.sub(r"<a[^>]*>\d+</a>|<[^>]+>", "", inside.group(1)))
    assert shown == EN
    assert 'id="c1"' in page
    for slot in ("frame", "number", "victims", "time", "place", "voice"):
        assert f'<mark class="{slot}' in page.split("<main>")[1]


def test_a_page_renders_nothing_of_a_source(rules: CodingRules) -> None:
    body = '<script>alert("x")</script> Police arrested 14 men. </div><img src=x onerror=y> & “”'
    page = render(text_of(body), explained(body, "en", rules), name="<b>n</b>.txt")
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert "default-src 'none'" in page


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(EN.split()), max_size=60).map(" ".join))
def test_pieces_together_are_the_text(rules: CodingRules, body: str) -> None:
    found: Sequence[Explanation] = explained(body, "en", rules) if body else ()
    assert "".join(piece.text for piece in pieces(body, found)) == body


def test_explain_in_a_case(cli: Cli, tmp_path: Path) -> None:
    source = tmp_path / "note.txt"
    source.write_text(EN, encoding="utf-8")
    cli("new", "c")
    cli("add", "c", str(source))
    (row,) = cli.rows("claims", "c")
    words = cli("explain", row["id"]).stdout
    assert "more_than" in words
    (told,) = cli.rows("explain", row["id"])
    assert told["claim"] == row["id"]
    assert {"frame", "number", "voice", "certainty", "time", "place"} <= {
        step["slot"] for step in told["steps"]
    }
    why = ("--by", "ana", "--because", "the list says so")
    cli("members", "c", "add", "ana")
    cli("decide", row["id"], "edit", *why, "--set", "place=Norvik")
    assert "edited" in cli("explain", row["id"]).stderr


def test_explain_says_what_it_cannot(cli: Cli, tmp_path: Path) -> None:
    source = tmp_path / "note.txt"
    source.write_text(EN, encoding="utf-8")
    cli("new", "c")
    cli("add", "c", str(source))
    capture = cli.rows("captures", "c")[0]["id"]
    assert "no claim made by frames" in cli("explain", capture, code=1).stderr


def test_one_page_of_one_file(cli: Cli, tmp_path: Path) -> None:
    source = tmp_path / "note.txt"
    source.write_text(EN, encoding="utf-8")
    assert cli("code", str(source), "--html").stdout.startswith("<!doctype html>")
    other = tmp_path / "other.txt"
    other.write_text(EN, encoding="utf-8")
    assert "one text" in cli("code", str(source), str(other), "--html", code=1).stderr
