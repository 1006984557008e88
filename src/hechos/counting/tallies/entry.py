"""Double entry: which sheets stand, and which wait because their readings differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hechos.counting.tallies.checks import exchanged, say
from hechos.counting.tallies.sheets import QR, Counts, Reading, differences
from hechos.lang.said import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What is known of the sheet of one table. It is counted where `counts` is there; else
    `because` says what it waits for. `notes` are copies and repeated readings, which are counted
    once. `signatures` is the most that a reader saw, `rows` where the readings stand in their
    file."""

    table: str
    readers: tuple[str, ...]
    counts: Counts | None = None
    because: str = ""
    notes: tuple[str, ...] = ()
    features: str = ""
    signatures: int | None = None
    rows: tuple[int, ...] = ()

    @property
    def is_agreed(self) -> bool:
        """Whether two readers read the same."""
        return self.counts is not None and len(self.readers) > 1


def settle(readings: Sequence[Reading], *, double: bool = False) -> tuple[Settled, ...]:
    """Return what stands of each table, in order of tables.

    Readings of a table must agree in all that both state, or it waits; with `double` it also
    waits until two readers have read it. A picture filed under two tables stands for neither."""
    tables: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        tables[reading.table].append(reading)
    shared = _shared(readings)
    return tuple(
        _settled(table, sorted(own, key=_order), shared.get(table, ""), double=double)
        for table, own in sorted(tables.items())
    )


def _order(reading: Reading) -> tuple[str, str, str]:
    return reading.mark, reading.reader, str(reading.counts)


def _settled(table: str, own: Sequence[Reading], shared: str, *, double: bool) -> Settled:
    readers = tuple(sorted({reading.reader for reading in own}))
    marks = {reading.mark for reading in own if reading.mark}
    because = shared or _difference(own, several=len(marks) > 1)
    if not because and double:
        because = _read_once(own)
    counts = own[0].counts
    for reading in own[1:]:
        counts = counts.completed(reading.counts)
    return Settled(
        table=table,
        readers=readers,
        counts=None if because else counts,
        because=because,
        notes=tuple(_notes(own, len(marks))),
        features=_features(own),
        rows=tuple(sorted({reading.row for reading in own})),
        signatures=max((r.signatures for r in own if r.signatures is not None), default=None),
    )


def _read_once(own: Sequence[Reading]) -> str:
    """Return what of the votes only one reader read, "" where two read all."""
    readers: dict[str, set[str]] = defaultdict(set)
    for reading in own:
        for name, _ in reading.counts.votes:
            readers[name].add(reading.reader)
    once = [name for name, by in sorted(readers.items()) if len(by) < 2]
    if not once:
        return "" if readers else Said("No votes of candidates were read.")
    if len(once) == len(readers):
        return Said("Read by one reader; two must agree.")
    return Said("Votes for {names:, |, }: read by one reader; two must agree.", names=tuple(once))


def _difference(own: Sequence[Reading], *, several: bool) -> str:
    for place, first in enumerate(own):
        for second in own[place + 1 :]:
            found = differences(first.counts, second.counts)
            if found:
                return _say_difference(first, second, found, several=several)
    return ""


def _say_difference(
    first: Reading,
    second: Reading,
    found: Sequence[tuple[str, int, int]],
    *,
    several: bool,
) -> str:
    what, a, b = found[0]
    apart = Said("{what}, {a} and {b}", what=what, a=say(a), b=say(b))
    if len(found) > 1:
        apart = Said("{numbers}, and {n} more", numbers=apart, n=len(found) - 1)
    if b in exchanged(a):
        apart = Said("{numbers}; two neighbouring digits are exchanged", numbers=apart)
    if several and first.mark != second.mark:
        return Said("Two sheets of this table differ: {numbers}.", numbers=apart)
    both = (first, second)
    names = [reading.reader or Said("row {n}", n=reading.row) for reading in both]
    if names[0] == names[1]:
        names = [Said("{reader} (row {n})", reader=names[0], n=one.row) for one in both]
    return Said(
        "Readings by {one} and {other} differ: {numbers}.",
        one=names[0],
        other=names[1],
        numbers=apart,
    )


def _notes(own: Sequence[Reading], marks: int) -> Iterator[str]:
    if marks > 1:
        yield f"{marks} sheets of this table, counted once."
    times: dict[tuple[str, str], int] = defaultdict(int)
    for reading in own:
        times[reading.mark, reading.reader] += 1
    for (_, reader), number in sorted(times.items()):
        if number > 1 and reader != QR:
            yield f"Read {number} times by {reader or 'a reader without name'}, counted once."


def _features(own: Sequence[Reading]) -> str:
    found = {reading.features for reading in own if reading.features}
    return found.pop() if len(found) == 1 else "differ" if found else ""


def _shared(readings: Sequence[Reading]) -> Mapping[str, str]:
    """Return for tables whose picture or code stands under another table too, which one."""
    found: dict[str, str] = {}
    for kind in ("image", "qr"):
        under: dict[str, set[str]] = defaultdict(set)
        for reading in readings:
            if mark := getattr(reading, kind):
                under[mark].add(reading.table)
        for tables in under.values():
            for table in tables if len(tables) > 1 else ():
                others = tuple(sorted(tables - {table}))
                said = Said("The same picture stands under {others:, |, } too.", others=others)
                if kind == "qr":
                    said = Said("The same code stands under {others:, |, } too.", others=others)
                found.setdefault(table, said)
    return found
