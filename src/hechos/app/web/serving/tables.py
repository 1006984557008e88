"""Tables that leave the desk as CSV: what a spreadsheet would run as a formula is kept as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def inert(value: object) -> str:
    """Return a cell that no spreadsheet runs; numbers stay as they are."""
    text = str(value)
    if isinstance(value, int | float) or not text.startswith(_STARTS):
        return text
    return "'" + text


def csv_answer(name: str, head: Sequence[str], lines: Iterable[Sequence[object]]) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([inert(cell) for cell in head])
    writer.writerows([inert(cell) for cell in line] for line in lines)
    answer = HttpResponse(
        out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
