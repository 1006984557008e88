"""Decisions on mentions and claims, as linking applies them."""

from __future__ import annotations

import re
from itertools import count

from tests.linking.conftest import AT, CASE, World, mention

from hechos.linking.link import link_case
from hechos.linking.rules import LinkingRules
from hechos.records import ActContent, Claim, Decision, Links, Made, Party, PartyKind, ids

NUMBERS = count(1)
HERE = {"place": "Alder, Brisa", "time": "2031-01-06"}


def tell(world: World, *notes: str) -> list[Claim]:
    """Let each note say that somebody died, and name them where they stand in it."""
    claims = []
    for number, note in enumerate(notes):
        capture = world.document(f"{note} died. Note {number}.", published=f"2031-01-0{number + 7}")
        found = re.finditer("Ana Soto Vidal|Ana Soto|Ana Gil|Soto", note)
        victims = [mention(one[0], PartyKind.PERSON, one.start()) for one in found]
        content = ActContent(type="LIFE.UNK", victims=tuple(victims))
        claims.append(world.claim(capture, f"{note} died", content))
    return claims


def decided(act: str, on: str, other: str, kind: str = "person") -> Decision:
    number = next(NUMBERS)
    return Decision(
        id=ids.uuid7(10_000 + number, bytes(10)),
        case=CASE.id,
        made=Made(by="ana", at=f"2031-02-01T00:{number // 60:02}:{number % 60:02}Z"),
        act=act,
        on=on,
        other=other,
        kind=kind,
        because="read both",
    )


def link(world: World, *decisions: Decision) -> Links:
    given = (world.captures, world.texts, world.claims)
    rules = LinkingRules.load()
    return link_case(*given, rules=rules, case=CASE, at=AT, decisions=decisions)


def persons(links: Links) -> list[Party]:
    return [party for party in links.parties if party.kind is PartyKind.PERSON]


def test_different_splits_what_one_spelling_joined(world: World) -> None:
    tell(world, "Ana Soto", "Ana Soto", "Ana Soto")
    (before,) = persons(link(world))
    first, second, third = before.mentions
    no = decided("different", first, second)
    apart = persons(link(world, no))
    assert [party.mentions for party in apart] == [(first, third), (second,)]
    assert apart[0].id == before.id
    assert apart[1].id not in (before.id, *before.redirects)
    assert "not the same" in apart[0].because


def test_a_retraction_brings_the_exact_parties_back_and_old_ids_lead_there(world: World) -> None:
    tell(world, "Ana Soto", "Ana Soto")
    (before,) = persons(link(world))
    no = decided("different", *before.mentions)
    split = persons(link(world, no))[1]
    back = Decision(
        id=ids.uuid7(90_000, bytes(10)),
        case=CASE.id,
        made=no.made,
        act="retract",
        on=no.id,
        because="x",
    )
    (after,) = persons(link(world, no, back))
    assert (after.id, after.mentions) == (before.id, before.mentions)
    assert split.id in after.redirects


def test_same_joins_names_that_no_rule_joins_and_keeps_the_older_id(world: World) -> None:
    tell(world, "Ana Soto", "Ana Gil")
    soto, gil = persons(link(world))
    (one,) = persons(link(world, decided("same", gil.mentions[0], soto.mentions[0])))
    assert one.id == soto.id
    assert gil.id in one.redirects
    assert one.mentions == (*soto.mentions, *gil.mentions)


def test_different_forbids_what_a_rule_would_join_later(world: World) -> None:
    tell(world, "Ana Soto Vidal", "Ana Soto")
    (one,) = persons(link(world))
    no = decided("different", *one.mentions)
    assert len(persons(link(world, no))) == 2
    tell(world, "Ana Soto")
    later = persons(link(world, no))
    assert sorted(len(party.mentions) for party in later) == [1, 2]


def test_names_in_one_text_keep_together_when_texts_are_split(world: World) -> None:
    tell(world, "Ana Soto Vidal, called Soto", "Ana Soto Vidal, called Soto")
    (one,) = persons(link(world))
    first, _, second, _ = one.mentions
    apart = persons(link(world, decided("different", first, second)))
    assert [party.mentions for party in apart] == [one.mentions[:2], one.mentions[2:]]


def test_two_words_that_cannot_both_hold_are_a_doubt(world: World) -> None:
    tell(world, "Ana Soto", "Ana Gil", "Ana Soto Vidal")
    soto, gil = (party.mentions for party in persons(link(world)))
    no = decided("different", soto[0], gil[0])
    yes = decided("same", gil[0], soto[0])
    links = link(world, no, yes)
    assert len(persons(links)) == 2
    (doubt,) = [doubt for doubt in links.doubts if doubt.type == "conflict of decisions"]
    assert doubt.on == yes.id


def test_an_inherited_word_stands_against_a_same(world: World) -> None:
    tell(world, "Ana Soto", "Ana Gil", "Luis Mora, not Ana Soto Vidal")
    soto, gil = (party.mentions for party in persons(link(world)))
    said = [
        decided("different", soto[0], gil[0]),
        decided("same", soto[0], soto[1]),
        decided("same", soto[1], gil[0]),
    ]
    doubts = [d for d in link(world, *said).doubts if d.type == "conflict of decisions"]
    assert [doubt.on for doubt in doubts] == [said[2].id]
    assert doubts[0].text.count("ana on 2031-02-01") == 2


def test_rule_links_are_edges_with_their_reason(world: World) -> None:
    tell(world, "Ana Soto Vidal", "Ana Soto", "Ana Soto")
    links = link(world)
    edges = [edge for edge in links.link_edges if edge.kind == "person"]
    assert len(edges) == 2
    assert {edge.run for edge in edges} == {links.link_runs[0].id}
    (party,) = persons(links)
    for edge in edges:
        assert {edge.a, edge.b} <= set(party.mentions)
        assert edge.because
        assert edge.judgement == "same"


def test_incidents_follow_the_word_on_their_claims(world: World) -> None:
    notes = [world.document(f"note {n}", published=f"2031-01-0{n + 7}") for n in range(2)]
    a, b = (world.act(note, "two died", "LIFE.EJE", number=2, **HERE) for note in notes)
    (one,) = link(world).incidents
    no = decided("different", a.id, b.id, "incident")
    apart = link(world, no).incidents
    assert [incident.claims for incident in apart] == [(a.id,), (b.id,)]
    assert one.id in {incident.id for incident in apart}
    far = world.act(notes[0], "far away", "LIFE.EJE", place="Caudal, Brisa", time="2031-05-06")
    assert len(link(world).incidents) == 2
    assert len(link(world, decided("same", a.id, far.id, "incident")).incidents) == 1
