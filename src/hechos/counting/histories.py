"""Capture histories: how many people stand on which of several lists.

A list is one independent documentation process, not an address: reprints and relays are one list
(`../linking/copies`). A person is on several lists where linkage says so.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hechos.errors import InputError
from hechos.lang.said import Said

COUNT = "count"
UNSTATED = Said("not stated")
MOST_LISTS = 60
ABSENT = {"0", "", "false", "no", "na", "nan", "none", "missing"}
PRESENT = {"1", "true", "yes"}


@dataclass(frozen=True, slots=True)
class Histories:
    """`cells[mask]` people are on exactly the lists of `mask`: bit j is list j, never none of them.

    Cells are in order of their masks and none is 0, so equal tables are equal objects."""

    lists: tuple[str, ...]
    cells: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, lists: Sequence[str], cells: Mapping[int, int]) -> Histories:
        _check_lists(lists)
        for mask, count in cells.items():
            if not 0 < mask < 1 << len(lists):
                raise InputError(
                    "A row is on no list.", hint="People on no list are what is estimated."
                )
            if count < 0:
                raise InputError(f"{count} is no count of people.")
        return cls(tuple(lists), tuple(sorted((m, int(c)) for m, c in cells.items() if c)))

    @property
    def documented(self) -> int:
        """People on at least one list."""
        return sum(count for _, count in self.cells)

    @property
    def digest(self) -> str:
        """SHA-256 of the table without the names of its lists: what an estimate depends on."""
        rows = ";".join(f"{mask}:{count}" for mask, count in self.cells)
        return hashlib.sha256(f"{len(self.lists)}|{rows}".encode()).hexdigest()

    def on(self, *lists: int) -> int:
        """Return how many people are on all of these lists, by their numbers."""
        wanted = sum(1 << one for one in lists)
        return sum(count for mask, count in self.cells if mask & wanted == wanted)

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(self.on(j) for j in range(len(self.lists)))

    @property
    def frequencies(self) -> tuple[int, ...]:
        """People on exactly 1, 2, … lists."""
        found = Counter[int]()
        for mask, count in self.cells:
            found[mask.bit_count()] += count
        return tuple(found[k] for k in range(1, len(self.lists) + 1))

    def overlaps(self) -> Iterator[tuple[int, int, int]]:
        """Yield (list, list, people on both) for each pair."""
        for a, b in itertools.combinations(range(len(self.lists)), 2):
            yield a, b, self.on(a, b)

    def only(self, keep: Sequence[int]) -> Histories:
        """Return the histories on these lists alone; people on none of them are left out."""
        cells = Counter[int]()
        for mask, count in self.cells:
            cells[sum(1 << new for new, old in enumerate(keep) if mask >> old & 1)] += count
        del cells[0]
        return Histories.of([self.lists[j] for j in keep], cells)

    def without(self, number: int) -> Histories:
        return self.only([j for j in range(len(self.lists)) if j != number])

    def merged(self, groups: Sequence[Sequence[int]]) -> Histories:
        """Return one list for each group: who is on any of its lists is on it."""
        cells = Counter[int]()
        for mask, count in self.cells:
            new = sum(
                1 << n for n, group in enumerate(groups) if any(mask >> old & 1 for old in group)
            )
            cells[new] += count
        cells.pop(0, None)
        names = ["+".join(self.lists[old] for old in group) for group in groups]
        return Histories.of(names, cells)


def _check_lists(lists: Sequence[str]) -> None:
    if not lists:
        raise InputError("There is no list.", hint="Give a column of 0 and 1 for each list.")
    if len(lists) > MOST_LISTS:
        raise InputError(f"{len(lists)} lists are more than {MOST_LISTS}.")
    twice = [name for name, times in Counter(lists).items() if times > 1]
    if twice:
        raise InputError(f"Two lists are called “{twice[0]}”.")


def from_records(records: Iterable[tuple[Hashable, str]]) -> Histories:
    """Return the histories of (person, list) pairs; a person may stand on a list twice."""
    lists: dict[str, int] = {}
    people: dict[Hashable, int] = {}
    for person, name in records:
        bit = lists.setdefault(str(name), len(lists))
        people[person] = people.get(person, 0) | 1 << bit
    return Histories.of(list(lists), Counter(people.values()))


def from_rows(rows: Iterable[Mapping[str, Any]], *, strata: Sequence[str] = ()) -> Strata:
    """Return the histories in each stratum of a table of patterns or of people.

    Columns named in `strata` tell the stratum; the column `count`, where there is one, says how
    many people the row is for; every other column is a list, 0 or 1."""
    lists: list[str] | None = None
    cells: dict[tuple[str, ...], Counter[int]] = {}
    for number, row in enumerate(rows, start=1):
        if lists is None:
            lists = [str(c) for c in row if c != COUNT and c not in strata]
        mask = sum(1 << j for j, name in enumerate(lists) if _on(row.get(name), name, number))
        times = _times(row.get(COUNT, 1), number)
        if not mask and times:
            raise InputError(
                f"Row {number} is on no list.", hint="People on no list are what is estimated."
            )
        key = tuple(_stated(row.get(name)) for name in strata)
        cells.setdefault(key, Counter())[mask] += times
    if lists is None:
        raise InputError("The table has no rows.")
    return {
        key: Histories.of(lists, {m: c for m, c in own.items() if m}) for key, own in cells.items()
    }


Strata = dict[tuple[str, ...], Histories]


def from_table(table: Any, *, strata: Sequence[str] = ()) -> Strata:
    """Return `from_rows` of a data frame, a sequence of mappings, or a path of a CSV file."""
    if isinstance(table, (str, Path)):
        path = Path(table)
        try:
            with path.open(newline="", encoding="utf-8-sig") as opened:
                return from_rows(csv.DictReader(opened), strata=strata)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise InputError(f"{path.name} cannot be read as a CSV file: {error}.") from error
    if hasattr(table, "to_dict"):
        return from_rows(table.to_dict("records"), strata=strata)
    return from_rows(table, strata=strata)


def _stated(value: Any) -> str:
    """Return the value of a stratum; an empty one is not stated, which is not “none”."""
    return UNSTATED if value is None or value != value else str(value).strip() or UNSTATED  # noqa: PLR0124 - NaN


def _on(value: Any, name: str, row: int) -> bool:
    word = str(value).strip().lower()
    word = word.removesuffix(".0")
    if word in PRESENT:
        return True
    if word in ABSENT:
        return False
    raise InputError(
        f"Row {row} says “{value}” for the list “{name}”, which is neither 0 nor 1.",
        hint="Name columns that are no lists as strata.",
    )


def _times(value: Any, row: int) -> int:
    try:
        times = float(value)
    except (TypeError, ValueError):
        times = -1
    if times < 0 or times != int(times):
        raise InputError(f"Row {row} has “{value}” people, which is no whole number.")
    return int(times)
