"""Statements: nothing before consent, the words coded as any text, who it was kept apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.app.cast import cast
from tests.conftest import Cli

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client

NAME = "Berta Lindqvist Oyarzun"
SAID = "Police officers killed 4 people in the square on 3 August 2031."
FORM = {
    "purpose-record": "yes",
    "purpose-store": "yes",
    "purpose-internal_use": "yes",
    "consent-form": "spoken",
    "explained_by": "ana",
    "witness": "Heron 4",
    "name": NAME,
    "contact": "through the parish, Tuesdays",
    "earlier": "no",
    "mode": "in_person",
    "date": "2031-08",
    "place": "a house near the port",
    "language": "en",
    "pairs": "1",
    "question-0": "What did you see?",
    "answer-0": SAID,
    "do": "save",
}


@pytest.fixture
def people(cli: Cli) -> dict[str, Client]:
    cli("new", "port", "--by", "ana")
    open_home(cli.home)
    return cast("port")


def take(people: dict[str, Client], who: str = "investigator", **more: str) -> Any:
    return people[who].post("/case/port/statements/new/", {**FORM, **more})


def given(record: str) -> int:
    from hechos.app.register.models import Given

    return Given.objects.filter(record=record).count()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"purpose-record": "no"}, "Nothing is kept without consent"),
        ({"purpose-store": "ask_again"}, "Nothing is kept without consent"),
        ({"purpose-store": "unknown"}, "Nothing is kept without consent"),
        ({"explained_by": " "}, "who explained"),
        ({"minor": "on"}, "a guardian has to consent"),
        ({"earlier": ""}, "whether others have taken"),
        ({"earlier": "yes"}, "who else has taken"),
        ({"mode": ""}, "how the account was taken"),
        ({"answer-0": "", "question-0": ""}, "no account yet"),
        ({"witness": "Lindqvist"}, "gives the name away"),
        ({"date": "yesterday"}, "The day is written as"),
    ],
)
def test_nothing_is_kept_of_a_refused_form_and_all_typed_comes_back(
    people: dict[str, Client], cli: Cli, change: dict[str, str], said: str
) -> None:
    before = sorted(p for p in cli.home.rglob("*") if p.is_file() and "objects" in p.parts)
    answer = take(people, **change)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert NAME in page
    assert all(given(r) == 0 for r in ("Capture", "Consent", "Statement", "Identity"))
    assert before == sorted(p for p in cli.home.rglob("*") if p.is_file() and "objects" in p.parts)


def test_a_statement_is_a_text_that_is_coded_at_c2(people: dict[str, Client], cli: Cli) -> None:
    assert take(people).status_code == 303
    from hechos.app.register.models import Given, Proposed

    capture = Given.objects.get(record="Capture")
    assert capture.klass == 2
    assert Proposed.objects.filter(record="Claim", part_of=capture.id, klass=2).exists()
    assert Given.objects.get(record="Statement").klass == 2
    assert Given.objects.get(record="Identity").klass == 3
    cli("verify", "--deep")


def test_who_it_was_stands_in_no_row_log_or_page(people: dict[str, Client], cli: Cli) -> None:
    there = take(people)["Location"]
    for who in ("lead", "investigator", "reader"):
        for path in (there, "/case/port/statements/", "/case/port/captures/"):
            page = people[who].get(path).content.decode()
            assert "Lindqvist" not in page
            assert "parish" not in page
    assert "Heron 4" in people["reader"].get("/case/port/statements/").content.decode()
    from django.apps import apps
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for model in apps.get_models():
        assert "Lindqvist" not in repr(list(model._default_manager.values_list())), model
    for path in _plain_files(cli.home):
        assert "Lindqvist" not in path.read_text(encoding="utf-8", errors="replace"), path
    from hechos.app.register.models import Given

    identity = Given.objects.get(record="Identity")
    for who in ("lead", "investigator", "low"):
        page = people[who].get(f"/record/{identity.id}/")
        assert "Lindqvist" not in page.content.decode()


def _plain_files(home: Path) -> list[Path]:
    return [
        p
        for p in home.rglob("*")
        if p.is_file() and "objects" not in p.parts and p.suffix != ".tmp"
    ]


def test_access(people: dict[str, Client]) -> None:
    there = take(people)["Location"]
    for who, status in {
        "lead": 200,
        "reader": 200,
        "custodian": 403,
        "low": 404,
        "outsider": 404,
    }.items():
        assert people[who].get(there).status_code == status, who
    low = people["low"].get("/case/port/statements/").content.decode()
    assert "Heron" not in low
    assert people["reader"].get("/case/port/statements/new/").status_code == 403
    assert people["reader"].get(f"{there}consent/").status_code == 403
    assert people["outsider"].get("/case/port/statements/").status_code == 404
    assert take(people, "low").status_code == 422
    assert given("Statement") == 1


def test_a_further_account_by_the_same_person_needs_a_reason(people: dict[str, Client]) -> None:
    assert take(people).status_code == 303
    answer = take(people, witness="Crane 9", name="Berta Lindqvist")
    assert answer.status_code == 422
    assert "may be by the same person" in answer.content.decode()
    assert "Heron 4" in answer.content.decode()
    assert take(people, witness="Crane 9", looked="She asked to add something.").status_code == 303
    other = take(people, witness="Tern 2", name="Olga Pravdina")
    assert other.status_code == 303


def test_withdrawn_consent_closes_the_statement_to_every_audience(
    people: dict[str, Client],
) -> None:
    there = take(people)["Location"]
    assert people["lead"].post(f"{there}consent/", {"because": ""}).status_code == 422
    assert people["lead"].post(f"{there}consent/", {"because": "she rang"}).status_code == 303
    assert "withdrew consent" in people["lead"].get(there).content.decode()
    from hechos.app.register import queries
    from hechos.records import Capture, CaseFile, Confidentiality, Consent
    from hechos.reporting import confidential
    from hechos.reporting.confidential import Audience, admit

    head = queries.head_of("port")
    file = CaseFile(
        case=queries.case_of(head),
        captures=queries.given(head, Capture),
        consents=queries.given(head, Consent),
        as_of="2031-09-01",
    )
    confidential.AUDIENCES["all"] = Audience(
        ceiling=Confidentiality.C3, purposes=("internal_use",), embargo=False
    )
    try:
        assert admit(file, "all", file.as_of)[0].captures == ()
    finally:
        del confidential.AUDIENCES["all"]


def test_a_withdrawal_removes_words_facts_and_identity(people: dict[str, Client], cli: Cli) -> None:
    take(people)
    from hechos.app.casework.decide import withdraw
    from hechos.app.casework.desk import open_desk
    from hechos.app.home import Home
    from hechos.app.register.models import Given

    with open_desk(Home(cli.home), "port") as desk:
        withdraw(desk, Given.objects.get(record="Capture").id, by="ana", because="asked for")
    for path in cli.home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for words in (b"Lindqvist", b"house near the port", b"in the square on 3"):
                assert words not in data, path
    cli("verify", "--deep")


def test_a_child_with_a_guardian(people: dict[str, Client]) -> None:
    assert take(people, minor="on", guardian="Heron 5").status_code == 303


def test_who_it_was_opens_to_whom_it_was_revealed_alone(people: dict[str, Client]) -> None:
    there = take(people)["Location"]
    from hechos.app.audit.models import Event
    from hechos.app.register.models import Given

    identity = Given.objects.get(record="Identity").id
    asking = f"/record/{identity}/identity/ask/"
    for who, status in (("reader", 403), ("low", 404), ("outsider", 404)):
        assert people[who].post(asking, {"because": "x"}).status_code == status, who
    assert people["lead"].post(asking, {"because": "to call back"}).status_code in (302, 303)
    assert NAME in people["lead"].get(there).content.decode()
    for who in ("investigator", "reader", "reviewer"):
        assert NAME not in people[who].get(there).content.decode()
    assert Event.objects.filter(what="identity seen", actor="lead", record=identity).count() == 1
    assert NAME not in "".join(str(e.detail) for e in Event.objects.all())
