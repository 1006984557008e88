"""Files sent in pieces and whole: what arrives, what is refused, what goes on where it stopped."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.app.cast import account, cast
from tests.app.intake.running import do_jobs
from tests.conftest import Cli

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client

PAGE = "/case/demo/intake/"
NOTE = b"""Published: 12 March 2024

The Ministry of Defence said on Monday that at least 12 people were killed in the shelling of
the town of Norvik on 10 March 2024.
"""
FORM = {"klass": "C1", "consent": "none"}


@pytest.fixture
def ana(demo: Cli) -> Client:
    open_home(demo.home)
    return account("ana", "demo", roles=["investigator"])


def begin(client: Client, **form: str) -> str:
    """Start a delivery and return the address where files are announced."""
    answer = client.post(PAGE, {**FORM, **form}, headers={"Accept": "application/json"})
    assert answer.status_code == 201, answer.content
    return str(answer.json()["announce"])


def announce(client: Client, where: str, name: str, size: int, *, mark: str = "") -> dict[str, Any]:
    answer = client.post(where, {"name": name, "size": size, "mark": mark})
    assert answer.status_code == 201, answer.content
    said: dict[str, Any] = answer.json()
    return said


def put(client: Client, address: str, offset: int, data: bytes, *, digest: str = "") -> Any:
    return client.put(
        address,
        data,
        content_type="application/octet-stream",
        headers={
            "Upload-Offset": str(offset),
            "Piece-Sha256": digest or hashlib.sha256(data).hexdigest(),
        },
    )


def send(client: Client, name: str, data: bytes, **form: str) -> None:
    said = announce(client, begin(client, **form), name, len(data))
    assert put(client, said["address"], 0, data).status_code == 200


def states() -> dict[str, tuple[str, str]]:
    from hechos.app.work.models import Item

    return {item.name: (item.state, item.sentence) for item in Item.objects.order_by("id")}


def test_a_file_sent_in_pieces_ends_coded_and_stands_in_the_case(ana: Client, demo: Cli) -> None:
    said = announce(ana, begin(ana), "norvik.txt", len(NOTE))
    assert said["offset"] == 0
    assert put(ana, said["address"], 0, NOTE[:50]).json()["offset"] == 50
    assert put(ana, said["address"], 50, NOTE[50:]).json()["state"] == "received"
    do_jobs()
    assert states() == {"norvik.txt": ("coded", "")}
    capture = next(c for c in demo.rows("captures", "demo") if c["name"] == "norvik.txt")
    assert capture["address"] == hashlib.sha256(NOTE).hexdigest()
    assert any(c["capture"]["id"] == capture["id"] for c in demo.rows("claims", "demo"))
    assert list((demo.home / "tmp" / "uploads").iterdir()) == []
    assert "norvik.txt" in ana.get(PAGE).content.decode()


def test_what_waits_lies_in_the_home_for_the_owner_alone(ana: Client, demo: Cli) -> None:
    said = announce(ana, begin(ana), "norvik.txt", len(NOTE))
    put(ana, said["address"], 0, NOTE[:50])
    (part,) = (demo.home / "tmp" / "uploads").iterdir()
    assert stat.S_IMODE(part.stat().st_mode) == 0o600
    assert stat.S_IMODE(part.parent.stat().st_mode) == 0o700


def test_sending_goes_on_after_a_reload(ana: Client) -> None:
    said = announce(ana, begin(ana), "norvik.txt", len(NOTE), mark="m")
    put(ana, said["address"], 0, NOTE[:50])
    again = announce(ana, begin(ana), "norvik.txt", len(NOTE), mark="m")
    assert (again["address"], again["offset"]) == (said["address"], 50)
    assert ana.get(again["address"]).json()["offset"] == 50
    other = announce(ana, begin(ana), "norvik.txt", len(NOTE), mark="another file")
    assert other["offset"] == 0


def test_a_torn_piece_is_written_over(ana: Client, demo: Cli) -> None:
    """A crash after the bytes were written and before they were counted."""
    said = announce(ana, begin(ana), "norvik.txt", len(NOTE))
    put(ana, said["address"], 0, NOTE[:50])
    (part,) = (demo.home / "tmp" / "uploads").iterdir()
    with part.open("ab") as file:
        file.write(b"torn")
    put(ana, said["address"], 50, NOTE[50:])
    assert part.read_bytes() == NOTE


@pytest.mark.parametrize(
    ("offset", "data", "digest", "status"),
    [
        (0, b"again", "", 409),
        (70, b"a gap", "", 409),
        (50, b"damaged", "0" * 64, 422),
        (50, b"x" * 10_000, "", 422),
    ],
    ids=["twice", "with a gap", "damaged on its way", "more than was said"],
)
def test_a_piece_that_does_not_fit_changes_nothing(
    ana: Client, *, offset: int, data: bytes, digest: str, status: int
) -> None:
    said = announce(ana, begin(ana), "norvik.txt", len(NOTE))
    put(ana, said["address"], 0, NOTE[:50])
    assert put(ana, said["address"], offset, data, digest=digest).status_code == status
    assert ana.get(said["address"]).json()["offset"] == 50


def test_without_script_the_form_sends_files_whole(ana: Client, tmp_path: Path, demo: Cli) -> None:
    paths = [tmp_path / "one.txt", tmp_path / "two.txt"]
    for number, path in enumerate(paths):
        path.write_bytes(NOTE.replace(b"12 people", f"{number + 20} people".encode()))
    with paths[0].open("rb") as one, paths[1].open("rb") as two:
        answer = ana.post(PAGE, {**FORM, "files": [one, two]})
    assert answer.status_code == 303
    do_jobs()
    assert {state for state, _ in states().values()} == {"coded"}
    assert list((demo.home / "tmp" / "uploads").iterdir()) == []


def test_a_refused_form_keeps_what_was_typed(ana: Client) -> None:
    answer = ana.post(PAGE, {"klass": "C1", "consent": "given", "language": "Warao"})
    assert answer.status_code == 422
    assert "Warao" in answer.content.decode()
    assert "Choose at least one file" in answer.content.decode()


def test_the_same_bytes_are_refused_and_the_capture_is_named(ana: Client) -> None:
    send(ana, "norvik.txt", NOTE)
    send(ana, "copy.txt", NOTE)
    do_jobs()
    send(ana, "later.txt", NOTE)
    do_jobs()
    found = states()
    assert found["norvik.txt"][0] == "coded"
    assert found["copy.txt"][0] == found["later.txt"][0] == "duplicate"
    assert "“norvik.txt”" in found["later.txt"][1]


def test_the_same_bytes_above_ones_clearance_are_not_given_away(ana: Client, demo: Cli) -> None:
    low = account("low", "demo", roles=["investigator"], clearance=1)
    send(ana, "secret.txt", NOTE, klass="C3")
    do_jobs()
    send(low, "found.txt", NOTE)
    do_jobs()
    assert states()["found.txt"] == ("coded", "")
    page = low.get(PAGE).content.decode()
    assert "found.txt" in page
    assert "secret.txt" not in page


def test_nobody_brings_in_what_he_may_not_see(ana: Client) -> None:
    low = account("low", "demo", roles=["investigator"], clearance=1)
    answer = low.post(PAGE, {**FORM, "klass": "C2"}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert 'value="C2"' not in low.get(PAGE).content.decode()


def test_consent_covers_what_came_in_under_it(ana: Client) -> None:
    from hechos.app.register import queries
    from hechos.records import Consent

    form = {"consent": "given", "given_by": "W-7", "for-record": "yes", "for-publish_named": "no"}
    send(ana, "norvik.txt", NOTE, **form)
    do_jobs()
    (consent,) = queries.given(queries.head_of("demo"), Consent)
    assert consent.given_by == "W-7"
    assert dict(consent.purposes) == {"record": "yes", "publish_named": "no"}
    assert len(consent.captures) == 1


def test_nothing_comes_in_where_consent_was_not_answered(ana: Client) -> None:
    for form in ({"klass": "C1"}, {"klass": "C1", "consent": "given"}):
        answer = ana.post(PAGE, form, headers={"Accept": "application/json"})
        assert answer.status_code == 422
    assert states() == {}


def test_a_file_that_cannot_be_read_says_why_and_is_tried_again(ana: Client) -> None:
    send(ana, "broken.pdf", b"%PDF-1.7 and nothing more")
    do_jobs()
    state, sentence = states()["broken.pdf"]
    assert state == "unread"
    assert sentence
    page = ana.get(PAGE).content.decode()
    assert sentence.split("“")[0] in page
    assert "Try again" in page
    listed = ana.get(f"{PAGE}failed.csv")
    assert listed["Content-Disposition"].startswith("attachment")
    assert "broken.pdf" in listed.content.decode()

    from hechos.app.work.models import Item

    item = Item.objects.get()
    assert ana.post(f"{PAGE}file/{item.key}/act/", {"act": "again"}).status_code == 303
    assert states()["broken.pdf"][0] == "preserved"
    do_jobs()
    assert states()["broken.pdf"][0] == "unread"


def test_a_zip_bomb_and_a_program_end_as_failures(ana: Client) -> None:
    import io
    import zipfile

    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", b"<x/>")
        file.writestr("word/document.xml", b"<w>" + b" " * 60_000_000)
    send(ana, "report.docx", bomb.getvalue())
    send(ana, "photo.jpg", b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00\xff" * 400)
    send(ana, "empty.txt", b"")
    do_jobs()
    assert {name: state for name, (state, _) in states().items()} == {
        "report.docx": "unread",
        "photo.jpg": "unread",
        "empty.txt": "unread",
    }
    assert all(sentence for _, sentence in states().values())


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\note.txt", "note.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\x1fc\n.txt", "abc.txt"),
        ("..", "file without a name"),
        ("", "file without a name"),
        ("x" * 400 + ".pdf", "x" * 195 + "….pdf"),
        ("<script>alert(1)</script>.txt", "script>.txt"),
        ("año 📷.txt", "año 📷.txt"),
    ],
)
def test_names_are_shown_without_tricks(cli: Cli, raw: str, shown: str) -> None:
    open_home(cli.home, create=True)
    from hechos.app.work.items import clean_name

    assert clean_name(raw) == shown


def test_a_hostile_name_stays_text_in_page_and_table(ana: Client) -> None:
    send(ana, '=cmd|"x"&<img src=x onerror=alert(1)>.pdf', b"%PDF-1.7 broken")
    do_jobs()
    assert "<img src=x" not in ana.get(PAGE).content.decode()
    assert "'=cmd" in ana.get(f"{PAGE}failed.csv").content.decode()


def test_a_disk_without_room_refuses_before_anything_is_sent(
    ana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    where = begin(ana)
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=(1 << 30) + 1000))
    assert announce(ana, where, "small", 400)["offset"] == 0
    answer = ana.post(where, {"name": "large", "size": 300})
    assert answer.status_code == 503
    assert "no room" in answer.content.decode()


def test_who_lost_the_right_brings_nothing_in(ana: Client) -> None:
    from hechos.app.accounts.models import Membership

    send(ana, "norvik.txt", NOTE)
    Membership.objects.filter(account__name="ana").update(roles=["reader"])
    do_jobs()
    state, sentence = states()["norvik.txt"]
    assert state == "failed"
    assert "may no longer" in sentence


def test_only_the_sender_sends_pieces_and_only_who_may_sees_the_pages(demo: Cli) -> None:
    open_home(demo.home)
    people = cast("demo")
    said = announce(people["lead"], begin(people["lead"]), "norvik.txt", len(NOTE))
    where = begin(people["lead"])
    for role, status in {
        "investigator": 404,
        "reviewer": 403,
        "reader": 403,
        "custodian": 403,
        "outsider": 404,
        "stranger": 302,
    }.items():
        client = people[role]
        assert put(client, said["address"], 0, NOTE).status_code == status, role
        assert client.get(said["address"]).status_code == status, role
        assert client.post(where, {"name": "x", "size": 1}).status_code == status, role
        drop = client.post(f"{said['address']}act/", {"act": "drop"})
        assert drop.status_code == status, role
        pages = 200 if role == "investigator" else status
        for page in (PAGE, f"{PAGE}items/", f"{PAGE}failed.csv"):
            assert client.get(page).status_code == pages, (role, page)
    assert people["low"].get(PAGE).status_code == 200
    assert people["lead"].post(f"{said['address']}act/", {"act": "drop"}).status_code == 303
    assert states() == {}


def test_the_list_asks_the_register_a_fixed_number_of_times(ana: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from hechos.app.register.models import CaseHead
    from hechos.app.work.models import Delivery, Item

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert ana.get(PAGE).status_code == 200
        return len(seen)

    def fill(number: int) -> None:
        head = CaseHead.objects.get()
        for _ in range(number):
            delivery = Delivery.objects.create(case=head, by="ana", klass=1)
            Item.objects.create(
                delivery=delivery, case=head, klass=1, name="x", size=1, state="failed"
            )

    fill(2)
    count()  # the first page of a session writes its token
    few = count()
    fill(60)
    assert count() == few


def test_what_was_given_up_is_gone_on_with(ana: Client) -> None:
    from hechos.app.jobs.models import Job
    from hechos.app.work.models import Item

    send(ana, "norvik.txt", NOTE)
    assert 'value="on"' not in ana.get(PAGE).content.decode()
    Job.objects.update(state="failed")
    assert 'value="on"' in ana.get(PAGE).content.decode()
    ana.post(f"{PAGE}file/{Item.objects.get().key}/act/", {"act": "on"})
    do_jobs()
    assert states() == {"norvik.txt": ("coded", "")}


def test_a_file_is_hashed_before_the_case_is_taken_and_is_not_copied(
    ana: Client, demo: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.intaking import taking
    from hechos.app.home import Home
    from hechos.app.register.models import Given
    from hechos.archive.objects import ObjectStore
    from hechos.records import Capture, wire

    hashed, linked = taking._hashed, ObjectStore._name_again
    free: list[str] = []

    def hashed_alone(*given: Any) -> Any:
        with open_desk(Home(demo.home), "demo") as desk:  # nobody has the case meanwhile
            free.append(desk.case.slug)
        return hashed(*given)

    def named_again(*given: Any) -> Any:
        free.append("linked")
        return linked(*given)

    monkeypatch.setattr(taking, "_hashed", hashed_alone)
    monkeypatch.setattr(ObjectStore, "_name_again", named_again)
    send(ana, "norvik.txt", NOTE)
    do_jobs()
    assert free == ["demo", "linked"]
    row = Given.objects.get(record="Capture", name="norvik.txt")
    stored = ObjectStore(Home(demo.home).case_folder(row.case_id)).path(
        wire.loads(row.body, Capture).address
    )
    assert stored.read_bytes() == NOTE
    assert stat.S_IMODE(stored.stat().st_mode) == 0o400
    assert stored.stat().st_nlink == 1  # where it waited it is gone
    demo("verify", "--deep")


def test_what_a_browser_sends_waits_in_the_home(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    from hechos.app.home import Home
    from hechos.app.web.serving.server import keep_bodies_in

    cli("new", "demo")
    open_home(cli.home)
    from waitress.buffers import TempfileBasedBuffer

    monkeypatch.setattr(tempfile, "tempdir", None)
    left = cli.home / "tmp" / "requests"
    keep_bodies_in(Home(cli.home))
    (left / "left").write_bytes(b"of a crash")
    keep_bodies_in(Home(cli.home))
    buffer = TempfileBasedBuffer()
    buffer.append(b"evidence")
    place = Path(f"/proc/self/fd/{buffer.getfile().fileno()}").readlink()
    buffer.close()
    assert place.parent == left
    assert stat.S_IMODE(left.stat().st_mode) == 0o700
    assert list(left.iterdir()) == []
