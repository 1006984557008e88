"""Import of spreadsheets: choose one, say what its columns are, see what is wrong, import."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hechos.app.audit import log
from hechos.app.casework.importing import runs
from hechos.app.casework.importing.claims import EXPORTED, row_of
from hechos.app.casework.importing.mapping import (
    AS_WRITTEN,
    DAYS,
    KINDS,
    LEFT_OUT,
    NUMBERS,
    fields,
)
from hechos.app.casework.importing.sheets import SEPARATORS, preview, sheet_names
from hechos.app.casework.vocabularies.terms import ACTS, choices
from hechos.app.web.serving.guards import case_page
from hechos.app.web.serving.tables import csv_answer
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.app.work.models import ImportMap, ImportRun
from hechos.errors import HechosError, InputError, NotFoundError
from hechos.records import Capture, Claim

SHOWN = 30
FAULTS = 100
_TABLE = re.compile(r"\.(csv|tsv|txt|xlsx)\Z", re.IGNORECASE)
_ASK = {"-": LEFT_OUT, "=": AS_WRITTEN}


def _runs(shelf: Shelf) -> Any:
    return ImportRun.objects.filter(case=shelf.head, klass__lte=shelf.actor.clearance)


def _maps(shelf: Shelf) -> Any:
    return ImportMap.objects.filter(case=shelf.head, klass__lte=shelf.actor.clearance)


@case_page("code")
def imports(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show the spreadsheets of the case, the maps it keeps, and what was imported."""
    rows = shelf.given.filter(record="Capture", name__iregex=r"\.(csv|tsv|xlsx)$").order_by("-seq")
    latest = list(_runs(shelf).select_related("map").order_by("-id")[:SHOWN])
    return show(
        request,
        "intaking/imports.html",
        shelf,
        tables=list(shelf.captures(row.id for row in rows[:SHOWN]).values()),
        runs=latest,
        names=shelf.captures(run.capture for run in latest),
        maps=_maps(shelf).order_by("name")[:SHOWN],
    )


@case_page("code", methods=("GET", "HEAD", "POST"))
def new_import(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show the first rows of a spreadsheet and what its columns may be; take the map."""
    typed = request.POST if request.method == "POST" else request.GET
    capture = shelf.captures([typed.get("capture", "")]).get(typed.get("capture", ""))
    if capture is None:
        raise NotFoundError("There is no such spreadsheet.")
    error: HechosError | None = None
    if request.method == "POST" and typed.get("act") == "check":
        try:
            run = runs.save_map(
                shelf.desk,
                shelf.actor,
                name=typed.get("name", ""),
                body={**_typed_map(typed), "terms": _terms_of(shelf, typed.get("name", ""))},
                capture=capture,
            )
            where = reverse("import", args=(shelf.head.slug, run.pk))
            return HttpResponseRedirect(where, status=303)
        except InputError as refused:
            error = refused
    return _form(request, shelf, capture, error)


def _typed_map(typed: Mapping[str, str]) -> dict[str, Any]:
    head = typed.get("head", "1")
    return {
        "kind": typed.get("kind", ""),
        "sheet": typed.get("sheet", ""),
        "separator": typed.get("separator") or ",",
        "head": int(head) if head.isdecimal() and len(head) < 4 else 0,
        "columns": {n: typed[f"column-{n}"] for n in fields() if typed.get(f"column-{n}")},
        "fixed": {n: typed[f"fixed-{n}"].strip() for n in fields() if typed.get(f"fixed-{n}")},
        "days": typed.get("days", ""),
        "numbers": typed.get("numbers", ""),
    }


def _terms_of(shelf: Shelf, name: str) -> Mapping[str, Any]:
    kept = _maps(shelf).filter(name=name.strip()).first()
    return kept.body.get("terms", {}) if kept else {}


def _start(shelf: Shelf, typed: Mapping[str, str]) -> dict[str, str]:
    """Return what the form shows: what was typed, else a map that the case keeps."""
    chosen = typed.get("map", "")
    kept = _maps(shelf).filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    if kept is None:
        return defaultdict(str, typed.items())
    body = kept.body
    plain = {k: str(body[k]) for k in ("kind", "sheet", "separator", "head", "days", "numbers")}
    plain |= {f"column-{n}": v for n, v in body["columns"].items()}
    plain |= {f"fixed-{n}": v for n, v in body["fixed"].items()}
    return defaultdict(str, {**plain, "name": kept.name, "capture": typed.get("capture", "")})


def _form(
    request: HttpRequest, shelf: Shelf, capture: Capture, error: HechosError | None
) -> HttpResponse:
    typed = _start(shelf, request.POST if request.method == "POST" else request.GET)
    path = shelf.desk.objects.path(capture.address)
    names, lines, error = _seen(path, typed, error)
    head = int(typed["head"] or 1) if (typed["head"] or "1").isdecimal() else 1
    headed = next((line for line in lines if line.number >= head), None)
    return show(
        request,
        "intaking/new_import.html",
        shelf,
        capture=capture,
        typed=typed,
        error=error,
        sheets=names,
        lines=lines,
        headings=[cell.words.strip() for cell in headed.cells] if headed else [],
        fields=fields(),
        types=choices(shelf.desk, ACTS, get_language() or "en"),
        kinds=KINDS,
        days=DAYS,
        numbers=NUMBERS,
        separators=SEPARATORS,
        maps=_maps(shelf).order_by("name")[:SHOWN],
    )


def _seen(path: Path, typed: Mapping[str, str], error: HechosError | None) -> tuple[Any, ...]:
    try:
        names = sheet_names(path)
        sheet = typed["sheet"] if typed["sheet"] in names else ""
        return names, preview(path, sheet=sheet, separator=typed["separator"] or ","), error
    except InputError as refused:
        return (), [], error or refused


@case_page("code", methods=("GET", "HEAD", "POST"))
def one_import(request: HttpRequest, shelf: Shelf, run: int) -> HttpResponse:
    """Show how an import stands; take decisions on unknown words, or begin the import."""
    found = _one(shelf, run)
    if request.method == "POST":
        if request.POST.get("act") == "import":
            runs.begin_import(found, shelf.actor)
        else:
            runs.decide_terms(found, shelf.actor, _decided(request.POST))
        return HttpResponseRedirect(reverse("import", args=(shelf.head.slug, run)), status=303)
    return show(
        request,
        "intaking/import.html",
        shelf,
        run=found,
        capture=shelf.captures([found.capture]).get(found.capture),
        faults=found.found.get("faults", ())[:FAULTS],
        unknown=found.found.get("unknown", {}),
        types=choices(shelf.desk, ACTS, get_language() or "en"),
        waiting=found.state in ("checking", "importing"),
    )


def _one(shelf: Shelf, run: int) -> ImportRun:
    found: ImportRun | None = _runs(shelf).select_related("map").filter(pk=run).first()
    if found is None:
        raise NotFoundError("There is no such import.")
    return found


def _decided(typed: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return what the words of the table were decided to mean; those left open are left out."""
    terms: dict[str, dict[str, str]] = {"type": {}, "place": {}}
    for name in typed:
        kind, _dash, number = name.removeprefix("word-").partition("-")
        means = typed.get(f"means-{kind}-{number}", "").strip()
        other = typed.get(f"other-{kind}-{number}", "").strip()
        if name.startswith("word-") and kind in terms and (means or other):
            terms[kind][typed[name]] = other or _ASK.get(means, means)
    return terms


@case_page("code")
def faults(request: HttpRequest, shelf: Shelf, run: int) -> HttpResponse:
    """Send the list of what is wrong in the table."""
    found = _one(shelf, run)
    log.note("import faults listed", actor=shelf.actor.pseudonym, case=shelf.head.id)
    head = (_("Row"), _("Column"), _("Value"), _("What is wrong"), _("What would be accepted"))
    lines = (
        (f["row"], f["column"], f["value"], f["sentence"], f["accepted"])
        for f in found.found.get("faults", ())
    )
    return csv_answer(f"{shelf.head.slug}-import-{run}.csv", head, lines)


@case_page("export")
def imported_rows(request: HttpRequest, shelf: Shelf, run: int) -> HttpResponse:
    """Send what was imported as a table that an import reads again."""
    found = _one(shelf, run)
    log.note("exported", actor=shelf.actor.pseudonym, case=shelf.head.id, record=found.capture)
    own = [c for c in shelf.claims_of(found.capture) if _is_of(c, found.map.name)]
    lines = ([row_of(claim)[name] for name in EXPORTED] for claim in own)
    head = tuple(str(_(fields()[name].label)) for name in EXPORTED)
    return csv_answer(f"{shelf.head.slug}-rows-{run}.csv", head, lines)


def _is_of(claim: Claim, name: str) -> bool:
    return claim.rule.startswith(f"import/{name}#") and claim.state != "rejected"
