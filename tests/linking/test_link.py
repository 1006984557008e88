"""The whole stage: nothing depends on the order of inputs, names or rejected claims."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.linking.conftest import AT, CASE, World
from tests.linking.copies.test_reprints import prose

from hechos.linking.link import link_case
from hechos.linking.rules import LinkingRules, Role, words
from hechos.records import Bound, Links, Record, ids, wire

HERE = {"place": "Alder, Brisa", "time": "2031-01-06"}


@pytest.fixture
def busy(world: World) -> World:
    """A case with reprints, rivals, a denial and a sum."""
    shared = prose(1)
    for place in range(6):
        body = shared if place % 2 else prose(10 + place)
        note = world.document(body, published=f"2031-01-{10 + place}", publisher=f"Paper {place}")
        world.act(
            note,
            f"{prose(40 + place, 9)} died",
            "LIFE.EJE",
            f"outlet:Paper {place}",
            "body:Harbour League" if place < 3 else "body:Civic Watch",
            number=14 + place // 3,
            bound=Bound.AT_LEAST,
            **HERE,
        )
        world.act(
            note,
            f"in a fight {place}",
            "LIFE.CROSS",
            f"outlet:Paper {place}",
            "unnamed:officials",
            **HERE,
        )
        world.act(
            note,
            f"Soto denies the fight {place}",
            "denial",
            f"outlet:Paper {place}",
            "person:Ana Soto",
        )
    return world


def link(world: World, order: Callable[[list[Record]], None] | None = None) -> Links:
    given: list[list[Record]] = [[*world.captures], [*world.texts], [*world.claims]]
    for items in given:
        if order:
            order(items)
    return link_case(*given, rules=LinkingRules.load(), case=CASE, at=AT)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_inputs_is_nothing(busy: World, seed: int) -> None:
    shuffled = link(busy, random.Random(seed).shuffle)  # noqa: S311 - a fixed order
    assert wire.dumps(shuffled) == wire.dumps(link(busy))


def test_ids_of_captures_decide_nothing_but_ids(busy: World) -> None:
    """Sources that came in in another order make the same case."""
    names = [party.name for party in link(busy).parties]
    statements = [p.statement for p in link(busy).propositions]
    turned = {
        capture.id: ids.uuid7(9000 - place, capture.address[:10].encode())
        for place, capture in enumerate(busy.captures)
    }
    busy.captures = [replace(one, id=turned[one.id]) for one in busy.captures]
    busy.texts = [replace(one, capture=turned[one.capture]) for one in busy.texts]
    busy.claims = [
        replace(
            one, capture=turned[one.capture], id=ids.draw(CASE.seed, turned[one.capture], one.id)
        )
        for one in busy.claims
    ]
    again = link(busy)
    assert [party.name for party in again.parties] == names
    assert [p.statement for p in again.propositions] == statements


def test_ids_are_unique_and_stay_when_a_source_is_added(busy: World) -> None:
    before = link(busy)
    note = busy.document(prose(77), published="2030-12-01")
    busy.act(
        note,
        "nine others died far away",
        "LIFE.UNK",
        number=9,
        place="Cedro, Brisa",
        time="2030-11-30",
    )
    after = link(busy)
    for field in Links.__slots__:
        old, new = ([one.id for one in getattr(links, field)] for links in (before, after))
        assert len(set(new)) == len(new)
        assert set(old) <= set(new), field


def test_rejected_claims_take_no_part(busy: World) -> None:
    busy.claims = [replace(claim, state="rejected") for claim in busy.claims]
    links = link(busy)
    assert (links.propositions, links.parties, links.figures) == ((), (), ())


def test_nothing_gives_nothing() -> None:
    links = link_case([], [], [], rules=LinkingRules.load(), case=CASE, at=AT)
    assert links == Links()


def test_links_survive_the_wire(busy: World) -> None:
    links = link(busy)
    assert wire.loads(wire.dumps(links), Links) == links


def test_names_swapped_by_one_permutation_change_nothing_but_names(busy: World) -> None:
    def swap(text: str) -> str:
        out = text.replace("Harbour League", "\0").replace("Civic Watch", "Harbour League")
        return out.replace("\0", "Civic Watch")

    shape = [(len(g.claims), g.primary and swap(g.primary)) for g in link(busy).origins]
    busy.claims = [
        replace(
            claim,
            voice=tuple(
                replace(one, speaker=replace(one.speaker, name=swap(one.speaker.name)))
                for one in claim.voice
            ),
        )
        for claim in busy.claims
    ]
    assert [(len(g.claims), g.primary) for g in link(busy).origins] == shape


@pytest.mark.parametrize("word", words(), ids=lambda word: f"{word.key}:{word.example[:12]}")
def test_each_entry_of_the_word_lists_is_in_its_example(word: object) -> None:
    lexicon = LinkingRules.load().lexicon
    assert word.key.split(":")[1] in lexicon.keys(word.example, Role(word.role))  # type: ignore[attr-defined]


def test_the_rules_are_named_with_their_hash() -> None:
    (one,) = LinkingRules.load().rulesets
    assert (one.stage, len(one.hash)) == ("linking", 64)
