"""Registers of people held: who is in, who came and went, for how long, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from markupsafe import Markup

from hechos import plots
from hechos.app.audit import log
from hechos.app.web.counting.behind import Person, behind_page
from hechos.app.web.counting.drawing import drawn, say
from hechos.app.web.counting.keeping import once, while_counting
from hechos.app.web.counting.reading import register_rows
from hechos.app.web.serving.guards import case_page
from hechos.app.web.serving.tables import csv_answer
from hechos.app.web.shelf import Shelf
from hechos.app.web.showing import show
from hechos.counting.registers.build import is_of_detention
from hechos.counting.registers.bulletin import Bulletin, bulletin, last_change, week_before
from hechos.counting.registers.cases.doubts import doubt_id
from hechos.counting.registers.cases.lists import (
    DOCUMENTS,
    CaseRegister,
    lists_in,
    register_of,
)
from hechos.counting.registers.checks import Check, check_register
from hechos.counting.registers.duration import Survival, durations, seen_by_judge
from hechos.counting.registers.kinds import lines
from hechos.counting.registers.measures import measures
from hechos.counting.registers.spells import Spell
from hechos.counting.registers.stock import IN, NAMES, Balance, stock
from hechos.counting.registers.telling import lines_of
from hechos.errors import InputError, NotFoundError
from hechos.records import Doubt

MOST = 50
"""Doubts and steps of the curve that the page shows."""
TERMS = NAMES | {"new": "newly held"}
NO_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which register, on which day, and since which day."""

    register: CaseRegister
    names: tuple[str, ...]
    on: date
    last: date

    @property
    def query(self) -> dict[str, str]:
        return {
            "list": self.register.name,
            "on": self.on.isoformat(),
            "last": self.last.isoformat(),
        }


def _registers(shelf: Shelf) -> Mapping[str, CaseRegister]:
    """Return the lists of the case and what its documents tell, by name."""
    rows = register_rows(shelf)
    names = lists_in(claim for claim in rows.claims if is_of_detention(claim))
    return {name: register_of(rows, name) for name in (*names, DOCUMENTS)}


def _asked(request: HttpRequest, shelf: Shelf) -> Asked:
    known = once(shelf, lambda: _registers(shelf), "registers")
    name = request.GET.get("list", "") or next(iter(known))
    if name not in known:
        raise NotFoundError(_("There is no such list."))
    spells = known[name].spells
    on = _day(request, "on") or last_change(spells) or NO_DAY
    last = _day(request, "last") or week_before(on)
    if last >= on:
        raise InputError(_("The earlier day has to be before the later one."))
    return Asked(known[name], tuple(known), on, last)


def _day(request: HttpRequest, name: str) -> date | None:
    typed = request.GET.get(name, "").strip()[:20]
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError as error:
        sentence = _("“{}” is no day.").format(typed)
        raise InputError(sentence, hint=_("Write it as 2031-05-03.")) from error
    return day if day is None or day.year > 1 else date(2, 1, 1)


@case_page()
@while_counting
def register(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show the bulletin of a day with its flow, how long people are held, and doubts."""
    asked = _asked(request, shelf)
    spells = asked.register.spells
    now, rows = _bulletins(asked)
    held = durations(spells, as_of=asked.on)
    doubts = once(
        shelf,
        lambda: check_register(spells, as_of=asked.on),
        "doubts",
        asked.register.name,
        asked.on,
    )
    return show(
        request,
        "counting/register.html",
        shelf,
        asked=asked,
        documents=DOCUMENTS,
        now=now,
        lines=rows,
        measures=measures(spells, asked.on),
        flow=_flow(now.flows) if now.flows else "",
        flows=now.flows,
        terms=TERMS,
        exits=_exits(now),
        held=held,
        judge=seen_by_judge(spells, as_of=asked.on),
        curve=_curve(held),
        steps=held.steps[:: max(1, len(held.steps) // MOST)],
        doubts=_with_answers(shelf, doubts[:MOST]),
        doubts_in_all=len(doubts),
    )


def _bulletins(asked: Asked) -> tuple[Bulletin, list[dict[str, Any]]]:
    spells = asked.register.spells
    now = bulletin(spells, asked.on, last=asked.last)
    delta = now.delta(bulletin(spells, asked.last))
    return now, [{**row, "label": named(row["what"])} for row in delta]


def named(words: str) -> str:
    """Return a name of ours in the language of the page: "women", "sex: not asked"."""
    what, colon, value = words.partition(": ")
    return f"{_(what)}: {_(value)}" if colon else _(words)


def _exits(now: Bulletin) -> Mapping[str, int]:
    flow = now.flows.flow("exits") if now.flows else None
    return flow.kinds() if flow else {}


def _flow(found: Balance) -> Markup:
    """Return the picture of two stocks and what came and went between."""
    terms = [
        plots.Term(
            label=_(TERMS[flow.term]),
            change=(flow.amount.low or 0) * (1 if flow.term in IN else -1),
        )
        for flow in found.flows
        if flow.amount.low
    ]
    picture = plots.plot_flow(
        (_("earlier stock"), found.before.low or 0),
        terms,
        (_("later stock"), found.after.low or 0),
        title=_("Who came and who went"),
        say=say,
    )
    return drawn(picture)


def _curve(found: Survival) -> Markup | str:
    if not found.points:
        return ""
    picture = plots.plot_survival(
        found.points, title=_("Share still held"), across=_("days since the arrest"), say=say
    )
    return drawn(picture)


def _with_answers(shelf: Shelf, checks: Iterable[Check]) -> list[tuple[Check, Doubt | None]]:
    """Return each with the doubt that it is in the case, where it is one."""
    case = shelf.desk.case
    ids = {one: doubt_id(case, one) for one in checks if one.claims}
    found = shelf.records(ids.values())
    doubts = {key: one for key, one in found.items() if isinstance(one, Doubt)}
    return [(one, doubts.get(ids.get(one, ""))) for one in checks]


@case_page()
@while_counting
def people(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Show who stands behind a number of the register (`show` in the address)."""
    asked = _asked(request, shelf)
    what = request.GET.get("show", "held")
    titles = {"held": _("People held"), "restricted": _("Let out under measures")}
    titles |= {"ever": _("Detentions on file")} | {term: _(said) for term, said in TERMS.items()}
    titles |= {name: named(name) for name in lines()}
    if what not in titles:
        raise NotFoundError(_("There is no such list."))
    found = [*_behind(asked, what)]
    back = ("register", _("Register of people held"))
    return behind_page(request, shelf, found, title=titles[what], back=back)


def _behind(asked: Asked, what: str) -> Iterator[Person]:
    spells = asked.register.spells
    if what in TERMS:
        now, _lines = _bulletins(asked)
        flow = now.flows.flow(what) if now.flows else None
        for move in flow.moves if flow else ():
            note = f"{move.day.isoformat()} {_(move.why) if move.why else ''}".strip()
            yield Person(move.name, move.person, note, move.claims)
        return
    chosen: Iterable[Spell] = stock(spells, asked.on)
    if what == "restricted":
        chosen = measures(spells, asked.on).people
    elif what == "ever":
        chosen = (s for s in spells if s.start is not None and s.start <= asked.on)
    elif what != "held":
        trait, value = lines()[what]
        chosen = [s for s in chosen if s.trait_on(trait, asked.on) == value]
    for spell in chosen:
        yield Person(
            spell.called, spell.person, _since(spell), spell.claims, _told(spell, asked.on)
        )


def _told(spell: Spell, day: date) -> tuple[tuple[str, str, str], ...]:
    """Return all that is told of a detention: what, in words of the page, and as it stands."""
    return tuple(
        (named(line.what), named(line.coded) if line.coded else "", line.words)
        for line in lines_of(spell, day)
    )


def _since(spell: Spell) -> str:
    place = spell.stays[-1].place if spell.stays else ""
    return "; ".join(part for part in (spell.entry, place) if part)


@case_page("export")
def export(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Send the lines of the bulletin as CSV."""
    asked = _asked(request, shelf)
    _now, rows = _bulletins(asked)
    detail = {"what": "bulletin", **asked.query}
    log.note("exported", actor=shelf.actor.pseudonym, case=shelf.head.id, detail=detail)
    head = (_("What"), asked.last.isoformat(), asked.on.isoformat(), _("Difference"))
    cells = [
        [
            str(row["label"]),
            *("" if row[k] is None else row[k] for k in ("last", "now", "change")),
        ]
        for row in rows
    ]
    return csv_answer(f"bulletin-{shelf.head.slug}-{asked.on.isoformat()}.csv", head, cells)
