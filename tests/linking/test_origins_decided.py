"""Origins where people spoke, and one statement told by many papers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.linking.conftest import AT, CASE, World
from tests.linking.copies.test_reprints import prose
from tests.linking.test_origins import DOCUMENTS, HERE, build, groups_of, told

from hechos.linking.link import link_case
from hechos.linking.rules import LinkingRules
from hechos.records import Claim, Decision, Links, Made, OriginGroup, ids

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
import _outlets as planted


def decide(number: int, act: str, kind: str, *pair: str) -> Decision:
    on, other = pair
    return Decision(
        id=ids.uuid7(50_000 + number, bytes(10)),
        case=CASE.id,
        made=Made(by="ana", at="2031-03-01T00:00:00Z"),
        act=act,
        kind=kind,
        on=on,
        other=other,
        because="read both",
    )


def link(world: World, decisions: Sequence[Decision]) -> Links:
    return link_case(
        world.captures,
        world.texts,
        world.claims,
        rules=LinkingRules.load(),
        case=CASE,
        at=AT,
        decisions=decisions,
    )


def sizes(links: Links, claim: Claim) -> list[int]:
    return sorted(len(group.claims) for group in groups_of(links, claim))


def test_two_claims_that_a_person_calls_one_origin_are_one(world: World) -> None:
    a, b = told(world, publisher="P1"), told(world, publisher="P2")
    links = link(world, [decide(1, "same", "origin", a.id, b.id)])
    (group,) = groups_of(links, a)
    (edge,) = (edge for edge in links.edges if edge.id in group.edges)
    assert (edge.kind, edge.evidence) == ("decided", "read both")


def test_nothing_joins_two_claims_that_a_person_keeps_apart(world: World) -> None:
    a, b, c = (told(world, f"outlet:P{n}", "body:Harbour League") for n in range(3))
    apart = decide(1, "different", "origin", a.id, b.id)
    assert sizes(link(world, [apart]), c) == [1, 2]
    assert sizes(link(world, []), c) == [3]


def test_two_documents_that_a_person_calls_one_are_one_origin(world: World) -> None:
    a, b = told(world, publisher="P1"), told(world, publisher="P2")
    assert sizes(link(world, []), a) == [1, 1]
    assert sizes(link(world, [decide(1, "same", "document", a.capture, b.capture)]), a) == [2]


def test_documents_that_a_person_takes_apart_share_no_text(world: World) -> None:
    body = f"{prose(1)} nine died"
    claims = []
    for day in ("2031-01-07", "2031-01-08"):
        note = world.document(body, published=day, name=day, publisher=f"P {day}")
        claims.append(world.act(note, "nine died", "LIFE.UNK", f"outlet:{day}", number=9, **HERE))
    apart = decide(1, "different", "document", claims[0].capture, claims[1].capture)
    assert sizes(link(world, []), claims[0]) == [2]
    links = link(world, [apart])
    assert sizes(links, claims[0]) == [1, 1]
    assert not [edge for edge in links.edges if edge.between == "documents"]


def test_a_report_without_a_name_is_no_second_origin_beside_the_same_figure(world: World) -> None:
    a = told(world, "outlet:P1", "body:Harbour League", published="2031-01-10")
    told(world, "outlet:P2", "report:a report", published="2031-01-11")
    told(world, "outlet:P3", "report:un informe", published="2031-01-11")
    assert sizes(world.link(), a) == [3]


def test_an_acronym_tells_one_issuer_in_two_languages(world: World) -> None:
    a = told(world, "outlet:P1", "body:Harbour Rights League (HRL)", published="2031-01-10")
    told(world, "outlet:P2", "body:Liga del Puerto (HRL)", published="2031-01-11")
    told(world, "outlet:P3", "body:Liga del Mar (LDM)", published="2031-01-11")
    assert sizes(world.link(), a) == [1, 2]


@pytest.mark.parametrize("seed", range(4))
def test_papers_over_one_statement_are_one_origin_in_whatever_words_and_tongue(seed: int) -> None:
    texts, dead = planted.papers(10, 900 + seed)
    assert planted.origins_of(texts, dead) == (1, 10)


def partition(groups: list[OriginGroup], claims: list[Claim]) -> set[frozenset[int]]:
    order = {claim.id: number for number, claim in enumerate(claims)}
    return {frozenset(order[claim] for claim in group.claims) for group in groups}


@settings(max_examples=30, deadline=None)
@given(DOCUMENTS, st.randoms())
def test_the_order_of_documents_changes_no_origin(
    choices: list[tuple[int, int, int]], rng: object
) -> None:
    world, claims = build(choices)
    before = world.link()
    for part in (world.captures, world.texts, world.claims):
        rng.shuffle(part)  # type: ignore[attr-defined]
    again = link_case(
        world.captures, world.texts, world.claims, rules=LinkingRules.load(), case=CASE, at=AT
    )
    assert again.origins == before.origins
    assert partition(groups_of(again, claims[0]), claims)


@settings(max_examples=20, deadline=None)
@given(DOCUMENTS, st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=3))
def test_what_a_person_keeps_apart_is_never_in_one_group(
    choices: list[tuple[int, int, int]], pairs: list[tuple[int, int]]
) -> None:
    world, claims = build(choices)
    pairs = [(a, b) for a, b in pairs if a < b < len(claims)]
    decisions = [
        decide(n, "different", "origin", claims[a].id, claims[b].id)
        for n, (a, b) in enumerate(pairs)
    ]
    for group in link(world, decisions).origins:
        assert not [(a, b) for a, b in pairs if {claims[a].id, claims[b].id} <= {*group.claims}]
