"""Universes and figures: who is counted, by whom, and what follows from several amounts."""

from __future__ import annotations

import pytest
from tests.linking.conftest import World, amount, mention, voice, where

from hechos.linking.amounts.universes import amount_key
from hechos.records import Bound, Links, StatusContent, VoteContent

ELECTION = "the May 2031 mayoral election"


def universe_of(links: Links, claim_id: str) -> str:
    return next(f.universe for f in links.figures if claim_id in f.claims and not f.rule)


def test_two_outlets_with_two_amounts_after_one_election_are_two_figures_of_one_universe(
    world: World,
) -> None:
    first = world.document(published="2031-06-20")
    second = world.document(published="2032-06-22")
    a = world.act(
        first,
        "27 died in the marches after the mayoral re-election",
        "LIFE.UNK",
        number=27,
        unit="deaths",
        place="Brisa",
        occasion="marches after the re-election",
    )
    b = world.act(
        second,
        "unrest after the 2031 mayoral election left 28 dead",
        "LIFE.UNK",
        number=28,
        unit="deaths",
        place="Brisa",
        time="2031",
        occasion="the 2031 mayoral election",
    )
    links = world.link()
    assert universe_of(links, a.id) == universe_of(links, b.id)
    assert len(links.figures) == 2


def test_deaths_of_an_earlier_wave_of_protests_are_another_universe(world: World) -> None:
    note = world.document(published="2032-06-22")
    old = world.act(
        note,
        "more than 100 died in the protests of 2027",
        "LIFE.UNK",
        number=100,
        bound=Bound.MORE_THAN,
        place="Brisa",
        time="2027",
        occasion="nationwide protests in 2027",
    )
    new = world.act(
        note,
        "28 died after the election",
        "LIFE.UNK",
        number=28,
        place="Brisa",
        occasion="the mayoral election",
    )
    links = world.link()
    assert universe_of(links, old.id) != universe_of(links, new.id)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"kind": "LIFE.EJE"}, {"kind": "LIB.ARREST"}),
        ({"time": "2031-01-06"}, {"time": "2031-03-06"}),
        ({"place": "Alder, Brisa"}, {"place": "Cedro, Brisa"}),
        ({"victims": ["fourteen women"]}, {"victims": ["fourteen soldiers"]}),
    ],
    ids=["another act", "another time", "another place", "another cohort"],
)
def test_one_number_of_different_things_never_links(
    world: World, first: dict[str, object], second: dict[str, object]
) -> None:
    common: dict[str, object] = {
        "kind": "LIFE.UNK",
        "time": "2031-01-06",
        "place": "Alder, Brisa",
        "victims": [],
    }
    ids = []
    for number, slots in enumerate(({**common, **first}, {**common, **second})):
        note = world.document(published=f"2031-05-0{number + 1}")
        kind = slots.pop("kind")
        claim = world.act(
            note, f"At least 14 in note {number}", kind, number=14, bound=Bound.AT_LEAST, **slots
        )
        ids.append(claim.id)
    links = world.link()
    assert universe_of(links, ids[0]) != universe_of(links, ids[1])
    assert not links.relations


def test_what_is_said_of_one_episode_in_other_words_is_counted_once(world: World) -> None:
    note = world.document(published="2031-12-27")
    common = {"number": 7, "place": "Brisa"}
    world.act(note, "a massacre of seven in 2031", "LIFE.MASS", time="2031", **common)
    world.act(note, "seven lost their lives in January", "LIFE.UNK", time="2031-01", **common)
    world.act(note, "the execution of seven people", "LIFE.EJE", **common)
    links = world.link()
    assert len(links.universes) == 1
    assert [figure.quantity.point for figure in links.figures] == [7]


def arrests(world: World, *, more: str = "at least 14 more people were arrested") -> Links:
    note = world.document(published="2031-09-22")
    world.act(
        note,
        "the panel counted at least 200 arrests",
        "LIB.ARREST",
        "outlet:Note",
        "body:Panel",
        number=200,
        bound=Bound.AT_LEAST,
        unit="arrest_event",
        place="Brisa",
        time="2031-01/2031-08",
    )
    world.act(
        note,
        more,
        "LIB.ARREST",
        "outlet:Note",
        "person:Ana Soto",
        number=14,
        bound=Bound.AT_LEAST,
        place="Brisa",
        time="2031-09-01/2031-09-15",
    )
    return world.link()


def test_lower_bounds_add_over_windows_that_do_not_touch(world: World) -> None:
    links = arrests(world)
    events, persons = (f for f in links.figures if f.rule == "lower_bounds")
    assert (events.quantity.low, events.quantity.unit) == (214, "arrest_event")
    assert events.quantity.bound is Bound.AT_LEAST
    assert any("not known to the day" in one for one in events.assumptions)
    assert (persons.derivable, persons.quantity.low) == (False, None)
    assert "twice" in persons.because


def test_amounts_of_two_speakers_that_nothing_joins_are_not_added(world: World) -> None:
    links = arrests(world, more="at least 14 people were arrested")
    assert not [f for f in links.figures if f.rule]


def test_what_is_left_of_a_flow_is_about_so_many_with_unit_and_cohort_in_doubt(
    world: World,
) -> None:
    note = world.document(published="2031-09-22")
    world.act(
        note,
        "the unrest led to 2,400 arrests",
        "LIB.ARREST",
        number=2400,
        unit="arrest_event",
        place="Brisa",
        occasion=ELECTION,
    )
    content = StatusContent(
        type="release", quantity=amount(2000, Bound.ABOUT), place=where("Brisa")
    )
    world.claim(note, "about 2,000 people have since been released", content)
    links = world.link()
    left = next(f for f in links.figures if f.rule == "stock_from_flows")
    assert (left.quantity.point, left.quantity.bound) == (400, Bound.ABOUT)
    assert {d.slot for d in links.doubts if d.on == left.id} == {"unit", "cohort"}


def test_a_first_strike_and_two_more_told_twice_are_three(world: World) -> None:
    note = world.document(published="2031-09-22")
    common = {"place": "Brisa", "unit": "boats"}
    world.act(note, "That first attack left 11 people dead", "LIFE.UNK", number=11, place="Brisa")
    world.act(
        note,
        "two more strikes have followed",
        "military_strike",
        number=2,
        place="Brisa",
        unit="strikes",
    )
    world.act(note, "forces have attacked two more boats", "military_strike", number=2, **common)
    links = world.link()
    assert [f.quantity.point for f in links.figures if f.rule == "first_and_further"] == [3]


def test_shares_of_one_contest_that_exceed_the_whole_exclude_each_other(world: World) -> None:
    note = world.document(published="2031-09-22")
    for candidate, share, bound, who in (
        ("Ana Soto", 52, Bound.EXACT, "body:Electoral Board"),
        ("Luis Vidal", 60, Bound.MORE_THAN, "body:Opposition League"),
    ):
        content = VoteContent(
            type="announced_result",
            quantity=amount(share, bound, "share"),
            candidate=candidate,
            contest="the mayoral election",
        )
        world.claim(note, f"{candidate} got {share} %", content, voice("outlet:Note", who))
    links = world.link()
    assert len({figure.universe for figure in links.figures}) == 1
    (relation,) = links.relations
    assert relation.kind == "contradicts"
    votes = [p for p in links.propositions if p.kind == "vote"]
    assert [p.contrary for p in votes] == [p.supporting for p in reversed(votes)]


def test_a_later_higher_figure_of_one_author_updates_the_earlier(world: World) -> None:
    for day, number in (("2031-06-01", 30), ("2031-07-01", 41)):
        note = world.document(published=day)
        world.act(
            note,
            f"the League counts {number} arrests",
            "LIB.ARREST",
            "outlet:Note",
            "body:Harbour League",
            number=number,
            place="Brisa",
            occasion=ELECTION,
            said=day,
        )
    links = world.link()
    early, late = links.figures
    assert late.supersedes == early.id
    assert [relation.kind for relation in links.relations] == ["updates"]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (amount(2400), amount(2400, Bound.ABOUT), True),
        (amount(650), amount(650, Bound.MORE_THAN), False),
        (amount(14), amount(14, Bound.AT_LEAST), False),
        (amount(27), amount(28), False),
    ],
    ids=["some 2,400", "over 650", "at least 14", "28"],
)
def test_amounts_are_the_same_whatever_words_soften_them(a: object, b: object, same: bool) -> None:
    assert (amount_key(a) == amount_key(b)) is same  # type: ignore[arg-type]


def test_counts_of_unlike_units_stay_apart(world: World) -> None:
    note = world.document()
    world.act(note, "two boats were sunk", "military_strike", number=2, unit="boats", place="Brisa")
    world.act(
        note,
        "two fishermen died",
        "LIFE.UNK",
        number=2,
        place="Brisa",
        victims=[mention("fishermen").name],
    )
    assert len(world.link().universes) == 2
