"""Claims become what is counted: named people, and groups of one episode."""

from __future__ import annotations

from typing import Any

from tests.counting.made import MADE, claim, when
from tests.counting.registers.test_build import ANA

from hechos.counting.documented.amounts import at_least, exactly
from hechos.counting.documented.counts import count_victims, count_violations
from hechos.counting.documented.told import harms_and_groups
from hechos.records import (
    ActContent,
    Bound,
    Incident,
    Mention,
    PartyKind,
    Place,
    Polarity,
    Quantity,
)

TOWN = Place(verbatim="Alta", path="Alta, Norvik", level="city")


def deaths(id_: str, number: int = 0, *victims: Mention, **slots: Any) -> Any:
    quantity = Quantity(
        verbatim=f"at least {number}", low=number, high=None, point=None, bound=Bound.AT_LEAST
    )
    given: dict[str, Any] = {"time": when("2025-01-02"), "place": TOWN, **slots}
    polarity = given.pop("polarity", Polarity.AFFIRMED)
    content = ActContent(
        type="LIFE.UNK", quantity=quantity if number else None, victims=victims, **given
    )
    return claim(id_, content, polarity=polarity)


def incident(id_: str, *claims: str, **slots: Any) -> Incident:
    return Incident(
        id=id_, case="case", made=MADE, title=id_, types=("LIFE.UNK",), claims=claims, **slots
    )


def test_named_and_unnamed_of_one_episode_are_told_apart() -> None:
    told = harms_and_groups(
        [deaths("a", 0, ANA), deaths("b", 14)], [incident("i", "a", "b")], {"text:0-9": "p1"}
    )
    assert [harm.person for harm in told.harms] == ["p1"]
    counted = count_victims(told.harms, told.groups)
    assert (counted.amount, counted.named, counted.added) == (at_least(14), 1, 13)
    assert counted.claims == ("a", "b")


def test_a_number_of_a_country_or_a_year_is_in_no_sum() -> None:
    country = Place(verbatim="Norvik", path="Norvik", level="country")
    claims = [
        deaths("a", 500, place=country),
        deaths("b", 700, time=when("2025")),
        deaths("c", 800, time=None),
        deaths("d", 5),
    ]
    told = harms_and_groups(claims, [incident(n, n) for n in "abcd"], {})
    assert told.left_out == ("a", "b", "c")
    assert count_victims(told.harms, told.groups).amount == at_least(5)


def test_what_is_denied_or_rejected_or_no_harm_is_not_counted() -> None:
    claims = [deaths("a", 5, polarity=Polarity.DENIED), deaths("b", 0, ANA, time=None)]
    told = harms_and_groups(claims, [], {})
    assert count_violations(told.harms, told.groups).amount == exactly(1)


def test_a_campaign_is_no_episode_and_its_people_are_not_added_to_those_of_its_parts() -> None:
    claims = [deaths("a", 9), deaths("b", 5)]
    told = harms_and_groups(
        claims, [incident("wave", "a"), incident("one", "b", parent="wave")], {}
    )
    assert count_victims(told.harms, told.groups).amount == at_least(9)


def test_a_group_with_a_size_of_its_own_counts_with_it() -> None:
    group = Mention(verbatim="six dockers", name="dockers", kind=PartyKind.GROUP, low=6, high=6)
    told = harms_and_groups([deaths("a", 20, group)], [incident("i", "a")], {})
    assert [one.amount for one in told.groups] == [exactly(6)]
