"""Section: number cards, one per universe with rival figures, and the figures that stand alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hechos.records import Bound as Limit
from hechos.records import Figure, Outcome, Universe
from hechos.reporting.tree import Block, Bound, Card, Line, Mark, Quote, Row, Table, Words
from hechos.reporting.writing.calendar import date_words
from hechos.reporting.writing.index import anchor, gravity_of
from hechos.reporting.writing.references import Writer, figure_amount, figure_id

_PARTS = ("who_in", "who_out", "place", "interval", "cohort", "counting_rule")
_HOLLOW = (Limit.ABOUT, Limit.NEARLY, Limit.VAGUE)


def write_cards(writer: Writer) -> Iterator[Block]:
    yield writer.intro("cards")
    universes = {u.id: u for u in writer.index.file.links.universes}
    alone: list[Figure] = []
    for universe, figures in _ordered(writer):
        if universe in universes and len(figures) > 1:
            yield _card(writer, universes[universe], figures)
        else:
            alone.extend(figures)
    if alone:
        yield writer.intro("figures")
        yield writer.table(
            "figures",
            "amount author as_of counted source state",
            (_lone_row(writer, f, universes.get(f.universe)) for f in alone),
        )


def _ordered(writer: Writer) -> list[tuple[str, list[Figure]]]:
    """Return universes by where their first figure stands; figures by as-of, then author."""
    order = writer.index.order

    def first(figure: Figure) -> int:
        return min((order[c.id] for c in writer.figure_claims(figure)), default=len(order))

    def key(figure: Figure) -> tuple[bool, bool, str, int, str]:
        return (
            bool(figure.inputs),
            figure.as_of is None,
            figure.as_of or "",
            first(figure),
            figure.id,
        )

    groups = [(u, sorted(fs, key=key)) for u, fs in writer.index.figures_of.items()]
    return sorted(groups, key=lambda g: (min(first(f) for f in g[1]), g[0]))


def write_card(writer: Writer, universe: Universe) -> Card | None:
    """Return the card of one universe, also where one figure stands alone in it."""
    figures = dict(_ordered(writer)).get(universe.id)
    return _card(writer, universe, figures) if figures else None


def _card(writer: Writer, universe: Universe, figures: list[Figure]) -> Card:
    given = [f for f in figures if not f.inputs]
    derived = [f for f in figures if f.inputs]
    tables = [_given(writer, universe, given)] if given else []
    if derived:
        tables.append(_derived(writer, universe, derived))
    return Card(
        id=anchor("u", universe.id),
        title=writer.universe(universe),
        universe=_universe(writer, universe),
        marks=tuple(_mark(writer, f) for f in figures if f.derivable),
        tables=tuple(tables),
        because=tuple(_because(writer, figures)),
    )


def _universe(writer: Writer, universe: Universe) -> Line:
    """Return the parts of the universe; one that is not stated says so."""
    acts = "; ".join(writer.rules.act(a) for a in universe.acts)
    values = [("unit", writer.rules.unit(universe.unit or "", None)), ("acts", acts)]
    values.extend((part, getattr(universe, part) or "") for part in _PARTS)
    parts: list[Words | Bound | Quote] = []
    for place, (key, value) in enumerate(values):
        if place:
            parts.append(Words(text=writer.rules.word("sentence", "item")))
        parts.append(Words(text=writer.rules.word("universe", key) + ": "))
        text = date_words(value, writer.rules) if key == "interval" and value else value
        bound = (Bound(text=text, kind="term", to=(universe.id,)),)
        parts.extend(bound if value else writer.not_stated())
    return tuple(parts)


def _given(writer: Writer, universe: Universe, figures: list[Figure]) -> Table:
    return Table(
        id=anchor("t", "card", universe.id),
        caption=writer.rules.words("card", "caption"),
        head=_head(writer, "author", "amount", "as_of", "held", "source", "state"),
        rows=tuple(_row(writer, f) for f in figures),
    )


def _head(writer: Writer, *keys: str) -> tuple[str, ...]:
    return tuple(writer.rules.word("head", key) for key in keys)


def _row(writer: Writer, figure: Figure) -> Row:
    cells = (
        writer.author(figure),
        writer.amount(figure),
        writer.as_of(figure),
        _held(writer, figure),
        _sources(writer, figure),
        _state(writer, figure),
    )
    return Row(id=figure_id(figure), cells=cells)


def _held(writer: Writer, figure: Figure) -> Line:
    """Return whom a figure counts and leaves out and over which time, as its source says."""
    to = (figure.id, *figure.claims)
    when = date_words(figure.interval, writer.rules) if figure.interval else ""
    said = [
        *(("holds", one.words) for one in figure.includes),
        *(("leaves_out", one.words) for one in figure.excludes),
        *(("over", text) for text in (when, figure.counting_rule or "") if text),
    ]
    lines = [
        writer.rules.sentence(key, what=Bound(text=text, kind="term", to=to)) for key, text in said
    ]
    return writer.listed(lines) if lines else writer.not_stated()


def _lone_row(writer: Writer, figure: Figure, universe: Universe | None) -> Row:
    counted = writer.universe(universe) if universe else writer.not_stated()
    amount = writer.amount(figure)
    if not figure.derivable:
        amount = (*writer.rules.words("refused"), Words(text=": "), *_reason(writer, figure))
    elif figure.inputs:
        amount = (*amount, Words(text=" ("), *_rule(writer, figure), Words(text=")"))
    cells = (
        amount,
        writer.author(figure),
        writer.as_of(figure),
        counted,
        _sources(writer, figure),
        _state(writer, figure),
    )
    return Row(id=figure_id(figure), cells=cells)


def _sources(writer: Writer, figure: Figure) -> Line:
    """Return for each document the chain of voices and the passage."""
    lines: list[Line] = []
    for claim in writer.figure_claims(figure):
        chain = writer.phrases.voice(claim)
        lines.append((*chain, Words(text=" — "), *writer.documents((claim,))))
    return writer.listed(lines)


def _state(writer: Writer, figure: Figure) -> Line:
    claims = writer.index.in_order(figure.claims)
    lines = dict.fromkeys(writer.phrases.state(c) for c in claims)
    if not lines:
        return writer.phrases.proposed(figure.made.by, figure.made.version, figure.id)
    return writer.listed(list(lines))


def _derived(writer: Writer, universe: Universe, figures: list[Figure]) -> Table:
    return Table(
        id=anchor("t", "derived", universe.id),
        caption=writer.rules.words("derived", "caption"),
        head=_head(writer, "amount", "inputs", "rule", "assumptions", "reason", "state"),
        rows=tuple(_derived_row(writer, f) for f in figures),
    )


def _derived_row(writer: Writer, figure: Figure) -> Row:
    known = writer.index.figures
    inputs = [writer.figure(known[i]) for i in figure.inputs if i in known]
    refused = (*writer.rules.words("refused"),)
    to = (figure.id,)
    cells = (
        writer.amount(figure) if figure.derivable else refused,
        writer.listed(inputs),
        _rule(writer, figure),
        writer.listed([writer.reason(a, to) for a in figure.assumptions]),
        _reason(writer, figure),
        writer.phrases.proposed(figure.made.by, figure.made.version, figure.id),
    )
    return Row(id=figure_id(figure), cells=cells)


def _rule(writer: Writer, figure: Figure) -> Line:
    return writer.reason(figure.rule or "", (figure.id,), "rule")


def _reason(writer: Writer, figure: Figure) -> Line:
    return writer.reason(figure.because, (figure.id,))


def _mark(writer: Writer, figure: Figure) -> Mark:
    quantity = figure.quantity
    passages = writer.index.passage_ids(writer.figure_claims(figure))
    as_of = date_words(figure.as_of, writer.rules) if figure.as_of else ""
    label = figure.author or writer.rules.word("sentence", "no_author")
    if figure.inputs:
        label = writer.rules.word("page", "legend_derived")
    return Mark(
        id=figure.id,
        label=label,
        as_of=as_of,
        amount=figure_amount(quantity, writer.rules),
        value=figure_amount(replace(quantity, unit=""), writer.rules),
        low=_float(quantity.low),
        high=_float(quantity.high),
        point=_float(quantity.point),
        hollow=quantity.bound in _HOLLOW,
        derived=bool(figure.inputs),
        href=figure_id(figure) if figure.inputs or not passages else passages[0],
    )


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)


def _because(writer: Writer, figures: Iterable[Figure]) -> Iterator[Line]:
    """Yield why two figures of the card differ: outcome and reason, once per pair."""
    of_claim = {claim: f for f in figures for claim in f.claims}
    seen: set[tuple[str, str, str]] = set()
    for relation in sorted(writer.index.relations, key=gravity_of):
        left, right = of_claim.get(relation.left), of_claim.get(relation.right)
        agree = relation.outcome is Outcome.AGREE
        if left is None or right is None or left is right or agree:
            continue
        mark = (left.id, right.id, relation.outcome.value)
        if mark not in seen:
            seen.add(mark)
            to = (relation.id, relation.left, relation.right)
            yield writer.rules.sentence(
                "differ",
                left=writer.figure(left),
                right=writer.figure(right),
                outcome=writer.code("outcome", relation.outcome.value, to),
                because=writer.reason(relation.because, to) if relation.because else (),
            )
