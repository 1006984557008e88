"""The rules of reading, and the shapes that pass between readers and the stage."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from hechos.errors import LexiconError
from hechos.lang.lexicon import load_toml, ruleset
from hechos.records import (
    LANGUAGES,
    Capture,
    Case,
    Claim,
    Failure,
    Made,
    RuleSet,
    Segment,
    Text,
)
from hechos.records.ids import draw

LIMITS = "limits.toml"
VERSION = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """Limits for one file (data/limits.toml) and the languages that the coder reads.

    `seconds` is the most wall clock and CPU for one file; `memory_bytes` the address space of
    the reading process; sizes are bytes, `max_characters` code points of the resulting text."""

    max_bytes: int
    max_characters: int
    max_pages: int
    max_ratio: int
    max_unpacked: int
    max_entries: int
    seconds: float
    memory_bytes: int
    max_control_share: float
    max_broken_share: float
    languages: tuple[str, ...] = LANGUAGES
    version: str = "1"

    @classmethod
    def load(cls, *, languages: tuple[str, ...] = LANGUAGES) -> ReadingRules:
        """Return the rules shipped with the package."""
        try:
            return cls(**load_table(LIMITS), languages=languages)
        except TypeError as error:
            raise LexiconError(f"{LIMITS} does not fit the rules of reading: {error}.") from error

    @property
    def rulesets(self) -> tuple[RuleSet, ...]:
        """Return the data files in use with their hashes, for the method annex."""
        return tuple(ruleset("reading", file.name, file) for file in data_files())


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
    `cells` are those of a table, which is not cut into any others;
    `notes` are (code, sentence) pairs of what could not be read of it; `kind` as in Text."""

    body: str
    map: tuple[tuple[int, str], ...]
    tool: str
    tool_version: str
    metadata: tuple[Metadatum, ...] = ()
    marks: tuple[Segment, ...] = ()
    cells: tuple[Segment, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    kind: str = "original"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of one capture: a text with its document claims, or a failure.

    `warnings` are failures of a part: the text is there, but something of it is not."""

    capture: Capture
    text: Text | None = None
    claims: tuple[Claim, ...] = ()
    failure: Failure | None = None
    warnings: tuple[Failure, ...] = ()


def failed(capture: Capture, case: Case, code: str, sentence: str) -> Failure:
    """Return the record that a capture, or a part of it, could not be read."""
    return Failure(
        id=draw(case.seed, capture.id, "failure", "reading", code, sentence),
        case=case.id,
        made=made_by_reading(capture),
        item=capture.name,
        stage="reading",
        code=code,
        sentence=sentence,
        capture=capture.id,
    )


def made_by_reading(capture: Capture) -> Made:
    return Made(by="rule:reading", version=VERSION, at=capture.made.at)


def data_files() -> tuple[Traversable, ...]:
    folder = resources.files("hechos.reading") / "data"
    found = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    return tuple(sorted(found, key=lambda file: file.name))


@functools.cache
def load_table(name: str) -> dict[str, Any]:
    """Return one data file of this stage. Raises LexiconError where it is no valid TOML."""
    return load_toml(resources.files("hechos.reading") / "data" / name)
