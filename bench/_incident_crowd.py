"""Accounts of many killings in few towns within a month: the worst case for incident links."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hechos.linking.episodes.compare import Account

FIRST = date(2031, 1, 6)
KINDS = ("ATTACK", "ATTACK", "ATTACK", "BOMBING", "KIDNAPPING")
VICTIMS = tuple(f"{made}{of}" for made in ("bak", "farm", "min", "weav") for of in ("ers", "hands"))
CALLINGS = ("nurse", "docker", "jurist", "potter", "tanner", "tailor", "porter", "sailor", "miller")
ACTORS = ("hooded men", "guards", "riders", "patrolmen")
TARGETS = ("old mill", "grain store", "ferry landing", "print shop", "salt works")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An account as `_incident_case.link` reads it; each is of a document of its own."""

    document: str
    described: frozenset[str]
    targets: frozenset[str]
    actors: frozenset[str]
    edtf: str
    account: Account
    refers: frozenset[str] = frozenset()
    weapons: frozenset[str] = frozenset()


def crowd(accounts: int, *, towns: int, days: int, seed: int) -> list[Told]:
    """Return accounts that state now more and now less, of towns that are all of one country."""
    chance = random.Random(seed)
    return [_told(number, chance, towns=towns, days=days) for number in range(accounts)]


def _told(number: int, chance: random.Random, *, towns: int, days: int) -> Told:
    kind, town = chance.choice(KINDS), chance.randrange(towns)
    day = FIRST + timedelta(days=chance.randrange(days))
    last = day + timedelta(days=chance.choice((0, 0, 0, 0, 1, 6)))
    count = float(chance.choice((1, 1, 2, 3, 5, 8, 12)))
    account = Account(
        acts=frozenset({kind}),
        place=("brisa", f"town{town}") if chance.random() < 0.9 else ("brisa",),
        counts=frozenset({(kind, count, True)}) if chance.random() < 0.5 else frozenset(),
    )
    return Told(
        document=f"note {number}",
        described=_some(chance, (*VICTIMS, *CALLINGS), 0.7),
        targets=_some(chance, TARGETS, 0.3),
        actors=_some(chance, ACTORS, 0.5),
        edtf=day.isoformat() if day == last else f"{day.isoformat()}/{last.isoformat()}",
        account=account,
    )


def _some(chance: random.Random, words: Sequence[str], share: float) -> frozenset[str]:
    return frozenset({chance.choice(words)}) if chance.random() < share else frozenset()
