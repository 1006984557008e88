"""PDF to text: the text layer of each page, lines joined into paragraphs, offsets by page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pypdfium2

from hechos.errors import TooLargeError, UnreadableSourceError
from hechos.reading.photos import photos_of_pdf
from hechos.reading.rules import Extract, Metadatum, ReadingRules

_PASSWORD = 4  # FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY of fpdfview.h
_SECURITY = 5
_FINAL = re.compile(r"[.!?:;…][\"”’»)\]]*$")
_ITEM = re.compile(r"(?:[-•–—*·▪]|\(?[0-9a-zA-Z]{1,3}[.)])\s")
_CREATED = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
_SHORT = 0.7


def read_pdf(data: bytes, rules: ReadingRules) -> Extract:
    """Return the text layer of a PDF. Raises UnreadableSourceError: encrypted, no_text, damaged."""
    document = _open(data)
    try:
        if len(document) > rules.max_pages:
            raise TooLargeError(
                f"The PDF has {len(document):,} pages; the limit is {rules.max_pages:,}."
            )
        pages = _pages(document, rules)
        metadata = (*_metadata(document.get_metadata_dict()), *photos_of_pdf(document))
    finally:
        document.close()
    empty = [number for number, text in enumerate(pages, start=1) if not text]
    if len(empty) == len(pages):
        raise UnreadableSourceError(
            "The PDF holds no text; OCR is needed.",
            hint="Add a version with a text layer; the scan is kept.",
            code="no_text",
        )
    body, starts = _compose(pages)
    return Extract(
        body=body,
        map=starts,
        tool="pdf (pypdfium2)",
        tool_version=str(pypdfium2.PYPDFIUM_INFO),
        metadata=metadata,
        notes=_notes(empty, len(pages)),
    )


def _open(data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (_PASSWORD, _SECURITY) or "password" in str(error):
            raise UnreadableSourceError(
                "The PDF is protected by a password.",
                hint="Add a version without one; the protected file is kept.",
                code="encrypted",
            ) from error
        raise UnreadableSourceError(
            "The PDF is damaged and cannot be opened.", code="damaged"
        ) from error


def _pages(document: Any, rules: ReadingRules) -> list[str]:
    pages, size = [], 0
    for number in range(len(document)):
        try:
            page = document[number]
            layer = page.get_textpage()
            text = join_lines(layer.get_text_range())
            layer.close()
            page.close()
        except pypdfium2.PdfiumError:
            text = ""
        size += len(text)
        if size > rules.max_characters:
            raise TooLargeError(
                f"The text of the PDF is longer than {rules.max_characters:,} characters."
            )
        pages.append(text)
    return pages


def join_lines(layer: str) -> str:
    """Return the text of a page with its printed lines joined into paragraphs.

    A line goes on in the next one unless it is clearly shorter than the page's lines, or ends a
    sentence before a list item; a hyphen that the page only set at the line's end is dropped."""
    plain = layer.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    lines = [line.strip() for line in plain.split("\n")]
    width = _SHORT * max((len(line) for line in lines), default=0)
    text, before = "", ""
    for line in lines:
        if not line:
            text, before = text.rstrip("\n") + "\n\n" if text else "", ""
            continue
        text += _between(before, line, width) + line
        before = line
        if line[-1] in "\x02\ufffe\xad":
            text = text[:-1]
    return re.sub("[\x02\ufffe\xad]", "-", text).strip()


def _between(before: str, line: str, width: float) -> str:
    if not before:
        return ""
    if before[-1] in "\x02\ufffe\xad":
        return ""
    if len(before) < width and (_FINAL.search(before) or not line[0].islower()):
        return "\n"
    return "\n" if _FINAL.search(before) and _ITEM.match(line) else " "


def _compose(pages: list[str]) -> tuple[str, tuple[tuple[int, str], ...]]:
    parts: list[str] = []
    starts: list[tuple[int, str]] = []
    at = 0
    for number, text in enumerate(pages, start=1):
        if text:
            starts.append((at, f"page:{number}"))
            parts.append(text)
            at += len(text) + 2
    return "\n\n".join(parts), tuple(starts)


def _notes(empty: list[int], total: int) -> tuple[tuple[str, str], ...]:
    if not empty:
        return ()
    shown = ", ".join(str(number) for number in empty[:10]) + (" …" if len(empty) > 10 else "")
    words = f"{len(empty)} of {total} pages hold no text; OCR is needed for page {shown}."
    return (("pages_without_text", words),)


def _metadata(found: dict[str, str]) -> Iterator[Metadatum]:
    """Yield title and day of making. That a file was made on a day says not that it was published
    then, so it is a claim of its own type."""
    if found.get("Title", "").strip():
        yield Metadatum(type="title", value=found["Title"], where="PDF Title")
    created = _CREATED.match(found.get("CreationDate", ""))
    if created:
        yield Metadatum(type="created", value="-".join(created.groups()), where="PDF CreationDate")
