"""The sources behind the report: each text, and each cited passage with what stands around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from hechos.records import Capture, Confidentiality, Passage, Text, TextSpan
from hechos.reporting.tree import Bound, Line, PassageView, Quote, SourceView, Words
from hechos.reporting.writing.calendar import date_words
from hechos.reporting.writing.index import anchor
from hechos.reporting.writing.references import Writer

_AROUND = 400
_ABOUT = ("publisher", "published", "credit", "title")


def view_sources(writer: Writer, cited: Mapping[str, tuple[int, ...]]) -> tuple[SourceView, ...]:
    """Return the sources by file name, with their passages in reading order.

    `cited` says by passage anchor in which paragraphs it stands."""
    index = writer.index
    passages = _passages(writer)
    captures = sorted(index.file.captures, key=lambda c: (c.name, c.address, c.id))
    texts: dict[str, list[Text | None]] = {}
    for text in index.file.texts:
        texts.setdefault(text.capture, []).append(text)
    views = []
    for capture in captures:
        for place, reading in enumerate(texts.get(capture.id, [None])):
            spans = () if reading is None else tuple(_views(reading, passages, cited))
            view = _source(writer, capture, reading, spans)
            if place and reading is not None:
                view = replace(view, id=anchor("source", reading.id))
            views.append(view)
    return tuple(views)


def _source(
    writer: Writer, capture: Capture, text: Text | None, spans: tuple[PassageView, ...]
) -> SourceView:
    return SourceView(
        id=writer.index.source_id(capture.id),
        capture=capture.id,
        name=capture.name,
        klass=capture.klass.name,
        sha256=capture.address,
        received=date_words(capture.made.at, writer.rules),
        media_type=capture.media_type,
        language=text.language if text is not None else "",
        text=text.id if text is not None else "",
        reading=_reading(text),
        body=_body(capture, text),
        about=_about(writer, capture),
        passages=spans,
    )


def _passages(writer: Writer) -> dict[str, dict[str, TextSpan]]:
    """Return by text the spans that claims and findings cite, by anchor."""
    index = writer.index
    given: list[Passage] = [p for c in index.ordered for p in c.passages]
    given.extend(f.passage for f in index.file.weights.third_party_findings)
    found: dict[str, dict[str, TextSpan]] = {}
    for passage in given:
        index.check_quote(passage)
        selector = passage.selector
        if isinstance(selector, TextSpan):
            found.setdefault(selector.text, {})[index.passage_id(passage)] = selector
    return found


def _views(
    text: Text, passages: Mapping[str, dict[str, TextSpan]], cited: Mapping[str, tuple[int, ...]]
) -> Iterator[PassageView]:
    spans = passages.get(text.id, {})
    for name, span in sorted(spans.items(), key=lambda s: (s[1].start, s[1].end)):
        first, last = around(text.body, span.start, span.end)
        yield PassageView(
            id=name,
            source=text.id,
            start=span.start,
            end=span.end,
            before=text.body[first : span.start],
            quote=span.quote,
            after=text.body[span.end : last],
            cited=cited.get(name, ()),
        )


def around(body: str, start: int, end: int) -> tuple[int, int]:
    """Return the paragraph of a passage, cut at a space where it is very long."""
    first = max(body.rfind("\n", 0, start) + 1, 0)
    last = body.find("\n", end)
    last = len(body) if last < 0 else last
    if start - first > _AROUND:
        space = body.find(" ", start - _AROUND, start)
        first = start - _AROUND if space < 0 else space + 1
    if last - end > _AROUND:
        space = body.rfind(" ", end, end + _AROUND)
        last = end + _AROUND if space < 0 else space
    return first, last


def _reading(text: Text | None) -> str:
    return "" if text is None else f"{text.kind}, {text.tool} {text.tool_version}"


def _body(capture: Capture, text: Text | None) -> str:
    """Return the whole text of C0 and C1 only; above that, passages alone."""
    return text.body if text is not None and capture.klass <= Confidentiality.C1 else ""


def _about(writer: Writer, capture: Capture) -> Line:
    """Return what the file says of itself: publisher, day, credit, title."""
    own = writer.index.document_claims.get(capture.id, {})
    parts: list[Words | Bound | Quote] = []
    for key in _ABOUT:
        claim = own.get(key)
        value = getattr(claim.content, "value", "") if claim else ""
        if claim and value:
            parts.append(Words(text=("; " if parts else "") + writer.rules.word("about", key)))
            text = date_words(value, writer.rules) if key == "published" else value
            parts.append(
                writer.phrases.bound(claim, text, "date" if key == "published" else "name")
            )
    return tuple(parts)
