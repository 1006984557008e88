"""Which accounts are compared, and what becomes of each pair: linked, shown to a person, or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hechos.linking.amounts.universes import occasions_agree
from hechos.linking.episodes.accounts import Telling
from hechos.linking.episodes.compare import WORDS, Account, Rarity, place_level
from hechos.linking.episodes.model import IncidentModel, Score
from hechos.linking.episodes.telling import is_short
from hechos.linking.facts import Facts, is_nested

WINDOW = 30
"""In a block, each account is compared with so many that begin next; keeps work linear."""

LATE = date.max.toordinal()
"""A day after all: such blocks are looked at whatever the days."""

DIFFERENT_PLACES = ("other", "other_country", "region")


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two tellings, the earlier first. `rule` says by which rule they are one (R-INC-1)."""

    a: Telling
    b: Telling
    score: Score
    rule: str | None
    is_same: bool

    @property
    def claims(self) -> frozenset[str]:
        return frozenset((self.a.claim, self.b.claim))


class Pairing:
    """Compares the tellings of a case."""

    def __init__(self, tellings: Sequence[Telling], model: IncidentModel, facts: Facts) -> None:
        self._tellings = tellings
        self._model = model
        self._facts = facts
        self._short = facts.rules.times.short_days
        self._gap = facts.rules.times.gap_days
        self._rarity = Rarity((one.account for one in tellings), model.bounds)

    def pairs(self) -> list[Pair]:
        """Return the pairs that are linked or to be looked at, in the order of the case."""
        found = (self._judge(*numbers) for numbers in sorted(self._candidates()))
        return [pair for pair in found if pair is not None]

    def conflict(self, a: Account, b: Account) -> bool:
        """Tell whether two accounts cannot be of one incident, whatever links both to a third."""
        return place_level(a.place, b.place) in DIFFERENT_PLACES or self._other_side(a, b)

    def agree(self, some: Sequence[Telling], others: Sequence[Telling]) -> bool:
        """Tell whether the accounts of two groups are on average likely of one incident."""
        weights = [self._strength(a.account, b.account) for a in some for b in others]
        return sum(weights) / len(weights) >= self._model.weight_of(self._model.agree)

    def _strength(self, a: Account, b: Account) -> float:
        weight = self._model.score(a, b, self._rarity).weight
        is_rule = self._rule(a, b) is not None and not self._is_common(a, b)
        return max(weight, self._model.cut) if is_rule else weight

    # --- blocks ------------------------------------------------------------------------------

    def _candidates(self) -> set[tuple[int, int]]:
        blocks: dict[tuple[str, ...], list[int]] = {}
        reach: dict[tuple[str, ...], int] = {}
        for telling in self._tellings:
            for block, days in dict(self._keys(telling.account)).items():
                reach[block] = days
                blocks.setdefault(block, []).append(telling.number)
        found: set[tuple[int, int]] = set()
        for block, numbers in blocks.items():
            found.update(self._near(numbers, reach[block]))
        return found

    def _near(self, numbers: list[int], days: int) -> Iterator[tuple[int, int]]:
        """Yield the pairs of a block that lie within so many days."""
        rows = sorted((self._tellings[n].account.span.start or 0, n) for n in numbers)
        for place, (_, number) in enumerate(rows):
            end = self._tellings[number].account.span.end
            last = LATE if end is None else end + days
            for start, other in rows[place + 1 : place + 1 + WINDOW]:
                if start > last:
                    break
                yield (number, other) if number < other else (other, number)

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
        if one.episode.facts[0].document is other.episode.facts[0].document:
            return None
        rule = self._rule(a, b)
        score = self._model.score(a, b, self._rarity)
        if rule is None and score.probability < self._model.review:
            return None
        if rule:
            return Pair(one, other, score, rule, is_same=not self._is_common(a, b))
        is_same = score.probability >= self._model.same and not self.conflict(a, b)
        return Pair(one, other, score, None, is_same)

    def _rule(self, a: Account, b: Account) -> str | None:
        """Return why R-INC-1 makes two accounts one incident: place and time, or the occasion."""
        gap, place = a.span.gap(b.span), place_level(a.place, b.place)
        is_apart = gap is not None and gap > self._gap
        if place in DIFFERENT_PLACES or is_apart or self._other_side(a, b):
            return None
        occasion = occasions_agree(a.occasion, b.occasion)
        lengths = {is_short(one, self._short) for one in (a.span, b.span) if one.is_known}
        if gap is not None and lengths == {True} and place == "same":
            return "the same place and touching times"
        if (occasion or 0) > 1 and len(lengths) < 2:
            return "the same occasion"
        return None

    def _is_common(self, a: Account, b: Account) -> bool:
        """Tell whether all that two accounts share is a place that many have."""
        is_known = bool(a.victims and b.victims and a.victims.isdisjoint(b.victims))
        is_known = is_known or bool(a.named and b.named and a.named.isdisjoint(b.named))
        if not is_known or a.counts & b.counts or not is_nested(a.place, b.place):
            return False
        shared = a.place[1 : min(len(a.place), len(b.place))]
        bits = [self._rarity.bits("place", part) for part in shared]
        return bool(bits) and max(bits) < self._model.common_bits

    def _other_side(self, a: Account, b: Account) -> bool:
        """Tell whether alleged actors differ although both name some, and no version of one act
        (an execution, a clash) explains it."""
        if not a.sides or not b.sides or a.sides & b.sides:
            return False
        types = a.types | b.types
        return not (a.is_around or b.is_around) and len(types) > 1
