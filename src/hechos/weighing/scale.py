"""Everything weighing looks things up in: one case, its claims, who speaks, which texts are one."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Sequence

from hechos import packs
from hechos.lang.folding import fold
from hechos.packs import Organisation
from hechos.records import (
    Capture,
    Case,
    Claim,
    Decision,
    DocumentContent,
    Links,
    Made,
    Text,
    VoiceLink,
    ids,
)
from hechos.weighing.rules import WeighingRules

VERSION = "1"


class Scale:
    """Built once per weighing; holds nothing but the inputs and look-ups in them."""

    def __init__(  # noqa: PLR0913 - a whole case
        self,
        captures: Sequence[Capture],
        texts: Sequence[Text],
        claims: Sequence[Claim],
        links: Links,
        *,
        decisions: Sequence[Decision],
        rules: WeighingRules,
        case: Case,
        at: str,
    ) -> None:
        self.links, self.decisions, self.rules = links, decisions, rules
        self.case, self._at = case, at
        self.captures = {capture.id: capture for capture in captures}
        self.languages = {text.id: text.language for text in texts}
        self.texts = {text.id: text for text in texts}
        self.live = tuple(claim for claim in claims if claim.state != "rejected")
        self.claims = {claim.id: claim for claim in self.live}

    def made(self, part: str) -> Made:
        return Made(by=f"rule:weighing.{part}", version=VERSION, at=self._at)

    def draw(self, parent: str, *name: str) -> str:
        return ids.draw(self.case.seed, parent, *name)

    # --- documents -------------------------------------------------------------------------

    @functools.cached_property
    def published(self) -> dict[str, str]:
        """Publication date by capture, as the file claims it."""
        found: dict[str, str] = {}
        for claim in self.live:
            content = claim.content
            if isinstance(content, DocumentContent) and content.type == "published":
                found[claim.capture] = min(found.get(claim.capture, content.value), content.value)
        return found

    @functools.cached_property
    def family(self) -> dict[str, str]:
        """Captures that are reprints, cuts or relays of one another share a value."""
        parent: dict[str, str] = {}

        def root(item: str) -> str:
            while parent.setdefault(item, item) != item:
                item = parent[item]
            return item

        for edge in self.links.edges:
            if edge.between == "documents":
                first, second = sorted((root(edge.left), root(edge.right)))
                parent[second] = first
        return {item: root(item) for item in list(parent)}

    def are_relays(self, a: Claim, b: Claim) -> bool:
        """Say whether the documents of two claims are reprints or relays of one text."""
        if a.capture == b.capture:
            return True
        first, second = self.family.get(a.capture), self.family.get(b.capture)
        return first is not None and first == second

    # --- speakers --------------------------------------------------------------------------

    @functools.cached_property
    def _party(self) -> dict[str, str]:
        """Party id by folded name or variant; a name of two parties belongs to neither."""
        found: dict[str, set[str]] = defaultdict(set)
        for party in self.links.parties:
            for name in (party.name, *party.variants):
                found[fold(name)].add(party.id)
        return {name: next(iter(parties)) for name, parties in found.items() if len(parties) == 1}

    @functools.cached_property
    def _names(self) -> dict[str, str]:
        return {party.id: party.name for party in self.links.parties}

    def party_of(self, link: VoiceLink) -> str:
        """Return the key of who speaks: the party, else the folded name."""
        name = fold(link.speaker.name)
        return self._party.get(name, name)

    def name_of(self, link: VoiceLink) -> str:
        return self._names.get(self.party_of(link), link.speaker.name)

    def author(self, claim: Claim) -> str:
        return self.party_of(claim.voice[-1]) if claim.voice else ""

    def author_name(self, claim: Claim) -> str:
        return self.name_of(claim.voice[-1]) if claim.voice else "the file"

    def is_named(self, claim: Claim) -> bool:
        return bool(claim.voice) and claim.voice[-1].kind in self.rules.recipe.named

    @functools.cached_property
    def _packs(self) -> tuple[packs.Pack, ...]:
        own = (packs.load(self.case.pack),) if self.case.pack else ()
        return (*own, packs.generic())

    def organisation(self, name: str) -> Organisation | None:
        for pack in self._packs:
            found = pack.organisation_of(name)
            if found is not None:
                return found
        return None

    # --- origins ---------------------------------------------------------------------------

    @functools.cached_property
    def origins_of(self) -> dict[str, list[tuple[str, frozenset[str], str | None]]]:
        """Origin groups by proposition: (id, claims, primary)."""
        found: dict[str, list[tuple[str, frozenset[str], str | None]]] = defaultdict(list)
        for group in self.links.origins:
            entry = (group.id, frozenset(group.claims), group.primary)
            found[group.proposition].append(entry)
        return found

    @functools.cached_property
    def one_origin(self) -> frozenset[frozenset[str]]:
        """Sets of claims that go back to one origin, for any proposition."""
        return frozenset(frozenset(g.claims) for g in self.links.origins if len(g.claims) > 1)

    @functools.cached_property
    def _sets_of(self) -> dict[str, list[frozenset[str]]]:
        found: dict[str, list[frozenset[str]]] = defaultdict(list)
        for group in self.one_origin:
            for claim in group:
                found[claim].append(group)
        return found

    def share_origin(self, a: Claim, b: Claim) -> bool:
        return any(b.id in group for group in self._sets_of.get(a.id, ()))

    # --- grades ----------------------------------------------------------------------------

    @functools.cached_property
    def grades(self) -> dict[str, dict[str, str]]:
        """The latest grade that a member gave, by what was graded (capture or party)."""
        return {d.on: dict(d.changes) for d in self.decisions if d.act == "grade"}

    def is_unusable(self, claim: Claim) -> bool:
        graded = [self.grades.get(claim.capture, {})]
        graded += [self.grades.get(self.party_of(link), {}) for link in claim.voice]
        bad = self.rules.recipe.unusable
        return any(grade.get("source", "F").upper() in bad for grade in graded)


def in_order(claims: Iterable[str], scale: Scale) -> list[Claim]:
    """Return the claims that are in force, in the order of the case."""
    wanted = set(claims)
    return [claim for claim in scale.live if claim.id in wanted]
