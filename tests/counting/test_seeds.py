"""The seed articles and the packaged notes: they count and do not name, so nothing is estimated."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import DEMO

from hechos.cli.alone import captured, loose_case
from hechos.counting.asking import refusal
from hechos.counting.lists import CaseTable, lists_of
from hechos.counting.verdicts import Code, Verdict
from hechos.linking.deciding.registers import register_of
from hechos.linking.rules import LinkingRules
from hechos.pipeline import Rules, run
from hechos.records import CaseFile


def case_of(folder: Path) -> CaseFile:
    case = loose_case("ve")
    paths = sorted(p for p in folder.iterdir() if p.suffix in {".txt", ".html"})
    items = [captured(case, path) for path in paths]
    rules = Rules.load(pack="ve")
    return run(items, case=case, rules=rules, at="2026-01-01T00:00:00Z")


def check_refused(file: CaseFile, of: str) -> None:
    rules = LinkingRules.load()
    counted = [c for c in file.claims if (f := rules.family_of(c.content.type)) and f.name == of]
    assert counted
    entries = register_of(file.claims, file.links, (), of=of, rules=rules).entries
    found = lists_of(
        CaseTable(
            persons=[entry.claims for entry in entries],
            claims=counted,
            links=file.links,
            captures=file.captures,
            mandate=file.case.mandate,
        ),
        of=of,
    )
    refused = refusal(found, method="lcm", level=0.95)
    assert refused is not None
    assert refused.verdict is Verdict.REFUSE
    assert refused.reasons[0].code is Code.NOT_PERSONS
    assert refused.interval is None
    assert found.unnamed[0] in refused.sentence()


@pytest.mark.parametrize("of", ["deaths", "arrests"])
def test_the_seeds_are_refused(shared: Path, of: str) -> None:
    check_refused(case_of(shared / "seeds"), of)


@pytest.mark.parametrize("of", ["deaths", "arrests"])
def test_the_packaged_notes_are_refused(of: str) -> None:
    check_refused(case_of(DEMO), of)
