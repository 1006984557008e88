"""What comes in, and the records that one batch of it becomes."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from hechos.archive.objects import Lying, Source, Staged, Unread
from hechos.errors import InputError
from hechos.records import Capture, Confidentiality, Made, Object
from hechos.records.ids import Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Bytes to preserve: a `path`, a `stream` or a file that is hashed already (`lying`), and what
    is known of their coming in."""

    path: Path | None = None
    stream: BinaryIO | None = None
    lying: Lying | None = None
    name: str
    origin: str
    how: str
    klass: Confidentiality = Confidentiality.C1
    tool: str = "hechos"
    media_type: str = ""
    parent: str | None = None
    role: str | None = None
    sender: str | None = None
    demonstration: str | None = None

    def __post_init__(self) -> None:
        if sum(one is not None for one in (self.path, self.stream, self.lying)) != 1:
            raise InputError(f"“{self.name}” needs either a path or a stream.")

    @property
    def source(self) -> Source:
        for one in (self.path, self.stream, self.lying):
            if one is not None:
                return one
        raise InputError(f"“{self.name}” has neither path nor stream.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preserved:
    """One receipt, durable: its two records stand in the journal in this order."""

    object: Object
    capture: Capture


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The same bytes from the same origin were preserved before, as `capture`."""

    name: str
    capture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What could not be preserved, and why: a stable code and a sentence."""

    name: str
    code: str
    sentence: str
    klass: Confidentiality = Confidentiality.C3


Receipt = Preserved | Known | Refused


class Receipts:
    """Makes the records of one batch, in the order of its items."""

    def __init__(self, case_id: str, made: Made, ids: Ids) -> None:
        self._case = case_id
        self._made = made
        self._ids = ids
        self.results: list[Receipt] = []
        self.kept: list[Staged] = []
        self.spare: list[Staged] = []

    def sort_out(
        self,
        batch: Sequence[Incoming],
        found: Sequence[Staged | Unread],
        known: dict[tuple[str, str], str],
        random: Callable[[int], bytes],
    ) -> None:
        """Fill `results`, `kept` and `spare` (what need not be kept); `known` learns the new."""
        for one, staged in zip(batch, found, strict=True):
            name, origin = printable(one.name), printable(one.origin)
            if isinstance(staged, Unread):
                refused = Refused(
                    name=name, code=staged.code, sentence=staged.sentence, klass=one.klass
                )
                self.results.append(refused)
            elif (origin, staged.address) in known:
                self.results.append(Known(name=name, capture=known[origin, staged.address]))
                self.spare.append(staged)
            else:
                one = replace(one, name=name, origin=origin)  # noqa: PLW2901
                preserved = self._receive(one, staged, random(16).hex())
                known[origin, staged.address] = preserved.capture.id
                self.results.append(preserved)
                self.kept.append(staged)

    def _receive(self, one: Incoming, staged: Staged, salt: str) -> Preserved:
        media_type = one.media_type or guess_media_type(one.name)
        stored = Object(
            id=self._ids(),
            case=self._case,
            made=self._made,
            address=staged.address,
            plain=staged.address,
            salt=salt,
            size=staged.size,
            media_type=media_type,
        )
        capture = Capture(
            id=self._ids(),
            case=self._case,
            made=self._made,
            object=stored.id,
            address=staged.address,
            name=one.name,
            origin=one.origin,
            how=one.how,
            tool=one.tool,
            size=staged.size,
            media_type=media_type,
            klass=one.klass,
            parent=one.parent,
            role=one.role,
            sender=one.sender,
            demonstration=one.demonstration,
        )
        return Preserved(object=stored, capture=capture)


def printable(name: str) -> str:
    """Return a file name as text, with an escape for each byte in it that is not UTF-8."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


_TYPES = mimetypes.MimeTypes()


def guess_media_type(name: str) -> str:
    """Return the media type that the name's ending suggests, the same on every machine."""
    return _TYPES.guess_type(name)[0] or "application/octet-stream"
