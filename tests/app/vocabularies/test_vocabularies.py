"""Terms keep their codes and versions; fields keep their values as decisions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from tests.app.cast import cast
from tests.app.findings.made import make_closed
from tests.conftest import Cli, Prepared

from hechos.app.home import Home, open_home
from hechos.errors import ConflictError, InputError

if TYPE_CHECKING:
    from django.test import Client

    from hechos.app.casework.desk import Desk

SITES = "detention_sites"


@pytest.fixture
def port(prepared: Prepared) -> Cli:
    cli = prepared("closed-port", make_closed)
    open_home(cli.home)
    return cli


@pytest.fixture
def people(port: Cli) -> dict[str, Client]:
    return cast("port")


@contextmanager
def desk_of(cli: Cli) -> Iterator[Desk]:
    from hechos.app.casework.desk import open_desk

    with open_desk(Home(cli.home), "port") as desk:
        yield desk


def test_a_code_is_never_used_again(port: Cli) -> None:
    from hechos.app.casework.vocabularies import terms

    with desk_of(port) as desk:
        terms.add_term(desk, SITES, "N1", {"en": "North barracks"}, by="ana")
        seen = terms.entries(desk, SITES)["N1"].version
        terms.retire(desk, SITES, "N1", by="ana", seen=seen)
        with pytest.raises(InputError, match="never used again"):
            terms.add_term(desk, SITES, "N1", {"en": "New barracks"}, by="ana")
        with pytest.raises(InputError, match="never used again"):
            terms.add_term(desk, terms.ACTS, "LIFE.EJE", {"en": "x"}, by="ana")
        assert terms.choices(desk, SITES) == []


def test_rename_merge_and_conflict(port: Cli) -> None:
    from hechos.app.casework.vocabularies import terms

    with desk_of(port) as desk:
        terms.add_term(desk, SITES, "N1", {"en": "North barracks"}, by="ana")
        terms.add_term(desk, SITES, "N2", {"en": "Northern barracks"}, by="ana", parent="N1")
        seen = terms.entries(desk, SITES)["N1"].version
        with pytest.raises(InputError, match="above itself"):
            terms.revise_term(desk, SITES, "N1", {"en": "N"}, by="ana", seen=seen, parent="N2")
        terms.revise_term(
            desk, SITES, "N1", {"en": "Barracks", "es": "Cuartel"}, by="ana", seen=seen
        )
        with pytest.raises(ConflictError):
            terms.revise_term(desk, SITES, "N1", {"en": "Mine"}, by="ana", seen=seen)
        two = terms.entries(desk, SITES)["N2"].version
        terms.merge(desk, SITES, "N2", "N1", by="ana", seen=two)
        known = terms.entries(desk, SITES)
        assert terms.resolve(known, "N2") == "N1"
        with pytest.raises(InputError, match="for itself"):
            terms.merge(desk, SITES, "N1", "N2", by="ana", seen=known["N1"].version)
        assert terms.choices(desk, SITES, "es") == [("N1", "Cuartel")]
        first, last = (
            terms.entry_of(t) for t in terms.versions(desk.head, SITES) if t.code == "N1"
        )
        assert ("label (en)", "North barracks", "Barracks") in terms.difference(first, last)
    port("rebuild", "port")
    with desk_of(port) as desk:
        assert terms.entries(desk, SITES) == known


def test_built_in_acts_may_be_renamed(port: Cli) -> None:
    from hechos.app.casework.vocabularies import terms

    with desk_of(port) as desk:
        before = terms.entries(desk, terms.ACTS)["LIFE.EJE"]
        assert before.labels["en"]
        assert before.labels["es"]
        terms.revise_term(desk, terms.ACTS, "LIFE.EJE", {"en": "Killing"}, by="ana", seen="")
        assert ("LIFE.EJE", "Killing") in terms.choices(desk, terms.ACTS)


@pytest.mark.parametrize(
    ("kind", "good", "kept", "bad"),
    [
        ("number", "12,5", "12.5", "twelve"),
        ("range", "10–20", "10..20", "20..10"),
        ("date", "2031-08~", "2031-08~", "last week"),
        ("yes_no", "yes", "yes", "maybe"),
        ("text", " a docket ", "a docket", "x" * 2001),
        ("choice", "N1", "N1", "N9"),
    ],
)
def test_values_are_decisions_that_are_undone(
    port: Cli, *, kind: str, good: str, kept: str, bad: str
) -> None:
    from hechos.app.casework.links.deciding import retract
    from hechos.app.casework.vocabularies import fields, terms
    from hechos.app.register import queries
    from hechos.records import Incident

    with desk_of(port) as desk:
        terms.add_term(desk, SITES, "N1", {"en": "North barracks"}, by="ana")
        plan = fields.Plan(
            code="extra", kind=kind, labels={"en": "Extra"}, on=("Incident",), vocabulary=SITES
        )
        fields.define(desk, plan, by="ana")
        incident = queries.linked(desk.head, Incident)[0]
        said = {"by": "ana", "because": "docket", "seen": ""}
        with pytest.raises(InputError, match="Extra"):
            fields.set_fields(desk, incident, {"extra": bad}, **said)
        first = fields.set_fields(desk, incident, {"extra": good}, **said)
        assert first is not None
        with pytest.raises(ConflictError):
            fields.set_fields(desk, incident, {"extra": ""}, **said)
        (value,) = fields.values_of(desk, incident)
        assert value.text == kept
        retract(desk, first, by="ana", because="wrong incident")
        (value,) = fields.values_of(desk, incident)
        assert value.text == ""


def test_the_kind_of_a_field_never_changes(port: Cli) -> None:
    from hechos.app.casework.vocabularies import fields

    with desk_of(port) as desk:
        plan = fields.Plan(code="extra", kind="text", labels={"en": "Extra"}, on=("Claim",))
        fields.define(desk, plan, by="ana")
        other = fields.Plan(code="extra", kind="number", labels={"en": "Extra"}, on=("Claim",))
        with pytest.raises(InputError, match="another kind"):
            fields.define(desk, other, by="ana")


FIELD = {
    "do": "field",
    "field": "docket",
    "field-label-en": "Docket",
    "kind": "text",
    "on": "Claim",
}
TERM = {"do": "vocabulary", "name": SITES, "code": "N1", "label-en": "North <i>barracks</i>"}


def test_pages_and_who_may_change(people: dict[str, Client], port: Cli) -> None:
    base = "/case/port/vocabularies/"
    for form in (FIELD, TERM):
        for who, status in (("investigator", 403), ("reader", 403), ("outsider", 404)):
            assert people[who].post(base, form).status_code == status
        assert people["lead"].post(base, form).status_code == 303
    assert people["lead"].post(base, TERM).status_code == 422
    page = people["reader"].get(f"{base}{SITES}/").content.decode()
    assert "North &lt;i&gt;barracks" in page
    assert people["reader"].get(f"{base}{SITES}/N1/").status_code == 200
    assert people["reader"].get(f"{base}acts/LIFE.EJE/").status_code == 200
    assert people["reader"].get(f"{base}nothing/").status_code == 404
    stale = {"do": "save", "seen": "x", "label-en": "Mine"}
    answer = people["lead"].post(f"{base}{SITES}/N1/", stale)
    assert answer.status_code == 409
    assert "Mine" in answer.content.decode()
    assert people["reader"].post(f"{base}{SITES}/N1/", stale).status_code == 403
    assert people["custodian"].get(base).status_code == 403
    assert people["stranger"].get(base).status_code in (302, 404)


def test_fields_of_a_record_at_the_desk(people: dict[str, Client], port: Cli) -> None:
    assert people["lead"].post("/case/port/vocabularies/", FIELD).status_code == 303
    claim = port.rows("claims", "port")[0]["id"]
    path = f"/record/{claim}/fields/"
    for who, status in (("low", 404), ("outsider", 404), ("reader", 403)):
        assert people[who].get(path).status_code == status, who
        assert people[who].post(path, {"f-docket": "x"}).status_code == status, who
    form = {"f-docket": "14/2031", "because": "the register", "seen": ""}
    assert people["investigator"].post(path, form).status_code == 303
    assert "14/2031" in people["reader"].get(f"/record/{claim}/").content.decode()
    answer = people["lead"].post(path, {**form, "f-docket": "15/2031"})
    assert answer.status_code == 409
    assert "15/2031" in answer.content.decode()
    assert "14/2031" in answer.content.decode()
