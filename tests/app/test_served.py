"""The pages as a real server sends them, and as a real browser shows them."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest
from tests.app.cast import sign_in
from tests.conftest import copy_home, forget_homes

from hechos.app.database import VARIABLE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Request

CHROMIUM = Path("/usr/bin/chromium")
IN_SIGHT = """e => {
    const place = e.getBoundingClientRect();
    return place.top >= 0 && place.bottom <= innerHeight;
}"""
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
)


NAME, PASSWORD = "first.person", "a long word for a home"


@dataclass
class Served:
    """A running server. `address` is the one it printed, with the token for the first account."""

    home: Path
    address: str

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}"

    def ask(
        self, path: str, *, method: str = "GET", cookie: str = "", host: str = "", body: str = ""
    ) -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Host": host or f"localhost:{self.port}"}
            if cookie:
                headers["Cookie"] = cookie
            if body:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body=body or None, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def enter(self) -> str:
        """Use the token, make the first account and return the cookie of its session."""
        parts = urlsplit(self.address)
        status, headers, _ = self.ask(f"{parts.path}?{parts.query}")
        assert status == 302
        cookie = cookie_of(headers)
        page = self.ask(parts.path, cookie=cookie)[2]
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found is not None
        values = {
            "csrfmiddlewaretoken": found.group(1),
            "name": NAME,
            "pseudonym": "Heron",
            "language": "en",
            "password": PASSWORD,
            "again": PASSWORD,
        }
        status, headers, _ = self.ask(
            parts.path, method="POST", cookie=cookie, body=urlencode(values)
        )
        assert status == 302
        return cookie_of(headers)


def cookie_of(headers: http.client.HTTPMessage) -> str:
    return headers["Set-Cookie"].partition(";")[0]


@pytest.fixture
def served(_demo_home: Path, tmp_path: Path) -> Iterator[Served]:
    home = tmp_path / "home"
    copy_home(_demo_home, home)
    with serving(home) as running:
        yield running
    forget_homes(tmp_path)


@contextmanager
def serving(home: Path, port: int = 0) -> Iterator[Served]:
    command = [sys.executable, "-m", "hechos", "--home", str(home), "serve", "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_environment()
    ) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            assert address.startswith("http://localhost:"), server.communicate(timeout=30)
            yield Served(home, address)
        finally:
            server.terminate()
            _, words = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "Traceback" not in words


def _environment(**more: str) -> dict[str, str]:
    """Return what a program started from nothing knows, and where the tests' registers are."""
    ours = ("HECHOS", "DJANGO")
    kept = {k: v for k, v in os.environ.items() if k == VARIABLE or not k.startswith(ours)}
    return kept | more


def test_only_the_printed_address_opens_the_pages(served: Served) -> None:
    status, headers, _ = served.ask("/")
    assert (status, headers["Location"]) == (302, "/account/login/?next=%2F")
    assert served.ask("/account/start/")[0] == 404
    cookie = served.enter()
    assert cookie.startswith(f"hechos-{served.port}=")
    status, headers, body = served.ask("/", cookie=cookie)
    assert status == 200
    assert "Demonstration" in body
    assert headers["Cache-Control"] == "no-store"
    parts = urlsplit(served.address)
    assert served.ask(f"{parts.path}?{parts.query}")[0] == 404
    assert served.ask("/", cookie=cookie.replace("hechos-", "hechos-1"))[0] == 302

    for host in ("example.org", "127.0.0.1.example.org:80", "169.254.1.1"):
        status, headers, body = served.ask("/", cookie=cookie, host=host)
        assert status == 400
        assert "Demonstration" not in body
        assert "default-src 'none'" in headers["Content-Security-Policy"]

    status, headers, body = served.ask("/", method="HEAD", cookie=cookie)
    assert (status, body) == (200, "")
    assert int(headers["Content-Length"]) > 100
    assert served.ask("/", method="POST", cookie=cookie)[0] == 403
    assert served.ask("/", method="DELETE", cookie=cookie)[0] == 405


def test_a_session_outlives_the_server_and_its_key_is_private(
    served: Served, tmp_path: Path
) -> None:
    cookie = served.enter()
    key = served.home / "secret.key"
    assert key.stat().st_mode & 0o777 == 0o600
    with serving(served.home, port=served.port + 1) as again:
        assert "token" not in again.address
        own = cookie.replace(f"hechos-{served.port}=", f"hechos-{again.port}=")
        assert "Demonstration" in again.ask("/", cookie=own)[2]


def test_pages_stand_while_another_process_adds(served: Served, tmp_path: Path) -> None:
    """Four readers at once, in the server's four threads, while a case grows."""
    cookie = served.enter()
    folder = tmp_path / "more"
    folder.mkdir()
    for number in range(30):
        (folder / f"note-{number}.txt").write_text(
            f"Published: 12 March 2024\n\nThe Ministry of Defence said on Monday that {number + 3} "
            f"people were killed in the shelling of Norvik on {number % 28 + 1} February 2024.\n",
            encoding="utf-8",
        )
    command = [sys.executable, "-m", "hechos", "--home", str(served.home), "add", "demo"]
    done = threading.Event()
    seen: list[tuple[str, int]] = []

    def read() -> None:
        kinds = ("", "claims/", "figures/", "differences/", "captures/", "incidents/")
        while not done.is_set():
            for kind in kinds:
                path = f"/case/demo/{kind}"
                seen.append((path, served.ask(path, cookie=cookie)[0]))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        added = subprocess.run(
            [*command, str(folder)],
            capture_output=True,
            check=False,
            env=_environment(),
            timeout=120,
        )
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert added.returncode == 0, added.stderr
    assert len(seen) > 20
    assert {status for _, status in seen} == {200}
    body = served.ask("/case/demo/captures/", cookie=cookie)[2]
    assert "note-29.txt" in body


def test_a_port_in_use_or_out_of_range_is_a_sentence(served: Served) -> None:
    for port in (served.port, 70000):
        command = [sys.executable, "-m", "hechos", "--home", str(served.home), "serve"]
        again = subprocess.run(
            [*command, "--port", str(port)],
            capture_output=True,
            check=False,
            text=True,
            env=_environment(),
            timeout=60,
        )
        assert again.returncode != 0
        assert str(port) in again.stderr
        assert "Traceback" not in again.stderr


@dataclass
class Watched:
    """A browser, and all that it complained of."""

    browser: Browser
    said: list[str]

    def open(self, *, script: bool = True) -> Page:
        page = self.browser.new_context(
            java_script_enabled=script, reduced_motion="reduce"
        ).new_page()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("requestfailed", self._failed)
        return page

    def _failed(self, request: Request) -> None:
        """Note a request that failed; one that the next page cut off did not."""
        if request.failure != "net::ERR_ABORTED":
            self.said.append(request.url)


@pytest.fixture
def watched() -> Iterator[Watched]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    with sync_api.sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        chosen = next((p for p in (CHROMIUM, own) if p.exists()), None)
        if chosen is None:
            pytest.skip("needs Chromium: apt install chromium, or playwright install chromium")
        browser = playwright.chromium.launch(executable_path=str(chosen), args=list(FLAGS))
        try:
            yield Watched(browser, [])
        finally:
            browser.close()


@pytest.mark.browser
def test_from_the_case_to_the_passage_in_a_browser(served: Served, watched: Watched) -> None:
    """Case, number card, claim, passage: three clicks, and no breach of the policy."""
    page = watched.open()
    make_first_account(page, served)
    assert "token" not in page.url
    follow(page.locator("main a").first)
    assert page.locator("h1").inner_text().startswith("Demonstration")
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"

    follow(page.locator("ul.rivals a").first)
    assert page.locator("svg.drawing circle, svg.drawing polygon").count() >= 2
    axis = page.locator("svg.drawing .axis").first
    assert axis.evaluate("e => getComputedStyle(e).stroke") != "none"
    follow(page.locator("article.claim .meta a").first)
    claim = page.url.rstrip("/").rpartition("/")[2]
    quotes = page.locator(".passage mark").all_inner_texts()
    follow(page.locator(".passage .where a").first)

    marks = page.locator("mark.now")
    assert "".join(marks.all_inner_texts()) == "".join(quotes)
    page.wait_for_function(IN_SIGHT, arg=marks.first.element_handle())
    marks.first.locator("a").click()
    beside = page.locator(f"#c-{claim}.now")
    page.wait_for_function(IN_SIGHT, arg=beside.element_handle())
    assert watched.said == []


@pytest.mark.browser
def test_pages_need_no_script_and_open_in_one_browser_only(
    served: Served, watched: Watched
) -> None:
    page = watched.open(script=False)
    make_first_account(page, served)
    follow(page.locator("main a").first)
    follow(page.locator("ul.rivals a").first)
    assert page.locator("article.claim mark").count() >= 1
    page.goto(f"{served.base}/case/demo/report/")
    assert page.locator("svg.drawing").count() > 1
    width = page.locator("body").bounding_box()
    assert width is not None
    assert width["width"] < 1200
    assert watched.said == []

    stranger = watched.open()
    stranger.goto(served.address)
    assert "Demonstration" not in stranger.content()
    assert stranger.get_by_label("Password").count() == 0
    watched.said.clear()  # the browser notes that there is nothing at the address
    sign_in(stranger, served.base, NAME, PASSWORD)
    assert "Demonstration" in stranger.content()
    assert watched.said == []


def follow(link: Locator) -> None:
    """Click and wait for the page that comes."""
    with link.page.expect_navigation():
        link.click()


def make_first_account(page: Page, served: Served) -> None:
    page.goto(served.address)
    page.get_by_label("Name to sign in with").fill(NAME)
    page.get_by_label("Pseudonym").fill("Heron")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url(f"{served.base}/")
