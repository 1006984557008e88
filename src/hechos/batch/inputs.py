"""Documents that come in: a Parquet file or folder of them, or a folder of text files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hechos.errors import InputError, NotFoundError, UnavailableError, UnreadableSourceError
from hechos.reading.decode import decode_text, find_kind
from hechos.reading.rules import ReadingRules

COLUMNS = ("id", "name", "text", "published")
NEEDED = ("id", "text")
_ROWS = 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One document; `trouble` is a code and a sentence where it cannot be worked on."""

    id: str
    name: str
    text: str
    published: str
    trouble: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """Where documents come from. `columns` says which column holds what, where the names differ."""

    path: Path
    files: tuple[Path, ...]
    is_parquet: bool
    columns: Mapping[str, str]

    def rows(self) -> Iterator[Row]:
        """Yield the documents in the order of the files, and in them of the rows."""
        for file in self.files:
            yield from self._of_parquet(file) if self.is_parquet else self._of_text(file)

    def _of_text(self, file: Path) -> Iterator[Row]:
        name = file.relative_to(self.path).as_posix()
        shown = name.encode("utf-8", "replace").decode()
        try:
            yield Row(shown, shown, _text_of(file, ReadingRules.load()), "")
        except UnreadableSourceError as error:
            yield Row(shown, shown, "", "", (error.code, str(error)))
        except OSError as error:
            why = error.strerror or "it is not there"
            yield Row(shown, shown, "", "", ("missing", f"The file cannot be opened: {why}."))

    def _of_parquet(self, file: Path) -> Iterator[Row]:
        from pyarrow import parquet

        source = parquet.ParquetFile(file)
        named = [c for c in COLUMNS if self._column(c) in source.schema_arrow.names]
        before = 0
        for batch in source.iter_batches(_ROWS, columns=[self._column(c) for c in named]):
            lists = {c: _values(batch.column(self._column(c))) for c in named}
            for number in range(batch.num_rows):
                yield _row({c: lists[c][number] for c in named}, before + number, file.name)
            before += batch.num_rows

    def _column(self, what: str) -> str:
        return self.columns.get(what, what)


def open_input(path: Path, columns: Mapping[str, str] | None = None) -> Input:
    """Find the files of an input and check that they can be read.

    Raises NotFoundError where there is nothing, InputError where a column is missing."""
    arrow()
    if not path.exists():
        raise NotFoundError(f"There is no file or folder {path}.")
    columns = columns or {}
    unknown = sorted(set(columns) - set(COLUMNS))
    if unknown:
        raise InputError(
            f"Documents have no “{unknown[0]}”.", hint=f"They have: {', '.join(COLUMNS)}."
        )
    if path.is_dir():
        files = tuple(sorted(f for f in path.rglob("*") if f.is_file() or f.is_symlink()))
        tables = tuple(f for f in files if f.suffix == ".parquet")
        if not files:
            raise InputError(f"The folder {path} is empty.")
        found = Input(path, tables or files, bool(tables), columns)
    elif path.suffix == ".parquet":
        found = Input(path, (path,), is_parquet=True, columns=columns)
    else:
        raise InputError(
            f"{path.name} is neither a Parquet file nor a folder.",
            hint="Give a .parquet file, a folder of them, or a folder of text files.",
        )
    if found.is_parquet:
        for file in found.files:
            _check(file, columns)
    return found


def _text_of(file: Path, rules: ReadingRules) -> str:
    size = file.stat().st_size
    if size > rules.max_bytes:
        raise UnreadableSourceError(
            f"The file has {size:,} bytes; the limit is {rules.max_bytes:,}.", code="too_large"
        )
    data = file.read_bytes()
    if find_kind(data, file.name) != "text":
        raise UnreadableSourceError(
            "It is no plain text; hechos add reads such files into a case.", code="unsupported"
        )
    return decode_text(data, rules).body


def _check(file: Path, columns: Mapping[str, str]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        names = parquet.ParquetFile(file).schema_arrow.names
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{file.name} is not a Parquet file that can be read: {error}.") from error
    wanted = {columns.get(what, what) for what in NEEDED} | set(columns.values())
    missing = sorted(wanted - set(names))
    if missing:
        raise InputError(
            f"{file.name} has no column “{missing[0]}”; it has {', '.join(names) or 'none'}.",
            hint="Say which column holds what: --column text=body --column id=url",
        )


def _values(column: Any) -> list[Any]:
    """Return the values of a column; where its bytes are no UTF-8, that value is the error."""
    try:
        return column.to_pylist()  # type: ignore[no-any-return]
    except UnicodeDecodeError:
        found: list[Any] = []
        for value in column:
            try:
                found.append(value.as_py())
            except UnicodeDecodeError as error:
                found.append(error)
        return found


def _row(values: Mapping[str, Any], number: int, file: str) -> Row:
    words = {what: _words(values.get(what)) for what in COLUMNS}
    key = words["id"] or f"{file}#{number + 1}"
    trouble = None
    if not words["id"]:
        trouble = ("no_id", "The row has no id.")
    elif any(isinstance(value, UnicodeDecodeError) for value in values.values()):
        trouble = ("encoding", "The row holds bytes that are no UTF-8.")
    elif not isinstance(values["text"], str):
        kind = "nothing" if values["text"] is None else f"a {type(values['text']).__name__}"
        trouble = ("no_text", f"The row holds {kind} where its text should be.")
    return Row(key, words["name"] or key, words["text"], words["published"], trouble)


def _words(value: Any) -> str:
    if value is None or isinstance(value, UnicodeDecodeError):
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def arrow() -> None:
    """Check that pyarrow is there, before any work begins."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise UnavailableError(
            "Reading and writing Parquet needs pyarrow, which is not installed.",
            hint="pip install 'hechos[link]'",
        ) from error
    del pyarrow
