"""Announced totals: who announced what, when, of which part of the sheets; and acts upon them."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files

from hechos.counting.tallies.sheets import Counts, Places
from hechos.errors import InputError

OF = ("tables", "electors", "votes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """Totals as one copy prints them. `source` is who printed this copy; two copies of one
    bulletin have the same `author`, `seq` and place.

    `share` is the percentage announced as counted, `share_of` what it is said to be of (sheets
    are tables), `shares` and `turnout` are percentages too, all with the digits announced.
    `electors` are all registered, `electors_covered` those of the tables counted."""

    seq: int
    author: str = ""
    at: str = ""
    source: str = ""
    places: Places = ()
    counts: Counts = Counts()
    share: Decimal | None = None
    share_of: str = ""
    shares: tuple[tuple[str, Decimal], ...] = ()
    turnout: Decimal | None = None
    electors: int | None = None
    electors_covered: int | None = None
    tables: int | None = None
    tables_covered: int | None = None

    def __post_init__(self) -> None:
        if self.share_of and self.share_of not in OF:
            raise InputError(
                f"A share of “{self.share_of}” is not known.", hint=f"One of: {', '.join(OF)}."
            )
        for part, whole in (
            (self.electors_covered, self.electors),
            (self.tables_covered, self.tables),
        ):
            if part is not None and whole is not None and part > whole:
                raise InputError(f"More is covered ({part}) than there is ({whole}).")

    @property
    def name(self) -> str:
        head = f"bulletin {self.seq}"
        parts = [head, self.author, ", ".join(name for _, name in reversed(self.places))]
        words = ", ".join(part for part in parts if part)
        return f"{words} (as printed by {self.source})" if self.source else words

    @property
    def series(self) -> tuple[str, Places]:
        return self.author, self.places

    @property
    def covers_all(self) -> bool:
        """Whether it says that every table is counted."""
        if self.tables is not None and self.tables_covered is not None:
            return self.tables == self.tables_covered
        return self.share == 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody did about a result: proclaimed, validated, verified, published, withheld.
    `sheets` is how many tally sheets were looked at for it, None where that is not said."""

    kind: str
    by: str
    at: str = ""
    sheets: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in act_words():
            raise InputError(
                f"An act of the kind “{self.kind}” is not known.",
                hint=f"One of: {', '.join(act_words())}.",
            )

    @property
    def sentence(self) -> str:
        """An act with its day; it says nothing about whether numbers match (R-ELE-5)."""
        words = act_words()[self.kind]
        day = f" on {self.at}" if self.at else ""
        seen = words["seen"].format(sheets=f"{self.sheets:,}") if self.sheets else words["unseen"]
        return f"{self.by or 'Somebody'} {words['verb']}{day}. {seen}".strip()


@functools.cache
def act_words() -> dict[str, dict[str, str]]:
    source = files("hechos.counting.tallies") / "data" / "acts.toml"
    return tomllib.loads(source.read_text("utf-8"))
