"""The list of findings, one version with its standing, what signs and what takes it back."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hechos.app.casework.findings.basis import Basis
from hechos.app.casework.findings.standing import changes_of, standing_of, standings, versions_of
from hechos.app.casework.findings.writing import check_signer, decline, recall, sign, submit
from hechos.app.casework.versions.marks import as_kept
from hechos.app.web.findings.sheets import sentences_of
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.guards import case_page, record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.app.work.members import who_sees
from hechos.errors import HechosError, InputError, NotFoundError
from hechos.records import Finding, Record
from hechos.reporting.findings.standing import SIGNERS, authors_of, hash_of

ROWS = 30


@case_page()
def listing(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show the latest version of each finding, the newest first."""
    before = request.GET.get("before", "")
    rows = shelf.given.filter(record="Finding").order_by("-seq")
    if before.isdecimal():
        rows = rows.filter(seq__lt=int(before))
    found = list(rows[: ROWS + 1])
    findings = [shelf.read(row) for row in found[:ROWS]]
    known = standings(shelf.head, findings)
    newest = [f for f in findings if known[f.id].state != "revised"]
    changed = changes_of(Basis(shelf.desk, shelf.actor, shelf.mask), newest)
    return show(
        request,
        "findings/list.html",
        shelf,
        found=[(f, known[f.id], changed[f.id]) for f in newest],
        signers=SIGNERS,
        before=found[ROWS - 1].seq if len(found) > ROWS else None,
        first=not before,
    )


@record_page()
def finding(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    one = finding_in(found)
    return show(request, "findings/finding.html", shelf, **context_of(shelf, one))


def finding_in(found: Record) -> Finding:
    if not isinstance(found, Finding):
        raise NotFoundError("This is no finding.")
    return found


def context_of(shelf: Shelf, one: Finding) -> dict[str, Any]:
    """Return what the page of a version shows, and its signing page."""
    versions = [v for v in versions_of(shelf.head, one.finding) if v.klass <= shelf.actor.clearance]
    standing = standing_of(shelf.head, one)
    return {
        "one": one,
        "versions": versions,
        "standing": standing,
        "signers": SIGNERS,
        "sheets": sentences_of(shelf, one),
        "changed": changes_of(Basis(shelf.desk, shelf.actor, shelf.mask), [one])[one.id],
        "sha256": hash_of(as_kept(shelf.head, [one])[0]),
        "signing": _who_signs(shelf, one, authors_of(one, versions)),
        "is_author": shelf.actor.pseudonym in authors_of(one, versions),
        "has_signed": shelf.actor.pseudonym in {d.made.by for d in standing.signatures},
    }


def _who_signs(shelf: Shelf, one: Finding, authors: frozenset[str]) -> list[str]:
    """Return the pseudonyms of those who may sign this version, as far as places go."""
    people = who_sees(shelf.head, one.klass)
    return [a.pseudonym for _, a in people if a.may("sign") and a.pseudonym not in authors]


@record_page()
def versions(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Show every version beside the one before it, sentence by sentence."""
    one = finding_in(found)
    every = [v for v in versions_of(shelf.head, one.finding) if v.klass <= shelf.actor.clearance]
    known = standings(shelf.head, every)
    steps = []
    for n, version in enumerate(every):
        before = every[n - 1] if n else None
        steps.append((version, known[version.id], _difference(before, version)))
    return show(request, "findings/versions.html", shelf, one=one, steps=steps[::-1])


def _difference(before: Finding | None, after: Finding) -> Sequence[tuple[str, str]]:
    """Return (sign, sentence) lines: "-" is gone, "+" is new, "" stays."""
    old = [s.text for s in before.sentences] if before else []
    new = [s.text for s in after.sentences]
    lines: list[tuple[str, str]] = []
    for op, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if op == "equal":
            lines += [("", text) for text in old[a:b]]
        else:
            lines += [("-", text) for text in old[a:b]]
            lines += [("+", text) for text in new[c:d]]
    return lines


@record_page("write", methods=("POST",))
def submitting(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    with acting(shelf) as desk:
        submit(desk, finding_in(found), by=shelf.actor.pseudonym)
    return _to(found)


@record_page("write", methods=("GET", "HEAD", "POST"))
def recalling(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    one = finding_in(found)
    refused: HechosError | None = None
    because = request.POST.get("because", "")
    if request.method == "POST":
        try:
            with acting(shelf) as desk:
                recall(desk, one, by=shelf.actor.pseudonym, because=because)
            return _to(found)
        except InputError as error:
            refused = error
    context = {"one": one, "because": because, "refused": refused}
    return show(request, "findings/recall.html", shelf, **context)


@record_page("sign", methods=("GET", "HEAD", "POST"), fresh=True)
def signing(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Show everything that a signature is of, and take it."""
    one = finding_in(found)
    refused: HechosError | None = None
    because = request.POST.get("because", "")
    if request.method == "POST":
        try:
            with acting(shelf) as desk:
                if request.POST.get("act") == "decline":
                    decline(desk, one, by=shelf.actor.pseudonym, because=because)
                else:
                    sha256 = request.POST.get("sha256", "")
                    sign(desk, one, by=shelf.actor.pseudonym, because=because, sha256=sha256)
            return _to(found)
        except HechosError as error:
            refused = error
    context = context_of(shelf, one)
    context |= {"because": because, "refused": refused, "why_not": _why_not(shelf, one)}
    return show(request, "findings/sign.html", shelf, **context)


def _why_not(shelf: Shelf, one: Finding) -> HechosError | None:
    """Return why this person cannot sign this version; None where he or she can."""
    try:
        check_signer(shelf.desk, shelf.actor, one, shelf.actor.pseudonym)
    except HechosError as error:
        return error
    return None


def _to(found: Record) -> HttpResponse:
    answer = HttpResponseRedirect(reverse("finding", args=(found.id,)))
    answer.status_code = 303
    return answer
