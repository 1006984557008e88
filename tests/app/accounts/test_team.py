"""The desk of a team: behind a proxy, over https, in processes that are started again."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import postgresql
from tests.app.test_served import _environment
from tests.conftest import copy_home, forget_homes

from hechos.app.database import VARIABLE

COMMAND = [sys.executable, "-m", "hechos", "--home"]
PROXY = {"Host": "desk.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.9"}


@pytest.fixture
def team(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Return the process of a team's server and its port."""
    copy_home(request.getfixturevalue("_demo_home"), tmp_path / "home")
    trial = () if postgresql.is_asked_for() else ("--trial",)
    words = [*COMMAND, str(tmp_path / "home"), "serve", "--team", *trial, "--port", "0"]
    env = _environment(HECHOS_HOSTS="desk.example.org")
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    ) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            assert line.startswith("http://127.0.0.1:"), server.communicate(timeout=30)
            yield server.pid, int(line.strip().rstrip("/").rpartition(":")[2])
        finally:
            server.terminate()
            _, said = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "Traceback" not in said
    forget_homes(tmp_path)


def ask(port: int, path: str = "/account/login/", **headers: str) -> tuple[int, Any, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        sent = PROXY | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={k: v for k, v in sent.items() if v})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


def test_a_team_is_served_through_its_proxy_over_https_alone(team: tuple[int, int]) -> None:
    _, port = team
    status, headers, body = ask(port)
    assert status == 200
    assert "Sign in" in body
    cookie = headers["Set-Cookie"]
    assert cookie.startswith("__Host-hechos=")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    for changed in (
        {"X_Forwarded_Proto": ""},
        {"X_Forwarded_Proto": "http"},
        {"Host": "localhost"},
    ):
        assert ask(port, **changed)[0] == 400
    assert ask(port, "/account/start/?token=x")[0] == 404


def test_a_process_that_is_killed_is_started_again(team: tuple[int, int]) -> None:
    parent, port = team
    assert ask(port)[0] == 200
    first = children(parent)
    assert len(first) == 2
    for one in first:
        os.kill(one, signal.SIGKILL)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and len(children(parent) - first) < 2:
        time.sleep(0.2)
    assert len(children(parent) - first) == 2
    assert ask(port)[0] == 200


def children(parent: int) -> set[int]:
    found = set()
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:
            continue
        if re.search(rf"^PPid:\t{parent}$", text, re.MULTILINE) and "State:\tZ" not in text:
            found.add(int(status.parent.name))
    return found


def test_what_a_team_lacks_is_a_sentence(tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    alone = {k: v for k, v in _environment().items() if k != VARIABLE}
    subprocess.run([*COMMAND, home, "new", "north"], check=True, env=alone)
    hosts = {"HECHOS_HOSTS": "desk.example.org"}
    for more, said in (({}, "HECHOS_HOSTS"), (hosts, "needs PostgreSQL")):
        done = subprocess.run(
            [*COMMAND, home, "serve", "--team"],
            capture_output=True,
            text=True,
            check=False,
            env=alone | more,
            timeout=60,
        )
        assert done.returncode == 1
        assert said in done.stderr
        assert "Traceback" not in done.stderr
