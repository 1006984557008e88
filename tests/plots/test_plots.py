"""Pictures hold what was given: as SVG that a strict page may hold, and as PNG."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from hechos.plots import (
    Interval,
    Picture,
    Term,
    plot_flow,
    plot_intervals,
    plot_overlaps,
    plot_posterior,
    plot_survival,
    png,
    svg,
)
from hechos.plots.axes import Axis
from hechos.plots.posterior import density

LISTS = ["Morgue", "Familias & <amigos>", "Prensa"]


def pictures() -> dict[str, Picture]:
    curve = density([1000 + (n * 37 % 400) for n in range(500)])
    return {
        "posterior": plot_posterior(
            curve,
            documented=700,
            ends=(1010, 1200, 1390),
            words=("Muertes", "documentadas", "95 %"),
        ),
        "overlaps": plot_overlaps(LISTS, {1: 40, 2: 30, 3: 9, 7: 2}, title="Por listas"),
        "intervals": plot_intervals(
            [Interval(label="a", low=3, middle=5, high=9), Interval(label="b", note="refused")],
            title="Methods",
            documented=2,
            documented_words="documented",
        ),
        "flow": plot_flow(("a", 10), [Term(label="x", change=-3)], ("b", 7), title="Held"),
        "survival": plot_survival([(2, 0.5, 0.3, 0.7)], title="Held", across="days"),
    }


@pytest.mark.parametrize("name", pictures())
def test_an_svg_is_well_formed_and_brings_no_style_or_address(name: str) -> None:
    written = svg(pictures()[name])
    root = etree.fromstring(written.encode())
    assert root.get("aria-label") == pictures()[name].says
    for element in root.iter():
        assert "style" not in element.attrib
        assert not any(key.startswith("on") or "href" in key for key in element.attrib)
    assert "nan" not in re.sub(r'aria-label="[^"]*"', "", written).lower()


@pytest.mark.parametrize("name", pictures())
def test_a_png_has_the_size_asked_for_and_is_not_empty(name: str) -> None:
    picture = pictures()[name]
    image = Image.open(io.BytesIO(png(picture, scale=1.5)))
    assert image.size == (round(picture.width * 1.5), round(picture.height * 1.5))
    assert len(image.getcolors(1 << 20) or []) > 8


def test_words_of_the_case_are_escaped() -> None:
    written = svg(pictures()["overlaps"])
    assert "Familias &amp; &lt;amigos&gt;" in written
    assert "<amigos>" not in written


def test_what_was_not_estimated_is_said_and_not_drawn() -> None:
    picture = plot_intervals([Interval(label="b", note="not estimated")], title="t")
    assert "not estimated" in svg(picture)
    assert "<circle" not in svg(picture)


def test_a_balance_that_does_not_add_up_shows_the_gap() -> None:
    sound = svg(plot_flow(("a", 10), [Term(label="x", change=-3)], ("b", 7), title="t"))
    broken = svg(plot_flow(("a", 10), [Term(label="x", change=-3)], ("b", 9), title="t"))
    assert sound != broken


@given(st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=1, max_size=8))
def test_an_axis_holds_its_values_between_round_ends(values: list[float]) -> None:
    axis = Axis.over(values, 0, 500)
    assert axis.low <= min(*values, 0) + axis.step * 1e-6
    assert max(values) <= axis.high + axis.step * 1e-6
    assert 2 <= len(axis.ticks) <= 12
    assert [axis.at(t) for t in axis.ticks] == sorted(axis.at(t) for t in axis.ticks)


@given(
    st.dictionaries(st.integers(1, 31), st.integers(0, 10**6), max_size=31),
    st.lists(st.integers(0, 10**6), max_size=60),
)
def test_any_numbers_give_a_picture(cells: dict[int, int], draws: list[int]) -> None:
    etree.fromstring(svg(plot_overlaps(list("abcde"), cells, title="t")).encode())
    curve = density([float(d) for d in draws])
    picture = plot_posterior(curve, documented=5, ends=(6, 7, 8), words=("a", "b", "c"))
    etree.fromstring(svg(picture).encode())
    same = [Interval(label="x", low=n, middle=n, high=n, known=n) for n in draws]
    etree.fromstring(svg(plot_intervals(same, title="t")).encode())


def test_a_curve_is_where_the_draws_are() -> None:
    curve = density([float(100 + n % 50) for n in range(1000)])
    tallest = max(curve, key=lambda point: point[1])
    assert 100 <= tallest[0] <= 150
    assert density([5.0]) == density([]) == density([3.0, 3.0]) == ()
