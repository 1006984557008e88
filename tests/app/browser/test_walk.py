"""The walk of docs/tutorial/the-desk.md: from an empty folder to a signed finding that leaves the
case, at a real server with its worker, on the five articles where they are here and always on notes
of the demonstration."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests import postgresql
from tests.app.test_served import (
    PASSWORD,
    Served,
    Watched,
    follow,
    make_first_account,
    serving,
    watched,
)
from tests.conftest import SHARED

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

NOTES = Path(__file__).parents[3] / "src" / "hechos" / "cli" / "demo_sources"
LONG = 60_000
REVIEWED = "() => !document.querySelector('.note[data-state=proposed], .note[aria-busy]')"
COLLEAGUES = ("Kingfisher", "Plover")

pytestmark = [pytest.mark.browser]
__all__ = ["watched"]


@dataclass(frozen=True)
class Told:
    """What a set of sources says of the deaths after the election: the number for which nobody is
    named, how the card says so, and a doubt to settle."""

    files: tuple[Path, ...]
    nobody: str
    doubt: str


SOURCES = {
    "seeds": Told(
        tuple(sorted((SHARED / "seeds").glob("*.txt"))),
        "28 deaths has no named author: TIMES/AFP prints it",
        "It is not said whether",
    ),
    "notes": Told(
        tuple(NOTES / f"demo-note-{one}.txt" for one in "bdg"),
        "28 deaths has no named author: the text says only “official figures”",
        "Nobody is named who counted this",
    ),
}


@dataclass
class Walk:
    """One person before the desk of a home that does not exist yet."""

    page: Page
    served: Served
    watched: Watched
    told: Told
    case: str = "/case/after-the-election/"

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def menu(self, group: str, entry: str) -> None:
        """Open a page of the case from its menu, with the keyboard."""
        menu = self.page.locator(".menu.wide")
        menu.locator("summary", has_text=re.compile(f"^{group}$")).press("Enter")
        with self.page.expect_navigation():
            menu.get_by_role("link", name=entry, exact=True).press("Enter")

    def make_case(self) -> None:
        make_first_account(self.page, self.served)
        self.main.get_by_role("link", name="Make a case").click()
        self.page.get_by_label("Title").fill("After the election")
        self.page.get_by_label("Names and places of").select_option(label="Venezuela")
        self.page.get_by_role("button", name="Make the case").click()
        self.page.wait_for_url(f"**{self.case}")

    def bring_in(self) -> None:
        self.main.get_by_role("link", name="Bring sources in").click()
        self.page.get_by_label("No person's consent is concerned").check()
        self.page.locator("#files").set_input_files([str(p) for p in self.told.files])
        self.page.get_by_role("button", name="Bring in").click()
        done = self.page.locator("#items .state", has_text="Preserved, read and coded")
        done.nth(len(self.told.files) - 1).wait_for(timeout=LONG)
        self.main.get_by_role("link", name="Read them and review").click(timeout=LONG)
        self.page.locator("#room.scripted").wait_for()

    def review(self) -> int:
        """Accept every claim but one, from text to text, with the keys alone; return how many."""
        keys, seen, texts = self.page.keyboard, 0, 0
        self.page.locator("#onward").check()
        while self.page.locator("#room").count():
            waiting = self.page.locator(".note[data-state=proposed]")
            for _ in range(waiting.count()):
                if seen == 1:
                    keys.press("r")
                    keys.press("5")
                else:
                    keys.press("a")
                seen += 1
            self.page.wait_for_function(REVIEWED, timeout=4 * LONG)
            assert self.page.locator(".note.now").count() == 1
            if (further := self.page.locator('a[rel="next"]')).count():
                with self.page.expect_navigation():
                    further.first.press("Enter")
            else:
                before = self.page.url
                keys.press("t")
                self.page.wait_for_url(lambda url, before=before: url != before)
            texts += 1
            assert texts < 40
        self.main.get_by_role("heading", name="No other text waits for review").wait_for()
        return seen

    def settle_a_doubt(self) -> None:
        self.menu("Claims", "Doubts")
        row = self.main.locator("li", has_text=self.told.doubt).first
        row.get_by_role("link", name="open", exact=True).click()
        self.page.get_by_text("Settle this doubt").press("Enter")
        self.page.get_by_label("Why").fill("The sentence before names who counted.")
        self.page.get_by_role("button", name="Decide").click()
        self.main.get_by_text("The sentence before names who counted.").first.wait_for()
        self.main.locator(".tag", has_text="resolved").first.wait_for()

    def decide_a_link(self) -> None:
        self.menu("Support", "Links to review")
        self.main.get_by_role("link", name="Begin with the first").press("Enter")
        self.main.get_by_role("heading", name="Are these the same?").wait_for()
        assert self.main.locator("mark").count() >= 2
        self.page.keyboard.press("d")
        self.page.keyboard.type("They tell of different days.")
        self.page.keyboard.press("Control+Enter")
        self.main.locator(".notice", has_text="They tell of different days.").wait_for()

    def read_the_card(self) -> None:
        """Find the deaths after the election by searching, and open their card."""
        self.menu("What happened", "Figures")
        behind = self.page.locator(".notice", has_text="being brought up to date")
        card = self.main.locator("article.card", has_text="27 deaths").filter(has_text="28 deaths")
        for _ in range(120):  # the worker links the case anew
            if card.count() and not behind.count():
                break
            self.page.wait_for_timeout(500)
            self.page.reload()
        with self.page.expect_navigation():
            card.get_by_role("link", name="Deaths").first.press("Enter")
        said = self.main.inner_text()
        for words in ("27 deaths", "28 deaths", "Why they may differ", self.told.nobody):
            assert words in said, words
        assert "As of" in said
        assert re.search(r"\d{4}-\d\d|/\.\.|\.\w+/head", said) is None
        marks = self.main.locator("svg.drawing circle, svg.drawing polygon")
        assert marks.count() >= 2

    def write_a_finding(self) -> str:
        ways = self.main.locator("p", has_text="Write a finding that rests on")
        ways.get_by_role("link", name="28 deaths", exact=True).first.click()
        self.page.get_by_label("Text of sentence 1").fill("28 deaths were reported.")
        follow(self.page.get_by_role("button", name="Check", exact=True).last)
        find = self.page.get_by_role("button", name=re.compile("^Find “28"))
        if find.count():
            follow(find)
            self.page.get_by_role("button", name="Rest on this").first.click()
        self.page.get_by_role("button", name="Keep as a draft").click()
        self.page.get_by_text("Draft, unsigned").wait_for()
        self.page.get_by_role("button", name="Hand over for signing").click()
        self.main.get_by_text("waits for signatures: 0 of 2").wait_for()
        return self.page.url

    def invite(self, pseudonym: str) -> str:
        """Make an account and give it a place that may sign; return the link it opens with."""
        self.page.get_by_role("link", name="People", exact=True).click()
        self.main.get_by_role("link", name="Make an account").click()
        self.page.get_by_label("Name to sign in with").fill(f"{pseudonym[:4].lower()}.signs")
        self.page.get_by_label("Pseudonym").fill(pseudonym)
        self.page.get_by_role("button", name="Make the account").click()
        link = self.main.locator(".once").inner_text()
        self.main.get_by_role("link", name="after-the-election").click()
        self.page.get_by_label("Pseudonym, or name of a team").fill(pseudonym)
        self.page.get_by_label("reviewer:").check()
        self.page.get_by_label("Why").last.fill("to sign")
        self.page.get_by_role("button", name="Give the place").click()
        self.main.locator("li", has_text=pseudonym).first.wait_for()
        return link

    def sign(self, link: str, finding: str) -> None:
        """As a colleague, in another browser: choose a password, read the finding, sign it."""
        page = self.watched.open()
        page.goto(link)
        for one in page.locator("input[type=password]").all():
            one.fill(PASSWORD)
        page.get_by_role("button").last.click()
        page.wait_for_url(lambda url: "/link/" not in url)
        page.goto(finding)
        page.get_by_role("link", name="Read and sign").click()
        page.locator("mark").first.wait_for()
        page.get_by_label("What you checked").fill("I read each passage against its source.")
        page.get_by_role("button", name="Sign this version").click()
        page.wait_for_url(finding)
        page.context.close()

    def take_out(self, finding: str) -> None:
        """Save the finding as data and as a page: each number leads to a passage in both."""
        self.page.goto(finding)
        assert "signed by Kingfisher, Plover" in self.main.inner_text()
        with self.page.expect_download() as sent:
            self.main.get_by_role("link", name="Save as data").click()
        data = json.loads(Path(sent.value.path()).read_text("utf-8"))
        assert data["state"] == "approved"
        assert [one["by"] for one in data["signatures"]] == [*COLLEAGUES]
        bound = [b for s in data["sentences"] for b in s["bindings"] if b["words"].startswith("28")]
        assert bound
        assert all("28" in p["quote"] for b in bound for p in b["passages"][:1])
        with self.page.expect_download() as sent:
            self.main.get_by_role("link", name="Save as a page").click()
        assert "28" in Path(sent.value.path()).read_text("utf-8")


@pytest.fixture
def walk(tmp_path: Path, watched: Watched) -> Iterator[Walk]:
    """A walk on the five articles; on notes of our own where those are not beside the checkout, and
    when the walk is taken again on PostgreSQL."""
    told = SOURCES["notes" if postgresql.is_asked_for() or not SOURCES["seeds"].files else "seeds"]
    with serving(tmp_path / "home") as served:
        page = watched.open()
        page.set_default_timeout(LONG / 2)
        yield Walk(page, served, watched, told)


def test_from_nothing_to_a_signed_finding_that_leaves_the_case(walk: Walk) -> None:
    walk.make_case()
    walk.bring_in()
    assert walk.review() > 20
    walk.settle_a_doubt()
    walk.decide_a_link()
    walk.read_the_card()
    finding = walk.write_a_finding()
    walk.page.goto(f"{finding}sign/")
    assert "nobody signs what he or she wrote" in walk.main.inner_text()
    for pseudonym in COLLEAGUES:
        walk.sign(walk.invite(pseudonym), finding)
    walk.take_out(finding)
    said = [one for one in walk.watched.said if "/export/" not in one]  # a file is no page
    assert said == []
