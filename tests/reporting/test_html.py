from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from lxml import etree
from lxml import html as lxml_html

from hechos.records import CaseFile
from hechos.reporting import html
from hechos.reporting.build import ReportRules, build_report
from hechos.reporting.html import pieces
from hechos.reporting.tree import PassageView, Report


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    return html.render(report)


@pytest.fixture(scope="module")
def tree(page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page)


def test_every_link_leads_to_an_anchor_of_the_page(tree: lxml_html.HtmlElement) -> None:
    ids = set(tree.xpath("//@id"))
    links = tree.xpath("//@href")
    assert links
    assert all(link.startswith("#") for link in links)
    assert {link[1:] for link in links} <= ids


def test_ids_are_unique(tree: lxml_html.HtmlElement) -> None:
    assert [i for i, n in Counter(tree.xpath("//@id")).items() if n > 1] == []


def test_page_holds_no_script_and_loads_nothing(page: str, tree: lxml_html.HtmlElement) -> None:
    assert not tree.xpath(
        "//script | //link | //img | //iframe | //object | //@*[starts-with(name(), 'on')]"
    )
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
    assert "url(" not in page
    assert "http://" not in page
    assert "https://" not in page


def test_every_number_opens_on_a_passage_or_on_its_row(tree: lxml_html.HtmlElement) -> None:
    numbers = tree.xpath("//*[contains(@class, 'b number')]")
    assert numbers
    for number in numbers:
        assert number.tag == "a", number.text_content()
        assert re.match(r"#[pf]-", number.get("href"))


def test_passage_is_marked_in_the_text_around_it(tree: lxml_html.HtmlElement) -> None:
    link = tree.xpath("//blockquote/a[contains(., 'put the number of deaths at 9')]/@href")[0]
    (mark,) = tree.xpath(f"//mark[@id='{link[1:]}']")
    assert mark.text_content() == "put the number of deaths at 9"
    assert "denied that its officers had fired" in mark.getparent().text_content()


def test_quotes_carry_their_language(tree: lxml_html.HtmlElement) -> None:
    (quote,) = tree.xpath("//blockquote[contains(., 'Unas 11 personas')]")
    assert (quote.get("lang"), quote.get("dir")) == ("es", "auto")


def test_first_thing_said_is_how_much_nobody_has_reviewed(tree: lxml_html.HtmlElement) -> None:
    state = tree.xpath("//*[@id='state']")[0].text_content()
    assert state == "10 of 11 statements have been reviewed by nobody."


def test_banner_only_where_a_capture_is_a_demonstration(
    case_file: CaseFile, rules: ReportRules, page: str
) -> None:
    first, *rest = case_file.captures
    marked = replace(case_file, captures=(replace(first, demonstration="demo"), *rest))
    shown = html.render(build_report(marked, audience="internal", rules=rules))
    assert 'class="banner"' in shown
    assert 'class="banner"' not in page


def test_hostile_text_is_escaped(case_file: CaseFile, rules: ReportRules) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    texts = tuple(replace(t, body=t.body + evil) for t in case_file.texts)
    captures = tuple(replace(c, name=f"{evil}{c.name}") for c in case_file.captures)
    case = replace(case_file.case, title=evil)
    hostile = replace(case_file, texts=texts, captures=captures, case=case)
    page = html.render(build_report(hostile, audience="internal", rules=rules))
    tree = lxml_html.document_fromstring(page)
    assert not tree.xpath("//script | //img")
    assert evil in tree.xpath("//h1")[0].text_content()


def test_page_is_well_formed(page: str) -> None:
    parser = etree.HTMLParser(recover=False)
    etree.fromstring(page.encode(), parser)
    errors = [e.message for e in parser.error_log if "invalid" not in e.message]
    assert errors == []


def test_tables_have_headers(tree: lxml_html.HtmlElement) -> None:
    for table in tree.xpath("//table"):
        width = len(table.xpath("thead/tr/th[@scope='col']"))
        assert table.xpath("caption")
        for row in table.xpath("tbody/tr"):
            assert len(row.xpath("th[@scope='row'] | td")) == width
            assert len(row.xpath("th[@scope='row']")) == 1


def test_overlapping_passages_keep_the_text_whole(report: Report) -> None:
    source = next(s for s in report.sources if s.name == "gazette.txt")
    spans = ((0, 20), (10, 30), (10, 12), (30, 31))
    views = tuple(
        PassageView(id=f"p-{a}{b}", source="x", start=a, end=b, before="", quote="", after="")
        for a, b in spans
    )
    found = pieces(replace(source, passages=views))
    assert "".join(p.text for p in found) == source.body
    assert "".join(p.text for p in found if p.marked) == source.body[:31]
    assert sorted(a for p in found for a in p.opens) == ["w-020", "w-1012", "w-1030", "w-3031"]
