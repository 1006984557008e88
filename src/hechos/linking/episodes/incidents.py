"""Make the incidents of a case: accounts that are scored, linked and shown (annex B, R-INC)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from hechos.linking.deciding.clusters import Clusters
from hechos.linking.deciding.judged import Judged
from hechos.linking.episodes.accounts import read_accounts
from hechos.linking.episodes.edges import edges_of, run_of
from hechos.linking.episodes.joining import join
from hechos.linking.episodes.model import IncidentModel
from hechos.linking.episodes.pairs import Pairing
from hechos.linking.episodes.telling import LOOKED_AT, Episode, Teller, is_short
from hechos.linking.facts import AT_SEA, Fact, Facts, is_nested
from hechos.linking.parties import Parties
from hechos.records import Incident, LinkEdge, LinkRun, Place, When


@dataclass(frozen=True, slots=True)
class Incidents:
    """`by_claim` gives the incident in which a claim is counted; as a candidate it may also stand
    among the claims of another."""

    records: tuple[Incident, ...]
    by_claim: dict[str, Incident]
    found: Clusters = Clusters((), ())
    edges: tuple[LinkEdge, ...] = ()
    runs: tuple[LinkRun, ...] = ()

    def of(self, fact: Fact) -> Incident | None:
        return self.by_claim.get(fact.id)


def find_incidents(facts: Facts, parties: Parties, judged: Judged | None = None) -> Incidents:
    """Return the incidents in the order in which the case first tells of them.

    `judged` is what people decided of pairs of claims: it goes before all rules and scores."""
    judged = judged or Judged("incident")
    model = IncidentModel.load()
    teller = Teller(facts, parties)
    tellings = read_accounts(teller, parties, facts)
    if not tellings:
        return Incidents((), {})
    pairing = Pairing(tellings, model, facts)
    pairs = pairing.pairs()
    grouping = join(tellings, pairs, pairing, judged)
    episodes = [
        teller.episode(facts.by_claim[claim] for claim in group) for group in grouping.found.groups
    ]
    episodes.sort(key=lambda one: one.facts[0].order)
    records = _with_candidates(_records(episodes, facts), grouping.candidates)
    by_claim = {
        fact.id: record
        for record, episode in zip(records, episodes, strict=True)
        for fact in episode.facts
    }
    run = run_of(tellings, model, facts, capped=len(pairing.capped))
    edges = edges_of(pairs, grouping, by_claim, run=run, pairing=pairing, decided=judged.pairs)
    return Incidents(records, by_claim, grouping.found, edges, (run,))


def _with_candidates(
    records: Sequence[Incident], candidates: Collection[tuple[str, str]]
) -> tuple[Incident, ...]:
    """Add to an incident the claims that may belong to it although they are counted elsewhere, and
    say in both that this is undecided."""
    more: dict[str, list[str]] = {}
    for claim, there in candidates:
        more.setdefault(there, []).append(claim)
    shared = {claim for claim, _ in candidates}
    return tuple(_with_more(record, more, shared) for record in records)


def _with_more(record: Incident, more: dict[str, list[str]], shared: Collection[str]) -> Incident:
    extra = [claim for one in record.claims for claim in more.get(one, ())]
    own = [claim for claim in record.claims if claim in shared]
    because = record.because
    if own:
        because += f" {len(own)} of its claims may tell of another incident as well."
    if extra:
        because += (
            f" {len(extra)} more claim(s) may tell of it or of another incident, in which they are "
            "counted: a person decides."
        )
    return replace(
        record, claims=(*record.claims, *extra), undecided=(*own, *extra), because=because
    )


def _records(episodes: Sequence[Episode], facts: Facts) -> tuple[Incident, ...]:
    ids = [facts.draw((fact.id for fact in one.facts), "incident", _own(one)) for one in episodes]
    parents = _parents(episodes, facts)
    return tuple(
        _record(episode, ids[n], None if parents[n] is None else ids[parents[n] or 0], facts)
        for n, episode in enumerate(episodes)
    )


def _own(episode: Episode) -> str:
    first = min(episode.facts, key=lambda fact: fact.id)
    return "operation" if episode.operation else first.type


def is_pattern(episode: Episode, facts: Facts) -> bool:
    """Tell whether it is a wave or a practice, and not one episode (R-INC-3, R-INC-4)."""
    if is_short(episode.span, facts.rules.times.short_days):
        return False
    waves = {"protest", "election"}
    is_wave = bool(episode.occasion.strongest() & waves)
    return is_wave or any(_is_period(fact) for fact in episode.facts)


def _is_period(fact: Fact) -> bool:
    time = fact.claim.content.time
    return time is not None and "/" in time.edtf


def _parents(episodes: Sequence[Episode], facts: Facts) -> list[int | None]:
    """Return for each episode the operation it lies in, else the wave."""
    operations: dict[str, list[int]] = {}
    waves: dict[tuple[str, str], list[int]] = {}
    for number, episode in enumerate(episodes):
        if episode.operation and len(episode.place) > 1:
            for part in episode.place[1:]:
                operations.setdefault(part, []).append(number)
        elif is_pattern(episode, facts) and episode.place:
            for key in episode.occasion.strongest():
                waves.setdefault((key, episode.place[0]), []).append(number)
    found: list[int | None] = []
    for number, episode in enumerate(episodes):
        near = [n for part in episode.place[1:] for n in operations.get(part, ())[:LOOKED_AT]]
        near = [] if episode.operation else near
        wide = [
            n
            for key in sorted(episode.occasion.strongest())
            for n in waves.get((key, episode.place[0] if episode.place else ""), ())[:LOOKED_AT]
        ]
        found.append(
            next((n for n in near if _lies_in(episode, episodes[n])), None)
            if near
            else next(
                (
                    n
                    for n in wide
                    if n != number
                    and not is_pattern(episode, facts)
                    and _lies_in(episode, episodes[n])
                ),
                None,
            )
        )
    return found


def _lies_in(episode: Episode, whole: Episode) -> bool:
    gap = episode.span.gap(whole.span)
    return gap == 0 and (not episode.place or is_nested(episode.place, whole.place))


def _record(episode: Episode, own: str, parent: str | None, facts: Facts) -> Incident:
    types = tuple(dict.fromkeys(fact.type for fact in episode.facts))
    place, time = _place_of(episode), _time_of(episode)
    pattern = is_pattern(episode, facts)
    return Incident(
        id=own,
        case=facts.case.id,
        made=facts.made("incidents"),
        title=_title(episode, types, place, time, facts=facts),
        types=types,
        claims=tuple(fact.id for fact in episode.facts),
        time=time,
        place=place,
        parent=parent,
        pattern=pattern,
        redirects=_redirects(episode, own, facts),
        because=_because(episode, pattern=pattern),
    )


def _redirects(episode: Episode, own: str, facts: Facts) -> tuple[str, ...]:
    """Return the ids that the parts told by single documents would have had alone."""
    first: dict[int, Fact] = {}
    for fact in episode.facts:
        known = first.get(fact.document.rank)
        if known is None or fact.id < known.id:
            first[fact.document.rank] = fact
    kind = "operation" if episode.operation else ""
    drawn = [facts.draw([one.id], "incident", kind or one.type) for one in first.values()]
    return tuple(one for one in dict.fromkeys(drawn) if one != own)


def _place_of(episode: Episode) -> Place | None:
    narrow = [fact for fact in episode.facts if fact.place] or episode.facts
    places = [fact.claim.content.place for fact in narrow if fact.claim.content.place]
    return max(places, key=lambda place: place.path.count(","), default=None)


def _time_of(episode: Episode) -> When | None:
    times = [
        (fact.span.days or 10**7, fact.order, fact.claim.content.time)
        for fact in episode.facts
        if fact.claim.content.time
    ]
    return min(times, key=lambda one: one[:2])[2] if times else None


def _title(
    episode: Episode,
    types: Sequence[str],
    place: Place | None,
    time: When | None,
    *,
    facts: Facts,
) -> str:
    nouns = [facts.rules.phrase_of(kind).many for kind in types[:3]]
    words = ", ".join(dict.fromkeys(nouns)) + (" and more" if len(types) > 3 else "")
    title = words[:1].upper() + words[1:]
    if place:
        title += f", {place.path}" if place.level == AT_SEA else f" in {place.path}"
    if time:
        title += f", {time.edtf}"
    occasion = next((o for f in episode.facts if (o := f.claim.content.occasion)), None)
    return f"{title} ({occasion})" if occasion else title


def _because(episode: Episode, *, pattern: bool) -> str:
    documents = len({fact.document.rank for fact in episode.facts})
    if len(episode.facts) == 1:
        return "One claim tells of it."
    grounds = []
    if len(episode.place) > 1:
        grounds.append("the same place")
    if episode.span.is_known:
        grounds.append("touching times")
    if episode.occasion.strongest():
        grounds.append("the same occasion")
    what = "A wave of acts" if pattern else "One episode"
    why = " and ".join(grounds) or "acts told one after the other in one text"
    return f"{what}: {len(episode.facts)} claims of {documents} document(s) give {why}."
