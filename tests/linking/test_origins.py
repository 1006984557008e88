"""Independent origins per proposition: what joins two claims, and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.linking.conftest import World
from tests.linking.copies.test_reprints import prose

from hechos.lang.numbers import is_slip
from hechos.records import Claim, Links, OriginGroup

HERE = {"place": "Alder, Brisa", "time": "2031-01-06"}


def groups_of(links: Links, claim: Claim) -> list[OriginGroup]:
    """Return the origin groups of the figure, or act, that the claim is for."""
    proposition = next(p for p in links.propositions if claim.id in p.supporting)
    return [group for group in links.origins if group.proposition == proposition.id]


def told(world: World, *chain: str, number: int = 9, body: str = "", **document: str) -> Claim:
    """Add a document that tells of nine deaths, in words of its own."""
    place = len(world.captures)
    note = world.document(body or prose(place + 50, 60), **document)
    said = document.get("said")
    return world.act(
        note,
        f"Text {place}: {number} died at Alder",
        "LIFE.UNK",
        *(chain or (f"outlet:Paper {place}",)),
        number=number,
        said=said,
        **HERE,
    )


def test_two_witnesses_are_two_origins_and_one_witness_in_two_reports_is_one(world: World) -> None:
    told(world, "outlet:P1", "body:Harbour League", "witness:Dock hand A")
    told(world, "outlet:P2", "body:Civic Watch", "witness:Dock hand A")
    last = told(world, "outlet:P3", "body:Sea Clinic", "witness:Dock hand B")
    assert sorted(len(group.claims) for group in groups_of(world.link(), last)) == [1, 2]


def test_two_papers_that_quote_one_statement_are_one_origin(world: World) -> None:
    world_day = "2031-01-10"
    a = told(world, "outlet:P1", "body:Harbour League", published=world_day)
    told(world, "outlet:P2", "body:Harbour League", published="2031-01-11")
    (group,) = groups_of(world.link(), a)
    assert group.primary == "Harbour League"
    assert len(group.edges) == 1


@pytest.mark.parametrize(("later", "groups"), [("2031-01-12", 1), ("2031-02-20", 2)])
def test_statements_of_one_body_days_apart_are_two(world: World, later: str, groups: int) -> None:
    for day in ("2031-01-10", later):
        note = world.document(prose(len(world.captures), 60), published=day)
        claim = world.act(
            note,
            f"{day}: 9 died at Alder",
            "LIFE.UNK",
            "outlet:P",
            "body:Harbour League",
            number=9,
            said=day,
            **HERE,
        )
    assert len(groups_of(world.link(), claim)) == groups


def test_a_person_who_speaks_for_a_body_is_its_statement(world: World) -> None:
    a = told(world, "outlet:P1", "body:Harbour League")
    told(world, "outlet:P2", "body:Harbour League", "person:Ana Soto")
    assert len(groups_of(world.link(), a)) == 1


def test_relays_of_one_agency_are_one_origin_with_the_primary_unknown(world: World) -> None:
    a = told(world, published="2031-01-07", credit="Bay Courier/AFP")
    told(world, number=10, published="2032-01-07", photo_credit="AGENCE FRANCE-PRESSE")
    links = world.link()
    (group,) = groups_of(links, a)
    assert (len(group.claims), group.primary) == (2, None)
    kinds = {(edge.between, edge.kind) for edge in links.edges}
    assert kinds == {("claims", "credit"), ("documents", "credit")}
    act = next(p for p in links.propositions if p.kind == "act")
    assert {d.type for d in links.doubts if d.on == act.id} == {
        "single origin",
        "missing essential",
    }


def test_a_shared_agency_joins_nothing_that_names_its_source(world: World) -> None:
    a = told(world, "outlet:P1", "agency:AFP", "body:Harbour League")
    told(world, "outlet:P2", "agency:AFP", "body:Civic Watch")
    assert len(groups_of(world.link(), a)) == 2


def test_two_papers_in_their_own_words_are_two_origins(world: World) -> None:
    a = told(world, publisher="P1")
    told(world, publisher="P2")
    assert len(groups_of(world.link(), a)) == 2


def test_a_changed_figure_in_a_reprint_is_of_the_same_origin(world: World) -> None:
    body = prose(1)
    sentence = f"{prose(2, 12)} where 650 dockers died after {prose(3, 12)}"
    for number, day in ((650, "2031-01-07"), (658, "2031-01-09")):
        text = f"{body}\n{sentence.replace('650', str(number))}\n{prose(4)}"
        note = world.document(text, published=day)
        claim = world.act(
            note,
            sentence.replace("650", str(number)),
            "LIFE.UNK",
            f"outlet:P{number}",
            number=number,
            **HERE,
        )
    links = world.link()
    (group,) = groups_of(links, claim)
    assert len(group.claims) == 2
    assert {e.kind for e in links.edges if e.between == "claims"} == {"text_run"}
    assert [relation.kind for relation in links.relations] == ["contradicts"]


def test_one_slip_copied_is_one_origin(world: World) -> None:
    for number, copies in ((480, 3), (430, 2)):
        for _ in range(copies):
            place = len(world.captures)
            claim = told(world, "outlet:x", f"body:Body {place}", number=number)
    groups = groups_of(world.link(), claim)
    assert sorted(len(group.claims) for group in groups) == [1, 1, 1, 2]


@pytest.mark.parametrize(
    ("a", "b", "slip"),
    [
        (650, 658, True),
        (6480, 6840, True),
        (650, 750, True),
        (27, 28, False),
        (650, 6500, False),
        (6408844, 6480844, True),
    ],
)
def test_a_slip_is_one_digit_or_two_swapped(a: float, b: float, slip: bool) -> None:
    assert is_slip(a, b) is slip


SPEAKERS = ("", "body:Harbour League", "body:Civic Watch", "unnamed:sources", "witness:Dock hand")


def build(choices: list[tuple[int, int, int]]) -> tuple[World, list[Claim]]:
    world = World()
    claims = []
    for place, (speaker, agency, day) in enumerate(choices):
        chain = (f"outlet:P{place}", *(one for one in (SPEAKERS[speaker],) if one))
        about = {"credit": "AFP"} if agency else {}
        note = world.document(prose(place, 80), published=f"2031-01-{day + 10}", **about)
        quote = f"{prose(900 + place, 14)} nine died"
        claims.append(world.act(note, quote, "LIFE.UNK", *chain, number=9, **HERE))
    return world, claims


DOCUMENTS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 1), st.integers(0, 9)), min_size=1, max_size=6
)


@settings(max_examples=30, deadline=None)
@given(DOCUMENTS, st.data())
def test_adding_reprints_never_changes_the_number_of_origins(
    choices: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    world, claims = build(choices)
    before = len(groups_of(world.link(), claims[0]))
    for copy in range(data.draw(st.integers(1, 3))):
        which = data.draw(st.integers(0, len(claims) - 1))
        source = claims[which]
        text = world.texts[which]
        note = world.document(f"{text.body}\nCopied {copy}.", published="2031-02-20")
        reprint = world.claim(note, source.quote, source.content, source.voice)
        outlet = replace(source.voice[0], speaker=replace(source.voice[0].speaker, name=f"C{copy}"))
        world.claims[-1] = replace(reprint, voice=(outlet, *source.voice[1:]))
    assert len(groups_of(world.link(), claims[0])) == before


@settings(max_examples=30, deadline=None)
@given(DOCUMENTS)
def test_every_claim_of_a_proposition_is_in_one_group(choices: list[tuple[int, int, int]]) -> None:
    world, _ = build(choices)
    links = world.link()
    for proposition in links.propositions:
        groups = [group for group in links.origins if group.proposition == proposition.id]
        inside = sorted(claim for group in groups for claim in group.claims)
        assert inside == sorted({*proposition.supporting, *proposition.contrary})
