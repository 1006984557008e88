"""Findings of other bodies, and the documents to obtain."""

from __future__ import annotations

import pytest
from tests.weighing.conftest import World, deaths, mention, number

from hechos.lang.folding import fold
from hechos.records import ActContent, LabelContent, ProcedureContent, Standard, VoteContent
from hechos.weighing.rules import WeighingRules

GROUNDS = Standard(framework="UN_FFM", code="P2", verbatim="reasonable grounds to believe")
LABEL = LabelContent(type="PERS", label="persecution", strength="finding")
OHCHR = "Office of the United Nations High Commissioner for Human Rights"


def documents(world: World) -> list[tuple[str, str, str | None, int]]:
    return [(d.title, d.issuer, d.date, len(d.claims)) for d in world.weigh().primary_documents]


def test_a_finding_carries_its_standard_and_is_no_origin(world: World) -> None:
    world.page("a")
    claim = world.claim(
        "a", LABEL, "outlet:Gazette a", "body:Harbour Inquiry", stance="finds", standard=GROUNDS
    )
    found = world.weigh().third_party_findings
    assert [(f.body, f.claim, f.standard, f.underlying_known) for f in found] == [
        ("Harbour Inquiry", claim.id, GROUNDS, False)
    ]
    assert world.weigh().assessments == ()


def test_the_mission_is_named_in_full(world: World) -> None:
    body = f"The {OHCHR} met. The Office found it grave."
    world.page("a", body)
    world.claim(
        "a", LABEL, "outlet:Gazette a", "body:The Office", stance="finds", quote="The Office found"
    )
    assert world.weigh().third_party_findings[0].body == OHCHR


def test_a_short_name_that_fits_two_bodies_stays_short(world: World) -> None:
    world.page("a", "The Human Rights Council and the UN Security Council met.")
    for name in ("Harbour Council of Elders", "River Council of Guilds"):
        world.claim("a", deaths(1), "outlet:Gazette a", f"body:{name}")
    world.claim("a", LABEL, "outlet:Gazette a", "body:The Council", stance="finds")
    assert world.weigh().third_party_findings[0].body == "The Council"


@pytest.mark.parametrize(
    ("speaker", "stance"),
    [
        ("body:Harbour Inquiry", "alleges"),
        ("unnamed:a neighbour", "finds"),
        ("body:the Government of Coastland", "finds"),
    ],
)
def test_what_is_alleged_or_said_by_a_side_is_no_finding(
    world: World, speaker: str, stance: str
) -> None:
    world.page("a")
    world.claim("a", LABEL, "outlet:Gazette a", speaker, stance=stance)
    assert world.weigh().third_party_findings == ()


def test_one_passage_in_reprints_is_one_finding(world: World) -> None:
    for page in ("a", "b"):
        world.page(page)
        world.claim(page, LABEL, f"outlet:Gazette {page}", "body:Harbour Inquiry", stance="finds")
        act = ActContent(type="LIB.ARREST")
        world.claim(page, act, f"outlet:Gazette {page}", "body:Harbour Inquiry", stance="finds")
    world.reprint("a", "b")
    assert len(world.weigh().third_party_findings) == 1


def test_what_one_body_said_on_about_one_day_is_one_document(world: World) -> None:
    world.page("a", "It said so in a report.", published="2030-03-01")
    world.page("b", "It said so.", published="2030-03-02")
    world.claim("a", deaths(3), "outlet:Gazette a", "body:Harbour House", said="2030-03-01")
    world.claim("b", deaths(3), "outlet:Gazette b", "body:Harbour House")
    assert documents(world) == [("Report", "Harbour House", "2030-03-01", 2)]


def test_statements_of_other_days_are_other_documents(world: World) -> None:
    for page, said in (("a", "2030-03-01"), ("b", "2030-06-01")):
        world.page(page, published=said)
        world.claim(page, deaths(3), f"outlet:Gazette {page}", "body:Harbour House", said=said)
    assert [date for _, _, date, _ in documents(world)] == ["2030-03-01", "2030-06-01"]


def test_a_report_is_asked_of_the_body_that_issued_it(world: World) -> None:
    body = f"Coastland counted three deaths, according to a report that the {OHCHR} released."
    world.page("a", body)
    chain = ("outlet:Gazette a", "report:a report", "body:Coastland Ministry")
    claim = world.claim("a", deaths(3), *chain)
    at = body.index("a report")
    links = list(claim.voice)
    object.__setattr__(links[1].speaker, "start", at)
    object.__setattr__(links[1].speaker, "end", at + len("a report"))
    assert [row[:2] for row in documents(world)] == [("Report", OHCHR)]


def test_a_body_known_by_its_acronym_is_one_issuer(world: World) -> None:
    world.page("a")
    spanish = "Oficina del Alto Comisionado de las Naciones Unidas para los Derechos Humanos"
    for name in ("OHCHR", spanish, OHCHR):
        world.claim("a", deaths(3), "outlet:Gazette a", f"body:{name}")
    assert [row[1:] for row in documents(world)] == [(OHCHR, "2030-03-01", 3)]


def test_nobody_is_asked_for_what_nobody_named_issued(world: World) -> None:
    world.page("a")
    world.claim("a", deaths(3), "outlet:Gazette a", "body:a rights group")
    world.claim("a", deaths(3), "outlet:Gazette a", "unnamed:official sources")
    world.claim("a", deaths(3))
    assert documents(world) == []


def test_a_document_that_the_case_holds_is_not_asked_for(world: World) -> None:
    world.page("a", publisher="Harbour House")
    world.claim("a", deaths(3), "outlet:Harbour House", "body:Harbour House")
    assert documents(world) == []


def test_a_person_speaks_for_the_body_named_with_him(world: World) -> None:
    world.page("a")
    world.claim("a", deaths(3), "outlet:Gazette a", "body:Harbour House", "person:Ada Quill")
    world.claim("a", deaths(4), "outlet:Gazette a", "person:Ada Quill")
    assert [row[1] for row in documents(world)] == ["Harbour House"]


def test_results_and_proceedings_are_documents_of_their_own_kind(world: World) -> None:
    world.page("a", "The board gave numbers. The International Criminal Court opened an inquiry.")
    vote = VoteContent(type="announced_result", quantity=number(52, "share"))
    quote = "The board gave numbers."
    world.claim("a", vote, "outlet:Gazette a", "body:Polling Board", quote=quote)
    step = ProcedureContent(type="investigation")
    world.claim("a", step, quote="opened an inquiry")
    assert [row[:3] for row in documents(world)] == [
        ("Announced results", "Polling Board", "2030-03-01"),
        ("Record of the proceedings", "International Criminal Court", None),
    ]


def test_the_reason_says_where_the_date_is_from(world: World) -> None:
    world.page("a")
    world.page("b", published=None)
    world.claim("a", deaths(3), "outlet:Gazette a", "body:Harbour House")
    world.claim("b", deaths(3), "outlet:Gazette b", "body:Dockers' League")
    reasons = [d.because for d in world.weigh().primary_documents]
    assert "that of the page" in reasons[0]
    assert "No relay says when" in reasons[1]


def test_a_procedure_keeps_the_forum_that_was_coded(world: World) -> None:
    world.page("a")
    world.claim("a", ProcedureContent(type="charge", forum=mention("Harbour Tribunal")))
    assert documents(world) == []


WORDS = [
    (language, entry)
    for language, entries in sorted(WeighingRules.load().documents.items())
    for entry in entries
]


@pytest.mark.parametrize(("language", "entry"), WORDS, ids=lambda one: getattr(one, "title", one))
def test_every_document_word_is_found_in_its_examples(language: str, entry: object) -> None:
    rules = WeighingRules.load()
    for example in entry.examples:  # type: ignore[attr-defined]
        assert rules.document_title(example, language) == entry.title  # type: ignore[attr-defined]
        assert any(word in fold(example) for word in entry.words)  # type: ignore[attr-defined]
