"""Spreadsheets: what a row says by its map, what is wrong with it, and that import repeats."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.app.cast import account
from tests.app.intake.running import do_jobs
from tests.conftest import Cli

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client

HEAD = ["No", "Act", "Victim", "Day", "Town", "Dead", "Told by"]
ROWS = [
    ["1", "LIFE.UNK", "Ana Prado; Luis Vega", "10/03/2024", "Caracas", "2", "Norvik Register"],
    ["2", "torture", "Mara Ruiz", "2024-03", "Caracas", "", "Norvik Register"],
    ["3", "arrest", "Ivo Paz", "31/12/2023", "Maracaibo", "1.200", "Norvik Register"],
]
MAP: dict[str, Any] = {
    "days": "DD/MM/YYYY",
    "numbers": "1.234,5",
    "columns": {
        "key": "No",
        "type": "Act",
        "victims": "Victim",
        "time": "Day",
        "place": "Town",
        "quantity": "Dead",
        "author": "Told by",
    },
    "fixed": {"unit": "persons"},
}


def table(path: Path, rows: Sequence[Sequence[object]], head: Sequence[str] = HEAD) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEAD, *rows]:
        sheet.append(list(row))
    book.save(path)
    return path


class Desk:
    """A member who imports tables into the demonstration case."""

    def __init__(self, cli: Cli, client: Client) -> None:
        self.cli, self.client = cli, client

    def add(self, path: Path) -> str:
        self.cli("add", "demo", str(path), code=None)
        names = {c["name"]: c["id"] for c in self.cli.rows("captures", "demo")}
        return str(names[path.name])

    def check(self, capture: str, changes: Mapping[str, Any] | None = None) -> Any:
        from hechos.app.access.actor import owner
        from hechos.app.accounts.models import Account
        from hechos.app.casework.importing import runs
        from hechos.app.casework.linkup import reading_desk
        from hechos.app.home import present_home
        from hechos.app.register.models import Given
        from hechos.app.work.models import ImportRun
        from hechos.records import Capture, wire

        who = Account.objects.get(name="ana")
        actor = owner("ana")
        actor = type(actor)(
            pseudonym="ana",
            roles=actor.roles,
            actions=actor.actions,
            clearance=actor.clearance,
            account=who.pk,
        )
        with reading_desk(present_home(), "demo") as desk:
            found = wire.loads(Given.objects.get(id=capture).body, Capture)
            run = runs.save_map(
                desk, actor, name="register", body={**MAP, **(changes or {})}, capture=found
            )
        do_jobs()
        return ImportRun.objects.get(pk=run.pk)

    def take(self, run: Any) -> Any:
        answer = self.client.post(f"/case/demo/import/{run.pk}/", {"act": "import"})
        assert answer.status_code == 303
        do_jobs()
        run.refresh_from_db()
        return run

    def claims(self, capture: str = "") -> list[dict[str, Any]]:
        rows = self.cli.rows("claims", "demo")
        return [
            c
            for c in rows
            if any(p["quote"].startswith("No: ") for p in c["passages"])
            and capture in ("", c["capture"]["id"])
        ]


@pytest.fixture
def desk(demo: Cli) -> Desk:
    open_home(demo.home)
    return Desk(demo, account("ana", "demo", roles=["investigator"]))


def test_rows_become_claims_on_their_cells(desk: Desk, tmp_path: Path) -> None:
    from hechos.app.register.models import Proposed
    from hechos.records import ActContent, Cell, Claim, wire

    capture = desk.add(table(tmp_path / "list.csv", ROWS))
    run = desk.check(capture)
    assert (run.state, run.found["ready"], run.found["faults"]) == ("checked", 3, [])
    assert desk.claims(capture) == []
    run = desk.take(run)
    assert (run.state, run.found["new"]) == ("imported", 3)
    rows = Proposed.objects.filter(record="Claim", part_of=capture, layer="claim").order_by("place")
    claims = [wire.loads(row.body, Claim) for row in rows if row.kind == "act"]
    first = next(c for c in claims if c.content.type == "LIFE.UNK")
    assert first.quote.startswith("No: 1 | Act: LIFE.UNK | Victim: Ana Prado; Luis Vega | Day: 10/")
    cells = [p.selector for p in first.passages if isinstance(p.selector, Cell)]
    assert [(c.row, c.column) for c in cells] == [(2, n) for n in range(1, 8)]
    content = first.content
    assert isinstance(content, ActContent)
    assert [v.name for v in content.victims] == ["Ana Prado", "Luis Vega"]
    assert content.time is not None
    assert content.time.edtf == "2024-03-10"
    assert content.quantity is not None
    assert (content.quantity.low, content.quantity.unit) == (2, "persons")
    assert first.state == "proposed"
    assert first.voice[0].speaker.name == "Norvik Register"
    by_type = {c.content.type: c for c in claims}
    arrest = next(c for t, c in by_type.items() if t.startswith("LIB"))
    assert arrest.content.quantity is not None
    assert arrest.content.quantity.low == 1200
    _check_places(desk, claims)


def _check_places(desk: Desk, claims: Sequence[Any]) -> None:
    """Every mention, date and number stands where it says that it stands."""
    from hechos.app.home import present_home
    from hechos.app.register import queries
    from hechos.archive.objects import ObjectStore

    head = queries.head_of("demo")
    store = ObjectStore(present_home().case_folder(head.id))
    bodies = {text.id: text.body for text, _ in queries.texts(head, store.read)}
    for claim in claims:
        body = bodies[claim.text]
        assert claim.anchor.selector.holds_in(body)
        spans = [*claim.content.victims, claim.content.time, claim.content.quantity]
        for one in [s for s in spans if s is not None and s.start is not None]:
            assert body[one.start : one.end] == one.verbatim


def test_imported_rows_stand_after_a_rebuild_and_go_with_a_withdrawal(
    desk: Desk, tmp_path: Path
) -> None:
    wrong = ["9", "Zyxlevitation", "Qorbulon Vex", "10/03/2024", "Caracas", "1", "R"]
    capture = desk.add(table(tmp_path / "list.csv", [*ROWS, wrong]))
    desk.take(desk.check(capture))
    before = desk.claims()
    assert len(before) == 3
    desk.cli("rebuild", "demo")
    assert desk.claims() == before
    desk.cli("verify", "--deep")
    desk.cli("withdraw", capture, "--by", "keeper", "--because", "asked for")
    assert desk.claims() == []
    left = b"".join(p.read_bytes() for p in desk.cli.home.rglob("*") if p.is_file())
    for words in (b"Mara Ruiz", b"Zyxlevitation", b"Qorbulon"):
        assert words not in left


def test_the_same_table_again_brings_nothing_and_a_changed_row_takes_the_place(
    desk: Desk, tmp_path: Path
) -> None:
    desk.take(desk.check(desk.add(table(tmp_path / "list.csv", ROWS))))
    moved = [ROWS[2], [*ROWS[0][:5], "3", ROWS[0][6]], ROWS[1], ["4", *ROWS[1][1:]]]
    later = desk.add(table(tmp_path / "later.csv", moved))
    run = desk.take(desk.check(later))
    assert {k: run.found[k] for k in ("new", "same", "changed", "kept")} == {
        "new": 1,
        "same": 2,
        "changed": 1,
        "kept": 0,
    }
    states = sorted((c["content"]["type"], c["state"]) for c in desk.claims())
    assert [s for _, s in states].count("rejected") == 1
    again = desk.take(desk.check(later))
    assert (again.found["new"], again.found["same"], again.found["changed"]) == (0, 4, 0)
    assert len(desk.claims()) == 5


def test_a_decision_of_a_person_is_not_overrun_by_a_changed_row(desk: Desk, tmp_path: Path) -> None:
    desk.take(desk.check(desk.add(table(tmp_path / "list.csv", ROWS))))
    claim = next(c for c in desk.claims() if c["content"]["type"] == "LIFE.UNK")
    desk.cli("decide", claim["id"], "accept", "--by", "keeper", "--because", "seen")
    changed = [[*ROWS[0][:5], "3", ROWS[0][6]]]
    run = desk.take(desk.check(desk.add(table(tmp_path / "later.csv", changed))))
    assert (run.found["kept"], run.found["changed"]) == (1, 0)
    assert {c["id"]: c["state"] for c in desk.claims()}[claim["id"]] == "accepted"
    assert "changed row" in [d["type"] for d in desk.cli.rows("doubts", "demo")]


def test_every_fault_is_named_and_no_other_row_is_dropped(desk: Desk, tmp_path: Path) -> None:
    bad: list[list[object]] = [
        ["4", "levitation", "A", "10/03/2024", "Caracas", "1", "R"],
        ["5", "torture", "A", "03/13/2024", "Caracas", "1", "R"],
        ["6", "torture", "A", "10/03/24", "Caracas", "1", "R"],
        ["7", "torture", "A", "10/03/2024", "Nowhereville Upon Xyz", "1", "R"],
        ["8", "torture", "A", "10/03/2024", "Caracas", "1,200.5", "R"],
        ["1", "torture", "A", "10/03/2024", "Caracas", "1", "R"],
        ["9", "torture", "A", "30/02/2024", "Caracas", "1", ""],
        ["", "", "", "", "", "", "only this"],
    ]
    run = desk.check(desk.add(table(tmp_path / "list.csv", [*ROWS, *bad])))
    assert (run.found["ready"], run.found["wrong"]) == (3, 8)
    found = {(f["row"], f["column"]): f for f in run.found["faults"]}
    assert {(5, "Act"), (6, "Day"), (7, "Day"), (8, "Town"), (9, "Dead"), (10, "No")} <= set(found)
    assert {(11, "Day"), (11, "Told by"), (12, "No"), (12, "Act")} <= set(found)
    assert found[6, "Day"]["value"] == "03/13/2024"
    assert "DD/MM/YYYY" in found[6, "Day"]["sentence"]
    assert found[10, "No"]["sentence"] == "Row 2 has it too."
    assert run.found["unknown"] == {
        "type": {"levitation": 1},
        "place": {"Nowhereville Upon Xyz": 1},
    }
    assert desk.take(run).found["new"] == 3


def test_unknown_words_wait_for_a_decision_and_the_map_keeps_it(desk: Desk, tmp_path: Path) -> None:
    rows = [
        ["1", "levitation", "A", "2024", "Caracas", "", "R"],
        ["2", "hexing", "B", "2024", "Nowhereville Xyz", "", "R"],
        ["3", "torture", "C", "2024", "Nowhereville Xyz", "", "R"],
    ]
    run = desk.check(desk.add(table(tmp_path / "list.csv", rows)))
    assert run.found["ready"] == 0
    page = desk.client.get(f"/case/demo/import/{run.pk}/").content.decode()
    assert "levitation" in page
    form = {
        "act": "terms",
        "word-type-0": "hexing",
        "means-type-0": "-",
        "word-type-1": "levitation",
        "means-type-1": "INT.TORT",
        "word-place-0": "Nowhereville Xyz",
        "means-place-0": "=",
    }
    assert desk.client.post(f"/case/demo/import/{run.pk}/", form).status_code == 303
    do_jobs()
    run.refresh_from_db()
    assert (run.found["ready"], run.found["out"], run.found["wrong"]) == (2, 1, 0)
    from hechos.app.work.models import ImportMap

    assert ImportMap.objects.get().body["terms"]["type"] == {"levitation": "INT.TORT", "hexing": ""}


def test_a_list_of_people_held_is_mapped_at_the_desk(desk: Desk, tmp_path: Path) -> None:
    from hechos.app.work.models import ImportRun

    head = ["No", "Name", "Taken", "Out", "How"]
    rows = [["1", "Ana Prado", "2025-01-02", "2025-01-09", "bail"]]
    capture = desk.add(table(tmp_path / "held.csv", rows, head))
    page = desk.client.get(f"/case/demo/import/new/?capture={capture}&kind=detention")
    assert 'name="column-exit_on"' in page.content.decode()
    columns = {"key": "No", "victims": "Name", "time": "Taken", "exit_on": "Out", "exit": "How"}
    form = {
        "act": "check",
        "capture": capture,
        "name": "held",
        "kind": "detention",
        "days": "YYYY-MM-DD",
        "numbers": "1234.5",
        "fixed-type": "LIB.ARREST",
        "fixed-author": "Norvik Register",
        **{f"column-{name}": heading for name, heading in columns.items()},
    }
    assert desk.client.post("/case/demo/import/new/", {**form, "kind": "act"}).status_code != 303
    assert desk.client.post("/case/demo/import/new/", form).status_code == 303
    do_jobs()
    run = desk.take(ImportRun.objects.latest("pk"))
    assert (run.state, run.found["ready"], run.found["new"]) == ("imported", 1, 2)
    (held,) = desk.cli.rows("register", "show", "demo", "--list", "held", "--all")
    assert held["exits"] == [{"type": "bail", "on": "2025-01-09", "conditions": []}]


def test_a_workbook_is_read_with_its_own_days_and_without_its_formulas(
    desk: Desk, tmp_path: Path
) -> None:
    rows = [
        [1, "torture", "Mara Ruiz", date(2024, 3, 10), "Caracas", 2, "R"],
        [2, "torture", "Ivo Paz", "2024", "Caracas", "=1+1", "R"],
    ]
    run = desk.check(desk.add(workbook(tmp_path / "list.xlsx", rows)), {"sheet": "Sheet"})
    assert run.found["ready"] == 1
    (fault,) = run.found["faults"]
    assert (fault["row"], fault["column"], fault["value"]) == (3, "Dead", "=1+1")
    assert "formula" in fault["sentence"]
    desk.take(run)
    (claim,) = desk.claims()
    assert claim["time"]["edtf"] == "2024-03-10"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"No;Act\n1;x\n", "no column called"),
        (b"\xff\xfe\x00bad", "UTF-8"),
        (b"No,No,Act\n", "more than one column"),
        (b"", "no row of headings"),
        (b'No,Act,Victim,Day,Town,Dead,Told by\n"open', "CSV"),
        (b"PK\x03\x04broken", "no column called"),
    ],
    ids=["wrong separator", "no UTF-8", "twice", "empty", "torn", "a torn archive"],
)
def test_a_table_that_cannot_be_read_ends_in_a_sentence(
    desk: Desk, tmp_path: Path, body: bytes, words: str
) -> None:
    (tmp_path / "list.csv").write_bytes(body)
    run = desk.check(desk.add(tmp_path / "list.csv"))
    assert run.state == "failed"
    assert words in run.found["sentence"]
    assert words in desk.client.get(f"/case/demo/import/{run.pk}/").content.decode()


def test_a_packed_bomb_is_refused(tmp_path: Path, cli: Cli) -> None:
    open_home(cli.home, create=True)
    import zipfile

    from hechos.app.casework.importing.sheets import preview
    from hechos.errors import TooLargeError

    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", b" " * 60_000_000)
    with pytest.raises(TooLargeError):
        preview(tmp_path / "bomb.xlsx")


days = st.dates(min_value=date(1950, 1, 1), max_value=date(2030, 1, 1))
names = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=12)


@st.composite
def good_rows(draw: st.DrawFn) -> list[str]:
    start = draw(days)
    end = start + timedelta(days=draw(st.integers(0, 400)))
    low = draw(st.integers(0, 5000))
    return [
        draw(st.sampled_from(["LIFE.UNK", "INT.TORT", "LIB.ARREST"])),
        "; ".join(draw(st.lists(names, max_size=3))),
        draw(names | st.just("")),
        draw(st.sampled_from([str(start), str(start)[:7], str(start.year)])),
        draw(st.sampled_from(["", str(end)])),
        draw(st.sampled_from(["", "Caracas", "Maracaibo"])),
        draw(st.sampled_from(["", str(low), f">={low}", f"~{low}", f"{low}..{low + 3}"])),
        "persons",
        draw(names),
        draw(st.sampled_from(["", str(end)])),
        draw(names | st.just("")),
        draw(names | st.just("")),
    ]


@given(rows=st.lists(good_rows(), min_size=1, max_size=6), junk=st.data())
@settings(max_examples=60)
def test_an_import_of_an_export_says_the_same(rows: list[list[str]], junk: Any) -> None:
    """Claims to rows to claims; rows that are wrong, put anywhere between, drop no other."""
    from hechos.app.casework.importing.claims import EXPORTED, row_of, signature

    first = read_all(rows)
    written = [[row_of(claim)[name] for name in EXPORTED] for claim in claims_of(first)]
    assert [signature(row) for row in read_all(written)] == [signature(row) for row in first]
    mixed = list(rows)
    for _ in range(junk.draw(st.integers(0, 4))):
        at = junk.draw(st.integers(0, len(mixed)))
        mixed.insert(at, ["no such act", "", "", "32/13/2024", *[""] * 8])
    assert [signature(row) for row in read_all(mixed)] == [signature(row) for row in first]


def read_all(rows: Sequence[Sequence[str]]) -> list[Any]:
    from hechos.app.casework.importing.claims import EXPORTED
    from hechos.app.casework.importing.mapping import SheetMap, Types
    from hechos.app.casework.importing.rows import Row, RowReader
    from hechos.app.casework.importing.sheets import Cellar, Line
    from hechos.coding.rules import installed
    from hechos.reporting.rules import ReportRules

    sheet = SheetMap(columns={name: name for name in EXPORTED})
    gazetteer = installed(("en", "es", "pt"), "ve").gazetteer
    built_in = ReportRules.load().tables["act"].items()
    names = {code: str(entry["name"]) for code, entry in built_in}
    by_word = {word.casefold(): code for code, name in names.items() for word in (code, name)}
    reader = RowReader(sheet, gazetteer, "en", Types(names, by_word))
    lines = [
        Line(n, tuple(Cellar(cell) for cell in row)) for n, row in enumerate([EXPORTED, *rows], 1)
    ]
    reader.head(lines[0])
    read = [reader.read(line) for line in lines[1:]]
    return [row for row in read if isinstance(row, Row)]


def claims_of(rows: Sequence[Any]) -> Sequence[Any]:
    from hechos.app.casework.importing.claims import EXPORTED, TableText
    from hechos.app.casework.importing.mapping import SheetMap
    from hechos.records import Capture, Case, Made, ids

    made = Made(by="ana", at="2026-01-01T00:00:00Z")
    case = Case(id=ids.mint(), case="c", made=made, slug="s", title="t", seed="00" * 16)
    capture = Capture(
        id=ids.mint(),
        case="c",
        made=made,
        object="o",
        address="a",
        name="list.csv",
        origin="",
        how="",
        tool="",
        size=1,
        media_type="text/csv",
    )
    sheet = SheetMap(columns={name: name for name in EXPORTED})
    table = TableText(case, capture, sheet, "register", made, ids.mint())
    for row in rows:
        table.add(row)
    return table.placed_claims()


@pytest.mark.parametrize(
    ("value", "shape", "found"),
    [
        ("03/04/2024", "DD/MM/YYYY", "2024-04-03"),
        ("03/04/2024", "MM/DD/YYYY", "2024-03-04"),
        ("13/04/2024", "MM/DD/YYYY", None),
        ("2024-04-03", "DD/MM/YYYY", None),
        ("2024-04", "DD/MM/YYYY", "2024-04"),
        ("2024", "DD.MM.YYYY", "2024"),
        ("3.4.2024", "DD.MM.YYYY", "2024-04-03"),
        ("29/02/2023", "DD/MM/YYYY", None),
        ("3 April 2024", "DD/MM/YYYY", None),
        ("45000", "YYYY-MM-DD", None),
    ],
)
def test_days_are_read_in_the_shape_that_is_stated(
    cli: Cli, value: str, shape: str, found: str | None
) -> None:
    open_home(cli.home, create=True)
    from hechos.app.casework.importing.rows import read_day

    assert read_day(value, shape) == found


@pytest.mark.parametrize(
    ("value", "shape", "found"),
    [
        ("2.400", "1.234,5", "2400"),
        ("2.400", "1234.5", "2.400"),
        ("2,400", "1,234.5", "2400"),
        ("2.400", "1,234.5", "2.400"),
        ("2,4", "1,234.5", None),
        ("24.00", "1.234,5", None),
        (">=1.200", "1.234,5", ">=1200"),
        ("10..20", "1234.5", "10..20"),
        ("about 5", "1234.5", None),
        ("١٢", "1234.5", None),
    ],
)
def test_numbers_are_read_in_the_shape_that_is_stated(
    cli: Cli, value: str, shape: str, found: str | None
) -> None:
    open_home(cli.home, create=True)
    from hechos.app.casework.importing.rows import read_number

    assert read_number(value, shape) == found


def test_who_may_see_and_do_what(desk: Desk, tmp_path: Path) -> None:
    from tests.app.cast import cast

    from hechos.app.work.models import ImportRun

    people = cast("demo")
    desk.cli("add", "demo", str(table(tmp_path / "secret.csv", ROWS)), "--class", "C3", code=None)
    names = {c["name"]: c["id"] for c in desk.cli.rows("captures", "demo")}
    run = desk.take(desk.check(str(names["secret.csv"])))
    new = f"/case/demo/import/new/?capture={run.capture}"
    one = f"/case/demo/import/{run.pk}/"
    for role, status in {
        "lead": 200,
        "investigator": 200,
        "low": 404,
        "reviewer": 403,
        "reader": 403,
        "custodian": 403,
        "outsider": 404,
        "stranger": 302,
    }.items():
        client = people[role]
        overview = 200 if role == "low" else status
        assert client.get("/case/demo/import/").status_code == overview, role
        assert "secret" not in client.get("/case/demo/import/").content.decode() or status == 200
        for page in (new, one, f"{one}faults.csv"):
            assert client.get(page).status_code == status, (role, page)
        if status != 200:
            assert client.post(one, {"act": "import"}).status_code == status, role
    assert people["investigator"].get(f"{one}rows.csv").status_code == 403
    assert "Mara Ruiz" in people["lead"].get(f"{one}rows.csv").content.decode()
    ImportRun.objects.update(state="checked")
    form = {"act": "check", "capture": run.capture, "name": "register"}
    assert people["lead"].post("/case/demo/import/new/", form).status_code == 422
