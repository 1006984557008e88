"""Accept many claims at once: those that fit a pattern, after a look at every one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hechos.app.casework.reviewing.batch import accept_many
from hechos.app.casework.versions import versions_of
from hechos.app.web.doors import Doors
from hechos.app.web.objects.sheets import ClaimSheet, Sheets
from hechos.app.web.reading.flow import unreviewed
from hechos.app.web.reading.review.deciding import LONGEST
from hechos.app.web.reading.review.forms import kind_choices
from hechos.app.web.reading.words import KINDS
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.guards import case_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.lang.folding import fold
from hechos.records import Claim

FITTING, LOOKED_AT, FIRST = 200, 4000, 50
"""So many are shown at once, so many are looked at for them; so many stand open on the page."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Which claims are meant; an empty part means any."""

    what: str = ""
    voice: str = ""
    source: str = ""
    words: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Pattern:
        return cls(**{name: asked.get(name, "").strip()[:200] for name in cls.__slots__})

    @property
    def kind(self) -> str:
        return self.what.partition(":")[0]

    @property
    def type(self) -> str:
        return self.what.partition(":")[2]

    def fits(self, claim: Claim) -> bool:
        return (
            (not self.type or claim.content.type == self.type)
            and (not self.voice or fold(self.voice) in fold(_speakers(claim)))
            and (not self.words or fold(self.words) in fold(claim.quote))
        )

    @property
    def is_empty(self) -> bool:
        return not any((self.what, self.voice, self.source, self.words))


@dataclass(frozen=True, slots=True)
class Preview:
    """The claims that fit, each with its version. `all_seen` is False where more were not
    looked at."""

    sheets: Sequence[tuple[ClaimSheet, str]] = ()
    all_seen: bool = True


def _speakers(claim: Claim) -> str:
    return " ".join(link.speaker.name or link.speaker.verbatim for link in claim.voice)


@case_page("code", methods=("GET", "HEAD", "POST"))
def review_many(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    pattern = Pattern.of(asked.dict())
    because = asked.get("because", "").strip()[:LONGEST]
    accepted, refused = 0, ""
    left: list[Claim] = []
    if request.method == "POST":
        chosen = dict(one.rpartition(":")[::2] for one in request.POST.getlist("claim")[:FITTING])
        if not because:
            refused = _("A decision needs a reason.")
        elif not chosen:
            refused = _("No claim is chosen.")
        else:
            accepted, left = _accept(shelf, chosen, because)
    preview = Preview() if pattern.is_empty else preview_of(shelf, pattern)
    return show(
        request,
        "reading/many.html",
        shelf,
        pattern=pattern,
        preview=preview,
        first=FIRST,
        kinds=KINDS,
        choices=kind_choices(),
        sources=_sources(shelf),
        because=because if refused else "",
        accepted=accepted,
        left=_sheets(shelf, left),
        refused=refused,
        line=Doors().html,
    )


def preview_of(shelf: Shelf, pattern: Pattern) -> Preview:
    """Return the claims nobody reviewed that fit, in reading order, as many as one page takes."""
    rows = unreviewed(shelf)
    if pattern.kind:
        rows = rows.filter(kind=pattern.kind)
    if pattern.source:
        rows = rows.filter(part_of=pattern.source)
    found: list[Claim] = []
    bodies = rows.values_list("body", flat=True)[: LOOKED_AT + 1].iterator()
    for looked, body in enumerate(bodies, 1):
        claim: Claim = shelf.mask.loads(body)
        if pattern.fits(claim):
            found.append(claim)
        if len(found) > FITTING or looked > LOOKED_AT:
            return Preview(_versioned(shelf, found[:FITTING]), all_seen=False)
    return Preview(_versioned(shelf, found))


def _versioned(shelf: Shelf, claims: Sequence[Claim]) -> list[tuple[ClaimSheet, str]]:
    versions = versions_of(shelf, claims)
    return [(sheet, versions[sheet.claim.id]) for sheet in _sheets(shelf, claims)]


def _sheets(shelf: Shelf, claims: Sequence[Claim]) -> list[ClaimSheet]:
    if not claims:
        return []
    sheets = Sheets.of(shelf, claims)
    return [sheets.claim(claim) for claim in claims]


def _accept(shelf: Shelf, chosen: Mapping[str, str], because: str) -> tuple[int, list[Claim]]:
    """Accept the claims that still are what the person saw; return the others."""
    with acting(shelf) as desk:
        claims = shelf.claims(chosen)
        now = versions_of(desk, claims)
        same = [c for c in claims if now[c.id] == chosen[c.id] and c.state == "proposed"]
        if same:
            accept_many(desk, same, because=because)
    taken = {c.id for c in same}
    return len(same), [c for c in claims if c.id not in taken]


def _sources(shelf: Shelf) -> list[tuple[str, str]]:
    """Return the first sources of the case, to choose from; others are reached from their text."""
    rows = shelf.given.filter(record="Capture").order_by("seq")
    return list(rows.values_list("id", "name")[:FITTING])
