"""Read one preserved file: its text with the way back to the bytes, and what it says of itself."""

from __future__ import annotations

import functools
import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hechos.errors import InputError, TooLargeError, UnreadableSourceError
from hechos.reading.decode import Decoded, decode_text, find_kind
from hechos.reading.document import Statement, find_residue, find_statements, join_statements
from hechos.reading.forms.table import is_csv, read_csv
from hechos.reading.forms.transcript import is_transcript, read_transcript
from hechos.reading.languages import find_language, foreign, told_apart
from hechos.reading.readers import Readers
from hechos.reading.rules import (
    VERSION,
    Extract,
    Reading,
    ReadingRules,
    failed,
    made_by_reading,
)
from hechos.reading.segments import Cuts, Line, cut_segments, split_lines, with_quotations
from hechos.records import (
    Capture,
    Case,
    Claim,
    DocumentContent,
    Passage,
    Segment,
    SegmentKind,
    Text,
    TextSpan,
    Whole,
)
from hechos.records.ids import draw

_AROUND = 32

__all__ = ["Readers", "Reading", "ReadingRules", "read_bytes_of", "read_text"]


def read_bytes_of(path: Path, capture: Capture, *, rules: ReadingRules, case: Case) -> Reading:
    """Read the file at `path`, which holds the bytes of `capture`, in this process.

    What cannot be read comes back as a failure with its reason. Readers that meet hostile files
    may need unbounded time or memory: `Readers` runs this in a child process with limits."""
    try:
        return read_text_of(_extract(path, capture.name, rules), capture, rules=rules, case=case)
    except InputError as error:
        code, sentence = error.code, str(error)
    except MemoryError:
        code, sentence = "memory", "Reading the file needs more memory than a reader may use."
    except RecursionError:
        code, sentence = "too_deep", "The file is nested too deeply to be read."
    return Reading(capture=capture, failure=failed(capture, case, code, sentence))


def read_text(
    body: str, *, capture: Capture, case: Case, rules: ReadingRules | None = None
) -> Reading:
    """Read a text that is already decoded, as if it were a plain-text file."""
    extract = Extract(body=body, map=((0, "byte:0"),), tool="plain text (utf-8)", tool_version="1")
    rules = rules or _shipped_rules()
    return read_text_of(extract, capture, rules=rules, case=case)


def read_text_of(extract: Extract, capture: Capture, *, rules: ReadingRules, case: Case) -> Reading:
    """Return the reading of an extracted text: language, segments, document claims."""
    body = extract.body
    if not body.strip():
        raise UnreadableSourceError("The file holds no text.", code="no_text")
    if len(body) > rules.max_characters:
        raise TooLargeError(
            f"The text has {len(body):,} characters; the limit is {rules.max_characters:,}."
        )
    lines = split_lines(body)
    language = find_language(_prose(extract) if extract.cells else lines, rules.languages)
    statements, furniture = find_statements(lines, extract.metadata, language=language)
    cuts = Cuts(datelines=furniture.datelines, ends=furniture.ends, marks=extract.marks)
    if extract.cells:
        segments = with_quotations(body, extract.cells)
    else:
        segments = cut_segments(body, lines, cuts)
    segments = told_apart(segments, body, language)
    text = _text(extract, capture, case, language=language, segments=segments)
    statements = join_statements(
        (
            *statements,
            *_title(body, segments),
            *find_residue(body, language=language),
            _language(language),
        )
    )
    return Reading(
        capture=capture,
        text=text,
        claims=_claims(statements, text, capture, case),
        warnings=tuple(
            failed(capture, case, code, words)
            for code, words in (*extract.notes, *foreign(text, rules.languages))
        ),
    )


def _prose(table: Extract) -> tuple[Line, ...]:
    """Return the cells of a table that are more than values: they have a language."""
    cells = [c for c in table.cells if c.kind is not SegmentKind.CELL]
    return split_lines("\n".join(table.body[c.start : c.end] for c in cells))


@functools.cache
def _shipped_rules() -> ReadingRules:
    return ReadingRules.load()


def _extract(path: Path, name: str, rules: ReadingRules) -> Extract:
    data = _bytes(path, rules)
    kind = find_kind(data, name)
    if kind == "text":
        return _plain(decode_text(data, rules), name, rules)
    try:
        return _reader(kind)(data, rules)
    except (InputError, MemoryError, RecursionError):
        raise
    except Exception as error:
        raise UnreadableSourceError(
            f"The file seems damaged: its reader gave up on it ({type(error).__name__}).",
            code="damaged",
        ) from error


def _plain(decoded: Decoded, name: str, rules: ReadingRules) -> Extract:
    """Return what a text file holds: cues, a table, or running text."""
    notes = ((decoded.code, decoded.note),) if decoded.code else ()
    if is_transcript(decoded.body, name):
        return replace(read_transcript(decoded.body), notes=notes)
    if is_csv(decoded.body, name):
        return replace(read_csv(decoded.body, rules), notes=notes)
    return Extract(
        body=decoded.body,
        map=decoded.map,
        tool=f"plain text ({decoded.encoding})",
        tool_version=VERSION,
        notes=notes,
    )


def _reader(kind: str) -> Callable[[bytes, ReadingRules], Extract]:
    """Return the reader of a format; its library is loaded when the first such file comes."""
    if kind == "html":
        from hechos.reading.html import read_html

        return read_html
    if kind == "pdf":
        from hechos.reading.pdf import read_pdf

        return read_pdf
    if kind == "xlsx":
        from hechos.reading.forms.workbook import read_xlsx

        return read_xlsx
    from hechos.reading.docx import read_docx

    return read_docx


def _bytes(path: Path, rules: ReadingRules) -> bytes:
    try:
        if not path.is_file():
            raise UnreadableSourceError("The preserved file is not there.", code="missing")
        size = path.stat().st_size
        if size > rules.max_bytes:
            raise TooLargeError(
                f"The file has {size:,} bytes; the limit is {rules.max_bytes:,}.",
                hint="Split it, or raise max_bytes in the rules of reading.",
            )
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it is not there"
        raise UnreadableSourceError(
            f"The preserved file cannot be opened: {reason}.", code="missing"
        ) from error


def _text(
    extract: Extract, capture: Capture, case: Case, *, language: str, segments: tuple[Segment, ...]
) -> Text:
    body = extract.body
    return Text(
        id=draw(case.seed, capture.id, "text"),
        case=case.id,
        made=made_by_reading(capture),
        capture=capture.id,
        kind=extract.kind,
        tool=extract.tool,
        tool_version=extract.tool_version,
        language=language,
        body=body,
        hash=hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest(),
        nfc=unicodedata.is_normalized("NFC", body),
        segments=segments,
        map=extract.map,
    )


def _title(body: str, segments: tuple[Segment, ...]) -> tuple[Statement, ...]:
    """Return the headline as a statement: the first title, before any paragraph."""
    for segment in segments:
        if segment.kind is SegmentKind.TITLE:
            value = body[segment.start : segment.end]
            span = (segment.start, segment.end)
            because = "The line stands as a headline above the text."
            headline = Statement(
                type="title",
                value=value,
                because=because,
                rule="headline",
                spans=(span,),
                rank=1,
            )
            return (headline,)
        if segment.kind in (SegmentKind.LEAD, SegmentKind.BODY):
            break
    return ()


def _language(language: str) -> Statement:
    because = f"The words of the text are told as language “{language}”."
    return Statement(
        type="language", value=language, because=because, rule="language", where="the whole text"
    )


def _claims(
    statements: tuple[Statement, ...], text: Text, capture: Capture, case: Case
) -> tuple[Claim, ...]:
    """Return one document claim per statement; equal keys are told apart by an ordinal."""
    claims, seen = [], Counter[str]()
    for statement in statements:
        start, end = statement.spans[0] if statement.spans else (0, 0)
        stem = f"{text.hash}:{start}-{end}:document:{statement.type}"
        key = f"{stem}:{seen[stem]}"
        seen[stem] += 1
        claims.append(
            Claim(
                id=draw(case.seed, capture.id, "claim", key),
                case=case.id,
                made=made_by_reading(capture),
                capture=capture.id,
                text=text.id,
                key=key,
                passages=_passages(statement, text, capture),
                content=DocumentContent(type=statement.type, value=statement.value),
                klass=capture.klass,
                rule=statement.rule,
                because=statement.because,
            )
        )
    return tuple(claims)


def _passages(statement: Statement, text: Text, capture: Capture) -> tuple[Passage, ...]:
    body = text.body
    spans = tuple(
        Passage(
            capture=capture.id,
            selector=TextSpan(
                text=text.id,
                start=start,
                end=end,
                quote=body[start:end],
                prefix=body[max(0, start - _AROUND) : start],
                suffix=body[end : end + _AROUND],
            ),
        )
        for start, end in statement.spans
    )
    if spans:
        return spans
    return (Passage(capture=capture.id, selector=Whole(note=statement.where)),)
