"""A worker that is killed loses nothing and doubles nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from tests.app.cast import account
from tests.app.intake.running import do_jobs
from tests.app.intake.test_uploads import NOTE, PAGE
from tests.conftest import Cli, configure

from hechos.app.home import open_home

FILES = 60
WORK = """
import sys
from pathlib import Path
from hechos.app.home import open_home
open_home(Path(sys.argv[1]))
from hechos.app.casework.intaking import taking
from hechos.app.jobs.models import Job
from hechos.app.jobs.queue import take
taking.BATCH = 7
print("at work", flush=True)
Job.objects.update(lease_until=0, attempts=0)
taking.run(take("killed"))
"""


@pytest.mark.slow
def test_a_worker_killed_again_and_again_takes_every_file_in_once(
    demo: Cli, tmp_path: Path
) -> None:
    folder = tmp_path / "incoming"
    folder.mkdir()
    for number in range(FILES):
        body = NOTE.replace(b"12 people", f"{number + 20} people".encode())
        (folder / f"note-{number:02}.txt").write_bytes(body)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    open_home(demo.home)
    configure(demo.home, f'intake_folders = ["{folder}"]')
    form = {"klass": "C1", "consent": "given", "given_by": "W-7", "folder": str(folder)}
    assert account("ana", "demo", roles=["lead"]).post(PAGE, form).status_code == 303
    chance = random.Random(7)  # noqa: S311 - a clock, no secret
    for _ in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", WORK, str(demo.home)], stdout=subprocess.PIPE, text=True
        ) as worker:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "at work\n"
            time.sleep(chance.uniform(0.02, 0.6))
            os.kill(worker.pid, signal.SIGKILL)
    from hechos.app.jobs.models import Job
    from hechos.app.work.models import Item

    Job.objects.update(lease_until=0, attempts=0)  # as when the lease of the last one has run out
    do_jobs()

    assert Counter(Item.objects.values_list("state", flat=True)) == {"coded": FILES, "unread": 1}
    names = Counter(c["name"] for c in demo.rows("captures", "demo"))
    assert {n: names[n] for n in names if n.startswith(("note-", "broken"))} == {
        **{f"note-{number:02}.txt": 1 for number in range(FILES)},
        "broken.pdf": 1,
    }
    _check_consent_covers_all(demo)
    demo("verify", "--deep")


def _check_consent_covers_all(demo: Cli) -> None:
    from hechos.app.register import queries
    from hechos.app.work.models import Item
    from hechos.records import Consent

    covered = [c for one in queries.given(queries.head_of("demo"), Consent) for c in one.captures]
    assert sorted(covered) == sorted(Item.objects.values_list("capture", flat=True))
