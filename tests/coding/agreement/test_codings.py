from __future__ import annotations

import json
from typing import Any

import pytest

from hechos.coding.agreement.codings import Coding, align, read_codings
from hechos.coding.agreement.compare import NOT_CODED, compare_codings
from hechos.errors import InputError


def row(start: int, end: int, act: str = "killing", **slots: Any) -> str:
    plain = {
        "doc": "notes/one.txt",
        "act": act,
        "start": start,
        "end": end,
        "passage": "x" * (end - start),
        "count": None,
        "source": None,
        "date": None,
        "place": None,
        "perpetrators": [],
    }
    return json.dumps(plain | slots)


def count(low: int, high: int | None = None, qualifier: str = "exact") -> dict[str, Any]:
    return {"min": low, "max": high or low, "qualifier": qualifier, "unit": "persons"}


def codings(*rows: str) -> list[Coding]:
    return read_codings(rows, "one.jsonl")


def starts(pairs: Any) -> list[tuple[int | None, int | None]]:
    return [(a and a.spans[0][0], b and b.spans[0][0]) for a, b in pairs]


def test_overlapping_passages_of_one_act_are_one_claim() -> None:
    pairs = align(codings(row(0, 40), row(100, 140)), codings(row(5, 50), row(300, 340)))
    assert starts(pairs) == [(0, 5), (100, None), (None, 300)]


def test_one_act_goes_before_a_longer_overlap_and_one_number_before_both() -> None:
    first = codings(row(0, 100, "arrest"), row(0, 100, count=count(7)))
    second = codings(
        row(0, 100, count=count(9)), row(60, 100, count=count(7)), row(90, 120, "arrest")
    )
    assert starts(align(first, second)) == [(0, 90), (0, 60), (None, 0)]


def test_what_remains_pairs_across_acts_so_that_the_act_differs() -> None:
    found = compare_codings(align(codings(row(0, 40)), codings(row(0, 40, "injury"))))
    (difference,) = found.disagreements
    assert (difference.slot, difference.first, difference.second) == ("act", "killing", "injury")
    assert (found.both, found.only_first, found.only_second) == (1, 0, 0)


def test_passages_of_other_documents_never_meet() -> None:
    pairs = align(codings(row(0, 40)), codings(row(0, 40, doc="two.txt")))
    assert len(pairs) == 2


def test_a_claim_that_one_has_is_not_coded_by_the_other() -> None:
    found = compare_codings(align(codings(row(0, 40)), []))
    (difference,) = found.disagreements
    assert difference.second == NOT_CODED
    assert found.slots[0].agreed == 0


def test_slots_agree_whatever_their_case_accents_and_order() -> None:
    first = row(
        0, 9, place="La Vega, Caracas", source="Provea", perpetrators=["FAES", "la Policía"]
    )
    second = row(0, 9, place="la vega", source="PROVEA", perpetrators=["la policia", "faes"])
    assert not compare_codings(align(codings(first), codings(second))).disagreements


def test_numbers_are_measured_as_words_and_as_amounts() -> None:
    amounts = [(10, 11), (500, 501), (3, 3), (90, 92), (41, 41)]
    first = codings(*(row(50 * n, 50 * n + 40, count=count(a)) for n, (a, _) in enumerate(amounts)))
    second = codings(
        *(row(50 * n, 50 * n + 40, count=count(b)) for n, (_, b) in enumerate(amounts))
    )
    found = compare_codings(align(first, second))
    number = next(slot for slot in found.slots if slot.slot == "number")
    assert (number.units, number.agreed) == (5, 2)
    assert number.interval is not None
    assert number.interval > 0.99
    assert number.kappa is not None
    assert number.kappa < 0.5


def test_a_bound_that_differs_is_a_difference() -> None:
    first, second = row(0, 9, count=count(14)), row(0, 9, count=count(14, qualifier="at_least"))
    (difference,) = compare_codings(align(codings(first), codings(second))).disagreements
    assert difference.slot == "number"


def test_aligning_long_lists_pairs_each_once() -> None:
    rows = [row(20 * n, 20 * n + 30) for n in range(400)]
    pairs = align(codings(*rows), codings(*rows))
    assert len(pairs) == 400
    assert all(a == b for a, b in pairs)


@pytest.mark.parametrize("line", ["{", "[]", '{"doc": "x"}', '{"content": {}}', "7"])
def test_a_line_that_is_no_coding_is_named(line: str) -> None:
    with pytest.raises(InputError, match=r"Line 2 of a\.jsonl"):
        read_codings([row(0, 9), line], "a.jsonl")
