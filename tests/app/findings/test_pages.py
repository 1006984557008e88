"""The pages of findings: who may open them, what the editor keeps, what leaves the case."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from tests.app.cast import cast
from tests.app.findings.made import TEXT, draft_of, make_closed, make_port
from tests.conftest import Cli, Prepared

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client

    from hechos.records import Finding

SENTENCE = "In all, 27 people were killed in Port Lumen."


@dataclass
class Team:
    people: dict[str, Client]
    finding: Finding
    figure: str

    def __getitem__(self, who: str) -> Client:
        return self.people[who]


@pytest.fixture
def cli(prepared: Prepared) -> Cli:
    return prepared("closed-port", make_closed)


@pytest.fixture
def team(cli: Cli) -> Team:
    """The people of a case with a draft by the investigator, of class C2."""
    home = open_home(cli.home)
    people = cast("port")
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.findings.writing import write_finding

    with open_desk(home, "port") as desk:
        found = write_finding(desk, draft_of(desk), by="investigator")
    return Team(people, found, found.rests_on[0])


def status(client: Client, path: str, **post: Any) -> int:
    answer = client.post(path, post) if post else client.get(path)
    return int(answer.status_code)


READERS = ("lead", "investigator", "reviewer", "reader")
NOT_THERE = ("low", "outsider", "stranger")


@pytest.mark.parametrize("page", ["", "versions/"])
def test_a_finding_is_there_for_whom_its_sources_are(team: Team, page: str) -> None:
    path = f"/finding/{team.finding.id}/{page}"
    for who in READERS:
        assert status(team[who], path) == 200, who
    assert status(team["custodian"], path) == 403
    for who in ("low", "outsider"):
        answer = team[who].get(path)
        assert answer.status_code == 404, who
        assert "In all, 27" not in answer.content.decode()
    assert status(team["stranger"], path) in (302, 404)


@pytest.mark.parametrize(
    ("page", "may"),
    [
        ("edit/", ("lead", "investigator")),
        ("recall/", ("lead", "investigator")),
        ("sign/", ("lead", "investigator", "reviewer")),
        ("export/json/", ("lead",)),
    ],
)
def test_acts_ask_for_their_role(team: Team, page: str, may: tuple[str, ...]) -> None:
    path = f"/finding/{team.finding.id}/{page}"
    for who in (*READERS, "custodian"):
        got = status(team[who], path)
        assert (got in (200, 403) and page.startswith("export")) or (
            (got == 200) is (who in may)
        ), (who, got)
        if who not in may:
            assert got == 403
    for who in ("low", "outsider"):
        assert status(team[who], path) == 404, who
        assert status(team[who], path, because="x") in (404, 405), who


def test_the_list_shows_what_a_person_may_see(team: Team) -> None:
    assert "In all, 27" in team["reader"].get("/case/port/findings/").content.decode()
    low = team["low"].get("/case/port/findings/").content.decode()
    assert "In all, 27" not in low
    assert "No finding is written yet" in low
    assert status(team["outsider"], "/case/port/findings/") == 404


def test_the_list_asks_no_more_for_more_findings(team: Team) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.findings.writing import write_finding
    from hechos.app.web.shelf import home

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert status(team["lead"], "/case/port/findings/") == 200
        return len(queries)

    asked()  # the first request of a browser asks more
    before = asked()
    with open_desk(home(), "port") as desk:
        for _ in range(6):
            write_finding(desk, draft_of(desk), by="investigator")
    asked()  # so does the first one after something was written
    assert asked() == before


def test_the_editor_ties_what_a_record_holds_and_keeps_the_rest(team: Team) -> None:
    path = "/case/port/findings/new/"
    form = {"count": "1", "text-0": SENTENCE, "language": "en", "level": "P1"}
    page = team["lead"].post(path, {**form, "do": "find:0:27"}).content.decode()
    assert "Rest on this" in page
    assert "Harbour Watch counted" in page
    page = team["lead"].post(path, {**form, "do": f"rest:0:{team.figure}"}).content.decode()
    tied = re.findall(r'name="bound-0" value="([^"]+)"', page)
    assert {one.split(":", 3)[3] for one in tied} == {"27", "Port Lumen"}
    saved = team["lead"].post(path, {**form, "bound-0": tied, "do": "save"})
    assert saved.status_code == 303
    assert (
        SENTENCE.split(",", maxsplit=1)[0] in team["lead"].get(saved["Location"]).content.decode()
    )


def test_a_refused_form_comes_back_with_everything_typed(team: Team) -> None:
    form = {
        "count": "2",
        "text-0": "In all, 28 people were killed.",
        "text-1": "This is <b>what</b> we hold.",
        "connecting-1": "on",
        "bound-0": f"number:{team.figure}:8:28",
        "level": "P2",
        "level_because": "two lists agree",
        "language": "en",
        "do": "save",
    }
    answer = team["lead"].post("/case/port/findings/new/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "the source says “27”" in page
    for typed in ("In all, 28 people were killed.", "&lt;b&gt;what&lt;/b&gt;", "two lists agree"):
        assert typed in page
    assert "<b>what</b>" not in page


def test_the_second_to_revise_gets_a_conflict_and_loses_nothing(team: Team) -> None:
    path = f"/finding/{team.finding.id}/edit/"
    bound = f"number:{team.figure}:8:27"
    form = {"count": "1", "text-0": SENTENCE, "language": "en", "level": "P1", "do": "save"}
    mine = {**form, "text-0": "In all, 27 people were killed.", "bound-0": bound, "because": "a"}
    assert team["lead"].post(path, mine).status_code == 303
    theirs = {**mine, "text-0": "In all, 27 people were killed then.", "because": "b"}
    answer = team["investigator"].post(path, theirs)
    assert answer.status_code == 409
    assert "were killed then." in answer.content.decode()


def test_a_low_person_binds_nothing_that_is_above_him(team: Team) -> None:
    path = "/case/port/findings/new/"
    form = {"count": "1", "text-0": SENTENCE, "language": "en", "level": "P1"}
    page = team["low"].post(path, {**form, "do": "find:0:27"}).content.decode()
    assert "Harbour Watch counted" not in page
    assert team["low"].post(path, {**form, "do": f"rest:0:{team.figure}"}).status_code == 404
    bound = f"number:{team.figure}:8:27"
    answer = team["low"].post(path, {**form, "bound-0": bound, "do": "save"})
    assert answer.status_code == 422
    assert "Harbour Watch" not in answer.content.decode()


def test_two_people_sign_what_they_saw(team: Team) -> None:
    path = f"/finding/{team.finding.id}/"
    sha256 = re.search(r"<code>([0-9a-f]{64})</code>", team["lead"].get(path).content.decode())
    assert sha256
    assert status(team["investigator"], path + "submit/", go="1") == 303
    page = team["investigator"].get(path + "sign/").content.decode()
    assert "nobody signs what he or she wrote" in page
    assert 'name="sha256"' not in page
    assert "Harbour Watch counted" in team["reviewer"].get(path + "sign/").content.decode()
    said = {"because": "read every passage", "sha256": sha256[1]}
    assert status(team["reviewer"], path + "sign/", because=" ", sha256=sha256[1]) == 422
    assert status(team["reviewer"], path + "sign/", **(said | {"sha256": "1" * 64})) == 409
    assert status(team["reviewer"], path + "sign/", **said) == 303
    assert "Draft, unsigned" in team["reader"].get(path).content.decode()
    assert status(team["lead"], path + "sign/", **said) == 303
    assert "signed by" in team["reader"].get(path).content.decode()


def test_a_confidential_finding_does_not_leave_the_case(team: Team) -> None:
    answer = team["lead"].get(f"/finding/{team.finding.id}/export/json/")
    assert answer.status_code == 403
    assert "Harbour" not in answer.content.decode()


def test_an_export_holds_every_passage_word_for_word_and_is_an_event(prepared: Prepared) -> None:
    home = open_home(prepared("port", make_port).home)
    people = cast("port")
    from hechos.app.audit.models import Event
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.findings.writing import write_finding

    with open_desk(home, "port") as desk:
        found = write_finding(desk, draft_of(desk), by="investigator")
    answer = people["lead"].get(f"/finding/{found.id}/export/json/")
    plain = json.loads(answer.content)
    passage = plain["sentences"][0]["bindings"][0]["passages"][0]
    assert TEXT[passage["start"] : passage["end"]] == passage["quote"]
    assert re.fullmatch(r"[0-9a-f]{64}", passage["sha256"])
    assert "attachment" in answer["Content-Disposition"]
    page = people["lead"].get(f"/finding/{found.id}/export/html/").content.decode()
    assert passage["quote"] in page
    assert "<script" not in page
    (first, second) = Event.objects.filter(what="exported", record=found.id)
    assert "27" not in json.dumps([first.detail, second.detail])
    assert (
        people["lead"].get(f"/finding/{found.id}/export/json/?audience=public").status_code == 403
    )
    assert people["lead"].get(f"/finding/{found.id}/export/exe/").status_code == 404
