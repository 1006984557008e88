"""What every record carries, and the closed vocabularies that several records share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

LANGUAGES = ("en", "es", "pt")
"""The languages that hechos codes; a text in another is preserved and read only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Who or which rule made a record, in which version, when (ISO 8601, UTC, seconds)."""

    by: str
    version: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The head of every record: a minted id (UUIDv7), the case it belongs to, its maker."""

    id: str
    case: str
    made: Made


class Confidentiality(IntEnum):
    """Classes of domain.md §4.6; a derived thing has the highest class of its sources."""

    C0 = 0
    C1 = 1
    C2 = 2
    C3 = 3


class Level(StrEnum):
    """The ladder of domain.md §2.1 as far as a machine may propose it (never above P2)."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"


class Polarity(StrEnum):
    """`negated`: the text says it is absent ("no sign of"); `denied`: somebody disputes it."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    DENIED = "denied"


class Factuality(StrEnum):
    ASSERTED = "asserted"
    REPORTED = "reported"
    ALLEGED = "alleged"
    INFERRED = "inferred"
    POSSIBLE = "possible"
    PREDICTED = "predicted"
    CONDITIONAL = "conditional"
    DEMANDED = "demanded"


class Bound(StrEnum):
    EXACT = "exact"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    ABOUT = "about"
    NEARLY = "nearly"
    BETWEEN = "between"
    VAGUE = "vague"


class Basis(StrEnum):
    """Where a date or place comes from: printed here, completed from the document's date or
    from words near by, or taken over from headline, dateline or an earlier sentence."""

    EXPLICIT = "explicit"
    RESOLVED = "resolved"
    INHERITED = "inherited"


class PartyKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    UNIT = "unit"
    GROUP = "group"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What a difference between two claims is (domain.md §2.6). Only true_contradiction blocks."""

    AGREE = "agree"
    REFINES = "refines"
    UPDATE_OVER_TIME = "update_over_time"
    DIFFERENT_UNIVERSE = "different_universe"
    DIFFERENT_UNIT = "different_unit"
    TRANSMISSION_ERROR = "transmission_error"
    TRUE_CONTRADICTION = "true_contradiction"
    UNDETERMINED = "undetermined"
