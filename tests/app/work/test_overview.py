"""The first page of a case: what is new to a person, and what became weaker."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.app.intake.running import do_jobs
from tests.conftest import Cli, Texts

if TYPE_CHECKING:
    from django.test import Client

NOTE = """Published: 12 March 2024

The Ministry of Defence said on Monday that at least 12 people were killed in the shelling of
the town of Norvik on 10 March 2024.
"""


def part(client: Client, name: str) -> str:
    """Return a section of the first page; empty where it is not there."""
    page = client.get("/case/demo/").content.decode()
    found = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def test_what_came_in_since_the_last_visit_up_to_ones_clearance(
    people: dict[str, Client], demo: Cli, texts: Texts
) -> None:
    from django.utils import timezone

    from hechos.app.work.models import Visit

    for client in people.values():
        client.get("/case/demo/")
    Visit.objects.update(last=timezone.now() - timedelta(days=2), before=None)
    part(people["lead"], "came")
    part(people["low"], "came")
    demo("add", "demo", str(texts(norvik=NOTE)), "--class", "C3")
    assert "norvik.txt" in part(people["lead"], "came")
    assert "norvik" not in people["low"].get("/case/demo/").content.decode()
    assert Visit.objects.filter(before=None).count() == Visit.objects.count() - 2


def test_what_rests_on_less_than_a_week_ago_is_listed(people: dict[str, Client], demo: Cli) -> None:
    from hechos.app.work.models import Standing

    assert part(people["lead"], "weaker") == ""
    before = Standing.objects.filter(latest=True).count()
    assert before == len(demo.rows("weigh", "demo"))
    for row in demo.rows("captures", "demo")[:3]:
        grade = ("--by", "keeper", "--because", "false", "--set", "source=E")
        demo("decide", row["id"], "grade", *grade)
    fell = Standing.objects.filter(fell=True)
    levels = {one.proposition: one.level for one in Standing.objects.filter(latest=True)}
    weighed = {row["proposition"]: row["level"] for row in demo.rows("weigh", "demo")}
    assert levels == weighed
    assert fell.exists()
    assert all(one.level < one.was_level or one.origins < one.was_origins for one in fell)
    shown = part(people["reader"], "weaker")
    assert "before" in shown
    fell.update(klass=3)
    assert part(people["low"], "weaker") == ""


def test_a_relink_that_changes_nothing_notes_nothing(people: dict[str, Client], demo: Cli) -> None:
    from hechos.app.register.models import CaseHead
    from hechos.app.work.models import Standing

    before = Standing.objects.count()
    CaseHead.objects.update(linked=False)
    demo("claims", "demo")
    assert Standing.objects.count() == before


def test_what_waits_for_me_and_what_failed(people: dict[str, Client], demo: Cli) -> None:
    from tests.app.intake.test_uploads import send

    send(people["lead"], "broken.pdf", b"%PDF-1.7 broken")
    do_jobs()
    assert "broken.pdf" in part(people["reader"], "failed")
    claim = next(c for c in demo.rows("claims", "demo") if c["content"]["kind"] == "act")
    demo("decide", claim["id"], "accept", "--by", "investigator", "--because", "says so")
    assert "wait for a second look" in part(people["reviewer"], "waits")
    assert "second look" not in part(people["reader"], "waits")
    from hechos.app.accounts.models import Account

    to = Account.objects.get(name="reader").pk
    people["lead"].post("/case/demo/work/task/", {"to": to, "words": "read the ninth note"})
    assert "read the ninth note" in part(people["reader"], "waits")


def test_the_first_page_asks_the_register_a_fixed_number_of_times(
    people: dict[str, Client], demo: Cli, texts: Texts
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert people["lead"].get("/case/demo/").status_code == 200
        return len(seen)

    count()
    few = count()
    notes = {f"n{i}": NOTE.replace("12 people", f"{i + 20} people") for i in range(12)}
    demo("add", "demo", str(texts(**notes)))
    assert count() - few <= 8
