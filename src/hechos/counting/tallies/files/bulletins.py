"""Bulletins and acts from TOML, or bulletins from the rows of a spreadsheet."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from hechos.counting.tallies.bulletins import Act, Bulletin
from hechos.counting.tallies.files.columns import (
    Failed,
    Row,
    field_of,
    level_of,
    levels,
    no_number,
    share_of,
    whole_number,
)
from hechos.counting.tallies.sheets import PARTS, Counts
from hechos.errors import HechosError, InputError
from hechos.lang.said import Said

WORDS = ("author", "at", "source", "share_of")
NUMBERS = ("electors", "electors_covered", "tables", "tables_covered")
PERCENTS = ("share", "turnout")
KNOWN = {"seq", *WORDS, *NUMBERS, *PERCENTS, *PARTS}
OF_CANDIDATE = "share:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    bulletins: tuple[Bulletin, ...] = ()
    acts: tuple[Act, ...] = ()
    failed: tuple[Failed, ...] = ()


def bulletins_of_toml(text: str, *, file: str = "bulletins") -> Announced:
    """Read [[bulletin]] tables (seq, author, at, source, share, share_of, turnout, electors,
    electors_covered, tables, tables_covered, valid, null, blank, total, [bulletin.votes],
    [bulletin.shares], [bulletin.places]) and [[act]] tables (kind, by, at, sheets)."""
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise InputError(Said("{file} is no TOML: {why}.", file=file, why=str(error))) from error
    bulletins, acts, failed = list[Bulletin](), list[Act](), list[Failed]()
    for number, plain in enumerate(_tables(raw, "bulletin"), start=1):
        try:
            bulletins.append(bulletin_of(plain))
        except HechosError as error:
            failed.append(
                Failed(
                    file=file,
                    row=number,
                    because=Said("Bulletin {n}: {why}", n=number, why=error.sentence),
                )
            )
    for number, plain in enumerate(_tables(raw, "act"), start=1):
        try:
            acts.append(_act(plain))
        except HechosError as error:
            failed.append(
                Failed(
                    file=file,
                    row=number,
                    because=Said("Act {n}: {why}", n=number, why=error.sentence),
                )
            )
    return Announced(bulletins=tuple(bulletins), acts=tuple(acts), failed=tuple(failed))


def bulletins_of_rows(rows: Iterable[Row], *, file: str = "bulletins") -> Announced:
    """Read one bulletin from each row: columns as in TOML, levels of places by their names, the
    percentage of a candidate in a column "share:NAME", all others are votes of candidates."""
    bulletins, failed = list[Bulletin](), list[Failed]()
    for number, cells in rows:
        try:
            bulletins.append(bulletin_of(_plain(cells)))
        except HechosError as error:
            failed.append(Failed(file=file, row=number, because=error.sentence))
    return Announced(bulletins=tuple(bulletins), failed=tuple(failed))


def _tables(raw: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    found = raw.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise InputError(Said("Write each {name} as a table of its own: [[{name}]].", name=name))
    return found


def _plain(cells: Mapping[str, str]) -> dict[str, object]:
    plain: dict[str, object] = {}
    votes, shares, places = dict[str, str](), dict[str, str](), dict[str, str]()
    for heading, cell in cells.items():
        word = heading.strip().casefold().replace(" ", "_")
        name = word if word in KNOWN else field_of(heading)
        if not cell.strip() or not heading:
            continue
        if name in KNOWN:
            plain[name] = cell
        elif level := level_of(heading):
            places[level] = cell.strip()
        elif heading.casefold().startswith(OF_CANDIDATE):
            shares[heading[len(OF_CANDIDATE) :].strip()] = cell
        else:
            votes[heading.strip()] = cell
    return plain | {"votes": votes, "shares": shares, "places": places}


def bulletin_of(plain: Mapping[str, object]) -> Bulletin:
    """Return the bulletin that these words and numbers state; InputError says what is wrong."""
    known = {"votes", "shares", "places", *KNOWN}
    unknown = sorted(set(plain) - known)
    if unknown:
        raise InputError(
            Said("A bulletin has no “{name}”.", name=unknown[0]),
            hint=Said("It has: {names:, |, }.", names=tuple(sorted(known))),
        )
    seq = _number(plain.get("seq"), "seq")
    if seq is None:
        raise InputError(Said("The bulletin has no number of its own."), hint="seq = 1")
    votes = {name: _number(value, name) for name, value in _table(plain, "votes").items()}
    shares = {name: _percent(value, name) for name, value in _table(plain, "shares").items()}
    places = {level: str(name) for level, name in _table(plain, "places").items()}
    order = {level: place for place, level in enumerate(levels())}
    return Bulletin(
        seq=seq,
        places=tuple(sorted(places.items(), key=lambda one: order.get(one[0], len(order)))),
        counts=Counts.of(
            {name: number for name, number in votes.items() if number is not None},
            **{part: _number(plain.get(part), part) for part in PARTS},
        ),
        shares=tuple((name, share) for name, share in sorted(shares.items()) if share is not None),
        author=str(plain.get("author", "")),
        at=str(plain.get("at", "")),
        source=str(plain.get("source", "")),
        share=_percent(plain.get("share"), "share"),
        share_of=share_of(str(plain.get("share_of", ""))),
        turnout=_percent(plain.get("turnout"), "turnout"),
        electors=_number(plain.get("electors"), "electors"),
        electors_covered=_number(plain.get("electors_covered"), "electors_covered"),
        tables=_number(plain.get("tables"), "tables"),
        tables_covered=_number(plain.get("tables_covered"), "tables_covered"),
    )


def _table(plain: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = plain.get(name, {})
    if not isinstance(found, dict):
        raise InputError(Said("“{name}” is no table of names.", name=name))
    return found


def _number(value: object, what: str) -> int | None:
    if value is None or isinstance(value, str):
        return whole_number(value or "", what)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return whole_number(f"{value:d}", what)
    raise InputError(no_number(str(value), what))


def _percent(value: object, what: str) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        words = str(value).replace("%", "").strip().replace(",", ".")
        percent = Decimal(words)
    except InvalidOperation:
        percent = Decimal(-1)
    if not percent.is_finite() or not 0 <= percent <= 100:
        raise InputError(
            Said("“{value}” for “{what}” is no percentage from 0 to 100.", value=value, what=what)
        )
    return percent


def _act(plain: Mapping[str, object]) -> Act:
    unknown = sorted(set(plain) - {"kind", "by", "at", "sheets"})
    if unknown:
        raise InputError(Said("An act has no “{name}”.", name=unknown[0]))
    return Act(
        kind=str(plain.get("kind", "")),
        by=str(plain.get("by", "")),
        at=str(plain.get("at", "")),
        sheets=_number(plain.get("sheets"), "sheets"),
    )
