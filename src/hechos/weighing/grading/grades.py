"""Grades of the Admiralty scale as members gave them, looked up for one claim (domain.md §2.3).

A grade is of a capture or a party, for a topic and a period where it names them, and of a claim
for its information alone. The two axes are graded apart: a good source raises no information.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hechos.errors import InputError
from hechos.lang.edtf import earliest_latest, overlaps
from hechos.records import Claim, Decision, Integrity

UNKNOWN_SOURCE, UNKNOWN_INFORMATION, POSSIBLY_TRUE = "F", "6", "3"
SOURCES, INFORMATION = "ABCDE", "12345"
"""Grades from best to worst, without the last, which says that nothing is known."""
CONFIRMED = "1"
_INTEGRITY = (Integrity.UNALTERED, Integrity.UNVERIFIED_VISUAL, Integrity.ALTERED)
_SLOTS = ("source", "information", "integrity", "topic", "period")


def check_grade(changes: Sequence[tuple[str, str]], record: str) -> None:
    """Raise InputError unless a member may set these slots on this kind of record."""
    values = dict(changes)
    allowed = ("information",) if record == "Claim" else _SLOTS
    wrong = sorted(values.keys() - set(allowed))
    if wrong or not values.keys() & {"source", "information", "integrity"}:
        what = f"A grade of a {record.lower()} sets {', '.join(allowed)}"
        raise InputError(
            f"{what}; “{wrong[0]}” is none of them." if wrong else f"{what}; nothing was set.",
            hint="--set information=2"
            if record == "Claim"
            else "--set source=B --set information=2 --set topic=LIFE --set period=2024",
        )
    for slot, known in (
        ("source", SOURCES + UNKNOWN_SOURCE),
        ("information", INFORMATION + UNKNOWN_INFORMATION),
    ):
        value = values.get(slot)
        if value is not None and (len(value) != 1 or value.upper() not in known):
            raise InputError(
                f"“{value}” is no grade of {'a source' if slot == 'source' else slot}.",
                hint=f"{slot}={known[0]}…{known[-1]}; {known[-1]} is: cannot be judged.",
            )
    if values.get("integrity", _INTEGRITY[0]) not in _INTEGRITY:
        raise InputError(
            f"“{values['integrity']}” is no integrity status.", hint=", ".join(_INTEGRITY)
        )
    if "period" in values and earliest_latest(values["period"]) == (None, None):
        raise InputError(
            f"“{values['period']}” is no period.", hint="--set period=2024-07/2024-12 (EDTF)"
        )


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that nobody has retracted, in order."""
    known = list(decisions)
    gone = {one.on for one in known if one.act == "retract"}
    return [one for one in known if one.id not in gone]


@dataclass(frozen=True, slots=True)
class Standing:
    """The grades that bear on a claim; of several along its chain the worst that is known."""

    source: str = UNKNOWN_SOURCE
    information: str = UNKNOWN_INFORMATION
    integrity: str = ""

    def is_below(self, other: Standing) -> bool:
        """Tell whether people graded both and this one worse (domain.md §2.2c): a worse source,
        and no better information."""
        if UNKNOWN_SOURCE in (self.source, other.source) or self.source <= other.source:
            return False
        if UNKNOWN_INFORMATION in (self.information, other.information):
            return True
        return self.information >= other.information


NONE = Standing()


class Grades:
    """Looks up the grades in force."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._of: dict[str, dict[tuple[str, str], dict[str, str]]] = defaultdict(dict)
        self.given: dict[tuple[str, str, str], Decision] = {}
        for one in in_force(decisions):
            if one.act == "grade":
                values = {slot: value for slot, value in one.changes if value}
                bound = (values.get("topic", ""), values.get("period", ""))
                self.given.pop((one.on, *bound), None)
                self.given[one.on, *bound] = one
                for target in (one.on, one.key):
                    if target:
                        earlier = self._of[target].pop(bound, {})
                        self._of[target][bound] = {**earlier, **values}

    def __bool__(self) -> bool:
        return bool(self._of)

    def standing(self, claim: Claim, parties: Iterable[str], *, said: str | None) -> Standing:
        """Return what bears on a claim: grades of its capture, of the parties that speak in it
        and of itself. A grade that names topic or period goes before one that does not, a later
        before an earlier one."""
        along = [self.on(one, claim, said) for one in (claim.capture, *parties)]
        own = {**self.on(claim.key, claim, said), **self.on(claim.id, claim, said)}
        told = [own["information"]] if "information" in own else _all(along, "information")
        return Standing(
            source=_worst(_all(along, "source"), SOURCES, UNKNOWN_SOURCE),
            information=_worst(told, INFORMATION, UNKNOWN_INFORMATION),
            integrity=along[0].get("integrity", ""),
        )

    def on(self, target: str, claim: Claim, said: str | None) -> dict[str, str]:
        """Return what was set on one target, as far as it is bound to this claim."""
        found: dict[str, str] = {}
        bounds = self._of.get(target)
        if bounds is None:
            return found
        fitting = [
            (bool(topic) + bool(period), values)
            for (topic, period), values in bounds.items()
            if covers(topic, period, claim, said)
        ]
        for _, values in sorted(fitting, key=lambda entry: entry[0]):
            found.update(values)
        return found


def covers(topic: str, period: str, claim: Claim, said: str | None) -> bool:
    """Tell whether a claim is about the topic (a code, its beginning, or a kind of claim) and
    said in the period."""
    kind, code = claim.content.kind, claim.content.type
    if topic and topic not in (kind, code) and not code.startswith(f"{topic}."):
        return False
    return not period or (said is not None and overlaps(period, said))


def _all(found: Iterable[Mapping[str, str]], slot: str) -> list[str]:
    return [values[slot].upper() for values in found if slot in values]


def _worst(values: Iterable[str], known: str, unknown: str) -> str:
    return max((one for one in values if one in known), default=unknown)
