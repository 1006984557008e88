"""The pages that count: what they show, where each number leads, and who may take it out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.app.cast import account, cast
from tests.app.intake.running import do_jobs
from tests.conftest import Cli, Prepared

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client

HELD = """No,Name,Taken,Registered,Out,Way,Sex,Place,Judge
1,Alba Marin Sol,2025-01-03,,2025-01-20,freed,f,Prison of Lumen,2025-01-04
2,Bruno Castel Rey,2025-01-05,,,,m,Prison of Lumen,2025-01-09
3,Celia Dorne Paz,2025-01-07,2025-01-15,,,f,Harbour prison,
4,Dario Elm Fonte,2025-01-10,,2025-01-18,measures,m,Harbour prison,2025-01-11
5,Elena Frey Gil,2025-01-12,,2025-01-09,freed,f,Prison of Lumen,
6,Fabio Grau Hul,2025-01-16,,,,m,Harbour prison,2025-01-17
"""
MAP = """kind = "detention"
days = "YYYY-MM-DD"
separator = ","
[columns]
key = "No"
victims = "Name"
time = "Taken"
said_at = "Registered"
held_at = "Place"
judge = "Judge"
exit = "Way"
exit_on = "Out"
sex = "Sex"
[fixed]
type = "LIB.ARREST"
author = "Lumen Watch"
[terms.type]
"freed" = "released_unconditional"
"measures" = "excarcelated_with_measures"
[terms.sex]
"f" = "female"
"m" = "male"
"""
CLOSED = "No,Name,Taken\n1,Quorvanthe Zeal,2025-01-08\n"
CLOSED_MAP = (
    MAP.partition("said_at")[0]
    + """[fixed]
type = "LIB.ARREST"
author = "Night Clinic"
"""
)
SHEETS = """table,state,reader,valid,null,total,A. Aster,B. Birch
1,North,r1,100,5,105,60,40
2,North,r1,200,3,203,120,81
3,South,r1,150,2,152,70,80
3,South,r2,150,2,152,71,79
"""
BULLETINS = """seq,author,electors,valid,null,total,A. Aster,B. Birch
1,Council,1000,450,10,460,250,200
2,Council,1000,480,12,492,247,233
"""
LISTS = """A,B,C,count
1,0,0,120
0,1,0,90
0,0,1,80
1,1,0,40
1,0,1,30
0,1,1,25
1,1,1,18
"""
ON = "list=held&on=2025-01-21&last=2025-01-14"
QUESTION = "How many people were killed at Lumen?"


def make(cli: Cli) -> None:
    folder = cli.home.parent
    cli("members", "demo", "add", "lea")
    files = {"held": HELD, "closed": CLOSED, "sheets": SHEETS, "bulletins": BULLETINS}
    for name, body in {**files, "lists": LISTS}.items():
        (folder / f"{name}.csv").write_text(body, "utf-8")
    for name, map_, klass in (("held", MAP, "C1"), ("closed", CLOSED_MAP, "C3")):
        (folder / f"{name}.toml").write_text(map_, "utf-8")
        words = ("--map", str(folder / f"{name}.toml"), "--class", klass, "--by", "lea")
        cli("register", "import", "demo", str(folder / f"{name}.csv"), *words)
    rest = [str(folder / f"{name}.csv") for name in ("sheets", "bulletins", "lists")]
    cli("add", "demo", *rest, "--class", "C1", "--by", "lea", code=None)


@pytest.fixture
def counted(prepared: Prepared) -> Cli:
    """The demonstration case with an open and a closed list of people held, and tables."""
    cli = prepared("counted", make, demo=True)
    open_home(cli.home)
    return cli


def text(person: Client, path: str, status: int = 200) -> str:
    answer = person.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def capture(name: str) -> str:
    from hechos.app.register.models import Given

    return str(Given.objects.get(record="Capture", name__endswith=name).id)


def test_a_bulletin_balances_and_each_number_leads_to_its_people(counted: Cli) -> None:
    lead = cast("demo")["lead"]
    page = text(lead, f"/case/demo/register/?{ON}")
    said = plain(page)
    assert "people held 3 3 0" in said
    assert "+ 1 newly held + 1 registered late" in said
    assert "− 2 exits" in said
    assert "Both sides are equal." in said
    assert "Elena Frey Gil leaves detention before the entry" in said
    assert page.count('<svg class="plot"') == 2
    for show, names in {
        "held": ["Bruno Castel Rey", "Celia Dorne Paz", "Fabio Grau Hul"],
        "women": ["Celia Dorne Paz"],
        "exits": ["Dario Elm Fonte", "Alba Marin Sol"],
        "late_registered": ["Celia Dorne Paz"],
        "restricted": ["Dario Elm Fonte"],
    }.items():
        behind = text(lead, f"/case/demo/register/people/?{ON}&show={show}")
        assert re.findall(r"<h2><bdi>([^<]*)", behind) == names, show
        assert "<mark>" in behind
        assert "columns 1, 2, 3" in behind
    text(lead, f"/case/demo/register/people/?{ON}&show=nonsense", 404)
    text(lead, "/case/demo/register/?list=nonsense", 404)
    assert "is no day" in text(lead, "/case/demo/register/?list=held&on=soon", 422)
    assert "before the later" in text(lead, f"/case/demo/register/?{ON}&last=2026-01-01", 422)


def test_a_bulletin_leaves_as_a_table_and_that_is_noted(counted: Cli) -> None:
    from hechos.app.audit.models import Event

    people = cast("demo")
    address = f"/case/demo/register/bulletin.csv?{ON}"
    table = people["lead"].get(address).content.decode("utf-8-sig").splitlines()
    assert table[:2] == ["What,2025-01-14,2025-01-21,Difference", "people held,3,3,0"]
    assert Event.objects.filter(what="exported", detail__what="bulletin").count() == 1
    text(people["reader"], address, 403)


def test_what_is_above_the_clearance_is_in_no_number(counted: Cli) -> None:
    people = cast("demo")
    for page in ("counts/", "counts/behind/", "register/", "patterns/", "patterns/incidents/"):
        low = text(people["low"], f"/case/demo/{page}")
        text(people["lead"], f"/case/demo/{page}")
        assert "Quorvanthe" not in low
    assert "Quorvanthe" in text(people["lead"], "/case/demo/counts/behind/")
    text(people["low"], "/case/demo/register/?list=closed", 404)
    text(people["lead"], "/case/demo/register/?list=closed")
    seen = [
        re.search(r"(\d+) by name", text(people[who], "/case/demo/counts/"))
        for who in people
        if who in ("low", "lead")
    ]
    numbers = {int(one[1]) for one in seen if one}
    assert len(numbers) == 2
    assert max(numbers) - min(numbers) == 1


def test_counts_say_of_how_many_they_know_and_lead_to_claims(counted: Cli) -> None:
    lead = cast("demo")["lead"]
    page = text(lead, "/case/demo/counts/")
    assert "Documented cases, not an estimate" in page
    assert "Known for" in page
    links = re.findall(r'href="(/case/demo/counts/behind/\?[^"]*)"', page)
    assert len(links) >= 6
    for link in links:
        behind = text(lead, link.replace("&amp;", "&"))
        assert "<article" in behind, link


def test_patterns_have_denominators_and_lead_to_incidents(counted: Cli) -> None:
    lead = cast("demo")["lead"]
    page = text(lead, "/case/demo/patterns/")
    assert "of those with an answer" in page
    for link in set(re.findall(r'href="(/case/demo/patterns/incidents/\?[^"]*)">(\d+)<', page)):
        behind = text(lead, link[0].replace("&amp;", "&"))
        assert f"<small>{link[1]}</small>" in behind, link


def test_tallies_say_what_matches_and_what_cannot_be_compared(counted: Cli) -> None:
    lead = cast("demo")["lead"]
    chosen = f"sheets={capture('sheets.csv')}&bulletins={capture('bulletins.csv')}&by=state"
    said = plain(text(lead, f"/case/demo/tallies/?{chosen}"))
    assert "2 sheets are counted" in said
    assert "table 2: Candidates together: 201; valid votes stated: 200: 1 more." in said
    assert "Readings by r1 and r2 differ" in said
    assert "fails by 3" in said
    assert "not comparable" in said
    refused = text(lead, f"/case/demo/tallies/?sheets={capture('sheets.csv')}&by=county", 422)
    assert "county" in refused
    text(lead, "/case/demo/tallies/?sheets=nonsense")


def test_what_texts_say_of_votes_is_held_against_the_sheets(counted: Cli) -> None:
    (voted, *_) = [c for c in counted.rows("claims", "demo") if c["content"]["kind"] == "vote"]
    chosen = f"sheets={capture('sheets.csv')}"
    page = text(cast("demo")["lead"], f"/case/demo/tallies/?{chosen}")
    assert "the words name no candidate of the sheets" in plain(page)
    assert f'href="/record/{voted["id"]}/"' in page
    words = ("--set", "candidate=A. Aster", "--by", "lea", "--because", "The note names him above.")
    counted("decide", voted["id"], "edit", *words)
    (check,) = [
        one
        for one in counted.rows("tally", "sheets.csv", "--case", "demo")
        if voted["id"] in one.get("claims", ())
    ]
    assert check["result"] == "not comparable"
    assert "2 of 3 tables are summed" in check["sentence"]
    assert "2 of 3 tables are summed" in plain(
        text(cast("demo")["lead"], f"/case/demo/tallies/?{chosen}")
    )


def ask(person: Client, **words: str) -> Any:
    return person.post("/case/demo/estimates/new/", {"of": "deaths", "method": "dga", **words})


def test_an_estimate_from_the_case_is_refused_with_its_reason(counted: Cli) -> None:
    people = cast("demo")
    assert ask(people["lead"], question="How many were taken?", of="arrests").status_code == 303
    assert do_jobs() == 1
    page = text(people["lead"], "/case/demo/estimates/")
    assert "The estimate is finished." in page
    (address,) = set(re.findall(r'href="(/estimate/[^"]*)"', page))
    said = plain(text(people["lead"], address))
    assert "The total is not estimated." in said
    assert "R6" in said
    assert "An estimate in the background has ended" in text(people["lead"], "/notices/")
    text(people["low"], address, 404)  # it rests on what the lead alone may see


def test_an_estimate_from_a_table_shows_all_that_belongs_to_it(counted: Cli) -> None:
    pytest.importorskip("scipy")
    people = cast("demo")
    table = capture("lists.csv")
    assert ask(people["lead"], question=QUESTION, capture=table, quick="1").status_code == 303
    do_jobs()
    low = people["low"]
    (address,) = set(re.findall(r'href="(/estimate/[^"]*)"', text(low, "/case/demo/estimates/")))
    page = text(low, address)
    said = plain(page)
    assert re.search(r"At least about \d+–\d+ 95 % interval 403 documented by name", said)
    assert "Assumed:" in said
    assert table in page
    assert page.count('<svg class="plot"') == 2
    assert low.get(f"/record{address.removeprefix('/estimate')}").headers["Location"] == address
    text(people["reader"], f"{address}estimate.json", 403)
    sent = json.loads(text(people["lead"], f"{address}estimate.json"))
    assert sent["documented"] == 403
    assert sent["assumptions"]


def test_an_estimate_is_asked_for_once_by_whoever_may_write(counted: Cli) -> None:
    from hechos.app.jobs.models import Job

    people = cast("demo")
    assert ask(people["reader"], question=QUESTION).status_code == 403
    refused = ask(people["lead"], question=" ")
    assert refused.status_code == 422
    assert "kept with its question" in refused.content.decode()
    assert ask(people["lead"], question=QUESTION, of="unicorns").status_code == 422
    assert ask(people["lead"], question=QUESTION, capture="nonsense").status_code == 404
    ask(people["lead"], question=QUESTION)
    ask(people["lead"], question=QUESTION)
    assert Job.objects.filter(kind="estimate").count() == 1


def test_a_job_that_is_done_again_keeps_nothing_twice(counted: Cli) -> None:
    from hechos.app.casework.counting.running import run
    from hechos.app.jobs.models import Job
    from hechos.app.register.models import Given

    ask(cast("demo")["lead"], question=QUESTION)
    do_jobs()
    run(Job.objects.get(kind="estimate"))
    assert Given.objects.filter(record="Estimate").count() == 1


def test_nobody_waits_for_a_large_case(counted: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from hechos.app.web.counting import keeping

    lead = cast("demo")["lead"]
    keeping._KEPT.clear()
    there = text(lead, "/case/demo/patterns/")
    keeping._KEPT.clear()
    monkeypatch.setattr(keeping, "MANY", 0)
    monkeypatch.setattr(keeping, "PATIENCE", 0.0)
    assert "is being counted" in text(lead, "/case/demo/patterns/")
    text(lead, f"/case/demo/register/bulletin.csv?{ON}", 503)
    monkeypatch.setattr(keeping, "PATIENCE", 60.0)
    assert plain(text(lead, "/case/demo/patterns/")) == plain(there)
    assert lead.get(f"/case/demo/register/bulletin.csv?{ON}").status_code == 200


def test_what_was_counted_is_counted_anew_when_the_case_changes(counted: Cli) -> None:
    lead = account("lead", "demo", roles=["lead"])
    before = text(lead, "/case/demo/counts/")
    folder = counted.home.parent
    (folder / "held.csv").write_text(HELD + "7,Gina Holt Ibar,2025-01-17,,,,f,,\n", "utf-8")
    (folder / "held.toml").write_text(MAP, "utf-8")
    words = ("--map", str(folder / "held.toml"), "--list", "held", "--by", "lea")
    counted("register", "import", "demo", str(folder / "held.csv"), *words)
    open_home(counted.home)
    assert text(lead, "/case/demo/counts/") != before
    assert "Gina Holt Ibar" in text(lead, "/case/demo/register/people/?list=held&show=held")
