"""What only a browser shows: keys, focus, and offsets of selected words."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.app.cast import account
from tests.app.reading.test_room import capture_id, claims_at
from tests.app.test_served import serving
from tests.conftest import Cli, close_connections, copy_home, forget_homes, write_texts

from hechos.app.home import open_home

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
BODY = (
    "The office of Marta Ilves 📷 said that at least 12 people were killed in Norvik.\r\n\r\n"
    "Añadió: «المدينة صامتة تماما». Cafe\u0301 owners 𝒜 stayed away.\r\n\r\n"
    "Later 👩‍👩‍👧 the bridge was closed; in Norvik nobody crossed it, and 31 people were arrested."
)
WORDS = (
    "at least 12 people",
    "المدينة صامتة",
    "Cafe\u0301 owners 𝒜 stayed",
    "👩‍👩‍👧 the bridge was closed",
    "📷 said that",
    "Norvik.\r\n\r\nAñadió",
    "were arrested.",
)
SELECT = """words => {
    const rows = [...document.querySelectorAll('.reading .text')];
    const nodes = [];
    for (const row of rows) {
        const walk = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) nodes.push(walk.currentNode);
    }
    const all = nodes.map(n => n.data).join('');
    const at = all.indexOf(words);
    const place = offset => {
        for (const n of nodes) {
            if (offset <= n.data.length) return [n, offset];
            offset -= n.data.length;
        }
    };
    const range = document.createRange();
    range.setStart(...place(at));
    range.setEnd(...place(at + words.length));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return all;
}"""


def picture() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.radial_gradient("L").resize((400, 250)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def window(
    _demo_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, BrowserContext]]:
    """A browser signed in as a lead before a real server of the demonstration case; one of each
    serves all tests here."""
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium")
    from playwright.sync_api import sync_playwright

    demo = Cli(tmp_path_factory.mktemp("window") / "home")
    copy_home(_demo_home, demo.home)
    folder = write_texts(demo.home.parent)
    folder.joinpath("norvik.txt").write_bytes(BODY.encode())
    folder.joinpath("scene.png").write_bytes(picture())
    demo("add", "demo", str(folder), code=4)  # nobody reads words in a picture here
    open_home(demo.home)
    value = account("lead", "demo", roles=["lead"]).cookies["hechos"].value
    close_connections()
    with serving(demo.home) as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=[*FLAGS])
        base = f"http://localhost:{server.port}"
        context = browser.new_context(base_url=base)
        context.add_cookies([{"name": f"hechos-{server.port}", "value": value, "url": base}])
        yield demo.home, context
        browser.close()
    forget_homes(demo.home.parent)


@pytest.fixture
def desk(window: tuple[Path, BrowserContext], monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's loop runs in this thread
    open_home(window[0])
    page = window[1].new_page()
    page.told = []  # type: ignore[attr-defined]
    page.on("console", lambda m: page.told.append(m.text))  # type: ignore[attr-defined]
    yield page
    close_connections()  # those of the loop's context are others than those outside it
    page.close()


def test_selected_words_lead_to_the_same_code_points_as_pythons(desk: Page) -> None:
    where = f"/capture/{capture_id('norvik.txt')}/"
    desk.goto(where)
    for words in WORDS:
        whole = desk.evaluate(SELECT, words)
        assert whole == BODY
        with desk.expect_request(lambda sent: "/claim/?start" in sent.url) as asked:
            desk.locator("#take").click()
        desk.locator("#new-note").wait_for()
        query = parse_qs(urlsplit(asked.value.url).query)
        start, end = int(query["start"][0]), int(query["end"][0])
        assert BODY[start:end] == words
        assert desk.locator("#new-note blockquote mark").text_content() is not None
        desk.locator("[data-close]").click()
        desk.locator("#new-note").wait_for(state="detached")


def wait_said(desk: Page, words: str) -> None:
    desk.locator("#said", has_text=re.compile(f"^{words}")).wait_for(state="attached")


def is_focused(desk: Page, claim: str) -> bool:
    """Wait until the keys go to a claim."""
    held = "claim => document.activeElement.closest('[data-claim]')?.dataset.claim === claim"
    desk.wait_for_function(held, arg=claim)
    return True


def test_claims_are_reviewed_by_keyboard_alone(desk: Page) -> None:
    claims = [c.id for c in claims_at()]
    where = f"/capture/{capture_id()}/"
    desk.goto(where)
    assert is_focused(desk, claims[0])
    desk.keyboard.press("a")
    desk.locator(f"#c-{claims[0]}[data-state=accepted]").wait_for()
    wait_said(desk, "Accepted")
    assert is_focused(desk, claims[0])
    desk.keyboard.press("j")
    assert is_focused(desk, claims[1])
    desk.keyboard.press("r")
    desk.keyboard.press("4")
    desk.locator(f"#c-{claims[1]}[data-state=rejected]").wait_for()
    assert is_focused(desk, claims[1])
    desk.keyboard.press("u")
    desk.locator(f"#c-{claims[1]}[data-state=proposed]").wait_for()
    assert is_focused(desk, claims[1])
    wait_said(desk, "Taken back")
    desk.keyboard.press("k")
    assert is_focused(desk, claims[0])
    desk.keyboard.press("n")
    assert is_focused(desk, claims[1])
    desk.keyboard.press("e")
    desk.locator(f"#c-{claims[1]}.editing").wait_for()
    desk.keyboard.press("Escape")
    desk.locator(f"#c-{claims[1]}[data-state=proposed]:not(.editing)").wait_for()
    desk.reload()
    states = [desk.locator(f"#c-{one}").get_attribute("data-state") for one in claims[:2]]
    assert states == ["accepted", "proposed"]
    told = desk.told  # type: ignore[attr-defined]
    assert not [one for one in told if "Content Security" in one]


def test_nothing_is_wider_than_the_window(desk: Page) -> None:
    for width in (360, 1280):
        desk.set_viewport_size({"width": width, "height": 800})
        desk.goto(f"/capture/{capture_id()}/")
        assert desk.evaluate("document.documentElement.scrollWidth") <= width


def test_a_rectangle_is_drawn_with_the_mouse_and_becomes_a_claim(desk: Page) -> None:
    desk.goto(f"/capture/{capture_id('scene.png')}/pages/1/")
    desk.locator(".sheet img").evaluate("one => one.complete || new Promise(r => one.onload = r)")
    desk.get_by_role("button", name="Draw it on the page").click()
    box = desk.locator(".sheet svg").bounding_box()
    assert box
    desk.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.5)
    desk.mouse.down()
    desk.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.75, steps=3)
    desk.mouse.up()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/mark/**")
    asked = {name: float(v[0]) for name, v in parse_qs(urlsplit(desk.url).query).items()}
    assert asked == pytest.approx({"page": 1, "x": 25, "y": 50, "w": 50, "h": 25}, abs=0.6)
    desk.get_by_label("What it is").select_option("act:LIFE.UNK")
    desk.get_by_role("button", name="Save the claim").click()
    desk.wait_for_url("**/pages/1/?claim=**")
    (made,) = claims_at("scene.png")
    desk.locator(f"a[data-claims='{made.id}'] rect").wait_for()


def test_a_result_of_a_search_is_scrolled_to_and_has_the_focus(desk: Page) -> None:
    desk.goto("/case/demo/search/?is=Capture&words=bridge")
    desk.locator("ol.results a").first.click()
    desk.wait_for_url("**#here")
    desk.wait_for_function("document.activeElement.textContent === 'bridge'")
    box = desk.locator("#here").bounding_box()
    assert box
    assert 0 < box["y"] < desk.viewport_size["height"]  # type: ignore[index]  # it has one
