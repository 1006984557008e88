"""The tree of a report: sections of numbered blocks whose sentences are made of typed parts.

A sentence is a line of parts. `Words` are the report's own and carry no digit; a number, name,
date, place, legal term or standard is a `Bound` value that names the records it stands on; a
`Quote` is a byte-exact stretch of a preserved text. `writing.check` refuses the rest.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    text: str
    part: str = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """`kind`: number, count, name, date, place, term, standard, level, rule, reason, record.

    `to` are ids of the records (or names of rule files) it stands on, never empty; `passages`
    are anchors of the passages it opens on; `href` an anchor elsewhere in the report."""

    text: str
    kind: str
    to: tuple[str, ...]
    passages: tuple[str, ...] = ()
    href: str = ""
    part: str = "bound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign(Bound):
    """Bound words in another `language` than that of the report, as a record keeps them."""

    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a source, as they stand in `source` (text id), opening on `passage`."""

    text: str
    language: str
    source: str
    passage: str
    part: str = "quote"


Line = tuple[Words | Bound | Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One claim as printed. `side`: for, against; `again`: printed in full further up."""

    id: str
    claim: str
    side: str
    line: Line
    quotes: tuple[Quote, ...]
    voice: Line
    state: Line
    reviewed: bool
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    id: str
    line: Line
    block: str = "heading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """`number` runs through the report from 1; `id` stays the same across audiences."""

    id: str
    number: int = 0
    lead: Line = ()
    statements: tuple[Statement, ...] = ()
    notes: tuple[Line, ...] = ()
    block: str = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    cells: tuple[Line, ...]
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The first cell of each row is its header."""

    id: str
    caption: Line
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    block: str = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One figure on the axis of a card; `value` is its amount without the unit.

    `low`/`high` None: open on that side; `hollow`: approximate."""

    id: str
    label: str
    as_of: str
    amount: str
    value: str
    low: float | None
    high: float | None
    point: float | None
    hollow: bool
    derived: bool
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A universe with its rival figures. `because`: why they differ, one line per pair."""

    id: str
    title: Line
    universe: Line
    marks: tuple[Mark, ...]
    tables: tuple[Table, ...]
    because: tuple[Line, ...] = ()
    number: int = 0
    block: str = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One incident in time: days as ISO dates; None where that end is open."""

    id: str
    label: str
    words: str
    start: str | None
    end: str | None
    uncertain: bool
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    id: str
    title: str
    spans: tuple[Span, ...]
    undated: tuple[Line, ...] = ()
    block: str = "timeline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A picture, drawn already, of what the records `to` hold."""

    id: str
    caption: Line
    svg: str
    to: tuple[str, ...]
    block: str = "plot"


Block = Heading | Paragraph | Table | Card | Timeline | Plot


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    id: str
    number: int
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageView:
    """A cited passage with the paragraph around it; `cited` are numbers of paragraphs."""

    id: str
    source: str
    start: int
    end: int
    before: str
    quote: str
    after: str
    cited: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One capture with its cited passages and its whole text as read."""

    id: str
    capture: str
    name: str
    klass: str
    sha256: str
    received: str
    media_type: str
    language: str
    text: str
    reading: str
    body: str
    about: Line
    passages: tuple[PassageView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    language: str
    audience: str
    case: str
    title: str
    as_of: str
    classification: str
    demonstration: bool
    mandate: tuple[Row, ...]
    state: Line
    withheld: Line
    summary: tuple[Row, ...]
    sections: tuple[Section, ...]
    sources: tuple[SourceView, ...]
