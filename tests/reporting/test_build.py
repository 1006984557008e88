from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from hechos.errors import CustodyError, InputError
from hechos.records import CaseFile, Polarity, wire
from hechos.reporting import data
from hechos.reporting.build import ReportRules, build_report
from hechos.reporting.tree import Block, Card, Line, Paragraph, Report, Table, Timeline


def section(report: Report, key: str) -> tuple[Block, ...]:
    return next(s.blocks for s in report.sections if s.id == f"section-{key}")


def tables(report: Report, key: str) -> dict[str, Table]:
    found = [b for b in section(report, key) if isinstance(b, Table)]
    return {said(t.caption): t for t in found}


def said(line: Line) -> str:
    return "".join(f"“{p.text}”" if p.part == "quote" else p.text for p in line)


def statements(report: Report) -> Iterator[tuple[str, str, str]]:
    for block in section(report, "says"):
        if isinstance(block, Paragraph):
            for statement in block.statements:
                yield statement.claim, statement.side, said(statement.line)


def test_every_statement_keeps_author_bound_and_hedge(report: Report) -> None:
    lines = {claim: line for claim, _, line in statements(report)}
    assert lines["c-12"] == (
        "Harbour Workers' Union reports at least 12 deaths (death, manner or author not given), "
        "in Lumina, Costa Norte, 3 to 4 October 2025, during “the clashes at the port "
        "of Lumina”."
    )
    assert "about 11 deaths" in lines["c-11"]
    assert lines["c-fire"].startswith("Harbour Workers' Union alleges deaths from use of force")
    assert "attributed to Port Guard" in lines["c-fire"]
    assert "[hedge in the text: “according to”]" in lines["c-fire"]
    assert "considers possible “crímenes de lesa humanidad”" in lines["c-label"]


def test_denial_stands_against_what_it_denies(report: Report) -> None:
    sides = {claim: (side, line) for claim, side, line in statements(report)}
    side, line = sides["c-denied"]
    assert side == "against"
    assert line.startswith("Ministry of Order denies ")


def test_loaded_word_stands_only_in_quotation_marks(report: Report) -> None:
    lines = {claim: line for claim, _, line in statements(report)}
    assert "attributed to “terrorists”" in lines["c-raid"]


def test_every_claim_is_printed_once_in_full(report: Report) -> None:
    full = [
        s.claim
        for b in section(report, "says")
        if isinstance(b, Paragraph)
        for s in b.statements
        if not s.again
    ]
    assert sorted(full) == sorted(set(full))
    assert len(full) == 11


def test_state_names_rule_or_member(report: Report) -> None:
    states = {
        s.claim: said(s.state)
        for b in section(report, "says")
        if isinstance(b, Paragraph)
        for s in b.statements
    }
    assert states["c-9"] == "accepted by Ana on 2 November 2025"
    assert states["c-12"] == "proposed by rule coding deaths version 1"


def test_numbers_of_paragraphs_run_through(report: Report) -> None:
    blocks = [b for s in report.sections for b in s.blocks if isinstance(b, Paragraph | Card)]
    assert [b.number for b in blocks] == list(range(1, len(blocks) + 1))


def test_card_shows_rivals_why_they_differ_and_what_was_refused(report: Report) -> None:
    deaths, arrests = (b for b in section(report, "cards") if isinstance(b, Card))
    assert [m.value for m in deaths.marks] == ["at least 12", "9", "about 11"]
    (because,) = deaths.because
    assert said(because) == (
        "at least 12 deaths (Harbour Workers' Union) and 9 deaths (Ministry of Order): "
        "a true contradiction. A count of 9 lies below a floor of 12 in one universe."
    )
    rows = [[said(c) for c in r.cells] for r in arrests.tables[1].rows]
    assert rows[0][0] == "at least 215 arrests"
    assert rows[0][1] == "more than 200 arrests (Ministry of Order); 14 arrests (Ministry of Order)"
    assert rows[1][0] == "Not derived"
    assert rows[1][4] == "One person may have been arrested twice."
    assert [m.derived for m in arrests.marks] == [False, False, True]


def test_acts_of_all_sides_are_rows_alike(report: Report) -> None:
    rows = tables(report, "acts")["Acts, alleged actors and documents"].rows
    pairs = [(said(r.cells[0]), said(r.cells[1])) for r in rows]
    assert pairs == [
        ("armed raid", "“terrorists”"),
        ("arrest", "author not stated"),
        ("death from use of force", "Port Guard"),
        ("death, manner or author not given", "author not stated"),
    ]
    assert said(rows[2].cells[4]) == "gazette.txt"


def test_incidents_stand_in_time_and_undated_ones_under_it(report: Report) -> None:
    (line,) = (b for b in section(report, "incidents") if isinstance(b, Timeline))
    assert [(s.start, s.end) for s in line.spans] == [
        ("2025-10-03", "2025-10-04"),
        ("2025-10-05", None),
    ]
    assert [said(u) for u in line.undated] == ["Raid on the barracks"]


def test_label_keeps_owner_strength_and_standard(report: Report) -> None:
    (row,) = tables(report, "labels")["Legal labels by owner"].rows
    cells = [said(c) for c in row.cells]
    assert cells[:5] == [
        "“crímenes de lesa humanidad”",
        "Oficina de Derechos",
        "“los hechos”",
        "could apply, says its owner",
        "reasonable grounds (UN_OHCHR P2)",
    ]


def test_demand_is_pending_and_procedure_has_its_forum(report: Report) -> None:
    found = tables(report, "accountability")
    (demand,) = found["Recommendations and demands"].rows
    assert said(demand.cells[2]) == "“an independent inquiry”"
    assert said(demand.cells[4]) == "pending; no source states another"
    (step,) = found["Procedures"].rows
    assert [said(c) for c in step.cells[:2]] == ["investigation (asserted)", "Fiscalía"]


def test_contradictions_come_before_the_undetermined(report: Report) -> None:
    rows = tables(report, "relations")["Pairs of statements"].rows
    assert [said(r.cells[3]) for r in rows] == ["a true contradiction", "undetermined"]


def test_doubts_failures_and_missing_documents_are_listed(report: Report) -> None:
    doubts = tables(report, "doubts")["Doubts"].rows
    assert [said(r.cells[2]) for r in doubts] == ["blocks", "cosmetic"]
    (failure,) = tables(report, "failures")["Items that failed"].rows
    assert said(failure.cells[2]) == "The pages hold no text; OCR is needed."
    (document,) = tables(report, "primary")["Documents to obtain"].rows
    assert said(document.cells[0]) == "Bulletin on the clashes"


def test_method_names_every_rule_with_its_hash(report: Report, case_file: CaseFile) -> None:
    rows = tables(report, "method")["Rules used"].rows
    hashes = {said(r.cells[3]) for r in rows}
    assert {r.hash for r in case_file.rules} < hashes
    assert len(hashes) == len(case_file.rules) + 1


def test_rejected_statement_supports_nothing_and_is_set_aside(
    case_file: CaseFile, rules: ReportRules
) -> None:
    claims = tuple(replace(c, state="rejected") if c.id == "c-12" else c for c in case_file.claims)
    report = build_report(replace(case_file, claims=claims), audience="internal", rules=rules)
    assert "c-12" not in {claim for claim, _, _ in statements(report)}
    (row,) = tables(report, "doubts")["Set aside by members"].rows
    assert said(row.cells[0]).startswith("“At least 12 people died")
    (card, _) = (b for b in section(report, "cards") if isinstance(b, Card))
    assert [m.value for m in card.marks] == ["9", "about 11"]


def test_order_of_inputs_does_not_change_the_report(
    case_file: CaseFile, rules: ReportRules
) -> None:
    rng = random.Random(7)  # noqa: S311 - not for secrets

    def mixed(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(rng.sample(items, len(items)))

    links = {f: mixed(getattr(case_file.links, f)) for f in case_file.links.__slots__}
    weights = {f: mixed(getattr(case_file.weights, f)) for f in case_file.weights.__slots__}
    shuffled = replace(
        case_file,
        captures=mixed(case_file.captures),
        texts=mixed(case_file.texts),
        claims=mixed(case_file.claims),
        links=replace(case_file.links, **links),
        weights=replace(case_file.weights, **weights),
    )
    one, other = (
        data.render(build_report(f, audience="internal", rules=rules))
        for f in (case_file, shuffled)
    )
    assert one == other


def test_report_of_an_empty_case_says_so(case_file: CaseFile, rules: ReportRules) -> None:
    empty = CaseFile(case=case_file.case, as_of=case_file.as_of)
    report = build_report(empty, audience="internal", rules=rules)
    assert said(report.state) == "Nothing to report."
    assert said(section(report, "doubts")[0].lead) == "No doubt is open."  # type: ignore[union-attr]


def test_passage_that_left_its_text_is_refused(case_file: CaseFile, rules: ReportRules) -> None:
    texts = tuple(replace(t, body="X" + t.body) for t in case_file.texts)
    with pytest.raises(CustodyError, match="no longer stands"):
        build_report(replace(case_file, texts=texts), audience="internal", rules=rules)


def test_unknown_audience_is_refused(case_file: CaseFile, rules: ReportRules) -> None:
    with pytest.raises(InputError, match="no audience"):
        build_report(case_file, audience="press", rules=rules)


def test_json_is_one_canonical_document_with_the_same_tree(report: Report) -> None:
    text = data.render(report)
    plain = json.loads(text)
    assert text == wire.canonical(plain) + "\n"
    assert plain["record"] == "Report"
    assert [s["id"] for s in plain["sections"]] == [s.id for s in report.sections]
    assert {p["quote"] for s in plain["sources"] for p in s["passages"]} == {
        p.quote for s in report.sources for p in s.passages
    }


def test_absence_is_said_as_absence(case_file: CaseFile, rules: ReportRules) -> None:
    claims = tuple(
        replace(c, polarity=Polarity.NEGATED) if c.id == "c-case" else c for c in case_file.claims
    )
    report = build_report(replace(case_file, claims=claims), audience="internal", rules=rules)
    lines = {claim: line for claim, _, line in statements(report)}
    assert lines["c-case"].startswith("El Faro del Sur reports the absence of an investigation")
