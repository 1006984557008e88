"""What one coder says of one passage, read from rows; and who of two says what of the same."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hechos.errors import InputError
from hechos.lang.folding import fold
from hechos.records import Number

SLOTS = (
    "act",
    "number",
    "source",
    "stance",
    "date",
    "place",
    "actors",
    "victims",
    "polarity",
    "factuality",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """`spans` in code points, end exclusive. `slots` as words to compare, None where not coded;
    a slot that the form of the rows does not have is missing. `amount` is the number itself."""

    doc: str
    spans: tuple[tuple[int, int], ...]
    quote: str
    slots: Mapping[str, str | None]
    amount: Number | None = None

    @property
    def act(self) -> str | None:
        return self.slots["act"]


Pair = tuple[Coding | None, Coding | None]


def read_codings(lines: Iterable[str], name: str) -> list[Coding]:
    """Return the codings of a file of JSON lines, as `code --rows` or `claims --json` print it."""
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            coding = coding_of(row) if "content" in row else _of_flat_row(row)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise InputError(
                f"Line {number} of {name} is no coding: {type(error).__name__}: {error}.",
                hint="Rows as `hechos code --rows` or `hechos claims CASE --json` print them.",
            ) from error
        found.append(coding)
    return found


def coding_of(row: Mapping[str, Any]) -> Coding:
    """Return the coding of a claim's row (`claims --json`)."""
    content, voice = row["content"], row["voice"]
    quantity = row["quantity"]
    people = {
        "actors": [actor["mention"] for actor in content.get("actors", ())],
        "victims": content.get("victims", content.get("subjects", ())),
    }
    return Coding(
        doc=_base(row["capture"]["name"]),
        spans=tuple((p["start"], p["end"]) for p in row["passages"]),
        quote=row["passages"][0]["quote"] if row["passages"] else "",
        slots={
            "act": f"{content['kind']}:{content['type']}",
            "number": _amount_words(quantity, "low", "high", "bound"),
            "source": _plain(voice[-1]["name"] if voice else None),
            "stance": _plain(voice[-1]["stance"] if voice else None),
            "date": row["time"]["edtf"] if row["time"] else None,
            "place": _finest(row["place"]),
            **{slot: _names(m["name"] for m in mentions) for slot, mentions in people.items()},
            "polarity": row["polarity"],
            "factuality": row["factuality"],
        },
        amount=_amount(quantity, ("point", "low", "high")),
    )


def _of_flat_row(row: Mapping[str, Any]) -> Coding:
    count = row.get("count")
    return Coding(
        doc=_base(row["doc"]),
        spans=((int(row["start"]), int(row["end"])),),
        quote=row.get("passage") or "",
        slots={
            "act": str(row["act"]),
            "number": _amount_words(count, "min", "max", "qualifier"),
            "source": _plain(row.get("source")),
            "date": row.get("date"),
            "place": _finest(row.get("place")),
            "actors": _names(row.get("perpetrators") or ()),
        },
        amount=_amount(count, ("min", "max")),
    )


def _base(name: str) -> str:
    return name.rsplit("/", 1)[-1]


def _plain(words: str | None) -> str | None:
    return fold(words) or None if words else None


def _names(names: Iterable[str]) -> str | None:
    return "; ".join(sorted({fold(name) for name in names})) or None


def _finest(place: str | None) -> str | None:
    """Return the finest part of a path, so that “La Vega” and “La Vega, Caracas” agree."""
    return _plain(place.split(",")[0]) if place else None


def _amount_words(quantity: Mapping[str, Any] | None, *keys: str) -> str | None:
    if quantity is None:
        return None
    low, high, bound = (quantity.get(key) for key in keys)
    return f"{bound} {low}–{high}"


def _amount(quantity: Mapping[str, Any] | None, keys: Sequence[str]) -> Number | None:
    values = (quantity.get(key) for key in keys) if quantity else ()
    return next((value for value in values if value is not None), None)


def align(first: Sequence[Coding], second: Sequence[Coding]) -> list[Pair]:
    """Pair codings of one document whose passages overlap: of one act before others, then of one
    number, then those that share most. Each goes into one pair; what is left stands alone.
    """
    fits = sorted(
        (-(a.act == b.act), -(a.slots["number"] == b.slots["number"]), -shared, i, j)
        for i, j, shared in _overlaps(first, second)
        for a, b in ((first[i], second[j]),)
    )
    taken: dict[int, int] = {}
    used: set[int] = set()
    for *_, i, j in fits:
        if i not in taken and j not in used:
            taken[i] = j
            used.add(j)
    pairs: list[Pair] = [(a, second[taken[i]] if i in taken else None) for i, a in enumerate(first)]
    pairs += [(None, b) for j, b in enumerate(second) if j not in used]
    return sorted(pairs, key=_place)


def _place(pair: Pair) -> tuple[str, tuple[tuple[int, int], ...], bool]:
    one = pair[0] or pair[1]
    return (one.doc, one.spans, pair[0] is None) if one else ("", (), True)


def _overlaps(first: Sequence[Coding], second: Sequence[Coding]) -> list[tuple[int, int, float]]:
    """Return (index, index, shared part of both passages) of those that overlap."""
    marks: defaultdict[str, list[tuple[int, int, int, int]]] = defaultdict(list)
    for side, codings in enumerate((first, second)):
        for number, coding in enumerate(codings):
            marks[coding.doc].extend((start, end, side, number) for start, end in coding.spans)
    best: dict[tuple[int, int], float] = {}
    for spans in marks.values():
        open_spans: list[tuple[int, int, int, int]] = []
        for start, end, side, number in sorted(spans):
            open_spans = [span for span in open_spans if span[1] > start]
            for other_start, other_end, other_side, other in open_spans:
                if other_side != side:
                    pair = (number, other) if side == 0 else (other, number)
                    shared = min(end, other_end) - start
                    union = max(end, other_end) - other_start
                    best[pair] = max(best.get(pair, 0.0), shared / union)
            open_spans.append((start, end, side, number))
    return [(i, j, shared) for (i, j), shared in best.items()]
