"""Acts put together into incidents, waves and operations."""

from __future__ import annotations

import pytest
from tests.linking.conftest import World

from hechos.records import Incident, Links

HERE = {"place": "Alder, Brisa", "time": "2031-01-06/2031-01-09"}


def incident_of(links: Links, claim_id: str) -> Incident:
    return next(one for one in links.incidents if claim_id in one.claims)


def test_two_papers_that_tell_of_one_place_and_time_tell_of_one_incident(world: World) -> None:
    a = world.act(world.document(), "14 executed", "LIFE.EJE", number=14, **HERE)
    b = world.act(
        world.document(),
        "a clash on the 7th",
        "LIFE.CROSS",
        place="Alder, Brisa",
        time="2031-01-07",
    )
    links = world.link()
    assert incident_of(links, a.id) == incident_of(links, b.id)
    assert not incident_of(links, a.id).pattern


@pytest.mark.parametrize(
    "other",
    [{"time": "2031-01-13"}, {"place": "Cedro, Brisa"}, {"place": "Alder, Otherland"}],
    ids=["four days later", "another town", "a namesake in another country"],
)
def test_another_day_or_place_is_another_incident(world: World, other: dict[str, str]) -> None:
    a = world.act(world.document(), "14 executed", "LIFE.EJE", **HERE)
    b = world.act(world.document(), "more executed", "LIFE.EJE", **{**HERE, **other})
    links = world.link()
    assert incident_of(links, a.id) != incident_of(links, b.id)


def test_deaths_lie_in_the_operation_around_them(world: World) -> None:
    note = world.document(published="2031-02-01")
    operation = world.act(
        note,
        "agents deployed since the 6th",
        "deployment",
        place="Alder, Brisa",
        time="2031-01-06/..",
    )
    deaths = world.act(
        note, "14 died in Mill Lane", "LIFE.UNK", place="Mill Lane, Alder, Brisa", time="2031-01-08"
    )
    links = world.link()
    assert incident_of(links, deaths.id).parent == incident_of(links, operation.id).id


def test_a_wave_of_protests_is_a_pattern_with_incidents_in_it(world: World) -> None:
    note = world.document(published="2031-09-01")
    wave = world.act(
        note,
        "28 died in the protests",
        "LIFE.UNK",
        place="Brisa",
        time="2031-07-28/2031-08-30",
        occasion="the protests after the vote count",
    )
    day = world.act(
        note,
        "two died at a protest",
        "LIFE.UNK",
        place="Alder, Brisa",
        time="2031-07-30",
        occasion="a protest after the vote count",
    )
    links = world.link()
    assert incident_of(links, wave.id).pattern
    assert not incident_of(links, day.id).pattern
    assert incident_of(links, day.id).parent == incident_of(links, wave.id).id


def test_a_year_is_an_imprecise_day_and_no_pattern(world: World) -> None:
    note = world.document()
    a = world.act(
        note, "a massacre of seven in 2031", "LIFE.MASS", number=7, place="Brisa", time="2031"
    )
    b = world.act(
        note, "seven were killed in January", "LIFE.UNK", number=7, place="Brisa", time="2031-01"
    )
    links = world.link()
    assert incident_of(links, a.id) == incident_of(links, b.id)
    assert not incident_of(links, a.id).pattern


def test_named_operations_of_one_kind_stay_apart(world: World) -> None:
    ids = [
        world.act(
            world.document(),
            f"killed in {name}",
            "LIFE.UNK",
            place="Brisa",
            occasion=f"the raid called Operation {name}",
        ).id
        for name in ("Heron", "Kestrel", "Heron")
    ]
    links = world.link()
    first, second, third = (incident_of(links, one).id for one in ids)
    assert (first == third, first == second) == (True, False)


def test_every_incident_says_why_and_where(world: World) -> None:
    world.act(world.document(), "14 executed", "LIFE.EJE", **HERE)
    world.act(world.document(), "14 people were executed", "LIFE.EJE", **HERE)
    (one,) = world.link().incidents
    assert "the same place" in one.because
    assert "Alder, Brisa" in one.title
