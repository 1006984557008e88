"""What a difference between two claims is taken to be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.weighing.conftest import World, day, deaths, mention, number, place

from hechos.lang.numbers import is_slip
from hechos.records import (
    ActContent,
    Bound,
    DiplomacyContent,
    Outcome,
    Polarity,
    ProcedureContent,
    Quantity,
    VoteContent,
)
from hechos.weighing.contradictions import pair_key
from hechos.weighing.rules import CASES, WeighingRules

HOUSE = "body:Harbour House"
DOCKERS = "body:Dockers' League"


def two_pages(world: World, first: str = "2030-03-01", second: str = "2030-09-01") -> None:
    world.page("a", published=first)
    world.page("b", published=second)


def test_a_later_and_larger_count_of_one_body_is_an_update(world: World) -> None:
    two_pages(world)
    early = world.claim("a", deaths(31), "outlet:Gazette a", HOUSE)
    late = world.claim("b", deaths(34), "outlet:Gazette b", HOUSE)
    assert world.outcome(early, late) == "update_over_time"


def test_a_later_and_smaller_count_is_left_open(world: World) -> None:
    two_pages(world)
    early = world.claim("a", deaths(34), "outlet:Gazette a", HOUSE)
    late = world.claim("b", deaths(31), "outlet:Gazette b", HOUSE)
    assert world.outcome(early, late) == "undetermined"


def test_official_figures_that_nobody_signs_are_one_side(world: World) -> None:
    two_pages(world)
    early = world.claim("a", deaths(31), "outlet:Gazette a", "unnamed:official figures")
    late = world.claim("b", deaths(32), "outlet:Gazette b", "unnamed:cifras oficiales")
    assert world.outcome(early, late) == "update_over_time"


@pytest.mark.parametrize("other", ["unnamed:official sources", "outlet:Gazette b", DOCKERS])
def test_two_authors_alone_do_not_say_that_they_count_differently(world: World, other: str) -> None:
    two_pages(world)
    named = world.claim("a", deaths(31), "outlet:Gazette a", HOUSE)
    second = world.claim("b", deaths(40), *dict.fromkeys(("outlet:Gazette b", other)))
    assert world.outcome(named, second) == "undetermined"


def test_a_group_that_only_one_text_counts_explains_the_difference(world: World) -> None:
    body = "31 people died, including three soldiers, officials said."
    world.page("a", body, published="2030-03-01")
    world.page("b", published="2030-09-01")
    quantity = number(31, at=0)
    content = ActContent(type="LIFE.UNK", quantity=quantity)
    a = world.claim("a", content, "outlet:Gazette a", "unnamed:officials")
    b = world.claim("b", deaths(28), "outlet:Gazette b", HOUSE)
    own = world.differ(a, b)
    relation = next(r for r in world.weigh().relations if r.id == own)
    assert relation.outcome is Outcome.DIFFERENT_UNIVERSE
    assert "three soldiers" in relation.because


def test_a_series_that_linking_found_is_none_where_others_are_counted_later(world: World) -> None:
    world.page("a", published="2030-03-01")
    world.page(
        "b", "36 people died: 31 in the marches and five in custody.", published="2030-09-01"
    )
    a = world.claim("a", deaths(31), "outlet:Gazette a", HOUSE)
    content = ActContent(type="LIFE.UNK", quantity=number(36, at=0))
    b = world.claim("b", content, "outlet:Gazette b", HOUSE)
    own = world.differ(a, b, kind="updates", outcome=Outcome.UPDATE_OVER_TIME)
    relation = next(r for r in world.weigh().relations if r.id == own)
    assert (relation.kind, relation.outcome.value) == ("contradicts", "different_universe")


def test_an_undated_page_leaves_the_order_open_and_says_so(world: World) -> None:
    world.page("a", published=None)
    world.page("b")
    a, b = world.claim("a", deaths(31)), world.claim("b", deaths(32))
    own = world.differ(a, b)
    relation = next(r for r in world.weigh().relations if r.id == own)
    assert relation.outcome is Outcome.UPDATE_OVER_TIME
    assert "bears no date" in relation.because


def test_figures_far_apart_on_undated_pages_are_no_update(world: World) -> None:
    world.page("a", published=None)
    world.page("b", published=None)
    a, b = world.claim("a", deaths(31)), world.claim("b", deaths(310))
    assert world.outcome(a, b) == "undetermined"


def test_swapped_digits_in_a_reprint_are_a_transmission_error(world: World) -> None:
    two_pages(world, second="2030-03-02")
    world.reprint("a", "b")
    a = world.claim("a", deaths(4186), "outlet:Gazette a", HOUSE)
    b = world.claim("b", deaths(4816), "outlet:Gazette b", HOUSE)
    assert world.outcome(a, b) == "transmission_error"


def test_swapped_digits_in_a_translated_relay_need_no_shared_words(world: World) -> None:
    world.page("a", published="2030-03-01")
    world.page("b", "El puente se cerró.", credit="Gazette a", language="es")
    a = world.claim("a", deaths(4186, time=day("2029")), "outlet:Gazette a", HOUSE)
    b = world.claim(
        "b", deaths(4816, time=day("2029"), type="LIFE.CROSS"),
        "outlet:Gazette b", "agency:Gazette a", "body:Casa del Puerto",
    )  # fmt: skip
    assert world.outcome(a, b) == "transmission_error"


def test_a_bound_added_on_the_way_is_a_transmission_error(world: World) -> None:
    two_pages(world, second="2030-03-02")
    a = world.claim("a", deaths(1430), "outlet:Gazette a", HOUSE)
    b = world.claim("b", deaths(1430, bound=Bound.MORE_THAN), "outlet:Gazette b", HOUSE)
    assert world.outcome(a, b) == "transmission_error"


def test_a_bound_that_linking_took_for_a_refinement_is_seen(world: World) -> None:
    two_pages(world, second="2030-03-02")
    a = world.claim("a", deaths(1430), "outlet:Gazette a", HOUSE)
    b = world.claim("b", deaths(1430, bound=Bound.MORE_THAN), "outlet:Gazette b", HOUSE)
    own = world.differ(a, b, kind="repeats", outcome=Outcome.REFINES)
    relation = next(r for r in world.weigh().relations if r.id == own)
    assert (relation.kind, relation.outcome.value) == ("contradicts", "transmission_error")


def test_a_refinement_is_one_of_one_author_and_day(world: World) -> None:
    two_pages(world, second="2030-03-02")
    a = world.claim("a", deaths(1437), "outlet:Gazette a", HOUSE)
    more = {"kind": "repeats", "outcome": Outcome.REFINES}
    for house, wanted in ((HOUSE, "refines"), (DOCKERS, "undetermined")):
        b = world.claim("b", deaths(1400, bound=Bound.AT_LEAST), "outlet:Gazette b", house)
        assert world.outcome(a, b, **more) == wanted


def test_a_slip_between_strangers_is_no_transmission_error(world: World) -> None:
    two_pages(world)
    a = world.claim("a", deaths(4186), "outlet:Gazette a", HOUSE)
    b = world.claim("b", deaths(4816), "outlet:Gazette b", DOCKERS)
    assert world.outcome(a, b) == "undetermined"


def test_a_part_and_its_whole_on_one_page_are_no_contradiction(world: World) -> None:
    world.page("a")
    a = world.claim("a", deaths(30), "outlet:Gazette a", HOUSE)
    b = world.claim("a", deaths(25), "outlet:Gazette a", HOUSE)
    assert world.outcome(a, b) == "different_universe"


def test_numbers_that_a_reprint_gives_both_of_did_not_change_on_the_way(world: World) -> None:
    two_pages(world, second="2030-03-02")
    world.reprint("a", "b")
    whole = world.claim("a", deaths(30), "outlet:Gazette a", HOUSE)
    world.claim("b", deaths(30), "outlet:Gazette b", HOUSE)
    part = world.claim("b", deaths(25), "outlet:Gazette b", HOUSE)
    assert world.outcome(whole, part) == "different_universe"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"place": place("Sandport, Coastland")}, {"place": place("Millbrook, Coastland")}),
        ({"time": day("2029-01")}, {"time": day("2029-05")}),
        ({"type": "LIFE.CUST"}, {"type": "LIFE.EJE"}),
    ],
)
def test_other_places_times_or_acts_are_other_universes(
    world: World, one: dict[str, object], other: dict[str, object]
) -> None:
    two_pages(world)
    a = world.claim("a", deaths(31, **one), "outlet:Gazette a", HOUSE)
    b = world.claim("b", deaths(58, **other), "outlet:Gazette b", HOUSE)
    assert world.outcome(a, b) == "different_universe"


def test_one_number_on_two_days_in_a_reprint_is_a_date_error(world: World) -> None:
    two_pages(world, second="2030-03-02")
    world.reprint("a", "b")
    a = world.claim("a", deaths(7, time=day("2030-02-15")), "outlet:Gazette a", HOUSE)
    b = world.claim("b", deaths(7, time=day("2030-02-26")), "outlet:Gazette b", HOUSE)
    assert world.outcome(a, b) == "transmission_error"


def test_a_denial_by_another_side_is_a_true_contradiction(world: World) -> None:
    world.page("a")
    act = world.claim("a", ActContent(type="LIFE.EJE"), "outlet:Gazette a", DOCKERS)
    denial = world.claim(
        "a", ActContent(type="denial"), "outlet:Gazette a", HOUSE, polarity=Polarity.DENIED
    )
    assert world.outcome(act, denial) == "true_contradiction"


def test_nobody_denies_what_he_says_himself(world: World) -> None:
    world.page("a")
    act = world.claim("a", ActContent(type="LIB.ARREST"), "outlet:Gazette a", HOUSE)
    denial = world.claim(
        "a", ActContent(type="denial"), "outlet:Gazette a", HOUSE, polarity=Polarity.DENIED
    )
    assert world.outcome(act, denial) == "undetermined"


def test_a_sense_turned_round_in_a_reprint_is_a_transmission_error(world: World) -> None:
    two_pages(world)
    world.reprint("a", "b")
    act = ActContent(type="LIFE.FORCE")
    a = world.claim("a", act, "outlet:Gazette a", HOUSE)
    b = world.claim("b", act, "outlet:Gazette b", HOUSE, polarity=Polarity.NEGATED)
    assert world.outcome(a, b) == "transmission_error"


def test_an_official_version_excludes_an_execution(world: World) -> None:
    world.page("a")
    act = world.claim("a", ActContent(type="LIFE.EJE"), "outlet:Gazette a", DOCKERS)
    version = world.claim(
        "a", ActContent(type="LIFE.CROSS"), "outlet:Gazette a", "unnamed:official sources"
    )
    assert world.outcome(act, version) == "true_contradiction"


def test_numbers_of_an_official_version_and_of_executions_are_not_a_slip(world: World) -> None:
    world.page("a")
    nine = number(9, "executions", Bound.AT_LEAST)
    act = world.claim("a", ActContent(type="LIFE.EJE", quantity=nine), "outlet:Gazette a", DOCKERS)
    version = world.claim(
        "a",
        ActContent(type="LIFE.CROSS", quantity=number(9, "deaths", Bound.EXACT)),
        "outlet:Gazette a",
        DOCKERS,
    )
    assert world.outcome(act, version) == "true_contradiction"


def test_a_fight_told_beside_an_execution_does_not(world: World) -> None:
    world.page("a")
    act = world.claim("a", ActContent(type="LIFE.EJE"), "outlet:Gazette a", DOCKERS)
    fight = world.claim("a", ActContent(type="armed_clash"), "outlet:Gazette a", DOCKERS)
    assert world.outcome(act, fight) == "different_universe"


def share(value: float, bound: Bound = Bound.EXACT) -> VoteContent:
    return VoteContent(type="announced_result", quantity=number(value, "share", bound))


def test_two_bodies_that_announce_exclusive_results_contradict(world: World) -> None:
    world.page("a")
    a = world.claim("a", share(53), "outlet:Gazette a", "body:Polling Board")
    b = world.claim("a", share(61, Bound.MORE_THAN), "outlet:Gazette a", "body:Reform Front")
    assert world.outcome(a, b) == "true_contradiction"


def test_results_over_the_whole_on_one_page_contradict_whoever_says_so(world: World) -> None:
    world.page("a")
    a, b = world.claim("a", share(53)), world.claim("a", share(61, Bound.MORE_THAN))
    assert world.outcome(a, b) == "true_contradiction"


def test_a_later_bulletin_of_one_body_is_an_update(world: World) -> None:
    two_pages(world)
    a = world.claim("a", share(51.2), "outlet:Gazette a", "body:Polling Board")
    b = world.claim("b", share(51.9), "outlet:Gazette b", "body:Polling Board")
    assert world.outcome(a, b) == "update_over_time"


def test_a_result_that_nobody_signs_contradicts_no_body_elsewhere(world: World) -> None:
    two_pages(world)
    a = world.claim("a", share(51.2), "outlet:Gazette a", "body:Polling Board")
    b = world.claim("b", share(52))
    assert world.outcome(a, b) == "undetermined"


def test_a_procedure_that_moves_is_no_contradiction(world: World) -> None:
    two_pages(world)
    forum = mention("Harbour Tribunal")
    first = ProcedureContent(type="investigation", stage="preliminary inquiry", forum=forum)
    a = world.claim("a", first)
    b = world.claim("b", ProcedureContent(type="investigation", forum=forum))
    moves = world.weigh().relations
    assert [(r.kind, r.left, r.right, r.outcome.value) for r in moves] == [
        ("updates", a.id, b.id, "update_over_time")
    ]
    assert "preliminary inquiry as of 2030-03-01" in moves[0].because


def test_procedures_of_two_forums_do_not_move_into_each_other(world: World) -> None:
    two_pages(world)
    for page, forum in (("a", "Harbour Tribunal"), ("b", "River Court")):
        content = ProcedureContent(type="investigation", stage=page, forum=mention(forum))
        world.claim(page, content)
    assert world.weigh().relations == ()


def test_relations_keep_their_ids_and_what_linking_decided(world: World) -> None:
    two_pages(world)
    a, b = world.claim("a", deaths(31)), world.claim("b", deaths(31))
    agreed = world.differ(a, b, kind="repeats", outcome=Outcome.AGREE)
    assert [(r.id, r.outcome.value) for r in world.weigh().relations] == [(agreed, "agree")]


def test_a_rejected_claim_takes_no_part(world: World) -> None:
    two_pages(world)
    a = world.claim("a", deaths(31), state="rejected")
    world.differ(a, world.claim("b", deaths(34)))
    assert world.weigh().relations == ()


def test_claims_without_numbers_or_dates_stay_open(world: World) -> None:
    two_pages(world)
    a = world.claim("a", DiplomacyContent(type="demand"))
    assert world.outcome(a, world.claim("b", DiplomacyContent(type="demand"))) == "undetermined"


def test_every_outcome_has_a_reason_that_a_person_can_read() -> None:
    outcomes = WeighingRules.load().outcomes
    assert set(outcomes) == set(CASES)
    for rule in outcomes.values():
        assert rule.because[0].isupper()
        assert rule.because.endswith(".")


@given(st.integers(100, 99999), st.integers(100, 99999))
def test_a_slip_is_one_in_both_directions(a: int, b: int) -> None:
    assert is_slip(a, b) == is_slip(b, a)
    assert not is_slip(a, a)


@given(
    st.lists(st.integers(0, 9), min_size=3, max_size=6).filter(lambda d: d[0]), st.integers(0, 4)
)
def test_two_neighbours_swapped_are_a_slip(digits: list[int], at: int) -> None:
    at %= len(digits) - 1
    swapped = [*digits]
    swapped[at], swapped[at + 1] = swapped[at + 1], swapped[at]
    a, b = (int("".join(map(str, some))) for some in (digits, swapped))
    assert is_slip(a, b) == (digits[at] != digits[at + 1] and len(str(a)) == len(str(b)))


def test_a_quantity_of_the_edit_form_keeps_its_number(world: World) -> None:
    two_pages(world, second="2030-03-02")
    more = Quantity(
        verbatim="more than 1,430", low=1431, high=None, point=None,
        bound=Bound.MORE_THAN, unit="deaths",
    )  # fmt: skip
    a = world.claim("a", deaths(1430), "outlet:Gazette a", HOUSE)
    content = ActContent(type="LIFE.UNK", quantity=more)
    b = world.claim("b", content, "outlet:Gazette b", HOUSE)
    assert world.outcome(a, b) == "transmission_error"


@pytest.mark.parametrize(
    ("first", "second", "flagged"),
    [
        ("investigation", "preliminary examination", True),
        ("juicio", "investigación preliminar", True),
        ("preliminary examination", "investigation", False),
        ("investigation", "filing", False),
    ],
)
def test_a_procedure_that_goes_backwards_is_flagged(
    world: World, first: str, second: str, *, flagged: bool
) -> None:
    court = mention("Harbour Court")
    for page, when, stage in (("a", "2030-01-01", first), ("b", "2030-06-01", second)):
        world.page(page, published=when)
        world.claim(page, ProcedureContent(type="investigation", forum=court, stage=stage))
    found = [d for d in world.weigh().doubts if d.type == "stage order"]
    assert bool(found) is flagged


# --- what a member decides -------------------------------------------------------------------


def decided(world: World, on: str, key: str | None, outcome: str) -> None:
    world.decide("resolve", on, outcome=outcome)
    world.decisions[-1] = replace(world.decisions[-1], key=key)


def test_a_member_sets_the_outcome_and_the_reason_says_who_and_what_the_rule_proposed(
    world: World,
) -> None:
    two_pages(world)
    a = world.claim("a", deaths(31), "outlet:Gazette a", HOUSE)
    b = world.claim("b", deaths(40), "outlet:Gazette b", DOCKERS)
    own = world.differ(a, b)
    decided(world, own, pair_key(a, b), "true_contradiction")
    (relation,) = world.weigh().relations
    assert (relation.id, relation.outcome.value) == (own, "true_contradiction")
    assert "Checked. (decided by test" in relation.because
    assert "proposed “undetermined”" in relation.because
    assert [d.severity for d in world.weigh().doubts if d.on == own] == ["blocks"]


def test_the_latest_outcome_counts(world: World) -> None:
    two_pages(world)
    a, b = world.claim("a", deaths(31)), world.claim("b", deaths(40))
    own = world.differ(a, b)
    for outcome in ("true_contradiction", "different_universe"):
        decided(world, own, pair_key(a, b), outcome)
    assert [r.outcome.value for r in world.weigh().relations] == ["different_universe"]


@pytest.mark.parametrize("proposed", [True, False], ids=["by another id", "by no rule any more"])
def test_an_outcome_re_attaches_by_the_keys_of_the_two_claims(world: World, proposed: bool) -> None:
    two_pages(world)
    a, b = world.claim("a", deaths(31)), world.claim("b", deaths(40))
    if proposed:
        world.differ(a, b)
    decided(world, world.id("before"), pair_key(a, b), "different_universe")
    (relation,) = world.weigh().relations
    assert {relation.left, relation.right} == {a.id, b.id}
    assert relation.outcome is Outcome.DIFFERENT_UNIVERSE


def test_an_outcome_whose_claims_are_gone_is_listed(world: World) -> None:
    two_pages(world)
    world.claim("a", deaths(31))
    decided(world, world.id("before"), "gone away", "different_universe")
    assert world.weigh().relations == ()
    orphans = [d.on for d in world.weigh().doubts if d.type == "orphaned decision"]
    assert orphans == [world.id("before")]
