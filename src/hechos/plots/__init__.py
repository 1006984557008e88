"""Pictures of counts and estimates: plain numbers in, an SVG text or PNG bytes out.

Each plot is a function that returns a `Picture`; `svg` and `png` write it. Nothing is estimated or
rounded here: what is drawn is what was given, and words come from the caller in the reader's
language."""

from __future__ import annotations

from hechos.plots.axes import Say
from hechos.plots.intervals import Interval, plot_intervals
from hechos.plots.lists import plot_overlaps
from hechos.plots.picture import Picture, svg
from hechos.plots.png import png
from hechos.plots.posterior import plot_posterior
from hechos.plots.steps import Term, plot_flow, plot_survival

__all__ = [
    "Interval",
    "Picture",
    "Say",
    "Term",
    "plot_flow",
    "plot_intervals",
    "plot_overlaps",
    "plot_posterior",
    "plot_survival",
    "png",
    "svg",
]
