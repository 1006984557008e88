"""Every line and every part of a report, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hechos.reporting.tree import (
    Block,
    Bound,
    Card,
    Heading,
    Line,
    Paragraph,
    Plot,
    Quote,
    Report,
    Row,
    Statement,
    Table,
    Words,
)


def lines_of(report: Report) -> Iterator[Line]:
    yield report.state
    yield report.withheld
    yield from _of_rows((*report.mandate, *report.summary))
    for section in report.sections:
        for block in section.blocks:
            yield from _of_block(block)
    for source in report.sources:
        yield source.about


def parts_of(block: Block) -> Iterator[Words | Bound | Quote]:
    for line in _of_block(block):
        yield from line


def _of_block(block: Block) -> Iterator[Line]:
    if isinstance(block, Heading):
        yield block.line
    elif isinstance(block, Paragraph):
        yield block.lead
        for statement in block.statements:
            yield from _of_statement(statement)
        yield from block.notes
    elif isinstance(block, Table):
        yield block.caption
        yield from _of_rows(block.rows)
    elif isinstance(block, Card):
        yield from (block.title, block.universe)
        for table in block.tables:
            yield from _of_block(table)
        yield from block.because
    elif isinstance(block, Plot):
        yield block.caption
    else:
        yield from block.undated


def _of_statement(statement: Statement) -> Iterator[Line]:
    yield from (statement.line, statement.quotes, statement.voice, statement.state)


def _of_rows(rows: Iterable[Row]) -> Iterator[Line]:
    for row in rows:
        yield from row.cells
