"""What supports a matter and what contradicts it, by independent origin.

Statements that go back to one origin stand together: the first counts, the rest are its relays,
shown and not counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hechos.app.register import visible
from hechos.app.register.classes import chunks
from hechos.app.web.objects.sheets import ClaimSheet, Sheets
from hechos.app.web.shelf import Shelf
from hechos.records import Assessment, Claim, OriginGroup, Proposition

ORIGINS, CLAIMS, COUNTED = 8, 3, 60
"""Origins a side shows, statements an origin shows, and up to how many documents are counted."""


@dataclass(frozen=True, slots=True)
class Origin:
    """`name`: who it goes back to, "" where nobody is named; `met`: through whom the case meets
    it; `statements` and `documents` count all (0: not counted); `holds`: the level would fall
    without it. `group` is None for statements that no origin holds."""

    group: OriginGroup | None
    name: str
    met: str
    sheets: tuple[ClaimSheet, ...]
    statements: int
    documents: int
    first_hand: bool = False
    holds: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """`total` counts all independent origins of the side, `origins` are the first of them."""

    origins: tuple[Origin, ...]
    total: int
    statements: int


@dataclass(frozen=True, slots=True)
class Support:
    proposition: Proposition
    assessment: Assessment | None
    supporting: Side
    contrary: Side


def support_of(
    shelf: Shelf, propositions: Sequence[Proposition], *, origins: int = ORIGINS
) -> list[Support]:
    """Return both sides of some matters; the number of questions asked does not grow with them."""
    weighed = assessments(shelf, propositions)
    wanted = [i for a in weighed.values() for side in _sides(a) for i in _first(a, side, origins)]
    groups = {g.id: g for g in shelf.linked(OriginGroup, wanted)}
    shown = _shown_claims(propositions, groups.values())
    claims = {c.id: c for c in shelf.claims(shown)}
    sheets = Sheets.of(shelf, list(claims.values()))
    written = {c.id: sheets.claim(c) for c in claims.values()}
    homes = _documents(shelf, groups.values())
    make = _Maker(groups, written, homes, origins)
    return [make.support(p, weighed.get(p.id)) for p in propositions]


def assessments(shelf: Shelf, records: Iterable[object]) -> dict[str, Assessment]:
    """Return the assessments of the propositions among the records, by proposition."""
    ids = [r.id for r in records if isinstance(r, Proposition)]
    return {a.proposition: a for a in shelf.naming(Assessment, ids)} if ids else {}


def _sides(one: Assessment) -> tuple[Sequence[str], Sequence[str]]:
    return one.supporting_origins, one.contrary_origins


def _first(one: Assessment, side: Sequence[str], size: int) -> list[str]:
    """Return the origins to show: first-hand ones, then those the level hangs on, then the rest."""
    near, holds = set(one.first_hand), set(one.fragile)
    return sorted(side, key=lambda i: (i not in near, i not in holds))[:size]


def _shown_claims(propositions: Iterable[Proposition], groups: Iterable[OriginGroup]) -> list[str]:
    found: list[str] = []
    for proposition in propositions:
        for side in (proposition.supporting, proposition.contrary):
            found += side[:CLAIMS]
    for group in groups:
        found += group.claims[: CLAIMS * 2]
    return list(dict.fromkeys(found))


def _documents(shelf: Shelf, groups: Iterable[OriginGroup]) -> dict[str, str]:
    ids = [c for g in groups if len(g.claims) <= COUNTED for c in g.claims]
    return dict(p for some in chunks(ids) for p in visible.homes_of_claims(*shelf.up_to, some))


@dataclass(frozen=True, slots=True)
class _Maker:
    groups: dict[str, OriginGroup]
    sheets: dict[str, ClaimSheet]
    homes: dict[str, str]
    size: int

    def support(self, proposition: Proposition, weighed: Assessment | None) -> Support:
        return Support(
            proposition,
            weighed,
            self._side(proposition.supporting, weighed, 0),
            self._side(proposition.contrary, weighed, 1),
        )

    def _side(self, claims: Sequence[str], weighed: Assessment | None, which: int) -> Side:
        held = frozenset(claims)
        if weighed is None:
            return Side(self._loose(claims, frozenset()), 0, len(claims))
        side = _sides(weighed)[which]
        groups = [self.groups[i] for i in _first(weighed, side, self.size) if i in self.groups]
        origins = [self.origin(g, held, weighed) for g in groups]
        if len(groups) == len(side):
            covered = frozenset(c for g in groups for c in g.claims)
            origins += self._loose(claims, covered)
        return Side(tuple(origins), len(side), len(claims))

    def origin(self, group: OriginGroup, side: frozenset[str], weighed: Assessment) -> Origin:
        own = [c for c in group.claims if c in side]
        shown = tuple(self.sheets[c] for c in own if c in self.sheets)[:CLAIMS]
        counted = len(group.claims) <= COUNTED
        return Origin(
            group=group,
            name=group.primary or "",
            met=speaker_of(shown[0].claim) if shown else "",
            sheets=shown,
            statements=len(own),
            documents=len({self.homes[c] for c in own if c in self.homes}) if counted else 0,
            first_hand=group.id in weighed.first_hand,
            holds=group.id in weighed.fragile,
        )

    def _loose(self, claims: Sequence[str], covered: frozenset[str]) -> tuple[Origin, ...]:
        left = [c for c in claims if c not in covered]
        shown = tuple(self.sheets[c] for c in left if c in self.sheets)[:CLAIMS]
        return (Origin(None, "", "", shown, len(left), 0),) if left else ()


def speaker_of(claim: Claim) -> str:
    """Return the innermost voice by name: who is said to have said it."""
    return claim.voice[-1].speaker.name if claim.voice else ""


def side_page(
    shelf: Shelf, proposition: Proposition, side: str, *, after: str, size: int
) -> tuple[list[Origin], str]:
    """Return a page of the origins of one side, in the order of their weight, and what follows."""
    weighed = assessments(shelf, [proposition]).get(proposition.id)
    if weighed is None:
        return [], ""
    whole = _sides(weighed)[side == "against"]
    order = _first(weighed, whole, len(whole))
    start = order.index(after) + 1 if after in order else 0
    some = order[start : start + size]
    groups = {g.id: g for g in shelf.linked(OriginGroup, some)}
    shown = [c for g in groups.values() for c in g.claims[: CLAIMS * 2]]
    claims = shelf.claims(shown)
    sheets = Sheets.of(shelf, claims)
    written = {c.id: sheets.claim(c) for c in claims}
    make = _Maker(groups, written, _documents(shelf, groups.values()), size)
    held = frozenset(proposition.contrary if side == "against" else proposition.supporting)
    found = [make.origin(groups[i], held, weighed) for i in some if i in groups]
    return found, some[-1] if start + size < len(order) else ""
