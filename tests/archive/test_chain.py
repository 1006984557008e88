from __future__ import annotations

import functools
import hashlib
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hechos.archive.chain import ZERO, Chain
from hechos.archive.inspect import JOURNAL_FIELDS, Inspection, inspect_log
from hechos.errors import CustodyError, InputError, UnavailableError

ENTRIES = [{"t": "2024-05-03T08:00:00Z", "record": {"n": n, "word": "Ñandú\n"}} for n in range(8)]


@functools.cache
def eight_lines() -> tuple[bytes, int, str]:
    with tempfile.TemporaryDirectory() as folder:
        chain = Chain.open(Path(folder) / "journal.jsonl", write=True)
        chain.append(ENTRIES)
        chain.close()
        return chain.path.read_bytes(), chain.length, chain.head


@contextmanager
def written() -> Iterator[tuple[Path, int, str]]:
    """Give a log of eight entries of its own."""
    raw, length, head = eight_lines()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        path.write_bytes(raw)
        yield path, length, head


def examine(path: Path, length: int, head: str) -> Inspection:
    return inspect_log(path, JOURNAL_FIELDS, (length, head))


def test_each_line_holds_the_hash_of_the_line_before() -> None:
    with written() as (path, length, head):
        lines = path.read_bytes().splitlines()
        hashes = [hashlib.sha256(line).hexdigest() for line in lines]
        entries = [json.loads(line) for line in lines]
        assert [e["prev"] for e in entries] == [ZERO, *hashes[:-1]]
        assert [e["seq"] for e in entries] == list(range(8))
        assert (length, head) == (8, hashes[-1])


def test_appending_goes_on_where_the_log_ended() -> None:
    with written() as (path, _, _):
        chain = Chain.open(path, write=True)
        chain.append(ENTRIES[:2])
        chain.close()
        assert [e["record"]["n"] for e in Chain.open(path).lines(6)] == [6, 7, 0, 1]
        assert not examine(path, chain.length, chain.head).broken


def test_an_empty_log_has_the_head_of_nothing(tmp_path: Path) -> None:
    chain = Chain.open(tmp_path / "none.jsonl")
    assert (chain.length, chain.head, list(chain.lines())) == (0, ZERO, [])


def test_a_log_opened_for_reading_takes_no_entry(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        Chain.open(tmp_path / "none.jsonl").append(ENTRIES)


def test_what_is_not_text_is_refused_and_leaves_the_log_as_it_was() -> None:
    with written() as (path, length, head):
        chain = Chain.open(path, write=True)
        with pytest.raises(InputError):
            chain.append([{"t": "", "record": {"name": "\ud800"}}])
        chain.close()
        assert not examine(path, length, head).broken


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_changed_byte_is_seen_and_its_line_named(data: st.DataObject) -> None:
    with written() as (path, length, head):
        raw = bytearray(path.read_bytes())
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place] ^= data.draw(st.integers(1, 255))
        path.write_bytes(raw)
        line = raw[:place].count(b"\n")
        assert line in examine(path, length, head).broken
        with pytest.raises(CustodyError):
            Chain.open(path, expected=(length, head))


@settings(max_examples=100, deadline=None)
@given(bit=st.integers(0, 7), place=st.integers(0, 10_000))
def test_one_changed_bit_inside_a_line_blames_that_line_alone(bit: int, place: int) -> None:
    with written() as (path, length, head):
        raw = bytearray(path.read_bytes())
        place %= len(raw)
        if raw[place] == 10 or raw[place] ^ (1 << bit) == 10:
            return
        line = raw[:place].count(b"\n")
        raw[place] ^= 1 << bit
        path.write_bytes(raw)
        assert list(examine(path, length, head).broken) == [line]


@settings(max_examples=60, deadline=None)
@given(gone=st.sets(st.integers(0, 7), min_size=1, max_size=7))
def test_every_removed_line_is_named(gone: set[int]) -> None:
    with written() as (path, length, head):
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(line for n, line in enumerate(lines) if n not in gone))
        assert gone <= examine(path, length, head).broken.keys()


def test_lines_out_of_order_or_put_in_are_seen() -> None:
    with written() as (path, length, head):
        lines = path.read_bytes().splitlines(keepends=True)
        for order in ([0, 2, 1, 3, 4, 5, 6, 7], [0, 1, 1, 2, 3, 4, 5, 6, 7]):
            path.write_bytes(b"".join(lines[n] for n in order))
            assert examine(path, length, head).broken
        path.write_bytes(b"".join([*lines[:3], b"{}\n", *lines[3:]]))
        assert list(examine(path, length, head).broken) == [3]


def test_a_log_written_anew_from_a_line_on_is_seen_by_the_known_head() -> None:
    with written() as (path, length, head):
        path.unlink()
        chain = Chain.open(path, write=True)
        chain.append([*ENTRIES[:4], {"t": "", "record": {"n": 99}}, *ENTRIES[5:]])
        chain.close()
        assert not inspect_log(path, JOURNAL_FIELDS).broken
        assert list(examine(path, length, head).broken) == [7]


def test_a_log_cut_inside_its_last_lines_is_seen_or_mended() -> None:
    with written() as (path, length, head):
        raw = path.read_bytes()
        start = raw.index(b"\n", raw.index(b'"n":4')) + 1
        ends = [n for n in range(len(raw)) if raw[n : n + 1] == b"\n"]
        for size in range(start, len(raw)):
            path.write_bytes(raw[:size])
            assert examine(path, length, head).broken
            with pytest.raises(CustodyError):
                Chain.open(path, write=True, expected=(length, head))
            assert path.read_bytes() == raw[:size]
            chain = Chain.open(path, write=True)
            chain.append(ENTRIES[:1])
            chain.close()
            kept = sum(end <= size for end in ends)
            assert chain.length == kept + 1
            assert not inspect_log(path, JOURNAL_FIELDS).broken


def test_a_reader_passes_over_a_line_that_is_being_written() -> None:
    with written() as (path, length, head):
        with path.open("ab") as stream:
            stream.write(b'{"prev":"')
        chain = Chain.open(path)
        assert (chain.length, chain.head) == (length, head)
        assert path.read_bytes().endswith(b'{"prev":"')


def test_a_changed_end_of_the_last_line_is_not_taken_for_a_torn_line() -> None:
    with written() as (path, _, _):
        raw = path.read_bytes()
        path.write_bytes(raw[:-1] + b"\x0b")
        with pytest.raises(CustodyError):
            Chain.open(path, write=True)
        assert path.read_bytes() == raw[:-1] + b"\x0b"


def test_a_full_disk_leaves_the_log_whole_and_usable() -> None:
    with written() as (path, length, head):
        chain = Chain.open(path, write=True)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 70, limits[1]))
        try:
            with pytest.raises(UnavailableError) as caught:
                chain.append(ENTRIES)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert caught.value.retry
        assert (chain.length, chain.head) == (length, head)
        chain.append(ENTRIES)
        chain.close()
        assert not examine(path, 16, chain.head).broken


def test_a_number_that_leaps_does_not_take_memory() -> None:
    with written() as (path, length, head):
        raw = path.read_bytes().replace(b'"seq":7,', b'"seq":7000000000000,')
        path.write_bytes(raw)
        assert list(examine(path, length, head).broken) == [7]


def test_ten_thousand_lines_open_in_a_moment(tmp_path: Path) -> None:
    chain = Chain.open(tmp_path / "journal.jsonl", write=True)
    chain.append(ENTRIES * 1_250)
    chain.close()
    start = time.process_time()
    assert Chain.open(chain.path).length == 10_000
    assert time.process_time() - start < 0.3


def marked(path: Path) -> tuple[tuple[int, str], str]:
    """Open a log once and return what is kept of it elsewhere."""
    chain = Chain.open(path, write=True)
    known = (chain.length, chain.head), chain.mark
    chain.close()
    return known


def test_a_log_that_nothing_wrote_to_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with written() as (path, length, head):
        expected, mark = marked(path)
        monkeypatch.setattr(Chain, "_replay", lambda *_: pytest.fail("read again"))
        chain = Chain.open(path, write=True, expected=expected, mark=mark)
        assert (chain.length, chain.head, chain.is_as_marked) == (length, head, True)
        chain.append(ENTRIES[:3])
        expected, mark = (chain.length, chain.head), chain.mark
        chain.close()
        chain = Chain.open(path, write=True, expected=expected, mark=mark)
        chain.append(ENTRIES[3:])
        chain.close()
        assert not examine(path, 16, chain.head).broken
        assert [e["record"]["n"] for e in chain.lines(8)] == [0, 1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.replace(b'"n":2', b'"n":3'),  # of the same length, in the middle
        lambda raw: raw[: raw.rindex(b"\n", 0, -1) + 1],  # one line less
        lambda raw: raw[:-20],
        lambda raw: raw[:0],
        lambda raw: raw + raw[: raw.index(b"\n") + 1],  # a line that does not follow
    ],
)
def test_a_log_that_was_written_to_is_read_whole_and_refused_as_ever(
    change: Callable[[bytes], bytes],
) -> None:
    with written() as (path, _, _):
        expected, mark = marked(path)
        before = path.stat()
        path.write_bytes(change(path.read_bytes()))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        with pytest.raises(CustodyError):
            Chain.open(path, write=True, expected=expected, mark=mark)


def test_a_log_that_was_replaced_is_read_whole() -> None:
    with written() as (path, length, head):
        expected, mark = marked(path)
        copy = path.with_name("copy")
        copy.write_bytes(path.read_bytes())
        copy.replace(path)
        chain = Chain.open(path, expected=expected, mark=mark)
        assert (chain.length, chain.head, chain.is_as_marked) == (length, head, False)


def test_a_changed_beginning_is_found_by_reading_all_whatever_the_mark_says() -> None:
    with written() as (path, length, head):
        path.write_bytes(path.read_bytes().replace(b'"n":2', b'"n":3'))
        forged = Chain(path).mark
        assert Chain.open(path, expected=(length, head), mark=forged).is_as_marked
        assert examine(path, length, head).broken
        with pytest.raises(CustodyError):
            Chain.open(path, expected=(length, head))
