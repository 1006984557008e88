from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from hechos.archive.chain import Chain
from hechos.archive.store import CaseArchive, Incoming, Known, Preserved, Receipt, Refused
from hechos.archive.verify import verify
from hechos.errors import CustodyError, HechosError, InputError, NotFoundError, UnavailableError
from hechos.records import Decision, Made, Member, Text, wire
from hechos.records.ids import Ids

from .conftest import CASE, FixedClock, OpenArchive

Make = Callable[[str, bytes], Incoming]
MADE = Made(by="analyst-1", at="2024-05-03T08:00:00Z")


@pytest.fixture
def preserve(ids: Ids) -> Callable[..., list[Receipt]]:
    def call(archive: CaseArchive, *incoming: Incoming, **known: Any) -> list[Receipt]:
        return archive.preserve(incoming, case_id=CASE, actor="analyst-1", ids=ids, **known)

    return call


Preserve = Callable[..., list[Receipt]]


def preserved(receipts: list[Receipt]) -> list[Preserved]:
    return [r for r in receipts if isinstance(r, Preserved)]


# --- what is stored ------------------------------------------------------------------------


def test_names_of_objects_agree_with_sha256sum(
    open_archive: OpenArchive, folder: Path, source: Make, preserve: Preserve
) -> None:
    payloads = [b"", b"\x00\xff\xfe", "Ñandú".encode(), b"x" * (1 << 20), b"y" * ((1 << 20) + 1)]
    with open_archive() as archive:
        preserve(archive, *(source(f"{n}.bin", data) for n, data in enumerate(payloads)))
    files = sorted((folder / "objects").glob("??/*"))
    lines = subprocess.run(
        ["sha256sum", *files], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert [line.split()[0] for line in lines] == [file.name for file in files]
    assert len(files) == len(payloads)
    assert {file.stat().st_mode & 0o777 for file in files} == {0o400}


def test_records_say_what_came_in_and_stand_in_the_journal(
    open_archive: OpenArchive, folder: Path, source: Make, preserve: Preserve
) -> None:
    with open_archive() as archive:
        (one,) = preserved(preserve(archive, source("notes/march.txt", b"The road was shut.")))
    assert (one.capture.name, one.capture.size) == ("notes/march.txt", 18)
    assert one.capture.media_type == "text/plain"
    assert one.capture.address == one.object.address == one.object.plain
    journal = Chain.open(folder / "journal" / "journal.jsonl")
    assert [wire.from_plain(e["record"]) for e in journal.lines()] == [one.object, one.capture]


def test_the_custody_line_has_exactly_its_fields_and_names_nobody(
    open_archive: OpenArchive, folder: Path, source: Make, preserve: Preserve
) -> None:
    with open_archive() as archive:
        (one,) = preserved(preserve(archive, source("notes/march.txt", b"The road was shut.")))
    raw = (folder / "custody" / "log.jsonl").read_text("utf-8")
    entry = json.loads(raw)
    fields = "v seq prev op object commit size record actor t mono boot anchor"
    assert " ".join(sorted(entry)) == " ".join(sorted(fields.split(" ")))
    plain = hashlib.sha256(b"The road was shut.").digest()
    salted = hashlib.sha256(bytes.fromhex(one.object.salt) + plain).hexdigest()
    assert (entry["op"], entry["commit"], entry["record"]) == ("preserved", salted, one.capture.id)
    assert "march" not in raw
    assert "/" not in raw


def test_two_receipts_of_the_same_bytes_are_one_object_and_two_events(
    open_archive: OpenArchive, folder: Path, source: Make, preserve: Preserve
) -> None:
    with open_archive() as archive:
        first, second = preserved(
            preserve(archive, source("a.txt", b"same"), source("b.txt", b"same"))
        )
        written = archive.path(first.object.address).stat().st_ino
        (third,) = preserved(preserve(archive, source("c.txt", b"same")))
        assert archive.path(first.object.address).stat().st_ino == written
        assert archive.custody.length == 3
    assert first.object.address == second.object.address == third.object.address
    assert len({first.object.salt, second.object.salt, third.object.salt}) == 3
    assert len({first.capture.id, second.capture.id, third.capture.id}) == 3
    assert len(list((folder / "objects").glob("??/*"))) == 1


def test_a_receipt_that_is_known_is_not_made_again(
    open_archive: OpenArchive, source: Make, preserve: Preserve
) -> None:
    with open_archive() as archive:
        one = source("a.txt", b"same")
        (first,) = preserved(preserve(archive, one))
        known = {(first.capture.origin, first.object.plain): first.capture.id}
        again = preserve(archive, one, source("b.txt", b"other"), known=known)
        assert again[0] == Known(name="a.txt", capture=first.capture.id)
        assert isinstance(again[1], Preserved)
        assert archive.custody.length == 2
        assert not list((archive.folder / "tmp").iterdir())


def test_a_stream_is_preserved_without_being_held_in_memory(
    open_archive: OpenArchive, preserve: Preserve
) -> None:
    class Endless(io.RawIOBase):
        left = 40

        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= 1 << 20
            self.left -= 1
            return b"z" * size if self.left >= 0 else b""

    incoming = Incoming(stream=Endless(), name="-", origin="-", how="standard input")  # type: ignore[arg-type]
    with open_archive() as archive:
        (one,) = preserved(preserve(archive, incoming))
        assert one.object.size == 40 << 20
        assert one.object.address == hashlib.sha256(b"z" * (40 << 20)).hexdigest()


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    logs = []
    for name in ("one", "two"):
        numbers = map(str, itertools.count())
        incoming = [
            Incoming(stream=io.BytesIO(b"%d" % n), name=f"{n}", origin="-", how="given")
            for n in range(20)
        ]
        with CaseArchive.open(tmp_path / name, clock=FixedClock(), random=bytes) as archive:
            archive.preserve(incoming, case_id=CASE, actor="a", ids=numbers.__next__)
        logs.append(
            [
                (tmp_path / name / p).read_bytes()
                for p in ("custody/log.jsonl", "journal/journal.jsonl")
            ]
        )
    assert logs[0] == logs[1]


# --- what cannot be preserved --------------------------------------------------------------


def refusals(tmp_path: Path) -> dict[str, Path]:
    paths = {name: tmp_path / name for name in ("broken_link", "vanished", "folder", "not_a_file")}
    paths["broken_link"].symlink_to(tmp_path / "nowhere")
    paths["folder"].mkdir()
    os.mkfifo(paths["not_a_file"])
    return paths


def test_what_cannot_be_read_is_refused_and_the_others_go_on(
    open_archive: OpenArchive, tmp_path: Path, source: Make, preserve: Preserve
) -> None:
    paths = refusals(tmp_path)
    bad = [Incoming(path=p, name=n, origin=str(p), how="added") for n, p in paths.items()]
    with open_archive() as archive:
        *refused, good = preserve(archive, *bad, source("good.txt", b"good"))
        assert isinstance(good, Preserved)
        assert archive.custody.length == 1
    assert [(r.name, r.code) for r in refused if isinstance(r, Refused)] == [(n, n) for n in paths]
    assert all(r.sentence for r in refused if isinstance(r, Refused))


def test_a_file_without_permission_is_refused(
    open_archive: OpenArchive, source: Make, preserve: Preserve
) -> None:
    one = source("locked.txt", b"locked")
    real = os.open

    def refuse(path: str | Path, *args: int) -> int:
        if path == one.path:
            raise PermissionError(13, "Permission denied")
        return real(path, *args)

    with open_archive() as archive, mock.patch("hechos.archive.objects.os.open", refuse):
        (refused,) = preserve(archive, one)
    assert isinstance(refused, Refused)
    assert refused.code == "permission"


def test_a_file_that_fails_while_it_is_read_is_refused_and_leaves_nothing(
    open_archive: OpenArchive, preserve: Preserve
) -> None:
    class Failing(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            assert size > 0
            raise OSError(5, "Input/output error")

    incoming = Incoming(stream=Failing(), name="-", origin="-", how="given")  # type: ignore[arg-type]
    with open_archive() as archive:
        (refused,) = preserve(archive, incoming)
        assert isinstance(refused, Refused)
        assert refused.code == "unreadable"
        assert not list((archive.folder / "tmp").iterdir())


def test_a_name_that_is_not_utf8_is_kept_with_escapes(
    open_archive: OpenArchive, tmp_path: Path, preserve: Preserve
) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_bytes(b"coffee")
    incoming = Incoming(path=path, name=path.name, origin=str(path), how="added")
    with open_archive() as archive:
        (one,) = preserved(preserve(archive, incoming))
        known = {(one.capture.origin, one.object.plain): one.capture.id}
        assert isinstance(preserve(archive, incoming, known=known)[0], Known)
    assert one.capture.name == "caf\\xe9.txt"


def test_bytes_need_a_path_or_a_stream() -> None:
    with pytest.raises(InputError):
        Incoming(name="a", origin="-", how="given")


# --- disk full, locks ----------------------------------------------------------------------


@pytest.mark.parametrize("size", [10, 100, 1500, 3000])
def test_a_full_disk_loses_nothing_acknowledged(
    open_archive: OpenArchive, source: Make, preserve: Preserve, size: int
) -> None:
    with open_archive() as archive:
        folder = archive.folder
        (first,) = preserved(preserve(archive, source("first.txt", b"first")))
        heads = {
            "custody": (archive.custody.length, archive.custody.head),
            "journal": (archive.journal.length, archive.journal.head),
        }
        more = [source(f"{n}.txt", b"%d" % n * 10) for n in range(4)]
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
        try:
            with pytest.raises(UnavailableError):
                preserve(archive, *more)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert verify(folder, expected_heads=heads) == []
    with open_archive() as archive:
        preserve(archive, *more)
        assert archive.read(first.object.address) == b"first"
    assert verify(folder, expected_heads=heads) == []


def test_a_second_writer_is_told_so(open_archive: OpenArchive, folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from hechos.archive.store import CaseArchive, SystemClock\n"
        "from hechos.errors import UnavailableError\n"
        "try: CaseArchive.open(Path(sys.argv[1]), clock=SystemClock())\n"
        "except UnavailableError as error: print(error, error.retry)\n"
    )
    with open_archive():
        with pytest.raises(UnavailableError):
            open_archive()
        result = subprocess.run(
            [sys.executable, "-c", program, folder], capture_output=True, text=True, check=True
        )
    assert result.stdout == "Another process is working on this case. True\n"
    open_archive().close()


# --- reading and payloads ------------------------------------------------------------------


def test_a_changed_object_is_not_read_and_not_taken_for_the_same(
    open_archive: OpenArchive, source: Make, preserve: Preserve
) -> None:
    with open_archive() as archive:
        (one,) = preserved(preserve(archive, source("a.txt", b"as it was")))
        path = archive.path(one.object.address)
        path.chmod(0o600)
        path.write_bytes(b"as it is!")
        with pytest.raises(CustodyError, match=one.object.address):
            archive.read(one.object.address)
        (again,) = preserve(archive, source("b.txt", b"as it was"))
        assert isinstance(again, Refused)
        assert again.code == "custody"
        with pytest.raises(CustodyError):
            archive.put(b"as it was")


@pytest.mark.parametrize("address", ["../../etc/passwd", "", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_an_address_names_an_object(open_archive: OpenArchive, address: str) -> None:
    with open_archive() as archive, pytest.raises(InputError):
        archive.read(address)


def test_an_object_that_is_not_there_is_said_to_be_missing(open_archive: OpenArchive) -> None:
    with open_archive() as archive, pytest.raises(NotFoundError):
        archive.read("a" * 64)


def text_of(capture: str, address: str) -> Text:
    return Text(
        id="t1",
        case=CASE,
        made=MADE,
        capture=capture,
        kind="original",
        tool="plain",
        tool_version="1",
        language="en",
        body="",
        hash="0" * 64,
        nfc=True,
        address=address,
    )


def decision_of(on: str, **values: Any) -> Decision:
    return Decision(
        id="d1", case=CASE, made=MADE, on=on, because="seen", **{"act": "accept", **values}
    )


def test_payloads_named_by_a_record_stay_and_others_are_cleared_away(
    open_archive: OpenArchive, folder: Path, source: Make, preserve: Preserve
) -> None:
    with open_archive() as archive:
        (one,) = preserved(preserve(archive, source("a.txt", b"a")))
        named, unnamed, copy = archive.put_many([b"body", b"nobody's", b"copy"])
        archive.append_given([text_of(one.capture.id, named), decision_of("c1", seen=copy)])
        assert verify(folder) == []
    with open_archive() as archive:
        assert archive.read(named) == b"body"
        assert archive.read(copy) == b"copy"
        assert not archive.path(unnamed).exists()
        assert archive.journal.length == 4
        assert verify(folder) == []


def test_given_records_are_lines_of_the_journal(open_archive: OpenArchive) -> None:
    member = Member(id="m1", case=CASE, made=MADE, pseudonym="analyst-1")
    with open_archive() as archive:
        archive.append_given([member])
    with open_archive() as archive:
        assert [wire.from_plain(e["record"]) for e in archive.journal.lines()] == [member]


# --- withdrawing ---------------------------------------------------------------------------


def test_withdrawing_leaves_a_tombstone_and_no_bytes(
    open_archive: OpenArchive, folder: Path, source: Make, preserve: Preserve
) -> None:
    with open_archive() as archive:
        (one,) = preserved(preserve(archive, source("a.txt", b"take me back")))
        body = archive.put(b"the body")
        archive.append_given([text_of(one.capture.id, body)])
        for address in (one.object.address, body):
            assert archive.remove(address, record=one.capture.id, actor="analyst-1")
            assert not archive.path(address).exists()
        last = list(archive.custody.lines())[-1]
        assert (last["op"], last["object"], last["record"]) == ("withdrawn", body, one.capture.id)
    assert verify(folder) == []


def test_bytes_stay_while_another_receipt_stands_on_them(
    open_archive: OpenArchive, folder: Path, source: Make, preserve: Preserve
) -> None:
    with open_archive() as archive:
        a, b = preserved(preserve(archive, source("a.txt", b"same"), source("b.txt", b"same")))
        assert not archive.remove(a.object.address, record=a.capture.id, actor="analyst-1")
        assert archive.read(a.object.address) == b"same"
        assert verify(folder) == []
        archive.append_given([decision_of(b.capture.id, act="withdraw")])
        assert archive.remove(a.object.address, record=b.capture.id, actor="analyst-1")
    assert verify(folder) == []


def test_bytes_that_come_in_again_after_a_withdrawal_are_kept(
    open_archive: OpenArchive, folder: Path, source: Make, preserve: Preserve
) -> None:
    with open_archive() as archive:
        (one,) = preserved(preserve(archive, source("a.txt", b"back again")))
        archive.remove(one.object.address, record=one.capture.id, actor="analyst-1")
        (two,) = preserved(preserve(archive, source("a.txt", b"back again")))
    with open_archive() as archive:
        assert archive.read(two.object.address) == b"back again"
    assert verify(folder) == []


def test_other_acts_are_logged_and_the_two_of_the_archive_are_not_to_be_claimed(
    open_archive: OpenArchive, folder: Path
) -> None:
    with open_archive() as archive:
        archive.log("exported", record=CASE, actor="analyst-1")
        for op in ("preserved", "withdrawn"):
            with pytest.raises(InputError):
                archive.log(op, record=CASE, actor="analyst-1")
        assert [e["op"] for e in archive.custody.lines()] == ["exported"]
    assert verify(folder) == []


# --- after a crash -------------------------------------------------------------------------


def test_a_receipt_that_reached_only_the_journal_is_entered_at_the_next_opening(
    open_archive: OpenArchive, folder: Path, source: Make, preserve: Preserve
) -> None:
    with open_archive() as archive:
        preserve(archive, source("a.txt", b"a"))
        known = {"custody": (1, archive.custody.head)}
        failing = mock.patch.object(archive.custody, "append", side_effect=HechosError("power cut"))
        with failing, pytest.raises(HechosError):
            preserve(archive, source("b.txt", b"b"), source("c.txt", b"a"))
    assert verify(folder, expected_heads=known) == []
    with open_archive() as archive:
        entries = list(archive.custody.lines())
    assert [e["op"] for e in entries] == ["preserved"] * 3
    assert verify(folder) == []


def test_objects_that_no_record_names_after_a_crash_are_cleared_away(
    open_archive: OpenArchive, folder: Path, source: Make, preserve: Preserve
) -> None:
    with open_archive() as archive:
        failing = mock.patch.object(archive.journal, "append", side_effect=HechosError("power cut"))
        with failing, pytest.raises(HechosError):
            preserve(archive, source("b.txt", b"b"))
    assert len(list((folder / "objects").glob("??/*"))) == 1
    assert verify(folder) == []
    open_archive().close()
    assert not list((folder / "objects").glob("??/*"))


def test_a_removal_that_was_cut_short_is_finished(
    open_archive: OpenArchive, folder: Path, source: Make, preserve: Preserve
) -> None:
    with open_archive() as archive:
        (one,) = preserved(preserve(archive, source("a.txt", b"a")))
        failing = mock.patch.object(archive.objects, "unlink", side_effect=HechosError("power cut"))
        with failing, pytest.raises(HechosError):
            archive.remove(one.object.address, record=one.capture.id, actor="analyst-1")
    assert [d.kind for d in verify(folder)] == ["left_behind"]
    open_archive().close()
    assert verify(folder) == []


def test_a_log_that_lost_its_end_is_not_mended_against_the_known_head(
    open_archive: OpenArchive, source: Make, preserve: Preserve, clock: FixedClock
) -> None:
    with open_archive() as archive:
        folder = archive.folder
        preserve(archive, source("a.txt", b"a"), source("b.txt", b"b"))
        heads = {"custody": (archive.custody.length, archive.custody.head)}
    log = folder / "custody" / "log.jsonl"
    cut = log.read_bytes().splitlines(keepends=True)[0]
    log.write_bytes(cut)
    with pytest.raises(CustodyError):
        CaseArchive.open(folder, clock=clock, expected_heads=heads)
    assert log.read_bytes() == cut
