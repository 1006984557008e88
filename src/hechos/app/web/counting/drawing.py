"""Pictures of counting on a page."""

from __future__ import annotations

from markupsafe import Markup

from hechos import plots
from hechos.app.web.spoken import spoken


def drawn(picture: plots.Picture) -> Markup:
    """Return a picture for a page: whoever draws it escapes the words in it."""
    return Markup(plots.svg(picture, inside=True))  # noqa: S704 - escaped by plots.svg


def say(value: float) -> str:
    """Return a number of an axis in the language of the reader."""
    whole = float(value).is_integer()
    return spoken().number(int(value) if whole else float(f"{value:.3g}"))
