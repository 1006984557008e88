"""What a row of a list of people held says beside the entry: of the person, the judge, the place
and the way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hechos.counting.registers.kinds import exit_kinds, named_values, read_trait, traits

LISTED = {"in_on": "list_in", "out_on": "list_out", "removed_on": "list_removed"}
_DAYS = ("exit_on", "judge", "moved_on", *LISTED)


@dataclass(frozen=True, slots=True)
class Cells:
    """How the cells of a row are read: `said` gives the words of a field, `day` its day as EDTF,
    `fault` notes what is wrong with it, `code` finds a type that its words name or waits for a
    decision, `decided` what the map says of a word."""

    said: Callable[[str], str]
    day: Callable[[str], str]
    fault: Callable[[str, str, str], None]
    code: Callable[[str], str]
    decided: Callable[[str, str], str | None]


def read_detention(cells: Cells) -> Mapping[str, str]:
    """Return what a row says beside its entry, by field; what is wrong is noted as faults."""
    found = {name: cells.day(name) for name in _DAYS}
    found |= {name: cells.said(name) for name in ("conditions", "held_at", "moved_to")}
    found["exit"] = _exit(cells, found["exit_on"])
    for trait in traits():
        words = cells.said(trait)
        value = read_trait(trait, words) if words else ""
        if value is None:
            value = read_trait(trait, cells.decided(trait, words) or "")
        if value is None:
            known = ", ".join(name for name, (of, _) in named_values().items() if of == trait)
            cells.fault(trait, "The words are not known; the map has to say what they mean.", known)
        found[trait] = value or ""
    if not cells.said("victims"):
        cells.fault("victims", "Nobody is named.", "the name, or a code that stands for the person")
    if found["moved_to"] and not found["moved_on"]:
        cells.fault("moved_on", "It says where to and not when.", "the day, month or year")
    return {name: value for name, value in found.items() if value}


def _exit(cells: Cells, on: str) -> str:
    if not cells.said("exit"):
        if on:
            cells.fault("exit", "It says when it ended and not how.", _exits())
        return ""
    code = cells.code("exit")
    kind = exit_kinds().get(code)
    if code and (kind is None or kind.leaves == "held"):
        cells.fault("exit", "It is no way out of detention.", _exits())
    return kind.type if kind is not None else ""


def _exits() -> str:
    return ", ".join(kind.type for kind in exit_kinds().values() if kind.leaves != "held")
