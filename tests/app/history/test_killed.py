"""A server that is killed in the middle of saving leaves nothing half saved."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.app.history.at_desk import claim_rows, decided_rows, relink
from tests.app.test_served import Served, _environment
from tests.conftest import Cli, close_connections

from hechos.app.database import VARIABLE
from hechos.app.home import open_home
from hechos.errors import UnavailableError

if TYPE_CHECKING:
    from hechos.app.casework.desk import Desk

ROUNDS = 4


@contextmanager
def killed(home: Path) -> Iterator[tuple[Served, subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "hechos", "--home", str(home), "serve", "--port", "0"]
    database = {VARIABLE: os.environ[VARIABLE]} if VARIABLE in os.environ else {}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=_environment() | database,
    ) as server:
        try:
            assert server.stdout is not None
            yield Served(home, server.stdout.readline().strip()), server
        finally:
            server.kill()


def save(
    served: Served, cookie: str, token: str, *, todo: Sequence[tuple[str, str]], done: list[str]
) -> None:
    """Accept one claim after another until the server is gone; note what was acknowledged."""
    for claim, seen in todo:
        sent = {"csrfmiddlewaretoken": token, "seen": seen, "act": "accept", "because": "so"}
        try:
            path = f"/claim/{claim}/decide/"
            status = served.ask(path, method="POST", cookie=cookie, body=urlencode(sent))[0]
        except Exception:  # noqa: BLE001 - an answer that was cut off is no acknowledgement
            return
        if status in (200, 302, 303):
            done.append(claim)


def unreviewed(home: Path) -> list[tuple[str, str]]:
    open_home(home)
    from hechos.app.casework.versions import versions_of
    from hechos.app.register import queries
    from hechos.app.web.shelf import ReadingDesk
    from hechos.archive.objects import ObjectStore

    head = queries.head_of("demo")
    store = ObjectStore(home / "cases" / head.id)
    from hechos.app.home import Home

    desk = ReadingDesk(Home(home), head, queries.case_of(head), store)
    claims = [
        c for c in queries.claims(head) if c.state == "proposed" and c.content.kind != "document"
    ]
    marks = versions_of(desk, claims)
    return [(claim.id, marks[claim.id]) for claim in claims]


def check(home: Path, done: Sequence[str]) -> int:
    """Compare journal, rows and audit after a kill; return how many decisions there are."""
    from hechos.app.audit.log import broken_at
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.verifying import verify_home
    from hechos.app.register import queries
    from hechos.records import Decision

    here = open_home(home)
    with once_free(partial(open_desk, here, "demo")) as desk:
        said = {d.on for d in queries.given(desk.head, Decision) if d.act == "accept"}
        rows, claims = decided_rows(desk), claim_rows(desk)
        assert set(done) <= said
        states = {c.id: c.state for c in queries.claims(desk.head)}
        assert {i for i in said if states[i] != "accepted"} == set()
        assert {i for i, state in states.items() if state == "accepted"} == said
        relink(desk)
        assert decided_rows(desk) == rows
        assert claim_rows(desk) == claims
    assert verify_home(here, only=None, deep=True) == []
    assert broken_at() is None
    return len(said)


@contextmanager
def once_free(opening: Callable[[], AbstractContextManager[Desk]]) -> Iterator[Desk]:
    """Open the case when the worker of the server that was killed has let go of it."""
    until = time.monotonic() + 60
    with ExitStack() as held:
        while True:
            try:
                desk = held.enter_context(opening())
                break
            except UnavailableError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
        yield desk


def wait_for_more(done: Sequence[str], *, than: int) -> None:
    """Wait until another save was acknowledged, so that the kill falls among saves."""
    until = time.monotonic() + 60
    while len(done) <= than and time.monotonic() < until:
        time.sleep(0.02)


def test_every_acknowledged_decision_is_there_and_nothing_is_half_saved(demo: Cli) -> None:
    draw = random.Random(7)  # noqa: S311 - when to kill, the same in every run as far as may be
    acknowledged: list[str] = []
    cookie, count = "", 0
    for _ in range(ROUNDS):
        todo = unreviewed(demo.home)
        close_connections()
        with killed(demo.home) as (served, server):
            cookie = (
                f"hechos-{served.port}={cookie.partition('=')[2]}" if cookie else served.enter()
            )
            page = served.ask("/case/demo/", cookie=cookie)[2]
            found = re.search(r'name="csrf-token" content="([^"]+)"', page)
            assert found is not None
            half = max(1, len(todo) // 2)
            savers = [
                threading.Thread(
                    target=save,
                    args=(served, cookie, found[1]),
                    kwargs={"todo": part, "done": acknowledged},
                )
                for part in (todo[:half], todo[half:])
            ]
            for saver in savers:
                saver.start()
            wait_for_more(acknowledged, than=len(acknowledged))
            time.sleep(draw.uniform(0.0, 0.6))
            server.kill()
            server.wait(30)
            for saver in savers:
                saver.join(60)
        count = check(demo.home, acknowledged)
        close_connections()
    assert count >= len(acknowledged) > 0
