"""Which pairs are compared: rows that share the key of a block that is not too common."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hechos.lang.lexicon import load_toml
from hechos.linking.persons.levels import DATA

if TYPE_CHECKING:
    import duckdb

COMPARED_WHOLE = 1500
"""Rows up to which a list needs no blocks: all pairs are compared."""

_WORD = re.compile(r"\b[a-z]+\d*\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """`left` and `right` are SQL of the parts of the key of either row; mostly the same."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    cap: int


def blocks_for(filled: Collection[str]) -> tuple[Block, ...]:
    """Return the blocks of the data file that columns filled in the list allow."""
    made = []
    for row in load_toml(DATA / "blocks.toml")["block"]:
        for column in _columns(row["columns"], filled):
            left = tuple(part.format(code=column, text=column) for part in row["columns"])
            right = tuple(row.get("across", left))
            if all(_is_filled(part, filled) for part in (*left, *right)):
                made.append(Block(left=left, right=right, cap=row["cap"]))
                if left != right:
                    made.append(Block(left=right, right=left, cap=row["cap"]))
    return tuple(made)


def _columns(parts: list[str], filled: Collection[str]) -> Iterator[str]:
    kinds = [kind for kind in ("code", "text") if "{" + kind + "}" in parts]
    if not kinds:
        yield ""
    for kind in kinds:
        yield from sorted(c for c in filled if re.fullmatch(kind + r"\d+", c))


def _is_filled(part: str, filled: Collection[str]) -> bool:
    words = [word for word in _WORD.findall(part) if word != "left"]
    return all(word in filled for word in words)


def make_pairs(con: duckdb.DuckDBPyConnection, filled: Collection[str], *, across: bool) -> int:
    """Make the table `pairs` (join_key_l < join_key_r, match_key) from `people`; return its size.

    `across`: rows of one source are not paired. The keys, common ones too, stay in `all_keys`.
    """
    keys = _make_keys(con, blocks_of(con, filled))
    con.execute("create or replace table pairs (join_key_l int, join_key_r int, match_key varchar)")
    source = "and l.source is distinct from r.source" if across else ""
    done: list[str] = []
    for number, (left, right) in enumerate(keys):
        seen = "".join(f" and ({condition}) is not true" for condition in done)
        con.execute(
            f"""insert into pairs select l.row, r.row, '{number}'
            from keys l join keys r on l.{left} = r.{right}
            where l.row < r.row {source} {seen}"""
        )
        done.append(f"l.{left} = r.{right}")
    return int(con.execute("select count(*) from pairs").fetchall()[0][0])


def blocks_of(con: duckdb.DuckDBPyConnection, filled: Collection[str]) -> tuple[Block, ...]:
    """Return the blocks; a short list is compared whole."""
    count = con.execute("select count(*) from people").fetchall()[0][0]
    return blocks_at(count, filled)


def blocks_at(count: int, filled: Collection[str]) -> tuple[Block, ...]:
    """Return the blocks of a list in which that many rows have a name."""
    if count <= COMPARED_WHOLE:
        return (Block(left=("1",), right=("1",), cap=COMPARED_WHOLE),)
    return blocks_for(filled)


def make_new_pairs(
    con: duckdb.DuckDBPyConnection, blocks: tuple[Block, ...], *, across: bool
) -> int:
    """Make the table `pairs` of a whole run as far as a new row is in them; return its size.

    `old_keys` and `new_keys` hold the keys of all rows, common ones too, as `hash_keys` does.
    Common is what is common among all rows; only keys that a new row has are counted.
    """
    caps = _caps(blocks)
    asked: dict[str, set[str]] = {column: {column} for column in caps}
    for block in blocks:
        asked[key_column(block.left)].add(key_column(block.right))
    for number, (column, cap) in enumerate(caps.items()):
        words = " union ".join(
            f"select {other} as k from new_keys" for other in sorted(asked[column])
        )
        con.execute(
            f"""create or replace temp table near_{number} as
            select row, source, {column} as k from (select row, source, {column} from old_keys
            union all select row, source, {column} from new_keys) where {column} in ({words})"""
        )
        con.execute(
            f"""delete from near_{number} where k in
            (select k from near_{number} group by k having count(*) > {cap})"""
        )
    number_of = {column: number for number, column in enumerate(caps)}
    source = "and l.source is distinct from r.source" if across else ""
    made = " union ".join(
        f"""select l.row as l, r.row as r from near_{number_of[key_column(block.left)]} l
        join near_{number_of[key_column(block.right)]} r on l.k = r.k
        where r.row in (select row from new_keys) and l.row < r.row {source}"""
        for block in blocks
    )
    con.execute(
        f"""create or replace table pairs as select l as join_key_l, r as join_key_r,
        '0' as match_key from ({made})"""
    )
    return int(con.execute("select count(*) from pairs").fetchall()[0][0])


def key_column(parts: tuple[str, ...]) -> str:
    """Return the name, quoted, of the column with the key of these parts."""
    return f'"{", ".join(parts)}"'


def hash_keys(
    con: duckdb.DuckDBPyConnection, blocks: tuple[Block, ...], rows: str, name: str
) -> None:
    """Make the table `name` (row, source, one number per key) of the rows that name somebody."""
    every = sorted({parts for block in blocks for parts in (block.left, block.right)})
    hashed = ", ".join(map(_key, every))
    con.execute(
        f"""create or replace table {name} as select row, source, {hashed} from {rows}
        where g1 is not null or s1 is not null"""
    )


def _caps(blocks: tuple[Block, ...]) -> dict[str, int]:
    caps: dict[str, int] = {}
    for block in blocks:
        for parts in (block.left, block.right):
            column = key_column(parts)
            caps[column] = min(block.cap, caps.get(column, block.cap))
    return caps


def _make_keys(con: duckdb.DuckDBPyConnection, blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    """Make `keys` (row, source, one number per key) and return the columns of each block."""
    hash_keys(con, blocks, "people", "all_keys")
    caps = enumerate(_caps(blocks).items())
    capped = ", ".join(_capped(con, number, column, cap) for number, (column, cap) in caps)
    con.execute(f"create or replace table keys as select row, source, {capped} from all_keys")
    return [(key_column(block.left), key_column(block.right)) for block in blocks]


def _key(parts: tuple[str, ...]) -> str:
    filled = " and ".join(f"({part}) is not null" for part in parts)
    return f"case when {filled} then hash({', '.join(parts)}) end as {key_column(parts)}"


def _capped(con: duckdb.DuckDBPyConnection, number: int, column: str, cap: int) -> str:
    """Return the SQL of the column without keys that are too common."""
    con.execute(
        f"""create or replace temp table common_{number} as select {column} as k from all_keys
        where {column} is not null group by 1 having count(*) > {cap}"""
    )
    return f"case when {column} not in (select k from common_{number}) then {column} end {column}"
