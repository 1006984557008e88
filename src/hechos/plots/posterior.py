"""The total of a population: how likely each number is, beside the number documented."""

from __future__ import annotations

from collections.abc import Sequence

from hechos.plots.axes import FOOT, RIGHT, TOP, WIDTH, Axis, Say, plainly
from hechos.plots.picture import Line, Look, Path, Picture, Shape, Words

EDGE, TALL = 40.0, 190.0


def plot_posterior(
    curve: Sequence[tuple[float, float]],
    *,
    documented: float,
    ends: tuple[float, float, float],
    words: tuple[str, str, str],
    say: Say = plainly,
) -> Picture:
    """Return a density with its interval shaded.

    `curve` is (total, density) by rising total, `ends` low, median and high; `words` are the
    title, what the documented number is called, and what the interval is called."""
    low, median, high = ends
    title, known, named = words
    axis = Axis.over([x for x, _ in curve] + [documented], EDGE, WIDTH - RIGHT, zero=False)
    top, foot = TOP + 44, TOP + 44 + TALL
    most = max((y for _, y in curve), default=1.0) or 1.0
    points = [(axis.at(x), round(foot - y / most * (TALL - 12), 2)) for x, y in curve]
    inside = [p for p, (x, _) in zip(points, curve, strict=True) if low <= x <= high]
    shapes: list[Shape] = [Words(EDGE, TOP + 4, title, size=13, strong=True)]
    shapes += axis.across(top, foot, say)
    if len(inside) > 1:
        area = ((inside[0][0], foot), *inside, (inside[-1][0], foot))
        shapes.append(Path(area, Look.BAND, filled=True))
    shapes.append(Path(tuple(points), Look.MAIN))
    x = axis.at(documented)
    shapes.append(Line(x, top - 4, x, foot, Look.KNOWN))
    anchor = "start" if x < WIDTH / 2 else "end"
    shapes.append(Words(x, top - 8, f"{known} {say(documented)}", anchor, 11, Look.KNOWN))
    shapes.append(Line(axis.at(median), top + 14, axis.at(median), foot, Look.QUIET))
    middle, said = (axis.at(low) + axis.at(high)) / 2, f"{named} {say(low)}–{say(high)}"
    shapes.append(Words(min(max(middle, 150), WIDTH - 170), top + 8, said, "middle", 12))
    says = f"{title}. {said}. {known} {say(documented)}."
    return Picture(WIDTH, foot + FOOT, tuple(shapes), says)


def density(draws: Sequence[float], points: int = 120) -> tuple[tuple[float, float], ...]:
    """Return a smooth curve of draws: a Gaussian kernel of Silverman's width on even points.

    Draws beyond the outermost half percent at either side are not drawn."""
    from math import exp

    ordered = sorted(draws)
    if len(ordered) < 2 or ordered[0] == ordered[-1]:
        return ()
    cut = len(ordered) // 200
    first, last = ordered[cut], ordered[-1 - cut]
    quarter = (ordered[len(ordered) * 3 // 4] - ordered[len(ordered) // 4]) / 1.34
    mean = sum(ordered) / len(ordered)
    spread = (sum((d - mean) ** 2 for d in ordered) / (len(ordered) - 1)) ** 0.5
    width = 0.9 * (min(quarter, spread) or spread) * len(ordered) ** -0.2
    step = ((last - first) or spread) / (points - 1)
    bins = [0] * points
    for draw in ordered:
        if first <= draw <= last:
            bins[round((draw - first) / step)] += 1
    reach = int(4 * width / step) + 1
    kernel = [exp(-0.5 * (k * step / width) ** 2) for k in range(-reach, reach + 1)]
    curve = []
    for at in range(-reach, points + reach):
        height = sum(
            kernel[k + reach] * bins[at + k]
            for k in range(-reach, reach + 1)
            if 0 <= at + k < points
        )
        curve.append((first + at * step, height))
    floor = ordered[0]
    return tuple((x, y) for x, y in curve if x >= floor)
