"""Excel workbooks to text. Formulas are not evaluated; what the file shows of them is read."""

from __future__ import annotations

import io
import warnings
from typing import Any

import openpyxl

from hechos.errors import UnreadableSourceError
from hechos.reading.docx import guard_package
from hechos.reading.forms.table import Writer, extract_of, shown
from hechos.reading.rules import Extract, Metadatum, ReadingRules


def read_xlsx(data: bytes, rules: ReadingRules) -> Extract:
    """Return the sheets of an Excel workbook. Raises as `read_docx` does."""
    guard_package(data, rules, "Excel workbook")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        except Exception as error:
            raise UnreadableSourceError(
                "The Excel workbook is damaged and cannot be opened.", code="damaged"
            ) from error
        try:
            writer = Writer(rules)
            for sheet in book.worksheets:
                _sheet(writer, sheet, several=len(book.worksheets) > 1)
            title = book.properties.title
        finally:
            book.close()
    metadata = (Metadatum(type="title", value=title, where="workbook title"),) if title else ()
    return extract_of(writer, "xlsx (openpyxl)", openpyxl.__version__, metadata)


def _sheet(writer: Writer, sheet: Any, *, several: bool) -> None:
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    titled = not several
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        values = [shown(value) for value in row]
        if any(values) and not titled:
            writer.title(sheet.title)
            titled = True
        writer.row(sheet.title, number, values)
