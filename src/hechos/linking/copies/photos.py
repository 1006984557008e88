"""The same photograph in two documents, by the hashes that reading takes of pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hechos.linking.facts import Facts

_ALL = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class SharedPhoto:
    """Two documents (by rank) with the hash in the earlier one, and the bits that differ."""

    left: int
    right: int
    value: str
    differ: int


def find_photos(facts: Facts) -> tuple[SharedPhoto, ...]:
    """Return for each picture of a document the earliest document that holds it.

    A picture in many documents is a logo or a portrait from stock, and ties nothing."""
    rules = facts.rules.photos
    seen: dict[tuple[int, int], list[int]] = {}
    holders: dict[int, list[int]] = {}
    pairs: list[tuple[int, int, int, int]] = []
    for document in facts.documents:
        for value in sorted({int(photo, 16) for photo in document.photos}):
            bands = _bands(value, rules.bits + 1)
            near = {one for band in bands for one in seen.get(band, ())}
            differ, first = min(((one ^ value).bit_count(), one) for one in near | {value ^ _ALL})
            if differ > rules.bits:
                holders[value] = [document.rank]
                for band in bands:
                    seen.setdefault(band, []).append(value)
            elif document.rank not in holders[first]:
                pairs.append((holders[first][0], document.rank, first, differ))
                holders[first].append(document.rank)
    return tuple(_few(pairs, holders, rules.documents))


def _bands(value: int, number: int) -> list[tuple[int, int]]:
    """Cut a hash into bands: two that differ in fewer bits than there are bands share one."""
    width = -(-64 // number)
    return [(band, value >> band * width & (1 << width) - 1) for band in range(number)]


def _few(
    pairs: list[tuple[int, int, int, int]], holders: dict[int, list[int]], most: int
) -> Iterator[SharedPhoto]:
    for left, right, value, differ in pairs:
        if len(holders[value]) <= most:
            yield SharedPhoto(left, right, f"{value:016x}", differ)
