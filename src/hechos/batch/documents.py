"""A row read as a text, just as a file of a case is read."""

from __future__ import annotations

import hashlib

from hechos.batch.inputs import Row
from hechos.batch.steps import Failed
from hechos.errors import InputError
from hechos.reading.read import Reading, read_text_of
from hechos.reading.rules import Extract, Metadatum, ReadingRules
from hechos.records import Capture, Case, ids


def capture_of(row: Row, case: Case) -> Capture:
    """Return a capture for a row; its id is drawn from the row's id and text, so it repeats."""
    data = row.text.encode("utf-8", "surrogatepass")
    address = hashlib.sha256(data).hexdigest()
    return Capture(
        id=ids.draw(case.seed, case.id, "capture", row.id, address),
        case=case.id,
        made=case.made,
        object="",
        address=address,
        name=row.name,
        origin=row.id,
        how="read from a row",
        tool="hechos batch",
        size=len(data),
        media_type="text/plain",
    )


def read_row(row: Row, *, case: Case, rules: ReadingRules) -> Reading:
    """Return the reading of a row; its column `published` counts like a file's metadata.

    Raises InputError where the row holds no text, or too long a one."""
    dated = row.published.strip()
    extract = Extract(
        body=row.text,
        map=((0, "byte:0"),),
        tool="plain text (utf-8)",
        tool_version="1",
        metadata=(Metadatum(type="published", value=dated, where="column published"),)
        if dated
        else (),
    )
    return read_text_of(extract, capture_of(row, case), rules=rules, case=case)


def troubles(row: Row, reading: Reading | None = None) -> list[Failed]:
    """Return what is wrong with a row, or with a part of its text."""
    found = [Failed(row.id, row.name, *row.trouble)] if row.trouble else []
    warnings = reading.warnings if reading else ()
    return found + [Failed(row.id, row.name, one.code, one.sentence) for one in warnings]


def gave_up(row: Row, error: Exception) -> Failed:
    """Return why a row is left out: our own sentence, or that the program failed on it."""
    if isinstance(error, InputError):
        return Failed(row.id, row.name, error.code, str(error))
    sentence = f"The program gave up on it ({type(error).__name__})."
    return Failed(row.id, row.name, "gave_up", sentence)
