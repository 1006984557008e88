"""R-REP-1 and R-REP-2: no number, name or quotation that nothing stands behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hechos.reporting.build import ReportRules
from hechos.reporting.tree import Bound, Line, Quote, Report, Words
from hechos.reporting.writing.check import UnboundError, check_line, check_report, names_pattern

TEXTS = {"t": "Some eleven people died."}


@pytest.mark.parametrize(
    "line",
    [
        (Words(text="14 were executed"),),
        (Words(text="the Port Guard did it"),),
        (Bound(text="14", kind="number", to=()),),
        (Bound(text="", kind="number", to=("c",)),),
        (Quote(text="Some twelve people", language="en", source="t", passage="p"),),
        (Quote(text="Some eleven people", language="en", source="other", passage="p"),),
    ],
    ids=["number", "name", "bound to nothing", "empty", "changed quote", "quote without text"],
)
def test_unbound_value_is_refused(line: Line) -> None:
    with pytest.raises(UnboundError):
        check_line(line, texts=TEXTS, names=names_pattern(["Port Guard"]))


def test_bound_value_is_taken() -> None:
    line = (
        Words(text="The union reports "),
        Bound(text="at least 14", kind="number", to=("c",)),
        Quote(text="eleven people", language="en", source="t", passage="p"),
    )
    check_line(line, texts=TEXTS, names=names_pattern(["Port Guard"]))


def test_report_is_refused_for_one_unbound_line(report: Report) -> None:
    with pytest.raises(UnboundError, match="14 were executed"):
        check_report(replace(report, state=(Words(text="14 were executed"),)), texts={}, names=())


def test_words_of_the_report_hold_no_number_but_in_bound_tables(rules: ReportRules) -> None:
    for table in ("sentence", "intro", "caption", "stance", "factuality", "polarity", "universe"):
        for key in rules.keys(table):
            assert not any(c.isdigit() for c in rules.word(table, key)), (table, key)
