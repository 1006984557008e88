"""Doubts: useful, each once, no flood."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.weighing.conftest import MADE, World, day, deaths, number, place

from hechos.records import ActContent, Incident, Links, Polarity, VoteContent
from hechos.weighing.margins import margins_of
from hechos.weighing.rules import WeighingRules


def kinds(world: World) -> list[tuple[str, str | None, str]]:
    return [(doubt.type, doubt.slot, doubt.severity) for doubt in world.weigh().doubts]


def test_a_true_contradiction_blocks_and_a_transmission_error_limits(world: World) -> None:
    world.page("a")
    act = world.claim("a", ActContent(type="LIFE.EJE"), "outlet:Gazette a", "body:Dockers' League")
    denial = world.claim(
        "a", ActContent(type="denial"), "outlet:Gazette a", "body:Harbour House",
        polarity=Polarity.DENIED,
    )  # fmt: skip
    world.differ(act, denial)
    assert kinds(world) == [("contradiction", None, "blocks")]


def test_explained_differences_raise_no_doubt(world: World) -> None:
    world.page("a")
    world.page("b", published="2030-09-01")
    a = world.claim("a", deaths(31), "outlet:Gazette a", "body:Harbour House")
    b = world.claim("b", deaths(34), "outlet:Gazette b", "body:Harbour House")
    world.differ(a, b)
    assert kinds(world) == []


def test_one_denial_printed_twice_is_one_doubt(world: World) -> None:
    world.page("a")
    act = world.claim("a", ActContent(type="LIFE.EJE"), "outlet:Gazette a", "body:Dockers' League")
    for _ in range(3):
        denial = world.claim(
            "a", ActContent(type="denial"), "outlet:Gazette a", "body:Harbour House",
            polarity=Polarity.DENIED,
        )  # fmt: skip
        world.differ(act, denial)
    found = world.weigh().doubts
    assert [doubt.type for doubt in found] == ["contradiction"]
    assert "2 more pairs" in found[0].text


def test_an_undated_page_is_one_doubt_whatever_it_says(world: World) -> None:
    world.page("a", published=None)
    for value in (3, 4, 5):
        world.claim("a", deaths(value), "outlet:Gazette a", "body:Harbour House")
    assert kinds(world) == [("missing essential", "published", "limits")]


def test_a_figure_of_harm_that_nobody_signs_is_doubted(world: World) -> None:
    world.page("a")
    world.proposition([world.claim("a", deaths(3))], kind="figure")
    assert kinds(world) == [("missing essential", "primary", "limits")]


def test_a_share_of_votes_is_no_figure_of_harm(world: World) -> None:
    world.page("a")
    vote = VoteContent(type="announced_result", quantity=number(52, "share"))
    world.proposition([world.claim("a", vote)], kind="figure")
    assert kinds(world) == []


@pytest.mark.parametrize(
    "speaker", ["body:the Government of Coastland", "unnamed:official figures", "body:Portugal"]
)
def test_a_state_that_speaks_of_acts_has_an_interest_said_once(world: World, speaker: str) -> None:
    world.page("a")
    for value in (3, 4):
        world.claim("a", deaths(value), "outlet:Gazette a", speaker)
    assert kinds(world) == [("interested source", "voice", "cosmetic")]


def test_a_demand_is_no_interested_account(world: World) -> None:
    world.page("a")
    act = ActContent(type="LIB.ARREST")
    world.claim("a", act, "outlet:Gazette a", "body:Portugal", stance="calls_for")
    assert kinds(world) == []


def test_acts_beyond_the_mandate_are_one_doubt_for_a_page(world: World) -> None:
    world.mandate(territory="Coastland")
    world.page("a")
    for value in range(3, 20):
        act = deaths(value, place=place("Millbrook, Inland"))
        world.claim("a", act, "outlet:Gazette a", "body:Dockers' League")
    found = world.weigh().doubts
    assert [(doubt.type, doubt.slot) for doubt in found] == [("out of mandate", "place")]
    assert "16 more" in found[0].text


def test_acts_beyond_the_mandate_are_one_doubt_for_an_incident(world: World) -> None:
    world.mandate(start="2029-01-01")
    world.page("a")
    claims = [
        world.claim("a", deaths(v, time=day("2028-05")), "outlet:Gazette a", "body:Dockers")
        for v in (3, 4)
    ]
    incident = Incident(
        id=world.id("incident"), case=world.case.id, made=MADE, title="Sandport",
        types=("LIFE.UNK",), claims=tuple(c.id for c in claims),
    )  # fmt: skip
    links = world.links()
    world.links = lambda: Links(propositions=links.propositions, incidents=(incident,))  # type: ignore[method-assign]
    found = world.weigh().doubts
    assert [(doubt.type, doubt.on) for doubt in found] == [("out of mandate", incident.id)]


def test_what_is_said_abroad_of_the_territory_is_in_the_mandate(world: World) -> None:
    world.mandate(territory="Coastland")
    world.page("a")
    denial = ActContent(type="denial", place=place("Millbrook, Inland"))
    world.claim("a", denial, "outlet:Gazette a", "body:Dockers' League")
    assert kinds(world) == []


def test_an_open_mandate_excludes_nothing(world: World) -> None:
    world.page("a")
    act = deaths(3, time=day("1950"), place=place("Anywhere"))
    world.claim("a", act, "outlet:Gazette a", "body:Dockers' League")
    assert kinds(world) == []


def test_an_act_dated_after_its_page_is_out_of_order(world: World) -> None:
    world.page("a", published="2030-03-01")
    act = deaths(3, time=day("2030-07-01"))
    world.claim("a", act, "outlet:Gazette a", "body:Dockers' League")
    assert kinds(world) == [("date order", "time", "limits")]


def test_a_statement_dated_after_its_page_is_out_of_order(world: World) -> None:
    world.page("a", published="2030-03-01")
    world.claim("a", deaths(3), "outlet:Gazette a", "body:Dockers' League", said="2030-03-09")
    assert kinds(world) == [("date order", "voice", "limits")]


# --- margins (R-FFM-5) -------------------------------------------------------------------------


def margin(body: str, total: float = 30, language: str = "en") -> str | None:
    world = World()
    world.page("a", body, language=language)
    at = body.index(f"{total:g}")
    content = ActContent(type="INT.FORCE", quantity=number(total, "persons", at=at))
    return margins_of(world.claim("a", content), world.texts[0], WeighingRules.load().margins)


@pytest.mark.parametrize(
    "body",
    [
        "The office counted 30 people hurt. Of these 20 were men and 10 were women.",
        "The office counted 30 people hurt: 25 at the pier and five in the hall.",
        "The office counted 30 people hurt. Those hurt were 18 men and 12 women.",
        "The office counted 30 people hurt. Among them were 12 children.",
        "The office counted 30 people hurt. In April 44 were hurt elsewhere, and 3 left.",
        "The office counted 30 people hurt, including 12 children.",
    ],
)
def test_parts_that_fit_raise_no_doubt(body: str) -> None:
    assert margin(body) is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("The office counted 30 people hurt. Of these 20 were men and 11 were women.", "20 + 11"),
        ("The office counted 30 people hurt: 25 at the pier and six in the hall.", "25 + six"),
        ("The office counted 30 people hurt. Among them were 42 children.", "larger"),
        ("The office counted 30 people hurt, including 42 children.", "larger"),
    ],
)
def test_parts_that_do_not_fit_are_doubted(body: str, words: str) -> None:
    assert words in (margin(body) or "")


def test_the_doubt_stands_on_the_total(world: World) -> None:
    body = "The office counted 30 people hurt. Of these 20 were men and 11 were women."
    world.page("a", body)
    total = world.claim(
        "a", ActContent(type="INT.FORCE", quantity=number(30, "persons", at=19)),
        "outlet:Gazette a", "body:Harbour Office",
    )  # fmt: skip
    found = world.weigh().doubts
    assert [(doubt.type, doubt.on, doubt.slot) for doubt in found] == [
        ("margins", total.id, "quantity")
    ]


@pytest.mark.parametrize("entry", WeighingRules.load().margins, ids=lambda entry: entry.id)
def test_every_margin_word_is_found_in_its_example(entry: object) -> None:
    example, language, kind = entry.example, entry.language, entry.kind  # type: ignore[attr-defined]
    assert margin(example, language=language) is None
    wrong = example.replace("12", "42") if kind == "subset" else example.replace("20", "21")
    assert wrong != example
    assert margin(wrong, language=language)


def test_no_doubt_comes_twice(world: World) -> None:
    world.mandate(territory="Coastland", start="2029-01-01")
    for page in ("a", "b"):
        world.page(page, published=None)
        for value in (3, 4):
            act = deaths(value, place=place("Millbrook, Inland"), time=day("2028"))
            world.proposition(
                [world.claim(page, act, f"outlet:Gazette {page}", "unnamed:official figures")],
                kind="figure",
            )
    found = Counter((d.type, d.on, d.slot) for d in world.weigh().doubts)
    assert found
    assert max(found.values()) == 1
