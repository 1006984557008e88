"""A search as it is asked: blocks of conditions, read from an address and written back.

An address is read from left to right: `join=any&block=all&words=arrest&place=Caracas&block=none&
state=rejected` asks for what holds in any of two blocks. Names that are not known, and values that
cannot be read, are left out and said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlencode

from hechos.lang.edtf import earliest_latest

JOINS = ("all", "any", "none")
PLAIN = (
    "is", "words", "type", "kind", "named", "source", "place", "capture",
    "state", "class", "language", "member", "doubt", "new",
)  # fmt: skip
"""Names of conditions that are one value."""
DATES = ("from", "to", "window", "dates")
NEAR = ("near", "reach", "points")
NUMBER = ("least", "most")
MOST_BLOCKS, MOST_CONDITIONS, LONGEST = 8, 40, 400
_POINT = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,6})?)\s*[,;]\s*(-?\d{1,3}(?:\.\d{1,6})?)\s*")


@dataclass(frozen=True, slots=True)
class Is:
    """A field says a value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Dates:
    """A day may lie between two (as typed), widened by `window` days; `surely`: must lie there."""

    start: str = ""
    end: str = ""
    window: int = 0
    surely: bool = False

    def days(self) -> tuple[date, date]:
        """Return the first and last day, the widening included."""
        wide = timedelta(days=self.window)
        first = earliest_latest(self.start)[0] if self.start else None
        last = earliest_latest(self.end)[1] if self.end else None
        low = first - wide if first and first - date.min > wide else date.min
        return low, last + wide if last and date.max - last > wide else date.max


@dataclass(frozen=True, slots=True)
class Near:
    """A place may lie within `km` of a point; `surely`: must lie there."""

    lat: float
    lon: float
    km: float
    surely: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A number may lie between two; None is without limit."""

    least: float | None = None
    most: float | None = None


Condition = Is | Dates | Near | Amount


@dataclass(frozen=True, slots=True)
class Block:
    """`join`: "all", "any" or "none" of the conditions hold."""

    join: str = "all"
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """`join`: "all", "any" or "none" of the blocks hold. No block asks for everything."""

    join: str = "all"
    blocks: tuple[Block, ...] = ()

    def conditions(self) -> Iterator[Condition]:
        return (one for block in self.blocks for one in block.conditions)

    def words(self) -> str:
        """Return all words that are looked for, to mark them in passages."""
        return " ".join(
            one.value
            for block in self.blocks
            if block.join != "none"
            for one in block.conditions
            if isinstance(one, Is) and one.name == "words"
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with what of the address could not be read, as (name, value)."""

    query: Query
    unread: tuple[tuple[str, str], ...] = ()


@dataclass
class _Reading:
    join: str = "all"
    values: list[tuple[str, str]] = field(default_factory=list)


def read(address: str) -> Asked:
    """Return the query of an address (what stands after “?”)."""
    pairs = parse_qsl(address, keep_blank_values=False, max_num_fields=None)
    join, blocks = "all", [_Reading()]
    unread: list[tuple[str, str]] = []
    for name, raw in pairs[: MOST_BLOCKS * MOST_CONDITIONS]:
        value = raw.strip()[:LONGEST]
        if name == "join" and value in JOINS:
            join = value
        elif name == "block":
            if value not in JOINS:
                unread.append((name, value))
            blocks.append(_Reading(value if value in JOINS else "all"))
        elif name in (*PLAIN, *DATES, *NEAR, *NUMBER) and value:
            blocks[-1].values.append((name, value))
    made = (_block(one, unread) for one in blocks)
    kept = tuple(block for block in made if block.conditions)
    return Asked(Query(join, kept[:MOST_BLOCKS]), tuple(unread))


def _block(raw: _Reading, unread: list[tuple[str, str]]) -> Block:
    """Return the block of some pairs; the parts of a date, point or number go together."""
    found: list[Condition] = [Is(name, value) for name, value in raw.values if name in PLAIN]
    parts = {name: value for name, value in raw.values if name not in PLAIN}
    for make in (_dates, _near, _amount):
        found += filter(None, [make(parts, unread)])
    return Block(raw.join, tuple(dict.fromkeys(found))[:MOST_CONDITIONS])


def _dates(parts: dict[str, str], unread: list[tuple[str, str]]) -> Dates | None:
    good = {}
    for name in ("from", "to"):
        if value := parts.get(name):
            if earliest_latest(value) == (None, None):
                unread.append((name, value))
            else:
                good[name] = value
    window = parts.get("window", "0")
    if not (window.isascii() and window.isdigit() and len(window) < 6):
        unread.append(("window", window))
        window = "0"
    if not good:
        return None
    surely = parts.get("dates") == "certain"
    return Dates(good.get("from", ""), good.get("to", ""), int(window), surely)


def _near(parts: dict[str, str], unread: list[tuple[str, str]]) -> Near | None:
    if "near" not in parts:
        return None
    point, km = _POINT.fullmatch(parts["near"]), _number(parts.get("reach", "25"))
    if point is None or km is None or not 0 <= km <= 20_100:
        unread.append(("near", parts["near"]))
        return None
    lat, lon = float(point[1]), float(point[2])
    if abs(lat) > 90 or abs(lon) > 180:
        unread.append(("near", parts["near"]))
        return None
    return Near(lat, lon, km, parts.get("points") == "certain")


def _amount(parts: dict[str, str], unread: list[tuple[str, str]]) -> Amount | None:
    ends = {}
    for name in NUMBER:
        if value := parts.get(name):
            ends[name] = _number(value)
            if ends[name] is None:
                unread.append((name, value))
    if all(end is None for end in ends.values()):
        return None
    return Amount(ends.get("least"), ends.get("most"))


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", text) else None


def write(query: Query) -> str:
    """Return the address of a query; `read` gives the query back."""
    pairs: list[tuple[str, str]] = []
    if query.join != "all":
        pairs.append(("join", query.join))
    for number, block in enumerate(query.blocks):
        if number or block.join != "all":
            pairs.append(("block", block.join))
        for one in block.conditions:
            pairs += pairs_of(one)
    return urlencode(pairs)


def pairs_of(condition: Condition) -> Sequence[tuple[str, str]]:
    match condition:
        case Is(name, value):
            return ((name, value),)
        case Dates():
            said = (("from", condition.start), ("to", condition.end))
            window = (("window", str(condition.window)),) if condition.window else ()
            surely = (("dates", "certain"),) if condition.surely else ()
            return (*((n, v) for n, v in said if v), *window, *surely)
        case Near():
            point = f"{_plain(condition.lat)},{_plain(condition.lon)}"
            surely = (("points", "certain"),) if condition.surely else ()
            return (("near", point), ("reach", _plain(condition.km)), *surely)
        case Amount():
            ends = (("least", condition.least), ("most", condition.most))
            return tuple((name, _plain(end)) for name, end in ends if end is not None)


def _plain(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")


def narrowed(query: Query, condition: Condition) -> Query | None:
    """Return the query with one more condition that must hold as well; None where its blocks leave
    no room for one."""
    if query.join != "all" and len(query.blocks) > 1:
        return None
    blocks = query.blocks
    if query.join == "none":
        flipped = {"all": None, "any": "none", "none": "any"}[blocks[0].join] if blocks else "all"
        if flipped is None:
            return None
        blocks = tuple(Block(flipped, block.conditions) for block in blocks)
    if blocks and blocks[0].join == "all":
        wider = tuple(dict.fromkeys((*blocks[0].conditions, condition)))
        return Query("all", (Block("all", wider), *blocks[1:]))
    return Query("all", (Block("all", (condition,)), *blocks))


def without(query: Query, dropped: Condition) -> Query:
    """Return the query without a condition, wherever it stands."""
    blocks: Iterable[Block] = (
        Block(block.join, tuple(c for c in block.conditions if c != dropped))
        for block in query.blocks
    )
    return Query(query.join, tuple(block for block in blocks if block.conditions))
