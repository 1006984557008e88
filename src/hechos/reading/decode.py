"""Tell what a file is by its bytes, and decode plain text with a map back to the bytes."""

from __future__ import annotations

import codecs
import functools
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

from hechos.errors import UnreadableSourceError
from hechos.reading.rules import ReadingRules, load_table

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\s")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_NON_ASCII = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_OFFICE = "an old Microsoft Office file"
_STEP = 2_000
_FEW = 4
_REPLACEMENT = "�"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A decoded file: its text, its encoding, the map to bytes, and what was odd about it."""

    body: str
    encoding: str
    map: tuple[tuple[int, str], ...]
    note: str = ""
    code: str = ""


def find_kind(data: bytes, name: str) -> str:
    """Return the reader for a file: text, html, pdf, docx or xlsx.

    Raises UnreadableSourceError (code unsupported, empty) and names what the file is."""
    if not data.strip():
        raise UnreadableSourceError("The file is empty.", code="empty")
    entry = _signature(data, name)
    if entry is not None:
        return _reader_of(entry, data)
    head = data[:4096].removeprefix(codecs.BOM_UTF8).lstrip()
    tagged = head.startswith(b"<") and _HTML.search(head)
    if tagged or name.lower().endswith((".html", ".htm", ".xhtml")):
        return "html"
    if _XML.match(head):
        raise _unsupported("an XML file")
    return "text"


def decode_text(data: bytes, rules: ReadingRules) -> Decoded:
    """Return the file as text: byte-order mark first, then UTF-8, then Windows-1252.

    The body is the decoded file untouched but for the byte-order mark. Bytes that fit no
    encoding become U+FFFD and are noted. Raises UnreadableSourceError (code binary)."""
    encoding, skip = _encoding(data)
    decoded = _decode(data, encoding, skip)
    controls = len(_CONTROLS.findall(decoded.body))
    broken = decoded.body.count(_REPLACEMENT)
    if "\0" in decoded.body or controls > max(_FEW, rules.max_control_share * len(decoded.body)):
        raise UnreadableSourceError("The file is binary data, not a text.", code="binary")
    if decoded.code and broken > max(_FEW, rules.max_broken_share * len(decoded.body)):
        raise UnreadableSourceError(
            "The file is in no encoding that can be told; most of it is not readable as text.",
            code="binary",
        )
    if not decoded.body.strip():
        raise UnreadableSourceError("The file is empty.", code="empty")
    return decoded


def _encoding(data: bytes) -> tuple[str, int]:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name, len(bom)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if _NON_ASCII.search(data):
            return "utf-8", 0
        undefined = re.search(rb"[\x81\x8d\x8f\x90\x9d]", data)
        return ("latin-1" if undefined else "cp1252"), 0
    return "utf-8", 0


def _decode(data: bytes, encoding: str, skip: int) -> Decoded:
    broken: list[tuple[int, int]] = []

    def replace(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        end = max(error.end, error.start + 1)
        broken.append((error.start + skip, end + skip))
        return _REPLACEMENT, end

    codecs.register_error("hechos-note", replace)
    body = data[skip:].decode(encoding, "hechos-note")
    if broken:
        note = (
            f"Some bytes of the file are not valid {encoding.upper()} (in {len(broken)} places); "
            f"each such place reads “�”."
        )
        return Decoded(
            body=body,
            encoding=encoding,
            map=_broken_map(body, encoding, skip, broken),
            note=note,
            code="mixed_encoding",
        )
    guessed = encoding in ("cp1252", "latin-1")
    return Decoded(
        body=body,
        encoding=encoding,
        map=_byte_map(body, encoding, skip),
        note=f"The file is not UTF-8 and names no encoding; it is read as {encoding}."
        if guessed
        else "",
        code="encoding" if guessed else "",
    )


def _byte_map(body: str, encoding: str, skip: int) -> tuple[tuple[int, str], ...]:
    """Return (code point, byte) pairs, one in every few thousand: between two pairs the byte is
    found by encoding the text from the pair on."""
    pairs, byte = [], skip
    for start in range(0, len(body), _STEP):
        pairs.append((start, f"byte:{byte}"))
        byte += len(body[start : start + _STEP].encode(encoding, "surrogatepass"))
    return tuple(pairs) or ((0, f"byte:{skip}"),)


def _broken_map(
    body: str, encoding: str, skip: int, broken: list[tuple[int, int]]
) -> tuple[tuple[int, str], ...]:
    """Return pairs that start anew behind every replaced run of bytes."""
    pairs, at = [(0, f"byte:{skip}")], 0
    last = skip
    for start, end in broken:
        at = _ahead(body, at, encoding, start - last)
        pairs += [(at, f"byte:{start}"), (at + 1, f"byte:{end}")]
        at, last = at + 1, end
    return tuple(dict(pairs).items())


def _ahead(body: str, at: int, encoding: str, size: int) -> int:
    """Return the code point that lies `size` bytes after the code point `at`."""
    return at + len(body[at : at + size].encode(encoding)[:size].decode(encoding, "ignore"))


@functools.cache
def _signatures() -> tuple[dict[str, Any], ...]:
    return tuple(
        {**entry, "bytes": bytes.fromhex(entry["magic"])}
        for entry in load_table("types.toml")["type"]
    )


def _signature(data: bytes, name: str) -> dict[str, Any] | None:
    for entry in _signatures():
        offset, magic = entry.get("offset", 0), entry["bytes"]
        named = name.lower().endswith(entry.get("extension", "\0"))
        window = entry["window"] if named else len(magic)
        if magic not in data[offset : offset + window]:
            continue
        if entry.get("binary") and b"\0" not in data[:8192]:
            continue
        return dict(entry)
    return None


def _reader_of(entry: dict[str, Any], data: bytes) -> str:
    reader = entry.get("reader")
    if reader == "zip":
        entry = _part(data) or entry
        reader = entry.get("reader") if entry.get("path") else None
    if _ENCRYPTED_OFFICE in data and entry["name"] == _OFFICE:
        raise UnreadableSourceError(
            "The Office document is protected by a password.",
            hint="Add a version without one; the protected file is kept.",
            code="encrypted",
        )
    if reader is None:
        raise _unsupported(entry["name"])
    return str(reader)


def _part(data: bytes) -> dict[str, Any] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableSourceError(
            "The file begins as a ZIP archive or Word document but is damaged.", code="damaged"
        ) from error
    parts: list[dict[str, Any]] = load_table("types.toml")["part"]
    return next((part for part in parts if part["path"] in names), None)


def _unsupported(name: str) -> UnreadableSourceError:
    return UnreadableSourceError(
        f"The file is {name}; this kind is kept but cannot be read yet.",
        hint="Add a version of it as text, HTML, PDF or Word (docx).",
        code="unsupported",
    )
