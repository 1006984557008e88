"""An estimate as a case keeps it: each of its sentences is there as text and taken apart."""

from __future__ import annotations

from typing import Any

import pytest

from hechos.counting import estimate
from hechos.counting.keeping import keep
from hechos.counting.verdicts import Context, Linkage, Unit
from hechos.lang.said import from_plain
from hechos.records import Confidentiality, Estimate, Made, wire

ROWS = [
    {"a": 1, "b": 0, "c": 0, "count": 120, "year": "2024"},
    {"a": 0, "b": 1, "c": 0, "count": 90, "year": "2024"},
    {"a": 0, "b": 0, "c": 1, "count": 80, "year": "2024"},
    {"a": 1, "b": 1, "c": 0, "count": 40, "year": "2024"},
    {"a": 1, "b": 0, "c": 1, "count": 30, "year": "2024"},
    {"a": 0, "b": 1, "c": 1, "count": 25, "year": "2024"},
    {"a": 1, "b": 1, "c": 1, "count": 18, "year": "2024"},
    {"a": 1, "b": 1, "c": 0, "count": 7, "year": None},
]
SURE = (0.95, 0.9, 0.98)
ASKED: dict[str, dict[str, Any]] = {
    "by year": {"method": "dga", "strata": ["year"]},
    "with checks": {
        "method": "dga",
        "context": Context(linkage=Linkage(precision=SURE, recall=SURE)),
    },
    "two lists": {"method": "chapman", "context": Context(left_out=("c",))},
    "a bound": {"method": "chao", "checks": False},
    "events": {"context": Context(unit=Unit.EVENT, linkage_known=False)},
    "one origin": {"context": Context(origins={"a": "x", "b": "x"})},
}


def sentences(kept: Estimate) -> set[str]:
    rows = (kept, *kept.strata, *kept.methods)
    said = (sentence for row in rows for _, sentence in row.reasons)
    return {*said, *kept.assumptions, *kept.log}


@pytest.mark.parametrize("asked", ASKED)
def test_every_sentence_can_be_said_in_other_languages(asked: str) -> None:
    pytest.importorskip("scipy")
    kept_by_year = "strata" in ASKED[asked]
    rows = [{k: v for k, v in row.items() if k != "year" or kept_by_year} for row in ROWS]
    found = estimate(rows, **ASKED[asked])
    made = Made(by="lea", at="2031-05-03T10:00:00Z")
    record = keep(
        found,
        of="deaths",
        question="How many?",
        head=("e-1", "case-1", made),
        captures=[("cap-1", Confidentiality.C1)],
    )
    kept = wire.loads(wire.dumps(record), Estimate)
    assert kept == record
    assert sentences(kept)
    assert sentences(kept) <= {str(from_plain(one)) for one in kept.said}
