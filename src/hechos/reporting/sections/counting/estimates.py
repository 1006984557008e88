"""Section: estimates of the undocumented that the case keeps, each with all that belongs to it.

The documented number stands in the sentence of the interval; the median comes second; what is not
estimated, the reasons, and the assumptions follow in the same paragraph. What is refused is told
with its reasons and without a number. `writing.check` refuses a paragraph that lacks a part."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from hechos import plots
from hechos.records import Ends, Estimate, EstimateRow
from hechos.reporting.tree import Block, Bound, Line, Paragraph, Plot, Row, Table, Words
from hechos.reporting.writing.calendar import date_words
from hechos.reporting.writing.index import CaseIndex, anchor
from hechos.reporting.writing.references import Writer
from hechos.reporting.writing.saying import named, told

DASH = "–"


def write_estimates(writer: Writer) -> Iterator[Block]:
    found = latest(writer.index)
    if found:
        yield writer.intro("estimates")
    for estimate in found:
        yield _paragraph(writer, estimate)
        if estimate.interval is not None:
            yield from _pictures(writer, estimate, estimate.interval)
        yield from _tables(writer, estimate)


def latest(index: CaseIndex) -> list[Estimate]:
    """Return the last version of each estimate, in the order in which they were first made."""
    newest: dict[str, Estimate] = {}
    for one in index.file.estimates:
        if one.estimate not in newest or one.version > newest[one.estimate].version:
            newest[one.estimate] = one
    return list(newest.values())


def _paragraph(writer: Writer, estimate: Estimate) -> Paragraph:
    shape = _refused if estimate.interval is None else _estimated
    lead, notes = shape(writer, estimate)
    return Paragraph(
        id=anchor("estimate", estimate.estimate),
        lead=lead,
        notes=(
            *_outdated(writer, estimate),
            *notes,
            *_lists(writer, estimate),
            _made(writer, estimate),
        ),
    )


def _outdated(writer: Writer, estimate: Estimate) -> Iterator[Line]:
    if estimate.id in writer.index.file.outdated:
        yield writer.rules.words("estimate_outdated")


def _refused(writer: Writer, estimate: Estimate) -> tuple[Line, list[Line]]:
    lead = writer.rules.sentence(
        "estimate_refused",
        question=_bound(estimate, estimate.question, "question"),
        documented=_count(writer, estimate, estimate.documented),
    )
    return lead, list(_reasons(writer, estimate))


def _estimated(writer: Writer, estimate: Estimate) -> tuple[Line, list[Line]]:
    ends = estimate.interval or (0.0, 0.0, 0.0)
    say, bound = writer.rules.sentence, _bound
    median = shown(ends)[1]
    lead = say(
        "estimate",
        question=bound(estimate, estimate.question, "question"),
        documented=_count(writer, estimate, estimate.documented),
        interval=bound(estimate, between(writer, ends), "interval"),
        level=bound(estimate, f"{estimate.level * 100:g} %", "level"),
    )
    notes = [
        say(
            "estimate_median",
            median=bound(estimate, writer.rules.number(median), "median"),
            method=bound(estimate, writer.rules.word("estimate_method", estimate.method), "method"),
            lists=bound(estimate, writer.rules.number(len(estimate.lists)), "count"),
        ),
        *_left(writer, estimate),
        *_reasons(writer, estimate),
    ]
    if estimate.linkage:
        wider = bound(estimate, between(writer, estimate.linkage), "linkage")
        notes.append(say("estimate_linkage", interval=wider))
    if _untried(estimate):
        notes.append(writer.rules.words("estimate_unchecked"))
    assumed = [_told(writer, estimate, one, "assumption") for one in estimate.assumptions]
    notes.append(say("estimate_assumptions", listed=_spaced(assumed)))
    return lead, notes


def _method(writer: Writer, name: str) -> str:
    """Return what a method is called; of a stratified estimate also the one without strata."""
    key, mark, _ = name.partition(", ")
    called = writer.rules.word("estimate_method", key)
    return f"{called}, {writer.rules.word('estimate', 'not_stratified')}" if mark else called


def _left(writer: Writer, estimate: Estimate) -> Iterator[Line]:
    """Say which strata are in no total, with their documented people and why."""
    if not estimate.not_estimated:
        return
    parts = [
        (
            _bound(estimate, named(estimate, row.name, writer.rules), "not_estimated"),
            Words(text=" ("),
            _count(writer, estimate, row.size or 0),
            *_because(writer, estimate, row),
            Words(text=")"),
        )
        for row in estimate.not_estimated
    ]
    people = estimate.documented - estimate.estimated
    yield writer.rules.sentence(
        "estimate_left",
        listed=writer.listed(parts),
        documented=_count(writer, estimate, people),
    )


def _because(writer: Writer, estimate: Estimate, row: EstimateRow) -> Line:
    why = [sentence for code, sentence in row.reasons if code.startswith("R")]
    said = _spaced(_told(writer, estimate, one, "reason") for one in why)
    return (Words(text=": "), *said) if said else ()


_KINDS = {"R": "estimate_reason", "W": "estimate_warning", "N": "estimate_note"}


def _reasons(writer: Writer, estimate: Estimate) -> Iterator[Line]:
    for code, sentence in estimate.reasons:
        key = _KINDS.get(code[:1], "estimate_note")
        yield writer.rules.sentence(
            key,
            code=_bound(estimate, code, "rule"),
            reason=_told(writer, estimate, sentence, "reason"),
        )


def _lists(writer: Writer, estimate: Estimate) -> Iterator[Line]:
    if estimate.lists:
        named: list[Line] = [
            (
                _bound(estimate, name, "name"),
                Words(text=" "),
                _bound(estimate, writer.rules.number(size), "count"),
            )
            for name, size in estimate.lists
        ]
        yield writer.rules.sentence("estimate_lists", listed=writer.listed(named))


def _made(writer: Writer, estimate: Estimate) -> Line:
    to = (estimate.id,)
    member = writer.index.member(estimate.made.by)
    return writer.rules.sentence(
        "estimate_made",
        version=_bound(estimate, str(estimate.version), "count"),
        name=Bound(text=member, kind="name", to=to),
        date=Bound(text=date_words(estimate.made.at, writer.rules), kind="date", to=to),
        digest=_bound(estimate, estimate.digest[:12] or DASH, "rule"),
        seed=_bound(estimate, str(estimate.seed), "rule"),
    )


def _pictures(writer: Writer, estimate: Estimate, ends: Ends) -> Iterator[Plot]:
    words = writer.rules.word
    if estimate.curve:
        low, median, high = shown(ends)
        picture = plots.plot_posterior(
            estimate.curve,
            documented=estimate.estimated,
            ends=(low, median, high),
            words=(words("plot", "total"), words("plot", "documented"), words("plot", "interval")),
            say=writer.drawn,
        )
        yield _plot(writer, estimate, "total", picture)
    picture = plots.plot_overlaps(
        [name for name, _ in estimate.lists],
        dict(estimate.cells),
        title=words("plot", "lists"),
        rest=words("plot", "rest"),
        say=writer.drawn,
    )
    yield _plot(writer, estimate, "lists", picture)
    own = EstimateRow(name=estimate.method, interval=ends)
    compared = [_drawn(writer, row) for row in (own, *estimate.methods)]
    known = [_drawn(writer, row, is_known=True) for row in estimate.left_out]
    for key, rows in (("methods", compared), ("left_out", known)):
        if len(rows) > 1 and key not in _untried(estimate):
            picture = plots.plot_intervals(
                rows,
                title=words("caption", f"estimate_{key}"),
                documented=estimate.estimated if key == "methods" else None,
                documented_words=words("plot", "documented"),
                say=writer.drawn,
            )
            yield _plot(writer, estimate, key, picture)


def _drawn(writer: Writer, row: EstimateRow, *, is_known: bool = False) -> plots.Interval:
    """Return a row as it is drawn, in whole people where a known size is held against it."""
    known = row.size if is_known else None
    name = row.name if is_known else _method(writer, row.name)
    ends = row.interval
    if ends is None:
        none = writer.rules.word("estimate", "not_estimated")
        return plots.Interval(label=name, known=known, note=none)
    low, middle, high = (round(end) for end in ends) if is_known else shown(ends)
    missed = known is not None and not ends[0] <= known <= ends[2]
    return plots.Interval(label=name, low=low, middle=middle, high=high, known=known, warned=missed)


def _plot(writer: Writer, estimate: Estimate, key: str, picture: plots.Picture) -> Plot:
    caption = writer.rules.sentence(
        f"estimate_plot_{key}", question=_bound(estimate, estimate.question, "question")
    )
    return Plot(
        id=anchor("plot", estimate.estimate, key),
        caption=caption,
        svg=plots.svg(picture, inside=True),
        to=(estimate.id,),
    )


def _tables(writer: Writer, estimate: Estimate) -> Iterator[Table]:
    """Yield the checks: by stratum, by method, without each list, and lists of known size."""
    if estimate.interval is None:
        return
    own = EstimateRow(
        name=writer.rules.word("estimate_method", estimate.method), interval=estimate.interval
    )
    other = [(row, _method(writer, row.name)) for row in estimate.methods]
    named = [(own, own.name), *other] if other else []
    checks: tuple[tuple[str, str, Iterable[Row]], ...] = (
        (
            "strata",
            "stratum documented interval median reason",
            _cells(writer, estimate, estimate.strata),
        ),
        (
            "methods",
            "method interval median reason",
            (_row(writer, estimate, row, name=name) for row, name in named),
        ),
        (
            "without",
            "without interval median reason",
            (_row(writer, estimate, row) for row in estimate.without),
        ),
        (
            "left_out",
            "list size interval covered",
            (_known(writer, estimate, row) for row in estimate.left_out),
        ),
    )
    for key, head, rows in checks:
        yield from _table(writer, estimate, key, head=head, rows=rows)


def _untried(estimate: Estimate) -> tuple[str, ...]:
    """Return the checks that gave nothing at all: of three lists none can be left out."""
    checks = {"without": estimate.without, "left_out": estimate.left_out}
    return tuple(
        key for key, rows in checks.items() if rows and not any(row.interval for row in rows)
    )


def _table(
    writer: Writer, estimate: Estimate, key: str, *, head: str, rows: Iterable[Row]
) -> Iterator[Table]:
    kept = tuple(rows)
    if kept and key not in _untried(estimate):
        yield Table(
            id=anchor("t", estimate.estimate, key),
            caption=writer.rules.words(f"estimate_{key}", "caption"),
            head=tuple(writer.rules.word("head", h) for h in head.split()),
            rows=kept,
        )


def _cells(writer: Writer, estimate: Estimate, rows: Iterable[EstimateRow]) -> Iterator[Row]:
    for row in rows:
        name, *rest = _row(writer, estimate, row).cells
        size = (_count(writer, estimate, row.size or 0),)
        yield Row(cells=(name, size, *rest))


def _row(writer: Writer, estimate: Estimate, row: EstimateRow, *, name: str = "") -> Row:
    said = _spaced(_told(writer, estimate, sentence, "reason") for _, sentence in row.reasons)
    called = name or named(estimate, row.name, writer.rules)
    return Row(
        cells=(
            (_bound(estimate, called, "name"),),
            _interval(writer, estimate, row.interval),
            (_bound(estimate, writer.rules.number(shown(row.interval)[1]), "median"),)
            if row.interval
            else writer.none(),
            said or writer.none(),
        )
    )


def _known(writer: Writer, estimate: Estimate, row: EstimateRow) -> Row:
    ends, size = row.interval, row.size or 0
    held = None if ends is None else ends[0] <= size <= ends[2]
    key = "not_estimated" if held is None else "covered" if held else "missed"
    return Row(
        cells=(
            (_bound(estimate, row.name, "name"),),
            (_bound(estimate, writer.rules.number(size), "count"),),
            _whole(writer, estimate, ends),
            writer.plain("estimate", key),
        )
    )


def _whole(writer: Writer, estimate: Estimate, ends: Ends | None) -> Line:
    """Return an interval in whole people, for a known size is held against it."""
    if ends is None:
        return writer.plain("estimate", "not_estimated")
    low, high = (writer.rules.number(round(end)) for end in (ends[0], ends[2]))
    return (_bound(estimate, f"{low}{DASH}{high}", "interval"),)


def _interval(writer: Writer, estimate: Estimate, ends: Ends | None) -> Line:
    if ends is None:
        return writer.plain("estimate", "not_estimated")
    return (_bound(estimate, between(writer, ends), "interval"),)


def _bound(estimate: Estimate, text: str, kind: str) -> Bound:
    return Bound(text=text, kind=kind, to=(estimate.id,))


def _told(writer: Writer, estimate: Estimate, sentence: str, kind: str) -> Bound:
    return told(estimate, sentence, writer.rules, kind=kind)


def _count(writer: Writer, estimate: Estimate, number: int) -> Bound:
    return _bound(estimate, writer.rules.number(number), "documented")


def _spaced(parts: Iterable[Bound]) -> Line:
    line: list[Words | Bound] = []
    for part in parts:
        line += [Words(text=" "), part] if line else [part]
    return tuple(line)


def between(writer: Writer, ends: Ends) -> str:
    low, _, high = shown(ends)
    return f"{writer.rules.number(low)}{DASH}{writer.rules.number(high)}"


def shown(ends: Ends) -> tuple[int, int, int]:
    """Return low, median and high to two significant digits of the interval's width."""
    width = ends[2] - ends[0]
    unit = 10 ** max(0, math.floor(math.log10(width)) - 1) if width > 0 else 1
    low, median, high = (int(round(end / unit) * unit) for end in ends)
    return low, median, high
