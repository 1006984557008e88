"""Decisions find their mentions again after another reading, or are listed as orphans."""

from __future__ import annotations

from dataclasses import replace

from tests.linking.conftest import World
from tests.linking.deciding.test_decided_links import decided, link, persons, tell

from hechos.linking.deciding.places import Place, copy_of_places, place_in, reattach
from hechos.records import Decision, Text

BODY = "Ana Soto was seen. Later Ana Soto fell ill."


def seen_in(text: Text, *spans: tuple[int, int]) -> tuple[list[str], str]:
    refs = [f"{text.id}:{start}-{end}" for start, end in spans]
    places = [place_in(text, ref) for ref in refs]
    return refs, copy_of_places(place for place in places if place is not None)


def said(world: World, body: str = BODY) -> tuple[Text, Decision, dict[str, str]]:
    world.document(body)
    (text,) = world.texts
    refs, copy = seen_in(text, (0, 8), (25, 33))
    return text, replace(decided("different", *refs), seen="copy"), {"copy": copy}


def read_again(text: Text, body: str) -> Text:
    return replace(text, id=text.id[:-4] + "0000", body=body)


def test_a_decision_stays_where_its_places_are_as_they_were(world: World) -> None:
    text, decision, seen = said(world)
    found = reattach([decision], [text], [], seen, case=world.case)
    assert found.decisions == (decision,)


def test_places_are_found_by_quote_and_context_in_another_reading(world: World) -> None:
    text, decision, seen = said(world)
    moved = read_again(text, f"HEADLINE\n\n{BODY}")
    (found,) = reattach([decision], [moved], [], seen, case=world.case).decisions
    assert (found.on, found.other) == (f"{moved.id}:10-18", f"{moved.id}:35-43")


def test_what_fits_nowhere_or_twice_is_an_orphan_and_listed(world: World) -> None:
    text, decision, seen = said(world)
    for body in ("Nobody was seen.", "Ana Soto. Ana Soto. Ana Soto."):
        found = reattach([decision], [read_again(text, body)], [], seen, case=world.case)
        assert found.decisions == ()
        assert [doubt.type for doubt in found.doubts] == ["orphaned decision"]
        assert "Ana Soto" in found.doubts[0].text


def test_a_copy_that_was_withdrawn_is_left_out_in_silence(world: World) -> None:
    text, decision, _ = said(world)
    found = reattach([decision], [text], [], {}, case=world.case)
    assert (found.decisions, found.doubts) == ((), ())


def test_claims_are_found_by_their_key(world: World) -> None:
    a, b = tell(world, "Ana Soto", "Ana Gil")
    place = Place("gone", a.capture, a.quote, key=a.key)
    decision = replace(decided("same", "gone", b.id, "incident"), seen="copy")
    seen = {"copy": copy_of_places([place])}
    (found,) = reattach([decision], world.texts, [a, b], seen, case=world.case).decisions
    assert found.on == a.id


def test_a_decision_upon_parties_from_before_is_an_orphan(world: World) -> None:
    tell(world, "Ana Soto", "Ana Gil")
    one, other = persons(link(world))
    old = replace(decided("same", one.id, other.id), kind=None)
    found = reattach([old], world.texts, world.claims, {}, case=world.case)
    assert [doubt.type for doubt in found.doubts] == ["orphaned decision"]
