"""What a model is told, the form its answer must have, and the hash of both."""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from hechos.coding.coders.chunks import Chunk
from hechos.lang.lexicon import load_toml
from hechos.records import Polarity, wire

_FILE = files("hechos.coding") / "data" / "model.toml"
_HALVES = re.compile("[\ud800-\udfff]")
_FREE = ("number", "victims", "actors", "source", "date", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimType:
    """A type that a claim of a model may have; `counts` is what a number of it counts."""

    code: str
    kind: Literal["act", "status", "procedure", "diplomacy"]
    means: str
    example: str
    counts: str = "persons"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    name: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """`schema` is JSON Schema; `hash` is over instructions and schema."""

    instructions: str
    schema: dict[str, Any]
    kinds: dict[str, str]
    counts: dict[str, str]
    hash: str


@functools.cache
def prompt() -> Prompt:
    """Return the prompt that ships. Raises LexiconError where its file cannot be used."""
    types = load_toml(_FILE, entry=ClaimType, table="type")
    slots = load_toml(_FILE, entry=_Slot, table="slot")
    codes = "\n".join(f"{one.code}: {one.means}" for one in types)
    instructions = f"{load_toml(_FILE)['instructions'].strip()}\n\nCodes:\n{codes}"
    schema = _schema(slots, [one.code for one in types])
    digest = hashlib.sha256(wire.canonical([instructions, schema]).encode()).hexdigest()
    kinds: dict[str, str] = {one.code: one.kind for one in types}
    counts = {one.code: one.counts for one in types}
    return Prompt(instructions=instructions, schema=schema, kinds=kinds, counts=counts, hash=digest)


def _schema(slots: tuple[_Slot, ...], codes: list[str]) -> dict[str, Any]:
    """Every slot is required (null where empty), as strict servers ask."""
    closed = {"type": codes, "polarity": [value.value for value in Polarity]}
    properties: dict[str, Any] = {}
    for slot in slots:
        shape: dict[str, Any] = {"type": ["string", "null"] if slot.name in _FREE else "string"}
        if slot.name in closed:
            shape["enum"] = closed[slot.name]
        properties[slot.name] = {**shape, "description": slot.means}
    claim = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"claims": {"type": "array", "items": claim}},
        "required": ["claims"],
        "additionalProperties": False,
    }


def message_of(chunk: Chunk, language: str) -> str:
    """Return the user's message: the text as a JSON value, so that no sign in it ends it."""
    return wire.canonical({"language": language, "text": whole(chunk.words)})


def whole(words: str) -> str:
    """Return the words with a mark for each half of a character, which can be neither sent nor
    kept; every other code point stays in its place."""
    return _HALVES.sub("\ufffd", words)


def request_hash(coder: str, message: str) -> str:
    """Return what an equal question to the same model is found again by."""
    asked = wire.canonical([coder, prompt().hash, message])
    return hashlib.sha256(asked.encode()).hexdigest()
