"""Balances that somebody printed, one a row: their numbers as they stand, to be checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from hechos.counting.registers.bulletin import EVER, RESTRICTED, Bulletin, Margin
from hechos.counting.registers.kinds import lines, named_values
from hechos.errors import InputError
from hechos.lang.folding import fold

DAY, TOTAL = "as_of", "total"


def read_printed(rows: Sequence[Mapping[str, str]]) -> list[Bulletin]:
    """Return the bulletins of a table with the columns as_of (YYYY-MM-DD), total, and any of the
    lines of a bulletin: men, women, civilians, military, adults, adolescents … An empty cell is not
    stated. InputError names the row and column that cannot be read."""
    known = {fold(name): pair for name, pair in lines().items()}
    found = []
    for number, row in enumerate(rows, start=2):
        margins: dict[str, list[tuple[str, int]]] = {}
        others: dict[str, int] = {}
        for heading, words in row.items():
            name = fold((heading or "").strip())
            if name == DAY or not (words or "").strip():
                continue
            amount = _number(words, number, heading)
            if name in known:
                trait, value = known[name]
                margins.setdefault(trait, []).append((value, amount))
            elif name in (TOTAL, RESTRICTED, EVER):
                others[name] = amount
            else:
                raise InputError(
                    f"A balance has no line “{heading}”.",
                    hint=f"It has {', '.join((TOTAL, *named_values(), RESTRICTED, EVER))}.",
                )
        if TOTAL not in others:
            raise InputError(f"Row {number} has no total.", hint="Name the column “total”.")
        found.append(
            Bulletin(
                as_of=_day(row.get(DAY) or "", number),
                total=others[TOTAL],
                margins=tuple(Margin(trait=t, counts=tuple(n)) for t, n in margins.items()),
                restricted=others.get(RESTRICTED),
                ever=others.get(EVER),
            )
        )
    return found


def _number(words: str, row: int, heading: str) -> int:
    plain = words.strip()
    if not plain.isdecimal():
        raise InputError(
            f"Row {row}, “{heading}”: “{words}” is no number.", hint="Write 1601, without marks."
        )
    return int(plain)


def _day(words: str, row: int) -> date:
    try:
        return date.fromisoformat(words.strip())
    except ValueError as error:
        raise InputError(
            f"Row {row} has no day in “{DAY}”: “{words}”.", hint="Write it as 2025-01-20."
        ) from error
