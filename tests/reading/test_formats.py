from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest

from hechos.reading.pdf import join_lines
from hechos.reading.read import Reading, ReadingRules, read_bytes_of
from hechos.records import SegmentKind

from .conftest import CASE, ReadBytes, capture_of
from .files import ARTICLE, PAGE, docx_bytes, docx_paragraphs, docx_with, pdf_bytes


def body_of(reading: Reading) -> str:
    assert reading.text is not None, reading.failure
    return reading.text.body


def nodes_of(page: str) -> list[str]:
    """Return the text nodes of a page in its order: text of an element, children, tail."""
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True)
    found: list[str] = []

    def walk(element: lxml.html.HtmlElement) -> None:
        if element.text:
            found.append(element.text)
        for child in element:
            walk(child)
            if child.tail:
                found.append(child.tail)

    walk(lxml.html.document_fromstring(page, parser=parser))
    return found


def test_page_is_its_main_text(read: ReadBytes) -> None:
    body = body_of(read(PAGE, "a.html"))
    assert body == "\n\n".join(ARTICLE)


def test_every_offset_of_a_page_leads_to_its_node(read: ReadBytes) -> None:
    text = read(PAGE, "a.html").text
    assert text is not None
    nodes = nodes_of(PAGE)
    ends = [start for start, _ in text.map[1:]] + [len(text.body)]
    assert len(text.map) >= 5
    for (start, where), end in zip(text.map, ends, strict=True):
        piece = " ".join(text.body[start:end].split())
        assert piece in " ".join(nodes[int(where.removeprefix("node:"))].split())


def test_headline_of_a_page_is_marked(read: ReadBytes) -> None:
    text = read(PAGE, "a.html").text
    assert text is not None
    title = next(s for s in text.segments if s.kind is SegmentKind.TITLE)
    assert text.body[title.start : title.end] == ARTICLE[0]


def test_markup_in_text_stays_text(read: ReadBytes) -> None:
    page = PAGE.replace("nobody had warned", "&lt;script&gt;alert(1)&lt;/script&gt; nobody had")
    assert "<script>alert(1)</script> nobody" in body_of(read(page, "a.html"))


def test_hidden_and_scripted_text_is_left_out(read: ReadBytes) -> None:
    page = PAGE.replace("</h1>", "</h1><p style='display:none'>Nine boats sank in 2019.</p>")
    body = body_of(read(page, "a.html"))
    assert "Nine boats sank" not in body
    assert "never shown" not in body


def test_printed_date_between_headline_and_text_is_kept(read: ReadBytes) -> None:
    page = PAGE.replace("</h1>", "</h1><div class='meta'>Published: 4 May 2019</div>")
    page = page.replace('<meta property="article:published_time"', "<meta name='x'")
    claims = [c for c in read(page, "a.html").claims if c.content.type == "published"]
    assert [c.quote for c in claims] == ["4 May 2019"]


def test_cells_of_a_row_stand_in_one_line(read: ReadBytes) -> None:
    table = (
        "<table><tr><th>harbour</th><th>boats</th></tr><tr><td>North</td><td>9</td></tr></table>"
    )
    body = body_of(read(PAGE.replace("<figure>", table + "<figure>"), "a.html"))
    assert "harbour | boats\n\nNorth | 9" in body


def test_page_in_an_old_encoding(read: ReadBytes) -> None:
    page = PAGE.replace("<head>", "<head><meta charset='iso-8859-1'>").replace("storm", "año")
    reading = read(page.encode("latin-1"), "a.html")
    assert "caused by a año which" in body_of(reading)
    assert reading.warnings == ()


def test_page_with_an_entity_bomb(read: ReadBytes) -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><html><p>x &b; y</p></html>'
    reading = read(bomb, "a.html")
    assert reading.failure or "aaaa" not in body_of(reading).partition("x ")[2]


def test_broken_page_is_read(read: ReadBytes) -> None:
    body = body_of(read("<html><p>One <b>two <p>three <table><td>four", "a.html"))
    assert all(word in body for word in ("One", "two", "three", "four"))


def test_pages_of_a_pdf(read: ReadBytes) -> None:
    reading = read(pdf_bytes([[ARTICLE[0]], [], ["La oficina dijo que el año fue malo."]]), "a.pdf")
    assert body_of(reading) == f"{ARTICLE[0]}\n\nLa oficina dijo que el año fue malo."
    assert reading.text is not None
    assert reading.text.map == ((0, "page:1"), (len(ARTICLE[0]) + 2, "page:3"))
    assert [w.code for w in reading.warnings] == ["pages_without_text"]


def test_pdf_with_too_many_pages(tmp_path: Path, rules: ReadingRules) -> None:
    path = tmp_path / "many"
    path.write_bytes(pdf_bytes([["x"]] * (rules.max_pages + 1)))
    reading = read_bytes_of(path, capture_of("a.pdf"), rules=rules, case=CASE)
    assert reading.failure is not None
    assert reading.failure.code == "too_large"


def test_day_of_making_is_not_the_day_of_publishing(read: ReadBytes) -> None:
    types = {c.content.type for c in read(pdf_bytes([["One two."]]), "a.pdf").claims}
    assert "created" in types
    assert "published" not in types


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        ("One two three four\r\nfive six seven eight", "One two three four five six seven eight"),
        ("A line of full width.\r\nShort.\r\nA line of full width",
         "A line of full width. Short.\nA line of full width"),
        ("The harbour com\x02\r\nmission met.", "The harbour commission met."),
        ("Heading\r\nThe line below is long", "Heading\nThe line below is long"),
        ("The line above is long.\r\n- item of it", "The line above is long.\n- item of it"),
        ("One.\r\n\r\nTwo.", "One.\n\nTwo."),
        ("", ""),
    ],
)  # fmt: skip
def test_lines_of_a_page_become_paragraphs(layer: str, text: str) -> None:
    assert join_lines(layer) == text


def test_word_document_in_order(read: ReadBytes) -> None:
    reading = read(docx_bytes(), "a.docx")
    parts = [ARTICLE[0], ARTICLE[1], "harbour | boats", "North pier | 9", ARTICLE[2]]
    assert body_of(reading).split("\n\n") == parts
    assert reading.text is not None
    for (start, where), part in zip(reading.text.map, parts, strict=True):
        assert where.startswith("par:")
        assert reading.text.body[start:].startswith(part)


def test_word_insertions_controls_and_deletions(read: ReadBytes) -> None:
    xml = (
        "<w:p><w:r><w:t>One </w:t></w:r><w:ins><w:r><w:t>two</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>three</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert body_of(read(docx_paragraphs(xml), "a.docx")) == "One two\n\nthree"


def test_table_in_a_table_is_read_once(read: ReadBytes) -> None:
    def cell(inner: str) -> str:
        return f"<w:tc>{inner}</w:tc>"

    def paragraph(text: str) -> str:
        return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"

    inner = f"<w:tbl><w:tr>{cell(paragraph('inner'))}</w:tr></w:tbl>"
    row = f"<w:tr>{cell(paragraph('outer') + inner)}{cell(paragraph('last'))}</w:tr>"
    assert body_of(read(docx_paragraphs(f"<w:tbl>{row}</w:tbl>"), "a.docx")) == (
        "outer inner | last"
    )


def test_word_document_without_text(read: ReadBytes) -> None:
    failure = read(docx_paragraphs("<w:p/>"), "a.docx").failure
    assert failure is not None
    assert failure.code == "no_text"


def test_word_document_under_another_name(read: ReadBytes) -> None:
    assert body_of(read(docx_bytes(), "a.txt")).startswith(ARTICLE[0])


def test_other_office_documents_are_named(read: ReadBytes) -> None:
    sheet = docx_with(b"x").replace(b"word/document.xml", b"xl/workbook.xml__")
    failure = read(sheet, "a.xlsx").failure
    assert failure is not None
    assert failure.code == "unsupported"
