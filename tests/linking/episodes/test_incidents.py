"""Incidents of a case: what is linked, what a person is asked, and what a person decides."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from tests.linking.conftest import AT, CASE, MADE, World, amount, mention, voice, when, where

from hechos.linking.deciding.judged import judge
from hechos.linking.episodes.incidents import Incidents, find_incidents
from hechos.linking.facts import gather
from hechos.linking.parties import join_parties
from hechos.linking.rules import LinkingRules
from hechos.records import (
    ActContent,
    Actor,
    Claim,
    Decision,
    Incident,
    LinkEdge,
    PartyKind,
    Place,
    ids,
)

DAY = "2031-01-07"
NOTE = voice("outlet:Note")


def tell(world: World, quote: str, /, *, kind: str = "LIFE.UNK", **slots: object) -> Claim:
    """Tell of an act in a document of its own. `named` are victims by name."""
    named = tuple(mention(name, PartyKind.PERSON) for name in slots.get("named", ()))  # type: ignore[attr-defined]
    others = tuple(mention(words) for words in slots.get("victims", ()))  # type: ignore[attr-defined]
    number = slots.get("number")
    content = ActContent(
        type=kind,
        time=when(slots.get("time", DAY)),  # type: ignore[arg-type]
        place=where(slots.get("place", "Brisa")),  # type: ignore[arg-type]
        victims=(*named, *others),
        targets=tuple(mention(words) for words in slots.get("targets", ())),  # type: ignore[attr-defined]
        actors=tuple(Actor(mention=mention(n)) for n in slots.get("actors", ())),  # type: ignore[attr-defined]
        quantity=amount(number) if number else None,  # type: ignore[arg-type]
    )
    return world.claim(world.document(), quote, content, NOTE)


def incidents_of(world: World, *decisions: Decision) -> Incidents:
    rules = LinkingRules.load()
    facts = gather(world.captures, world.texts, world.claims, rules=rules, case=CASE, at=AT)
    return find_incidents(facts, join_parties(facts), judge(decisions, "incident"))


def decide(act: str, a: Claim, b: Claim, number: int = 1) -> Decision:
    made = ids.uuid7(number, b"decision..")
    return Decision(
        id=made, case=CASE.id, made=MADE, act=act, on=a.id, other=b.id, kind="incident", because=""
    )


def homes(found: Incidents, *claims: Claim) -> list[Incident]:
    return [found.by_claim[claim.id] for claim in claims]


def edge_of(found: Incidents, a: Claim, b: Claim) -> LinkEdge:
    return next(edge for edge in found.edges if {edge.a, edge.b} == {a.id, b.id})


def test_a_named_victim_links_accounts_that_give_no_town(world: World) -> None:
    a = tell(world, "a jurist was shot", named=["Rosa Amar"], victims=["a jurist"])
    b = tell(world, "the jurist died", named=["Rosa Amar"], victims=["the jurist"])
    found = incidents_of(world)
    assert len(found.records) == 1
    edge = edge_of(found, a, b)
    assert edge.judgement == "same"
    assert "+6.0 a victim of the same name" in edge.because
    assert edge.weight == pytest.approx(sum(added for _, added in edge.steps))


def test_an_account_that_may_be_the_same_is_shown_and_not_linked(world: World) -> None:
    a = tell(world, "two jurists were shot", victims=["two jurists"], targets=["the old mill"])
    b = tell(
        world,
        "jurists died at the mill",
        victims=["jurists"],
        targets=["the mill"],
        time="2031-01-09",
    )
    found = incidents_of(world)
    first, second = homes(found, a, b)
    edge = edge_of(found, a, b)
    assert first.id != second.id
    assert edge.judgement == "review"
    assert second.title in edge.because


def test_numbers_that_differ_are_a_contradiction_in_one_incident(world: World) -> None:
    a = tell(world, "27 died", number=27, place="Alder, Brisa")
    b = tell(world, "28 died", number=28, place="Alder, Brisa")
    found = incidents_of(world)
    first, second = homes(found, a, b)
    assert first.id == second.id
    assert "numbers differ (a contradiction" in edge_of(found, a, b).because


def vague(world: World) -> tuple[Claim, Claim, Claim]:
    """Two towns on one day, and an account that names victims of both."""
    one = tell(world, "Amar was shot in Alder", named=["Rosa Amar"], place="Alder, Brisa")
    other = tell(world, "Toro was shot in Cedro", named=["Juan Toro"], place="Cedro, Brisa")
    both = tell(world, "Amar and Toro were shot", named=["Rosa Amar", "Juan Toro"])
    return one, other, both


def test_a_vague_account_joins_no_two_towns_and_stays_in_both(world: World) -> None:
    one, other, both = vague(world)
    found = incidents_of(world)
    first, second = homes(found, one, other)
    assert first.id != second.id
    assert both.id in first.claims
    assert both.id in second.claims
    assert both.id in first.undecided
    assert both.id in second.undecided
    assert one.id not in first.undecided
    assert {edge_of(found, one, both).judgement, edge_of(found, other, both).judgement} == {
        "same",
        "review",
    }


def test_a_person_decides_where_a_vague_account_belongs(world: World) -> None:
    one, other, both = vague(world)
    found = incidents_of(world, decide("different", one, both))
    first, second = homes(found, one, other)
    assert both.id not in first.claims
    assert both.id in second.claims
    assert not second.undecided
    assert not any({edge.a, edge.b} == {one.id, both.id} for edge in found.edges)


def test_a_persons_word_joins_what_rules_keep_apart(world: World) -> None:
    one, other, _ = vague(world)
    found = incidents_of(world, decide("same", one, other))
    assert len({incident.id for incident in homes(found, one, other)}) == 1


def test_a_person_takes_apart_what_rules_join_and_undoes_it(world: World) -> None:
    a = tell(world, "14 were shot", place="Alder, Brisa")
    b = tell(world, "they were shot", place="Alder, Brisa")
    before = incidents_of(world)
    no = decide("different", a, b)
    assert len(incidents_of(world, no).records) == 2
    undo = Decision(
        id=ids.uuid7(2, b"retraction"),
        case=CASE.id,
        made=MADE,
        act="retract",
        on=no.id,
        because="a slip",
    )
    assert incidents_of(world, no, undo) == before


def told(world: World, actors: Sequence[str]) -> None:
    for n, (town, day) in enumerate([("Alder", 7), ("Alder", 8), ("Cedro", 7), ("Alder", 20)]):
        tell(
            world,
            f"act number {n}",
            place=f"{town}, Brisa",
            time=f"2031-01-{day:02}",
            victims=["two jurists"],
            actors=[actors[n % 2]],
            kind=["LIFE.UNK", "LIFE.EJE"][n % 2],
        )
    tell(world, "a jurist died", victims=["a jurist"], actors=[actors[0]])


def shape(found: Incidents) -> list[tuple[object, ...]]:
    edges = [(e.a, e.b, e.judgement, e.weight, e.steps) for e in found.edges]
    return [*edges, *((one.id, one.claims) for one in found.records)]


def test_the_order_of_inputs_changes_nothing(world: World) -> None:
    told(world, ("guards", "hooded men"))
    before = shape(incidents_of(world))
    for seed in range(3):
        for rows in (world.captures, world.texts, world.claims):
            random.Random(seed).shuffle(rows)  # type: ignore[arg-type] # noqa: S311
        assert shape(incidents_of(world)) == before


def test_swapping_the_names_of_the_actors_changes_nothing() -> None:
    worlds = World(), World()
    told(worlds[0], ("the northern guards", "the southern guards"))
    told(worlds[1], ("the southern guards", "the northern guards"))
    first, second = (shape(incidents_of(world)) for world in worlds)
    assert [row[2:] for row in first] == [row[2:] for row in second]


def test_a_run_says_what_its_edges_rest_on(world: World) -> None:
    tell(world, "14 were shot", place="Alder, Brisa")
    tell(world, "they were shot", place="Alder, Brisa")
    found = incidents_of(world)
    (run,) = found.runs
    assert {edge.run for edge in found.edges} == {run.id}
    assert run.cut > 0
    assert "0.9" in run.because


def test_what_is_not_compared_is_said(world: World) -> None:
    """More accounts of one town and week than each is compared with: one incident all the same."""
    for number in range(60):
        tell(world, f"shot number {number}", place="Alder, Brisa")
    found = incidents_of(world)
    assert len(found.records) == 1
    assert "nearest in time" in found.runs[0].because


def test_a_town_that_no_gazetteer_knows_is_a_place_and_no_country(world: World) -> None:
    def told(number: int, town: str) -> Claim:
        note = world.document(f"note {number}")
        place = Place(verbatim=town, path=town, level="city")
        content = ActContent(type="LIFE.UNK", time=when("2021-03-04"), place=place)
        return world.claim(note, f"a man died in {town}", content, voice(f"outlet:Paper {number}"))

    one, other, far = told(1, "Quebradanueva"), told(2, "Quebradanueva"), told(3, "Altomonte")
    assert [i.claims for i in world.link().incidents] == [(one.id, other.id), (far.id,)]
