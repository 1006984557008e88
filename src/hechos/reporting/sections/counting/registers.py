"""Section: people held, by list: the stock at two days, who came and went, and for how long.

Nobody is named. Every number opens on the rows of the list that it counts."""

from __future__ import annotations

from collections.abc import Iterator

from hechos import plots
from hechos.records import RegisterBalance
from hechos.reporting.tree import Block, Bound, Line, Paragraph, Plot, Row, Table
from hechos.reporting.writing.calendar import date_words
from hechos.reporting.writing.index import anchor
from hechos.reporting.writing.references import Writer
from hechos.reporting.writing.saying import bound_in, say

DASH = "–"


def write_registers(writer: Writer) -> Iterator[Block]:
    found = writer.index.file.registers
    if found:
        yield writer.intro("registers")
    for one in found:
        yield _paragraph(writer, one)
        if one.lines:
            yield _bulletin(writer, one)
        if one.flows and one.before is not None and one.after is not None:
            yield _flow(writer, one)
            yield _moves(writer, one)
        if one.curve:
            yield _curve(writer, one)


def _paragraph(writer: Writer, one: RegisterBalance) -> Paragraph:
    rules = writer.rules
    if one.after is None:
        lead = rules.sentence("register_few", list=_bound(one, one.list, "name"))
    else:
        lead = rules.sentence(
            "register",
            list=_bound(one, one.list, "name"),
            day=_day(writer, one, one.until),
            held=_number(writer, one, one.after, claims=one.claims),
        )
    notes = [_said(writer, one, sentence) for sentence in one.told]
    if one.withheld:
        notes.append(rules.words("register_withheld"))
    return Paragraph(id=anchor("register", one.list), lead=lead, notes=tuple(notes))


def _bulletin(writer: Writer, one: RegisterBalance) -> Table:
    return Table(
        id=anchor("t", "register", one.list, "bulletin"),
        caption=writer.rules.words("register_bulletin", "caption"),
        head=(
            writer.rules.word("head", "what"),
            date_words(one.since, writer.rules),
            date_words(one.until, writer.rules),
            writer.rules.word("head", "change"),
        ),
        rows=tuple(
            Row(
                cells=(
                    _said(writer, one, what),
                    _cell(writer, one, then),
                    _cell(writer, one, now),
                    _change(writer, one, None if then is None or now is None else now - then),
                )
            )
            for what, then, now in one.lines
        ),
    )


def _moves(writer: Writer, one: RegisterBalance) -> Table:
    return Table(
        id=anchor("t", "register", one.list, "moves"),
        caption=writer.rules.words("register_moves", "caption"),
        head=(writer.rules.word("head", "what"), writer.rules.word("head", "change")),
        rows=tuple(
            Row(cells=(_said(writer, one, what), _change(writer, one, change, claims)))
            for what, change, claims in one.flows
        ),
    )


def _flow(writer: Writer, one: RegisterBalance) -> Plot:
    words = writer.rules.word
    picture = plots.plot_flow(
        (words("plot", "earlier"), one.before or 0),
        [plots.Term(label=say(what, writer.rules), change=change) for what, change, _ in one.flows],
        (words("plot", "later"), one.after or 0),
        title=words("plot", "flow"),
        say=writer.drawn,
    )
    return _plot(writer, one, "flow", picture)


def _curve(writer: Writer, one: RegisterBalance) -> Plot:
    words = writer.rules.word
    picture = plots.plot_survival(
        one.curve, title=words("plot", "held"), across=words("plot", "days"), say=writer.drawn
    )
    return _plot(writer, one, "held", picture)


def _plot(writer: Writer, one: RegisterBalance, key: str, picture: plots.Picture) -> Plot:
    return Plot(
        id=anchor("plot", "register", one.list, key),
        caption=writer.rules.sentence(f"register_plot_{key}", list=_bound(one, one.list, "name")),
        svg=plots.svg(picture, inside=True),
        to=one.captures,
    )


def _said(writer: Writer, one: RegisterBalance, text: str) -> Line:
    return (bound_in(text, writer.rules, kind="term", to=one.captures),)


def _day(writer: Writer, one: RegisterBalance, day: str) -> Bound:
    return _bound(one, date_words(day, writer.rules), "date")


def _cell(writer: Writer, one: RegisterBalance, number: int | None) -> Line:
    return writer.none() if number is None else (_number(writer, one, number),)


def _change(
    writer: Writer, one: RegisterBalance, change: int | None, claims: tuple[str, ...] = ()
) -> Line:
    if change is None:
        return writer.none()
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return (_number(writer, one, abs(change), claims=claims, sign=sign),)


def _number(
    writer: Writer,
    one: RegisterBalance,
    number: int,
    *,
    claims: tuple[str, ...] = (),
    sign: str = "",
) -> Bound:
    """Return a number that opens on the rows behind it; without them on the paragraph of the list,
    whose number does."""
    there = writer.index.in_order(claims)
    return Bound(
        text=f"{sign}{writer.rules.number(number)}",
        kind="count",
        to=claims or one.captures,
        passages=writer.index.passage_ids(there),
        href="" if claims else anchor("register", one.list),
    )


def _bound(one: RegisterBalance, text: str, kind: str) -> Bound:
    return Bound(text=text, kind=kind, to=one.captures)
