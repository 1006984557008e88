"""Where bodies are wounded, beside a stated reference."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hechos.counting.patterns.cases import Answer, Missing, Share
from hechos.counting.patterns.exact import Fit, multinomial_test
from hechos.errors import InputError

BODIES = "bodies"
_ONE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Shares of regions in another collection of bodies: `name` says which, `source` where they
    are from. They add up to 1."""

    name: str
    source: str
    shares: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wound:
    """One wound of one body; `region` "" where it was not described, and then `missing` why."""

    body: str
    region: str = ""
    missing: Answer = Answer.NOT_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """Bodies by region. A body with wounds in several regions is in the share of each and in no
    cell of the test, which takes one region for each body (R-OSI-2)."""

    shares: tuple[Share, ...]
    bodies: int
    several: int
    tested: tuple[tuple[str, int, float], ...]
    unplaced: tuple[tuple[str, int], ...]
    test: Fit | None
    reference: Reference | None

    @property
    def sentence(self) -> str:
        head = f"{self.bodies:,} bodies; {self.several:,} with wounds in more than one region."
        if self.test is None or self.reference is None:
            return head
        n = sum(count for _, count, _ in self.tested)
        how = self.test.method
        how = f"{how}, {self.test.draws:,} draws" if self.test.draws else how
        left = sum(count for _, count in self.unplaced)
        apart = f" {left:,} in regions that the reference lacks are left out." if left else ""
        return (
            f"{head} Held against {self.reference.name} ({self.reference.source}): counts as rare "
            f"as those of {n:,} bodies come from it with p = {self.test.p:.4g} ({how}). It is an "
            f"indicator: it compares two collections, and no cause.{apart}"
        )


def regions_of(wounds: Iterable[Wound], reference: Reference | None, *, seed: int) -> Regions:
    """Return bodies by region, tested against the reference where one is given."""
    bodies: dict[str, set[str]] = defaultdict(set)
    why: dict[str, Answer] = {}
    for wound in wounds:
        bodies[wound.body] |= {wound.region} - {""}
        why.setdefault(wound.body, wound.missing)
    described = {body: own for body, own in bodies.items() if own}
    missing = Missing.of(why[body] for body, found in bodies.items() if not found)
    single = [next(iter(own)) for own in described.values() if len(own) == 1]
    tested, unplaced = _tested(single, reference)
    counts = [count for _, count, _ in tested]
    test = None
    if reference is not None and any(counts):
        test = multinomial_test(counts, [share for _, _, share in tested], seed=seed)
    names = sorted({name for own in described.values() for name in own})
    shares = [
        Share(
            name=name,
            numerator=[name in own for own in described.values()].count(True),
            denominator=len(described),
            of=BODIES,
            missing=missing,
        )
        for name in names
    ]
    return Regions(
        shares=tuple(sorted(shares, key=lambda one: (-one.numerator, one.name))),
        bodies=len(bodies),
        several=sum(len(found) > 1 for found in described.values()),
        tested=tested,
        unplaced=unplaced,
        test=test,
        reference=reference,
    )


def _tested(
    single: Sequence[str], reference: Reference | None
) -> tuple[tuple[tuple[str, int, float], ...], tuple[tuple[str, int], ...]]:
    if reference is None:
        return (), ()
    shares = dict(reference.shares)
    tested = tuple((name, single.count(name), share) for name, share in reference.shares)
    others = sorted(set(single) - set(shares))
    return tested, tuple((name, single.count(name)) for name in others)


def reference_of(text: str) -> Reference:
    """Read a reference from TOML: name, source, and [shares] of regions, of 1 or of 100."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"The reference is no TOML: {error}.") from error
    shares = raw.get("shares")
    if not raw.get("source") or not isinstance(shares, dict) or len(shares) < 2:
        raise InputError(
            "The reference needs a name, a source and shares of two regions or more.",
            hint='name = "…"  source = "…"  [shares]  head = 30  chest = 70',
        )
    return Reference(
        name=str(raw.get("name") or "the reference"),
        source=str(raw["source"]),
        shares=_of_one(shares),
    )


def _of_one(shares: Mapping[str, object]) -> tuple[tuple[str, float], ...]:
    numbers = {name: float(n) for name, n in shares.items() if isinstance(n, int | float)}
    total = sum(numbers.values())
    whole = next((one for one in (1, 100) if abs(total - one) <= _ONE * one), None)
    if whole is None or len(numbers) < len(shares) or min(numbers.values()) < 0:
        raise InputError("The shares of the reference do not add up to 1 or to 100.")
    return tuple((name, number / total) for name, number in sorted(numbers.items()))
