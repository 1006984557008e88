"""The fields of a record: shown in a panel, set in a form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language

from hechos.app.casework.vocabularies import fields, terms
from hechos.app.web.objects.sheets import label_of
from hechos.app.web.panels import Panel, register
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.guards import record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.app.web.spoken import spoken
from hechos.errors import ConflictError, HechosError, InputError, NotFoundError
from hechos.records import Record


@register
def fields_panel(request: HttpRequest, shelf: Shelf, record: Record) -> Panel | None:
    if type(record).__name__ not in fields.ON:
        return None
    found = fields.values_of(shelf.desk, record, get_language() or "en")
    if not found:
        return None
    shown = {"values": found, "may": shelf.actor.may("code"), "record": record.id}
    return Panel("vocabularies/panel.html", {**shown, "in_language": get_language() or "en"})


@record_page("code", methods=("GET", "HEAD", "POST"))
def editing(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Set the fields of a record; who comes second sees what stands and keeps what was typed."""
    language = get_language() or "en"
    values = fields.values_of(shelf.desk, found, language)
    if not values:
        raise NotFoundError("There are no fields here.")
    refused: HechosError | None = None
    if request.method == "POST":
        typed = {
            v.field.code: request.POST[f"f-{v.field.code}"]
            for v in values
            if f"f-{v.field.code}" in request.POST
        }
        said = {"by": shelf.actor.pseudonym, "because": request.POST.get("because", "")}
        try:
            with acting(shelf) as desk:
                fields.set_fields(desk, found, typed, seen=request.POST.get("seen", ""), **said)
            answer = HttpResponseRedirect(reverse("record", args=(found.id,)) + "#fields")
        except (InputError, ConflictError) as error:
            refused = error
        else:
            answer.status_code = 303
            return answer
    return show(
        request,
        "vocabularies/fields.html",
        shelf,
        record=found,
        label=label_of(found, spoken()),
        values=values,
        typed=request.POST,
        choices={
            v.field.code: terms.choices(shelf.desk, v.field.vocabulary, language)
            for v in values
            if v.field.kind == "choice"
        },
        seen=fields.mark_of(shelf.desk, found),
        refused=refused,
        in_language=language,
    )
