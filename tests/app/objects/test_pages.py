"""Pages of records: both sides by origin, decisions by plain forms, and what whom is shown."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import html as lxml_html
from tests.app.cast import cast
from tests.conftest import Cli, Texts

from hechos.app.home import open_home


def words(page: Any) -> str:
    return " ".join(lxml_html.document_fromstring(page.content.decode()).text_content().split())


def seen_in(page: Any, act: str) -> str:
    form = re.search(rf'id="act-{act}".*?</form>', page.content.decode(), re.DOTALL)
    assert form is not None
    found = re.search(r'name="seen" value="([^"]+)"', form.group())
    assert found is not None
    return found.group(1)


def first_of(record: str, **fields: str) -> str:
    from hechos.app.register.models import Proposed

    rows = Proposed.objects.filter(record=record, **fields).exclude(kind="document")
    return max(rows, key=lambda row: len(row.body)).id


def test_who_may_see_and_decide(demo: Cli) -> None:
    """Every address of records, for every role: what one may not do, or not see, is refused."""
    open_home(demo.home)
    people = cast("demo")
    claim, doubt = first_of("Claim", layer="claim"), first_of("Doubt")
    pages = (f"/record/{claim}/", f"/record/{claim}/more/propositions/", f"/record/{doubt}/")
    expected = {"lead": 200, "investigator": 200, "reviewer": 200, "reader": 200, "low": 200}
    expected |= {"custodian": 403, "outsider": 404}
    for who, code in expected.items():
        assert {people[who].get(p).status_code for p in pages} == {code}, who
    assert {people["stranger"].get(p).status_code for p in pages} <= {302, 404}
    sent = {"act": "accept", "because": "read it"}
    for who, code in {"reader": 403, "reviewer": 403, "custodian": 403, "outsider": 404}.items():
        answer = people[who].post(f"/record/{claim}/decide/", sent)
        assert answer.status_code == code, who
        assert "act-accept" not in people["reader"].get(pages[0]).content.decode()
    from hechos.app.register.models import Given, Proposed

    assert not Given.objects.filter(record="Decision").exists()
    Proposed.objects.filter(id=claim).update(klass=3)
    hidden = people["low"].get(pages[0])
    assert hidden.status_code == 404
    nothing = people["low"].get("/record/00000000-0000-7000-8000-000000000000/")
    assert words(hidden) == words(nothing)
    assert people["low"].post(f"/record/{claim}/decide/", sent).status_code == 404


def test_a_doubt_is_settled_and_opened_again(demo: Cli) -> None:
    open_home(demo.home)
    lead = cast("demo")["lead"]
    doubt = first_of("Doubt", state="open")
    page = lead.get(f"/record/{doubt}/")
    for status, said in (("accepted", "accepted"), ("open", "open")):
        sent = {"act": "resolve", "set-status": status, "because": f"because it is {said}"}
        page = lead.get(f"/record/{doubt}/")
        sent["seen"] = seen_in(page, "resolve")
        answer = lead.post(f"/record/{doubt}/decide/", sent)
        assert answer.status_code == 303
        assert answer["Location"] == f"/record/{doubt}/"
        assert f"because it is {said}" in words(lead.get(f"/record/{doubt}/"))


UNCLEAR = (
    "Port Alder, 2 March 2025\n\nThe repression of the dock strike left 17 dead and 92 injured. "
    "Some 400 people were arrested, according to official sources.\n"
)


def test_a_doubt_of_the_coder_shows_what_became_of_it(demo: Cli, texts: Texts) -> None:
    """It stands in two layers; the page shows the one that decisions change."""
    demo("add", "demo", str(texts(unclear=UNCLEAR)))
    open_home(demo.home)
    lead = cast("demo")["lead"]
    doubt = first_of("Doubt", layer="claim")
    sent = {"act": "resolve", "set-status": "resolved", "because": "the next sentence names them"}
    sent["seen"] = seen_in(lead.get(f"/record/{doubt}/"), "resolve")
    lead.post(f"/record/{doubt}/decide/", sent)
    page = lxml_html.document_fromstring(lead.get(f"/record/{doubt}/").content.decode())
    tags = [tag.text_content() for tag in page.xpath("//main//span[contains(@class,'tag')]")]
    assert "resolved" in tags
    assert "open" not in tags


def test_a_figure_that_only_a_printer_stands_for_has_no_named_author(
    demo: Cli, texts: Texts
) -> None:
    demo("add", "demo", str(texts(unclear=UNCLEAR)))
    open_home(demo.home)
    lead = cast("demo")["lead"]
    from hechos.app.register.models import Proposed
    from hechos.records import Figure, wire

    figures = [wire.loads(r.body, Figure) for r in Proposed.objects.filter(record="Figure")]
    one = next(f for f in figures if f.quantity.point == 17)
    said = words(lead.get(f"/record/{one.universe}/"))
    assert "17 deaths has no named author: unclear.txt prints it" in said
    assert "no named author, printed by unclear.txt" in said


def test_titles_and_reasons_say_dates_in_words(demo: Cli) -> None:
    open_home(demo.home)
    lead = cast("demo")["lead"]
    for kind in ("", "figures/", "incidents/", "differences/", "doubts/"):
        page = lxml_html.document_fromstring(lead.get(f"/case/demo/{kind}").content.decode())
        shown = " ".join(page.xpath("//main//text()[not(ancestor::form)]"))
        assert re.findall(r"\d{4}-\d\d|/\.\.|XXXX|/head\b", shown) == [], kind


def test_what_is_refused_keeps_what_was_typed(demo: Cli) -> None:
    open_home(demo.home)
    lead = cast("demo")["lead"]
    party = first_of("Party")
    seen = seen_in(lead.get(f"/record/{party}/"), "grade")
    sent = {"act": "grade", "set-period": "long ago", "set-source": "B", "seen": seen}
    answer = lead.post(f"/record/{party}/decide/", sent | {"because": "<b>known</b> to us"})
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "&lt;b&gt;known&lt;/b&gt; to us" in body
    assert 'value="long ago"' in body
    assert '<option value="B" selected>' in body
    assert "is no period" in words(answer)


def test_an_older_version_ends_in_the_merge_page(demo: Cli) -> None:
    open_home(demo.home)
    people = cast("demo")
    claim = first_of("Claim", layer="claim")
    seen = seen_in(people["lead"].get(f"/record/{claim}/"), "accept")
    sent = {"act": "accept", "because": "it says so", "seen": seen}
    assert people["lead"].post(f"/record/{claim}/decide/", sent).status_code == 303
    late = people["investigator"].post(f"/record/{claim}/decide/", sent | {"act": "reject"})
    assert late.status_code == 409


def test_both_sides_stand_by_origin_and_relays_are_not_counted(demo: Cli) -> None:
    open_home(demo.home)
    lead = cast("demo")["lead"]
    from hechos.app.register.models import Proposed
    from hechos.records import Assessment, OriginGroup, wire

    weighed = [wire.loads(r.body, Assessment) for r in Proposed.objects.filter(record="Assessment")]
    one = max(weighed, key=lambda a: (bool(a.contrary_origins), len(a.supporting_origins)))
    answer = lead.get(f"/record/{one.proposition}/")
    page = lxml_html.document_fromstring(answer.content.decode())
    for which, ids in (("for", one.supporting_origins), ("against", one.contrary_origins)):
        side = page.find_class(f"side {which}")[0]
        shown = side.xpath("./ol/li//h4/a/@href")
        assert set(shown) == {f"/record/{i}/" for i in ids[:8]}
        assert f"{len(ids)} independent origin" in side.text_content()
    groups = Proposed.objects.filter(record="OriginGroup")
    several = {g.id for g in (wire.loads(r.body, OriginGroup) for r in groups) if len(g.claims) > 1}
    if several & set(one.supporting_origins):
        assert "not counted again" in words(answer)
    assert len(page.xpath("//svg[contains(@class,'ways')]//rect[contains(@class,'band')]")) == len(
        {*one.supporting_origins, *one.contrary_origins}
    )


def test_a_figure_without_a_named_author_is_said_to_have_none(demo: Cli) -> None:
    open_home(demo.home)
    lead = cast("demo")["lead"]
    from hechos.app.register.models import Proposed
    from hechos.records import Figure, wire

    figures = [wire.loads(r.body, Figure) for r in Proposed.objects.filter(record="Figure")]
    one = next(f for f in figures if f.author == "official figures" and f.quantity.point == 28)
    said = words(lead.get(f"/record/{one.universe}/"))
    assert "28 deaths has no named author: the text says only “official figures”." in said
    assert "nobody named: “official figures”" in said
    assert "They were said on different days" in said


def test_a_source_shows_all_that_it_says_as_far_as_one_may_see(demo: Cli) -> None:
    open_home(demo.home)
    people = cast("demo")
    from hechos.app.register.models import Proposed
    from hechos.records import Source, wire

    rows = [wire.loads(r.body, Source) for r in Proposed.objects.filter(record="Source")]
    source = max(rows, key=lambda s: len(s.claims))
    said = words(people["lead"].get(f"/record/{source.id}/"))
    assert source.name in said
    assert f"of {len(source.claims)} claims" in said
    listed = people["lead"].get("/case/demo/sources/").content.decode()
    assert f"/record/{source.id}/" in listed
    found, after = [], ""
    while True:
        page = people["lead"].get(f"/record/{source.id}/more/claims/{after}")
        tree = lxml_html.document_fromstring(page.content.decode())
        found += tree.xpath("//ul[contains(@class,'rows')]//a[text()='claim']/@href")
        last = tree.xpath("//a[@rel='next']/@href")
        if not last:
            break
        after = last[0]
    assert sorted(found) == sorted(f"/record/{c}/" for c in source.claims)


@pytest.mark.parametrize("record", ["Claim", "Incident", "Party", "Proposition", "Source"])
def test_questions_do_not_grow_with_what_is_shown(demo: Cli, record: str) -> None:
    """The pages of the smallest and the largest record of a kind ask about as much."""
    open_home(demo.home)
    lead = cast("demo")["lead"]
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from hechos.app.register.models import Proposed

    rows = Proposed.objects.filter(record=record).exclude(kind="document")
    by_size = sorted(rows, key=lambda row: len(row.body))
    counts = []
    for row in (by_size[0], by_size[-1]):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert lead.get(f"/record/{row.id}/").status_code == 200
        texts = sum('"part_of"' in q["sql"] and "ORDER BY" in q["sql"] for q in asked)
        counts.append(len(asked) - texts)
    assert abs(counts[1] - counts[0]) <= 30, counts
    assert max(counts) <= 110, counts
