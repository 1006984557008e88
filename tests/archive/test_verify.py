from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from hechos.archive.chain import Chain, Heads
from hechos.archive.store import CaseArchive, Incoming, Preserved
from hechos.archive.verify import Damage, verify
from hechos.records import Decision, Made, Text
from hechos.records.ids import Ids

from .conftest import CASE, FixedClock

MADE = Made(by="analyst-1", at="2024-05-03T08:00:00Z")


class Sample:
    """A case with twelve captures of eleven objects, a text body and a copy of a decision."""

    def __init__(self, folder: Path, clock: FixedClock, ids: Ids) -> None:
        self.folder = folder
        sources = folder.with_name("sources")
        sources.mkdir()
        incoming = []
        for n in range(12):
            path = sources / f"{n}.txt"
            path.write_bytes(b"Page %d of the record. " % max(n, 1) * 9)
            incoming.append(Incoming(path=path, name=path.name, origin=str(path), how="added"))
        with CaseArchive.open(folder, clock=clock) as archive:
            receipts = archive.preserve(incoming, case_id=CASE, actor="analyst-1", ids=ids)
            self.receipts = [r for r in receipts if isinstance(r, Preserved)]
            self.body, self.copy = archive.put_many([b"a body", b"a copy"])
            archive.append_given([self._text(ids()), self._decision(ids())])
            self.heads: Heads = {
                "custody": (archive.custody.length, archive.custody.head),
                "journal": (archive.journal.length, archive.journal.head),
            }

    def _text(self, text_id: str) -> Text:
        return Text(
            id=text_id,
            case=CASE,
            made=MADE,
            capture=self.receipts[3].capture.id,
            kind="original",
            tool="plain",
            tool_version="1",
            language="en",
            body="",
            hash="0" * 64,
            nfc=True,
            address=self.body,
        )

    def _decision(self, decision_id: str) -> Decision:
        claim = self.receipts[3].capture.id
        return Decision(
            id=decision_id,
            case=CASE,
            made=MADE,
            act="accept",
            on=claim,
            because="seen",
            seen=self.copy,
        )

    def file(self, address: str) -> Path:
        return self.folder / "objects" / address[:2] / address

    def change(self, path: Path, data: bytes) -> None:
        path.chmod(0o600)
        path.write_bytes(data)

    def verify(self) -> list[Damage]:
        return verify(self.folder, expected_heads=self.heads)


@pytest.fixture
def sample(folder: Path, clock: FixedClock, ids: Ids) -> Sample:
    return Sample(folder, clock, ids)


def test_an_untouched_case_has_no_damage(sample: Sample) -> None:
    assert sample.verify() == []
    assert verify(sample.folder, deep=False) == []


def test_two_hundred_flipped_bits_are_each_named(sample: Sample) -> None:
    generator = random.Random(20240503)  # noqa: S311
    files = sorted(p for p in sample.folder.rglob("*") if p.is_file() and p.stat().st_size)
    for _ in range(200):
        path = generator.choice(files)
        good = path.read_bytes()
        place, bit = generator.randrange(len(good)), 1 << generator.randrange(8)
        bad = bytearray(good)
        bad[place] ^= bit
        sample.change(path, bytes(bad))
        found = sample.verify()
        if path.parent.parent.name == "objects":
            assert [(d.kind, d.item) for d in found] == [("changed", path.name)]
        else:
            log, line = path.parent.name, good[:place].count(b"\n")
            assert f"{log} line {line}" in [d.where for d in found]
        sample.change(path, good)
    assert sample.verify() == []


def test_a_changed_object_is_named_with_every_capture_that_stands_on_it(sample: Sample) -> None:
    one = sample.receipts[0]
    sample.change(sample.file(one.object.address), b"other")
    (damage,) = sample.verify()
    assert (damage.kind, damage.item) == ("changed", one.object.address)
    assert damage.captures == tuple((r.capture.id, r.capture.name) for r in sample.receipts[:2])
    assert "0.txt" in damage.sentence
    assert "1.txt" in damage.sentence


def test_every_removed_object_is_named(sample: Sample) -> None:
    addresses = sorted({r.object.address for r in sample.receipts} | {sample.body, sample.copy})
    for address in addresses:
        sample.file(address).unlink()
    found = sample.verify()
    assert [(d.kind, d.item) for d in found] == [("missing", a) for a in addresses]
    copies = [d.sentence for d in found if d.item == sample.copy]
    assert "the copy of decision" in copies[0]


def test_all_objects_may_be_gone_with_their_folder(sample: Sample) -> None:
    shutil.rmtree(sample.folder / "objects")
    assert {d.kind for d in sample.verify()} == {"missing"}
    assert len(sample.verify()) == 13


def test_an_object_replaced_by_a_link_or_folder_is_changed(sample: Sample, tmp_path: Path) -> None:
    first, second = (sample.file(r.object.address) for r in sample.receipts[2:4])
    same = tmp_path / "same"
    same.write_bytes(first.read_bytes())
    first.unlink()
    first.symlink_to(same)
    second.unlink()
    second.mkdir()
    assert sorted(d.item for d in sample.verify()) == sorted([first.name, second.name])


def test_what_lies_among_the_objects_unnamed_is_reported(sample: Sample) -> None:
    strange = [sample.folder / "objects" / "note.txt", sample.file("ab" * 32)]
    for path in strange:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"planted")
    assert {path.name for path in strange} == {Path(d.item).name for d in sample.verify()}
    assert {d.kind for d in sample.verify()} >= {"unlogged"}


def test_without_deep_sizes_and_presence_are_checked(sample: Sample) -> None:
    one, two = sample.receipts[4], sample.receipts[5]
    path = sample.file(one.object.address)
    sample.change(path, path.read_bytes()[:-1])
    sample.file(two.object.address).unlink()
    found = verify(sample.folder, expected_heads=sample.heads, deep=False)
    assert {d.item for d in found} == {one.object.address, two.object.address}


@pytest.mark.parametrize("log", ["custody/log.jsonl", "journal/journal.jsonl"])
def test_each_removed_line_is_named(sample: Sample, log: str) -> None:
    path = sample.folder / log
    lines = path.read_bytes().splitlines(keepends=True)
    for number in range(len(lines)):
        path.write_bytes(b"".join(lines[:number] + lines[number + 1 :]))
        wheres = [d.where for d in sample.verify()]
        assert f"{log.split('/', maxsplit=1)[0]} line {number}" in wheres


@pytest.mark.parametrize("log", ["custody", "journal"])
def test_a_log_that_is_gone_is_seen_even_without_the_register(sample: Sample, log: str) -> None:
    shutil.rmtree(sample.folder / log)
    assert verify(sample.folder)
    lines = sample.heads[log][0]
    assert len([d for d in sample.verify() if d.where.startswith(f"{log} line")]) >= lines


@pytest.mark.parametrize("log", ["custody/log.jsonl", "journal/journal.jsonl"])
def test_a_log_cut_inside_its_last_three_lines_is_seen(sample: Sample, log: str) -> None:
    path = sample.folder / log
    raw = path.read_bytes()
    start = len(raw) - len(b"".join(raw.splitlines(keepends=True)[-3:]))
    for size in range(start, len(raw), 13):
        path.write_bytes(raw[:size])
        assert sample.verify()


def test_a_custody_log_written_anew_is_seen_by_the_journal(
    sample: Sample, clock: FixedClock, tmp_path: Path
) -> None:
    def fresh_log(other: Path) -> bytes:
        with CaseArchive.open(other, clock=clock) as archive:
            incoming = [
                Incoming(path=tmp_path / "sources" / "9.txt", name="x", origin="x", how="x")
            ]
            archive.preserve(incoming, case_id=CASE, actor="somebody", ids=lambda: "x")
        return (other / "custody" / "log.jsonl").read_bytes()

    (sample.folder / "custody" / "log.jsonl").write_bytes(fresh_log(tmp_path / "other"))
    found = verify(sample.folder)
    assert len([d for d in found if d.kind == "unlogged"]) == 12
    assert "custody line 0" in [d.where for d in found]


def test_an_entry_with_another_commitment_does_not_agree_with_the_journal(
    sample: Sample, clock: FixedClock, ids: Ids
) -> None:
    swapped = [sample.receipts[6], sample.receipts[7]]
    other = sample.folder.with_name("other")
    entries = list(Chain.open(sample.folder / "custody" / "log.jsonl").lines())
    with CaseArchive.open(other, clock=clock) as archive:
        entries[6]["commit"], entries[7]["commit"] = entries[7]["commit"], entries[6]["commit"]
        archive.custody.append(entries)
    shutil.copy(other / "custody" / "log.jsonl", sample.folder / "custody" / "log.jsonl")
    assert [d.where for d in verify(sample.folder)] == ["custody line 6", "custody line 7"]
    assert all(
        r.capture.name in d.sentence for r, d in zip(swapped, verify(sample.folder), strict=True)
    )


def test_bytes_gone_after_a_decision_but_without_an_entry_are_reported(
    sample: Sample, clock: FixedClock
) -> None:
    one = sample.receipts[8]
    withdraw = Decision(
        id="d9", case=CASE, made=MADE, act="withdraw", on=one.capture.id, because="they asked"
    )
    with CaseArchive.open(sample.folder, clock=clock) as archive:
        archive.append_given([withdraw])
        assert [d.kind for d in verify(sample.folder)] == ["left_behind"]
        sample.file(one.object.address).unlink()
        assert [d.kind for d in verify(sample.folder)] == ["missing"]
        archive.remove(one.object.address, record=one.capture.id, actor="analyst-1")
    assert verify(sample.folder) == []


def test_lines_that_hold_no_record_are_named_not_raised(sample: Sample, clock: FixedClock) -> None:
    odd = [{"record": "Object"}, {"record": "Text", "id": 5}, 7, None, {"record": "Decision"}]
    with CaseArchive.open(sample.folder, clock=clock) as archive:
        first = archive.journal.length
        archive.journal.append([{"t": "", "record": record} for record in odd])
        archive.custody.append([{**next(archive.custody.lines()), "object": 5, "record": None}])
    found = [d.where for d in verify(sample.folder)]
    assert found == [*(f"journal line {first + n}" for n in range(5)), "custody line 12"]


def test_verify_changes_nothing(sample: Sample) -> None:
    with (sample.folder / "journal" / "journal.jsonl").open("ab") as stream:
        stream.write(b'{"prev"')
    before = {p: p.read_bytes() for p in sample.folder.rglob("*") if p.is_file()}
    assert sample.verify() == []
    assert [d.kind for d in verify(sample.folder)] == ["end"]
    assert {p: p.read_bytes() for p in sample.folder.rglob("*") if p.is_file()} == before
