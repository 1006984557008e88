"""What is documented of each incident, and shares of it that say what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

Places = tuple[tuple[str, str], ...]
NOTE = (
    "Documented cases, not an estimate: what was documented may differ from what happened, and a "
    "trend may be one of documentation."
)


class Answer(StrEnum):
    """What is known of one thing: yes, no, or one of three ways in which it is missing."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not asked"
    UNKNOWN = "asked, unknown"
    WITHHELD = "withheld"

    @property
    def is_known(self) -> bool:
        return self in (Answer.YES, Answer.NO)


MISSING = (Answer.NOT_ASKED, Answer.UNKNOWN, Answer.WITHHELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """One incident. `time` is EDTF, `places` are (level, name), widest first, `forces` the bodies
    alleged to have acted, `level` the highest one alleged to be involved. What is empty was not
    asked, unless `missing` says otherwise of "time", "place", "forces" or "level"."""

    id: str
    time: str = ""
    places: Places = ()
    features: tuple[tuple[str, Answer], ...] = ()
    forces: tuple[str, ...] = ()
    level: str = ""
    missing: tuple[tuple[str, Answer], ...] = ()

    def answer(self, feature: str) -> Answer:
        return dict(self.features).get(feature, Answer.NOT_ASKED)

    def why_missing(self, what: str) -> Answer:
        return dict(self.missing).get(what, Answer.NOT_ASKED)

    def path(self, level: str) -> tuple[str, ...]:
        """Return the names from the widest place down to this level; () where it has none."""
        levels = [known for known, _ in self.places]
        if level not in levels:
            return ()
        return tuple(name for _, name in self.places[: levels.index(level) + 1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """How many have no answer, by why; they are in no numerator and in no denominator."""

    not_asked: int = 0
    unknown: int = 0
    withheld: int = 0

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> Missing:
        times = Counter(answers)
        return cls(**{m.name.lower(): times[m] for m in MISSING})

    @property
    def total(self) -> int:
        return self.not_asked + self.unknown + self.withheld

    @property
    def words(self) -> str:
        """2 not asked, 1 withheld; "none missing"."""
        numbers = (self.not_asked, self.unknown, self.withheld)
        parts = zip(numbers, MISSING, strict=True)
        said = [f"{number:,} {why.value}" for number, why in parts if number]
        return ", ".join(said) or "none missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of the documented cases that have an answer. `of` says what is counted. `low` and
    `high` are the shares if all missing had the answer no, or yes."""

    name: str
    numerator: int
    denominator: int
    of: str = "documented incidents"
    missing: Missing = field(default_factory=Missing)

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def low(self) -> Fraction | None:
        every = self.denominator + self.missing.total
        return Fraction(self.numerator, every) if every else None

    @property
    def high(self) -> Fraction | None:
        every = self.denominator + self.missing.total
        return Fraction(self.numerator + self.missing.total, every) if every else None

    @property
    def sentence(self) -> str:
        """7 of 10 documented incidents with an answer (70.0 %); 4 not asked: 50.0 % to 78.6 %."""
        asked = " with an answer" if self.missing.total else ""
        head = f"{self.numerator:,} of {self.denominator:,} {self.of}{asked}"
        if self.value is not None:
            head += f" ({_percent(self.value)})"
        if not self.missing.total:
            return f"{head}."
        ends = f"{_percent(self.low or 0)} to {_percent(self.high or 0)}"
        return f"{head}; {self.missing.words}: {ends} whatever they are."


def _percent(share: Fraction | int) -> str:
    return f"{100 * float(share):.1f} %"


def share_of(name: str, answers: Iterable[Answer], *, of: str = "documented incidents") -> Share:
    """Return the share of yes among yes and no, with what is missing."""
    given = list(answers)
    return Share(
        name=name,
        numerator=given.count(Answer.YES),
        denominator=sum(answer.is_known for answer in given),
        of=of,
        missing=Missing.of(answer for answer in given if not answer.is_known),
    )
