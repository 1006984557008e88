"""What does not fit in a register, or asks for somebody to look (R-DET-2, R-DET-3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from hechos.counting.documented.amounts import day_words
from hechos.counting.registers.spells import Spell, leaves_before_entry, moment, presences
from hechos.lang.edtf import earliest_latest

HOURS = 48
"""Within which a person has to be brought before a judge, unless the rules of a register differ."""
DISAPPEARANCE = "possible_enforced_disappearance"
NO_JUDGE = "no judge on file"
_ABSENT = (NO_JUDGE, "no day of entry", "no day of exit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that does not fit, as a doubt: `type` is that of the doubt, `rule` the house's.

    `mark` is what of the detention it rests on, so that it is another doubt where that changes and
    the same one on a later day. `claims` begin with that of the entry."""

    rule: str
    type: str
    person: str
    text: str
    claims: tuple[str, ...] = ()
    mark: str = ""

    @property
    def is_of_absence(self) -> bool:
        """Whether it only says that something is not told."""
        return self.type in _ABSENT

    def sentence(self) -> str:
        return self.text


def check_register(spells: Sequence[Spell], *, as_of: date, hours: int = HOURS) -> list[Check]:
    """Return what does not fit in the spells as of a day, by the names of persons."""
    found: list[Check] = []
    by_person: dict[str, list[Spell]] = defaultdict(list)
    for spell in spells:
        by_person[spell.person].append(spell)
    for own in sorted(
        by_person.values(), key=lambda own: (min(s.called for s in own), own[0].person)
    ):
        for spell in own:
            found += _days_of(spell)
            found += _places_of(spell)
            found += _judge_of(spell, as_of, hours)
            found += _search_for(spell)
        found += _overlaps(own)
    return found


def _check(spell: Spell, rule: str, type_: str, text: str, *rests: str) -> Check:
    return Check(
        rule=rule,
        type=type_,
        person=spell.person,
        text=text,
        claims=spell.claims,
        mark="; ".join(rests),
    )


def _days_of(spell: Spell) -> Iterator[Check]:
    name = spell.called
    if leaves_before_entry(spell):
        yield _check(
            spell,
            "R-DET-2",
            "exit before entry",
            f"{name} leaves detention before the entry ({spell.entry}); the spell is in no stock.",
            spell.entry,
            *(f"{one.type} {one.on}" for one in spell.exits),
        )
    if not spell.entry:
        yield _check(
            spell, "R-DET-2", "no day of entry", f"No day is told on which {name} was taken."
        )
    if spell.way_out is not None and spell.way_out.day is None:
        yield _check(
            spell,
            "R-DET-2",
            "no day of exit",
            f"{name}: {spell.way_out.kind.name}, and no day is told; the spell is in no stock.",
            spell.way_out.type,
        )
    ends = [one for one in spell.exits if one.kind.ends and one.on]
    dead = [one for one in ends if one.kind.leaves == "dead"]
    for death in dead:
        for other in ends:
            if other is not death and _is_before(death.on, other.on):
                yield _check(
                    spell,
                    "R-DET-2",
                    "exit after death",
                    f"{name} is told to have died ({death.on}) and later to be {other.kind.name} "
                    f"({other.on}).",
                    f"{death.on}; {other.type} {other.on}",
                )


def _places_of(spell: Spell) -> Iterator[Check]:
    stays = [stay for stay in spell.stays if stay.since]
    for a, b in combinations(stays, 2):
        one, other = (f"{stay.since}/{stay.until or stay.since}" for stay in (a, b))
        if a.place != b.place and _meet(one, other):
            yield _check(
                spell,
                "R-DET-2",
                "two places at once",
                f"{spell.called} is told to be in {a.place} ({a.since}) and in {b.place} "
                f"({b.since}) on the same days.",
                *sorted((f"{a.place} {one}", f"{b.place} {other}")),
            )
    for stay in stays:
        if _is_before(stay.since, spell.entry):
            yield _check(
                spell,
                "R-DET-2",
                "place before entry",
                f"{spell.called} is told to be in {stay.place} ({stay.since}) before the entry "
                f"({spell.entry}).",
                f"{stay.place} {stay.since}",
                spell.entry,
            )


def _meet(a: str, b: str) -> bool:
    """Whether two stays share more than a day, on which a person may have been moved; days that are
    not known to the day may fit."""
    days = [day for one in (a, b) for day in one.split("/")]
    if any(len(day) < len("2000-01-01") for day in days):
        return False
    (a_first, a_last), (b_first, b_last) = earliest_latest(a), earliest_latest(b)
    if a_first is None or a_last is None or b_first is None or b_last is None:
        return False
    return min(a_last, b_last) > max(a_first, b_first)


def _judge_of(spell: Spell, as_of: date, hours: int) -> Iterator[Check]:
    seen = seen_in_time(spell, as_of=as_of, hours=hours)
    if seen is False:
        told = (
            f"is first told to be before a judge on {spell.judge}"
            if spell.judge
            else f"has no judge on file up to {day_words(spell_end(spell, as_of))}"
        )
        yield _check(
            spell,
            "R-DET-3",
            "no judge in time" if spell.judge else NO_JUDGE,
            f"{spell.called}, taken on {spell.entry}, {told}: more than {hours} hours.",
            spell.entry,
            spell.judge,
        )
    if spell.judge and _is_before(spell.judge, spell.entry):
        yield _check(
            spell,
            "R-DET-3",
            "judge before entry",
            f"{spell.called} is told to be before a judge ({spell.judge}) before the entry "
            f"({spell.entry}).",
            spell.entry,
            spell.judge,
        )


def seen_in_time(spell: Spell, *, as_of: date, hours: int = HOURS) -> bool | None:
    """Return whether a judge saw the person within so many hours; None where days do not tell.

    Two days apart may be 25 hours or 71: only hours that the sources state decide then. Without a
    judge on file it is False once the time is over: on file, not in fact."""
    first, last = earliest_latest(spell.entry) if spell.entry else (None, None)
    if first is None or last is None:
        return None
    if not spell.judge:
        return False if _hours_apart(last, spell_end(spell, as_of))[0] >= hours else None
    start, end = moment(spell.entry), moment(spell.judge)
    if start is not None and end is not None and (start.tzinfo is None) == (end.tzinfo is None):
        return end - start <= timedelta(hours=hours)
    early, late = earliest_latest(spell.judge)
    if early is None or late is None:
        return None
    if _hours_apart(last, early)[0] >= hours:
        return False
    return True if _hours_apart(first, late)[1] <= hours else None


def _hours_apart(a: date, b: date) -> tuple[int, int]:
    """Return what the hours from some time of a day to some time of a later one lie between."""
    days = (b - a).days
    return max(0, 24 * (days - 1)), 24 * (days + 1)


def spell_end(spell: Spell, as_of: date) -> date:
    way_out = spell.way_out
    last = earliest_latest(way_out.on)[1] if way_out and way_out.on else None
    return min(last or as_of, as_of)


def _search_for(spell: Spell) -> Iterator[Check]:
    if spell.trait("whereabouts") == "denied":
        yield _check(
            spell,
            "R-DET-3",
            DISAPPEARANCE,
            f"{spell.called} was searched for without an answer: look whether this may be an "
            "enforced disappearance. This is a question, not a finding.",
        )


def _overlaps(spells: Iterable[Spell]) -> Iterator[Check]:
    counted = [(spell, one) for spell in spells for one in presences(spell)]
    counted.sort(key=lambda pair: (pair[1].start, pair[0].claims))
    for (a, one), (b, other) in combinations(counted, 2):
        if a is not b and _share(one.start, one.end, other.start, other.end):
            yield Check(
                rule="R-DET-2",
                type="overlapping spells",
                person=a.person,
                text=f"{a.called} is held twice at once: from {day_words(one.start)} and from "
                f"{day_words(other.start)}. The stock counts one person.",
                claims=tuple(dict.fromkeys((*a.claims, *b.claims))),
                mark="; ".join((*b.claims[:1], one.start.isoformat(), other.start.isoformat())),
            )


def _share(a: date, a_end: date | None, b: date, b_end: date | None) -> bool:
    return (a_end is None or b < a_end) and (b_end is None or a < b_end)


def _is_before(a: str, b: str) -> bool:
    """Whether one day lies before another for certain."""
    last, first = (earliest_latest(a)[1] if a else None), (earliest_latest(b)[0] if b else None)
    return last is not None and first is not None and last < first
