"""What a kill cuts short is carried out, or was never there, at the next opening of the case."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.app.cast import cast
from tests.app.statements.test_statements import FORM, NAME, SAID
from tests.conftest import DEMO, Cli

from hechos.app.home import Home, open_home

if TYPE_CHECKING:
    from django.test import Client


class KilledError(BaseException):
    """Stands for the end of the process at this point."""


def killed(*_: Any, **__: Any) -> None:
    raise KilledError


def killed_at(number: int, real: Callable[..., Any]) -> Callable[..., Any]:
    """Return what does as `real` does until it is called for the `number`-th time."""
    calls = 0

    def instead(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number:
            raise KilledError
        return real(*given, **named)

    return instead


def holding(home: Path, words: bytes) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file() and words in path.read_bytes()]


# --- a withdrawal -----------------------------------------------------------------------------

POINTS = {
    "after the journal": "hechos.app.casework.decide:carry_out_withdrawal",
    "while bytes go": "hechos.archive.store:CaseArchive.remove",
    "after the first bytes": "hechos.archive.objects:ObjectStore.unlink",
    "after the bytes": "hechos.app.casework.versions.withdrawal:remove",
    "after the rows": "hechos.app.search.index:forget_capture",
    "before it is linked": "hechos.app.casework.decide:ensure_linked",
    "before the files are cleaned": "hechos.app.casework.decide:purge",
}


@pytest.mark.parametrize("point", POINTS)
def test_a_withdrawal_that_was_cut_off_is_carried_out_at_the_next_opening(
    demo: Cli, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    home = open_home(demo.home)
    from hechos.app.casework.decide import withdraw
    from hechos.app.casework.desk import open_desk
    from hechos.app.register.models import Given, Proposed

    capture = Given.objects.filter(record="Capture", name="demo-note-a.txt").get()
    module, _, name = POINTS[point].partition(":")
    owner: Any = __import__(module, fromlist=["x"])
    for part in name.split(".")[:-1]:
        owner = getattr(owner, part)
    real = getattr(owner, name.rpartition(".")[2])
    with monkeypatch.context() as patched:
        patched.setattr(owner, name.rpartition(".")[2], killed_at(1, real))
        with pytest.raises(KilledError), open_desk(home, "demo") as desk:
            withdraw(desk, capture.id, by="keeper", because="asked for")
    with open_desk(home, "demo") as desk:
        assert not desk.archive.path(_address(capture)).exists()
        assert not Proposed.objects.filter(part_of=capture.id).exists()
        assert not desk.head.linked
        entered = desk.archive.ledger().withdrawn[_address(capture)]
        assert entered == {capture.id}
        length = desk.archive.custody.length
    with open_desk(home, "demo") as desk:
        assert desk.archive.custody.length == length  # nothing is entered twice
    demo("verify", "--deep")
    _relinked(home)
    assert capture.id not in {row.part_of for row in Proposed.objects.all()}


def _address(capture: Any) -> str:
    from hechos.records import Capture, wire

    return wire.loads(capture.body, Capture).address


def _relinked(home: Home) -> None:
    from hechos.app.jobs.models import Job
    from hechos.app.jobs.worker import work

    assert Job.objects.filter(kind="relink", state="queued").count() == 1

    work(threading.Event(), until_empty=True)
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


# --- a statement ------------------------------------------------------------------------------


@pytest.fixture
def people(cli: Cli) -> dict[str, Client]:
    cli("new", "port", "--by", "ana")
    open_home(cli.home)
    return cast("port")


BEFORE = [
    "hechos.archive.objects:ObjectStore.settle",
    "hechos.archive.store:CaseArchive._journal",
    "hechos.archive.chain:Chain._write",
]
AFTER = [
    "hechos.archive.store:CaseArchive._enter",
    "hechos.app.casework.intake:insert",
    "hechos.app.casework.statements.taking:work_through",
]


def _cut_off(patched: pytest.MonkeyPatch, client: Client, point: str) -> None:
    module, _, name = point.partition(":")
    owner: Any = __import__(module, fromlist=["x"])
    for part in name.split(".")[:-1]:
        owner = getattr(owner, part)
    patched.setattr(owner, name.rpartition(".")[2], killed)
    with pytest.raises(KilledError):
        client.post("/case/port/statements/new/", FORM)


def _count(record: str) -> int:
    from hechos.app.register.models import Given

    return Given.objects.filter(record=record).count()


@pytest.mark.parametrize("point", BEFORE)
def test_of_a_statement_cut_off_before_its_journal_nothing_stays(
    people: dict[str, Client], cli: Cli, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    from hechos.app.casework.desk import open_desk

    with monkeypatch.context() as patched:
        _cut_off(patched, people["investigator"], point)
    with open_desk(Home(cli.home), "port"):
        pass
    for words in (NAME, SAID):
        assert holding(cli.home / "cases", words.encode()) == []
    assert [_count(r) for r in ("Capture", "Consent", "Statement", "Identity")] == [0, 0, 0, 0]
    cli("verify", "--deep")
    assert people["investigator"].post("/case/port/statements/new/", FORM).status_code == 303


@pytest.mark.parametrize("point", AFTER)
def test_a_statement_cut_off_after_its_journal_is_there_whole_and_is_coded(
    people: dict[str, Client], cli: Cli, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    from hechos.app.casework.desk import open_desk
    from hechos.app.jobs.worker import work
    from hechos.app.register.models import Given, Proposed

    with monkeypatch.context() as patched:
        _cut_off(patched, people["investigator"], point)
    with open_desk(Home(cli.home), "port"):
        pass
    assert [_count(r) for r in ("Capture", "Consent", "Statement", "Identity")] == [1, 1, 1, 1]
    assert set(Given.objects.filter(record="Capture").values_list("klass", flat=True)) == {2}
    cli("verify", "--deep")
    work(threading.Event(), until_empty=True)
    assert Proposed.objects.filter(record="Claim", kind="act").exists()
    again = people["investigator"].post("/case/port/statements/new/", FORM)
    assert again.status_code == 422  # the account is known: a further one needs a reason


def test_a_case_is_opened_without_reading_its_logs_again(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("new", "demo")
    cli("add", "demo", str(DEMO))
    home = open_home(cli.home)
    from hechos.app.casework.desk import open_desk
    from hechos.archive.chain import Chain
    from hechos.errors import CustodyError

    with open_desk(home, "demo") as desk:
        folder = desk.archive.folder
    with monkeypatch.context() as patched:
        patched.setattr(Chain, "_replay", lambda *_: pytest.fail("read again"))
        for _ in range(3):
            with open_desk(home, "demo") as desk:
                desk.archive.log("viewed", record=desk.case.id, actor="keeper")
                desk.save_heads()
    journal = folder / "journal" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b'"by":"keeper"', b'"by":"peeker"', 1))
    with pytest.raises(CustodyError), open_desk(home, "demo"):
        pass
