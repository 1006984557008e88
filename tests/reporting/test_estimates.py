"""Estimates in a report: never a total without what it may not be read without (B12)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from lxml import html as lxml_html

from hechos.counting.verdicts import ASSUMPTIONS
from hechos.lang.said import Said, to_plain
from hechos.records import CaseFile, Confidentiality, Decision, Estimate, EstimateRow, Made, wire
from hechos.reporting import data, html
from hechos.reporting.build import ReportRules, build_report
from hechos.reporting.tree import Bound, Paragraph, Plot, Report, Section, Table
from hechos.reporting.writing.check import UnboundError, check_estimates
from hechos.reporting.writing.saying import say
from hechos.reporting.writing.walk import parts_of

ASSUMED = ("Nobody entered or left the population.", "The same person was recognised as one.")
ESTIMATE = Estimate(
    id="e-1",
    case="case-1",
    made=Made(by="ana", at="2025-11-03T10:00:00Z"),
    estimate="e-1",
    version=1,
    question="How many people were killed at Lumina?",
    of="deaths",
    sentence="",
    lists=(("Harbour list", 300), ("Parish list", 250), ("Morgue list", 120)),
    cells=((1, 200), (2, 150), (3, 60), (4, 60), (5, 20), (6, 20), (7, 20)),
    documented=530,
    estimated=500,
    interval=(812.4, 934.1, 1217.9),
    level=0.95,
    method="lcm",
    verdict="warn",
    reasons=(("W3", "The methods differ 1.6 times."), ("N2", "One list moves it.")),
    assumptions=ASSUMED,
    strata_by=("sex",),
    strata=(
        EstimateRow(name="men", interval=(812.4, 934.1, 1217.9), size=500),
        EstimateRow(name="women", size=30, reasons=(("R1", "2 lists have anybody on it."),)),
    ),
    methods=(
        EstimateRow(name="dga", interval=(700.0, 800.0, 1000.0)),
        EstimateRow(name="loglinear", reasons=(("R3", "No model can be fitted."),)),
    ),
    without=(EstimateRow(name="Parish list", interval=(750.0, 900.0, 1400.0), moved=-0.04),),
    left_out=(
        EstimateRow(name="Harbour list", interval=(250.0, 280.0, 320.0), size=300),
        EstimateRow(name="Morgue list", interval=(60.0, 70.0, 90.0), size=120),
        EstimateRow(name="Parish list", size=250),
    ),
    linkage=(780.0, 930.0, 1300.0),
    curve=((600.0, 0.1), (900.0, 1.0), (1300.0, 0.2)),
    digest="ab" * 32,
    captures=("cap-a",),
    klass=Confidentiality.C0,
)
REFUSED = replace(
    ESTIMATE,
    id="e-2",
    estimate="e-2",
    question="How many people were taken?",
    interval=None,
    linkage=None,
    curve=(),
    verdict="refuse",
    reasons=(("R6", "The rows count unnamed groups."),),
)


def with_estimates(file: CaseFile, *estimates: Estimate) -> CaseFile:
    captures = (file.captures[0].id,)
    return replace(file, estimates=tuple(replace(e, captures=captures) for e in estimates))


@pytest.fixture(scope="module")
def file(case_file: CaseFile) -> CaseFile:
    return with_estimates(case_file, ESTIMATE, REFUSED)


@pytest.fixture(scope="module")
def report(file: CaseFile, rules: ReportRules) -> Report:
    return build_report(file, audience="internal", rules=rules)


def section_of(report: Report) -> Section:
    return next(s for s in report.sections if s.id == "section-estimates")


def words_of(report: Report, record: str) -> str:
    block = next(
        b
        for b in section_of(report).blocks
        if isinstance(b, Paragraph)
        and any(isinstance(p, Bound) and record in p.to for p in parts_of(b))
    )
    return " ".join("".join(p.text for p in line) for line in (block.lead, *block.notes))


def test_the_documented_number_stands_beside_the_interval_and_the_median_second(
    report: Report,
) -> None:
    said = words_of(report, "e-1")
    assert "530 documented by name; in all 810–1,220 (95 % interval)" in said
    assert said.index("810–1,220") < said.index("Median 930")
    assert "Not estimated, and in none of these numbers (30 documented): women (30" in said
    assert "Warning (W3): The methods differ 1.6 times." in said
    assert "Note (N2): One list moves it." in said
    assert "With errors of matching allowed for: 780–1,300" in said
    for one in ASSUMED:
        assert one in said


def test_a_refused_estimate_has_its_reason_and_no_number_but_the_documented(
    report: Report,
) -> None:
    said = words_of(report, "e-2")
    assert "530 documented by name. The total is not estimated." in said
    assert "Why not (R6): The rows count unnamed groups." in said
    about = [
        block
        for block in section_of(report).blocks
        if (isinstance(block, Plot) and "e-2" in block.to)
        or any(isinstance(p, Bound) and "e-2" in p.to for p in parts_of(block))
    ]
    assert [type(block) for block in about] == [Paragraph]
    assert not [
        p for p in parts_of(about[0]) if isinstance(p, Bound) and p.kind in ("interval", "median")
    ]


def test_the_checks_are_drawn_with_their_numbers(report: Report) -> None:
    drawn = {
        "".join(part.text for part in block.caption).partition(" — ")[0]: block.svg
        for block in section_of(report).blocks
        if isinstance(block, Plot)
    }
    methods = drawn["The same table by other methods"]
    assert "averaging over decomposable graphs of lists" in methods
    assert "not estimated" in methods
    assert "documented" in methods
    assert "Morgue list" in drawn["Lists of known size, estimated from the other lists"]


def test_tables_tell_of_methods_strata_and_lists_of_known_size(report: Report) -> None:
    tables = [b for b in section_of(report).blocks if isinstance(b, Table)]
    rows = {
        "".join(p.text for p in table.caption): [
            ["".join(p.text for p in cell) for cell in row.cells] for row in table.rows
        ]
        for table in tables
    }
    assert rows["The same table by other methods"] == [
        ["latent classes of people", "810–1,220", "930", "none"],
        ["averaging over decomposable graphs of lists", "700–1,000", "800", "none"],
        [
            "log-linear model chosen by forward steps",
            "not estimated",
            "none",
            "No model can be fitted.",
        ],
    ]
    assert ["Morgue list", "120", "60–90", "no"] in rows[
        "Lists of known size, estimated from the other lists"
    ]
    assert ["women", "30", "not estimated", "none", "2 lists have anybody on it."] in (
        rows["By stratum: the total is made of those that are estimated"]
    )


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_the_page_shows_the_plots_and_holds_in_every_language(
    file: CaseFile, language: str
) -> None:
    made = build_report(file, audience="internal", rules=ReportRules.load(language))
    page = html.render(made)
    tree = lxml_html.document_fromstring(page)
    drawn = tree.xpath("//section[@id='section-estimates']//figure[@class='plotted']/svg")
    assert len(drawn) == 4
    assert all(svg.get("aria-label") for svg in drawn)
    assert "http://" not in page
    assert not tree.xpath("//figure[@class='plotted']//@style")
    assert wire.canonical(ESTIMATE.question) in data.render(made)


def test_checks_that_could_not_be_tried_are_one_sentence(
    case_file: CaseFile, rules: ReportRules
) -> None:
    none = tuple(replace(row, interval=None) for row in ESTIMATE.left_out)
    few = replace(ESTIMATE, left_out=none, without=(EstimateRow(name="Parish list"),))
    made = build_report(with_estimates(case_file, few), audience="internal", rules=rules)
    assert "too few lists would remain" in words_of(made, "e-1")
    captions = {
        "".join(p.text for p in block.caption)
        for block in section_of(made).blocks
        if isinstance(block, Table)
    }
    assert captions == {
        "The same table by other methods",
        "By stratum: the total is made of those that are estimated",
    }


def test_an_estimate_that_would_be_made_of_another_table_now_says_so(
    file: CaseFile, rules: ReportRules
) -> None:
    made = build_report(replace(file, outdated=("e-1",)), audience="internal", rules=rules)
    assert "have changed since" in words_of(made, "e-1")
    assert "have changed since" not in words_of(made, "e-2")


def test_names_of_lists_are_text_in_pictures_too(case_file: CaseFile, rules: ReportRules) -> None:
    wild = "<script>alert(1)</script>\"'&"
    named = replace(ESTIMATE, lists=((wild, 300), *ESTIMATE.lists[1:]), question=f"{wild}?")
    made = build_report(with_estimates(case_file, named), audience="internal", rules=rules)
    tree = lxml_html.document_fromstring(html.render(made))
    assert not tree.xpath("//script")
    assert any(wild[:20] in (node.text or "") for node in tree.iter("text"))


def test_only_the_last_version_is_told(case_file: CaseFile, rules: ReportRules) -> None:
    later = replace(
        ESTIMATE, id="e-3", version=2, supersedes="e-1", interval=(900.0, 950.0, 1300.0), strata=()
    )
    made = build_report(
        with_estimates(case_file, ESTIMATE, later), audience="internal", rules=rules
    )
    page = html.render(made)
    assert "900–1,300" in page
    assert "810–1,220" not in page


def test_an_estimate_above_the_audience_is_left_out(file: CaseFile, rules: ReportRules) -> None:
    closed = replace(ESTIMATE, klass=Confidentiality.C2)
    made = build_report(with_estimates(file, closed), audience="internal", rules=rules)
    assert not [s for s in made.sections if s.id == "section-estimates"]
    gone = replace(file, estimates=(replace(ESTIMATE, captures=("not admitted",)),))
    made = build_report(gone, audience="internal", rules=rules)
    assert not [s for s in made.sections if s.id == "section-estimates"]


def test_an_estimate_on_a_withdrawn_source_is_left_out(file: CaseFile, rules: ReportRules) -> None:
    gone = Decision(
        id="d-w",
        case="case-1",
        made=Made(by="ana", at="2025-11-03T11:00:00Z"),
        act="withdraw",
        on=file.captures[0].id,
        because="asked",
    )
    withdrawn = replace(file, decisions=(*file.decisions, gone))
    made = build_report(withdrawn, audience="internal", rules=rules)
    assert not [s for s in made.sections if s.id == "section-estimates"]


# --- B12: a build fails on an estimate without its parts ------------------------------------


def words_without(rules: ReportRules, key: str, part: str) -> ReportRules:
    """Return the words of a report in which one sentence lacks a part."""
    sentences = dict(rules.tables["sentence"])
    assert part in sentences[key]
    sentences[key] = sentences[key].replace(part, "")
    return replace(rules, tables={**rules.tables, "sentence": sentences})


PARTS = {
    "the documented number": ("estimate", "{documented}"),
    "its interval": ("estimate", "{interval}"),
    "its method": ("estimate_median", "{method}"),
    "the strata that are not estimated": ("estimate_left", "{listed}"),
    "its assumptions": ("estimate_assumptions", "{listed}"),
}


@pytest.mark.parametrize("lacks", PARTS)
def test_a_build_fails_without_a_part(case_file: CaseFile, rules: ReportRules, lacks: str) -> None:
    file = with_estimates(case_file, ESTIMATE)
    build_report(file, audience="internal", rules=rules)
    with pytest.raises(UnboundError, match=lacks):
        build_report(file, audience="internal", rules=words_without(rules, *PARTS[lacks]))


def without_parts(report: Report, drop: Callable[[Bound], bool]) -> Report:
    def cut(block: object) -> object:
        if not isinstance(block, Paragraph):
            return block
        lines = [
            tuple(p for p in line if not (isinstance(p, Bound) and drop(p)))
            for line in (block.lead, *block.notes)
        ]
        return replace(block, lead=lines[0], notes=tuple(lines[1:]))

    sections = tuple(replace(s, blocks=tuple(cut(b) for b in s.blocks)) for s in report.sections)
    return replace(report, sections=sections)


def test_one_assumption_less_is_noticed(report: Report, file: CaseFile) -> None:
    cut = without_parts(report, lambda p: p.kind == "assumption" and p.text == ASSUMED[1])
    with pytest.raises(UnboundError, match="its assumptions"):
        check_estimates(cut, file.estimates)


def test_a_refused_estimate_with_a_number_is_noticed(report: Report, file: CaseFile) -> None:
    number = Bound(text="900–1,300", kind="interval", to=("e-2",))
    sections = tuple(
        replace(s, blocks=(*s.blocks, Paragraph(id="more", lead=(number,))))
        for s in report.sections
    )
    with pytest.raises(UnboundError, match="refused"):
        check_estimates(replace(report, sections=sections), file.estimates)


def test_the_records_come_back_from_their_lines() -> None:
    for one in (ESTIMATE, REFUSED):
        assert wire.loads(wire.dumps(one)) == one
    assert not re.search(r"NaN|Infinity", wire.dumps(ESTIMATE))


@pytest.mark.parametrize("language", ["es", "fr", "pt"])
def test_what_was_kept_apart_is_in_the_language_of_the_report(
    case_file: CaseFile, language: str
) -> None:
    reason = Said("Fewer than {n} people are on {lists:, | and }.", n=10, lists=("A", "B"))
    apart = tuple(map(to_plain, (*ASSUMPTIONS, reason)))
    now = replace(
        ESTIMATE, assumptions=ASSUMPTIONS, reasons=(("N1", reason),), strata=(), said=apart
    )
    kept = wire.loads(wire.dumps(now), Estimate)
    assert not isinstance(kept.assumptions[0], Said)
    report = build_report(
        with_estimates(case_file, kept),
        audience="internal",
        rules=ReportRules.load(language),
    )
    page = html.render(report)
    for sentence in (*ASSUMPTIONS, reason):
        assert sentence not in page
        assert say(sentence, ReportRules.load(language)) in unescape(page)


@pytest.mark.parametrize(
    "said", [({"a": 1},), (("says",),), ("says", None, 7), ((("says", "{n}"),),)]
)
def test_what_is_no_sentence_taken_apart_is_shown_as_text(
    case_file: CaseFile, said: tuple[object, ...]
) -> None:
    rules = ReportRules.load("pt")
    odd = wire.loads(wire.dumps(replace(ESTIMATE, said=())), Estimate)
    file = with_estimates(case_file, replace(odd, said=said))
    page = html.render(build_report(file, audience="internal", rules=rules))
    assert ASSUMED[0] in page


def test_what_an_earlier_version_kept_as_text_is_shown_as_it_is_and_marked(
    case_file: CaseFile,
) -> None:
    rules = ReportRules.load("es")
    report = build_report(with_estimates(case_file, ESTIMATE), audience="internal", rules=rules)
    page = html.render(report)
    assert f'<bdi lang="en">{ASSUMED[0]}</bdi>' in page
