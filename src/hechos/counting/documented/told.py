"""From claims to what is counted: violations of named people, and groups without names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hechos.counting.documented.amounts import ROUGH, Amount, amount_of
from hechos.counting.documented.counts import Group, Harm
from hechos.errors import InputError
from hechos.lang.edtf import earliest_latest
from hechos.lang.universes.families import Family, family_of
from hechos.records import (
    ActContent,
    Claim,
    Factuality,
    Incident,
    Mention,
    PartyKind,
    Polarity,
    Quantity,
)

_SAID = (Factuality.ASSERTED, Factuality.REPORTED, Factuality.ALLEGED, Factuality.INFERRED)
EPISODE = 10
"""Days that one episode lasts at most: a number of a longer window, or of a whole country, is a
figure of a universe of its own and belongs on a number card, not in a sum of episodes (R-CNT-6)."""
_WIDE = ("world", "continent", "region", "country")
_NOT_PEOPLE = ("arrest_event", "incident", "incidents", "case_file", "complaint", "report", "share")


def places_of_claims(incidents: Iterable[Incident]) -> dict[str, tuple[str, ...]]:
    """Return for each claim the incidents that it may be of; none for a campaign or wave, and for
    what has parts of its own, since these hold the same people."""
    known = list(incidents)
    whole = {incident.parent for incident in known}
    found: dict[str, tuple[str, ...]] = {}
    for incident in known:
        if not incident.pattern and incident.id not in whole:
            for claim in incident.claims:
                found[claim] = (*found.get(claim, ()), incident.id)
    return found


@dataclass(frozen=True, slots=True)
class Material:
    """What is counted; `left_out` are claims with a number of a wider window or place."""

    harms: tuple[Harm, ...]
    groups: tuple[Group, ...]
    left_out: tuple[str, ...]


def harms_and_groups(
    claims: Iterable[Claim], incidents: Iterable[Incident], person_of: Mapping[str, str]
) -> Material:
    """Return what claims of harm tell of named people and of groups in one episode.

    `person_of` gives the person of a mention ("<text>:<start>-<end>"). What is denied, rejected,
    only possible or asked for is not counted; what is counted is documented, and no finding."""
    places = places_of_claims(incidents)
    harms: list[Harm] = []
    groups: list[Group] = []
    left_out: list[str] = []
    for claim in claims:
        family = family_of((claim.content.type,), None)
        if not _counts(claim, family) or not isinstance(claim.content, ActContent):
            continue
        where = places.get(claim.id, (None,))
        for person in _people(claim, claim.content.victims, person_of):
            harms += [_harm(claim, person, incident) for incident in where]
        for words, amount in _unnamed(claim, claim.content.victims):
            if _is_of_episode(claim):
                groups += [_group(claim, words, (amount, incident)) for incident in where]
            else:
                left_out.append(claim.id)
    return Material(tuple(harms), tuple(groups), tuple(dict.fromkeys(left_out)))


def _is_of_episode(claim: Claim) -> bool:
    time, place = claim.content.time, claim.content.place
    first, last = earliest_latest(time.edtf) if time is not None else (None, None)
    if first is None or last is None or (last - first).days >= EPISODE:
        return False
    return place is not None and place.level not in _WIDE


def _counts(claim: Claim, family: Family | None) -> bool:
    told = claim.polarity is Polarity.AFFIRMED and claim.factuality in _SAID
    return told and claim.state != "rejected" and (family is None or family.harm)


def _people(
    claim: Claim, victims: Iterable[Mention], person_of: Mapping[str, str]
) -> Iterator[str]:
    for mention in victims:
        if mention.kind is PartyKind.PERSON and mention.start is not None:
            ref = f"{claim.text}:{mention.start}-{mention.end}"
            yield person_of.get(ref, ref)


def _unnamed(claim: Claim, victims: Iterable[Mention]) -> Iterator[tuple[str, Amount]]:
    """Yield the groups of a claim with their size, from the least to the most: that of the group,
    else the claim's own number."""
    sized = [m for m in victims if m.kind is not PartyKind.PERSON and (m.low is not None or m.high)]
    quantity = claim.content.quantity
    if len(sized) == 1 and quantity is not None and quantity.bound in ROUGH:
        sized = []  # a mention holds ends alone, and a rough number has none
    for mention in sized:
        yield mention.verbatim, Amount(mention.low, mention.high)
    if not sized and quantity is not None and _is_people(quantity):
        try:
            yield quantity.verbatim, amount_of(quantity)
        except InputError:
            return


def _is_people(quantity: Quantity) -> bool:
    return quantity.unit not in _NOT_PEOPLE


def _harm(claim: Claim, person: str, incident: str | None) -> Harm:
    return Harm(person=person, type=claim.content.type, incident=incident, claims=(claim.id,))


def _group(claim: Claim, words: str, of: tuple[Amount, str | None]) -> Group:
    amount, incident = of
    return Group(
        type=claim.content.type, amount=amount, incident=incident, words=words, claims=(claim.id,)
    )
