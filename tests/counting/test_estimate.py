"""What an estimate says, what it refuses, and how strata are put together."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hechos.counting import Context, Estimate, Histories, Unit, Verdict, estimate
from hechos.counting.verdicts import Code, Linkage, rounded
from hechos.errors import InputError

Read = Callable[[str], Histories]
KEYS = [
    "documented", "median", "low", "high", "level", "method", "verdict", "reasons", "diagnostics",
]  # fmt: skip


def codes(found: Estimate) -> set[str]:
    return {reason.code.value for reason in found.reasons}


def no_number(found: Estimate) -> bool:
    plain = json.dumps(found.to_json(), allow_nan=False)
    kept = json.loads(plain)
    return (
        found.verdict is Verdict.REFUSE
        and kept["median"] is kept["low"] is kept["high"] is None
        and f"{found.documented:,} people are documented" in found.sentence()
        and "interval" not in found.sentence()
    )


def test_two_lists_are_refused_and_shown_as_a_diagnostic() -> None:
    rows = [{"a": 1, "b": 0, "count": 140}, {"a": 0, "b": 1, "count": 90}]
    found = estimate([*rows, {"a": 1, "b": 1, "count": 60}])
    assert no_number(found)
    assert codes(found) == {"R1"}
    assert found.diagnostics["pairs"] == {"a, b": [496.6, 40.7]}
    assert "at least 3 independent lists" in found.sentence()


def test_an_empty_list_is_no_list() -> None:
    found = estimate(Histories.of(["a", "b", "c"], {1: 40, 2: 30, 3: 20}))
    assert no_number(found)
    assert codes(found) == {"R1"}
    assert found.log == ("Nobody is on c, left out.",)


def test_lists_of_one_origin_are_one_list() -> None:
    table = Histories.of(["agency", "reprint", "court"], {1: 40, 3: 30, 4: 20, 7: 9, 5: 8})
    found = estimate(table, context=Context(origins={"agency": "wire", "reprint": "wire"}))
    assert no_number(found)
    assert codes(found) == {"R1"}
    assert found.histories.lists == ("agency+reprint", "court")
    assert found.log == ("agency and reprint have one origin and are one list.",)


def test_a_list_that_could_not_reach_a_stratum_is_no_list_of_it() -> None:
    north = Histories.of("abcd", {1: 40, 2: 50, 4: 30, 3: 9, 5: 8, 6: 7, 7: 3})
    south = Histories.of("abcd", {1: 40, 2: 50, 8: 30, 3: 9, 9: 8, 10: 7, 11: 3})
    tables = {("north",): north, ("south",): south}
    blind = Context(structural_zeros={"d": ("north",)})
    found = estimate(tables, strata=("place",), context=blind, method="dga", checks=False)
    assert found.strata["north",].log == ("d could not reach north, left out there.",)
    assert found.strata["south",].log == ("Nobody is on c, left out.",)
    wrong = Context(structural_zeros={"d": ("south",)})
    with pytest.raises(InputError, match="said not to reach south, and has 48 people"):
        estimate(tables, strata=("place",), context=wrong)


def test_few_people_on_several_lists_tell_nothing() -> None:
    found = estimate(Histories.of("abc", {1: 60, 2: 70, 4: 50, 3: 4, 5: 3, 6: 2}))
    assert codes(found) == {"R3"}
    assert "9 people are on more than one list" in found.reasons[0].sentence


def test_parts_that_share_nobody_are_refused() -> None:
    found = estimate(Histories.of(["a", "b", "c"], {1: 40, 2: 30, 4: 20, 3: 6}))
    assert no_number(found)
    assert "R2" in codes(found)


def test_lists_in_a_row_are_refused() -> None:
    found = estimate(Histories.of(["a", "b", "c"], {1: 40, 2: 30, 4: 20, 3: 6, 6: 5}))
    assert no_number(found)
    assert "R3" in codes(found)


@pytest.mark.parametrize(
    ("context", "code"),
    [
        (Context(unit=Unit.UNNAMED), "R6"),
        (Context(unit=Unit.EVENT), "R6"),
        (Context(differs="the court's list starts in 1999"), "R6"),
        (Context(linkage_known=False), "R7"),
    ],
)
def test_what_is_known_of_the_lists_can_refuse(
    four: Histories, context: Context, code: str
) -> None:
    found = estimate(four, context=context)
    assert no_number(found)
    assert codes(found) == {code}


def test_wrong_use_is_told() -> None:
    table = Histories.of(["a", "b", "c"], {7: 19})
    with pytest.raises(InputError, match="no method “magic”"):
        estimate([{"a": 1, "b": 0}], method="magic")
    for wrong in (
        {"colour": 3},
        {"level": 1.5},
        {"context": Context(left_out=("d",))},
        {"strata": ("place",)},
    ):
        with pytest.raises(InputError):
            estimate(table, **wrong)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="neither 0 nor 1"):
        estimate([{"a": "Lima", "b": 1}])
    with pytest.raises(InputError, match="cannot be read"):
        estimate(Path("nowhere.csv"))
    with pytest.raises(InputError, match="no rows"):
        estimate([])


@given(st.floats(1, 1e9), st.floats(0.5, 1e8))
def test_two_digits_of_the_width_are_kept(value: float, width: float) -> None:
    found = rounded(value, width)
    unit = 10 ** max(0, math.floor(math.log10(width)) - 1)
    assert found % unit == 0
    assert abs(found - value) <= unit / 2 + 1e-6 * value


class TestNumbers:
    """What needs the extra."""

    @pytest.fixture(autouse=True)
    def _extra(self) -> None:
        pytest.importorskip("numba", reason="needs the extra count")

    def test_an_estimate_says_all_that_must_stand_beside_it(self, four: Histories) -> None:
        found = estimate(four, method="dga", points=300)
        plain = json.loads(json.dumps(found.to_json(), allow_nan=False))
        assert list(plain)[:9] == KEYS
        assert plain["documented"] == four.documented <= plain["low"] <= plain["median"]
        said = found.sentence()
        assert said.startswith(str(found.interval))
        for words in ("95% interval", "485 of them are documented", "4 lists", *found.assumptions):
            assert words in said
        assert "485 documented" in repr(found)
        assert len(plain["digest"]) == 64
        assert plain["versions"]["hechos"]

    def test_every_check_is_made(self, four: Histories) -> None:
        found = estimate(four, method="dga", points=300)
        assert [one.name for one in found.without] == list(four.lists)
        assert [one.size for one in found.left_out] == list(four.sizes)
        assert {one.method for one in found.methods} == {"lcm", "loglinear", "chao"}
        bare = estimate(four, method="dga", points=300, checks=False)
        assert (bare.low, bare.median, bare.high) == (found.low, found.median, found.high)
        assert bare.methods == bare.without == bare.left_out == ()
        assert bare.digest != found.digest

    def test_the_same_asked_again_is_the_same(self, four: Histories, tmp_path: Path) -> None:
        quick = {"effective": 200, "warm": 300, "checks": False, "seed": 3}
        once = estimate(four, **quick)  # type: ignore[arg-type]
        kept = estimate(four, cache=tmp_path, **quick)  # type: ignore[arg-type]
        read = estimate(four, cache=tmp_path, **quick)  # type: ignore[arg-type]
        assert once.to_json() == kept.to_json() == read.to_json()
        other = estimate(four, cache=tmp_path, **{**quick, "seed": 4})  # type: ignore[arg-type]
        assert other.draws != once.draws
        assert other.digest != once.digest

    def test_a_file_cut_short_is_fitted_anew(self, four: Histories, tmp_path: Path) -> None:
        once = estimate(four, method="dga", checks=False, cache=tmp_path)
        for file in tmp_path.rglob("*.json"):
            file.write_text(file.read_text(encoding="utf-8")[:40], encoding="utf-8")
        assert (
            estimate(four, method="dga", checks=False, cache=tmp_path).to_json() == once.to_json()
        )

    def test_variants_that_were_tried_leave_a_trace(self, tmp_path: Path) -> None:
        rows = [
            {"place": place, "sex": sex, "a": m & 1, "b": m >> 1 & 1, "c": m >> 2 & 1, "count": 9}
            for place in ("north", "south")
            for sex in ("f", "m")
            for m in range(1, 8)
        ]
        for by in (("place",), ("sex",), ("place", "sex")):
            rest = [{k: v for k, v in row.items() if k in (*by, *"abc", "count")} for row in rows]
            found = estimate(rest, strata=by, method="chao", cache=tmp_path, checks=False)
        assert found.variants == ("chao {} by place", "chao {} by sex")

    def test_whom_only_a_list_left_out_names_stays_documented(self, four: Histories) -> None:
        found = estimate(
            four, method="dga", context=Context(left_out=("clinic",)), checks=False, delta=1.0
        )
        assert found.documented == four.documented
        assert found.histories.lists == ("church", "court", "press")
        assert found.log == ("Left out by decision: clinic.",)
        assert found.low is None or found.low >= four.documented


class TestStrata:
    """Each stratum is fitted alone; what is not estimated is in no total."""

    @pytest.fixture(autouse=True)
    def _extra(self) -> None:
        pytest.importorskip("numba", reason="needs the extra count")

    @pytest.fixture
    def by_place(self, four: Histories) -> dict[tuple[str, ...], Histories]:
        half = Histories.of(four.lists, {mask: count // 2 for mask, count in four.cells})
        return {
            ("north",): four,
            ("south",): half,
            ("east",): Histories.of(four.lists, {1: 30, 2: 20, 3: 5}),
        }

    def test_a_stratum_that_is_refused_is_in_no_total(
        self, by_place: dict[tuple[str, ...], Histories]
    ) -> None:
        found = estimate(by_place, strata=("place",), method="dga", points=300, checks=False)
        north, south = found.strata["north",], found.strata["south",]
        assert found.not_estimated == (("east",),)
        assert found.documented == sum(one.documented for one in by_place.values())
        assert found.documented_estimated == north.documented + south.documented
        assert found.median is not None
        assert north.median is not None
        assert south.median is not None
        assert found.median == pytest.approx(north.median + south.median, rel=0.03)
        assert "Not estimated, and not in these numbers: east (55 documented)" in found.sentence()
        assert found.verdict is Verdict.WARN
        assert Code.STRATA_LEFT in {reason.code for reason in found.reasons}

    def test_the_sum_of_draws_is_narrower_than_the_sum_of_ends(
        self, by_place: dict[tuple[str, ...], Histories]
    ) -> None:
        found = estimate(by_place, strata=("place",), method="dga", points=300, checks=False)
        own = [one.interval for one in found.strata.values() if one.interval]
        assert found.high is not None
        assert found.low is not None
        assert found.high - found.low < sum(one.high - one.low for one in own)

    def test_without_each_stratum_the_total_loses_it(
        self, by_place: dict[tuple[str, ...], Histories]
    ) -> None:
        found = estimate(by_place, strata=("place",), method="dga", points=300)
        assert {one.name for one in found.without} == {"north", "south"}
        assert sum(one.moved or 0 for one in found.without) == pytest.approx(-1, abs=0.05)
        assert [one.method for one in found.methods] == ["dga, not stratified"]

    def test_where_no_stratum_can_be_estimated_there_is_no_total(self) -> None:
        small = Histories.of(["a", "b", "c"], {1: 3, 2: 2})
        found = estimate({("x",): small, ("y",): small}, strata=("place",))
        assert no_number(found)
        assert codes(found) == {"R1"}


@pytest.mark.parametrize(
    ("name", "verdict", "said"),
    [
        ("kosovo", Verdict.ESTIMATE, ""),
        ("spina_bifida_my97", Verdict.ESTIMATE, ""),
        ("korea_palembang", Verdict.WARN, "Averaging over graphs is refused"),
        ("hav_taiwan", Verdict.WARN, "Averaging over graphs is refused"),
        ("gaza_2023_2024", Verdict.REFUSE, "fits two totals, near 54,000 and near 79,000"),
        ("peru_cvr_3list", Verdict.REFUSE, "about as open as it was"),
        ("artificial_3", Verdict.REFUSE, "share nobody"),
    ],
)
def test_published_tables_get_the_verdict_that_they_should(
    name: str, verdict: Verdict, said: str, tables: Read
) -> None:
    pytest.importorskip("numba", reason="needs the extra count")
    found = estimate(tables(name), effective=400, warm=500)
    assert found.verdict is verdict, found.sentence()
    assert (found.median is None) == (verdict is Verdict.REFUSE)
    assert said in " ".join(reason.sentence for reason in found.reasons)


def test_replicates_are_one_total_or_none(four: Histories) -> None:
    pytest.importorskip("numba", reason="needs the extra count")
    from hechos.counting.combining import combine_estimates

    tables = [Histories.of(four.lists, {m: n + k for m, n in four.cells}) for k in range(3)]
    found = [estimate(one, method="dga", points=300, checks=False) for one in tables]
    whole = combine_estimates(found)
    medians = [one.median for one in found if one.median]
    assert min(medians) < whole.middle < 1.1 * max(medians)
    assert whole.low < whole.middle < whole.high
    assert combine_estimates(found, rule="rubin").low >= whole.low
    with pytest.raises(InputError, match="1 of 4 replicates"):
        combine_estimates([*found, estimate(Histories.of("abc", {1: 4, 3: 2}))])


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.integers(1, 15), st.integers(0, 40), max_size=15),
    st.sampled_from(["dga", "chao", "chapman"]),
)
def test_an_estimate_is_a_number_or_a_reason(cells: dict[int, int], method: str) -> None:
    pytest.importorskip("numba", reason="needs the extra count")
    found = estimate(Histories.of("abcd", cells), method=method, checks=False)
    plain = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert (plain["median"] is None) == (plain["verdict"] == "refuse")
    if plain["median"] is not None:
        assert plain["documented"] <= plain["low"] <= plain["median"] <= plain["high"]
    assert found.reasons or plain["verdict"] == "estimate"
    assert f"{found.documented:,}" in found.sentence()


def test_linkage_is_part_of_what_an_estimate_follows_from(four: Histories) -> None:
    measured = Linkage(precision=(0.98, 0.96, 0.99), recall=(0.9, 0.85, 0.95))
    asked = [Context(unit=Unit.EVENT), Context(unit=Unit.EVENT, linkage=measured)]
    assert len({estimate(four, context=context).digest for context in asked}) == 2
