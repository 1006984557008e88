"""Read a damaged log as far as it can be read, and name every line that is not as written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hechos.archive.chain import VERSION, ZERO, Head
from hechos.records.wire import canonical

CUSTODY_FIELDS = frozenset(
    {"v", "seq", "prev", "op", "object", "commit", "size", "record", "actor"}
    | {"t", "mono", "boot", "anchor"}
)
ADDED = frozenset({"call"})  # only where another program was called
JOURNAL_FIELDS = frozenset({"v", "seq", "prev", "t", "record"})
FURTHEST = 100_000  # a number that leaps further is taken for a changed number, not for a gap


@dataclass(frozen=True, slots=True)
class Line:
    """One line that could be read."""

    seq: int
    prev: str
    hash: str
    entry: dict[str, Any]

    def mended(self, prev: str) -> str:
        """Return the hash that the line would have if it pointed to `prev`."""
        return hashlib.sha256(canonical({**self.entry, "prev": prev}).encode()).hexdigest()


@dataclass
class Inspection:
    """`broken` says by number what is wrong with a line; `lines` are those that can be read."""

    lines: list[Line] = field(default_factory=list)
    broken: dict[int, str] = field(default_factory=dict)
    length: int = 0
    torn: bool = False

    def blame(self, seq: int, what: str) -> None:
        self.broken.setdefault(seq, what)


def inspect_log(path: Path, fields: frozenset[str], expected: Head | None = None) -> Inspection:
    """Check a log line by line, and against the length and head that are kept elsewhere."""
    found = Inspection()
    raw, found.torn = _split(path)
    lines = [_parse(line, fields) for line in raw]
    _number(found, lines)
    _check_links(found, expected)
    if expected is not None:
        _check_head(found, *expected)
    return found


def _split(path: Path) -> tuple[list[bytes], bool]:
    try:
        raw = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return [], False
    return raw[:-1], bool(raw[-1])


def _parse(raw: bytes, fields: frozenset[str]) -> Line | None:
    """Return the line, or None where the bytes are not the canonical JSON of such an entry."""
    try:
        text = raw.decode()
        entry = json.loads(text)
        whole = (
            isinstance(entry, dict) and entry.keys() - ADDED == fields and canonical(entry) == text
        )
    except ValueError:
        return None
    if not whole or entry["v"] != VERSION or type(entry["seq"]) is not int:
        return None
    return Line(entry["seq"], str(entry["prev"]), hashlib.sha256(raw).hexdigest(), entry)


def _number(found: Inspection, lines: list[Line | None]) -> None:
    """Give each line its number: what it says, where its neighbours bear it out."""
    at, unread = 0, False
    for index, line in enumerate(lines):
        if line is None:
            unread = True
            continue
        seq = line.seq
        if seq != at and not _is_borne_out(lines, index):
            found.blame(at, "its number was changed")
            at, unread = at + 1, False
            continue
        if seq < at:
            found.blame(seq, "it stands there twice, or out of order")
            continue
        if unread and seq == at:
            found.blame(at, "something was put in before it")
        for missing in range(at, seq):
            found.blame(missing, "it cannot be read" if unread else "it is missing")
        found.lines.append(line)
        at, unread = seq + 1, False
    if unread:
        found.blame(at, "it cannot be read")
        at += 1
    found.length = at


def _is_borne_out(lines: list[Line | None], index: int) -> bool:
    """Say whether a surprising number is real: the next line goes on from it, or it is the last
    and does not point to the line that stands before it."""
    this = lines[index]
    if this is None or this.seq > index + FURTHEST:
        return False
    following = next((line for line in lines[index + 1 :] if line is not None), None)
    if following is not None:
        return following.seq == this.seq + 1
    before = lines[index - 1] if index else None
    return before is None or before.hash != this.prev


def _check_links(found: Inspection, expected: Head | None) -> None:
    """Follow `prev` from line to line; tell an edited line from an edited `prev`."""
    if found.lines and found.lines[0].seq == 0 and found.lines[0].prev != ZERO:
        found.blame(0, "it was changed")
    skip = -1
    for index in range(1, len(found.lines)):
        before, line = found.lines[index - 1], found.lines[index]
        if line.seq != before.seq + 1 or line.prev == before.hash or before.seq == skip:
            continue
        if line.mended(before.hash) == _known_hash(found, index, expected):
            found.blame(line.seq, "it was changed")
            skip = line.seq
        else:
            found.blame(before.seq, "it was changed")


def _known_hash(found: Inspection, index: int, expected: Head | None) -> str | None:
    """Return the hash that something else gives for a line: the next line, or the head."""
    line = found.lines[index]
    if index + 1 < len(found.lines) and found.lines[index + 1].seq == line.seq + 1:
        return found.lines[index + 1].prev
    if expected is not None and expected[0] == line.seq + 1:
        return expected[1]
    return None


def _check_head(found: Inspection, length: int, head: str) -> None:
    for missing in range(found.length, length):
        found.blame(missing, "it is gone from the end")
    if length == 0 or length > found.length:
        return
    last = next((line for line in found.lines if line.seq == length - 1), None)
    if last is not None and last.hash != head:
        found.blame(last.seq, "it is not the line that was known")
