"""Who is named in some claims and how: the words of the texts, and nobody's finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hechos.app.web.objects import words
from hechos.app.web.objects.near import named_pairs
from hechos.app.web.objects.words import said
from hechos.app.web.shelf import Shelf
from hechos.linking.facts import mentions_of
from hechos.records import Claim, Mention, Party

ORDER = ("victim", "actor", "other", "voice", "unnamed")


@dataclass(frozen=True, slots=True)
class Named:
    """One name and the part it has: `party` is whom it is taken for, None where nobody."""

    role: str
    as_what: str
    name: str
    party: Party | None
    claims: tuple[str, ...]


def place_of(claim: Claim, mention: Mention) -> str:
    return f"{claim.text}:{mention.start}-{mention.end}"


def roles_in(shelf: Shelf, claims: Sequence[Claim]) -> list[Named]:
    """Return who is named in the claims, victims and alleged actors first, each with its claims."""
    uses = [(c, m, role) for c in claims for m, role in mentions_of(c) if m.name or m.verbatim]
    known = parties_at(shelf, (place_of(c, m) for c, m, _ in uses))
    found: dict[tuple[str, str], tuple[str, Party | None, list[str]]] = {}
    for claim, mention, role in uses:
        party = known.get(place_of(claim, mention))
        name = mention.name or mention.verbatim
        key = (role, party.id if party else name.casefold())
        found.setdefault(key, (party.name if party else name, party, []))[2].append(claim.id)
    named = [
        Named(role, said(words.ROLES, role), name, party, tuple(dict.fromkeys(ids)))
        for (role, _), (name, party, ids) in found.items()
    ]
    return sorted(named, key=lambda one: ORDER.index(one.role))


def parties_at(shelf: Shelf, places: Iterable[str]) -> dict[str, Party]:
    """Return whom the names at some places are taken for."""
    pairs = named_pairs(shelf, Party, places)
    known = {party.id: party for party in shelf.linked(Party, (one for _, one in pairs))}
    return {place: known[one] for place, one in pairs if one in known}


def parts_played(claim: Claim, mentions: frozenset[str]) -> list[str]:
    """Return in words the parts that one party, by its mentions, has in a claim."""
    roles = {role for m, role in mentions_of(claim) if place_of(claim, m) in mentions}
    return list(dict.fromkeys(said(words.ROLES, role) for role in ORDER if role in roles))
