"""The pages of a case: every record opens, every number leads to its passage, nothing hostile."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html as lxml_html
from tests.app.cast import account
from tests.conftest import Cli, Texts

from hechos.app.home import open_home
from hechos.errors import HechosError

if TYPE_CHECKING:
    from django.test import Client

SAMPLE = 10
HOSTILE = """Published: 12 March 2024

<script>alert("read")</script> The Ministry of Defence said on Monday that at least 12 people were
killed in the shelling of <img src=x onerror=alert(1)> Norvik on 10 March 2024.

\u202eThe hospital\u202c reported 31 injured,
<a href="javascript:alert(2)">according</a> to the office.

"""


class Site:
    """The pages of a home, opened in this process."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str, code: int = 200) -> Any:
        """Return the parsed page; every page is checked for what no page may hold."""
        answer = self.client.get(path, follow=True)
        text = answer.content.decode()
        assert answer.status_code == code, (path, text[-600:])
        page = lxml_html.document_fromstring(text)
        check_page(path, page)
        return page


def check_page(path: str, page: Any) -> None:
    assert page.get("lang") == "en"
    assert page.findtext(".//title").strip(), path
    assert len(page.findall(".//h1")) == 1, path
    assert len(page.findall(".//main")) == 1, path
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), (path, [i for i in ids if ids.count(i) > 1])
    assert not page.xpath("//iframe | //object | //style"), path
    assert not page.xpath("//script[not(@src) or node()]"), path
    assert all(s.startswith("/static/") for s in page.xpath("//script/@src | //img/@src")), path
    assert not page.xpath("//@style"), path
    assert not [a for a in page.xpath("//@*") if getattr(a, "attrname", "").startswith("on")], path
    for address in page.xpath("//@href[. != 'data:,']"):
        assert re.match(r"/(?!/)|\?|#", address), (path, address)


@pytest.fixture
def site(demo: Cli) -> Site:
    return enter(demo)


def enter(cli: Cli) -> Site:
    open_home(cli.home)
    from hechos.app.register.models import CaseHead

    for slug in CaseHead.objects.values_list("slug", flat=True):
        client = account("lead", slug, roles=["lead"])
    return Site(client)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_every_list_and_the_first_pages_open(site: Site) -> None:
    from hechos.app.web.lists import LISTS

    site.get("/")
    site.get("/case/demo/")
    for kind in LISTS:
        page = site.get(f"/case/demo/{kind}/")
        assert "Demonstration" in words(page.find(".//p[@class='banner']"))


def test_records_of_every_kind_open_and_their_links_lead_somewhere(site: Site) -> None:
    from hechos.app.register.models import Given, Proposed

    by_kind: dict[str, list[str]] = defaultdict(list)
    known = set()
    for row in [*Given.objects.order_by("seq"), *Proposed.objects.order_by("row")]:
        known.add(row.id)
        if row.id not in by_kind[row.record]:
            by_kind[row.record].append(row.id)
    assert {"Claim", "Figure", "Universe", "Incident", "Party", "Doubt"} <= set(by_kind)
    for ids in by_kind.values():
        for one in ids[:: max(1, len(ids) // SAMPLE)]:
            page = site.get(f"/record/{one}/")
            own = set(page.xpath("//@id"))
            for address in page.xpath("//@href[. != 'data:,']"):
                target = re.match(r"/(?:record|capture)/([^/]+)/", address)
                assert target is None or target.group(1) in known, address
                if address.startswith("#"):
                    assert address[1:] in own, (one, address)


def test_every_number_of_the_list_of_figures_opens_on_its_passage(site: Site) -> None:
    """Case, list of figures, passage: two clicks."""
    page = site.get("/case/demo/")
    assert "/case/demo/figures/" in page.xpath("//main//@href")
    numbers = []
    path = "/case/demo/figures/"
    while path:
        page = site.get(path)
        numbers += page.xpath(
            "//article[contains(@class,'card')]//tbody//a[contains(@class,'number')]"
        )
        after = page.xpath("//a[@rel='next']/@href")
        path = f"/case/demo/figures/{after[0]}" if after else ""
    assert len(numbers) >= 15
    for number in numbers[::2]:
        address, _, mark = number.get("href").partition("#")
        if address.startswith("/capture/"):
            document = site.get(address)
            assert mark in document.xpath("//@id")
            assert document.xpath("//mark[contains(@class,'now')]")
        else:
            assert site.get(address).xpath("//blockquote/a/@href")


def test_a_passage_is_marked_as_it_stands_and_has_its_claim_beside_it(
    site: Site, demo: Cli
) -> None:
    claims = demo.rows("claims", "demo")
    for claim in claims[::3]:
        capture = claim["capture"]["id"]
        page = site.get(f"/capture/{capture}/?claim={claim['id']}")
        marked = "".join(m.text_content() for m in page.xpath("//mark[contains(@class,' now')]"))
        spans = sorted({(p["start"], p["end"], p["quote"]) for p in claim["passages"]})
        assert marked == "".join(quote for _, _, quote in spans)
        beside = page.get_element_by_id(f"c-{claim['id']}")
        assert "now" in beside.get("class")
        for place in range(len(claim["passages"])):
            assert page.get_element_by_id(f"p-{claim['id']}-{place}") is not None
        leads = page.xpath("//mark[contains(@class,' now')]/a/@href")
        assert set(leads) == {f"?claim={claim['id']}#c-{claim['id']}"}
        assert f"/record/{claim['id']}/" in beside.xpath(".//@href")


def test_a_claim_page_shows_all_slots_and_all_passages(site: Site, demo: Cli) -> None:
    from hechos.app.web.objects.words import SLOTS

    for claim in demo.rows("claims", "demo")[::5]:
        page = site.get(f"/record/{claim['id']}/")
        shown = words(page.find(".//main"))
        assert len(page.xpath("//div[@class='passage']//mark")) == len(claim["passages"])
        for passage in claim["passages"]:
            assert " ".join(passage["quote"].split()) in shown
        for link in claim["voice"]:
            assert link["name"] in shown
        content = claim["content"]
        rows = page.xpath("//dl[@class='fields']/div")
        slots = {words(row.find("dt")): words(row.find("dd")) for row in rows}
        for name, value in content.items():
            if name in ("kind", "type", "subset") or not value:
                continue
            assert SLOTS[name] in slots, (name, slots)
        if content["quantity"]:
            assert " ".join(content["quantity"]["verbatim"].split()) in slots["number"]


def test_a_decision_shows_who_when_and_why(site: Site, demo: Cli) -> None:
    first, second, third = demo.rows("claims", "demo")[:3]
    demo("members", "demo", "add", "ana")
    demo("decide", first["id"], "accept", "--by", "ana", "--because", "read it <b>twice</b>")
    demo("decide", second["id"], "reject", "--by", "ana", "--because", "misread")
    demo("decide", third["id"], "edit", "--by", "ana", "--because", "x", "--set", "place=Norvik")
    page = site.get(f"/record/{first['id']}/")
    said = words(page.find(".//main"))
    assert "accepted by ana on" in said
    assert "accepted by ana," in said
    assert "read it <b>twice</b>" in said
    assert "where: Norvik" in words(site.get(f"/record/{third['id']}/").find(".//main"))
    for state, claim in (("accepted", first), ("rejected", second), ("edited", third)):
        listed = site.get(f"/case/demo/claims/?state={state}").xpath("//article/@id")
        assert listed == [f"c-{claim['id']}"]
    assert "misread" in words(site.get("/case/demo/decisions/").find(".//main"))


def test_the_first_page_counts_what_status_counts(site: Site, demo: Cli) -> None:
    first, second = demo.rows("claims", "demo")[:2]
    demo("decide", first["id"], "accept", "--by", "keeper", "--because", "there")
    demo("decide", second["id"], "reject", "--by", "keeper", "--because", "not there")
    from hechos.app.access.actor import owner
    from hechos.app.casework.overview import overview
    from hechos.app.register.queries import head_of
    from hechos.app.web.front import front
    from hechos.app.web.shelf import open_shelf

    shelf = open_shelf(head_of("demo"), owner())
    known, shown = overview(shelf.desk), front(shelf)
    for name in ("captures", "withdrawn", "texts", "claims", "unreviewed", "incidents", "relays"):
        assert getattr(shown, name) == getattr(known, name), name
    assert shown.doubts == known.open_doubts
    assert tuple(shown.outcomes.items()) == known.contradictions
    page = site.get("/case/demo/")
    link = next(a for a in page.iter("a") if a.get("href") == "/case/demo/claims/?state=proposed")
    assert words(link) == f"{known.unreviewed} claims"


@pytest.mark.parametrize("kind", ["claims", "incidents", "captures", "doubts", "figures"])
def test_pages_of_a_list_hold_every_row_once_in_order(
    site: Site, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    from dataclasses import replace

    from hechos.app.web import lists

    def rows_of(page: Any) -> list[str]:
        if kind in ("claims", "figures"):
            return [str(i) for i in page.xpath("//main//article/@id")]
        return [str(r.xpath("string(.)")) for r in page.xpath("//main//ul/li | //main//tbody/tr")]

    monkeypatch.setitem(lists.LISTS, kind, replace(lists.LISTS[kind], size=1000))
    whole = rows_of(site.get(f"/case/demo/{kind}/"))
    monkeypatch.setitem(lists.LISTS, kind, replace(lists.LISTS[kind], size=4))
    found: list[str] = []
    path = f"/case/demo/{kind}/"
    while path:
        page = site.get(path)
        found += rows_of(page)
        after = page.xpath("//a[@rel='next']/@href")
        path = f"/case/demo/{kind}/{after[0]}" if after else ""
    assert len(whole) > 4
    assert found == whole


@pytest.mark.parametrize("asked", ["?after=x", "?after=", "?state=%3Cscript%3E", "?state=;--"])
def test_odd_parameters_show_the_whole_list(site: Site, asked: str) -> None:
    plain = site.get("/case/demo/claims/").xpath("//article/@id")
    assert site.get(f"/case/demo/claims/{asked}").xpath("//article/@id") == plain


def test_hostile_sources_are_only_ever_text(cli: Cli, texts: Texts) -> None:
    folder = texts(**{'a"><svg onload=alert(3)>': HOSTILE + "word " * 20000})
    (folder / "empty.txt").write_text("", encoding="utf-8")
    cli("new", "norvik", "--title", "<script>x</script>“Norvik”")
    cli("add", "norvik", str(folder), code=4)
    site = enter(cli)
    from hechos.app.register.models import Given, Proposed
    from hechos.app.web.lists import LISTS

    paths = ["/", "/case/norvik/", *(f"/case/norvik/{kind}/" for kind in LISTS)]
    paths += [f"/record/{row.id}/" for row in Given.objects.all()]
    paths += [f"/record/{i}/" for i in Proposed.objects.values_list("id", flat=True)]
    for path in dict.fromkeys(paths):
        site.get(path)
    capture = Given.objects.filter(record="Capture", name__contains="svg").first()
    assert capture is not None
    page = site.get(f"/capture/{capture.id}/")
    body = "".join(row.text_content() for row in page.xpath("//div[starts-with(@class,'text ')]"))
    assert body == HOSTILE + "word " * 20000
    assert "2 characters that turn the direction" in words(page.find(".//main"))
    assert (
        max(len(row.text_content()) for row in page.xpath("//div[starts-with(@class,'text ')]"))
        <= 4000
    )


def test_a_withdrawn_capture_shows_its_tombstone(site: Site, demo: Cli) -> None:
    capture = next(c for c in demo.rows("captures", "demo") if c["name"] == "demo-note-f.txt")
    demo("withdraw", capture["id"], "--by", "keeper", "--because", "the source asked")
    page = site.get(f"/capture/{capture['id']}/")
    said = words(page.find(".//main"))
    assert "withdrawn" in said
    assert "the source asked" in said
    assert not page.xpath("//mark")
    assert "withdrawn" in words(site.get("/case/demo/captures/"))
    site.get("/case/demo/")
    site.get("/case/demo/decisions/")


def views_logged(cli: Cli) -> int:
    logs = (cli.home / "cases").glob("*/custody/log.jsonl")
    return sum(log.read_text(encoding="utf-8").count('"op":"viewed"') for log in logs)


def test_views_of_sealed_sources_are_logged_or_refused(cli: Cli, texts: Texts) -> None:
    cli("new", "norvik")
    cli("add", "norvik", str(texts(a=HOSTILE)), "--class", "C3")
    site = enter(cli)
    claim = cli.rows("claims", "norvik")[0]
    before = views_logged(cli)
    for path in (f"/capture/{claim['capture']['id']}/", f"/record/{claim['id']}/"):
        site.get(path)
    assert views_logged(cli) == before + 2
    cli("verify")
    from hechos.app.casework.desk import open_desk
    from hechos.app.home import Home
    from hechos.app.web.serving import acting

    tries, acting.TRIES = acting.TRIES, 1
    try:
        with open_desk(Home(cli.home), "norvik"):
            page = site.get(f"/capture/{claim['capture']['id']}/", code=503)
    finally:
        acting.TRIES = tries
    assert "custody" in words(page)
    assert "Ministry" not in words(page)


def test_reading_takes_no_lock_and_says_that_work_is_under_way(site: Site, demo: Cli) -> None:
    from hechos.app.casework.desk import open_desk
    from hechos.app.home import Home
    from hechos.app.register.models import CaseHead
    from hechos.app.web.lists import LISTS

    with open_desk(Home(demo.home), "demo"):
        CaseHead.objects.update(linked=False)
        page = site.get("/case/demo/")
        assert "brought up to date" in words(page.find(".//p[@role='status']"))
        for kind in LISTS:
            site.get(f"/case/demo/{kind}/")
        assert site.client.get("/case/demo/report/").status_code == 200
    assert not CaseHead.objects.get().linked


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/case/none/",
        "/case/demo/none/",
        "/capture/00000000-0000-7000-8000-000000000000/",
        "/record/00000000-0000-7000-8000-000000000000/",
        "/record/%3Cscript%3E/",
    ],
)
def test_what_is_not_there_is_a_sentence(site: Site, path: str) -> None:
    page = site.get(path, code=404)
    assert words(page.find(".//h1")).endswith(".")


def test_a_fault_is_a_sentence_without_what_it_was_about(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from hechos.app.web import views

    def fault(shelf: object) -> None:
        raise RuntimeError("a name that must not be printed")

    monkeypatch.setattr(views, "front", fault)
    page = site.get("/case/demo/", code=500)
    assert words(page.find(".//h1")) == "This page could not be made."
    assert "RuntimeError" not in words(page)
    assert "must not be printed" not in words(page)
    ours = [r.getMessage() for r in caplog.records if r.name == "hechos.web"]
    assert len(ours) == 1
    assert "RuntimeError in test_web.py" in ours[0]
    assert "must not" not in ours[0]


def test_a_damaged_object_is_a_sentence(site: Site, demo: Cli) -> None:
    import json

    from hechos.app.register.models import Given

    row = Given.objects.filter(record="Text").first()
    assert row is not None
    address = json.loads(row.body)["address"]
    file = next(p for p in (demo.home / "cases").rglob(f"*{address}") if p.is_file())
    file.chmod(0o600)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    page = site.get(f"/capture/{row.part_of}/", code=500)
    assert address in words(page) or "verify" in words(page)
    site.get("/case/demo/claims/")


def test_the_report_page_is_the_report_under_a_policy_of_its_own_style(site: Site) -> None:
    answer = site.client.get("/case/demo/report/")
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "'sha256-" in policy
    assert "unsafe" not in policy
    page = lxml_html.document_fromstring(answer.content.decode())
    assert not page.xpath("//script | //@style")
    assert len(page.xpath("//svg[@class='drawing']")) > 1


def test_every_kind_of_error_has_its_answer(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from hechos.app.web import views
    from hechos.errors import CustodyError, NotFoundError, UnavailableError

    answers: list[tuple[HechosError, int]] = [
        (NotFoundError("Not here."), 404),
        (UnavailableError("Busy."), 503),
        (CustodyError("Damaged.", hint="Run hechos verify."), 500),
    ]
    for error, code in answers:
        monkeypatch.setattr(views, "front", raising(error))
        page = site.get("/case/demo/", code=code)
        said = "There is nothing at this address." if code == 404 else str(error)
        assert words(page.find(".//h1")) == said


def raising(error: Exception) -> Callable[[object], None]:
    def fault(shelf: object) -> None:
        raise error

    return fault


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    from django.conf import settings

    if settings.configured:
        from django.db import connections

        connections.close_all()
