"""Rows kept in parts beside the results, so that work can stop and go on where it was.

Under the folder of results lies `work`: `work/rows` holds the rows as they came in, one Arrow file
a part; `work/done` a mark for each part that is done, with the hashes of the rows and rules it was
done with. Every file is written beside its place and moved there when it is whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hechos.batch.inputs import Input, Row
from hechos.errors import InputError

VERSION = "1"
PART_ROWS = 2_000
PART_CHARACTERS = 32_000_000
MANIFEST = "batch.json"


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows in the order of the input: how many come before it, and a hash over them."""

    number: int
    first: int
    rows: int
    characters: int
    hash: str
    path: Path

    def read(self) -> list[Row]:
        import pyarrow as pa

        with pa.memory_map(str(self.path)) as source:
            table = pa.ipc.open_file(source).read_all()
            return [_row(values) for values in table.to_pylist()]


@dataclass(frozen=True, slots=True)
class Taken:
    """What an earlier run took in: for which command, and in which parts."""

    command: str
    part_rows: int
    parts: tuple[Part, ...]


def whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place and move it there: it is whole, or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    partial = Path(name)
    try:
        write(partial)
        with partial.open("rb") as stream:
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def known(out: Path, command: str) -> Taken | None:
    """Return what an earlier run took in, None where there was none.

    Raises InputError where the folder holds something else."""
    file = out / MANIFEST
    if not file.exists():
        if out.is_dir() and any(one.name != "work" for one in out.iterdir()):
            raise InputError(
                f"{out} holds other things than the results of a batch.",
                hint="Give --out an empty or a new folder.",
            )
        return None
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
        parts = tuple(
            Part(**{**one, "path": _rows_file(out, one["number"])}) for one in plain["parts"]
        )
        found = Taken(plain["command"], plain["part_rows"], parts)
        is_ours = plain["version"] == VERSION
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{file} cannot be read: {error}.", hint="Give another folder.") from error
    if found.command != command or not is_ours:
        raise InputError(
            f"{out} holds the results of “batch {found.command}”"
            + ("" if is_ours else " of another version")
            + ".",
            hint="Give --out another folder.",
        )
    return found


def cut(rows: Iterable[Row], size: int, out: Path) -> Iterator[tuple[Part, list[Row]]]:
    """Yield the parts of an input, each with its rows; nothing is written.

    A row whose id came before is kept with its trouble."""
    first = 0
    for number, part in enumerate(_cut(_first_of_each(rows), size)):
        yield (
            Part(
                number=number,
                first=first,
                rows=len(part),
                characters=sum(len(row.text) for row in part),
                hash=_hash(part),
                path=_rows_file(out, number),
            ),
            part,
        )
        first += len(part)


def take_in(
    source: Input, out: Path, *, parts: tuple[Part, ...], part_rows: int, command: str
) -> None:
    """Copy the rows into the files of their parts, but for those that are there already."""
    before = known(out, command)
    there = {part for part in before.parts if part.path.exists()} if before else set()
    if not there.issuperset(parts):
        # What is no longer there must not count as there, should this end half way.
        write_manifest(out, command, part_rows, [part for part in parts if part in there])
        for part, rows in cut(source.rows(), part_rows, out):
            if part not in there:
                _write(rows, part.path)
    write_manifest(out, command, part_rows, parts)
    for file in (out / "work" / "rows").glob("*.arrow"):
        if int(file.stem) >= len(parts):
            file.unlink()


def write_manifest(out: Path, command: str, part_rows: int, parts: Iterable[Part]) -> None:
    plain = {
        "version": VERSION,
        "command": command,
        "part_rows": part_rows,
        "parts": [
            {key: value for key, value in asdict(part).items() if key != "path"} for part in parts
        ],
    }
    words = json.dumps(plain, indent=1)
    whole(out / MANIFEST, lambda path: path.write_text(words, encoding="utf-8"))


def _first_of_each(rows: Iterable[Row]) -> Iterator[Row]:
    seen: set[bytes] = set()
    for row in rows:
        key = hashlib.blake2b(row.id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        if key in seen and row.trouble is None:
            yield Row(row.id, row.name, "", "", ("repeated_id", "An earlier row has the same id."))
        else:
            seen.add(key)
            yield row


def _cut(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    part: list[Row] = []
    characters = 0
    for row in rows:
        if part and (len(part) >= size or characters + len(row.text) > PART_CHARACTERS):
            yield part
            part, characters = [], 0
        part.append(row)
        characters += len(row.text)
    if part:
        yield part


def _rows_file(out: Path, number: int) -> Path:
    return out / "work" / "rows" / f"{number:05}.arrow"


def _hash(rows: list[Row]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        for field in (row.id, row.name, row.text, row.published, *(row.trouble or ())):
            data = field.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _write(rows: list[Row], path: Path) -> None:
    import pyarrow as pa

    text = pa.large_string()
    columns = {
        "id": pa.array([_plain(row.id) for row in rows], text),
        "name": pa.array([_plain(row.name) for row in rows], text),
        "text": pa.array([_plain(row.text) for row in rows], text),
        "published": pa.array([row.published for row in rows], text),
        "code": pa.array([row.trouble[0] if row.trouble else None for row in rows], text),
        "sentence": pa.array([row.trouble[1] if row.trouble else None for row in rows], text),
    }
    table = pa.table(columns)

    def write(partial: Path) -> None:
        with pa.OSFile(str(partial), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)

    whole(path, write)


def _plain(text: str) -> str:
    """Return the text without halves of characters, which no file of UTF-8 can hold."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def _row(values: dict[str, Any]) -> Row:
    code = values.pop("code")
    sentence = values.pop("sentence")
    return Row(**values, trouble=(code, sentence) if code else None)
