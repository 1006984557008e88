"""Parties and incidents that members said are the same are shown as one; ids lead there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from hechos.records import Decision, Incident, Links, Party

View = TypeVar("View", bound=Party | Incident)


def join_decided(links: Links, decisions: Sequence[Decision]) -> Links:
    """Return the links with parties and incidents joined as decided.

    The latest decision on a pair counts, so a later "different" undoes a "same". What is joined
    keeps the id that was minted first; the other id leads to it.
    """
    latest: dict[frozenset[str], Decision] = {}
    for decision in decisions:
        if decision.act in ("same", "different") and decision.other:
            latest[frozenset((decision.on, decision.other))] = decision
    pairs = [(d.on, d.other) for d in latest.values() if d.act == "same" and d.other]
    if not pairs:
        return links
    parties, _ = _joined(links.parties, pairs, _merge_parties)
    incidents, moved = _joined(links.incidents, pairs, _merge_incidents)
    propositions = tuple(
        replace(p, incident=moved.get(p.incident, p.incident)) if p.incident else p
        for p in links.propositions
    )
    return replace(links, parties=parties, incidents=incidents, propositions=propositions)


def _joined(
    views: tuple[View, ...],
    pairs: Sequence[tuple[str, str]],
    merge: Callable[[View, View], View],
) -> tuple[tuple[View, ...], dict[str, str]]:
    """Return the views with the pairs joined, and which ids moved where."""
    at: dict[str, str] = {}
    by_id: dict[str, View] = {}
    for view in views:
        by_id[view.id] = view
        at.update(dict.fromkeys((view.id, *view.redirects), view.id))
    moved: dict[str, str] = {}
    for pair in pairs:
        ends = {at.get(one, "") for one in pair}
        ends = {_end(one, moved) for one in ends}
        if len(ends) != 2 or "" in ends:
            continue
        first, second = sorted(ends)
        by_id[first] = merge(by_id[first], by_id.pop(second))
        moved[second] = first
    return tuple(by_id.values()), {old: _end(old, moved) for old in moved}


def _end(one: str, moved: dict[str, str]) -> str:
    while one in moved:
        one = moved[one]
    return one


def _merge_parties(a: Party, b: Party) -> Party:
    return replace(
        a,
        redirects=(*a.redirects, b.id, *b.redirects),
        variants=tuple(dict.fromkeys((*a.variants, *b.variants))),
        mentions=tuple(dict.fromkeys((*a.mentions, *b.mentions))),
        because=f"{a.because} Joined by decision with {b.name}.".strip(),
    )


def _merge_incidents(a: Incident, b: Incident) -> Incident:
    return replace(
        a,
        redirects=(*a.redirects, b.id, *b.redirects),
        claims=tuple(dict.fromkeys((*a.claims, *b.claims))),
        types=tuple(dict.fromkeys((*a.types, *b.types))),
        because=f"{a.because} Joined by decision with “{b.title}”.".strip(),
    )
