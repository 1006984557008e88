"""The pages of a record's history, and what the second of two people gets."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.app.cast import account, cast
from tests.app.history.at_desk import at_desk, some_claims
from tests.conftest import Cli

from hechos.app.home import open_home


@pytest.fixture
def claim(demo: Cli) -> Any:
    """A claim that ana edited."""
    with at_desk(demo) as desk:
        from hechos.app.casework.decide import decide

        found = some_claims(desk)[0]
        because = "the dateline <b>says so</b>"
        decide(desk, found, "edit", by="ana", because=because, changes=[("place", "Norvik")])
        return found


def field(body: str, name: str, after: str = "") -> str:
    start = body.index(after) if after else 0
    found = re.search(rf'name="{name}" value="([^"]*)"', body[start:])
    assert found, name
    return found[1]


def test_the_history_says_who_when_why_and_what_changed(demo: Cli, claim: Any) -> None:
    open_home(demo.home)
    body = cast("demo")["reader"].get(f"/record/{claim.id}/history/").content.decode()
    assert "ana" in body
    assert "the dateline &lt;b&gt;says so&lt;/b&gt;" in body
    assert "<ins><bdi>Norvik" in body
    assert "Restore this version" not in body  # a reader restores nothing


def test_the_page_of_a_record_shows_its_last_versions(demo: Cli, claim: Any) -> None:
    open_home(demo.home)
    lead = account("ana", "demo", roles=["lead"])
    body = lead.get(f"/record/{claim.id}/").content.decode()
    assert f"/record/{claim.id}/history/" in body


@pytest.mark.parametrize("page", ["history", "restore", "take-back"])
def test_who_sees_the_history_and_who_changes_by_it(demo: Cli, claim: Any, page: str) -> None:
    open_home(demo.home)
    people = cast("demo")
    address = f"/record/{claim.id}/{page}/"
    codes = {
        who: (one.get(address) if page == "history" else one.post(address)).status_code
        for who, one in people.items()
    }
    done = {"history": 200, "restore": 409, "take-back": 409}[page]  # no version was named
    may = ("lead", "investigator") if page != "history" else ("lead", "investigator", "reviewer")
    assert {codes[who] for who in may} == {done}
    assert codes["reader"] == (200 if page == "history" else 403)
    assert codes["custodian"] == 403
    assert codes["outsider"] == 404
    assert codes["stranger"] == 302


def test_a_history_above_the_clearance_is_not_there(demo: Cli, claim: Any) -> None:
    open_home(demo.home)
    low = account("low", "demo", roles=["lead"], clearance=0)
    for page in ("history", "restore", "take-back"):
        address = f"/record/{claim.id}/{page}/"
        answer = low.get(address) if page == "history" else low.post(address)
        assert answer.status_code == 404


def test_an_earlier_version_of_a_higher_class_is_left_out(demo: Cli, claim: Any) -> None:
    with at_desk(demo) as desk:
        from hechos.app.casework.decide import decide
        from hechos.app.casework.versions.marks import present

        for klass in ("C3", "C1"):
            now = present(desk.head, claim.id)
            changes = [("class", klass), ("place", f"Place {klass}")]
            decide(desk, now, "edit", by="ana", because=klass, changes=changes)
    low = account("low", "demo", roles=["lead"], clearance=1)
    body = low.get(f"/record/{claim.id}/history/").content.decode()
    assert "Place C1" in body
    assert "Place C3" not in body


def test_restore_and_take_back_from_the_page(demo: Cli, claim: Any) -> None:
    from hechos.app.web.shelf import find_row

    open_home(demo.home)
    ana = account("ana", "demo", roles=["lead"])
    page = f"/record/{claim.id}/history/"
    body = ana.get(page).content.decode()
    sent = {"seen": field(body, "seen"), "decision": field(body, "decision"), "because": "slip"}
    answer = ana.post(f"/record/{claim.id}/take-back/", sent)
    assert (answer.status_code, answer["Location"]) == (303, page)
    assert "Norvik" not in find_row(claim.id).body
    body = ana.get(page).content.decode()
    second = field(body, "version", 'id="v2"')
    sent = {"seen": field(body, "seen", 'id="v2"'), "version": second, "because": "it was right"}
    assert ana.post(f"/record/{claim.id}/restore/", sent).status_code == 303
    assert "Norvik" in find_row(claim.id).body


def test_the_second_of_two_gets_the_difference_and_nothing_is_lost(demo: Cli, claim: Any) -> None:
    open_home(demo.home)
    ana, eva = (account(name, "demo", roles=["lead"]) for name in ("ana", "eva"))
    page, back = f"/record/{claim.id}/history/", f"/record/{claim.id}/take-back/"
    pages = {one: one.get(page).content.decode() for one in (ana, eva)}
    decision = field(pages[ana], "decision")
    seen = field(pages[ana], "seen")
    version = field(pages[eva], "version", 'id="v1"')
    mine = {"seen": seen, "decision": decision, "because": "mistaken"}
    assert ana.post(back, mine).status_code == 303
    theirs = {"seen": seen, "version": version, "because": "my long reason"}
    answer = eva.post(f"/record/{claim.id}/restore/", theirs)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "mistaken" in body
    assert "my long reason" in body
    assert "<del><bdi>Norvik" in body
    now = field(body, "seen")
    assert now != seen
    again = {**theirs, "seen": now, "version": field(pages[eva], "version", 'id="v1"')}
    assert eva.post(f"/record/{claim.id}/restore/", again).status_code in (303, 422)


def test_two_changes_of_different_slots_are_set_together(demo: Cli, claim: Any) -> None:
    from django.test import RequestFactory

    from hechos.app.web.history.merge import _wanted
    from hechos.weighing.edits import edited, slot_texts

    with at_desk(demo) as desk:
        seen = some_claims(desk)[0]
    now = edited(seen, [("place", "Theirs"), ("hedge", "perhaps")])
    typed = {**slot_texts(seen), "place": "Mine", "occasion": "the march"}
    sent = {f"set-{k}": v for k, v in typed.items()} | {"because": "so", "next": "/x/", "seen": "1"}
    request = RequestFactory().post("/", sent)
    fields = {one.name: one for one in _wanted(request, now, seen)}
    assert fields["set-hedge"].value == "perhaps"  # the other's, which I had left
    assert (fields["set-place"].value, fields["set-place"].both) == ("Mine", True)
    assert (fields["set-occasion"].value, fields["set-occasion"].both) == ("the march", False)
    assert (fields["because"].shown, fields["next"].shown) == (True, False)
    assert "seen" not in fields
