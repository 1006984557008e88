from __future__ import annotations

from dataclasses import replace

from tests.counting.made import MADE, claim

from hechos.counting.patterns.cases import Answer
from hechos.counting.patterns.records import Taken, documented_in
from hechos.lang.places import Gazetteer
from hechos.records import (
    ActContent,
    Actor,
    Claim,
    Factuality,
    Incident,
    Mention,
    Party,
    PartyKind,
    Place,
    Polarity,
    When,
)


def actor(name: str, kind: PartyKind = PartyKind.UNIT, degree: str = "carried_out") -> Actor:
    return Actor(
        mention=Mention(verbatim=name, name=name, kind=kind, start=0, end=4), degree=degree
    )


def incident(name: str, *claims: str, **more: object) -> Incident:
    return Incident(
        id=name,
        case="case",
        made=MADE,
        title=name,
        types=(),
        claims=claims,
        **more,  # type: ignore[arg-type]
    )


def taken(incidents: list[Incident], claims: list[Claim], parties: list[Party]) -> Taken:
    return documented_in(
        incidents, claims, parties, levels_of=lambda place: (("state", place.path),)
    )


KILLED = ActContent(type="LIFE", methods=("shooting",), actors=(actor("the unit"),))


def test_an_incident_has_what_its_claims_state() -> None:
    one = incident(
        "i1",
        "a",
        "b",
        time=When(verbatim="", edtf="2024-07-28"),
        place=Place(verbatim="", path="Alder"),
    )
    planned = replace(
        KILLED, type="ARREST", methods=(), actors=(actor("Ana", PartyKind.PERSON, "planned"),)
    )
    party = Party(
        id="p",
        case="case",
        made=MADE,
        name="The Unit",
        kind=PartyKind.UNIT,
        variants=(),
        mentions=("text:0-4",),
    )
    made = taken([one], [claim("a", KILLED, state="accepted"), claim("b", planned)], [party])
    (case,) = made.cases
    assert (case.time, case.places, case.forces) == (
        "2024-07-28",
        (("state", "Alder"),),
        ("The Unit",),
    )
    assert dict(case.features) == {
        "ARREST": Answer.YES,
        "LIFE": Answer.YES,
        "method: shooting": Answer.YES,
    }
    assert case.level == "planned"
    assert (made.claims, made.accepted) == (2, 1)


def test_denied_and_negated_are_not_affirmed() -> None:
    act = ActContent(type="LIFE")
    ways = {
        "yes": [Polarity.AFFIRMED],
        "no": [Polarity.NEGATED],
        "denied": [Polarity.DENIED],
        "both": [Polarity.AFFIRMED, Polarity.NEGATED],
        "yes and denied": [Polarity.AFFIRMED, Polarity.DENIED],
    }
    incidents = [incident(name, *(f"{name}{p}" for p in own)) for name, own in ways.items()]
    claims = [claim(f"{name}{p}", act, polarity=p) for name, own in ways.items() for p in own]
    answers = {case.id: case.answer("LIFE") for case in taken(incidents, claims, []).cases}
    assert answers == {
        "yes": Answer.YES,
        "no": Answer.NO,
        "denied": Answer.UNKNOWN,
        "both": Answer.UNKNOWN,
        "yes and denied": Answer.YES,
    }


def test_rejected_wished_and_undecided_claims_state_nothing() -> None:
    claims = [
        claim("a", KILLED, state="rejected"),
        claim("b", KILLED, factuality=Factuality.PREDICTED),
        claim("c", KILLED),
    ]
    made = taken([incident("i", "a", "b", "c", undecided=("c",))], claims, [])
    assert made.cases[0].features == ()
    assert made.cases[0].answer("LIFE") is Answer.NOT_ASKED
    assert made.claims == 0


def test_waves_and_operations_are_told_and_not_counted() -> None:
    incidents = [
        incident("wave", pattern=True),
        incident("operation"),
        incident("part", parent="operation"),
        incident("other"),
    ]
    made = taken(incidents, [], [])
    assert [case.id for case in made.cases] == ["part", "other"]
    assert (made.waves, made.operations) == (1, 1)


def test_places_are_named_by_their_levels() -> None:
    gazetteer = Gazetteer.load()
    (span,) = gazetteer.find("Killed in Medellín.", language="en")
    assert gazetteer.above(span.place)[:2] == (("country", "Colombia"), ("state", "Antioquia"))
    assert gazetteer.above(Place(verbatim="x", path="x")) == ()
