"""Agreement per slot, and the list of what the two do not agree on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hechos.coding.agreement.codings import SLOTS, Coding, Pair
from hechos.coding.agreement.measures import alpha, kappa

NOT_CODED = "not coded"
FEW = 50
"""Below so many units kappa and alpha say little (Krippendorff asks for more the rarer a value)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotAgreement:
    """`units` are claims for the act and claims that both coded for the rest; `coded` those where
    one or both filled the slot. `amount` in interval and ratio: of the numbers themselves."""

    slot: str
    units: int
    coded: int
    agreed: int
    kappa: float | None
    alpha: float | None
    interval: float | None = None
    ratio: float | None = None

    @property
    def share(self) -> float | None:
        return self.agreed / self.units if self.units else None


@dataclass(frozen=True, slots=True)
class Disagreement:
    doc: str
    start: int
    end: int
    quote: str
    slot: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """`both`, `only_first` and `only_second` count claims; a claim that both leave out of a list
    given to them counts as a unit of the act."""

    slots: tuple[SlotAgreement, ...]
    disagreements: tuple[Disagreement, ...]
    both: int
    only_first: int
    only_second: int


def compare_codings(pairs: Sequence[Pair]) -> Agreement:
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    slots = [_act(pairs)]
    for slot in SLOTS[1:]:
        values = [(a.slots[slot], b.slots[slot]) for a, b in both if slot in _shared(a, b)]
        if values:
            amounts = [(a.amount, b.amount) for a, b in both] if slot == "number" else []
            slots.append(_measured(slot, values, amounts))
    return Agreement(
        slots=tuple(slots),
        disagreements=tuple(d for pair in pairs for d in _differences(pair)),
        both=len(both),
        only_first=sum(a is not None and b is None for a, b in pairs),
        only_second=sum(a is None and b is not None for a, b in pairs),
    )


def _shared(a: Coding, b: Coding) -> list[str]:
    return [slot for slot in SLOTS if slot in a.slots and slot in b.slots]


def _act(pairs: Sequence[Pair]) -> SlotAgreement:
    acts = [(a.act if a else None, b.act if b else None) for a, b in pairs]
    return _measured("act", acts, ())


def _measured(
    slot: str,
    values: Sequence[tuple[str | None, str | None]],
    amounts: Sequence[tuple[float | None, float | None]],
) -> SlotAgreement:
    """Measure one slot; “not coded” is a category of its own."""
    named = [(a or NOT_CODED, b or NOT_CODED) for a, b in values]
    return SlotAgreement(
        slot=slot,
        units=len(named),
        coded=sum(bool(a or b) for a, b in values),
        agreed=sum(a == b for a, b in named),
        kappa=kappa(named),
        alpha=alpha(named),
        interval=alpha(amounts, "interval"),
        ratio=alpha(amounts, "ratio"),
    )


def _differences(pair: Pair) -> list[Disagreement]:
    a, b = pair
    one = a or b
    if one is None:
        return []
    if a is None or b is None:
        found = [("act", a.act if a else None, b.act if b else None)]
    else:
        found = [(slot, a.slots[slot], b.slots[slot]) for slot in _shared(a, b)]
    start, end = one.spans[0] if one.spans else (0, 0)
    return [
        Disagreement(one.doc, start, end, one.quote, slot, x or NOT_CODED, y or NOT_CODED)
        for slot, x, y in found
        if x != y
    ]
