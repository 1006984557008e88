"""All that a register tells of one detention, line by line: what, and the words for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hechos.counting.registers.build import CHARGE, CONVICTION, HEARING, JUDGE
from hechos.counting.registers.kinds import is_missing, name_of, traits
from hechos.counting.registers.measures import conditions_of
from hechos.counting.registers.spells import Exit, Span, Spell, Stay, Step

NOT_TOLD = "not told"
STEP_NAMES = {
    JUDGE: "first before a judge",
    CHARGE: "charged",
    HEARING: "hearing",
    CONVICTION: "convicted",
}
SPAN_NAMES = {"incommunicado": "without contact", "whereabouts": "whereabouts unknown"}
STANDINGS = {
    "held": "held",
    "free": "free",
    "restricted": "out under measures",
    "unknown": "out, how is not told",
    "gone": "fled or sent abroad",
    "dead": "dead",
}


@dataclass(frozen=True, slots=True)
class Line:
    """`what` and `coded` are words of ours, to be translated; `words` stand as the claims tell."""

    what: str
    words: str = ""
    coded: str = ""


def lines_of(spell: Spell, day: date) -> list[Line]:
    """Return what is told of a detention, as it stands on a day. What every detention has is there
    even where nobody tells it: that is known to be missing."""
    moved = {stay.since for stay in spell.stays}
    return [
        Line("standing", coded=STANDINGS[spell.standing(day)]),
        *_taking(spell),
        *(_stay(stay) for stay in spell.stays),
        *(_span(span) for span in spell.spans),
        *_court(spell),
        *_person(spell, day),
        *(_exit(one) for one in spell.exits if one.on not in moved or one.kind.leaves != "held"),
        *(Line("under measures", words) for words in conditions_of(spell, day)),
    ]


def _taking(spell: Spell) -> Iterator[Line]:
    told = {
        "taken on": spell.entry,
        "taken by": spell.body,
        "taken at": spell.taken_at,
        "manner": "; ".join(spell.manner),
        "reason stated": spell.reason,
    }
    for what, words in told.items():
        yield Line(what, words, "" if words else NOT_TOLD)
    if spell.registered and spell.registered != spell.entry:
        yield Line("on the register since", spell.registered)


def _court(spell: Spell) -> Iterator[Line]:
    told = {step.type for step in spell.steps}
    if spell.judge and JUDGE not in told:
        yield Line(STEP_NAMES[JUDGE], spell.judge)
    elif JUDGE not in told:
        yield Line(STEP_NAMES[JUDGE], coded=NOT_TOLD)
    yield from (_step(step) for step in spell.steps)
    if CHARGE not in told:
        yield Line(STEP_NAMES[CHARGE], coded=NOT_TOLD)


def _person(spell: Spell, day: date) -> Iterator[Line]:
    for trait in traits().values():
        value = spell.trait_on(trait.key, day)
        named = value if is_missing(trait.key, value) else name_of(trait.key, value)
        yield Line(trait.what, coded=named)
    yield from (Line(key, words) for key, words in spell.notes)


def _stay(stay: Stay) -> Line:
    return Line("held at", _joined(stay.place, _period(stay.since, stay.until)))


def _span(span: Span) -> Line:
    first, slash, last = span.time.partition("/")
    return Line(SPAN_NAMES[span.kind], _period(first, last if slash else first))


def _step(step: Step) -> Line:
    words = _joined(step.on, step.court, step.said)
    return Line(STEP_NAMES[step.type], words, "" if words else NOT_TOLD)


def _exit(one: Exit) -> Line:
    return Line("way out", _joined(one.on, *one.conditions), one.kind.name)


def _period(since: str, until: str) -> str:
    since, until = (day if day != ".." else "" for day in (since, until))
    if since == until:
        return since
    return f"{since or '…'} – {until or '…'}"


def _joined(*parts: str) -> str:
    return "; ".join(filter(None, parts))
