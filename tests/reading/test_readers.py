from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hechos.errors import UnavailableError
from hechos.reading.read import Readers, Reading, ReadingRules, read_bytes_of
from hechos.records import Capture

from .conftest import CASE, capture_of
from .files import ARTICLE, PAGE, docx_bomb, docx_bytes, pdf_bytes

BODY = "\n\n".join(ARTICLE)
Items = list[tuple[Capture, Path]]


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(ReadingRules.load(), CASE) as running:
        yield running


def items(folder: Path, files: list[tuple[str, bytes]]) -> Items:
    made = []
    for number, (name, content) in enumerate(files):
        path = folder / f"object-{number}"
        path.write_bytes(content)
        made.append((capture_of(name, number), path))
    return made


def codes(readings: list[Reading]) -> list[str | None]:
    return [r.failure.code if r.failure else None for r in readings]


def children() -> list[int]:
    """Return the processes that this one has started and that still live."""
    path = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return [int(pid) for pid in path.read_text().split()]


def test_child_reads_as_this_process_does(readers: Readers, tmp_path: Path) -> None:
    given_items = items(
        tmp_path,
        [
            ("a.txt", BODY.encode()),
            ("b.html", PAGE.encode()),
            ("c.pdf", pdf_bytes([list(ARTICLE)])),
            ("d.docx", docx_bytes()),
            ("e.txt", "Según la oficina".encode("cp1252")),
            ("f.txt", b"ferry ferry"),
        ],
    )
    rules = ReadingRules.load()
    here = [read_bytes_of(path, capture, rules=rules, case=CASE) for capture, path in given_items]
    assert list(readers.read(given_items)) == here


def test_hostile_files_cost_only_themselves(readers: Readers, tmp_path: Path) -> None:
    given_items = items(
        tmp_path,
        [
            ("empty.txt", b""),
            ("bomb.docx", docx_bomb()),
            ("nul.txt", b"a\0b"),
            ("locked.pdf", pdf_bytes([["x"]], encrypt=True)),
            ("deep.html", b"<html><body>" + b"<div>" * 60_000 + b"x"),
            ("large.txt", b""),
            ("good.txt", BODY.encode()),
        ],
    )
    os.truncate(given_items[5][1], 200_000_000)
    found = list(readers.read(given_items))
    assert codes(found) == [
        "empty", "zip_bomb", "binary", "encrypted", "too_deep", "too_large", None,
    ]  # fmt: skip
    assert [r.capture.name for r in found] == [c.name for c, _ in given_items]


def test_slow_file_is_stopped_and_the_others_go_on(tmp_path: Path) -> None:
    rules = replace(ReadingRules.load(), seconds=1.0)
    slow = "".join(f"<p>{'word ' * 20}{i}.</p>" for i in range(40_000)).encode()
    given_items = items(
        tmp_path,
        [("a.txt", BODY.encode()), ("slow.html", b"<html>" + slow), ("b.txt", BODY.encode())],
    )
    with Readers(rules, CASE) as running:
        found = list(running.read(given_items))
    assert codes(found) == [None, "timeout", None]


def test_file_that_needs_too_much_memory(tmp_path: Path) -> None:
    rules = replace(ReadingRules.load(), memory_bytes=400_000_000, max_characters=10**9)
    fat = "El barco llegó tarde 🚢 según la oficina.\n".encode() * 600_000
    given_items = items(tmp_path, [("fat.txt", fat), ("b.txt", BODY.encode())])
    with Readers(rules, CASE) as running:
        found = list(running.read(given_items))
    assert codes(found) == ["memory", None]


def test_killed_child_is_replaced(tmp_path: Path) -> None:
    given_items = items(tmp_path, [("a.txt", BODY.encode())] * 3)
    before = set(children())
    with Readers(ReadingRules.load(), CASE) as running:
        assert codes(list(running.read(given_items[:1]))) == [None]
        (child,) = set(children()) - before
        os.kill(child, signal.SIGKILL)
        assert codes(list(running.read(given_items[1:]))) == ["killed", None]
    assert set(children()) == before


def test_child_cannot_write_files(tmp_path: Path) -> None:
    before = set(children())
    with Readers(ReadingRules.load(), CASE) as running:
        list(running.read(items(tmp_path, [("a.txt", BODY.encode())])))
        (child,) = set(children()) - before
        limits = Path(f"/proc/{child}/limits").read_text()
        opened = {str(link.readlink()) for link in Path(f"/proc/{child}/fd").iterdir()}
    line = next(line for line in limits.splitlines() if line.startswith("Max file size"))
    assert line.split()[3:5] == ["0", "0"]
    assert {name.split(":")[0] for name in opened} <= {"pipe", "/dev/null"}


def test_reading_left_in_the_middle_leaves_no_answer_behind(tmp_path: Path) -> None:
    files = [(f"{i}.txt", f"{BODY}\n\nNumber {i} of many.".encode()) for i in range(4)]
    given_items = items(tmp_path, files)
    with Readers(ReadingRules.load(), CASE) as running:
        first = next(iter(running.read(given_items)))
        again = list(running.read(given_items[2:]))
    assert first.text is not None
    assert first.text.body.endswith("Number 0 of many.")
    assert [r.text and r.text.body[-9:] for r in again] == [" of many."] * 2
    assert [r.text and r.text.body.split()[-3] for r in again] == ["2", "3"]


def test_several_workers_keep_the_order(tmp_path: Path) -> None:
    files = [(f"{i}.txt", f"{BODY}\n\nNumber {i} of many.".encode()) for i in range(20)]
    given_items = items(tmp_path, files)
    with Readers(ReadingRules.load(), CASE, workers=3) as running:
        found = list(running.read(given_items))
    assert [r.capture.id for r in found] == [c.id for c, _ in given_items]
    assert all(r.text and r.text.body.endswith(f"{i} of many.") for i, r in enumerate(found))


def test_child_that_cannot_start_is_one_sentence(
    tmp_path: Path, rules: ReadingRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHOME", str(tmp_path))
    given_items = items(tmp_path, [("a.txt", b"x")])
    with (
        Readers(rules, CASE) as running,
        pytest.raises(UnavailableError, match="cannot be started"),
    ):
        list(running.read(given_items))


def test_nothing_to_read_starts_nothing() -> None:
    before = children()
    with Readers(ReadingRules.load(), CASE) as running:
        assert list(running.read([])) == []
        assert children() == before


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    contents=st.lists(
        st.binary(max_size=200) | st.text(max_size=60).map(lambda text: text.encode()),
        min_size=1,
        max_size=6,
    )
)
def test_any_bytes_come_back_in_order(
    readers: Readers, tmp_path: Path, contents: list[bytes]
) -> None:
    given_items = items(tmp_path, [(f"{i}.txt", content) for i, content in enumerate(contents)])
    found = list(readers.read(given_items))
    assert [r.capture.id for r in found] == [c.id for c, _ in given_items]
    assert all((r.text is None) != (r.failure is None) for r in found)
    assert not {"crash", "killed", "timeout"} & set(codes(found))
