"""Read what one document tells of one episode into what is compared with other documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from hechos.linking.episodes.compare import Account, key_words
from hechos.linking.episodes.telling import Episode, Teller
from hechos.linking.facts import Fact, Facts, counted
from hechos.linking.parties import Parties
from hechos.records import Mention, PartyKind, Quantity


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """One document's episode, the account of it, and its place in the order of the case."""

    number: int
    episode: Episode
    account: Account

    @property
    def claim(self) -> str:
        """Return the id of the claim that stands for it: the first."""
        return self.episode.facts[0].id

    @property
    def claims(self) -> tuple[str, ...]:
        return tuple(fact.id for fact in self.episode.facts)


def read_accounts(teller: Teller, parties: Parties, facts: Facts) -> list[Telling]:
    return [
        Telling(number, episode, _account(episode, teller, parties, facts))
        for number, episode in enumerate(teller.tellings())
    ]


def _account(episode: Episode, teller: Teller, parties: Parties, facts: Facts) -> Account:
    types = frozenset(fact.type for fact in episode.facts)
    rules = facts.rules.incidents
    text = episode.facts[0].document.text
    language = text.language if text else ""

    def keys(words: Iterable[str]) -> frozenset[str]:
        return frozenset(key for one in words for key in key_words(one, language))

    return Account(
        acts=frozenset(f.family.name if f.family else f.type for f in episode.facts),
        types=types,
        is_around=bool(types & (rules.around | rules.official)),
        is_operation=episode.operation,
        span=episode.span,
        place=episode.place,
        occasion=episode.occasion,
        named=frozenset().union(*(teller.people(fact) for fact in episode.facts)),
        sides=episode.sides,
        victims=keys(_described(episode, parties)),
        targets=keys(m.verbatim for m in _mentions(episode, "targets")),
        actors=keys(one.mention.verbatim for one in _mentions(episode, "actors")),
        weapons=keys(_mentions(episode, "weapons")),
        counts=frozenset(_counts(episode)),
        language=language,
    )


def _mentions(episode: Episode, slot: str) -> Iterator[Any]:
    for fact in episode.facts:
        yield from getattr(fact.claim.content, slot, ())


def _described(episode: Episode, parties: Parties) -> Iterator[str]:
    """Yield how victims are described, without the names of persons."""
    for fact in episode.facts:
        for mention in counted(fact.claim):
            yield _without_name(mention, fact, parties)


def _without_name(mention: Mention, fact: Fact, parties: Parties) -> str:
    party = parties.of(fact, mention)
    is_person = PartyKind.PERSON in (mention.kind, party.kind if party else None)
    if not is_person:
        return mention.verbatim
    names = (mention.name, *(party.variants if party else ()))
    known = {word for name in names for word in name.split()}
    return " ".join(word for word in mention.verbatim.split() if word.strip(",.;") not in known)


def _counts(episode: Episode) -> Iterator[tuple[str, float, bool]]:
    for fact in episode.facts:
        quantity = fact.claim.content.quantity
        if quantity is not None and (amount := _amount(quantity)) is not None:
            exact = quantity.low == quantity.high and quantity.low is not None
            yield fact.family.name if fact.family else fact.type, amount, exact


def _amount(quantity: Quantity) -> float | None:
    number = next((n for n in (quantity.point, quantity.low, quantity.high) if n is not None), None)
    return None if number is None else float(number)
