"""Names joined into parties, and names that are not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.linking.conftest import World, mention

from hechos.records import ActContent, Actor, Links, PartyKind


def names_of(links: Links) -> list[frozenset[str]]:
    return [frozenset(party.variants) for party in links.parties]


def say(world: World, *documents: tuple[str, ...]) -> Links:
    """Let each document quote each speaker ("kind:name") once."""
    for number, speakers in enumerate(documents):
        note = world.document(f"note {number}")
        for place, speaker in enumerate(speakers):
            world.act(note, f"said {number}.{place}", "violence", f"outlet:Paper {number}", speaker)
    return world.link()


def is_one(links: Links, *names: str) -> bool:
    return any(set(names) <= variants for variants in names_of(links))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("person:Ana Peñalosa", "person:Ana Penalosa"),
        ("person:Ana Soto Vidal", "person:Ana Soto"),
        ("person:Dr. Ana Soto", "person:Ana Soto"),
        ("body:the Harbour League", "body:Harbour League"),
        ("body:National Harbour Council (NHC)", "body:NHC"),
        ("body:National Harbour Council", "body:NHC"),
        ("body:International Criminal Court", "body:Corte Penal Internacional"),
    ],
    ids=["accent", "second surname", "title", "article", "acronym given", "initials", "languages"],
)
def test_forms_of_one_name_are_one_party_across_documents(
    world: World, first: str, second: str
) -> None:
    links = say(world, (first,), (second,))
    assert is_one(links, first.partition(":")[2], second.partition(":")[2])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("person:Ana Soto", "person:Luis Soto"),
        ("body:Harbour League", "body:Harbour Police"),
        ("unnamed:official sources", "unnamed:official sources"),
        ("person:Soto", "person:Soto"),
    ],
    ids=["one surname", "one first word", "unnamed in two papers", "lone surname, no bearer"],
)
def test_likeness_is_not_enough(world: World, first: str, second: str) -> None:
    links = say(world, (first,), (second,))
    assert len(links.parties) == 4


def test_a_lone_surname_goes_to_its_only_bearer_in_the_case(world: World) -> None:
    assert is_one(say(world, ("person:Ana Soto",), ("person:Soto",)), "Ana Soto", "Soto")


def test_a_lone_surname_with_two_bearers_stays_alone(world: World) -> None:
    links = say(world, ("person:Ana Soto",), ("person:Luis Soto",), ("person:Soto",))
    assert not is_one(links, "Ana Soto", "Soto")
    assert not is_one(links, "Luis Soto", "Soto")


def test_a_short_name_that_fits_two_longer_ones_joins_neither(world: World) -> None:
    links = say(world, ("person:José Soto",), ("person:José Soto Gil",), ("person:José Soto Lima",))
    assert not is_one(links, "José Soto Gil", "José Soto Lima")


def test_who_is_only_described_is_no_party(world: World) -> None:
    note = world.document()
    crowd = mention("nine dockers", PartyKind.GROUP)
    content = ActContent(type="LIFE.UNK", victims=(crowd,), actors=(Actor(mention=crowd),))
    world.claim(note, "nine dockers died", content)
    assert [party.name for party in world.link().parties] == ["Note"]


def test_a_party_keeps_its_id_when_later_sources_name_it_otherwise(world: World) -> None:
    first = say(world, ("person:Ana Soto",))
    note = world.document("later")
    world.act(note, "said later", "violence", "outlet:Paper 9", "person:Ana Soto Vidal")
    later = world.link()
    old = next(party for party in first.parties if party.name == "Ana Soto")
    new = next(party for party in later.parties if party.name == "Ana Soto Vidal")
    assert old.id == new.id
    assert new.redirects


def test_places_of_a_name_are_kept(world: World) -> None:
    note = world.document("Ana Soto was hurt")
    content = ActContent(
        type="INT.FORCE", victims=(replace(mention("Ana Soto", PartyKind.PERSON), start=0, end=8),)
    )
    claim = world.claim(note, "Ana Soto was hurt", content)
    party = next(party for party in world.link().parties if party.name == "Ana Soto")
    assert party.mentions == (f"{claim.text}:0-8",)
