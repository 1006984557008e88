"""Which lists share whom (an UpSet plot: Lex and others 2014)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hechos.plots.axes import TOP, Axis, Say, plainly, short
from hechos.plots.picture import Box, Dot, Line, Look, Picture, Shape, Words

COLUMN, ROW, TALL, LEFT, BARS = 26.0, 24.0, 150.0, 170.0, 110.0
MOST = 30


def plot_overlaps(
    lists: Sequence[str],
    cells: Mapping[int, int],
    *,
    title: str,
    rest: str = "",
    say: Say = plainly,
) -> Picture:
    """Return people by the lists they are on: bit j of a key of `cells` is list j.

    The `MOST` largest combinations are drawn; `rest` is the sentence about the others, in which
    {combinations} and {people} are filled in."""
    ordered = sorted(cells.items(), key=lambda one: (-one[1], one[0]))
    shown, others = ordered[:MOST], ordered[MOST:]
    sizes = [sum(n for mask, n in cells.items() if mask >> j & 1) for j in range(len(lists))]
    start = LEFT + BARS + 20
    width = max(start + COLUMN * max(len(shown), 1) + 20, 460.0)
    up = Axis.over([n for _, n in shown], TOP + 30 + TALL, TOP + 30)
    top = TOP + 30 + TALL + 18
    shapes: list[Shape] = [Words(16, TOP + 4, title, size=13, strong=True)]
    shapes += up.up(start - 6, width - 16, say)
    for number, (mask, people) in enumerate(shown):
        x = start + COLUMN * (number + 0.5)
        shapes += _column(x, (mask, people), len(lists), up=up, top=top)
    shapes += _rows(lists, sizes, top, say)
    foot = top + ROW * len(lists) + 16
    if others and rest:
        said = rest.format(combinations=len(others), people=say(sum(n for _, n in others)))
        shapes.append(Words(16, foot + 6, said, size=11, look=Look.QUIET))
        foot += 18
    return Picture(width, foot, tuple(shapes), _says(title, lists, shown, say))


def _column(
    x: float, cell: tuple[int, int], lists: int, *, up: Axis, top: float
) -> Iterator[Shape]:
    mask, people = cell
    foot, head = up.at(0), up.at(people)
    yield Box(x - 8, head, 16, foot - head, Look.MAIN)
    yield Words(x, head - 4, f"{people}", "middle", 9 if people > 999 else 10, Look.QUIET)
    on = [j for j in range(lists) if mask >> j & 1]
    for j in range(lists):
        yield Dot(x, top + ROW * (j + 0.5), 5, Look.INK if j in on else Look.GRID)
    if len(on) > 1:
        yield Line(x, top + ROW * (on[0] + 0.5), x, top + ROW * (on[-1] + 0.5), Look.INK)


def _rows(lists: Sequence[str], sizes: Sequence[int], top: float, say: Say) -> Iterator[Shape]:
    most = max(sizes, default=0) or 1
    for j, (name, size) in enumerate(zip(lists, sizes, strict=True)):
        y = top + ROW * (j + 0.5)
        long = (BARS - 40) * size / most
        yield Words(LEFT - 8, y + 4, short(name, 22), "end", 12)
        yield Box(LEFT, y - 7, long, 14, Look.LESS)
        yield Words(LEFT + long + 4, y + 4, say(size), "start", 10, Look.QUIET)


def _says(title: str, lists: Sequence[str], shown: Sequence[tuple[int, int]], say: Say) -> str:
    parts = (
        f"{' + '.join(name for j, name in enumerate(lists) if mask >> j & 1)}: {say(people)}"
        for mask, people in shown
    )
    return f"{title}. {'; '.join(parts)}"
