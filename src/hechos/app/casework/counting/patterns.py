"""Documented incidents of a case with the names of its places and acts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hechos.app.casework.desk import ReadingDesk
from hechos.app.casework.vocabularies.terms import ACTS, entries, resolve
from hechos.counting.patterns.records import Taken, documented_in
from hechos.lang.places import Gazetteer
from hechos.packs import load
from hechos.records import Claim, Incident, Party, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseIncidents:
    """`states` are the names of all states of the country of the case, where its pack says so."""

    taken: Taken
    states: tuple[str, ...] = ()


def incidents_of(
    desk: ReadingDesk,
    claims: Iterable[Claim],
    incidents: Sequence[Incident],
    parties: Iterable[Party],
    *,
    language: str = "en",
) -> CaseIncidents:
    """Return the documented incidents among the records given."""
    pack = load(desk.case.pack) if desk.case.pack else None
    terms = entries(desk, ACTS)

    def called(code: str) -> str:
        entry = terms.get(resolve(terms, code))
        return entry.called(language) if entry else code

    taken = documented_in(
        incidents, claims, parties, levels_of=gazetteer_of(desk).above, called=called
    )
    states = [one.name for one in pack.places if one.level == "state"] if pack else []
    return CaseIncidents(taken=taken, states=tuple(states))


def gazetteer_of(desk: ReadingDesk) -> Gazetteer:
    """Return the places of the world and of the pack of a case."""
    return Gazetteer.load(pack=load(desk.case.pack) if desk.case.pack else None)


def state_of(gazetteer: Gazetteer, place: Place | None) -> str:
    """Return the state that a place lies in, else the country; of a place that an import keeps as
    it is written, its own words; "" where nothing is known."""
    levels = dict(gazetteer.above(place)) if place is not None else {}
    written = place.path if place is not None and is_as_written(place) else ""
    return levels.get("state") or levels.get("country") or written


def is_as_written(place: Place) -> bool:
    return not (place.place_id or place.candidates) and place.path == place.verbatim
