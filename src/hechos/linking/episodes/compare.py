"""Compare two accounts of an episode, feature by feature; what one leaves unstated says nothing."""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from hechos.lang.lexicon import load_toml
from hechos.lang.names import WordKind, fold, words_of
from hechos.linking.amounts.universes import occasions_agree
from hechos.linking.facts import UNKNOWN, Occasion, Span, is_nested
from hechos.linking.rules import Role, words

_DATA = files("hechos.linking") / "data"
_WORD = re.compile(r"[^\W\d_]{4,}")
STEM = 6
"""Letters of a word that are compared: "priest", "priests" and "priesthood" are one."""

WORDS = ("victims", "targets", "actors", "weapons")
Level = tuple[str, str, float]
"""Feature, level, and bits: how rare what both share is (0 where the level knows no degrees)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one document tells of one episode, as far as accounts are compared.

    `acts` are families of acts (a type where it has none) and `types` the types themselves;
    `is_around`: with acts that lie around harm, or an official version of it; `place` runs from
    the country down, folded; `named` are the victims known by name, `sides` the alleged actors;
    `victims`, `targets`, `actors`, `weapons` are the keys of words that describe them; `counts`
    are (family, amount, whether it is exact)."""

    acts: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    is_around: bool = False
    is_operation: bool = False
    span: Span = UNKNOWN
    place: tuple[str, ...] = ()
    occasion: Occasion = Occasion()
    named: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()
    victims: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    weapons: frozenset[str] = frozenset()
    counts: frozenset[tuple[str, float, bool]] = frozenset()
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Where levels begin. `*_days` bound gaps, and lengths where times touch; `background` and
    `unseen` are added to what is counted, so that a small case does not take a word for rare or
    common by accident; `most_bits` is the most that shared words count."""

    near_days: int
    week_days: int
    fortnight_days: int
    month_days: int
    background: int
    unseen: int
    most_bits: float
    large_count: float


def key_words(text: str, language: str) -> Iterator[str]:
    """Yield the keys of the words that describe somebody or something."""
    plain = _plain(language)
    for word in _WORD.findall(fold(text)):
        if word not in plain:
            yield word.removesuffix("s")[:STEM]


@functools.cache
def _plain(language: str) -> frozenset[str]:
    """Return words that describe nobody: those of grammar, and "people", "victims", "dead"."""
    generic = (form for word in words() if word.role is Role.GENERIC for form in word.forms)
    counted = load_toml(_DATA / "incidents.toml")["words"]["plain"]
    return frozenset(map(fold, (*words_of(WordKind.FUNCTION, language), *generic, *counted)))


class Rarity:
    """How much it says that two accounts share a word or a place: log2 of "one in so many"."""

    def __init__(self, accounts: Iterable[Account], bounds: Bounds) -> None:
        self._seen: Counter[tuple[str, str]] = Counter()
        self._all = bounds.background
        self._unseen = bounds.unseen
        for account in accounts:
            self._all += 1
            self._seen.update(("place", part) for part in account.place)
            for feature in WORDS:
                self._seen.update((feature, word) for word in getattr(account, feature))

    def bits(self, feature: str, word: str) -> float:
        return math.log2(self._all / (self._seen[feature, word] + self._unseen))


def compare(a: Account, b: Account, *, rarity: Rarity, bounds: Bounds) -> Iterator[Level]:
    """Yield the level of each feature that both accounts state, in the order of reading."""
    plain = (
        ("act", _acts(a, b)),
        ("time", _times(a.span, b.span, bounds)),
    )
    yield from ((feature, level, 0.0) for feature, level in plain if level)
    place = place_level(a.place, b.place)
    if place:
        yield "place", place, _place_bits(a.place, b.place, rarity) if place == "same" else 0.0
    rest = (
        ("occasion", _occasions(a.occasion, b.occasion)),
        ("named", ("same" if a.named & b.named else "others") if a.named and b.named else None),
        ("count", _counts(a, b, bounds)),
    )
    yield from ((feature, level, 0.0) for feature, level in rest if level)
    if a.language == b.language:
        yield from _words(a, b, rarity, bounds)


def _acts(a: Account, b: Account) -> str | None:
    if not a.acts or not b.acts:
        return None
    if a.acts & b.acts:
        return "same"
    return "around" if a.is_around or b.is_around else "other"


def _times(a: Span, b: Span, bounds: Bounds) -> str | None:
    gap = a.gap(b)
    if gap is None:
        return None
    if gap:
        gaps = (("near", bounds.near_days), ("week", bounds.week_days))
        return _first((*gaps, ("month", bounds.month_days)), gap) or "apart"
    longest = max(10**7 if one.days is None else one.days for one in (a, b))
    touching = (("same_day", 1), ("touch_fortnight", bounds.fortnight_days))
    return _first((*touching, ("touch_month", bounds.month_days + 1)), longest) or "touch_long"


def _first(levels: Iterable[tuple[str, int]], days: int) -> str | None:
    return next((level for level, most in levels if days <= most), None)


def place_level(a: tuple[str, ...], b: tuple[str, ...]) -> str | None:
    """Return how two places agree; "same" where both lie below a country and one in the other, or
    where a town of an unknown country has the name of the other."""
    if not a or not b:
        return None
    if a[0] != b[0] and "" in (a[0], b[0]):
        return "same" if set(a[1:]) & set(b[1:]) else None
    if a[0] != b[0]:
        return "other_country"
    if min(len(a), len(b)) == 1:
        return "country"
    if is_nested(a, b):
        return "same"
    return "region" if a[1] == b[1] else "other"


def _place_bits(a: tuple[str, ...], b: tuple[str, ...], rarity: Rarity) -> float:
    return max(rarity.bits("place", part) for part in a[1 : min(len(a), len(b))])


def _occasions(a: Occasion, b: Occasion) -> str | None:
    if (not a.tiers and not a.years) or (not b.tiers and not b.years):
        return None
    tier = occasions_agree(a, b)
    return None if tier is None else ("differs", "kind", "likely", "same")[min(tier, 3)]


def _counts(a: Account, b: Account, bounds: Bounds) -> str | None:
    """Return how the amounts of one family of acts agree; a difference is a contradiction."""
    pairs = [
        (one, exact, other, too)
        for family, one, exact in a.counts
        for its, other, too in b.counts
        if its == family
    ]
    equal = max((one for one, _, other, _ in pairs if one == other), default=None)
    if equal is not None:
        return "equal_large" if equal >= bounds.large_count else "equal"
    return "differs" if any(exact and too for _, exact, _, too in pairs) else None


def _words(a: Account, b: Account, rarity: Rarity, bounds: Bounds) -> Iterator[Level]:
    for feature in WORDS:
        first, second = getattr(a, feature), getattr(b, feature)
        if not first or not second:
            continue
        shared = sorted(first & second)
        bits = math.fsum(rarity.bits(feature, word) for word in shared)
        yield feature, "shared" if shared else "none", min(bits, bounds.most_bits)
