"""Which records a record names, and which of them its class follows (ADR 9)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hechos.records import (
    Assessment,
    Capture,
    Case,
    Claim,
    ClaimRelation,
    Confidentiality,
    Consent,
    CustomField,
    Doubt,
    Estimate,
    Failure,
    Figure,
    Finding,
    Grade,
    Identity,
    Incident,
    LinkEdge,
    LinkRun,
    Member,
    ModelOutput,
    ModelTaken,
    Object,
    OriginEdge,
    OriginGroup,
    Party,
    PrimaryDocument,
    Proposition,
    Record,
    RulesTaken,
    Statement,
    Term,
    Text,
    ThirdPartyFinding,
    Translation,
    Universe,
)

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?::\d+-\d+)?\Z")
_HEAD = frozenset(("id", "case", "made", "record", "v"))
FIXED = (Case, Member, RulesTaken, LinkRun, ModelTaken, Object, Capture, Text, Failure, ModelOutput)
"""Records whose class is known when they come in and never follows a proposal."""


def refs_of(record: Record, plain: dict[str, Any]) -> tuple[str, ...]:
    """Return the ids and mentions that a record names, once each, itself left out.

    A claim names the mentions it holds: its capture and text stand in columns of its own. A
    capture names what it was made of."""
    if isinstance(record, Claim):
        return tuple(dict.fromkeys(ref for ref, _ in mentions_in(plain)))
    if isinstance(record, Capture):
        return (record.parent,) if record.parent else ()
    if isinstance(record, FIXED):
        return ()
    values = (plain[key] for key in plain if key not in _HEAD)
    found = [one for one in _ids(values) if one not in (record.id, record.case)]
    if isinstance(record, Party):
        found += map(unprinted, record.variants)
    return tuple(dict.fromkeys(found))


def _ids(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            if _ID.match(value):
                yield value
        elif isinstance(value, dict):
            yield from _ids(value.values())
        elif isinstance(value, list):
            yield from _ids(value)


def mentions_in(claim: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (reference, name) of each party that a claim, as plain JSON, mentions. One that is
    not printed (an outlet's own voice) is referred to by a hash of its name."""
    for one in said_in(claim):
        yield reference(claim["text"], one), one["name"]


def said_in(claim: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each party that a claim, as plain JSON, mentions, as plain JSON."""
    yield from _mentions((claim["content"], claim["voice"]))


def reference(text: str, mention: dict[str, Any]) -> str:
    if mention["start"] is None or mention["end"] is None:
        return unprinted(mention["name"])
    return f"{text}:{mention['start']}-{mention['end']}"


def unprinted(name: str) -> str:
    return "@" + hashlib.sha256(name.encode()).hexdigest()[:32]


def _mentions(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "verbatim" in value and "name" in value:
            yield value
        else:
            for inner in value.values():
                yield from _mentions(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _mentions(inner)


def own_class(record: Record) -> int:
    """Return the class that a record has by itself; the rest comes from what it rests on."""
    if isinstance(record, Consent):
        return Confidentiality.C2
    if isinstance(record, Failure) and record.klass is None and record.capture is None:
        return Confidentiality.C3
    return int(getattr(record, "klass", None) or Confidentiality.C0)


def rests_of(record: Record, refs: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the class of a record follows; empty where it is known already.

    Of a record that is not listed here it is all that it names."""
    follows = RESTS.get(type(record))
    return follows(record) if follows else refs


def _nothing(_: Any) -> tuple[str, ...]:
    return ()


RESTS: dict[type[Record], Callable[[Any], tuple[str, ...]]] = {
    **dict.fromkeys((Capture, Case, Member, RulesTaken, LinkRun, ModelTaken), _nothing),
    **dict.fromkeys((CustomField, Term), _nothing),
    **dict.fromkeys((Universe, Object), _nothing),  # their figures and captures: see classes.py
    **dict.fromkeys(
        (Claim, Text, ModelOutput, Statement, Identity, Translation), lambda one: (one.capture,)
    ),
    **dict.fromkeys((Incident, PrimaryDocument, OriginGroup), lambda one: one.claims),
    **dict.fromkeys((ClaimRelation, OriginEdge), lambda one: (one.left, one.right)),
    **dict.fromkeys((Doubt, Grade), lambda one: (one.on.partition(":")[0],)),
    Failure: lambda one: (one.capture,) if one.capture else (),
    Consent: lambda one: one.captures,
    Party: lambda one: (*one.mentions, *map(unprinted, one.variants)),
    Figure: lambda one: (*one.claims, *one.inputs),
    Finding: lambda one: one.captures,
    Estimate: lambda one: one.captures,
    Proposition: lambda one: (*one.supporting, *one.contrary),
    Assessment: lambda one: (one.proposition, *one.relations),
    ThirdPartyFinding: lambda one: (one.claim,),
    LinkEdge: lambda one: (one.a, one.b),
}
