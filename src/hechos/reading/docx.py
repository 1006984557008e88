"""Word documents to text: paragraphs and table rows in order, offsets by paragraph."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from hechos.errors import TooLargeError, UnreadableSourceError
from hechos.reading.photos import MOST, photo_of_jpeg
from hechos.reading.rules import Extract, Metadatum, ReadingRules
from hechos.records import Segment, SegmentKind

_FREE_BYTES = 10_000_000
_PER_PAGE = 100
_TEXT = {qn("w:t"): None, qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"} | {
    qn("w:noBreakHyphen"): "-"
}
_LEFT_OUT = (qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNREAD = {
    "word/footnotes.xml": "footnotes",
    "word/endnotes.xml": "endnotes",
    "word/comments.xml": "comments",
}


def read_docx(data: bytes, rules: ReadingRules) -> Extract:
    """Return paragraphs and table rows of a Word document, a blank line apart.

    Raises UnreadableSourceError (zip_bomb, encrypted, unsafe_xml, damaged, no_text) and
    TooLargeError before anything large is unpacked."""
    names = guard_package(data, rules, "Word document")
    try:
        document = docx.Document(io.BytesIO(data))
    except (OpcError, LxmlError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise UnreadableSourceError(
            "The Word document is damaged and cannot be opened.", code="damaged"
        ) from error
    headings = {s.style_id: s.name.lower() for s in document.styles if s.name}
    parts: list[str] = []
    starts: list[tuple[int, str]] = []
    marks: list[Segment] = []
    at = 0
    for number, (text, style) in enumerate(_paragraphs(document.element.body)):
        if number > _PER_PAGE * rules.max_pages or at > rules.max_characters:
            raise TooLargeError("The Word document is longer than the limits of reading allow.")
        line = text.strip()
        if not line:
            continue
        starts.append((at, f"par:{number}"))
        if headings.get(style, "").startswith(("title", "heading")):
            marks.append(Segment(kind=SegmentKind.TITLE, start=at, end=at + len(line)))
        parts.append(line)
        at += len(line) + 2
    if not parts:
        raise UnreadableSourceError("The Word document holds no text.", code="no_text")
    return Extract(
        body="\n\n".join(parts),
        map=tuple(starts),
        tool="docx (python-docx)",
        tool_version=docx.__version__,
        metadata=(*_metadata(document.core_properties), *_photos(document)),
        marks=tuple(marks),
        notes=tuple(
            (f"{what}_unread", f"The document has {what}; they are not read yet.")
            for path, what in _UNREAD.items()
            if path in names
        ),
    )


def guard_package(data: bytes, rules: ReadingRules, what: str) -> frozenset[str]:
    """Return the names of the parts. Raises where unpacking them would be a danger."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        size = sum(entry.file_size for entry in entries)
        ratio = size / max(1, len(data))
        if len(entries) > rules.max_entries or size > rules.max_unpacked:
            raise _bomb(what, f"unpacks to {size:,} bytes in {len(entries):,} parts")
        if size > _FREE_BYTES and ratio > rules.max_ratio:
            raise _bomb(what, f"unpacks to {ratio:,.0f} times its size")
        if any(entry.flag_bits & 1 for entry in entries):
            raise UnreadableSourceError(f"The {what} is protected by a password.", code="encrypted")
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels")) and _declares(archive, entry, what):
                raise UnreadableSourceError(
                    f"The {what} declares XML entities, which none needs; it is not opened.",
                    code="unsafe_xml",
                )
    return frozenset(entry.filename for entry in entries)


def _declares(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, what: str) -> bool:
    try:
        with archive.open(entry) as part:
            head = part.read(65_536)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise UnreadableSourceError(
            f"The {what} is damaged and cannot be unpacked.", code="damaged"
        ) from error
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head


def _bomb(what: str, how: str) -> UnreadableSourceError:
    return UnreadableSourceError(
        f"The {what} {how}; it may be made to fill the machine and is not unpacked.",
        code="zip_bomb",
    )


def _paragraphs(container: Any) -> Iterator[tuple[str, str]]:
    """Yield (text, style id) of paragraphs and table rows in order, those inside content
    controls, insertions and text boxes too."""
    for child in container:
        if child.tag == qn("w:p"):
            style = child.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            yield _text(child), "" if style is None else style.get(qn("w:val"), "")
            for box in child.iter(qn("w:txbxContent")):
                if not any(True for _ in box.iterancestors(_FALLBACK)):
                    yield from _paragraphs(box)
        elif child.tag == qn("w:tr"):
            yield _row(child), ""
        elif child.tag not in _LEFT_OUT and isinstance(child.tag, str):
            yield from _paragraphs(child)


def _row(row: Any) -> str:
    """Return the cells of a row with bars between them, each cell's paragraphs in one line."""
    own = [cell for cell in row.iter(qn("w:tc")) if next(cell.iterancestors(row.tag)) is row]
    cells = [" ".join(t for t, _ in _paragraphs(cell) if t.strip()) for cell in own]
    return " | ".join(" ".join(cell.split()) for cell in cells)


def _text(element: Any) -> str:
    """Return the text of a paragraph: runs, links, fields and insertions; deletions left out."""
    pieces: list[str] = []
    for child in element:
        if child.tag in _TEXT:
            pieces.append(_TEXT[child.tag] or child.text or "")
        elif child.tag not in _LEFT_OUT and child.tag != _FALLBACK:
            pieces.append(_text(child))
    return "".join(pieces)


def _photos(document: Any) -> Iterator[Metadatum]:
    """Yield the JPEG pictures of the document, in the order of their names."""
    parts = [part for part in document.part.package.iter_parts() if "jpeg" in part.content_type]
    for part in sorted(parts, key=lambda part: str(part.partname))[:MOST]:
        value = photo_of_jpeg(part.blob)
        if value:
            yield Metadatum(type="photo", value=value, where=f"picture {part.partname}")


def _metadata(properties: Any) -> Iterator[Metadatum]:
    if properties.title and properties.title.strip():
        yield Metadatum(type="title", value=properties.title, where="Word title")
    if properties.created is not None:
        day = properties.created.date().isoformat()
        yield Metadatum(type="created", value=day, where="Word created")
