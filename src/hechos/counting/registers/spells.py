"""A detention: who was taken when, by whom and where to, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from hechos.counting.registers.kinds import ExitKind, Leaves, exit_kinds
from hechos.lang.edtf import earliest_latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """A way out, or a later step of it: `type` is one of data/exits.toml, `on` EDTF or "" where no
    day is told, `known` the day since when the register has it ("" = `on`)."""

    type: str
    on: str = ""
    known: str = ""
    conditions: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def kind(self) -> ExitKind:
        return exit_kinds()[self.type]

    @property
    def day(self) -> date | None:
        """Return the day by which it had happened and was known to the register."""
        return _latest(self.on, self.known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Where the person was held, since when (EDTF, "" = unknown)."""

    place: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the register decided of an entry: taken `in` or `out` by classification, or `removed`
    after verification."""

    kind: Literal["in", "out", "removed"]
    on: str
    because: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step before a court: charge, before_judge, hearing or conviction, on a day (EDTF, "" = not
    told). `said`: the charge brought or the sentence passed, as it stands."""

    type: str
    on: str = ""
    court: str = ""
    said: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time within a detention (EDTF, an end may be open) in which the person was held without
    contact, or nobody was told where."""

    kind: Literal["incommunicado", "whereabouts"]
    time: str
    claims: tuple[str, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether it holds on a day as far as is told: an end that is not told is still to come."""
        first, last = earliest_latest(self.time)
        told = first is not None or last is not None
        return told and (first is None or first <= day) and (last is None or day <= last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One detention of one person. Days are EDTF, "" = unknown. `entry`: deprived of liberty;
    `registered`: since when the register has it ("" = `entry`); `judge`: first brought before a
    judge; `taken_at` where, `reason` why and `manner` how as stated. `traits` are (trait, value) of
    data/traits.toml, `notes` (health, visits; as it stands); `person` a cluster of mentions."""

    person: str
    name: str = ""
    entry: str = ""
    registered: str = ""
    body: str = ""
    taken_at: str = ""
    reason: str = ""
    manner: tuple[str, ...] = ()
    stays: tuple[Stay, ...] = ()
    exits: tuple[Exit, ...] = ()
    judge: str = ""
    steps: tuple[Step, ...] = ()
    spans: tuple[Span, ...] = ()
    listings: tuple[Listing, ...] = ()
    traits: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        return self.name or self.person

    @property
    def way_out(self) -> Exit | None:
        """Return the first exit that ended it; of two on one day the one that says of what kind."""
        ends = (one for one in self.exits if one.kind.ends)
        return min(ends, key=lambda one: (_day_of(one), not _is_told(one)), default=None)

    @property
    def entry_day(self) -> date | None:
        """Return the day on which the person was held at the latest."""
        return _within(self.entry, self.registered)

    @property
    def start(self) -> date | None:
        """Return the day since when the register counts the person."""
        return _latest(self.entry, self.registered)

    def trait(self, key: str) -> str:
        """Return what is told of the person, "not asked" where nothing is."""
        return dict(self.traits).get(key, "not asked")

    def trait_on(self, key: str, day: date) -> str:
        """Return what a person is on a day: where and since when somebody was convicted, or gone
        without a word, may be told with its days."""
        told = self.trait(key)
        if key == "whereabouts" and told != "denied":
            own = [span for span in self.spans if span.kind == "whereabouts"]
            if any(span.covers(day) for span in own):
                return "unknown"
            lasts = [earliest_latest(span.time)[1] for span in own]
            over = bool(own) and all(last is not None and last < day for last in lasts)
            return "known" if over else told
        if key == "convicted":
            days = [earliest_latest(s.on)[1] for s in self.steps if s.type == "conviction"]
            if any(one is not None and one <= day for one in days):
                return "convicted"
            if days and told in ("not asked", "convicted"):
                return "convicted" if None in days else "not convicted"
        return told

    def left_by(self, day: date) -> Exit | None:
        """Return the last way out up to a day, or later step of it; None for who is held."""
        told = [exit_ for exit_ in self.exits if exit_.day and exit_.day <= day]
        steps = [one for one in told if one.kind.leaves != "held"]
        return max(steps, key=lambda one: (_day_of(one), _is_told(one)), default=None)

    def standing(self, day: date) -> Leaves:
        """Return what the person is at the end of a day, as far as is told: released is not free.

        A person under measures stays so until a later exit says otherwise."""
        left = self.left_by(day)
        return left.kind.leaves if left is not None else "held"


@dataclass(frozen=True, slots=True)
class Presence:
    """The register counts a person at the end of each day from `start` to before `end` (None =
    still). `came`: entry or in; `went`: exit, out or removed, and `why` in words."""

    start: date
    end: date | None
    came: str
    went: str
    spell: Spell
    why: str = ""


def is_placed(spell: Spell) -> bool:
    """Whether days of entry and exit are known well enough for the register to count the spell."""
    way_out = spell.way_out
    if spell.start is None or (way_out is not None and way_out.day is None):
        return False
    return not leaves_before_entry(spell)


def leaves_before_entry(spell: Spell) -> bool:
    """Whether an exit is told for certain to be before the entry."""
    first = earliest_latest(spell.entry)[0] if spell.entry else None
    lasts = [earliest_latest(one.on)[1] for one in spell.exits if one.on and one.kind.ends]
    return first is not None and any(last is not None and last < first for last in lasts)


_ORDER = ("entry", "in", "out", "removed", "exit")


def presences(spell: Spell) -> Iterator[Presence]:
    """Yield when the register counts a spell, in order; nothing where it is not placed.

    A day known to the month counts as its last one: by then the person was held for certain. Who
    came and went on one day was in no stock at the end of a day."""
    if not is_placed(spell):
        return
    steps = sorted(_steps(spell), key=lambda step: (step[0], _ORDER.index(step[1])))
    held, since, came = False, None, "entry"
    listed = next((kind for _, kind, _ in steps if kind in ("in", "out", "removed")), "") != "in"
    for day, kind, why in steps:
        held = kind == "entry" or (held and kind != "exit")
        listed = kind == "in" or (listed and kind not in ("out", "removed"))
        if held and listed:
            since, came = (since, came) if since else (day, "in" if kind == "in" else "entry")
        elif since is not None:
            if since < day:
                yield Presence(since, day, came, kind, spell, why)
            since = None
        if kind in ("exit", "removed"):
            return
    if since is not None:
        yield Presence(since, None, came, "", spell)


def _steps(spell: Spell) -> Iterator[tuple[date, str, str]]:
    start, way_out = spell.start, spell.way_out
    if start is not None:
        yield start, "entry", ""
    if way_out is not None and way_out.day is not None:
        yield way_out.day, "exit", way_out.kind.name
    for listing in spell.listings:
        day = earliest_latest(listing.on)[1]
        if day is not None:
            yield day, listing.kind, listing.because


def _is_told(exit_: Exit) -> bool:
    return exit_.kind.leaves != "unknown"


def _day_of(exit_: Exit) -> date:
    return exit_.day or date.max


def _within(edtf: str, known: str) -> date | None:
    """Return the last day that a date may mean, no later than the day on which it was known."""
    last = earliest_latest(edtf)[1] if edtf else None
    when = earliest_latest(known)[1] if known else None
    if last is None or when is None:
        return last or when
    first = earliest_latest(edtf)[0]
    return min(last, when) if first is None or first <= when else last


def _latest(edtf: str, known: str) -> date | None:
    """Return the day on which something had both happened and become known."""
    when = earliest_latest(known)[1] if known else None
    happened = _within(edtf, known)
    return max(happened, when) if happened and when else happened or when


def moment(edtf: str) -> datetime | None:
    """Return the hour of an EDTF date that states one."""
    if "T" not in edtf:
        return None
    try:
        return datetime.fromisoformat(edtf.rstrip("~?%"))
    except ValueError:
        return None
