"""Where a source is from can be protected as a name is; a claim is as closed as its source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.app.cast import account
from tests.app.history.at_desk import at_desk
from tests.conftest import Cli, Texts

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client

LETTER = """Published: 5 May 2024

Police arrested nine students in Maracay on 5 May 2024.
"""


@pytest.fixture
def letter(demo: Cli, texts: Texts) -> Any:
    """A source whose name tells who sent it, protected by ana."""
    folder = texts(**{"brought-by-aldo-trevannick": LETTER})
    demo("add", "demo", str(folder / "brought-by-aldo-trevannick.txt"), "--class", "C1")
    with at_desk(demo) as desk:
        from hechos.app.casework.decide import decide
        from hechos.app.register import queries
        from hechos.records import Capture

        found = next(c for c in queries.given(desk.head, Capture) if "aldo" in c.name)
        decide(desk, found, "protect", by="ana", because="he could be found")
    return found


def pages(person: Client, capture: str) -> str:
    open_ = (
        f"/capture/{capture}/",
        f"/record/{capture}/identity/",
        f"/record/{capture}/history/",
        "/case/demo/",
        "/case/demo/captures/",
        "/case/demo/claims/",
        "/case/demo/search/?words=students",
        "/case/demo/accept-many/",
    )
    return "\n".join(person.get(one).content.decode() for one in open_).lower()


def test_a_protected_source_has_a_number_for_a_name(demo: Cli, letter: Any) -> None:
    reader = account("eva", "demo", roles=["reader"])
    said = pages(reader, letter.id)
    assert "source 1" in said
    assert "trevannick" not in said
    lead = account("lea", "demo", roles=["lead"])
    assert "trevannick" not in lead.get("/case/demo/report/").content.decode().lower()
    ask = lead.post(f"/record/{letter.id}/identity/ask/", {"because": "to write to him"})
    assert ask.status_code == 303
    assert "trevannick" in lead.get(f"/capture/{letter.id}/").content.decode().lower()
    assert "trevannick" not in lead.get("/case/demo/search/table.csv").content.decode().lower()
    assert "trevannick" not in lead.get("/case/demo/report/").content.decode().lower()


def test_a_report_of_the_files_names_nobody_unless_it_is_said_why(
    demo: Cli, letter: Any, tmp_path: Any
) -> None:
    out = tmp_path / "out"

    def written(*more: str) -> str:
        demo("report", "demo", "--to", str(out), *more)
        return "".join((out / f"report.{form}").read_text("utf-8") for form in ("html", "json"))

    assert "trevannick" not in written().lower()
    assert "trevannick" in written("--reveal", "for the judge").lower()
    open_home(demo.home)
    from hechos.app.audit.models import Event

    [event] = Event.objects.filter(what="names left in")
    assert "for the judge" in json.dumps(event.detail)


def test_a_claim_is_as_closed_as_its_source(demo: Cli, texts: Texts) -> None:
    folder = texts(closed=LETTER)
    demo("add", "demo", str(folder / "closed.txt"), "--class", "C3")
    open_home(demo.home)
    from hechos.app.register import queries
    from hechos.records import Capture, Claim, Confidentiality

    head = queries.head_of("demo")
    closed = {c.id for c in queries.given(head, Capture) if c.klass is Confidentiality.C3}
    own = [c for c in queries.proposals(head, Claim) if c.capture in closed]
    assert own
    assert {c.klass for c in own} == {Confidentiality.C3}
    others = [c for c in queries.claims(head) if c.capture not in closed]
    assert max(c.klass for c in others) is Confidentiality.C1
