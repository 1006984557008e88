"""One append-only, hash-chained log of JSON lines, used for the custody log and the journal.

Each line is canonical JSON holding `v`, `seq` (0, 1, 2 …) and `prev`, the SHA-256 of the bytes of
the line before it (64 zeros for the first). The head is the SHA-256 of the last line: whoever
keeps length and head elsewhere sees any change to any line.

Whoever also keeps the mark of the file (its size, its number, when it was last changed) opens it
without reading it again, as long as nothing wrote to it since. That is enough to append to: a file
that was cut, replaced or written to has another mark, and is read from its first line. Bytes that
turned on the disk by themselves, or that somebody changed who also sets the clock of the file
system, are found by `verify`, which reads all and trusts no mark.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from hechos.archive.files import make_folder, sync_folder, write_all
from hechos.errors import CustodyError, InputError, UnavailableError
from hechos.records.wire import canonical

VERSION = 1
ZERO = "0" * 64
Head = tuple[int, str]
Heads = Mapping[str, Head]
Marks = Mapping[str, str]


class Chain:
    """A log opened for reading, or with `write` for appending (one writer; the caller locks)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.length = 0
        self.head = ZERO
        self.is_as_marked = False
        """The file is as it was when its mark was taken: nothing was read of it."""
        self._size = 0
        self._descriptor: int | None = None

    @classmethod
    def open(
        cls, path: Path, *, write: bool = False, expected: Head | None = None, mark: str = ""
    ) -> Self:
        """Open a log and check its chain; CustodyError names the first line that is broken.

        `expected` are length and head as kept elsewhere: the log may be longer, not shorter or
        other. With the `mark` that was taken with them a file that nothing wrote to since is taken
        as it was. A last line without its end was never acknowledged: a reader passes over it, a
        writer cuts it off. A log that is not there is empty.
        """
        chain = cls(path)
        tail = b""
        if expected and mark and mark == _mark_of(path):
            chain.length, chain.head = expected
            chain._size = path.stat().st_size
            chain.is_as_marked = True
        else:
            tail = chain._replay(expected)
        if write:
            chain._descriptor = _open_for_append(path)
            try:
                chain._finish(tail)
            except BaseException:
                chain.close()
                raise
        return chain

    def _replay(self, expected: Head | None) -> bytes:
        """Check every line; return what follows the last one that has its end."""
        length, head = expected or (0, ZERO)
        tail = b""
        for line in _raw_lines(self.path):
            if not line.endswith(b"\n"):
                tail = line
                break
            self._accept(line[:-1])
            if self.length == length and self.head != head:
                raise self._broken(f"line {length - 1} is not the one that was known")
        if self.length < length:
            raise self._broken(f"{length - self.length} of {length} lines are gone from its end")
        if _is_entry(tail[:-1]):
            raise self._broken(f"the end of line {self.length} was changed")
        return tail

    @property
    def mark(self) -> str:
        """What changes when anything writes to the file; to be kept beside length and head."""
        return _mark_of(self.path if self._descriptor is None else self._descriptor)

    def _accept(self, line: bytes) -> None:
        if (
            b'"prev":"%b"' % self.head.encode() not in line
            or b'"seq":%d,' % self.length not in line
        ):
            raise self._broken(f"line {self.length}, or the one before, is not as it was written")
        self.head = hashlib.sha256(line).hexdigest()
        self.length += 1
        self._size += len(line) + 1

    def _broken(self, what: str) -> CustodyError:
        return CustodyError(
            f"{self.path.name} is damaged: {what}.",
            hint="hechos verify names every damaged line; restore the file from a backup.",
        )

    def _finish(self, tail: bytes) -> None:
        """Deal with a last line that has no end: keep it if whole, else cut it off."""
        if not tail or self._descriptor is None:
            return
        if _is_entry(tail):
            self._accept(tail)
            write_all(self._descriptor, b"\n")
        else:
            os.ftruncate(self._descriptor, self._size)
        os.fsync(self._descriptor)

    def append(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Append entries with one write and one fsync; when this returns they are durable.

        UnavailableError when the disk is full or fails: then none of them is in the log.
        """
        if not entries:
            return
        if self._descriptor is None:
            raise UnavailableError(f"{self.path.name} is open for reading only.")
        head, lines = self.head, []
        for seq, entry in enumerate(entries, start=self.length):
            line = _encode({**entry, "v": VERSION, "seq": seq, "prev": head})
            head = hashlib.sha256(line).hexdigest()
            lines.append(line)
        data = b"\n".join(lines) + b"\n"
        self._write(data)
        self.head, self.length, self._size = head, self.length + len(lines), self._size + len(data)

    def _write(self, data: bytes) -> None:
        if self._descriptor is None:
            return
        try:
            write_all(self._descriptor, data)
            os.fsync(self._descriptor)
        except OSError as error:
            self._take_back()
            raise UnavailableError(
                f"{self.path.name} could not be written: {error.strerror}. Nothing of this batch "
                "was acknowledged.",
                hint="Free space on the disk, then run the same command again.",
                retry=True,
            ) from error

    def _take_back(self) -> None:
        """Cut off what a failed write left; if even that fails, take no more entries."""
        if self._descriptor is None:
            return
        try:
            os.ftruncate(self._descriptor, self._size)
            os.fsync(self._descriptor)
        except OSError:
            self.close()

    def lines(self, first: int = 0) -> Iterator[dict[str, Any]]:
        """Yield the entries from number `first` on, as they stood when the log was last opened
        or appended to."""
        for number, line in enumerate(_raw_lines(self.path)):
            if number >= self.length:
                return
            if number >= first:
                yield json.loads(line)

    def raw(self, *needles: bytes) -> Iterator[dict[str, Any]]:
        """Yield the entries whose bytes hold one of `needles`; much faster than `lines`."""
        for number, line in enumerate(_raw_lines(self.path)):
            if number >= self.length:
                return
            if any(needle in line for needle in needles):
                yield json.loads(line)

    def count(self, needle: bytes) -> int:
        """Return how many entries hold the bytes of `needle`."""
        return sum(needle in line for line in _raw_lines(self.path))

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _open_for_append(path: Path) -> int:
    make_folder(path.parent)
    flags = os.O_RDWR | os.O_APPEND | os.O_CLOEXEC
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
        os.fsync(descriptor)
        sync_folder(path.parent)
        return descriptor


def _mark_of(file: Path | int) -> str:
    try:
        found = os.fstat(file) if isinstance(file, int) else file.stat()
    except FileNotFoundError:
        return ""
    return f"{found.st_size} {found.st_ino} {found.st_ctime_ns}"


def _encode(entry: Mapping[str, Any]) -> bytes:
    try:
        return canonical(entry).encode()
    except ValueError as error:
        raise InputError(f"An entry cannot be written as JSON in UTF-8: {error}.") from error


def _raw_lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            yield from stream
    except FileNotFoundError:
        return


def _is_entry(line: bytes) -> bool:
    """Say whether the bytes are one whole entry; a torn line, being a beginning, never is."""
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
