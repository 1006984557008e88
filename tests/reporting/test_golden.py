"""The report of the case in conftest, byte for byte. HECHOS_GOLDEN=accept takes over a change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hechos.records import CaseFile
from hechos.reporting import data, html
from hechos.reporting.build import ReportRules, build_report

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("audience", ["internal", "public"])
@pytest.mark.parametrize("ending", ["html", "json"])
def test_report_is_as_accepted(
    case_file: CaseFile, rules: ReportRules, audience: str, ending: str
) -> None:
    render = {"html": html.render, "json": data.render}[ending]
    got = render(build_report(case_file, audience=audience, rules=rules))
    path = GOLDEN / f"report_port_{audience}.{ending}"
    if os.environ.get("HECHOS_GOLDEN") == "accept":
        path.write_text(got, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == got
