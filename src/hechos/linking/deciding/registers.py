"""Registers: the persons whom claims name as dead, disappeared or minors, one line a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hechos.linking.deciding.counts import PersonCount, count_persons
from hechos.linking.deciding.judged import judge
from hechos.linking.facts import counted
from hechos.linking.rules import LinkingRules, Role
from hechos.records import Claim, Decision, Links, Mention, PartyKind, Polarity

OF = ("deaths", "disappearances", "children", "all")
WIDE = ("children", "all")
MINORS = "minors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person of a register: the names as printed, the mentions, the claims they stand in."""

    names: tuple[str, ...]
    mentions: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """`unplaced` names stand at no place of their own in a text, so nobody can decide on them;
    they are in no line and no count."""

    of: str
    entries: tuple[Entry, ...]
    count: PersonCount
    unplaced: int


def register_of(
    claims: Iterable[Claim],
    links: Links,
    decisions: Sequence[Decision],
    *,
    of: str,
    rules: LinkingRules,
    decided: bool = False,
) -> Register:
    """Return the named persons of a kind: one of OF, or a family of acts. `decided`: two mentions
    are one person where people decided so, and nowhere else; that is the list that may be shown as
    a list of persons."""
    named: dict[str, list[tuple[Claim, Mention]]] = {}
    unplaced = 0
    persons = {
        mention: party.kind is PartyKind.PERSON
        for party in links.parties
        for mention in party.mentions
    }
    for claim, mention in _named(claims, of, rules):
        if mention.start is None or mention.end is None:
            unplaced += mention.kind is PartyKind.PERSON
            continue
        ref = f"{claim.text}:{mention.start}-{mention.end}"
        if persons.get(ref, mention.kind is PartyKind.PERSON):
            named.setdefault(ref, []).append((claim, mention))
    judged = judge(decisions, "person")
    groups = [
        party.mentions for party in links.parties if not named.keys().isdisjoint(party.mentions)
    ]
    shown = groups
    if decided:
        known = dict.fromkeys((*(one for group in groups for one in group), *named))
        shown = list(judged.cluster(list(known)).groups)
    edges = [edge for edge in links.link_edges if edge.kind == "person"]
    return Register(
        of=of,
        entries=tuple(_entries(shown, named)),
        count=count_persons(list(named), groups, edges, judged),
        unplaced=unplaced,
    )


def _named(
    claims: Iterable[Claim], of: str, rules: LinkingRules
) -> Iterator[tuple[Claim, Mention]]:
    """Yield whom claims of harm name; what a text says did not happen is left out."""
    for claim in claims:
        family = rules.family_of(claim.content.type)
        if claim.state == "rejected" or claim.polarity is not Polarity.AFFIRMED:
            continue
        if of not in WIDE and (family is None or family.name != of):
            continue
        for mention in counted(claim):
            minor = MINORS in rules.lexicon.keys(mention.verbatim, Role.COHORT)
            if mention.kind in (PartyKind.PERSON, PartyKind.UNKNOWN) and (
                of != "children" or minor
            ):
                yield claim, mention


def _entries(
    groups: Iterable[Sequence[str]], named: dict[str, list[tuple[Claim, Mention]]]
) -> Iterator[Entry]:
    left = dict.fromkeys(named)
    for group in groups:
        mentions = [mention for mention in group if mention in left]
        for mention in mentions:
            del left[mention]
        if mentions:
            yield _entry(mentions, named)
    for mention in left:
        yield _entry([mention], named)


def _entry(mentions: Sequence[str], named: dict[str, list[tuple[Claim, Mention]]]) -> Entry:
    uses = [use for mention in mentions for use in named[mention]]
    return Entry(
        names=tuple(dict.fromkeys(mention.name for _, mention in uses)),
        mentions=tuple(mentions),
        claims=tuple(dict.fromkeys(claim.id for claim, _ in uses)),
    )
