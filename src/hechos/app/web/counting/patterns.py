"""How documented incidents are spread over places and months, and how alike they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hechos.app.casework.counting.patterns import CaseIncidents, incidents_of
from hechos.app.web.counting.keeping import once, while_counting
from hechos.app.web.counting.reading import claims_of, incidents_in, linked_of
from hechos.app.web.objects.rows import rows_context
from hechos.app.web.serving.asked import whole
from hechos.app.web.serving.guards import case_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.counting.patterns.cases import Answer, Documented
from hechos.counting.patterns.patterns import Patterns, Question, find_patterns
from hechos.counting.patterns.spread import month_of
from hechos.records import Incident, Party

STATE = "state"
MONTHS = 12
MOST = 20
SIZE = 30
PERMUTATIONS = 199
"""Fewer than the command makes: a page waits for them."""


FITS: Mapping[str, Callable[[Documented, str], bool]] = {
    "place": lambda one, value: one.path(STATE)[-1:] == (value,),
    "month": lambda one, value: month_of(one.time) == value,
    "features": lambda one, value: one.answer(value) is Answer.YES,
    "forces": lambda one, value: value in one.forces,
    "levels": lambda one, value: one.level == value,
}
"""What an address may ask of incidents, by the name of the table that leads there."""


def _incidents(shelf: Shelf) -> CaseIncidents:
    language = (get_language() or "en").partition("-")[0]

    def make() -> CaseIncidents:
        return incidents_of(
            shelf.desk,
            claims_of(shelf),
            incidents_in(shelf),
            linked_of(shelf, Party),
            language=language,
        )

    return once(shelf, make, "incidents", language)


def _patterns(shelf: Shelf, found: CaseIncidents) -> Patterns:
    question = Question(
        level=STATE, known=found.states, permutations=PERMUTATIONS, missing_as_no=True
    )
    language = get_language() or "en"
    make: Callable[[], Patterns] = lambda: find_patterns(found.taken.cases, question)  # noqa: E731
    return once(shelf, make, "patterns", language)


@case_page()
@while_counting
def patterns(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show the tables, each with its denominator."""
    found = _incidents(shelf)
    made = _patterns(shelf, found)
    months = [month for month, number in made.spread.by_month if number]
    cells = {(place, month): number for place, month, number in made.spread.cells}
    return show(
        request,
        "counting/patterns.html",
        shelf,
        taken=found.taken,
        made=made,
        months=months[-MONTHS:],
        months_in_all=len(months),
        cells=cells,
        most=MOST,
    )


@case_page()
@while_counting
def behind(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show the incidents behind a number."""
    asked = {name: request.GET[name] for name in FITS if request.GET.get(name)}
    cases = [
        one
        for one in _incidents(shelf).taken.cases
        if all(FITS[name](one, value) for name, value in asked.items())
    ]
    first = min(whole(request.GET.get("after", "")), len(cases))
    shown = shelf.linked(Incident, [one.id for one in cases[first : first + SIZE]])
    context: dict[str, Any] = rows_context(shelf, shown)
    return show(
        request,
        "counting/incidents.html",
        shelf,
        title=", ".join(asked.values()) or _("All documented incidents"),
        records=shown,
        total=len(cases),
        first=first,
        after=first + SIZE if first + SIZE < len(cases) else None,
        asked=asked,
        **context,
    )
