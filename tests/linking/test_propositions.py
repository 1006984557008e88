"""What claims are for or against, in a sentence that keeps who says so and how surely."""

from __future__ import annotations

import pytest
from tests.linking.conftest import World, amount, mention, voice, when, where

from hechos.linking.sentences import amount as in_words
from hechos.linking.sentences import english
from hechos.records import (
    Bound,
    DiplomacyContent,
    Factuality,
    LabelContent,
    Links,
    Polarity,
    ProcedureContent,
    Proposition,
)

HERE = {"place": "Alder, Brisa", "time": "2031-01-06/2031-01-09"}


def for_claim(links: Links, claim_id: str, kind: str = "") -> Proposition:
    return next(
        p for p in links.propositions if claim_id in p.supporting and (not kind or p.kind == kind)
    )


def test_a_sentence_keeps_bound_hedge_and_author(world: World) -> None:
    claim = world.act(
        world.document(),
        "could have carried out at least 14 executions",
        "LIFE.EJE",
        "outlet:Note",
        "body:Harbour League",
        number=14,
        bound=Bound.AT_LEAST,
        unit="executions",
        factuality=Factuality.POSSIBLE,
        hedge="could have",
        **HERE,
    )
    assert for_claim(world.link(), claim.id).statement == (
        "At least 14 extrajudicial executions in Alder, Brisa, 6 January 2031 to 9 January 2031 "
        "(“could have”), according to Harbour League."
    )


def test_an_official_version_stands_against_an_execution(world: World) -> None:
    note = world.document()
    act = world.act(
        note, "14 executions", "LIFE.EJE", "outlet:Note", "body:Harbour League", number=14, **HERE
    )
    version = world.act(
        note,
        "deaths in a confrontation, says the official version",
        "LIFE.CROSS",
        "outlet:Note",
        "unnamed:official version",
        **HERE,
    )
    links = world.link()
    assert version.id in for_claim(links, act.id).contrary
    assert act.id in for_claim(links, version.id).contrary
    assert [relation.kind for relation in links.relations] == ["contradicts"]


def test_a_denial_is_against_what_it_denies(world: World) -> None:
    note = world.document()
    said = world.act(
        note,
        "The ministry says he leads a smuggling cartel",
        "crime_allegation",
        "outlet:Note",
        "body:Ministry",
    )
    denial = world.act(
        note,
        "Soto rejected that he leads a smuggling cartel",
        "denial",
        "outlet:Note",
        "person:Ana Soto",
        polarity=Polarity.DENIED,
    )
    links = world.link()
    assert for_claim(links, said.id).contrary == (denial.id,)


def test_a_negated_act_is_against_the_same_act(world: World) -> None:
    told = world.act(world.document(), "torture at the barracks", "INT.TORT", **HERE)
    absent = world.act(
        world.document(), "no sign of torture there", "INT.TORT", polarity=Polarity.NEGATED, **HERE
    )
    links = world.link()
    assert for_claim(links, told.id).contrary == (absent.id,)


@pytest.mark.parametrize("strengths", [("finding", "might"), ("could", "might")])
def test_labels_of_two_strengths_are_two_propositions(
    world: World, strengths: tuple[str, str]
) -> None:
    for strength in strengths:
        content = LabelContent(type="CAH", label="crimes against humanity", strength=strength)
        world.claim(
            world.document(),
            f"{strength} be crimes",
            content,
            voice("outlet:Note", "body:Harbour League"),
        )
    labels = [p for p in world.link().propositions if p.kind == "label"]
    assert len(labels) == 2
    assert len({label.statement for label in labels}) == 2


def test_one_label_of_one_author_in_two_papers_is_one_proposition(world: World) -> None:
    for _ in range(2):
        content = LabelContent(type="CAH", label="crimes against humanity", strength="finding")
        world.claim(
            world.document(),
            "amount to crimes",
            content,
            voice("outlet:Note", "body:Harbour League"),
        )
    (label,) = (p for p in world.link().propositions if p.kind == "label")
    assert len(label.supporting) == 2
    assert "found by Harbour League" in label.statement


def test_steps_of_one_court_years_apart_are_two_propositions(world: World) -> None:
    for stage, year in (("preliminary", "2031"), (None, "2035")):
        content = ProcedureContent(
            type="investigation", forum=mention("Sea Court"), stage=stage, time=when(year)
        )
        world.claim(world.document(), f"the court investigates in {year}", content)
    assert len([p for p in world.link().propositions if p.kind == "procedure"]) == 2


def test_demands_keep_their_items_and_addressee(world: World) -> None:
    content = DiplomacyContent(
        type="demand", addressee=mention("Ministry"), demands=("release of the dockers",)
    )
    claim = world.claim(
        world.document(), "asked the ministry", content, voice("outlet:Note", "body:Harbour League")
    )
    assert for_claim(world.link(), claim.id).statement == (
        "Demand to Ministry: release of the dockers, according to Harbour League."
    )


def test_every_claim_is_for_or_against_something(world: World) -> None:
    note = world.document()
    told = [
        world.act(note, "nine died", "LIFE.UNK", number=9, **HERE),
        world.act(note, "they lied", "crime_allegation"),
        world.claim(note, "a label", LabelContent(type="CAH")),
        world.claim(note, "a step", ProcedureContent(type="charge", place=where("Brisa"))),
    ]
    links = world.link()
    assert all(for_claim(links, claim.id) for claim in told)


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (amount(2400), "2,400"),
        (amount(14, Bound.AT_LEAST), "at least 14"),
        (amount(100, Bound.MORE_THAN), "more than 100"),
        (amount(60, Bound.MORE_THAN, "share"), "more than 60"),
        (amount(2000, Bound.ABOUT), "about 2,000"),
        (amount(51.95, unit="share"), "51.95"),
    ],
    ids=str,
)
def test_amounts_keep_their_bounds(quantity: object, words: str) -> None:
    assert in_words(quantity) == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2031-01-06", "6 January 2031"),
        ("2031-01", "January 2031"),
        ("2031-01-06/..", "since 6 January 2031"),
        ("../2031", "until 2031"),
        ("2031~", "about 2031"),
        ("XXXX-07-28", "July 28"),
    ],
)
def test_dates_are_put_in_words(edtf: str, words: str) -> None:
    assert english(edtf, "July 28") == words
