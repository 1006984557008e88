"""Figures: one amount of one universe by one author at one time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hechos.linking.amounts.held import held_by_all, made_of
from hechos.linking.amounts.universes import Cluster, Universes, amount_key
from hechos.linking.facts import Fact, Facts
from hechos.linking.parties import Parties
from hechos.records import Bound, Figure, Universe, VoteContent


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure with the facts behind it and the cluster it belongs to."""

    record: Figure
    facts: tuple[Fact, ...]
    cluster: Cluster
    amount: tuple[str, float | None]


def state_figures(universes: Universes, parties: Parties, facts: Facts) -> tuple[Stated, ...]:
    """Return the figures of each universe, each with the claims behind it."""
    return tuple(
        one
        for record, cluster in zip(universes.records, universes.clusters, strict=True)
        for one in _stated(record, cluster, parties=parties, facts=facts)
    )


def _stated(
    universe: Universe, cluster: Cluster, *, parties: Parties, facts: Facts
) -> Iterator[Stated]:
    groups: dict[tuple[tuple[str, float | None], Bound, str, str | None, str], list[Fact]] = {}
    for fact in cluster.facts:
        quantity = fact.claim.content.quantity
        if quantity is None:
            continue
        content = fact.claim.content
        candidate = content.candidate if isinstance(content, VoteContent) else ""
        author = author_key(fact, parties)
        key = (amount_key(quantity), quantity.bound, author, fact.as_of, candidate)
        groups.setdefault(key, []).append(fact)
    latest: dict[object, str] = {}
    for key in sorted(groups, key=lambda one: (str(one[3] or ""), groups[one][0].order)):
        members = groups[key]
        quantity = members[0].claim.content.quantity
        if quantity is None:
            continue
        series = (key[2], key[4])
        held = held_by_all(members)
        record = Figure(
            id=facts.draw(
                (f.id for f in members), "figure", universe.id, *(str(part) for part in key)
            ),
            case=facts.case.id,
            made=facts.made("figures"),
            universe=universe.id,
            quantity=quantity,
            author=author_name(members[0], parties),
            as_of=members[0].as_of,
            claims=tuple(fact.id for fact in members),
            supersedes=latest.get(series),
            because=made_of(quantity, held),
            includes=held.includes,
            excludes=held.excludes,
            interval=next((t.edtf for f in members if (t := f.claim.content.time)), None),
            author_kind=_voice_kind(members[0]),
        )
        latest[series] = record.id
        yield Stated(record, tuple(members), cluster, amount_key(quantity))


def _voice_kind(fact: Fact) -> str:
    return fact.claim.voice[-1].kind if fact.claim.voice else ""


def author_key(fact: Fact, parties: Parties) -> str:
    return parties.key(fact, fact.author) if fact.author else f"document {fact.document.rank}"


def author_name(fact: Fact, parties: Parties) -> str:
    return parties.name(fact, fact.author) if fact.author else fact.document.name


def side(fact: Fact, parties: Parties, facts: Facts) -> frozenset[str]:
    """Return who stands behind a claim: every named voice but outlets and agencies; else the
    unnamed one of this document; else the outlet."""
    named = frozenset(
        parties.key(fact, link.speaker)
        for link in fact.claim.voice
        if link.kind in facts.rules.named
    )
    return named or frozenset((author_key(fact, parties),))
