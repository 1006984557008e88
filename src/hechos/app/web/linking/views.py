"""The queue of pairs that wait, a decision on one, and the second look of another person."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hechos.app.casework.links.deciding import decide_link
from hechos.app.casework.links.review import agreement, review_again, second_sample
from hechos.app.casework.versions import check_version
from hechos.app.web.doors import page_of
from hechos.app.web.objects.forms import Refused, asked_in
from hechos.app.web.objects.kinds.base import Asking
from hechos.app.web.objects.kinds.links import act_words, link_page, neighbour, pair_of_ends
from hechos.app.web.objects.kinds.roles import place_of
from hechos.app.web.objects.near import page_of_rows
from hechos.app.web.objects.rows import rows_context
from hechos.app.web.objects.views import see_other
from hechos.app.web.panels import panels_of
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.guards import NOTHING, case_page, record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.errors import InputError, NotFoundError
from hechos.linking.deciding.places import span_of_mention
from hechos.linking.facts import mentions_of
from hechos.records import Claim, Decision, Doubt, LinkEdge, Record

KINDS = {
    "person": gettext_noop("Persons and bodies"),
    "incident": gettext_noop("Incidents"),
    "document": gettext_noop("Documents"),
    "origin": gettext_noop("Origins"),
}
CLASHES = ("conflict of decisions",)
SIZE = 20
_ID = re.compile(r"\s*\(?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)?")


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of the queue, as words alone: nothing of what anybody thinks of it."""

    edge: LinkEdge
    names: tuple[str, str]
    kind: str


@case_page()
def queue(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show the pairs that wait for a person, the most urgent first."""
    kind = request.GET.get("kind", "")
    rows = shelf.proposed.filter(record="LinkEdge").exclude(part_of="")
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    after = request.GET.get("after", "")
    found = page_of_rows(shelf, rows, size=SIZE, after=after)
    decided = _decided(shelf, found.records)
    waiting = [edge for edge in found.records if frozenset((edge.a, edge.b)) not in decided]
    names = _names(shelf, waiting)
    return show(
        request,
        "linking/queue.html",
        shelf,
        pairs=[Pair(e, (names[e.a], names[e.b]), _(KINDS[e.kind])) for e in waiting],
        clashes=_clashes(shelf),
        kinds={key: _(words) for key, words in KINDS.items()},
        chosen=kind if kind in KINDS else "",
        last=found.after,
        first=not after,
        **rows_context(shelf, []),
    )


def _clashes(shelf: Shelf) -> list[Doubt]:
    """Return the open doubts that two decisions on links cannot both hold."""
    rows = shelf.proposed.filter(record="Doubt", state="open", part_of="")
    found = page_of_rows(shelf, rows, size=200).records
    return [one for one in found if one.type in CLASHES][:SIZE]


def _decided(shelf: Shelf, edges: tuple[LinkEdge, ...]) -> set[frozenset[str | None]]:
    """Return the pairs that somebody has decided on since the queue was made."""
    taken = shelf.decisions(one for e in edges for one in (e.a, e.b))
    undone = {d.on for d in shelf.decisions(d.id for d in taken) if d.act == "retract"}
    return {frozenset((d.on, d.other)) for d in taken if d.other and d.id not in undone}


def _names(shelf: Shelf, edges: list[LinkEdge]) -> dict[str, str]:
    """Return how each end of some pairs is printed; the questions asked do not grow with them."""
    refs = list(dict.fromkeys(one for e in edges for one in (e.a, e.b)))
    mentions = [one for one in refs if span_of_mention(one)]
    found = dict.fromkeys(refs, _("not to be seen here"))
    for claim in shelf.claims_naming(mentions, most=4 * SIZE):
        found |= _printed(claim, found)
    for claim in shelf.claims(refs):
        found[claim.id] = claim.quote or claim.content.type
    for capture in shelf.captures(refs).values():
        found[capture.id] = capture.name
    return found


def _printed(claim: Claim, wanted: dict[str, str]) -> dict[str, str]:
    uses = ((place_of(claim, m), m.verbatim) for m, _role in mentions_of(claim))
    return {ref: words for ref, words in uses if ref in wanted}


@record_page("code", methods=("POST",))
def decide(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Take a decision on a pair, and lead to the next that waits."""
    if not isinstance(found, LinkEdge):
        raise NotFoundError(NOTHING)
    asked = asked_in(request.POST.dict())
    open_scores = request.POST.get("scores") == "shown"
    changes = (("scores", "shown"),) if open_scores else ()
    try:
        with acting(shelf) as desk:
            check_version(desk, found, asked.seen)
            by = desk.actor.pseudonym
            decide_link(desk, found.id, asked.act, by=by, because=asked.because, changes=changes)
    except InputError as error:
        return _refused(request, shelf, found, Refused(asked, error))
    return see_other(neighbour(shelf, found), page_of(found))


def _refused(request: HttpRequest, shelf: Shelf, edge: LinkEdge, refused: Refused) -> HttpResponse:
    """Show the pair again with what was typed, why it was refused, and the way out."""
    said = str(refused.error)
    against = _ID.search(said)
    answer = show(
        request,
        "objects/link.html",
        shelf,
        record=edge,
        panels=panels_of(request, shelf, edge),
        why=_ID.sub("", said),
        against=page_of(against.group().strip(" ()")) if against else "",
        scores=request.POST.get("scores") == "shown",
        **link_page(Asking(shelf, edge, refused), edge),
    )
    answer.status_code = 422
    return answer


@case_page("review")
def second(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show one decided pair to a second reviewer, blind; and how far two of them agree."""
    found = second_sample(shelf.desk, by=shelf.actor.pseudonym, limit=1)
    pair = found[0] if found else None
    return show(
        request,
        "linking/second.html",
        shelf,
        pair=pair,
        kind=_(KINDS[pair.kind]) if pair else "",
        ends=pair_of_ends(shelf, pair.kind, pair.a, pair.b) if pair else [],
        words=act_words(pair.kind) if pair else [],
        agreement=agreement(shelf.desk),
        **rows_context(shelf, []),
    )


@record_page("review", methods=("POST",))
def again(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Keep the word of a second reviewer; no link changes."""
    if not isinstance(found, Decision):
        raise NotFoundError(NOTHING)
    asked = asked_in(request.POST.dict())
    with acting(shelf) as desk:
        by = desk.actor.pseudonym
        review_again(desk, found.id, asked.act, by=by, because=asked.because)
    return see_other(request.POST.get("next", ""), page_of(found))
