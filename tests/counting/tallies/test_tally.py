from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hechos.counting.tallies.against import AGAINST, WITHIN
from hechos.counting.tallies.bulletins import Bulletin
from hechos.counting.tallies.checks import Comparison
from hechos.counting.tallies.files.bulletins import Announced
from hechos.counting.tallies.sheets import Counts, PollingTable, Reading, added
from hechos.counting.tallies.tally import Tally, tally
from hechos.errors import InputError

NAMES = ("A", "B", "C")
numbers = st.integers(0, 400)


@st.composite
def elections(draw: st.DrawFn) -> tuple[list[Reading], list[PollingTable]]:
    tables, readings = [], []
    for number in range(draw(st.integers(1, 12))):
        places = (
            ("state", draw(st.sampled_from("xy"))),
            ("parish", draw(st.sampled_from("pqr"))),
        )
        electors = draw(st.none() | st.integers(0, 900))
        tables.append(PollingTable(id=f"{number}", places=places, electors=electors))
        for reader in draw(st.lists(st.sampled_from(["ana", "ben", ""]), max_size=3)):
            votes = {name: draw(numbers) for name in NAMES if draw(st.booleans())}
            valid = draw(st.sampled_from([None, sum(votes.values()), 7]))
            counts = Counts.of(votes, valid=valid, null=draw(st.none() | numbers))
            image = draw(st.sampled_from(["", "", f"{number}", "shared"]))
            readings.append(Reading(table=f"{number}", counts=counts, reader=reader, image=image))
    return readings, tables


@given(elections(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    made: tuple[list[Reading], list[PollingTable]], chance: random.Random
) -> None:
    readings, tables = made
    mixed, turned = list(readings), list(tables)
    chance.shuffle(mixed)
    chance.shuffle(turned)
    assert tally(readings, tables, by="parish") == tally(mixed, turned, by="parish")


@given(elections())
def test_places_add_up_to_the_whole(made: tuple[list[Reading], list[PollingTable]]) -> None:
    readings, tables = made
    whole = tally(readings, tables).whole
    for level in ("state", "parish"):
        places = tally(readings, tables, by=level).places
        summed, _ = added([area.counts for area in places])
        votes = {n: v for n, v in summed.votes if n in whole.counts.by_candidate}
        assert replace(summed, votes=tuple(votes.items())) == whole.counts
        for part in ("tables", "counted", "waiting", "missing"):
            assert sum(getattr(area, part) for area in places) == getattr(whole, part)
        for what in ("tables", "electors"):
            assert sum(a.covers(what).covered for a in places) == whole.covers(what).covered
            assert sum(a.covers(what).whole for a in places) == whole.covers(what).whole


def results(made: Tally, names: Mapping[str, str]) -> tuple[object, ...]:
    return (
        made.whole.counts.renamed(names),
        [(area.path, area.counts.renamed(names)) for area in made.places],
        [(t.name, t.matching, len(t.differing), t.not_comparable) for t in made.tested],
        sorted(
            (
                c.name if not c.name.startswith("share of") else "share",
                c.on,
                c.result,
                float(c.by or 0),
            )
            for c in made.checks
        ),
        [(sheet.table, sheet.counts is None, sheet.readers) for sheet in made.sheets],
    )


@settings(max_examples=50)
@given(elections(), st.permutations(NAMES))
def test_a_permutation_of_candidates_leaves_all_results_alike(
    made: tuple[list[Reading], list[PollingTable]], order: list[str]
) -> None:
    readings, tables = made
    names = dict(zip(NAMES, order, strict=True))
    back = {new: old for old, new in names.items()}
    bulletin = Bulletin(
        seq=1,
        counts=Counts.of({"A": 900, "B": 700, "C": 1}, valid=1600, null=4),
        electors=9000,
        electors_covered=8000,
    )
    turned = [replace(one, counts=one.counts.renamed(names)) for one in readings]
    other = replace(bulletin, counts=bulletin.counts.renamed(names))
    first = tally(readings, tables, [bulletin], by="state")
    second = tally(turned, tables, [other], by="state")
    assert results(first, {}) == results(second, back)


def test_the_fixture_is_symmetric_too(announced: Announced) -> None:
    names = {"A": "B", "B": "A"}
    turned = [
        replace(
            one,
            counts=one.counts.renamed(names),
            shares=tuple((names[name], share) for name, share in one.shares),
        )
        for one in announced.bulletins
    ]
    first, second = tally((), bulletins=announced.bulletins), tally((), bulletins=turned)
    assert results(first, {}) == results(second, names)


def sheet(table: str, a: int, b: int) -> Reading:
    return Reading(table=table, counts=Counts.of({"A": a, "B": b}, valid=a + b))


TABLES = [PollingTable(id=f"{n}", electors=100, places=(("state", "x"),)) for n in range(4)]


def against(bulletin: Bulletin, sheets: list[Reading]) -> dict[str, tuple[object, object]]:
    made = tally(sheets, TABLES, [bulletin])
    return {
        c.sentence.partition(" announced")[0].partition(":")[0]: (c.result, c.by)
        for c in made.checks
        if c.name in (AGAINST, WITHIN)
    }


def test_announced_and_summed_match_or_differ_by_votes() -> None:
    sheets = [sheet(f"{n}", 50, 30) for n in range(4)]
    counts = Counts.of({"a": 200, "B": 121}, valid=320)
    found = against(Bulletin(seq=1, counts=counts, tables=4, tables_covered=4), sheets)
    assert found == {
        "Votes for A": (Comparison.MATCH, 0),
        "Votes for B": (Comparison.DIFFERS, 1),
        "Valid votes": (Comparison.MATCH, 0),
    }


def test_where_tables_are_missing_totals_are_held_to_what_is_open() -> None:
    sheets = [sheet(f"{n}", 50, 30) for n in range(3)]
    counts = Counts.of({"A": 251, "B": 89})
    found = against(Bulletin(seq=1, counts=counts, tables=4, tables_covered=4), sheets)
    assert found["Votes for A"] == (Comparison.DIFFERS, 1)
    assert found["Votes for B"] == (Comparison.DIFFERS, -1)
    assert found["3 of 4 tables are summed and all tables"] == (Comparison.NOT_COMPARABLE, None)


def test_a_bulletin_of_a_place_is_held_to_its_tables() -> None:
    tables = [*TABLES[:1], PollingTable(id="9", electors=100, places=(("state", "y"),))]
    bulletin = Bulletin(
        seq=1, counts=Counts.of({"A": 7}), places=(("state", "y"),), tables=1, tables_covered=1
    )
    made = tally([sheet("0", 50, 30), sheet("9", 7, 2)], tables, [bulletin])
    (found,) = [c for c in made.checks if c.name == AGAINST]
    assert found.result is Comparison.MATCH


def test_more_votes_than_electors_are_told() -> None:
    made = tally([sheet("0", 90, 30)], TABLES)
    (over,) = next(t for t in made.tested if "electors" in t.name).differing
    assert (over.by, over.word) == (20, "fails by 20")


def test_two_parishes_of_one_name_are_two() -> None:
    tables = [
        PollingTable(id="1", places=(("state", "x"), ("parish", "Centro"))),
        PollingTable(id="2", places=(("state", "y"), ("parish", "Centro"))),
        PollingTable(id="3"),
    ]
    made = tally([sheet("1", 1, 1)], tables, by="parish")
    assert [area.name for area in made.places] == ["not stated", "Centro, x", "Centro, y"]
    assert [area.missing for area in made.places] == [1, 0, 1]


def test_an_unknown_level_names_those_there_are() -> None:
    with pytest.raises(InputError, match="county") as caught:
        tally([sheet("1", 1, 1)], TABLES, by="county")
    assert "state" in caught.value.hint


def test_shares_are_of_valid_votes_only_where_every_sheet_states_them() -> None:
    other = Reading(table="1", counts=Counts.of({"A": 10, "B": 10}))
    assert tally([sheet("0", 5, 5)], TABLES).whole.base == ("valid votes", 10)
    assert tally([sheet("0", 5, 5), other], TABLES).whole.base == ("votes for candidates", 30)
