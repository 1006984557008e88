"""Invariants of domain.md §11 on matters with elements, grades and denials: 3, 4 and 9."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.weighing.conftest import World, day, mention, place

from hechos.records import ActContent, Actor, Assessment, Claim, Level, Polarity, Weights

ORDER = [level.value for level in Level]
NAMES = ("the Ministry of Defence", "Harbour House", "the Quay Band", "Norland Medics")
DAYS = (None, "2030-02-11", "2030-02-12", "2030-02", "2031-05-01")
PLACES = (None, "Sandport, Norland", "Quay Street, Sandport, Norland", "Hillfort, Norland")


@dataclass(frozen=True)
class Told:
    """One statement: who says it, who is said to have done it, when, where, how near, in which
    origin; printed by itself or relayed; a denial."""

    origin: int
    speaker: int
    actor: int | None
    day: str | None
    place: str | None
    near: int
    relayed: bool
    denial: bool


Some = st.lists(
    st.builds(
        Told,
        origin=st.integers(0, 3),
        speaker=st.integers(0, len(NAMES) - 1),
        actor=st.none() | st.integers(0, len(NAMES) - 1),
        day=st.sampled_from(DAYS),
        place=st.sampled_from(PLACES),
        near=st.integers(0, 4),
        relayed=st.booleans(),
        denial=st.booleans(),
    ),
    min_size=1,
    max_size=7,
)
Grades = st.dictionaries(st.integers(0, 6), st.sampled_from("ABCDEF"), max_size=3)


@dataclass
class Built:
    world: World
    groups: dict[int, list[Claim]] = field(default_factory=dict)

    def assess(self) -> Assessment:
        return self.world.weigh().assessments[0]


def build(
    told: list[Told],
    *,
    names: tuple[str, ...] = NAMES,
    without: int | None = None,
    reprints: int = 0,
    grades: dict[int, str] | None = None,
) -> Built:
    world = World()
    built, against = Built(world), []
    for n, one in enumerate(told):
        claim = statement(world, n, one, names)
        if one.denial:
            against.append(claim)
        elif one.origin != without:
            built.groups.setdefault(one.origin, []).append(claim)
        else:
            world.claims.remove(claim)
    for group in list(built.groups.values()):
        for n in range(reprints):
            page = world.page(f"reprint {group[0].id} {n}")
            chain = (
                f"outlet:Gazette {page}",
                *(f"{v.kind}:{v.speaker.name}" for v in group[0].voice[1:]),
            )
            near = group[0].voice[-1].proximity
            group.append(world.claim(page, group[0].content, *chain, near=near))
    world.proposition(*built.groups.values(), against=against)
    for group in built.groups.values():
        for denial in against[:1]:
            world.differ(group[0], denial)
    for n, letter in (grades or {}).items():
        world.decide("grade", world.id("capture", f"p{n}"), source=letter)
    return built


def statement(world: World, n: int, one: Told, names: tuple[str, ...]) -> Claim:
    speaker = names[one.speaker]
    page = world.page(f"p{n}", publisher=None if one.relayed else speaker)
    actors = () if one.actor is None else (Actor(mention=mention(names[one.actor])),)
    content = ActContent(
        type="denial" if one.denial else "LIFE.EJE",
        actors=() if one.denial else actors,
        time=day(one.day) if one.day else None,
        place=place(one.place) if one.place else None,
    )
    polarity = Polarity.DENIED if one.denial else Polarity.AFFIRMED
    chain = (f"outlet:{'Gazette' if one.relayed else speaker}", f"body:{speaker}")
    return world.claim(page, content, *chain, near=one.near, polarity=polarity)


def rank(level: Level) -> int:
    return ORDER.index(level.value)


@settings(max_examples=120, deadline=None)
@given(Some, Grades)
def test_taking_an_origin_away_raises_no_level_of_the_matter_or_of_an_element(
    told: list[Told], grades: dict[int, str]
) -> None:
    whole = build(told, grades=grades).assess()
    levels = {one.name: rank(one.level) for one in whole.elements}
    for origin in range(4):
        less = build(told, without=origin, grades=grades).assess()
        assert rank(less.level) <= rank(whole.level)
        assert all(rank(one.level) <= levels[one.name] for one in less.elements)


@settings(max_examples=80, deadline=None)
@given(Some)
def test_what_it_depends_on_is_what_makes_it_fall(told: list[Told]) -> None:
    built = build(told)
    whole = built.assess()
    groups = {built.world.id("origin", whole.proposition, *(c.id for c in g)): origin
              for origin, g in built.groups.items()}  # fmt: skip
    for group, origin in groups.items():
        less = build(told, without=origin).assess()
        assert (group in whole.fragile) == (rank(less.level) < rank(whole.level))


@settings(max_examples=80, deadline=None)
@given(Some, st.integers(1, 3))
def test_reprints_change_no_level_no_support_and_no_element(told: list[Told], more: int) -> None:
    before, after = (build(told, reprints=n).assess() for n in (0, more))
    assert [len(one.origins) for one in before.elements] == [
        len(one.origins) for one in after.elements
    ]
    assert [(one.name, one.level) for one in before.elements] == [
        (one.name, one.level) for one in after.elements
    ]
    assert len(before.supporting_origins) == len(after.supporting_origins)
    assert before.level is after.level
    assert before.whole is after.whole


def seen(weights: Weights) -> object:
    """Return levels, counts and grades, without the names in them."""
    return (
        [
            (
                one.level,
                one.whole,
                len(one.supporting_origins),
                len(one.contrary_origins),
                len(one.fragile),
                len(one.first_hand),
                one.information,
                one.proximity,
                [(e.name, e.level, len(e.origins)) for e in one.elements],
                [(a.kind, len(a.claims)) for a in one.alternatives],
            )
            for one in weights.assessments
        ],
        Counter((g.source, g.information, g.topic) for g in weights.grades),
        Counter((d.type, d.severity) for d in weights.doubts),
    )


@settings(max_examples=80, deadline=None)
@given(Some, st.permutations((0, 2, 3)), Grades)
def test_names_decide_nothing(told: list[Told], order: list[int], grades: dict[int, str]) -> None:
    """Bodies of which packs know nothing change names; the Ministry is of a kind and stays."""
    unknown = ("Bay Circle", "Harbour House", "the Quay Band", "Norland Medics")
    turned = tuple(unknown[n] for n in (order[0], 1, *order[1:]))
    before = build(told, names=unknown, grades=grades)
    after = build(told, names=turned, grades=grades)
    assert seen(before.world.weigh()) == seen(after.world.weigh())


@settings(max_examples=60, deadline=None)
@given(Some, st.randoms(use_true_random=False), Grades)
def test_the_order_of_documents_decides_nothing(
    told: list[Told], chance: random.Random, grades: dict[int, str]
) -> None:
    world = build(told, grades=grades).world
    before = world.weigh()
    for some in (world.captures, world.texts, world.claims):
        chance.shuffle(some)
    assert world.weigh() == before


@settings(max_examples=60, deadline=None)
@given(Some, Grades)
def test_only_members_give_letters_other_than_f(told: list[Told], grades: dict[int, str]) -> None:
    weights = build(told, grades=grades).world.weigh()
    by_rule = [one for one in weights.grades if one.made.by.startswith("rule:")]
    assert {one.source for one in by_rule} <= {"F"}
    assert {one.information for one in (*by_rule, *weights.assessments)} <= {"3", "6"}
    assert all(rank(one.level) <= rank(Level.P2) for one in weights.assessments)
