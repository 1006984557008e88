"""Which accounts are compared, and what becomes of each pair: linked, shown to a person, or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hechos.linking.amounts.universes import occasions_agree
from hechos.linking.episodes.accounts import Telling
from hechos.linking.episodes.compare import WORDS, Account, Rarity, place_level
from hechos.linking.episodes.model import IncidentModel, Score
from hechos.linking.episodes.stated import DIFFERENT_PLACES, Stated
from hechos.linking.episodes.telling import is_short
from hechos.linking.facts import Facts, is_nested

WINDOW, LEAST, MOST = 30, 3, 16
"""In a block, an account is compared with so many that begin next: with WINDOW, but with LEAST
where smaller blocks, which say more, gave it MOST others already. Keeps work linear."""

LATE = date.max.toordinal()
"""A day after all: such blocks are looked at whatever the days."""


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two tellings, the earlier first, and what they share in log2 of odds. `rule` says by which
    rule they are one (R-INC-1)."""

    a: Telling
    b: Telling
    weight: float
    rule: str | None
    is_same: bool

    @property
    def claims(self) -> frozenset[str]:
        return frozenset((self.a.claim, self.b.claim))


def _two(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


class Pairing:
    """Compares the tellings of a case."""

    def __init__(self, tellings: Sequence[Telling], model: IncidentModel, facts: Facts) -> None:
        self._tellings = tellings
        self._model = model
        self.facts = facts
        self._short = facts.rules.times.short_days
        self._gap = facts.rules.times.gap_days
        self._rarity = Rarity((one.account for one in tellings), model.bounds)
        self._same, self._review = model.cut, model.weight_of(model.review)
        self._strengths: dict[tuple[int, int], float] = {}
        self.capped: set[int] = set()
        """Accounts that were not compared with all that share a block with them."""

    def pairs(self) -> list[Pair]:
        """Return the pairs that are linked or to be looked at, in the order of the case."""
        documents = [one.episode.facts[0].document.rank for one in self._tellings]
        pairs = sorted(self._candidates())
        found = (self._judge(a, b) for a, b in pairs if documents[a] != documents[b])
        return [pair for pair in found if pair is not None]

    def score(self, pair: Pair) -> Score:
        """Return the weight of a pair with the steps to it."""
        return self._model.score(pair.a.account, pair.b.account, self._rarity)

    def conflict(self, a: Account, b: Account) -> bool:
        """Tell whether two accounts cannot be of one incident, whatever links both to a third."""
        return Stated.of(a).contradicts(Stated.of(b))

    def agree(self, some: Sequence[Telling], others: Sequence[Telling]) -> bool:
        """Tell whether the accounts of two groups are on average likely of one incident."""
        weights = [self._strength(a, b) for a in some for b in others]
        return sum(weights) / len(weights) >= self._model.weight_of(self._model.agree)

    def _strength(self, one: Telling, other: Telling) -> float:
        first, second = _two(one.number, other.number)
        if (first, second) not in self._strengths:
            self._judge(first, second)
        return self._strengths[first, second]

    # --- blocks ------------------------------------------------------------------------------

    def _candidates(self) -> set[tuple[int, int]]:
        blocks: dict[tuple[str, ...], list[int]] = {}
        reach: dict[tuple[str, ...], int] = {}
        for telling in self._tellings:
            for block, days in dict(self._keys(telling.account)).items():
                reach[block] = days
                blocks.setdefault(block, []).append(telling.number)
        found: set[tuple[int, int]] = set()
        met: Counter[int] = Counter()
        for block in sorted(blocks, key=lambda one: (len(blocks[one]), one)):
            for number, others in self._near(blocks[block], reach[block]):
                pairs = [_two(number, other) for other in others[:WINDOW]]
                new = [pair for pair in pairs if pair not in found]
                room = max(LEAST, MOST - met[number])
                if len(new) > room or len(others) > WINDOW:
                    self.capped.add(number)
                met[number] += len(new[:room])
                found.update(new[:room])
        return found

    def _near(self, numbers: list[int], days: int) -> Iterator[tuple[int, list[int]]]:
        """Yield each account of a block with those that begin next, within so many days."""
        rows = sorted((self._tellings[n].account.span.start or 0, n) for n in numbers)
        for place, (_, number) in enumerate(rows):
            end = self._tellings[number].account.span.end
            last = LATE if end is None else end + days
            near = rows[place + 1 : place + 2 + WINDOW]
            yield number, [other for start, other in near if start <= last]

    def _keys(self, account: Account) -> Iterator[tuple[tuple[str, ...], int]]:
        """Yield blocks that may hold others of its incident, and how many days apart to look."""
        bounds, what = self._model.bounds, "operation" if account.is_operation else "act"
        yield from (((what, "named", name), LATE) for name in account.named)
        yield from (((what, "occasion", key), LATE) for key in account.occasion.strongest())
        words = [
            (feature, word)
            for feature in WORDS[:2]
            for word in getattr(account, feature)
            if self._rarity.bits(feature, word) >= self._model.block_bits
        ]
        for month in self._months(account):
            for part in account.place[1:] or account.place[:1]:
                yield (what, "place", part, month), bounds.near_days
            for feature, word in words:
                yield (what, feature, word, month), bounds.month_days
            for family, amount, _ in account.counts:
                if amount >= bounds.large_count:
                    yield (what, "count", family, str(amount), month), bounds.week_days

    def _months(self, account: Account) -> list[str]:
        """Return the months that a short time touches, with a week's room at both ends."""
        if not is_short(account.span, self._short):
            return []
        start, end = account.span.start or 0, account.span.end or 0
        room = self._model.bounds.week_days
        days = (start - room, (start + end) // 2, end + room)
        return sorted({date.fromordinal(max(1, day)).isoformat()[:7] for day in days})

    # --- judgement ---------------------------------------------------------------------------

    def _judge(self, first: int, second: int) -> Pair | None:
        one, other = self._tellings[first], self._tellings[second]
        a, b = one.account, other.account
        rule = self._rule(a, b)
        weight = self._model.weigh(a, b, self._rarity)
        is_one = rule is not None and not self._is_common(a, b)
        self._strengths[first, second] = max(weight, self._same) if is_one else weight
        if rule:
            return Pair(one, other, weight, rule, is_same=is_one)
        if weight < self._review:
            return None
        is_same = weight >= self._same and not self.conflict(a, b)
        return Pair(one, other, weight, None, is_same)

    def _rule(self, a: Account, b: Account) -> str | None:
        """Return why R-INC-1 makes two accounts one incident: place and time, or the occasion."""
        gap, place = a.span.gap(b.span), place_level(a.place, b.place)
        is_apart = gap is not None and gap > self._gap
        if place in DIFFERENT_PLACES or is_apart:
            return None
        occasion = occasions_agree(a.occasion, b.occasion)
        lengths = {is_short(one, self._short) for one in (a.span, b.span) if one.is_known}
        rule = None
        if gap is not None and lengths == {True} and place == "same":
            rule = "the same place and touching times"
        elif (occasion or 0) > 1 and len(lengths) < 2:
            rule = "the same occasion"
        return None if rule is None or self.conflict(a, b) else rule

    def _is_common(self, a: Account, b: Account) -> bool:
        """Tell whether all that two accounts share is a place that many have."""
        is_known = bool(a.victims and b.victims and a.victims.isdisjoint(b.victims))
        is_known = is_known or bool(a.named and b.named and a.named.isdisjoint(b.named))
        if not is_known or a.counts & b.counts or not is_nested(a.place, b.place):
            return False
        shared = a.place[1 : min(len(a.place), len(b.place))]
        bits = [self._rarity.bits("place", part) for part in shared]
        return bool(bits) and max(bits) < self._model.common_bits
