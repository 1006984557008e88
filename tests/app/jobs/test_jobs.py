"""Jobs: queued once, leased, done again after a crash, given up in the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Cli

from hechos.app.home import open_home
from hechos.errors import InputError, UnavailableError

SLOW = """
import sys, time
from pathlib import Path
from hechos.app.home import open_home
open_home(Path(sys.argv[1]))
from hechos.app.jobs import kinds, queue, worker
def slow(job):
    print("begun", flush=True)
    time.sleep(600)
    return ""
kinds.KINDS["slow"] = "__main__:slow"
worker.do(queue.take("doomed"))
"""


@pytest.fixture
def home(cli: Cli) -> Cli:
    open_home(cli.home, create=True)
    return cli


@contextmanager
def kind(run: Any, name: str = "try") -> Iterator[str]:
    """Have the jobs of a kind do this."""
    from hechos.app.jobs import worker

    real = worker.run_of
    worker.run_of = lambda asked: run if asked == name else real(asked)
    try:
        yield name
    finally:
        worker.run_of = real


def drain() -> int:
    from hechos.app.jobs.worker import work

    return work(threading.Event(), until_empty=True)


def queued(name: str, **more: Any) -> Any:
    from hechos.app.jobs.queue import enqueue

    return enqueue(name, by="ana", **more)


def test_the_same_work_is_queued_once_until_it_is_done(home: Cli) -> None:
    with kind(lambda job: f"did {job.args['n']}") as name:
        first = queued(name, args={"n": 1})
        assert queued(name, args={"n": 1}).pk == first.pk
        assert queued(name, args={"n": 2}).pk != first.pk
        assert drain() == 2
        first.refresh_from_db()
        assert (first.state, first.message) == ("done", "did 1")
        assert queued(name, args={"n": 1}).pk != first.pk


def test_a_job_is_taken_by_one_worker(home: Cli) -> None:
    from hechos.app.jobs.queue import take

    job = queued("try")
    taken = take("one")
    assert taken
    assert taken.pk == job.pk
    assert take("two") is None


def test_work_asked_for_while_it_runs_is_done_once_more(home: Cli) -> None:
    from hechos.app.jobs.queue import finish, take

    first = queued("relink", case="c")
    taken = take("one")
    assert taken
    assert queued("relink", case="c").pk == first.pk
    finish(taken, "linked")
    first.refresh_from_db()
    assert first.state == "queued"
    again = take("one")
    assert again
    finish(again, "linked")
    first.refresh_from_db()
    assert first.state == "done"


def test_a_lost_lease_is_another_workers_and_the_first_can_no_longer_end_it(home: Cli) -> None:
    from hechos.app.jobs.models import Job
    from hechos.app.jobs.queue import finish, renew_lease, take

    job = queued("try")
    slow = take("slow")
    Job.objects.update(lease_until=time.time() - 1)
    quick = take("quick")
    assert slow
    assert quick
    assert not renew_lease(slow)
    finish(slow, "mine")
    job.refresh_from_db()
    assert (job.state, job.worker, job.attempts) == ("running", "quick", 2)
    finish(quick, "done by the second")
    job.refresh_from_db()
    assert job.message == "done by the second"


@pytest.mark.parametrize(
    ("error", "state", "attempts"),
    [
        pytest.param(InputError("No such list."), "failed", 1, id="a mistake is not tried again"),
        pytest.param(UnavailableError("Busy."), "queued", 0, id="waiting does not count"),
        pytest.param(ValueError("secret text"), "queued", 1, id="a fault is tried again"),
    ],
)
def test_what_becomes_of_a_job_that_fails(  # noqa: PLR0917 - three are parameters
    home: Cli, error: Exception, state: str, attempts: int, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(job: object) -> str:
        raise error

    with kind(fail) as name:
        job = queued(name)
        drain()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (state, attempts)
    assert "secret text" not in caplog.text + job.message
    if state == "queued":
        assert job.lease_until > time.time()


def test_a_job_that_never_works_is_given_up(home: Cli) -> None:
    from hechos.app.jobs.models import Job
    from hechos.app.jobs.queue import ATTEMPTS

    def fail(job: object) -> str:
        raise ValueError

    with kind(fail) as name:
        job = queued(name)
        for _ in range(ATTEMPTS + 2):
            Job.objects.filter(state="queued").update(lease_until=0)
            drain()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", ATTEMPTS)
    assert job.message


def test_a_job_whose_worker_is_killed_is_done_by_the_next(home: Cli, tmp_path: Path) -> None:
    job = queued("slow")
    words = [sys.executable, "-c", SLOW, str(home.home)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as doomed:
        assert doomed.stdout
        assert doomed.stdout.readline() == "begun\n"
        os.kill(doomed.pid, signal.SIGKILL)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("running", 1)
    with kind(lambda _: "done in the end", "slow"):
        assert drain() == 0
        job.lease_until = time.time() - 1  # as if a minute had gone
        job.save(update_fields=["lease_until"])
        assert drain() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.message) == ("done", 2, "done in the end")


def test_a_lease_is_renewed_while_the_work_goes_on(
    home: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hechos.app.jobs import queue, worker

    monkeypatch.setattr(worker, "LEASE", 0.4)
    seen: list[float] = []

    def look(job: Any) -> str:
        job.refresh_from_db()
        first, until = job.lease_until, time.monotonic() + 30
        while job.lease_until == first and time.monotonic() < until:
            time.sleep(0.05)
            job.refresh_from_db()
        seen.append(job.lease_until - first)
        return ""

    monkeypatch.setattr(queue, "LEASE", 0.4)
    with kind(look) as name:
        queued(name)
        drain()
    assert seen[0] > 0


def test_relinking_is_a_job(demo: Cli) -> None:
    open_home(demo.home)
    from hechos.app.register.models import CaseHead

    CaseHead.objects.update(linked=False)
    head = CaseHead.objects.get()
    job = queued("relink", case=head.id)
    demo("worker", "--until-empty")
    head.refresh_from_db()
    job.refresh_from_db()
    assert head.linked
    assert (job.state, job.done, job.total) == ("done", 1, 1)


def test_progress_is_shown_to_whoever_began_the_job_alone(demo: Cli) -> None:
    open_home(demo.home)
    from tests.app.cast import cast

    from hechos.app.accounts.models import Account

    people = cast("demo")
    mine = Account.objects.get(name="investigator")
    job = queued("relink", account=mine.pk)
    address = f"/jobs/{job.pk}/"
    answer = people["investigator"].get(address, headers={"accept": "application/json"})
    assert answer.json()["state"] == "queued"
    assert b"Waiting to begin" in people["investigator"].get(address).content
    for name in ("lead", "reader", "low", "outsider"):
        assert people[name].get(address).status_code == 404
    assert people["stranger"].get(address).status_code == 302
