"""Incidents of a case, as linking and people left them, as documented cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hechos.counting.patterns.cases import Answer, Documented, Places
from hechos.records import (
    ActContent,
    Actor,
    Claim,
    Content,
    Factuality,
    Incident,
    Party,
    PartyKind,
    Place,
    Polarity,
    StatusContent,
)

DEGREES = ("present", "carried_out", "contributed", "planned", "ordered")
"""Degrees of involvement as claims state them, from the scene upwards (MT18)."""
BODIES = (PartyKind.ORGANISATION, PartyKind.UNIT, PartyKind.GROUP)
NOT_SAID_TO_BE = (Factuality.PREDICTED, Factuality.CONDITIONAL, Factuality.DEMANDED)
_BY_POLARITY = {
    Polarity.AFFIRMED: Answer.YES,
    Polarity.NEGATED: Answer.NO,
    Polarity.DENIED: Answer.UNKNOWN,
}
LevelsOf = Callable[[Place], Places]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The documented cases of a case file and what was not taken: waves and practices, which are
    no incidents, and operations, of which the parts are counted. `claims` stand behind them,
    `accepted` of these by a person."""

    cases: tuple[Documented, ...]
    waves: int = 0
    operations: int = 0
    claims: int = 0
    accepted: int = 0


def documented_in(
    incidents: Sequence[Incident],
    claims: Iterable[Claim],
    parties: Iterable[Party] = (),
    *,
    levels_of: LevelsOf,
    called: Callable[[str], str] = str,
) -> Taken:
    """Return one documented case for each incident. `levels_of` names what a place lies in,
    `called` says a code of the vocabulary in words.

    A feature is an act, a method, or that there is an official version. It has an answer where a
    claim affirms it (yes), says that it was absent (no), or only disputes it (unknown); a text
    that does not speak of it was not asked."""
    known = {claim.id: claim for claim in claims if _counts(claim)}
    names = {mention: party.name for party in parties for mention in party.mentions}
    above = {incident.parent for incident in incidents if incident.parent}
    taken = [one for one in incidents if not one.pattern and one.id not in above]
    behind = {c for one in taken for c in _own(one) if c in known}
    cases = [
        _documented(one, [known[c] for c in _own(one) if c in known], names, (levels_of, called))
        for one in taken
    ]
    return Taken(
        cases=tuple(cases),
        waves=sum(one.pattern for one in incidents),
        operations=sum(one.id in above and not one.pattern for one in incidents),
        claims=len(behind),
        accepted=sum(known[c].state in ("accepted", "edited") for c in behind),
    )


def _counts(claim: Claim) -> bool:
    return claim.state != "rejected" and claim.factuality not in NOT_SAID_TO_BE


def _own(incident: Incident) -> list[str]:
    """Return its claims but those that may tell of another incident."""
    open_ones = set(incident.undecided)
    return [claim for claim in incident.claims if claim not in open_ones]


def _documented(
    incident: Incident,
    claims: Sequence[Claim],
    names: Mapping[str, str],
    words: tuple[LevelsOf, Callable[[str], str]],
) -> Documented:
    levels_of, called = words
    answers: dict[str, set[Answer]] = defaultdict(set)
    forces, degrees = set[str](), set[str]()
    for claim in claims:
        for feature in _features(claim.content, called):
            answers[feature].add(_BY_POLARITY[claim.polarity])
        if claim.polarity is Polarity.AFFIRMED:
            forces |= set(_forces(claim, names))
            degrees |= {actor.degree for actor in _actors(claim.content)} & set(DEGREES)
    return Documented(
        id=incident.id,
        time=incident.time.edtf if incident.time else "",
        places=levels_of(incident.place) if incident.place else (),
        features=tuple((name, _one_of(own)) for name, own in sorted(answers.items())),
        forces=tuple(sorted(forces)),
        level=max(degrees, key=DEGREES.index, default=""),
    )


def _one_of(answers: set[Answer]) -> Answer:
    """Return the answer where claims agree; where one says yes and another no, it is unknown."""
    if Answer.YES in answers:
        return Answer.UNKNOWN if Answer.NO in answers else Answer.YES
    return Answer.NO if Answer.NO in answers else Answer.UNKNOWN


def _features(content: Content, called: Callable[[str], str]) -> Iterator[str]:
    if isinstance(content, ActContent | StatusContent):
        yield called(content.type)
    if isinstance(content, ActContent):
        yield from (f"method: {called(method)}" for method in content.methods)
        if content.official_attribution:
            yield "official version stated"


def _actors(content: Content) -> Sequence[Actor]:
    return content.actors if isinstance(content, ActContent | StatusContent) else ()


def _forces(claim: Claim, names: Mapping[str, str]) -> Iterator[str]:
    for actor in _actors(claim.content):
        mention = actor.mention
        if mention.kind in BODIES:
            yield names.get(f"{claim.text}:{mention.start}-{mention.end}", mention.name)
