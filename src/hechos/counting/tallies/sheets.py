"""Polling tables, what a tally sheet states, and who read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hechos.errors import InputError
from hechos.lang.said import Said

Places = tuple[tuple[str, str], ...]
PARTS = ("valid", "null", "blank", "total")
PART_WORDS: Mapping[str, str] = {
    "valid": Said("valid votes"),
    "null": Said("null votes"),
    "blank": Said("blank votes"),
    "total": Said("votes in all"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PollingTable:
    """`places` are (level, name), widest first; `electors` None where nobody states them."""

    id: str
    places: Places = ()
    electors: int | None = None

    def path(self, level: str) -> tuple[str, ...]:
        """Return the names from the widest place down to this level; () where it has none."""
        levels = [known for known, _ in self.places]
        if level not in levels:
            return ()
        return tuple(name for _, name in self.places[: levels.index(level) + 1])

    def lies_in(self, places: Places) -> bool:
        return set(places) <= set(self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Votes as one sheet, a sum of sheets or a bulletin states them, candidates by name.

    A candidate whose number is not stated or not legible is absent, which is not 0; so is None."""

    votes: tuple[tuple[str, int], ...] = ()
    valid: int | None = None
    null: int | None = None
    blank: int | None = None
    total: int | None = None

    @classmethod
    def of(cls, votes: Mapping[str, int], **parts: int | None) -> Counts:
        numbers = [*votes.values(), *(n for n in parts.values() if n is not None)]
        if any(number < 0 for number in numbers):
            raise InputError(Said("A number of votes is below 0."))
        return cls(votes=tuple(sorted(votes.items())), **parts)

    @property
    def by_candidate(self) -> dict[str, int]:
        return dict(self.votes)

    @property
    def for_candidates(self) -> int:
        return sum(number for _, number in self.votes)

    @property
    def cast(self) -> int | None:
        """All votes: as stated, else valid, null and blank added; None where that is unknown."""
        if self.total is not None or self.valid is None or self.null is None:
            return self.total
        return self.valid + self.null + (self.blank or 0)

    @property
    def leading(self) -> tuple[tuple[str, int], ...]:
        """Return the candidates, most votes first."""
        return tuple(sorted(self.votes, key=lambda one: (-one[1], one[0])))

    def numbers(self) -> dict[str, int]:
        """Return all that is stated, by what it is in words."""
        found: dict[str, int] = {votes_for(name): number for name, number in self.votes}
        parts = ((words, getattr(self, part)) for part, words in PART_WORDS.items())
        return found | {words: number for words, number in parts if number is not None}

    def renamed(self, names: Mapping[str, str]) -> Counts:
        return replace(
            self, votes=tuple(sorted((names.get(name, name), n) for name, n in self.votes))
        )

    def completed(self, other: Counts) -> Counts:
        """Return these counts with what only the other states."""
        parts = {
            part: getattr(other, part) if getattr(self, part) is None else getattr(self, part)
            for part in PARTS
        }
        return Counts.of(other.by_candidate | self.by_candidate, **parts)


def votes_for(name: str) -> str:
    return Said("votes for {name}", name=name)


def differences(first: Counts, second: Counts) -> tuple[tuple[str, int, int], ...]:
    """Return (what, first, second) of each number that both state and that is not the same."""
    others = second.numbers()
    pairs = ((what, number, others.get(what, number)) for what, number in first.numbers().items())
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def added(counts: Iterable[Counts]) -> tuple[Counts, dict[str, int]]:
    """Return the sum of what is stated, and by what it is how many do not state it."""
    rows = list(counts)
    names = sorted({name for row in rows for name, _ in row.votes})
    votes = dict.fromkeys(names, 0)
    lacking = dict.fromkeys([*map(votes_for, names), *PART_WORDS.values()], 0)
    parts: dict[str, int | None] = dict.fromkeys(PARTS)
    for row in rows:
        own = row.by_candidate
        for name in names:
            votes[name] += own.get(name, 0)
            lacking[votes_for(name)] += name not in own
        for part in PARTS:
            number = getattr(row, part)
            lacking[PART_WORDS[part]] += number is None
            if number is not None:
                parts[part] = (parts[part] or 0) + number
    stated = {what: times for what, times in lacking.items() if times}
    return Counts.of(votes, **parts), stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reader read off one tally sheet. `image` is the SHA-256 or address of its picture,
    `sheet` the sheet's own number; `features` says whether its security features were found
    (found, not_found, or "" where nobody looked). `qr` is the text of its code; where `reader`
    is QR, the counts come from it."""

    table: str
    counts: Counts
    reader: str = ""
    sheet: str = ""
    image: str = ""
    qr: str = ""
    signatures: int | None = None
    features: str = ""
    row: int = 0

    @property
    def mark(self) -> str:
        """What tells this sheet from other sheets of its table; "" where nothing does."""
        return self.image or self.sheet


QR = Said("the code printed on the sheet")
