"""Levels that are proposed, the reason, and what they depend on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.weighing.conftest import AT, World, deaths

from hechos.records import ActContent, Claim, Confidentiality, Level, Polarity
from hechos.weighing.doubts import doubt_id
from hechos.weighing.rules import WeighingRules
from hechos.weighing.scale import Scale

ACT = ActContent(type="LIFE.EJE")
ORDER = [level.value for level in Level]


def own_words(world: World, number: int) -> tuple[Claim, ...]:
    """Add so many statements that witnesses gave to bodies which print them themselves."""
    claims = []
    for n in range(number):
        page = world.page(f"statement {n}", publisher=f"Clinic {n}")
        chain = (f"outlet:Clinic {n}", f"body:Clinic {n}", f"witness:W{n}")
        claims.append(world.claim(page, ACT, *chain))
    return tuple(claims)


def test_two_first_hand_origins_are_proposed_for_p2(world: World) -> None:
    first, second = own_words(world, 2)
    world.proposition([first], [second])
    found = world.weigh().assessments[0]
    assert (found.level.value, len(found.supporting_origins)) == ("P2", 2)
    assert set(found.fragile) == set(found.supporting_origins)
    assert "2 independent origins" in found.because


def test_one_origin_however_often_told_is_p1(world: World) -> None:
    world.proposition(own_words(world, 4))
    found = world.weigh().assessments[0]
    assert (found.level.value, len(found.supporting_origins)) == ("P1", 1)


def test_relays_reach_p1_at_most(world: World) -> None:
    claims = []
    for n in range(5):
        page = world.page(f"p{n}")
        claims.append(world.claim(page, ACT, f"outlet:Gazette p{n}", f"witness:W{n}"))
    world.proposition(*([claim] for claim in claims))
    found = world.weigh().assessments[0]
    assert found.level.value == "P1"
    assert "relays reach P1" in found.because


def test_a_page_of_unknown_publisher_is_a_relay_until_it_is_graded(world: World) -> None:
    for n in range(2):
        world.page(f"note {n}", publisher=None)
    claims = [world.claim(f"note {n}", ACT, f"outlet:note {n}", f"witness:W{n}") for n in range(2)]
    world.proposition(*([claim] for claim in claims))
    assert world.level() == "P1"
    for n in range(2):
        world.decide("grade", world.id("capture", f"note {n}"), source="B", information="3")
    assert world.level() == "P2"


@pytest.mark.parametrize("chain", [(), ("unnamed:a neighbour",), ("body:a rights group",)])
def test_what_nobody_is_named_for_stays_recorded(world: World, chain: tuple[str, ...]) -> None:
    world.page("p")
    world.proposition([world.claim("p", ACT, "outlet:Gazette p", *chain)])
    found = world.weigh().assessments[0]
    assert found.level.value == "P0"
    assert "nobody is named" in found.because


def test_an_open_contradiction_keeps_p2_away_and_its_resolution_gives_it_back(
    world: World,
) -> None:
    first, second = own_words(world, 2)
    world.page("denial")
    denial = world.claim(
        "denial", ActContent(type="denial"), "outlet:Gazette denial", "body:Harbour House",
        polarity=Polarity.DENIED,
    )  # fmt: skip
    world.proposition([first], [second], against=[denial])
    relations = [world.differ(claim, denial) for claim in (first, second)]
    found = world.weigh().assessments[0]
    assert (found.level.value, set(found.relations)) == ("P1", set(relations))
    assert len(found.contrary_origins) == 1
    blocking = [d for d in world.weigh().doubts if d.severity == "blocks"]
    for doubt in blocking:
        world.decide("resolve", doubt.id)
    assert world.level() == "P2"


def test_a_contradiction_without_a_relation_of_its_own_counts_too(world: World) -> None:
    first, second = own_words(world, 2)
    world.page("denial")
    denial = world.claim(
        "denial", ActContent(type="denial"), "outlet:Gazette denial", "body:Harbour House",
        polarity=Polarity.DENIED,
    )  # fmt: skip
    world.proposition([first], [second], against=[denial])
    world.differ(first, denial)
    assert world.level() == "P1"


def test_a_rejected_claim_counts_nothing_and_an_accepted_one_no_more(world: World) -> None:
    first, second = own_words(world, 2)
    world.proposition([first], [second])
    accepted = world.level()
    world.claims = [replace(c, state="accepted") for c in world.claims]
    assert world.level() == accepted
    world.claims = [replace(c, state="rejected") if c.content == ACT else c for c in world.claims]
    found = world.weigh().assessments[0]
    assert (found.level.value, found.supporting_origins) == ("P0", ())


def test_a_source_graded_unreliable_counts_nothing(world: World) -> None:
    first, second = own_words(world, 2)
    world.proposition([first], [second])
    world.decide("grade", world.id("capture", "statement 0"), source="E", information="6")
    found = world.weigh().assessments[0]
    assert (found.level.value, len(found.supporting_origins)) == ("P1", 1)


def test_the_class_is_the_highest_of_the_claims(world: World) -> None:
    page = world.page("p")
    low = world.claim(page, ACT, klass=Confidentiality.C0)
    high = world.claim(page, ACT, klass=Confidentiality.C2)
    world.proposition([low], against=[high])
    assert world.weigh().assessments[0].klass is Confidentiality.C2


def test_doubts_on_the_page_are_doubts_of_what_stands_on_it(world: World) -> None:
    world.page("p", published=None)
    world.proposition([world.claim("p", deaths(3), "outlet:Gazette p", "body:Harbour House")])
    weights = world.weigh()
    assert weights.doubts[0].id in weights.assessments[0].doubts


def test_a_body_that_prints_its_own_report_is_no_relay(world: World) -> None:
    page = world.page("p", publisher="Harbour House")
    own = world.claim(page, ACT, "outlet:Harbour House", "body:Harbour House", near=1)
    other = world.claim(world.page("q"), ACT, "outlet:Gazette q", "body:Harbour House", near=1)
    scale = _scale(world)
    assert not scale.is_relayed(own)
    assert scale.is_relayed(other)


def _scale(world: World) -> Scale:
    return Scale(
        world.captures, world.texts, world.claims, world.links(),
        decisions=world.decisions, rules=WeighingRules.load(), case=world.case, at=AT,
    )  # fmt: skip


def test_doubt_ids_are_those_of_the_doubts(world: World) -> None:
    world.page("a")
    world.page("b", published="2030-09-01")
    own = world.differ(world.claim("a", deaths(300)), world.claim("b", deaths(31)))
    assert world.weigh().doubts[0].id == doubt_id(_scale(world), "contradiction", own)


# --- invariants (domain.md §11: 3 and 9) -------------------------------------------------------

Told = st.lists(
    st.tuples(
        st.integers(0, 3),  # origin
        st.sampled_from(["witness", "body", "unnamed", "person"]),
        st.booleans(),  # printed by the body itself
        st.booleans(),  # against
    ),
    min_size=1,
    max_size=7,
)


def told_world(told: list[tuple[int, str, bool, bool]], without: int | None = None) -> World:
    world = World()
    groups: dict[int, list[Claim]] = {}
    against = []
    for n, (origin, kind, own, contrary) in enumerate(told):
        page = world.page(f"p{n}", publisher=f"Clinic {n}" if own else "")
        outer = (f"outlet:Clinic {n}", f"body:Clinic {n}") if own else (f"outlet:Gazette p{n}",)
        chain = (*outer, f"{kind}:Speaker {n} Smith")
        if contrary:
            against.append(
                world.claim(page, ActContent(type="denial"), *chain, polarity=Polarity.DENIED)
            )
            continue
        state = "rejected" if origin == without else "proposed"
        groups.setdefault(origin, []).append(world.claim(page, ACT, *chain, state=state))
    world.proposition(*groups.values(), against=against)
    for group in groups.values():
        for denial in against[:1]:
            world.differ(group[0], denial)
    return world


@settings(max_examples=60, deadline=None)
@given(Told)
def test_support_is_the_number_of_origins_and_no_level_is_above_p2(
    told: list[tuple[int, str, bool, bool]],
) -> None:
    found = told_world(told).weigh().assessments[0]
    origins = {origin for origin, _, _, contrary in told if not contrary}
    assert len(found.supporting_origins) == len(origins)
    assert found.level.value in ORDER
    assert found.because


@settings(max_examples=60, deadline=None)
@given(Told)
def test_taking_an_origin_away_never_raises_a_level(
    told: list[tuple[int, str, bool, bool]],
) -> None:
    whole = ORDER.index(told_world(told).level())
    for origin in range(4):
        assert ORDER.index(told_world(told, without=origin).level()) <= whole


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["witness", "body"]), min_size=1, max_size=3), st.integers(1, 4))
def test_reprints_add_no_support(kinds: list[str], reprints: int) -> None:
    def world_with(extra: int) -> World:
        world = World()
        groups = []
        for n, kind in enumerate(kinds):
            page = world.page(f"p{n}", publisher=f"Clinic {n}")
            chain = (f"outlet:Clinic {n}", f"body:Clinic {n}", f"{kind}:Speaker {n} Smith")
            groups.append([world.claim(page, ACT, *chain)])
        for n in range(extra):
            page = world.page(f"r{n}")
            world.reprint("p0", page)
            chain = (f"outlet:Gazette r{n}", f"{kinds[0]}:Speaker 0 Smith")
            groups[0].append(world.claim(page, ACT, *chain))
        world.proposition(*groups)
        return world

    before, after = (world_with(n).weigh().assessments[0] for n in (0, reprints))
    assert before.level is after.level
    assert len(before.supporting_origins) == len(after.supporting_origins)
    assert before.because == after.because
