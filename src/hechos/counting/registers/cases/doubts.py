"""What does not fit in the registers of a case, as doubts that its members answer (R-DET-2, 3).

An answer is to one doubt: where what it rests on changes, another doubt takes its place, and the
answer stands in the history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hechos.counting.registers.build import is_of_detention
from hechos.counting.registers.bulletin import last_change
from hechos.counting.registers.cases.lists import DOCUMENTS, Rows, lists_in, register_of
from hechos.counting.registers.checks import NO_JUDGE, Check, check_register
from hechos.counting.registers.spells import Spell
from hechos.records import Capture, Case, Claim, Doubt, Made
from hechos.records.ids import draw

VERSION = "1"


def doubt_id(case: Case, check: Check) -> str:
    """Return the id of the doubt that a check is in the case: the same on any day."""
    return draw(case.seed, check.claims[0], "doubt", "register", check.type, check.mark)


def register_doubts(
    rows: Rows, captures: Sequence[Capture], *, case: Case, at: str
) -> Iterator[Doubt]:
    """Yield the doubts of each list of a case, and of what its documents tell."""
    own = [claim for claim in rows.claims if is_of_detention(claim)]
    rows = replace(rows, claims=own)
    known = {claim.id: claim for claim in own}
    classes = {capture.id: capture.klass for capture in captures}
    names = (*lists_in(rows.claims), DOCUMENTS) if rows.claims else ()
    for name in names:
        spells = register_of(rows, name).spells
        for check in checks_in(spells, is_list=name != DOCUMENTS):
            yield Doubt(
                id=doubt_id(case, check),
                case=case.id,
                made=Made(by="rule:registers", version=VERSION, at=at),
                type=check.type,
                on=_on(check, known, classes),
                text=check.text,
            )


def checks_in(spells: Sequence[Spell], *, is_list: bool) -> list[Check]:
    """Return what somebody has to look at, as of the last day of which the register tells anything.

    That nothing is told is a doubt in a list that tells it of others: a list without a column for
    judges did not ask, and documents are no list."""
    as_of = last_change(spells)
    found = check_register(spells, as_of=as_of) if as_of is not None else []
    asks_judge = any(spell.judge for spell in spells)
    return [
        check
        for check in found
        if not check.is_of_absence or (is_list and (asks_judge or check.type != NO_JUDGE))
    ]


def _on(check: Check, known: Mapping[str, Claim], classes: Mapping[str, int]) -> str:
    """Return the claim that the doubt is on: the first of the highest class among those it rests
    on, for its words tell of all of them."""
    of_class = {
        id_: max(known[id_].klass, classes.get(known[id_].capture, 0))
        for id_ in check.claims
        if id_ in known
    }
    return max(of_class, key=lambda id_: of_class[id_])
