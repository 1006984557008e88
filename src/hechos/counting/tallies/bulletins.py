"""Announced totals: who announced what, when, of which part of the sheets; and acts upon them."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files

from hechos.counting.tallies.sheets import Counts, Places
from hechos.errors import InputError
from hechos.lang.said import Said

OF: Mapping[str, str] = {one: one for one in (Said("tables"), Said("electors"), Said("votes"))}
NOT_SAID = Said("what is not said")


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
                Said("A share of “{of}” is not known.", of=self.share_of),
                hint=Said("One of: {names:, |, }.", names=tuple(OF)),
            )
        for part, whole in (
            (self.electors_covered, self.electors),
            (self.tables_covered, self.tables),
        ):
            if part is not None and whole is not None and part > whole:
                raise InputError(
                    Said("More is covered ({n}) than there is ({all}).", n=part, all=whole)
                )

    @property
    def name(self) -> Said:
        places = (name for _, name in reversed(self.places))
        parts = (Said("bulletin {n}", n=self.seq), self.author, *places)
        words = Said("{parts:, |, }", parts=tuple(part for part in parts if part))
        if not self.source:
            return words
        return Said("{bulletin} (as printed by {source})", bulletin=words, source=self.source)

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
                Said("An act of the kind “{kind}” is not known.", kind=self.kind),
                hint=Said("One of: {names:, |, }.", names=tuple(act_words())),
            )

    @property
    def sentence(self) -> Said:
        """An act with its day; it says nothing about whether numbers match (R-ELE-5)."""
        words = act_words()[self.kind]
        by, verb = self.by or Said("Somebody"), Said.word(words["verb"])
        done = Said("{by} {verb}.", by=by, verb=verb)
        if self.at:
            done = Said("{by} {verb} on {day}.", by=by, verb=verb, day=self.at)
        if self.sheets:
            return Said.together(
                done, Said.word(words["seen"], sheets=Said("{n:,}", n=self.sheets))
            )
        return Said.together(done, Said.word(words["unseen"]))


@functools.cache
def act_words() -> dict[str, dict[str, str]]:
    source = files("hechos.counting.tallies") / "data" / "acts.toml"
    return tomllib.loads(source.read_text("utf-8"))
