"""Pages, pictures, film: blurred before a press, counted, and never for those who may not."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from tests.app.reading.test_room import capture_id, claims_at, page
from tests.conftest import Cli, Prepared, Texts, write_texts
from tests.reading.files import pdf_bytes

if TYPE_CHECKING:
    from django.test import Client

FILM = bytes(range(256)) * 40
SRT = """1
00:00:01,000 --> 00:00:04,000
The office of Marta Ilves said that at least 12 people

2
00:00:04,200 --> 00:00:09,000
were killed in Norvik on 2 May 2023.
"""
TABLE = "place,what\nNorvik,The office said that 12 people were killed in Norvik on 2 May 2023.\n"


def make(cli: Cli) -> None:
    folder = write_texts(cli.home.parent)
    out = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(out, "PNG")
    folder.joinpath("scene.png").write_bytes(out.getvalue())
    folder.joinpath("film.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + FILM)
    folder.joinpath("report.pdf").write_bytes(
        pdf_bytes([["The office said that 12 people were killed in Norvik", "on 2 May 2023."]])
    )
    folder.joinpath("talk.srt").write_text(SRT)
    folder.joinpath("list.csv").write_text(TABLE)
    cli("add", "demo", str(folder), code=4)


@pytest.fixture
def demo(prepared: Prepared) -> Cli:
    return prepared("seen", make, demo=True)


def picture(client: Client, name: str = "scene.png") -> Image.Image:
    answer = client.get(f"/capture/{capture_id(name)}/image/1/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    return Image.open(io.BytesIO(answer.content))


def press(client: Client, name: str, **sent: str) -> Any:
    return client.post(f"/capture/{capture_id(name)}/open/", sent)


def opened() -> list[tuple[str, str]]:
    from hechos.app.audit.models import Event

    return list(Event.objects.filter(what="graphic opened").values_list("actor", "record"))


@pytest.mark.parametrize("name", ["scene.png", "report.pdf"])
def test_a_picture_is_coarse_and_grey_before_it_is_opened(
    people: dict[str, Client], name: str
) -> None:
    blurred = picture(people["lead"], name)
    assert blurred.mode == "L"
    press(people["lead"], name)
    assert picture(people["lead"], name).mode == "RGB"
    assert picture(people["investigator"], name).mode == "L"
    press(people["lead"], name, hide="1")
    assert picture(people["lead"], name).mode == "L"


def test_each_opening_is_counted_and_told(people: dict[str, Client]) -> None:
    press(people["lead"], "scene.png")
    press(people["lead"], "report.pdf")
    assert opened() == [("lead", capture_id("scene.png")), ("lead", capture_id("report.pdf"))]
    room = page(people["lead"], f"/capture/{capture_id('film.mp4')}/")
    assert "You opened 2 such items today" in " ".join(room.text_content().split())
    room = page(people["investigator"], f"/capture/{capture_id('film.mp4')}/")
    assert "You opened 0 such items today" in " ".join(room.text_content().split())


def test_who_wants_no_pictures_gets_none(people: dict[str, Client]) -> None:
    lead = people["lead"]
    lead.post("/pictures/", {"pictures": "none", "capture": capture_id("scene.png")})
    for name in ("scene.png", "report.pdf", "film.mp4"):
        assert not page(lead, f"/capture/{capture_id(name)}/").xpath("//img | //video")
    assert lead.get(f"/capture/{capture_id('scene.png')}/image/1/").status_code == 404
    printed = page(lead, f"/capture/{capture_id('report.pdf')}/pages/1/")
    assert not printed.xpath("//img")
    assert printed.xpath("//*[local-name()='rect' and contains(@class,'patch')]")
    lead.post("/pictures/", {"pictures": "blurred"})
    assert lead.get(f"/capture/{capture_id('scene.png')}/image/1/").status_code == 200


@pytest.mark.parametrize(
    ("asked", "code", "stretch"),
    [
        ("", 200, (0, None)),
        ("bytes=0-99", 206, (0, 100)),
        ("bytes=100-", 206, (100, None)),
        ("bytes=-50", 206, (-50, None)),
        ("bytes=9-3", 416, None),
        ("bytes=99999999-", 416, None),
        ("bytes=0-1,5-6", 200, (0, None)),
        ("lines=1-2", 200, (0, None)),
    ],
)
def test_film_is_sent_in_stretches_once_it_was_opened(
    people: dict[str, Client], asked: str, code: int, stretch: tuple[int, int | None] | None
) -> None:
    address = f"/capture/{capture_id('film.mp4')}/media/"
    whole = b"\0\0\0\x18ftypmp42" + FILM
    assert people["lead"].get(address).status_code == 404
    press(people["lead"], "film.mp4")
    answer = people["lead"].get(address, headers={"Range": asked} if asked else {})
    assert answer.status_code == code
    if stretch:
        assert b"".join(answer.streaming_content) == whole[stretch[0] : stretch[1]]
        assert answer["Content-Type"] == "video/mp4"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]


def test_what_a_browser_would_run_is_never_sent_as_it_is(people: dict[str, Client]) -> None:
    for name in ("demo-note-j.html", "talk.srt", "list.csv", "report.pdf", "scene.png"):
        press(people["lead"], name)
        assert people["lead"].get(f"/capture/{capture_id(name)}/media/").status_code == 404
    for name in ("demo-note-j.html", "talk.srt", "list.csv", "film.mp4"):
        assert people["lead"].get(f"/capture/{capture_id(name)}/image/1/").status_code == 404


def test_passages_are_drawn_over_the_page_and_reviewed_beside_it(
    people: dict[str, Client],
) -> None:
    (claim,) = claims_at("report.pdf")
    printed = page(people["lead"], f"/capture/{capture_id('report.pdf')}/pages/1/")
    rectangles = printed.xpath(f"//a[@data-claims='{claim.id}']/*[local-name()='rect']")
    assert len(rectangles) == 2
    assert all(f"k-{claim.content.kind} proposed" in r.get("class") for r in rectangles)
    assert printed.xpath(f"//article[@id='c-{claim.id}']//form[@class='accept']")
    assert people["lead"].get(f"/capture/{capture_id('report.pdf')}/pages/2/").status_code == 422


def test_words_of_a_recording_have_their_time(people: dict[str, Client]) -> None:
    (claim,) = claims_at("talk.srt")
    room = page(people["lead"], f"/capture/{capture_id('talk.srt')}/")
    assert "0:01" in room.xpath(f"string(//article[@id='c-{claim.id}'])")
    assert [t.text_content() for t in room.xpath("//p[@class='where-mark']/time")][:1] == ["0:01"]


def test_rows_of_a_table_are_numbered(people: dict[str, Client]) -> None:
    assert claims_at("list.csv")
    room = page(people["lead"], f"/capture/{capture_id('list.csv')}/")
    marks = [" ".join(m.text_content().split()) for m in room.xpath("//p[@class='where-mark']")]
    assert marks == ["row 1", "row 2"]


def test_a_derived_copy_stands_beside_its_original(people: dict[str, Client], demo: Cli) -> None:
    from dataclasses import replace

    from hechos.app.casework.desk import open_desk
    from hechos.app.home import Home
    from hechos.app.register.models import Given
    from hechos.records import Capture, Confidentiality, ids, wire

    first = wire.loads(Given.objects.get(id=capture_id()).body, Capture)
    copy = replace(first, id=ids.mint(), name="black.txt", parent=first.id, role="redacted_copy")
    sealed = replace(copy, id=ids.mint(), name="whole.txt", klass=Confidentiality.C3)
    with open_desk(Home(demo.home), "demo") as desk:
        desk.give([copy, sealed])
    hidden = f"/capture/{first.id}/beside/{sealed.id}/"
    assert people["low"].get(hidden).status_code == 404
    assert "whole.txt" not in page(people["low"], f"/capture/{first.id}/").text_content()
    assert people["lead"].get(hidden).status_code == 200
    room = page(people["lead"], f"/capture/{first.id}/")
    link = room.xpath("//p[contains(@class,'others')]/a[contains(.,'black')]/@href")[0]
    assert link == f"/capture/{first.id}/beside/{copy.id}/"
    both = page(people["lead"], link)
    assert both.xpath("//h2")[1].text_content() == "black.txt"
    assert people["lead"].get(link.replace(copy.id, capture_id("talk.srt"))).status_code == 404


ADDRESSES = ("image/1/", "pages/1/", "media/", "open/")


@pytest.mark.parametrize("what", ADDRESSES)
def test_nothing_of_a_sealed_item_comes_out(
    people: dict[str, Client], demo: Cli, texts: Texts, what: str
) -> None:
    folder = texts()
    folder.joinpath("sealed.pdf").write_bytes(pdf_bytes([["Nine boats stayed at sea in Norvik."]]))
    demo("add", "demo", str(folder), "--class", "C3")
    address = f"/capture/{capture_id('sealed.pdf')}/{what}"
    method = "post" if what == "open/" else "get"
    for role in ("low", "outsider"):
        assert getattr(people[role], method)(address).status_code == 404, role
    assert getattr(people["custodian"], method)(address).status_code in (403, 404)
    stranger = getattr(people["stranger"], method)(address)
    assert stranger["Location"].startswith("/account/login/")
    assert opened() == []
    allowed = getattr(people["reader"], method)(address).status_code
    assert allowed == {"open/": 303, "media/": 404}.get(what, 200)


def test_sealed_pages_are_not_kept_in_memory(
    people: dict[str, Client], demo: Cli, texts: Texts
) -> None:
    from hechos.app.web.reading.seen import media

    folder = texts()
    folder.joinpath("sealed.pdf").write_bytes(pdf_bytes([["Nine boats stayed at sea."]]))
    demo("add", "demo", str(folder), "--class", "C2")
    media._kept.clear()
    picture(people["lead"], "sealed.pdf")
    assert not media._kept
    picture(people["lead"], "report.pdf")
    assert len(media._kept) == 1


def test_only_members_choose_whether_they_see_pictures(people: dict[str, Client]) -> None:
    assert people["stranger"].post("/pictures/")["Location"].startswith("/account/login/")
    assert people["lead"].get("/pictures/").status_code == 405
    away = people["lead"].post("/pictures/", {"capture": "//example.org/", "pictures": "none"})
    assert away["Location"] == "/"
