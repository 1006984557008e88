"""A process that preserves is killed at random moments; whatever it acknowledged is there."""

from __future__ import annotations

import hashlib
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hechos.archive.store import CaseArchive, SystemClock
from hechos.archive.verify import verify

WORKER = """
import hashlib, io, os, random, sys
from pathlib import Path
from hechos.archive.store import CaseArchive, Incoming, SystemClock
from hechos.records import Made, Text, ids

folder, acknowledged, seed = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
generator = random.Random(seed)
ack = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
with CaseArchive.open(folder, clock=SystemClock()) as archive:
    os.write(1, b"ready")
    for turn in range(10_000):
        batch = [generator.randbytes(generator.randrange(1, 30_000)) for _ in range(12)]
        names = [f"{seed}-{turn}-{n}" for n in range(12)]
        incoming = [
            Incoming(stream=io.BytesIO(data), name=name, origin=name, how="given")
            for name, data in zip(names, batch)
        ]
        done = archive.preserve(incoming, case_id="c", actor="a", ids=ids.mint)
        lines = "".join(f"{one.capture.id} {one.object.address}\\n" for one in done)
        os.write(ack, lines.encode())
        body = archive.put(generator.randbytes(50))
        text = Text(
            id=ids.mint(), case="c", made=Made(by="a"), capture=done[0].capture.id, kind="original",
            tool="t", tool_version="1", language="en", body="", hash="", nfc=True, address=body,
        )
        archive.append_given([text])
        os.write(ack, f"{text.id} {body}\\n".encode())
"""


TURN = 13
"""Lines that a worker acknowledges in a turn."""


def kill_often(tmp_path: Path, kills: int) -> tuple[Path, list[tuple[str, str]]]:
    """Start and kill the worker, each time among the writes after a few turns, however fast the
    machine is; after each kill the archive opens by itself and is undamaged."""
    folder, acknowledged = tmp_path / "case", tmp_path / "acknowledged"
    acknowledged.touch()
    generator = random.Random(7)  # noqa: S311
    for number in range(kills):
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, folder, acknowledged, str(number)],
            stdout=subprocess.PIPE,
        )
        assert worker.stdout is not None
        assert worker.stdout.read(5) == b"ready"
        wait_to_grow(acknowledged, by=generator.randrange(3) * TURN)
        time.sleep(generator.uniform(0.0, 0.03))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        with CaseArchive.open(folder, clock=SystemClock()):
            pass
        assert verify(folder, deep=False) == []
    lines = acknowledged.read_text().split("\n")[:-1]
    return folder, [(a, b) for a, b in (line.split() for line in lines)]


def wait_to_grow(acknowledged: Path, *, by: int) -> None:
    """Wait until so many more lines are there."""
    before, until = acknowledged.read_bytes().count(b"\n"), time.monotonic() + 60
    while acknowledged.read_bytes().count(b"\n") < before + by:
        assert time.monotonic() < until
        time.sleep(0.002)


def check(folder: Path, acknowledged: list[tuple[str, str]]) -> None:
    assert verify(folder) == []
    with CaseArchive.open(folder, clock=SystemClock()) as archive:
        records = {e["record"]["id"]: e["record"]["address"] for e in archive.journal.lines()}
        entered = {e["record"] for e in archive.custody.lines()}
        texts = {e["record"]["id"] for e in archive.journal.raw(b'"record":"Text"')}
        for record, address in acknowledged:
            assert records[record] == address
            assert record in entered or record in texts
            assert hashlib.sha256(archive.read(address)).hexdigest() == address
        assert not list((folder / "tmp").iterdir())
        assert len(entered) == archive.custody.length


@pytest.mark.slow
def test_sixty_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    folder, acknowledged = kill_often(tmp_path, 60)
    assert len(acknowledged) > 200
    check(folder, acknowledged)
