"""Search as people meet it: who finds what, in every view; saved, shared, exported, long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.app.cast import account, cast
from tests.app.test_matrix import CANARY, demo
from tests.conftest import Cli, Texts

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["demo"]
ALL = (
    "search/",
    "search/?words={q}",
    "search/?view=table&words={q}",
    "search/?named=Osmund {q}",
    "search/?view=timeline",
    "search/?view=calendar&year=2024",
    "search/?view=chart",
    "search/?view=graph",
    "map/",
    "search/counts/",
    "search/points/",
    "search/names/?field=named&q=osm",
    "search/names/?field=source&q=osm",
    "search/names/?field=place&q=quor",
)


@pytest.fixture
def people(demo: Cli) -> dict[str, Client]:
    open_home(demo.home)
    return cast("demo")


def get(person: Client, path: str, code: int = 200) -> str:
    answer: Any = person.get(f"/case/demo/{path}")
    assert answer.status_code == code, (path, answer.status_code, answer.content[-300:])
    return answer.content.decode()


def test_words_above_the_clearance_are_found_nowhere(people: dict[str, Client]) -> None:
    for path in ALL:
        shown = get(people["low"], path.format(q=CANARY.lower()))
        assert CANARY not in shown, path
        assert "note-C" not in shown, path
    assert CANARY in get(people["reader"], f"search/?words={CANARY}")


def test_closed_texts_are_found_by_fields_alone(people: dict[str, Client]) -> None:
    from hechos.app.search.models import Entry, Piece, Tag

    closed = Entry.objects.filter(klass=3)
    assert closed.exists()
    assert not closed.exclude(title="").exists()
    assert not Piece.objects.filter(entry__klass=3).exists()
    assert not Tag.objects.filter(entry__klass=3, field__in=["n", "s"]).exists()
    assert "closed: its words are not in the index" in get(people["reader"], "search/?class=C3")


def test_whoever_is_not_of_the_case_learns_nothing(people: dict[str, Client]) -> None:
    for path in ALL:
        assert people["outsider"].get(f"/case/demo/{path}").status_code == 404
        assert people["stranger"].get(f"/case/demo/{path}").status_code == 302
        assert people["custodian"].get(f"/case/demo/{path}").status_code == 403


def test_a_view_of_a_sealed_source_in_results_is_entered_in_the_custody_log(
    people: dict[str, Client],
) -> None:
    from hechos.app.register.models import CaseHead

    before = CaseHead.objects.get(slug="demo").custody_length
    get(people["reader"], f"search/?words={CANARY}")
    assert CaseHead.objects.get(slug="demo").custody_length > before


def test_a_table_goes_out_for_those_who_may_and_is_noted(people: dict[str, Client]) -> None:
    from hechos.app.audit.models import Event

    get(people["reader"], "search/table.csv", 403)
    table = get(people["lead"], "search/table.csv?words=killed")
    assert "killed" in table
    event = Event.objects.get(what="search exported")
    assert event.actor == "lead"
    assert event.detail["rows"] == len(table.strip().splitlines()) - 1


def test_accents_and_forms_do_not_matter(people: dict[str, Client]) -> None:
    reader = people["reader"]
    for one, other, lang in (
        ("ARRESTS", "arrested", "en"),
        ("detención", "DETENCION", "es"),
    ):
        first, second = (
            get(reader, f"search/?is=Claim&language={lang}&words={w}") for w in (one, other)
        )
        assert first.count("<li") == second.count("<li")


def test_a_place_holds_what_lies_in_it(people: dict[str, Client]) -> None:
    from hechos.app.register.models import CaseHead
    from hechos.app.search.matching import Scope, found
    from hechos.app.search.query import read

    scope = Scope(CaseHead.objects.get(slug="demo"), 3)
    country, town = (
        set(found(read(f"place={p}").query, scope).values_list("id", flat=True))
        for p in ("Venezuela", "Caracas, Venezuela")
    )
    assert town < country


def test_a_saved_search_tells_what_is_new(
    people: dict[str, Client], demo: Cli, texts: Texts
) -> None:
    lead, reader = people["lead"], people["reader"]
    keep = "/case/demo/search/keep/"
    typed = {"act": "keep", "name": "Killed", "query": "is=Claim&words=killed", "shared": "1"}
    assert lead.post(keep, typed).status_code == 303
    assert lead.post(keep, typed).status_code == 422
    assert reader.post(keep, typed).status_code == 403
    shown = get(lead, "search/")
    assert "nothing new" in shown
    folder = texts(
        later="Published: 9 May 2024\n\nPolice said that 5 people were killed in Lima.\n"
    )
    demo("add", "demo", str(folder / "later.txt"))
    assert "nothing new" not in get(lead, "search/")
    from hechos.app.search.models import SavedSearch

    number = SavedSearch.objects.get().pk
    assert people["outsider"].post(keep, {"act": "open", "search": number}).status_code == 404
    answer = lead.post(keep, {"act": "open", "search": number})
    assert answer.status_code == 303
    results = lead.get(answer.headers["Location"]).content.decode()
    assert "<b>new</b>" in results
    assert "nothing new" in get(lead, "search/")
    assert reader.post(keep, {"act": "drop", "search": number}).status_code == 404
    assert lead.post(keep, {"act": "drop", "search": number}).status_code == 303
    assert not SavedSearch.objects.exists()


def test_a_search_that_takes_long_gives_what_came_in_time(
    people: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from hechos.app.jobs.models import Job
    from hechos.app.search import running, saving

    monkeypatch.setattr(running, "SECONDS", -1.0)
    monkeypatch.setattr("hechos.app.search.backend.STEPS", 1)
    shown = get(people["reader"], "search/?words=killed")
    assert "Finish it in the background" in shown
    monkeypatch.undo()
    answer = people["reader"].post(
        "/case/demo/search/keep/", {"act": "finish", "query": "words=killed"}
    )
    where = answer.headers["Location"]
    job = Job.objects.get(kind="search")
    assert "killed" not in str(job.args)
    assert saving.run_long(job) == saving.run_long(job) == "The search is finished."
    shown = people["reader"].get(where).content.decode()
    assert "The search that ran in the background found" in shown
    assert people["lead"].get(where).status_code == 404


def test_a_withdrawn_capture_leaves_the_index_at_once(demo: Cli, texts: Texts) -> None:
    folder = texts(gone="Published: 4 May 2024\n\nPolice said that 6 people died in Zarquith.\n")
    demo("add", "demo", str(folder / "gone.txt"))
    open_home(demo.home)
    lead = account("lead", "demo", roles=["lead"])
    assert "6 people died" in get(lead, "search/?words=Zarquith&is=Claim")
    from hechos.app.casework.decide import withdraw
    from hechos.app.casework.desk import open_desk
    from hechos.app.register.models import Given
    from hechos.app.search.models import Piece
    from hechos.app.web.shelf import home

    capture = Given.objects.get(record="Capture", name="gone.txt").id
    with open_desk(home(), "demo") as desk:
        withdraw(desk, capture, by="lead", because="asked for by its source")
    assert "6 people died" not in get(lead, "search/?words=Zarquith")
    assert not Piece.objects.filter(body__contains="Zarquith").exists()
    files = [*demo.home.glob("register.sqlite3*")]
    assert not [f.name for f in files if b"zarquith" in f.read_bytes().lower()]


def test_a_decision_is_found_at_once(people: dict[str, Client]) -> None:
    from hechos.app.register.models import CaseHead
    from hechos.app.search.matching import Scope, found
    from hechos.app.search.query import read

    scope = Scope(CaseHead.objects.get(slug="demo"), 3)
    claim = found(read("is=Claim&state=proposed").query, scope).filter(klass__lte=1)[0].id
    from hechos.app.casework.decide import decide
    from hechos.app.casework.desk import open_desk
    from hechos.app.register import queries
    from hechos.app.web.shelf import home

    with open_desk(home(), "demo") as desk:
        decide(desk, queries.find(claim)[1], "accept", by="lead", because="as printed")
    assert found(read("is=Claim&member=lead").query, scope).get().id == claim
    assert found(read("is=Claim&state=accepted").query, scope).get().id == claim


def test_pages_ask_as_much_of_few_rows_as_of_many(people: dict[str, Client]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as context:
            get(people["reader"], path)
        return len(context)

    asked("search/")  # what is asked once, by the first page of all
    for view in ("list", "table", "timeline", "map", "chart", "graph"):
        few, many = (asked(f"search/?view={view}&class=C0{more}") for more in ("&is=Party", ""))
        assert abs(many - few) <= 2, (view, few, many)
