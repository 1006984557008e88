from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hechos.reporting.build import ReportRules
from hechos.reporting.drawing import LEFT, RIGHT, WIDTH, draw_card, draw_timeline
from hechos.reporting.tree import Card, Mark, Span, Timeline


def mark(low: float | None, high: float | None, point: float | None, name: str = "m") -> Mark:
    return Mark(
        id=name,
        label=name,
        as_of="",
        amount="",
        value="",
        low=low,
        high=high,
        point=point,
        hollow=False,
        derived=False,
        href="",
    )


def card(*marks: Mark) -> Card:
    return Card(id="u", title=(), universe=(), marks=marks, tables=())


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8))
def test_points_lie_on_the_axis_in_the_order_of_their_values(values: list[int]) -> None:
    drawing = draw_card(card(*(mark(v, v, v) for v in values)), ReportRules.load())
    assert drawing is not None
    points = [row.point or 0.0 for row in drawing.rows]
    assert all(LEFT <= p <= WIDTH - RIGHT for p in points)
    pairs = sorted(zip(values, points, strict=True))
    assert [p for _, p in pairs] == sorted(points)
    assert 2 <= len(drawing.ticks) <= 16
    assert len({t.label for t in drawing.ticks}) == len(drawing.ticks)


def test_floor_has_an_arrow_to_the_right_and_a_ceiling_to_the_left() -> None:
    drawing = draw_card(
        card(mark(12, None, 12), mark(None, 9, 9), mark(3, 5, None)), ReportRules.load()
    )
    assert drawing is not None
    floor, ceiling, between = drawing.rows
    assert (floor.open_right, floor.open_left) == (True, False)
    assert (ceiling.open_right, ceiling.open_left) == (False, True)
    assert (between.bar, between.point, between.open_left, between.open_right) == (
        True,
        None,
        False,
        False,
    )


def test_axis_says_where_it_does_not_start_at_zero() -> None:
    rules = ReportRules.load()
    near = draw_card(card(mark(27, 27, 27), mark(28, 28, 28)), rules)
    far = draw_card(card(mark(27, 27, 27), mark(400, 400, 400)), rules)
    assert near is not None
    assert far is not None
    assert (near.from_zero, far.from_zero) == (False, True)
    assert near.ticks[0].label != "0"


def test_card_without_a_number_has_no_drawing() -> None:
    assert draw_card(card(mark(None, None, None)), ReportRules.load()) is None


@given(
    st.lists(
        st.tuples(st.dates(date(1900, 1, 1), date(2090, 1, 1)), st.integers(0, 4000)),
        min_size=1,
        max_size=8,
    )
)
def test_incidents_lie_on_the_time_line(spans: list[tuple[date, int]]) -> None:
    made = tuple(
        Span(
            id="i",
            label="x",
            words="",
            start=start.isoformat(),
            end=(start + timedelta(days=length)).isoformat(),
            uncertain=False,
            href="",
        )
        for start, length in spans
    )
    drawing = draw_timeline(Timeline(id="t", title="", spans=made))
    assert drawing is not None
    assert all(LEFT <= row.x1 <= row.x2 <= WIDTH - RIGHT for row in drawing.rows)
    assert 2 <= len(drawing.ticks) <= 12
