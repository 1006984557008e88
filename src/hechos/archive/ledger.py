"""What the two logs say about the objects: who received which, what refers to them, what went."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hechos.errors import HechosError
from hechos.records import Beside, Capture, Decision, ModelOutput, ModelTaken, Object, Text, wire

PRESERVED = "preserved"
WITHDRAWN = "withdrawn"
KINDS = (
    "Capture",
    "Decision",
    "Identity",
    "ModelOutput",
    "ModelTaken",
    "Object",
    "Statement",
    "Text",
    "Translation",
)
NEEDLES = tuple(f'"record":"{kind}"'.encode() for kind in KINDS)


def commitment(salt: str, plain: str) -> str:
    """Return sha256(salt ‖ sha256(bytes)), all as hex: says nothing without the salt."""
    return hashlib.sha256(bytes.fromhex(salt) + bytes.fromhex(plain)).hexdigest()


@dataclass
class Ledger:
    """Built by reading the journal's records, then the custody log's entries, each in order.

    `holders`: address → captures that stand on it; `copies`: address → decision whose copy it is,
    or whose learned model;
    `decided`: captures that a decision withdrew; `withdrawn`: address → captures whose withdrawal
    was carried out on it. `no_record` and `no_entry` are numbers of lines that hold neither.
    """

    objects: dict[str, Object] = field(default_factory=dict)
    captures: dict[str, Capture] = field(default_factory=dict)
    holders: dict[str, dict[str, None]] = field(default_factory=dict)
    copies: dict[str, str] = field(default_factory=dict)
    decided: set[str] = field(default_factory=set)
    preserved: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    withdrawn: dict[str, set[str]] = field(default_factory=dict)
    no_record: list[int] = field(default_factory=list)
    no_entry: list[int] = field(default_factory=list)

    def read_journal(self, entries: Iterable[Mapping[str, Any]]) -> None:
        for entry in entries:
            try:
                if entry["record"]["record"] in KINDS:
                    self._take(wire.from_plain(entry["record"]))
            except (HechosError, ValueError, KeyError, TypeError, AttributeError):
                self.no_record.append(entry["seq"])

    def _take(self, record: object) -> None:
        if isinstance(record, Object):
            self.objects[record.id] = record
        elif isinstance(record, Capture):
            self.captures[record.id] = record
            self._hold(record.address, record.id)
        elif isinstance(record, Text):
            self._hold(record.address or record.hash, record.capture)
        elif isinstance(record, ModelOutput | Beside):
            self._hold(record.address, record.capture)
        elif isinstance(record, Decision):
            if record.seen:
                self.copies[record.seen] = record.id
            if record.act == "withdraw":
                self.decided.add(record.on)
        elif isinstance(record, ModelTaken) and record.model:
            self.copies[record.model] = record.id

    def _hold(self, address: str, capture: str) -> None:
        self.holders.setdefault(address, {})[capture] = None

    def read_custody(self, entries: Iterable[Mapping[str, Any]]) -> None:
        for entry in entries:
            if not all(isinstance(entry[key], str) for key in ("op", "object", "record")):
                self.no_entry.append(entry["seq"])
            elif entry["op"] == PRESERVED:
                self.preserved[entry["record"]] = entry
            elif entry["op"] == WITHDRAWN:
                self.withdrawn.setdefault(entry["object"], set()).add(entry["record"])

    def is_named(self, address: str) -> bool:
        """Say whether a record names the object."""
        return address in self.holders or address in self.copies

    def is_needed(self, address: str) -> bool:
        """Say whether the object must be there: a capture that was not withdrawn stands on it,
        or a decision does and no withdrawal took the copy."""
        gone = self.withdrawn.get(address, set())
        if any(c not in gone and c not in self.decided for c in self.holders.get(address, ())):
            return True
        return address in self.copies and not gone

    def names(self, address: str) -> tuple[tuple[str, str], ...]:
        """Return (id, name) of the captures that stand on the object, as far as known."""
        held = self.holders.get(address, {})
        return tuple((c, self.captures[c].name) for c in held if c in self.captures)
