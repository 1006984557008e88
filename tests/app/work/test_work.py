"""Comments, notices, tasks, states, the second look and second coding: who may, who is told, and
that nobody learns of what is above his or her clearance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.app.cast import account
from tests.conftest import Cli, Texts

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client

CLOSED_NOTE = """Published: 12 March 2024

The Ministry of Defence said on Monday that at least 12 people were killed in the shelling of
the town of Norvik on 10 March 2024.
"""


@pytest.fixture
def claim(demo: Cli) -> str:
    return str(demo.rows("claims", "demo")[0]["id"])


@pytest.fixture
def secret(demo: Cli, texts: Texts) -> str:
    """A claim of a source of class C3."""
    demo("add", "demo", str(texts(secret=CLOSED_NOTE)), "--class", "C3")
    rows = [c for c in demo.rows("claims", "demo") if c["capture"]["name"] == "secret.txt"]
    return str(rows[0]["id"])


def pk(name: str) -> int:
    from hechos.app.accounts.models import Account

    return int(Account.objects.get(name=name).pk)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


def comment(client: Client, record: str, words: str, **more: object) -> int:
    return int(client.post(f"/record/{record}/comment/", {"words": words, **more}).status_code)


# --- comments and notices ------------------------------------------------------------------------


def test_a_comment_stands_on_the_page_and_tells_who_is_named(
    people: dict[str, Client], claim: str
) -> None:
    assert comment(people["reviewer"], claim, "See @lead & <b>this</b>") == 303
    page = text(people["reader"], f"/record/{claim}/")
    assert "See @lead &amp; &lt;b&gt;this&lt;/b&gt;" in page
    notices = text(people["lead"], "/notices/")
    assert re.search(r"<bdi>reviewer</bdi>\s+mentioned you", notices)
    assert "mentioned you" not in text(people["investigator"], "/notices/")
    assert re.search(r"Notices <b>1</b>", text(people["lead"], "/case/demo/"))
    people["lead"].post("/notices/")
    assert not re.search(r"Notices <b>", text(people["lead"], "/case/demo/"))
    assert comment(people["lead"], claim, "Seen") == 303
    assert "commented where you did" in text(people["reviewer"], "/notices/")


def test_who_may_not_see_a_record_is_not_told_of_it(people: dict[str, Client], secret: str) -> None:
    assert comment(people["lead"], secret, "@low @outsider @custodian @investigator look") == 303
    assert "mentioned you" in text(people["investigator"], "/notices/")
    for name in ("low", "outsider"):
        assert secret not in text(people[name], "/notices/")
        assert "mentioned you" not in text(people[name], "/notices/")
    assert comment(people["low"], secret, "I guess") == 404
    assert people["low"].get(f"/record/{secret}/").status_code == 404


def test_a_notice_goes_when_its_record_is_closed_to_the_person(
    people: dict[str, Client], claim: str
) -> None:
    from hechos.app.register.models import Proposed

    comment(people["lead"], claim, "@low look")
    assert claim in text(people["low"], "/notices/")
    Proposed.objects.filter(id=claim).update(klass=3)
    assert claim not in text(people["low"], "/notices/")


def test_a_changed_comment_keeps_its_earlier_words_and_only_its_author_changes_it(
    people: dict[str, Client], claim: str
) -> None:
    from hechos.app.work.models import Comment

    comment(people["investigator"], claim, "first words")
    number = Comment.objects.get().pk
    assert comment(people["lead"], claim, "mine now", comment=number) == 403
    assert comment(people["investigator"], claim, "second words", comment=number) == 303
    page = text(people["reader"], f"/record/{claim}/")
    assert "first words" in page
    assert "second words" in page
    assert comment(people["investigator"], claim, "", comment=number, act="away") == 303
    page = text(people["reader"], f"/record/{claim}/")
    assert "taken away by its author" in page
    assert "second words" in page
    assert Comment.objects.get().words == ""


@pytest.mark.parametrize(
    ("role", "status"),
    [("reader", 403), ("custodian", 403), ("outsider", 404), ("stranger", 302)],
)
def test_who_may_not_comment(people: dict[str, Client], claim: str, role: str, status: int) -> None:
    assert comment(people[role], claim, "words") == status
    assert comment(people["lead"], claim, "  ") == 422


# --- tasks ---------------------------------------------------------------------------------------


def give(client: Client, to: str, **form: object) -> int:
    values = {"to": pk(to), "kind": "free", "words": "call them", **form}
    return int(client.post("/case/demo/work/task/", values).status_code)


def test_a_task_waits_for_its_member_and_is_ended_by_him(
    people: dict[str, Client], claim: str
) -> None:
    from hechos.app.work.models import Task

    due = {"due": "2020-01-02"}
    assert give(people["lead"], "investigator", kind="record", target=claim, **due) == 303
    assert "gave you something to do" in text(people["investigator"], "/notices/")
    page = text(people["investigator"], "/case/demo/work/")
    assert f"/record/{claim}/" in page
    assert "was due on" in page
    assert "call them" in text(people["lead"], "/case/demo/work/?queue=given")
    task = f"/case/demo/work/task/{Task.objects.get().pk}/"
    assert people["reviewer"].post(task, {"state": "done"}).status_code == 403
    assert people["investigator"].post(task, {"state": "done"}).status_code == 303
    assert people["investigator"].post(task, {"state": "done"}).status_code == 409
    assert "did what you had asked for" in text(people["lead"], "/notices/")


def test_only_who_may_assign_gives_work_to_others(people: dict[str, Client]) -> None:
    assert give(people["investigator"], "lead") == 422
    assert give(people["investigator"], "investigator") == 303
    assert give(people["reader"], "reader") == 403
    assert give(people["lead"], "outsider") == 422
    assert give(people["lead"], "investigator", due="soon") == 422
    refused = people["lead"].post(
        "/case/demo/work/task/", {"to": pk("lead"), "words": "kept words", "due": "soon"}
    )
    assert "kept words" in refused.content.decode()


def test_nobody_is_given_what_he_may_not_see(people: dict[str, Client], secret: str) -> None:
    from hechos.app.work.models import Task

    assert give(people["lead"], "low", kind="record", target=secret) == 422
    assert give(people["low"], "low", kind="record", target=secret) == 404
    assert give(people["lead"], "low", kind="search", target="https://elsewhere.example/") == 422
    assert Task.objects.count() == 0


# --- states --------------------------------------------------------------------------------------


def test_an_incident_moves_by_the_table_and_by_who_may(
    people: dict[str, Client], demo: Cli
) -> None:
    incident = demo.rows("incidents", "demo")[0]["id"]

    def move(who: str, seen: str, to: str, because: str = "seen") -> int:
        form = {"seen": seen, "to": to, "because": because}
        return int(people[who].post(f"/record/{incident}/stage/", form).status_code)

    assert move("reader", "lead", "open") == 403
    assert move("investigator", "lead", "documented") == 422
    assert move("investigator", "lead", "open", " ") == 422
    assert move("investigator", "lead", "open") == 303
    assert move("lead", "lead", "open") == 409
    assert move("investigator", "open", "documented") == 303
    assert move("reviewer", "documented", "open") == 303
    assert move("investigator", "open", "documented") == 303
    assert move("outsider", "documented", "open") == 404
    page = text(people["reader"], f"/record/{incident}/")
    assert "documented" in page
    assert 'name="to"' not in page.partition('id="stage"')[2].partition("</section>")[0]


def test_every_move_of_the_table_names_known_states_and_actions(demo: Cli) -> None:
    open_home(demo.home)
    from hechos.app.access.roles import all_actions
    from hechos.app.work.stages import machines

    for machine in machines().values():
        states = set(machine.labels)
        assert machine.first in states
        assert {s for a, b, _ in machine.moves for s in (a, b)} <= states
        assert {may for _, _, may in machine.moves} <= all_actions()
        reached = {machine.first}
        for _ in machine.moves:
            reached |= {b for a, b, _ in machine.moves if a in reached}
        assert reached == states


# --- the second look -----------------------------------------------------------------------------


def decide(demo: Cli, claim: str, by: str, act: str = "accept") -> None:
    demo("decide", claim, act, "--by", by, "--because", "the passage says so")


def look(client: Client, claim: str, verdict: str, words: str = "") -> int:
    from hechos.app.register.models import Given

    last = Given.objects.filter(record="Decision", part_of=claim).order_by("-seq").first()
    form = {"decision": last.id if last else "", "verdict": verdict, "words": words}
    return int(client.post(f"/record/{claim}/look/", form).status_code)


def test_the_author_does_not_look_at_his_own_work_and_who_looks_does_not_edit(
    people: dict[str, Client], demo: Cli, claim: str
) -> None:
    both = account("both", "demo", roles=["investigator", "reviewer"])
    decide(demo, claim, "both")
    assert look(both, claim, "agrees") == 403
    assert look(people["investigator"], claim, "agrees") == 403
    assert look(people["reviewer"], claim, "asks") == 422
    assert claim in text(people["reviewer"], "/case/demo/work/?queue=second")
    assert look(people["reviewer"], claim, "asks", "is it the same day?") == 303
    assert look(people["reviewer"], claim, "agrees") == 409
    assert claim not in text(people["reviewer"], "/case/demo/work/?queue=second")
    assert "asks you to look at your decision again" in text(both, "/notices/")
    assert "is it the same day?" in text(both, f"/record/{claim}/")
    edit = people["reviewer"].post(f"/record/{claim}/restore/", {"version": "x", "because": "y"})
    assert edit.status_code == 403


def test_a_new_decision_waits_for_a_look_of_its_own(
    people: dict[str, Client], demo: Cli, claim: str
) -> None:
    decide(demo, claim, "investigator")
    assert look(people["reviewer"], claim, "agrees") == 303
    decide(demo, claim, "investigator", "reject")
    page = text(people["reviewer"], "/case/demo/work/?queue=second")
    assert claim in page
    from hechos.app.register.models import Given

    first = Given.objects.filter(record="Decision", part_of=claim).order_by("seq").first()
    assert first is not None
    form = {"decision": first.id, "verdict": "agrees"}
    assert people["reviewer"].post(f"/record/{claim}/look/", form).status_code == 409


def test_reviewers_cannot_decide_by_any_verb(people: dict[str, Client], demo: Cli) -> None:
    from hechos.app.access.actor import member_actor
    from hechos.app.casework.decide import decide as verb
    from hechos.app.casework.desk import open_desk
    from hechos.app.home import present_home
    from hechos.app.register import queries
    from hechos.errors import NotAllowedError
    from hechos.records import Claim, Confidentiality

    actor = member_actor("reviewer", ("reviewer",), Confidentiality.C3, pk("reviewer"))
    with open_desk(present_home(), "demo", actor=actor) as desk:
        claim = queries.proposals(desk.head, Claim)[0]
        with pytest.raises(NotAllowedError):
            verb(desk, claim, "accept", by="reviewer", because="I like it")


# --- second coding -------------------------------------------------------------------------------


def test_a_second_coder_sees_no_decision_and_agreement_is_shown(
    people: dict[str, Client], demo: Cli
) -> None:
    claims = [c for c in demo.rows("claims", "demo") if c["content"]["kind"] == "act"][:4]
    for one in claims:
        demo(
            "decide", one["id"], "accept", "--by", "investigator", "--because", "told-by-the-first"
        )
    draw = {"to": pk("reviewer"), "size": "4"}
    assert people["investigator"].post("/case/demo/agreement/", draw).status_code == 403
    assert people["lead"].post("/case/demo/agreement/", draw).status_code == 303
    for left in range(4, 0, -1):
        page = text(people["reviewer"], "/case/demo/second/")
        assert f"{left} claim" in page
        assert "told-by-the-first" not in page
        assert "accepted" not in page
        task = re.search(r'name="task" value="(\d+)"', page)
        assert task is not None
        form = {"task": task[1], "act": "reject" if left == 1 else "accept"}
        assert people["lead"].post("/case/demo/second/", form).status_code == 404
        assert people["reviewer"].post("/case/demo/second/", {"task": task[1]}).status_code == 422
        assert people["reviewer"].post("/case/demo/second/", form).status_code == 303
    assert "No claim waits" in text(people["reviewer"], "/case/demo/second/")
    states = {c["id"]: c["state"] for c in demo.rows("claims", "demo")}
    assert {states[c["id"]] for c in claims} == {"accepted"}
    page = text(people["lead"], "/case/demo/agreement/?first=investigator&second=reviewer")
    assert "3 claims were coded by both; 1 only the first" in page
    assert "75 %" in page


def test_pages_of_work_by_role(people: dict[str, Client]) -> None:
    table: dict[str, dict[str, Any]] = {
        "/case/demo/work/": {"custodian": 403, "outsider": 404, "stranger": 302},
        "/case/demo/second/": {
            "reader": 403,
            "custodian": 403,
            "outsider": 404,
            "stranger": 302,
        },
        "/case/demo/agreement/": {
            "investigator": 403,
            "reviewer": 403,
            "reader": 403,
            "low": 403,
            "custodian": 403,
            "outsider": 404,
            "stranger": 302,
        },
        "/notices/": {"stranger": 302},
    }
    for path, other in table.items():
        for role, client in people.items():
            assert client.get(path).status_code == other.get(role, 200), (path, role)


def test_queues_and_notices_ask_the_register_a_fixed_number_of_times(
    people: dict[str, Client], demo: Cli
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    claims = [c["id"] for c in demo.rows("claims", "demo") if c["content"]["kind"] == "act"]
    paths = [
        "/case/demo/work/",
        "/case/demo/work/?queue=second",
        "/notices/",
        f"/record/{claims[0]}/",
    ]

    def count() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as seen:
                text(people["reviewer"], path)
            found.append(len(seen))
        return found

    def fill(some: list[str]) -> None:
        for one in some:
            give(people["lead"], "reviewer", kind="record", target=one)
            comment(people["lead"], claims[0], f"@reviewer {one}")

    decide(demo, claims[1], "investigator")
    fill(claims[:2])
    count()
    few = count()
    for one in claims[2:6]:
        decide(demo, one, "investigator")
    fill(claims[2:8])
    more = count()
    assert all(b - a <= 2 for a, b in zip(few, more, strict=True)), (few, more)
