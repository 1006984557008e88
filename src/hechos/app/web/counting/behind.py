"""Who stands behind a number: a page of people, each with the claims that name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from hechos.app.web.objects.sheets import Sheets
from hechos.app.web.serving.asked import whole
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show

SIZE = 20
FEW = 3
"""Claims of one person that the page shows with their passages."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person or a group as a number counts it. `id` is that of a party, anything else for who is
    none; `note` says why he or she is in the number; `told` is what else is told: what, in words of
    the page, and as it stands."""

    name: str
    id: str
    note: str
    claims: tuple[str, ...]
    told: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_party(self) -> bool:
        return len(self.id) == 36


def behind_page(
    request: HttpRequest,
    shelf: Shelf,
    people: Sequence[Person],
    *,
    title: str,
    back: tuple[str, str],
) -> HttpResponse:
    """Show a page of the people; `back` is the name of the page of the number, with its words."""
    first = min(whole(request.GET.get("after", "")), len(people))
    shown = people[first : first + SIZE]
    claims = shelf.claims(c for one in shown for c in one.claims[:FEW])
    sheets = Sheets.of(shelf, claims)
    stay = request.GET.copy()
    stay.pop("after", None)
    return show(
        request,
        "counting/behind.html",
        shelf,
        title=title,
        back=back,
        people=shown,
        total=len(people),
        few=FEW,
        first=first,
        after=first + SIZE if first + SIZE < len(people) else None,
        stay=stay.urlencode(),
        line=sheets.doors.html,
        sheets=sheets.all(claims),
    )
