"""A text made ready for coding: sentences, and every number, date, place and name, found once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from hechos.coding.frames.lexicons import Lexicon
from hechos.coding.frames.phrases import Sentence, read_items
from hechos.lang.dates import UNTOLD, find_dates
from hechos.lang.folding import fold_same_length
from hechos.lang.names import NameSpan, find_names
from hechos.lang.numbers import find_numbers
from hechos.lang.places import Gazetteer, PlaceSpan, unknown_place_after_preposition
from hechos.lang.sentences import split_sentences
from hechos.packs import Pack
from hechos.records import Claim, DocumentContent, PartyKind, Segment, SegmentKind, Text

SILENT = (
    SegmentKind.BOILERPLATE,
    SegmentKind.NAVIGATION,
    SegmentKind.CAPTION,
    SegmentKind.CELL,
)


class Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=Spanned)


@dataclass(slots=True)
class Page:
    """`published` is the day of publication (EDTF) or None; `outlet` the publisher's name, or
    the capture's; `agency` the credited agency; `country` the one most spoken of."""

    text: Text
    body: str
    folded: str
    lexicon: Lexicon
    gazetteer: Gazetteer
    sentences: tuple[Sentence, ...]
    names: tuple[NameSpan, ...]
    places: tuple[PlaceSpan, ...]
    published: str | None
    outlet: str
    agency: str | None
    country: str | None
    packs: tuple[Pack, ...] = ()

    def slice(self, start: int, end: int) -> str:
        return self.body[start:end]


def read_page(
    text: Text,
    documents: tuple[Claim, ...],
    *,
    lexicon: Lexicon,
    gazetteer: Gazetteer,
    name: str,
    packs: tuple[Pack, ...] = (),
) -> Page:
    body = text.body
    published = stated(documents, "published")
    language = lexicon.language
    names = find_names(body, language=language)
    places = _places(body, names, gazetteer, language=language)
    page = Page(
        text=text,
        body=body,
        folded=fold_same_length(body),
        lexicon=lexicon,
        gazetteer=gazetteer,
        sentences=_sentences(text, language),
        names=names,
        places=places,
        published=published[:10] if published else None,
        outlet=stated(documents, "publisher") or name.rsplit("/", 1)[-1] or "unnamed source",
        agency=stated(documents, "credit"),
        country=gazetteer.country_of(places),
        packs=packs,
    )
    share_out(page)
    return page


def _places(
    body: str, names: tuple[NameSpan, ...], gazetteer: Gazetteer, *, language: str
) -> tuple[PlaceSpan, ...]:
    """Known places, and names that a word of place puts on no map; names of parties are none."""
    known = gazetteer.find(body, language=language)
    others = unknown_place_after_preposition(body, language=language, known=known)
    parties = [n for n in names if n.kind in (PartyKind.PERSON, PartyKind.ORGANISATION)]
    free = [
        spot
        for spot in others
        if not any(n.start < spot.end and spot.start < n.end for n in parties)
    ]
    return tuple(sorted((*known, *free), key=lambda spot: spot.start))


def stated(documents: Iterable[Claim], kind: str) -> str | None:
    """Return what the file says of itself under `kind`, or None."""
    for claim in documents:
        if isinstance(claim.content, DocumentContent) and claim.content.type == kind:
            return claim.content.value or None
    return None


def _sentences(text: Text, language: str) -> tuple[Sentence, ...]:
    """Return the sentences of the segments that are in the language."""
    whole = (Segment(kind=SegmentKind.BODY, start=0, end=len(text.body)),)
    sentences: list[Sentence] = []
    paragraph = 0
    done = 0
    for segment in text.segments or whole:
        if segment.kind in SILENT or segment.end <= done:
            continue  # quotations are marked inside the body around them
        if (segment.language or text.language) != language:
            continue
        done = segment.end
        before = None
        piece = text.body[segment.start : segment.end]
        for start, end in split_sentences(piece, language=language):
            if before is not None and "\n" in piece[before:start]:
                paragraph += 1
            before = end
            sentences.append(
                Sentence(
                    len(sentences),
                    segment.start + start,
                    segment.start + end,
                    segment.kind,
                    paragraph,
                )
            )
        paragraph += 1
    return tuple(sentences)


def share_out(page: Page) -> None:
    """Give each sentence the numbers, dates, places and names in it, and read its items."""
    language = page.lexicon.language
    numbers = find_numbers(page.body, language=language)
    spans = find_dates(page.body, language=language, published=page.published, rejected=True)
    dates = tuple(span for span in spans if not span.reason)
    untold = tuple(span for span in spans if span.reason == UNTOLD)
    for sentence, one, two, three, four, five in zip(
        page.sentences,
        _deal(numbers, page.sentences),
        _deal(dates, page.sentences),
        _deal(untold, page.sentences),
        _deal(page.places, page.sentences),
        _deal(page.names, page.sentences),
        strict=True,
    ):
        sentence.numbers, sentence.dates, sentence.untold = one, two, three
        sentence.places, sentence.names = four, five
        read_items(sentence, page.body, page.folded, page.lexicon)


def _deal(spans: tuple[S, ...], sentences: tuple[Sentence, ...]) -> Iterator[tuple[S, ...]]:
    """Yield for each sentence the spans that lie in it; both are sorted by start."""
    at = 0
    for sentence in sentences:
        while at < len(spans) and spans[at].start < sentence.start:
            at += 1
        first = at
        while at < len(spans) and spans[at].start < sentence.end:
            at += 1
        if first == at:
            yield ()
            continue
        yield tuple([span for span in spans[first:at] if span.end <= sentence.end])


def between(spans: tuple[S, ...], start: int, end: int) -> tuple[S, ...]:
    """Return the spans that lie between start and end; spans are sorted by start."""
    first = bisect_left(spans, start, key=lambda span: span.start)
    last = bisect_left(spans, end, lo=first, key=lambda span: span.start)
    return tuple(span for span in spans[first:last] if span.end <= end)
