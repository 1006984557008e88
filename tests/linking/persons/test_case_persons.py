"""Persons that the claims of a case name: proposed by the model, or by name variants alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.linking.conftest import World, mention, voice, when, where

from hechos.linking.persons import case as persons
from hechos.records import ActContent, Links, PartyKind, Place

needs_link = pytest.mark.skipif(not persons.has_splink(), reason="hechos[link] is not installed")


def town(name: str) -> Place:
    return Place(verbatim=name, path=name, level="city")


def tell(world: World, *names: str, day: str = "2021-03-04", places: Sequence[str] = ()) -> Links:
    """Let each name be the victim of a killing on one day, in a document of its own."""
    for number, name in enumerate(names):
        note = world.document(f"note {number}")
        victim = mention(name, PartyKind.PERSON, number * 100 + 10)
        content = ActContent(
            type="kill",
            time=when(day),
            place=town(places[number]) if places else where("Villarrosa, Sur, Venezuela"),
            victims=(replace(victim, end=number * 100 + 10 + len(name)),),
        )
        world.claim(note, f"{name} was killed", content, voice(f"outlet:Paper {number}"))
    return world.link()


def models(links: Links) -> list[str]:
    return [e.judgement for e in links.link_edges if e.kind == "person" and e.steps]


@needs_link
def test_two_spellings_of_a_victim_of_one_day_are_proposed_as_one(world: World) -> None:
    links = tell(world, "Wilmer Ariza Moya", "Wílmer Arisa Moia")
    assert models(links) == ["same"]
    (party,) = [p for p in links.parties if p.kind is PartyKind.PERSON]
    assert len(party.mentions) == 2
    assert "sound" in party.because


@needs_link
def test_towns_that_no_gazetteer_knows_are_compared_too(world: World) -> None:
    links = tell(world, "Wilmer Ariza Moya", "Wilmer Ariza", places=("Quebradanueva", "Altomonte"))
    assert models(links) != ["same"]


@needs_link
def test_siblings_killed_on_one_day_stay_two(world: World) -> None:
    links = tell(world, "Ana Ariza Moya", "Blanca Ariza Moya")
    assert "same" not in models(links)
    assert len([p for p in links.parties if p.kind is PartyKind.PERSON]) == 2


@needs_link
def test_names_that_share_no_surname_start_no_run(world: World) -> None:
    links = tell(world, "Ana Ariza Moya", "Luis Téllez Prado")
    assert [run.model for run in links.link_runs if run.kind == "person"] == ["linking"]


def test_without_the_extra_the_run_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persons, "has_splink", lambda: False)
    links = tell(world, "Ana Ariza Moya", "Ana Ariza")
    (run,) = [run for run in links.link_runs if run.model == persons.BY_VARIANTS]
    assert "hechos[link]" in run.because
    assert len([p for p in links.parties if p.kind is PartyKind.PERSON]) == 1


def test_without_the_extra_too_many_names_propose_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(persons, "has_splink", lambda: False)
    monkeypatch.setattr(persons, "MOST_BY_VARIANTS", 1)
    links = tell(world, "Ana Ariza Moya", "Ana Ariza")
    assert len([p for p in links.parties if p.kind is PartyKind.PERSON]) == 2
