from __future__ import annotations

import pytest
from tests.coding.conftest import Code

from hechos.coding.rows import claim_rows
from hechos.records import (
    Basis,
    Claim,
    DiplomacyContent,
    PartyKind,
    Segment,
    SegmentKind,
    TextSpan,
)


def of_type(claims: tuple[Claim, ...], kind: str) -> list[Claim]:
    return [claim for claim in claims if claim.content.type == kind]


def test_a_lead_printed_twice_is_one_claim_with_two_passages(code: Code) -> None:
    lead = "Guards carried out at least 14 extrajudicial executions in the old port in May."
    (claim,) = of_type(code(f"{lead}\n\n{lead}").claims, "LIFE.EJE")
    assert [p.selector.start for p in claim.passages] == [0, len(lead) + 2]  # type: ignore[union-attr]


def test_more_of_a_figure_is_not_a_repeat(code: Code) -> None:
    claims = code("Police arrested 14 clerks.\n\nIn May, 14 more clerks were arrested.").claims
    assert len(of_type(claims, "LIB.ARREST")) == 2


def test_two_places_are_two_claims(code: Code) -> None:
    claims = code("In Lima, 12 clerks were arrested. In Quito, 12 clerks were arrested.").claims
    assert len(of_type(claims, "LIB.ARREST")) == 2


def test_captions_and_furniture_make_no_claim(code: Code) -> None:
    body = "Police arrested 31 clerks.\nPHOTO Guards killed nine farmers\n"
    segments = (
        Segment(kind=SegmentKind.BODY, start=0, end=26),
        Segment(kind=SegmentKind.CAPTION, start=27, end=len(body) - 1),
    )
    assert [c.content.type for c in code(body, segments=segments).claims] == ["LIB.ARREST"]


def test_ids_keys_and_passages_are_stable(code: Code) -> None:
    body = "Police arrested 31 clerks, and nine farmers were killed in Quito."
    first, again = code(body).claims, code(body).claims
    assert first == again
    assert len({claim.id for claim in first}) == len(first)
    for claim in first:
        for passage in claim.passages:
            assert isinstance(passage.selector, TextSpan)
            assert passage.selector.holds_in(body)


def test_a_key_holds_nothing_that_a_better_rule_may_change(code: Code) -> None:
    (claim,) = code("Police arrested 31 clerks.").claims
    span, kind, type_, ordinal = claim.key.split(":", 1)[1].split(":")
    assert (span, kind, type_, ordinal) == ("0-26", "act", "LIB.ARREST", "0")


def test_dates_are_the_acts_own(code: Code) -> None:
    body = "On Friday the panel said that nine farmers were killed in March 2019."
    (claim,) = code(body, published="2024-05-01").claims
    assert claim.content.time is not None
    assert claim.content.time.edtf == "2019-03"


def test_a_figure_after_an_election_is_counted_from_its_day(code: Code) -> None:
    body = (
        "The presidential election of May 4, 2014 was close.\n\n"
        "The unrest following the 2014 presidential election left 28 dead."
    )
    (claim,) = of_type(code(body).claims, "LIFE.UNK")
    assert claim.content.time is not None
    assert claim.content.time.edtf == "2014-05-04/.."
    assert claim.content.occasion == "the 2014 presidential election"


def test_places_are_taken_over_and_say_so(code: Code) -> None:
    body = "The strike in Quito lasted two days. Nine farmers were killed."
    (claim,) = of_type(code(body).claims, "LIFE.UNK")
    assert claim.content.place is not None
    assert claim.content.place.path.startswith("Quito")
    assert claim.content.place.basis is Basis.INHERITED


def test_homonyms_follow_their_surroundings(code: Code) -> None:
    claims = code("Guards killed at least 14 men in the La Vega area of Caracas.").claims
    assert claims[0].content.place is not None
    assert claims[0].content.place.path == "La Vega, Caracas, Venezuela"


LABELS = [
    ("These raids amount to crimes against humanity.", "finding"),
    ("These raids might constitute crimes against humanity.", "might"),
    ("These raids could constitute crimes against humanity.", "could"),
    ("A judge examines alleged crimes against humanity in the valley.", "alleged"),
]


@pytest.mark.parametrize(("body", "strength"), LABELS)
def test_four_strengths_of_one_label(code: Code, body: str, strength: str) -> None:
    (claim,) = of_type(code(body).claims, "CAH")
    assert claim.content.strength == strength  # type: ignore[union-attr]


def test_some_of_the_acts_is_a_subset(code: Code) -> None:
    body = "They saw abuses, some of which — torture too — amount to crimes against humanity."
    (claim,) = of_type(code(body).claims, "CAH")
    assert claim.content.subset  # type: ignore[union-attr]


def test_rights_become_articles(code: Code) -> None:
    body = (
        "It found the State responsible for violating the rights to life, personal integrity, "
        "judicial guarantees and judicial protection."
    )
    (claim,) = of_type(code(body).claims, "RIGHTS")
    rights = claim.content.rights  # type: ignore[union-attr]
    assert rights == ("ACHR-4", "ACHR-5", "ACHR-8", "ACHR-25")


def test_each_measure_is_a_recommendation(code: Code) -> None:
    body = (
        "The panel recommended two measures to the State: pay the families; and train the guards."
    )
    claims = of_type(code(body).claims, "recommendation")
    assert [c.content.demands for c in claims] == [  # type: ignore[union-attr]
        ("pay the families",),
        ("train the guards",),
    ]


def test_two_policies_are_two_objects(code: Code) -> None:
    body = "They served two State policies, one to silence critics and another to clear the slums."
    claims = of_type(code(body).claims, "CAH.C4")
    assert [c.content.of for c in claims] == ["silence critics", "clear the slums"]  # type: ignore[union-attr]


def test_rows_name_the_act_and_the_speaker(code: Code) -> None:
    (claim,) = code("According to Rosa Funes, 31 clerks were arrested.").claims
    (row,) = claim_rows(claim, "a.txt")
    assert (row["doc"], row["act"], row["source"]) == ("a.txt", "arrest", "Rosa Funes")
    assert row["count"] == {"min": 31, "max": 31, "qualifier": "exact", "unit": "persons"}


def test_an_unknown_language_gives_no_claims(code: Code) -> None:
    assert code("Neun Menschen starben.", "de").claims == ()


def test_a_place_told_of_a_person_in_passing_is_not_where_the_act_was(code: Code) -> None:
    body = "The count was in Lima.\n\nAna Ruiz, who found shelter in Spain, won 54% of the votes."
    (vote,) = of_type(code(body).claims, "announced_result")
    assert vote.content.place is not None
    assert vote.content.place.verbatim == "Lima"


def test_a_place_inside_the_aside_is_that_of_its_own_act(code: Code) -> None:
    body = "The men, who were arrested in Quito, said that nine farmers were killed in Lima."
    places = {c.content.type: c.content.place for c in code(body).claims}
    assert {k: p.verbatim for k, p in places.items() if p} == {
        "LIB.ARREST": "Quito",
        "LIFE.UNK": "Lima",
    }
    (counted,) = code("Nine men, who were arrested in Quito, come from Lima.").claims
    assert counted.content.place is not None
    assert counted.content.place.verbatim == "Quito"


@pytest.mark.parametrize(
    ("language", "body", "names"),
    [
        ("pt", "Joana Quadros e Manoel Brito foram mortos por soldados em Lima.", 2),
        ("en", "Nhamo Sithebe was killed in Lima.", 1),
    ],
)
def test_a_name_that_is_nothing_else_known_is_a_person_where_it_is_a_victims(
    code: Code, language: str, body: str, names: int
) -> None:
    (claim,) = code(body, language).claims
    kinds = [m.kind for m in claim.content.victims]  # type: ignore[union-attr]
    assert kinds == [PartyKind.PERSON] * names


def test_acts_joined_in_a_quotation_share_the_person_after_it(code: Code) -> None:
    body = 'The union reported the "enforced disappearance and arbitrary detention" of Rosa Funes.'
    claims = code(body).claims
    for kind in ("LIB.ED", "LIB.DET"):
        (claim,) = of_type(claims, kind)
        assert [m.name for m in claim.content.victims] == ["Rosa Funes"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("body", "addressee", "items"),
    [
        (
            "The envoy expressed concern to the Minister of Ports about the fate of the miners.",
            "the Minister of Ports",
            ("the fate of the miners",),
        ),
        ("The office raised concerns about delays.", None, ("delays",)),
        ("The office voiced deep concern.", None, ()),
    ],
)
def test_a_concern_has_an_addressee_and_a_matter(
    code: Code, body: str, addressee: str | None, items: tuple[str, ...]
) -> None:
    (claim,) = of_type(code(body).claims, "concern")
    content = claim.content
    assert isinstance(content, DiplomacyContent)
    assert (content.addressee.verbatim if content.addressee else None) == addressee
    assert content.demands == items


def test_what_a_person_is_held_for_is_the_stated_reason(code: Code) -> None:
    (claim,) = code("Three clerks were arrested on charges of fraud, the union said.").claims
    assert claim.content.stated_reason == "fraud"  # type: ignore[union-attr]
    (plain,) = code("Three clerks were arrested, and a judge spoke of charges of fraud.").claims
    assert plain.content.stated_reason is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("es", "Tres empleados fueron detenidos bajo cargos de fraude, dijo el sindicato."),
        ("pt", "Três funcionários foram presos sob acusação de fraude, disse o sindicato."),
    ],
)
def test_the_reason_is_found_in_each_language(code: Code, language: str, body: str) -> None:
    (claim,) = of_type(code(body, language=language).claims, "LIB.ARREST")
    assert claim.content.stated_reason == "fraude"  # type: ignore[union-attr]


def test_the_bracket_of_an_acronym_stays_with_the_name(code: Code) -> None:
    body = "The union urged the World Harbour Assembly (WHA) to publish the list."
    (claim,) = of_type(code(body).claims, "demand")
    assert isinstance(claim.content, DiplomacyContent)
    assert claim.content.addressee is not None
    assert claim.content.addressee.verbatim == "the World Harbour Assembly (WHA)"
