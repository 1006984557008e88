"""The editor: one form with everything in it; nothing typed is lost when it is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hechos.app.casework.findings.basis import Basis
from hechos.app.casework.findings.writing import check_draft, revise, write_finding
from hechos.app.web.findings.lookup import Offer, offers
from hechos.app.web.findings.sheets import Passages, Source
from hechos.app.web.findings.typed import Typed, carried, change, typed_in, typed_of
from hechos.app.web.serving.acting import acting
from hechos.app.web.serving.guards import case_page, record_page
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.app.web.spoken import spoken
from hechos.errors import ConflictError, HechosError, InputError, NotAllowedError, NotFoundError
from hechos.records import LANGUAGES, Finding, Record, Sentence
from hechos.reporting.findings.check import Need, needs_of
from hechos.reporting.findings.held import Held
from hechos.reporting.findings.ladder import levels

BOTH = ("GET", "HEAD", "POST")
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Bound:
    """One binding in the editor. `field` is its hidden value."""

    words: str
    label: str
    field: str


@dataclass(frozen=True, slots=True)
class Block:
    """One sentence in the editor, with what it rests on and what still leads nowhere."""

    number: int
    sentence: Sentence
    bound: tuple[Bound, ...]
    needs: tuple[Need, ...]
    reasons: tuple[str, ...]
    sources: tuple[Source, ...]
    more: int
    asked: str | None = None
    offers: tuple[tuple[Offer, tuple[Source, ...]], ...] = ()


@case_page("write", methods=BOTH)
def new(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Write a finding; `bind` in the address names a record that its first sentence rests on."""
    return _edit(request, shelf, None)


@record_page("write", methods=BOTH)
def edit(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    if not isinstance(found, Finding):
        raise NotFoundError("This is no finding.")
    return _edit(request, shelf, found)


def _edit(request: HttpRequest, shelf: Shelf, before: Finding | None) -> HttpResponse:
    if request.method != "POST":
        typed = typed_of(before) if before else Typed(language=_language(shelf))
        bind = request.GET.get("bind", "")
        if bind and not before:
            _take(shelf, typed, f"rest:0:{bind}")
        return _page(request, shelf, typed, before=before)
    typed = typed_in(request.POST, shelf.mask.named)
    do = request.POST.get("do", "check")
    if do == "save":
        return _save(request, shelf, typed, before)
    if do.startswith("find:"):
        return _page(request, shelf, typed, before=before, do=do)
    _take(shelf, typed, do)
    return _page(request, shelf, typed, before=before)


def _language(shelf: Shelf) -> str:
    return next((one for one in shelf.desk.case.languages if one in LANGUAGES), LANGUAGES[0])


def _take(shelf: Shelf, typed: Typed, do: str) -> None:
    parts = do.split(":", 2)
    held = None
    if parts[0] == "rest" and len(parts) == 3:
        held = Basis(shelf.desk, shelf.actor, shelf.mask).held([parts[2]]).get(parts[2])
        if held is None:
            raise NotFoundError("There is no such record.")
    change(typed, do, held)


def _save(request: HttpRequest, shelf: Shelf, typed: Typed, before: Finding | None) -> HttpResponse:
    who = shelf.actor.pseudonym
    try:
        with acting(shelf) as desk:
            if before is None:
                finding = write_finding(desk, typed.draft, by=who)
            else:
                finding = revise(desk, before, typed.draft, by=who, because=typed.because)
    except (InputError, ConflictError, NotAllowedError) as error:
        return _page(request, shelf, typed, before=before, refused=error)
    answer = HttpResponseRedirect(reverse("finding", args=(finding.id,)))
    answer.status_code = 303
    return answer


def _page(
    request: HttpRequest,
    shelf: Shelf,
    typed: Typed,
    *,
    before: Finding | None,
    do: str = "",
    refused: HechosError | None = None,
) -> HttpResponse:
    basis = Basis(shelf.desk, shelf.actor, shelf.mask)
    held = basis.held(typed.records)
    blocks = _blocks(request, shelf, typed, held=held, do=do)
    answer = show(
        request,
        "findings/edit.html",
        shelf,
        typed=typed,
        before=before,
        blocks=blocks,
        refused=refused,
        asked=do,
        levels=[(code, spoken().word("ladder", code)) for code in levels(spoken())],
        proposed=_proposed(basis, held),
        languages=LANGUAGES,
    )
    if refused is not None:
        answer.status_code = 409 if isinstance(refused, ConflictError) else 422
    return answer


def _proposed(basis: Basis, held: Mapping[str, Held]) -> str:
    """Return the least level that the rules propose for what the sentences rest on."""
    found = [a.level.value for a in basis.assessments(held)]
    return min(found, default="")


def _blocks(
    request: HttpRequest, shelf: Shelf, typed: Typed, *, held: Mapping[str, Held], do: str
) -> list[Block]:
    problems = check_draft(typed.draft, held) if typed.language in LANGUAGES else []
    passages = Passages.of(shelf, (c for h in held.values() for c in h.claims))
    asked, words = _asked(request, do)
    blocks = []
    for n, sentence in enumerate(typed.sentences):
        here = [p for p in problems if p.sentence == n + 1]
        stretches = [p for b in sentence.bindings if b.to in held for p in held[b.to].passages]
        sources = passages.sources(stretches[: SHOWN * 4])
        found = _offers(shelf, sentence, words, typed.language) if asked == n else ()
        blocks.append(
            Block(
                number=n,
                sentence=sentence,
                bound=tuple(_bound(sentence, held)),
                needs=tuple(_open_needs(sentence, typed.language)),
                reasons=tuple(p.reason for p in here) if sentence.text.strip() else (),
                sources=tuple(sources),
                more=max(0, len(set(stretches)) - len(sources)),
                asked=words if asked == n else None,
                offers=found,
            )
        )
    return blocks


def _asked(request: HttpRequest, do: str) -> tuple[int, str]:
    """Return which sentence asks for records, and for which words; -1 where none does."""
    if not do.startswith("find:"):
        return -1, ""
    _find, number, words = (*do.split(":", 2), "")[:3]
    if not number.isdecimal():
        return -1, ""
    return int(number), words or request.POST.get(f"query-{number}", "").strip()


def _offers(
    shelf: Shelf, sentence: Sentence, words: str, language: str
) -> tuple[tuple[Offer, tuple[Source, ...]], ...]:
    basis = Basis(shelf.desk, shelf.actor, shelf.mask)
    found = offers(basis, sentence, words, language=language)
    passages = Passages.of(shelf, (c for o in found for c in o.held.claims[:SHOWN]))
    return tuple((o, tuple(passages.sources(o.held.passages[:1]))) for o in found)


def _bound(sentence: Sentence, held: Mapping[str, Held]) -> Sequence[Bound]:
    gone = _("something that is not there any more")
    return [
        Bound(b.words, held[b.to].label if b.to in held else gone, carried(b))
        for b in sentence.bindings
    ]


def _open_needs(sentence: Sentence, language: str) -> Sequence[Need]:
    return [
        need
        for need in needs_of(sentence.text, language)
        if not any(b.words and b.start < need.end and need.start < b.end for b in sentence.bindings)
    ]
