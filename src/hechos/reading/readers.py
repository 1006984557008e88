"""Read many files in child processes with limits; a file that breaks its reader costs only itself.

A message on the pipes is four bytes of length (big endian) and so much JSON. The first message
to a child holds rules and case, each further one a capture and the path of its bytes."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

import hechos
from hechos.errors import UnavailableError
from hechos.reading.rules import Reading, ReadingRules, failed
from hechos.records import Capture, Case
from hechos.records.wire import from_plain, to_plain

_START_SECONDS = 60.0
_GRACE_SECONDS = 1.0
_SENTENCES = {
    "timeout": "Reading the file takes longer than a reader may; it was stopped.",
    "killed": "The process that read the file was ended from outside, perhaps for want of memory.",
    "crash": "The file broke its reader; it was left out and the others went on.",
}


class Readers:
    """Child processes that read files, one file each at a time.

    Use as a context manager. Children start with the first files, live on from file to file,
    and are replaced when one is killed (too slow, too large) or breaks."""

    def __init__(self, rules: ReadingRules, case: Case, workers: int = 1) -> None:
        self._rules, self._case = rules, case
        self._children = [_Child(rules, case) for _ in range(max(1, workers))]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for child in self._children:
            child.stop()

    def read(self, items: Iterable[tuple[Capture, Path]]) -> Iterator[Reading]:
        """Yield one reading per file in the order given; the next file is read meanwhile."""
        source = iter(items)
        waiting: deque[tuple[_Child, Capture]] = deque()
        for child in self._children:
            self._give(child, source, waiting)
        try:
            while waiting:
                child, capture = waiting[0]
                reading = self._reading(child.answer(), capture)
                waiting.popleft()
                self._give(child, source, waiting)
                yield reading
        finally:
            for child, _ in waiting:  # nobody waits for these answers any more
                child.kill()

    def _give(
        self,
        child: _Child,
        source: Iterator[tuple[Capture, Path]],
        waiting: deque[tuple[_Child, Capture]],
    ) -> None:
        item = next(source, None)
        if item is not None:
            capture, path = item
            child.ask({"capture": to_plain(capture), "path": str(path)})
            waiting.append((child, capture))

    def _reading(self, answer: dict[str, Any] | str, capture: Capture) -> Reading:
        if isinstance(answer, str):
            failure = failed(capture, self._case, answer, _SENTENCES[answer])
            return Reading(capture=capture, failure=failure)
        reading: Reading = from_plain({**answer, "capture": to_plain(capture)}, Reading)
        return reading


@dataclass(slots=True)
class _Running:
    process: subprocess.Popen[bytes]
    requests: IO[bytes]
    replies: IO[bytes]


class _Child:
    """One reading process: asked for one file, it answers or is replaced."""

    def __init__(self, rules: ReadingRules, case: Case) -> None:
        self._rules = rules
        self._setup = {"rules": to_plain(rules), "case": to_plain(case)}
        self._running: _Running | None = None
        self._deadline = 0.0

    def ask(self, request: dict[str, Any]) -> None:
        running = self._running or self._start()
        self._deadline = time.monotonic() + self._rules.seconds + _GRACE_SECONDS
        try:
            send(running.requests, request)
        except BrokenPipeError:
            return  # the answer will say that the child is gone

    def answer(self) -> dict[str, Any] | str:
        """Return the answer to the last request, or the code of what became of the child."""
        running = self._running
        if running is None:
            return "crash"
        try:
            answer: dict[str, Any] = json.loads(_message(running.replies.fileno(), self._deadline))
        except TimeoutError:
            self.kill()
            return "timeout"
        except EOFError:
            return self.kill()
        if (answer["failure"] or {}).get("code") == "memory":
            self.kill()
        return answer

    def kill(self) -> str:
        """End the child and return the code of how it ended before that."""
        running, self._running = self._running, None
        if running is None:
            return "crash"
        try:
            status = running.process.wait(timeout=_GRACE_SECONDS / 4)
        except subprocess.TimeoutExpired:
            running.process.kill()
            running.process.wait()
            status = 0
        _close(running)
        return {-signal.SIGXCPU: "timeout", -signal.SIGKILL: "killed"}.get(status, "crash")

    def stop(self) -> None:
        """Let the child end: at the end of its requests it leaves by itself."""
        if self._running is not None:
            with contextlib.suppress(BrokenPipeError):
                self._running.requests.close()
            self.kill()

    def _start(self) -> _Running:
        process = subprocess.Popen(
            [sys.executable, "-P", "-s", "-m", "hechos.reading.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            close_fds=True,
            start_new_session=True,
            env=_environment(),
        )
        running = self._running = _Running(
            process, cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        )
        try:
            send(running.requests, self._setup)
            _message(running.replies.fileno(), time.monotonic() + _START_SECONDS)
        except (BrokenPipeError, EOFError, TimeoutError) as error:
            self.kill()
            raise UnavailableError(
                "The process that reads files cannot be started.",
                hint="Is memory_bytes in the rules of reading too small for this machine?",
            ) from error
        return running


def send(pipe: IO[bytes], value: Any) -> None:
    """Write one message."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    pipe.write(len(data).to_bytes(4, "big") + data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """Return the next message, None at the end of the pipe."""
    head = pipe.read(4)
    data = pipe.read(int.from_bytes(head, "big")) if len(head) == 4 else b""
    return json.loads(data.decode("utf-8", "surrogatepass")) if data else None


def _message(descriptor: int, deadline: float) -> str:
    """Return the next message from a pipe. Raises EOFError where the other side is gone,
    TimeoutError where nothing comes before the deadline."""
    size = int.from_bytes(_exactly(descriptor, 4, deadline), "big")
    return _exactly(descriptor, size, deadline).decode("utf-8", "surrogatepass")


def _exactly(descriptor: int, size: int, deadline: float) -> bytes:
    data = bytearray()
    while len(data) < size:
        left = max(0.0, deadline - time.monotonic())
        if not select.select([descriptor], [], [], left)[0]:
            raise TimeoutError
        chunk = os.read(descriptor, min(1 << 20, size - len(data)))
        if not chunk:
            raise EOFError
        data += chunk
    return bytes(data)


def _close(running: _Running) -> None:
    with contextlib.suppress(BrokenPipeError):
        running.requests.close()
    running.replies.close()


def _environment() -> dict[str, str]:
    """Return the environment of a child: it writes no files and starts no threads."""
    home = str(Path(hechos.__file__).parents[1])
    before = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([home, before] if before else [home]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
