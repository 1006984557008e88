"""Reading processes without their half second of start: each is forked from one that has loaded
what they need. It runs the same program, under the same limits."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parents[1]
_START = "import sys; from tests.reading_server import serve; serve(int(sys.argv[1]))"


class ReadingServer:
    """The process that the others are forked from; it ends when this one closes its end."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
            start_new_session=True,
        )
        theirs.close()

    def start(self, *_: object, **__: object) -> ReadingProcess:
        """Stand for subprocess.Popen where a reading process is started."""
        asked, requests = os.pipe()
        replies, answered = os.pipe()
        ended, says = os.pipe()
        socket.send_fds(self._line, [b"."], [asked, answered, says])
        for one in (asked, answered, says):
            os.close(one)
        return ReadingProcess(requests, replies, ended)

    def close(self) -> None:
        self._line.close()
        self._process.wait(timeout=10)


class ReadingProcess:
    """What `Readers` uses of subprocess.Popen."""

    def __init__(self, requests: int, replies: int, ended: int) -> None:
        self.stdin, self.stdout = os.fdopen(requests, "wb"), os.fdopen(replies, "rb")
        self._ended = os.fdopen(ended, "rb", buffering=0)
        self.pid = int(self._ended.read(8))
        self.returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not select.select([self._ended], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("hechos.reading.child", timeout or 0.0)
            self.returncode = int(self._ended.read(8) or -signal.SIGKILL)
            self._ended.close()
        return self.returncode

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


def serve(line: int) -> None:
    """Fork for every message on the line. A process between waits for the one that reads, and
    says its id and how it ended."""
    from hechos.reading import child

    child.load_model()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=line) as given:
        while given_fds := socket.recv_fds(given, 1, 3)[1]:
            if not os.fork():
                given.detach()
                os.close(line)
                _between(*given_fds)
            for one in given_fds:
                os.close(one)


def _between(requests: int, replies: int, says: int) -> NoReturn:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if not (pid := os.fork()):
        os.close(says)
        _read(requests, replies)
    os.close(requests)
    os.close(replies)
    os.write(says, b"%8d" % pid)
    os.write(says, b"%8d" % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    os._exit(0)


def _read(requests: int, replies: int) -> NoReturn:
    from hechos.reading import child

    status = 1
    try:
        os.setsid()
        os.dup2(requests, 0)
        os.dup2(replies, 1)
        os.close(requests)
        os.close(replies)
        child.main()
        status = 0
    finally:
        os._exit(status)
