"""Levels of elements, other explanations, the pattern of rule 2.2b, and what-if."""

from __future__ import annotations

import dataclasses

import pytest
from tests.weighing.conftest import MADE, World, day, mention, place
from tests.weighing.test_grading import own_word

from hechos.records import ActContent, Actor, Assessment, Claim, Incident, PartyKind, Polarity
from hechos.weighing.levels.whatif import claims_resting_on, compare, in_short, levels_on
from hechos.weighing.rules import WeighingRules
from hechos.weighing.scale import Scale

ACT = ActContent(type="LIFE.EJE")


def content(**more: object) -> ActContent:
    return dataclasses.replace(ACT, **more)


def by(name: str, kind: PartyKind = PartyKind.ORGANISATION) -> tuple[Actor, ...]:
    return (Actor(mention=mention(name, kind)),)


def levels(found: Assessment) -> dict[str, tuple[str, str]]:
    return {one.name: (one.value, one.level.value) for one in found.elements}


def told(world: World, *contents: ActContent) -> Assessment:
    claims = [own_word(world, n, one) for n, one in enumerate(contents)]
    world.proposition(*([claim] for claim in claims))
    return world.weigh().assessments[0]


# --- elements ------------------------------------------------------------------------------------


def test_an_element_that_one_origin_states_holds_the_whole_at_its_level(world: World) -> None:
    found = told(world, content(actors=by("Harbour Unit")), ACT)
    assert levels(found) == {"act": ("", "P2"), "attribution": ("Harbour Unit", "P1")}
    assert (found.level.value, found.whole.value if found.whole else None) == ("P2", "P1")


def test_an_element_that_nobody_states_has_no_level(world: World) -> None:
    found = told(world, ACT, ACT)
    assert list(levels(found)) == ["act"]
    assert found.whole is found.level


@pytest.mark.parametrize(
    ("first", "second", "date", "closer"),
    [
        ("2030-02-11", "2030-02-11", "2030-02-11", ""),
        ("2030-02-11", "2030-02-10/2030-02-12", "2030-02-10/2030-02-12", "2030-02-11: P1"),
        ("2030-02-11", "2030-02-20", "2030-02", "2030-02-11: P1"),
        ("2030-02-11", "2030-07", "2030", "2030-02-11: P1"),
    ],
)
def test_a_date_is_as_fine_as_two_origins_agree(
    world: World, first: str, second: str, *, date: str, closer: str
) -> None:
    found = told(world, content(time=day(first)), content(time=day(second)))
    assert levels(found)["date"] == (date, "P2")
    own = next(one for one in found.elements if one.name == "date")
    assert closer in own.because


def test_days_of_two_years_share_no_date(world: World) -> None:
    found = told(world, content(time=day("2030-02-11")), content(time=day("2031-02-11")))
    assert levels(found)["date"] == ("2030-02-11", "P1")


def test_a_finer_place_supports_the_one_around_it(world: World) -> None:
    places = ("Quay Street, Sandport, Norland", "Sandport, Norland")
    found = told(world, *(content(place=place(one)) for one in places))
    assert levels(found)["place"] == ("Sandport, Norland", "P2")


def test_victims_are_those_that_most_origins_name(world: World) -> None:
    named = [(mention("two dockers"),), (mention("dockers"), mention("Two dockers")), ()]
    found = told(world, *(content(victims=one) for one in named))
    assert levels(found)["victims"] == ("two dockers", "P2")


def test_an_act_is_put_down_to_a_person_by_people_alone(world: World) -> None:
    person = content(actors=by("Ivo Rask", PartyKind.PERSON))
    found = told(world, person, person)
    assert (found.level.value, levels(found)["attribution"]) == ("P2", ("Ivo Rask", "P1"))


# --- how near ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("near", "level"), [(1, "P2"), (2, "P2"), (3, "P1"), (4, "P1")])
def test_what_is_far_from_the_event_carries_no_p2(world: World, near: int, level: str) -> None:
    first = own_word(world, 0)
    page = world.page("other", publisher="Clinic B")
    other = world.claim(page, ACT, "outlet:Clinic B", "body:Clinic B", near=near)
    world.proposition([first], [other])
    found = world.weigh().assessments[0]
    assert (found.level.value, found.proximity) == (level, 1)
    assert len(found.supporting_origins) == 2


def test_sides_that_contradict_each_other_and_agree_here_are_named(world: World) -> None:
    names = ("the Ministry of Defence", "the Ministry of Health")
    pages = [world.page(f"p{n}") for n in range(2)]
    both = [
        world.claim(page, ACT, f"outlet:Gazette {page}", f"body:{name}")
        for page, name in zip(pages, names, strict=True)
    ]
    denial = world.claim(
        "p1", ActContent(type="denial"), "outlet:Gazette p1", f"body:{names[1]}",
        polarity=Polarity.DENIED,
    )  # fmt: skip
    world.proposition([both[0]], [both[1]])
    assert "agree on it" not in world.weigh().assessments[0].because
    elsewhere = world.claim("p0", ACT, "outlet:Gazette p0", f"body:{names[0]}")
    world.differ(elsewhere, denial)
    assert "agree on it" in world.weigh().assessments[0].because


# --- other explanations --------------------------------------------------------------------------


def incident(world: World, *claims: Claim, name: str = "one") -> str:
    own = world.id("incident", name)
    world.incidents.append(
        Incident(
            id=own, case=world.case.id, made=MADE, title=name, types=("LIFE.EJE",),
            claims=tuple(claim.id for claim in claims),
        )
    )  # fmt: skip
    return own


def test_other_explanations_on_file_are_listed(world: World) -> None:
    first = own_word(world, 0, content(actors=by("Harbour Unit")))
    rival = own_word(world, 1, content(actors=by("Quay Band")))
    version = own_word(world, 2, ActContent(type="LIFE.CROSS"))
    denial = own_word(world, 3, ActContent(type="denial"), polarity=Polarity.DENIED)
    own = incident(world, first, rival, version)
    made = world.proposition([first], [rival], against=[denial])
    world.propositions[0] = dataclasses.replace(made, incident=own)
    found = world.weigh().assessments[0]
    assert {one.kind: one.claims for one in found.alternatives} == {
        "official_version": (version.id,),
        "denial": (denial.id,),
        "other_actor": (rival.id,),
    }


# --- patterns ------------------------------------------------------------------------------------


def patterned(world: World, incidents: int, *, person: bool = False) -> Assessment:
    """Add so many established incidents and one that a well graded witness alone tells of."""
    for n in range(incidents):
        both = [own_word(world, 10 * n + 1), own_word(world, 10 * n + 2)]
        made = world.proposition([both[0]], [both[1]])
        own = incident(world, *both, name=f"like {n}")
        world.propositions[-1] = dataclasses.replace(made, incident=own)
    actors = by("Ivo Rask", PartyKind.PERSON) if person else ()
    single = own_word(world, 999, content(actors=actors))
    made = world.proposition([single])
    own = incident(world, single, name="alone")
    world.propositions[-1] = dataclasses.replace(made, incident=own)
    world.decide("grade", world.id("capture", "statement 999"), source="B", information="2")
    return world.weigh().assessments[-1]


def test_a_single_source_that_fits_a_pattern_is_marked_and_stays_p1(world: World) -> None:
    found = patterned(world, 5)
    assert (found.level.value, len(found.pattern)) == ("P1", 5)
    assert "two reviewers" in found.because


@pytest.mark.parametrize(("incidents", "person"), [(4, False), (5, True)])
def test_no_pattern_of_four_and_none_that_names_a_person(
    world: World, incidents: int, *, person: bool
) -> None:
    assert not patterned(world, incidents, person=person).pattern


# --- what if -------------------------------------------------------------------------------------


def scale(world: World) -> Scale:
    return Scale(
        world.captures, world.texts, world.claims, world.links(), decisions=world.decisions,
        rules=WeighingRules.load(), case=world.case, at="2026-01-01T00:00:00Z",
    )  # fmt: skip


@pytest.mark.parametrize("what", ["Clinic 0", "clinic 0", "W0"])
def test_what_falls_if_a_source_is_false_is_told_in_a_sentence(world: World, what: str) -> None:
    world.proposition([own_word(world, 0)], [own_word(world, 1)])
    whole = scale(world)
    less = whole.leaving_out(claims_resting_on(what, whole))
    shifts = compare(levels_on(whole), levels_on(less), world.propositions)
    assert [one.sentence for one in shifts] == ["Falls from P2 to P1, with one origin of 2 left."]
    assert in_short(shifts) == ["1 proposition falls from P2 to P1."]


def test_an_origin_that_is_not_needed_may_go(world: World) -> None:
    world.proposition(*([own_word(world, n)] for n in range(3)))
    whole = scale(world)
    gone = claims_resting_on(world.origins[0].id, whole)
    shifts = compare(levels_on(whole), levels_on(whole.leaving_out(gone)), world.propositions)
    assert [one.falls for one in shifts] == [False]
    assert in_short(shifts) == [
        "1 more keeps the level and loses origins or the level of an element."
    ]


def test_if_a_denial_is_false_no_level_rises_by_itself(world: World) -> None:
    first, second = own_word(world, 0), own_word(world, 1)
    denial = own_word(world, 2, ActContent(type="denial"), polarity=Polarity.DENIED)
    world.proposition([first], [second], against=[denial])
    for claim in (first, second):
        world.differ(claim, denial)
    whole = scale(world)
    less = levels_on(whole.leaving_out(frozenset({denial.id})))
    assert [one.level.value for one in (*levels_on(whole), *less)] == ["P1", "P1"]
