"""The text of the code printed on a tally sheet, read as one more reading of that sheet."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hechos.counting.tallies.sheets import PARTS, QR, Counts, Reading
from hechos.errors import InputError

SKIPPED = "-"
TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeForm:
    """How the code of a contest is written. `separators` are the characters that part its fields;
    `fields` says of each in order what it is: "table", one of valid, null, blank, total, "-" for
    what is left out, or a candidate. Fields of one candidate are added: a candidate may stand
    for several parties. `strict`: the code has exactly these fields."""

    separators: str
    fields: tuple[str, ...]
    strict: bool = True

    def __post_init__(self) -> None:
        if not self.separators or not self.fields:
            raise InputError("The form of the code names no separators or no fields.")


def code_form(text: str) -> CodeForm:
    """Read a form from TOML; InputError says what it lacks."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"The form of the code is no TOML: {error}.") from error
    fields, separators = raw.get("fields"), raw.get("separators")
    if not isinstance(separators, str) or not isinstance(fields, list):
        raise InputError(
            "The form of the code needs `separators` and `fields`.",
            hint='separators = "!,"  fields = ["table", "Ada Moro", "Luis Vega", "null"]',
        )
    return CodeForm(
        separators=separators,
        fields=tuple(str(field).strip() for field in fields),
        strict=bool(raw.get("strict", True)),
    )


def read_code(text: str, form: CodeForm) -> tuple[str, Counts]:
    """Return the table that the code names ("" where it names none) and what it counts."""
    parts = [part.strip() for part in re.split(f"[{re.escape(form.separators)}]", text.strip())]
    _check_length(parts, form)
    table, votes, rest = "", dict[str, int](), dict[str, int | None]()
    for field, part in zip(form.fields, parts, strict=False):
        if field == TABLE:
            table = part
        elif field != SKIPPED:
            if not part.isdecimal():
                raise InputError(f"The code has “{part}” where a number for “{field}” stands.")
            if field in PARTS:
                rest[field] = int(part)
            else:
                votes[field] = votes.get(field, 0) + int(part)
    return table, Counts.of(votes, **rest)


def _check_length(parts: Sequence[str], form: CodeForm) -> None:
    wanted = len(form.fields)
    if len(parts) < wanted or (form.strict and len(parts) > wanted):
        raise InputError(f"The code has {len(parts)} fields; its form has {wanted}.")


def read_by_code(reading: Reading, form: CodeForm) -> Reading:
    """Return what the code of the sheet says, of the table that it names, if it names one."""
    table, counts = read_code(reading.qr, form)
    return replace(
        reading,
        table=table or reading.table,
        counts=counts,
        reader=QR,
        signatures=None,
        features="",
    )
