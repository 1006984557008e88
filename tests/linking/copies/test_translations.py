"""Translated copies: proposed from numbers, days and names, never counted apart unseen."""

from __future__ import annotations

from tests.linking.conftest import World, amount
from tests.linking.copies.test_reprints import prose
from tests.linking.test_origins import groups_of

from hechos.records import ActContent, Basis, Capture, Claim, LinkEdge, Links, When

NAMES = "Brock, Saltholm, Marlin Quay, Linden, Quill and Edda Verner"
ENGLISH = f"On the quay 240 people met 18 guards. Among them, says the paper, {NAMES} stood by."
SPANISH = (
    "En el muelle 240 personas encontraron a 18 guardias. Entre ellos, dice el diario, estaban "
    "Brock, Saltholm, Marlin Quay, Linden, Quill y Edda Verner."
)
OTHER = (
    "En la sierra 31 vecinos vieron 77 camiones. Entre ellos, dice el diario, iban Tarso, Vilma "
    "Rueda, Cerro Pardo, Olmo y Brock."
)
HERE = {"place": "Alder, Brisa", "time": "2031-01-06"}


def told(world: World, body: str, language: str, *chain: str, day: str = "2031-01-08") -> Capture:
    note = world.document(body, language=language, published=day)
    quote = "nine died" if language == "en" else "murieron nueve"
    world.act(note, quote, "LIFE.UNK", f"outlet:{language}", *chain, number=9, **HERE)
    return note


def proposed(links: Links) -> list[LinkEdge]:
    return [edge for edge in links.link_edges if edge.kind == "document"]


def two(world: World, second: str = SPANISH, *chain: str, day: str = "2031-01-09") -> list[Claim]:
    told(world, ENGLISH, "en", *chain)
    told(world, second, "es", *chain, day=day)
    return [claim for claim in world.claims if claim.content.kind == "act"]


def test_a_translation_is_proposed_with_what_is_shared_and_a_doubt_says_so(world: World) -> None:
    two(world)
    links = world.link()
    (edge,) = proposed(links)
    assert (edge.judgement, edge.a, edge.b) == ("review", *(c.id for c in world.captures))
    assert edge.weight == round(sum(weight for _, weight in edge.steps), 3)
    assert "240" in edge.because
    assert "brock" in edge.because
    (doubt,) = (d for d in links.doubts if d.type == "possible duplicate")
    assert doubt.on == world.captures[1].id
    assert "counts once" in doubt.text


def test_what_two_translations_say_alike_counts_once_and_by_an_edge_that_says_why(
    world: World,
) -> None:
    claims = two(world, SPANISH)
    links = world.link()
    (group,) = groups_of(links, claims[0])
    assert len(group.claims) == 2
    (edge,) = (edge for edge in links.edges if edge.id in group.edges)
    assert edge.kind == "translation"
    assert "nobody has decided" in edge.because


def test_another_story_another_week_or_the_same_language_is_no_translation(world: World) -> None:
    two(world, OTHER)
    told(world, SPANISH, "es", day="2031-01-20")
    told(world, ENGLISH.replace("On the quay", "At the water"), "en")
    assert proposed(world.link()) == []


def test_claims_of_other_shape_are_not_joined_by_a_translation(world: World) -> None:
    told(world, ENGLISH, "en", "body:Harbour League")
    told(world, SPANISH, "es", "witness:Dock hand")
    links = world.link()
    assert len(proposed(links)) == 1
    claim = next(claim for claim in world.claims if claim.content.kind == "act")
    assert len(groups_of(links, claim)) == 2


def test_an_undated_copy_is_offered_the_day_of_its_dated_sibling(world: World) -> None:
    body = f"{prose(70)} nine died on Friday"
    for day in ("2031-01-10", None):
        note = world.document(body, published=day, publisher=f"Paper {day}")
        friday = When(verbatim="on Friday", edtf="XXXX-XX-XX", basis=Basis.RESOLVED)
        content = ActContent(type="LIFE.UNK", time=friday, quantity=amount(9))
        world.claim(note, "nine died on Friday", content)
    (doubt,) = (d for d in world.link().doubts if d.type == "date of a copy")
    assert (doubt.on, doubt.slot) == (world.captures[1].id, "published")
    assert "Paper 2031-01-10, which tells the same, is of 2031-01-10" in doubt.text
    assert "“on Friday”" in doubt.text
