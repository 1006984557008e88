"""Given: the terms and fields that a case's stewards keep; every version stays."""

from __future__ import annotations

from dataclasses import dataclass

from hechos.records.base import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Record):
    """One version of a term; the last of its `code` in its `vocabulary` counts. A code is never
    used again for anything else. `labels` are (language, words); `merged_into` is the code that
    stands for it now; `retired_at` (ISO 8601) takes it out of choices, not out of what was
    coded."""

    vocabulary: str
    code: str
    labels: tuple[tuple[str, str], ...]
    parent: str | None = None
    note: str = ""
    retired_at: str | None = None
    merged_into: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomField(Record):
    """One version of a field of the case; the last of its `code` counts. `kind`: text, number,
    range, date (EDTF), choice (of `vocabulary`), yes_no; `on` names the classes of records that
    have it. Values are decisions ("set"), so that they have a history and are undone."""

    code: str
    kind: str
    labels: tuple[tuple[str, str], ...]
    on: tuple[str, ...]
    vocabulary: str = ""
    note: str = ""
    retired_at: str | None = None
