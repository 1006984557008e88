"""The audit log is kept from change, tells who did what, and is seen by those who may."""

from __future__ import annotations

import csv
import io

import pytest
from tests.app.cast import account, cast
from tests.conftest import Cli

from hechos.app.home import open_home


def test_the_database_refuses_to_change_or_remove_events(demo: Cli) -> None:
    open_home(demo.home)
    from django.db import DatabaseError

    from hechos.app.audit.log import broken_at, note
    from hechos.app.audit.models import Event

    event = note("viewed", actor="ana")
    with pytest.raises(DatabaseError, match="never changed"):
        Event.objects.filter(pk=event.pk).update(actor="eva")
    with pytest.raises(DatabaseError, match=r"never (changed or )?removed"):
        Event.objects.filter(pk=event.pk).delete()
    assert broken_at() is None


def test_verify_finds_a_log_that_was_changed_past_the_triggers(demo: Cli) -> None:
    open_home(demo.home)
    from django.db import connection

    from hechos.app.audit.log import note
    from hechos.app.audit.migrations import __path__ as _  # noqa: F401 - the triggers are there

    for number in range(3):
        note("viewed", actor="ana", detail={"n": number})
    assert demo("verify").exit_code == 0
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_event_no_update")
        else:
            cursor.execute("DROP TRIGGER audit_event_kept ON audit_event")
        cursor.execute("UPDATE audit_event SET actor = 'eva' WHERE seq = 2")
    result = demo("verify", code=3)
    assert "audit log, event 2" in result.output


def sealed(demo: Cli) -> str:
    """Raise a capture of the case to C2 and return its id."""
    from hechos.app.register.models import Given
    from hechos.records import Confidentiality, wire

    row = Given.objects.filter(record="Capture").order_by("seq").first()
    assert row is not None
    from dataclasses import replace

    from hechos.records import Capture

    capture = replace(wire.loads(row.body, Capture), klass=Confidentiality.C2)
    Given.objects.filter(id=row.id).update(body=wire.dumps(capture), klass=2)
    return row.id


def test_each_view_of_a_sealed_source_is_an_event_anchored_in_the_custody_log(demo: Cli) -> None:
    open_home(demo.home)
    from hechos.app.audit.models import Event

    capture = sealed(demo)
    lead = account("ana", "demo", roles=["lead"])
    before = Event.objects.filter(what="viewed").count()
    assert lead.get(f"/capture/{capture}/").status_code == 200
    event = Event.objects.filter(what="viewed").order_by("-seq").first()
    assert event is not None
    assert Event.objects.filter(what="viewed").count() > before
    assert (event.actor, event.detail) == ("ana", {"class": "C2"})
    log = next(demo.home.glob("cases/*/custody/log.jsonl")).read_text("utf-8")
    assert Event.objects.order_by("-seq").first().hash in log  # type: ignore[union-attr]


def test_an_anchored_event_that_is_gone_is_found(demo: Cli) -> None:
    open_home(demo.home)
    from django.db import connection

    capture = sealed(demo)
    account("ana", "demo", roles=["lead"]).get(f"/capture/{capture}/")
    with connection.cursor() as cursor:
        name = "audit_event_no_delete" if connection.vendor == "sqlite" else "audit_event_kept"
        cursor.execute(
            f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON audit_event")
        )
        cursor.execute("DELETE FROM audit_event")
    result = demo("verify", code=3)
    assert "audit log" in result.output


def test_the_report_is_an_event(demo: Cli) -> None:
    open_home(demo.home)
    from hechos.app.audit.models import Event

    assert account("ana", "demo", roles=["lead"]).get("/case/demo/report/").status_code == 200
    assert Event.objects.filter(what="exported", actor="ana").exists()


@pytest.mark.parametrize("page", ["audit/", "audit/export/"])
def test_lead_and_custodian_see_the_log_and_nobody_else(demo: Cli, page: str) -> None:
    open_home(demo.home)
    codes = {who: one.get(f"/case/demo/{page}").status_code for who, one in cast("demo").items()}
    assert codes == {
        "lead": 200,
        "custodian": 200,
        "investigator": 403,
        "reviewer": 403,
        "reader": 403,
        "low": 403,
        "outsider": 404,
        "stranger": 302,
    }


def test_events_are_searched_by_who_what_record_and_day(demo: Cli) -> None:
    open_home(demo.home)
    from hechos.app.audit.log import find, note
    from hechos.app.register.models import CaseHead

    case = CaseHead.objects.get(slug="demo").id
    for actor in ("ana", "eva"):
        for record in ("r1", "r2"):
            event = note("viewed", actor=actor, case=case, record=record)
    note("viewed", actor="ana", case="another")
    day = event.at[:10]
    assert find(case=case, what="viewed").count() == 4
    assert find(case=case, actor="ana", record="r2").count() == 1
    assert find(case=case, what="viewed", since=day, until=day).count() == 4
    assert find(case=case, what="viewed", until="2020-01-01").count() == 0
    lead = account("ana", "demo", roles=["lead"])
    assert lead.get("/case/demo/audit/?since=yesterday").status_code == 422
    body = lead.get("/case/demo/audit/?actor=eva").content.decode()
    assert "opened a source" in body
    assert "<b><bdi>eva</bdi></b>" in body
    assert "<b><bdi>ana</bdi></b>" not in body


def test_pages_of_the_log_show_every_event_once(demo: Cli) -> None:
    open_home(demo.home)
    import re

    from hechos.app.audit.log import note
    from hechos.app.register.models import CaseHead

    case = CaseHead.objects.get(slug="demo").id
    for number in range(120):
        note("viewed", actor="ana", case=case, record=f"record-{number:03}")
    lead = account("ana", "demo", roles=["lead"])
    seen: list[str] = []
    address = "/case/demo/audit/?what=viewed"
    while address:
        body = lead.get(address).content.decode()
        seen += re.findall(r'title="(record-\d+)"', body)
        found = re.search(r'rel="next" href="([^"]+)"', body)
        address = f"/case/demo/audit/{found[1].replace('&amp;', '&')}" if found else ""
    assert seen == [f"record-{n:03}" for n in reversed(range(120))]


def test_the_table_holds_no_formula_and_is_itself_an_event(demo: Cli) -> None:
    open_home(demo.home)
    from hechos.app.audit.log import note
    from hechos.app.audit.models import Event
    from hechos.app.register.models import CaseHead

    case = CaseHead.objects.get(slug="demo").id
    note("viewed", actor="=cmd|'/c calc'!A1", case=case, record="@x", detail={})
    answer = account("ana", "demo", roles=["lead"]).get("/case/demo/audit/export/")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[0][0] == "number"
    assert not [c for row in rows for c in row if c[:1] in ("=", "+", "-", "@")]
    assert Event.objects.filter(what="audit exported", actor="ana").exists()
