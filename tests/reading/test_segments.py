from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from hechos.reading.read import Reading
from hechos.reading.segments import find_quotations, split_lines

from .conftest import ReadBytes
from .files import ARTICLE

BODY = "\n\n".join(ARTICLE[1:])
FILES = ("segments.en.toml", "segments.es.toml", "segments.pt.toml")


def kinds(reading: Reading) -> list[tuple[str, str]]:
    assert reading.text is not None
    body = reading.text.body
    return [(s.kind.value, body[s.start : s.end]) for s in reading.text.segments]


def test_title_lead_and_body(read: ReadBytes) -> None:
    found = kinds(read("\n\n".join(ARTICLE)))
    assert found == list(zip(("title", "lead", "body"), ARTICLE, strict=True))


def test_header_lines_stand_before_the_title(read: ReadBytes) -> None:
    content = f"Friday, May 3, 2019\nGazette\n\nCOAST | Yesterday 07:45\n\n{ARTICLE[0]}\n\n{BODY}"
    found = [kind for kind, _ in kinds(read(content))]
    assert found == ["dateline", "navigation", "dateline", "title", "lead", "body"]


def test_glued_dateline_is_cut_off(read: ReadBytes) -> None:
    found = kinds(read(f" date 2019-05-03 {ARTICLE[1]}\n\n{ARTICLE[2]}"))
    assert found[:2] == [("dateline", "date 2019-05-03"), ("lead", ARTICLE[1])]


@pytest.mark.parametrize(
    "dateline",
    ["PORTVILLE (ZNA) -", "(Portville)", "PORTVILLE —", "Puerto Viejo, 3 may (Agencia Sur).-"],
)
def test_dateline_of_the_first_paragraph(read: ReadBytes, dateline: str) -> None:
    found = kinds(read(f"{ARTICLE[0]}\n\n{dateline} {ARTICLE[1]}\n\n{ARTICLE[2]}"))
    assert found[1][0] == "dateline"
    assert found[1][1].rstrip(" —-.") == dateline.rstrip(" —-.")
    assert found[2] == ("lead", ARTICLE[1])


def test_headline_glued_to_the_only_paragraph(read: ReadBytes) -> None:
    headline = "Three Ferries Late After Storm at Harbour."
    found = kinds(read(f"{headline} {ARTICLE[1]} {ARTICLE[2]}"))
    assert found == [("title", headline), ("lead", f"{ARTICLE[1]} {ARTICLE[2]}")]


def test_first_sentence_in_prose_is_no_headline(read: ReadBytes) -> None:
    content = f"The Harbour Office of North Portville said on Monday. {ARTICLE[1]} {ARTICLE[2]}"
    assert kinds(read(content)) == [("lead", content)]


def test_photo_credit_and_the_short_line_after_it(read: ReadBytes) -> None:
    content = f"{BODY}\n\nPHOTO JANE DOVER, ZNA\n\nThe old pier at dusk\n\n{ARTICLE[1]}"
    assert [k for k, _ in kinds(read(content))][2:] == ["caption", "caption", "body"]


def test_paragraph_after_a_photo_credit_stays(read: ReadBytes) -> None:
    content = f"{BODY}\n\nFOTO ANA RIBERA, GACETA\n\n{ARTICLE[1]}"
    assert kinds(read(content))[-1] == ("body", ARTICLE[1])


def test_what_follows_the_end_is_navigation(read: ReadBytes) -> None:
    content = f"{BODY}\n\n–GAZETTE/ZNA\n\nStorm sinks two boats\n\nComments\n\nPort and sea"
    assert [k for k, _ in kinds(read(content))][2:] == [
        "boilerplate",
        "navigation",
        "navigation",
        "navigation",
    ]


def test_credit_in_the_middle_ends_nothing(read: ReadBytes) -> None:
    content = f"{ARTICLE[1]}\n\n–GAZETTE/ZNA\n\n{ARTICLE[2]}"
    assert kinds(read(content))[-1] == ("body", ARTICLE[2])


def test_links_under_a_heading_are_navigation(read: ReadBytes) -> None:
    content = f"{ARTICLE[1]}\n\nRelated stories\n\nStorm kills nine at sea\n\n{ARTICLE[2]}"
    assert [k for k, _ in kinds(read(content))] == ["lead", "navigation", "navigation", "body"]


def test_heading_between_paragraphs_is_a_title_unless_it_has_a_number(read: ReadBytes) -> None:
    assert kinds(read(f"{ARTICLE[1]}\n\nOld pier broken\n\n{ARTICLE[2]}"))[1][0] == "title"
    assert kinds(read(f"{ARTICLE[1]}\n\nSome 9 boats lost\n\n{ARTICLE[2]}"))[1][0] == "body"


@pytest.mark.parametrize(
    "line",
    [
        "More than forty fishermen were arrested in the north",
        "Más de cuarenta pescadores fueron detenidos en el norte",
        "Mais de quarenta pescadores foram presos no norte",
        "Photos from the pier showed that soldiers had fired",
        "Comments by the minister were called false by the union",
        "Edited transcripts show that 40 boats were sunk by the navy.",
        "Fotos del muelle mostraron que los soldados dispararon",
        "Lee said that the navy had sunk his boat",
        "Temas de puerto y mar fueron tratados por la comisión",
        "Ver morir a nueve pescadores fue terrible, dijo la oficina",
        "Video from the pier shows soldiers firing at a boat",
        "Home was searched by the police, the union said",
        "By Friday nine boats had been sunk by the navy",
        "Por la tormenta murieron nueve pescadores",
        "Follow-up inspections found nine bodies on the pier",
    ],
)
def test_lines_of_an_article_are_no_furniture(line: str) -> None:
    assert split_lines(line)[0].furniture == ""


@pytest.mark.parametrize("file", FILES)
def test_every_pattern_fits_its_examples(file: str) -> None:
    plain = tomllib.loads((resources.files("hechos.reading") / "data" / file).read_text("utf-8"))
    for entry in plain["line"]:
        assert entry["examples"]
        for example in entry["examples"]:
            assert split_lines(example)[0].furniture == entry["kind"], example


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“One two three four five six”", ["One two three four five six"]),
        ('“One two three four five six" said', ["One two three four five six"]),
        ("«Uno dos tres cuatro cinco seis»", ["Uno dos tres cuatro cinco seis"]),
        ("the “old pier” was shut", []),
        ('a "b c d e f g" and "h i j k l m."', ["b c d e f g", "h i j k l m."]),
        ("“never closed one two three four five six", []),
        ("the mission's boats and the office's six new lamps", []),
    ],
)
def test_quotations(text: str, quoted: list[str]) -> None:
    assert [text[s:e] for s, e in find_quotations(text, 0, len(text))] == quoted


def test_quotation_lies_inside_its_paragraph(read: ReadBytes) -> None:
    content = f"{BODY}\n\n“We saw nine boats leave the harbour at night,” the office said."
    found = kinds(read(content))
    assert found[-2][0] == "body"
    assert found[-1] == ("quotation", "We saw nine boats leave the harbour at night,")


def test_segments_hold_all_that_is_printed(read: ReadBytes) -> None:
    text = read(f" date 2019-05-03 {ARTICLE[1]}\r\n\r\n{ARTICLE[2]}\r\nComments\r\n").text
    assert text is not None
    held = {i for s in text.segments for i in range(s.start, s.end)}
    assert all(i in held for i, c in enumerate(text.body) if not c.isspace())
