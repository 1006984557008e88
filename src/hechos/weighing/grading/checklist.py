"""The checklist for testimony: what members noted of an account or a witness (domain.md §2.3).

It raises no level. A 0 raises a doubt, and where the witness could not have perceived it the
account is not first-hand; emotion is never held against anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hechos.errors import InputError
from hechos.records import Decision
from hechos.weighing.grading.grades import in_force
from hechos.weighing.rules import Item

_ANSWERS = ("0", "1", "NA")


@dataclass(frozen=True, slots=True)
class Noted:
    """An answer in force: to which item, what, with which note, in which decision."""

    item: Item
    answer: str
    note: str
    decision: Decision


def check_answers(changes: Sequence[tuple[str, str]], items: Sequence[Item]) -> None:
    """Raise InputError unless every slot is an item and every value an answer."""
    known = {item.id for item in items}
    if not changes:
        raise InputError("A checklist answers at least one question.", hint=_hint(items))
    for slot, value in changes:
        if slot not in known:
            raise InputError(f"The checklist has no “{slot}”.", hint=_hint(items))
        if _answer(value)[0] not in _ANSWERS:
            raise InputError(
                f"“{value}” answers no question of the checklist.",
                hint=f"--set {slot}=1, 0 or NA; a note may follow: --set '{slot}=0 why'",
            )


def _hint(items: Sequence[Item]) -> str:
    return f"Items: {', '.join(item.id for item in items)}."


def _answer(value: str) -> tuple[str, str]:
    answer, _, note = value.strip().partition(" ")
    return answer.rstrip(":;,").upper(), note.strip()


class Checklists:
    """The answers in force by what they are about: a claim (id or key) or a party."""

    def __init__(self, decisions: Iterable[Decision], items: Sequence[Item]) -> None:
        by_id = {item.id: item for item in items}
        self._of: dict[str, dict[str, Noted]] = {}
        for one in in_force(decisions):
            if one.act != "checklist":
                continue
            for slot, value in one.changes:
                if slot in by_id:
                    noted = Noted(by_id[slot], *_answer(value), one)
                    for target in filter(None, (one.on, one.key)):
                        self._of.setdefault(target, {})[slot] = noted

    def against(self, targets: Iterable[str]) -> list[Noted]:
        """Return the answers 0 that are held against what was said, in the order of the list."""
        found: dict[str, Noted] = {}
        for target in targets if self._of else ():
            for slot, noted in self._of.get(target, {}).items():
                if noted.answer == "0" and noted.item.effect != "none":
                    found.setdefault(slot, noted)
        return list(found.values())
