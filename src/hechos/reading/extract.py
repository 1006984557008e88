"""What a reader of one format hands over: the text, the way back, and the file's own metadata."""

from __future__ import annotations

from dataclasses import dataclass

from hechos.records import Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadatum:
    """One thing the file says about itself outside its text.

    `type` as in DocumentContent; `where` names the place ("meta article:published_time")."""

    type: str
    value: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """The text of one file. `marks` are segments that the format itself names (a heading);
    `notes` are (code, sentence) pairs of what could not be read of it."""

    body: str
    map: tuple[tuple[int, str], ...]
    tool: str
    tool_version: str
    metadata: tuple[Metadatum, ...] = ()
    marks: tuple[Segment, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
