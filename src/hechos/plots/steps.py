"""A stock and what changed it; how long people were held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hechos.plots.axes import FOOT, LEFT, RIGHT, TOP, WIDTH, Axis, Say, plainly, short
from hechos.plots.picture import Box, Line, Look, Path, Picture, Shape, Words

ROW = 30.0
EDGE, TALL = 56.0, 200.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term of the stock identity: what it is called and what it adds (below 0: takes away)."""

    label: str
    change: float


def plot_flow(
    before: tuple[str, float],
    terms: Sequence[Term],
    after: tuple[str, float],
    *,
    title: str,
    say: Say = plainly,
) -> Picture:
    """Return the stock before, each term as a bar from where the last ended, and the stock after.

    A sum that does not reach `after` leaves a gap that is seen."""
    levels = [before[1]]
    for term in terms:
        levels.append(levels[-1] + term.change)
    axis = Axis.over([*levels, after[1]], LEFT, WIDTH - RIGHT - 50)
    top = TOP + 20
    foot = top + ROW * (len(terms) + 2)
    shapes: list[Shape] = [Words(16, TOP + 4, title, size=13, strong=True)]
    shapes += axis.across(top, foot, say)
    rows = [(before[0], 0.0, before[1], say(before[1]))]
    rows += [
        (t.label, level, level + t.change, f"{'+' if t.change > 0 else '−'}{say(abs(t.change))}")
        for t, level in zip(terms, levels, strict=False)
    ]
    rows.append((after[0], 0.0, after[1], say(after[1])))
    for number, (label, start, end, said) in enumerate(rows):
        y = top + ROW * (number + 0.5)
        whole = number in (0, len(rows) - 1)
        look = Look.MAIN if whole else Look.BAND if end >= start else Look.LESS
        left, right = sorted((axis.at(start), axis.at(end)))
        shapes.append(Words(LEFT - 14, y + 4, short(label), "end", 12, strong=whole))
        shapes.append(Box(left, y - 8, max(right - left, 1.0), 16, look))
        shapes.append(Words(right + 6, y + 4, said, "start", 11, Look.QUIET))
        if number < len(rows) - 1:
            x = axis.at(end)
            shapes.append(Line(x, y + 8, x, y + ROW - 8, Look.QUIET))
    says = f"{title}. " + "; ".join(f"{label}: {said}" for label, _, _, said in rows)
    return Picture(WIDTH, foot + FOOT, tuple(shapes), says)


def plot_survival(
    steps: Sequence[tuple[float, float, float, float]],
    *,
    title: str,
    across: str,
    say: Say = plainly,
) -> Picture:
    """Return the share still held by time since arrest: (time, share, low, high), rising times."""
    x = Axis.over([t for t, *_ in steps], EDGE, WIDTH - RIGHT)
    top = TOP + 24
    up = Axis(0.0, 1.0, 0.25, top + TALL, top)
    shapes: list[Shape] = [Words(EDGE, TOP + 4, title, size=13, strong=True)]
    shapes += up.up(EDGE, WIDTH - RIGHT, lambda share: f"{share:.0%}")
    shapes += x.across(top, top + TALL, say)
    shapes.append(Words(WIDTH - RIGHT, top + TALL + 34, across, "end", 11, Look.QUIET))
    held: list[list[tuple[float, float]]] = []
    for column in (1, 2, 3):
        points, share = [(x.at(0), up.at(1.0))], 1.0
        for step in steps:
            points += [(x.at(step[0]), up.at(share)), (x.at(step[0]), up.at(step[column]))]
            share = step[column]
        held.append(points)
    shapes.append(Path((*held[1], *reversed(held[2])), Look.BAND, filled=True))
    shapes.append(Path(tuple(held[0]), Look.MAIN))
    said = "; ".join(
        f"{say(t)}: {share:.0%}" for t, share, _, _ in steps[:: max(1, len(steps) // 8)]
    )
    return Picture(WIDTH, top + TALL + FOOT + 12, tuple(shapes), f"{title}. {said}")
