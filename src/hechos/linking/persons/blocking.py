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


def make_pairs(
    con: duckdb.DuckDBPyConnection, filled: Collection[str], *, across: bool, since: int = 0
) -> int:
    """Make the table `pairs` (join_key_l < join_key_r, match_key) from `people`; return its size.

    `across`: rows of one source are not paired. `since`: only pairs with a row from there on,
    which are the same pairs that a whole run makes.
    """
    blocks = blocks_of(con, filled)
    keys = _make_keys(con, blocks, since)
    con.execute("create or replace table pairs (join_key_l int, join_key_r int, match_key varchar)")
    source = "and l.source is distinct from r.source" if across else ""
    done: list[str] = []
    for number, (left, right) in enumerate(keys):
        seen = "".join(f" and ({condition}) is not true" for condition in done)
        con.execute(
            f"""insert into pairs select l.row, r.row, '{number}'
            from keys l join {"new_keys" if since else "keys"} r on l.{left} = r.{right}
            where l.row < r.row {source} {seen}"""
        )
        done.append(f"l.{left} = r.{right}")
    return int(con.execute("select count(*) from pairs").fetchall()[0][0])


def blocks_of(con: duckdb.DuckDBPyConnection, filled: Collection[str]) -> tuple[Block, ...]:
    """Return the blocks; a short list is compared whole."""
    count = con.execute("select count(*) from people").fetchall()[0][0]
    if count <= COMPARED_WHOLE:
        return (Block(left=("1",), right=("1",), cap=COMPARED_WHOLE),)
    return blocks_for(filled)


def _make_keys(
    con: duckdb.DuckDBPyConnection, blocks: tuple[Block, ...], since: int
) -> list[tuple[str, str]]:
    """Make `keys` (row, source, one number per key) and return the columns of each block."""
    column_of: dict[tuple[str, ...], str] = {}
    caps: dict[str, int] = {}
    for block in blocks:
        for parts in (block.left, block.right):
            column = column_of.setdefault(parts, f"b{len(column_of)}")
            caps[column] = min(block.cap, caps.get(column, block.cap))
    hashed = ", ".join(_key(parts, column) for parts, column in column_of.items())
    con.execute(f"create or replace table all_keys as select row, source, {hashed} from people")
    capped = ", ".join(_capped(con, column, cap, since) for column, cap in caps.items())
    con.execute(f"create or replace table keys as select row, source, {capped} from all_keys")
    con.execute("drop table all_keys")
    if since:
        con.execute(f"create or replace table new_keys as select * from keys where row >= {since}")
    return [(column_of[block.left], column_of[block.right]) for block in blocks]


def _key(parts: tuple[str, ...], column: str) -> str:
    filled = " and ".join(f"({part}) is not null" for part in parts)
    return f"case when {filled} then hash({', '.join(parts)}) end as {column}"


def _capped(con: duckdb.DuckDBPyConnection, column: str, cap: int, since: int) -> str:
    """Return the SQL of the column without keys that are too common; only keys of new rows
    matter where `since` says so."""
    asked = f"where {column} in (select {column} from all_keys where row >= {since})"
    con.execute(
        f"""create or replace temp table common_{column} as select {column} as k from all_keys
        {asked if since else f"where {column} is not null"} group by 1 having count(*) > {cap}"""
    )
    return f"case when {column} not in (select k from common_{column}) then {column} end {column}"
