"""What a row of a list of people held says beside the entry: of the person, the court, the places
and the ways out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hechos.counting.registers.kinds import exit_kinds, named_values, read_trait, traits

LISTED = {"in_on": "list_in", "out_on": "list_out", "removed_on": "list_removed"}
WORDS = ("conditions", "held_at", "court", "charges", "sentence", "health", "visits")
SPANS = ("incommunicado", "whereabouts_unknown")
"""Times within a detention: each from the day of its field, until that of the field with _until."""
UNTIL = "_until"
_DAYS = (
    "judge",
    "charged_on",
    "convicted_on",
    *LISTED,
    *(name for span in SPANS for name in (span, span + UNTIL)),
)

More = Mapping[str, tuple[str, ...]]
"""What a row says beside its entry, by field: one value, or several in turn."""


@dataclass(frozen=True, slots=True)
class Cells:
    """How the cells of a row are read: `said` gives the words of a field, `day` its day as EDTF,
    `days` those of a cell that holds several, parted by “;”, `fault` notes what is wrong with it,
    `codes` finds the types that its words name or waits for a decision, `decided` what the map says
    of a word."""

    said: Callable[[str], str]
    day: Callable[[str], str]
    days: Callable[[str], tuple[str, ...]]
    fault: Callable[[str, str, str], None]
    codes: Callable[[str], tuple[str, ...]]
    decided: Callable[[str, str], str | None]


def read_detention(cells: Cells) -> More:
    """Return what a row says beside its entry, by field; what is wrong is noted as faults."""
    found: dict[str, tuple[str, ...]] = {name: (cells.day(name),) for name in _DAYS}
    found |= {name: (cells.said(name),) for name in WORDS}
    found |= {trait: (_trait(cells, trait),) for trait in traits()}
    found["hearings"] = cells.days("hearings")
    found |= _moves(cells) | _exits(cells)
    if not cells.said("victims"):
        cells.fault("victims", "Nobody is named.", "the name, or a code that stands for the person")
    for span in SPANS:
        since, until = found[span][0], found[span + UNTIL][0]
        if since and until and since[: len(until)] > until[: len(since)]:
            cells.fault(span + UNTIL, "It ends before it begins.", "a later day")
    return {name: values for name, values in found.items() if any(values)}


def _trait(cells: Cells, trait: str) -> str:
    words = cells.said(trait)
    value = read_trait(trait, words) if words else ""
    if value is None:
        value = read_trait(trait, cells.decided(trait, words) or "")
    if value is None:
        known = ", ".join(name for name, (of, _) in named_values().items() if of == trait)
        cells.fault(trait, "The words are not known; the map has to say what they mean.", known)
    return value or ""


def _moves(cells: Cells) -> dict[str, tuple[str, ...]]:
    places, days = parted(cells.said("moved_to")), cells.days("moved_on")
    if places and not days:
        cells.fault("moved_on", "It says where to and not when.", "the day, month or year")
    elif places and len(places) != len(days):
        cells.fault("moved_on", _uneven(len(days), len(places)), "a day for each place")
    return {"moved_to": places, "moved_on": days}


def _exits(cells: Cells) -> dict[str, tuple[str, ...]]:
    days = cells.days("exit_on")
    if not cells.said("exit"):
        if days:
            cells.fault("exit", "It says when it ended and not how.", _known())
        return {}
    codes = cells.codes("exit")
    kinds = [exit_kinds().get(code) for code in codes]
    if any(
        code and (k is None or k.leaves == "held") for code, k in zip(codes, kinds, strict=True)
    ):
        cells.fault("exit", "It is no way out of detention.", _known())
    if days and len(days) != len(codes):
        cells.fault("exit_on", _uneven(len(days), len(codes)), "a day for each way out")
    return {"exit": tuple(k.type if k else "" for k in kinds), "exit_on": days}


def _uneven(days: int, others: int) -> str:
    return (
        f"Each of {others} needs a day of its own, and there {'is' if days == 1 else 'are'} {days}."
    )


def _known() -> str:
    return ", ".join(kind.type for kind in exit_kinds().values() if kind.leaves != "held")


def parted(words: str) -> tuple[str, ...]:
    """Return what a cell holds, one by one, where “;” parts it."""
    return tuple(part.strip() for part in words.split(";") if part.strip())
