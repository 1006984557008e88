"""Number cards: the figures of one universe beside each other, and all that they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Window
from django.db.models.functions import RowNumber

from hechos.app.register.rows import LINK
from hechos.app.web.objects.kinds.base import Asking, Context, frame, parts_near, with_rows
from hechos.app.web.objects.kinds.differing import reasons, whose
from hechos.app.web.objects.near import near
from hechos.app.web.objects.sheets import Sheets
from hechos.app.web.objects.support import support_of
from hechos.app.web.shelf import Shelf
from hechos.records import Claim, ClaimRelation, Doubt, Figure, Proposition, Universe
from hechos.reporting.rules import ReportRules
from hechos.reporting.sections.cards import write_card
from hechos.reporting.tree import Bound, Card, Quote, Row, Words
from hechos.reporting.writing.calendar import with_dates
from hechos.reporting.writing.references import figure_id

FIGURES = 24
"""How many figures a card draws; a page leads to the rest."""


@dataclass(frozen=True, slots=True)
class CardSheet:
    """A number card with what speaks about it; `figures` are its own, inputs of others aside."""

    universe: Universe
    card: Card | None
    figures: tuple[Figure, ...]
    claims: tuple[Claim, ...]
    sheets: Sheets
    relations: tuple[ClaimRelation, ...]
    doubts: tuple[Doubt, ...]


def card_of(sheets: Sheets, universe: Universe) -> Card | None:
    """Return the card of a universe, whose drawing leads to the rows of its table."""
    card = write_card(sheets.writer, universe)
    if card is None:
        return None
    figures = {f.id: f for f in sheets.writer.index.file.links.figures}
    claims = sheets.writer.index.claims
    marks = (
        replace(m, href=figure_id(figures[m.id]), label=whose(figures[m.id], claims, m.label))
        for m in card.marks
    )
    named = {figure_id(f): whose(f, claims, "") for f in figures.values()}
    tables = tuple(
        replace(table, rows=tuple(_named(row, named.get(row.id, "")) for row in table.rows))
        for table in card.tables
    )
    rules = sheets.writer.rules
    because = tuple(tuple(_dated(part, rules) for part in line) for line in card.because)
    return replace(card, marks=tuple(marks), tables=tables, because=because)


def _dated(part: Words | Bound | Quote, rules: ReportRules) -> Words | Bound | Quote:
    """Return a reason that a rule gave, with its dates as people write them."""
    return replace(part, text=with_dates(part.text, rules)) if isinstance(part, Bound) else part


def _named(row: Row, nobody: str) -> Row:
    """Return the row of a figure, which says so where nobody is named for it."""
    return replace(row, cells=((Words(text=nobody),), *row.cells[1:])) if nobody else row


def card_sheets(
    shelf: Shelf, universes: Sequence[Universe], figures: Sequence[Figure] | None = None
) -> list[CardSheet]:
    """Return the cards of some universes, each with all that it stands on; `figures` are those
    to show where not all are."""
    if figures is None:
        figures = figures_of(shelf, universes)
    inputs = shelf.linked(Figure, (i for f in figures for i in f.inputs))
    known = {f.id: f for f in (*inputs, *figures)}
    claims = {c.id: c for c in shelf.claims(c for f in known.values() for c in f.claims)}
    relations = shelf.naming(ClaimRelation, claims)
    doubts = shelf.naming(Doubt, (*known, *(u.id for u in universes)))
    beside = shelf.beside(list(claims.values()))
    found = []
    for universe in universes:
        own = [f for f in figures if f.universe == universe.id]
        under = _with_inputs(own, known)
        wanted = {c for f in under for c in f.claims}
        held = [c for c in claims.values() if c.id in wanted]
        about = [r for r in relations if {r.left, r.right} <= wanted]
        linked: dict[str, Sequence[Any]] = {
            "figures": under,
            "universes": [universe],
            "relations": about,
        }
        sheets = Sheets.of(shelf, held, beside, **linked)
        ids = {universe.id, *(f.id for f in own)}
        found.append(
            CardSheet(
                universe=universe,
                card=card_of(sheets, universe),
                figures=tuple(own),
                claims=tuple(held),
                sheets=sheets,
                relations=tuple(about),
                doubts=tuple(d for d in doubts if d.on in ids),
            )
        )
    return found


def figures_of(shelf: Shelf, universes: Sequence[Universe]) -> list[Figure]:
    """Return the first figures of each universe."""
    place = Window(RowNumber(), partition_by="part_of", order_by=("place", "id"))
    rows = shelf.proposed.filter(
        layer=LINK, record="Figure", part_of__in=[u.id for u in universes]
    ).annotate(number=place)
    shown = rows.filter(number__lte=FIGURES).order_by("place", "id")
    return [shelf.read(row) for row in shown]


def _with_inputs(own: Iterable[Figure], known: dict[str, Figure]) -> list[Figure]:
    """Return figures with those that they are derived from, through any number of steps."""
    found: dict[str, Figure] = {}
    waiting = list(own)
    while waiting:
        figure = waiting.pop()
        if figure.id not in found:
            found[figure.id] = figure
            waiting += [known[i] for i in figure.inputs if i in known]
    return [f for f in known.values() if f.id in found]


def card_page(asking: Asking, universe: Universe, chosen: Figure | None) -> Context:
    shelf = asking.shelf
    at = replace(asking, found=universe)
    shown = near(shelf, universe, "figures", size=FIGURES)
    own = list(shown.records)
    if chosen is not None and chosen.id not in {f.id for f in own}:
        own.append(chosen)
    sheet = card_sheets(shelf, [universe], own)[0]
    matters = [
        p for p in shelf.naming(Proposition, (f.id for f in own)) if p.figure in {f.id for f in own}
    ]
    return {
        **with_rows(at, parts_near(at, "doubts")),
        **frame(asking, sheet.sheets, about=[universe.id] if chosen else []),
        "sheet": sheet,
        "chosen": chosen,
        "more_figures": shown.after,
        "reasons": reasons(own, {c.id: c for c in sheet.claims}, sheet.sheets.writer.rules),
        "claims": [sheet.sheets.claim(c) for c in sheet.claims],
        "supports": support_of(shelf, matters, origins=4),
    }
