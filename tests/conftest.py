from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings
from tests import postgresql
from tests.postgresql import close_connections
from tests.reading_server import ReadingServer

from hechos.cli import main

settings.register_profile("hechos", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hechos")

SHARED = Path(__file__).parents[2] / "shared"
WORKER = "PYTEST_XDIST_WORKER"
_OWN = re.compile(r"(schema|home) = ")
LONGEST = ("app/browser", "engine/test_spark.py", "app/test_matrix.py", "app/hidden", "app/history")
"""What takes longest is begun first: a run in several processes ends with its last file."""
DEMO = Path(__file__).parents[1] / "src" / "hechos" / "cli" / "demo_sources"


@dataclass(frozen=True, slots=True)
class Cli:
    """The command line on one home, in this process."""

    home: Path

    def __call__(self, *words: str, code: int | None = 0, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(main, ["--home", str(self.home), *words], input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        if code is not None:
            assert result.exit_code == code, result.output
        return result

    def rows(self, *words: str) -> list[dict[str, Any]]:
        output = self(*words, "--json").stdout
        return [json.loads(line) for line in output.splitlines()]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what opens a home. On PostgreSQL that is run again, and nothing else is; nor is what
    looks at pages alone, which are the same there."""
    homes = [Path(__file__).with_name(name) for name in ("app", "cli")]
    for item in items:
        used = {"cli", "demo"}.intersection(getattr(item, "fixturenames", ()))
        if used or any(item.path.is_relative_to(folder) for folder in homes):
            item.add_marker("register")
    items.sort(key=_begun)
    if postgresql.is_asked_for():
        others = [item for item in items if not _is_run_again(item)]
        items[:] = [item for item in items if _is_run_again(item)]
        config.hook.pytest_deselected(items=others)


def _begun(item: pytest.Item) -> int:
    under = [Path(__file__).parent / one for one in LONGEST]
    return next((n for n, one in enumerate(under) if item.path.is_relative_to(one)), len(under))


def _is_run_again(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("register")) and not item.get_closest_marker("pages")


@pytest.fixture(autouse=True)
def _no_home_by_oversight(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse a home to a test that the run on PostgreSQL would leave out."""
    if not request.node.get_closest_marker("register"):
        from hechos.app import home

        def refuse(path: Path) -> None:
            pytest.fail(f"{path}: a test that opens a home stands in tests/app, or uses `cli`.")

        monkeypatch.setattr(home, "_set_up_django", refuse)


def pytest_configure(config: pytest.Config) -> None:
    """Where HECHOS_TEST_DATABASE says postgresql: start a server on which each home has a database.
    Processes of one run share it."""
    if not postgresql.is_asked_for() or WORKER in os.environ or config.option.collectonly:
        return
    held = ExitStack()
    config.add_cleanup(held.close)
    postgresql.prepare(held.enter_context(postgresql.cluster()))


@pytest.fixture(scope="session", autouse=True)
def _empty_register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Make the tables of an empty register once; later homes of this process begin with a copy."""
    from hechos.app import home

    make, kept = home._bring_up, tmp_path_factory.mktemp("empty") / "register.sqlite3"

    def bring_up(marker: Path) -> None:
        from django.db import connection

        fresh = connection.vendor == "sqlite" and not connection.introspection.table_names()
        if fresh and kept.exists():
            register = Path(str(connection.settings_dict["NAME"]))
            connection.close()
            for one in register.parent.glob("register.sqlite3*"):
                one.unlink()
            shutil.copyfile(kept, register)
        make(marker)
        if fresh and not kept.exists():
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(kept)])

    home._bring_up = bring_up
    yield
    home._bring_up = make


@pytest.fixture(scope="session")
def _reading_server() -> Iterator[ReadingServer]:
    server = ReadingServer()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def _ready_readers(
    request: pytest.FixtureRequest,
    _reading_server: ReadingServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Fork the processes that read files from one that is ready. Tests of those, and programs that
    tests start, start them anew."""
    if not request.node.path.is_relative_to(Path(__file__).with_name("reading")):
        from hechos.reading import readers

        started = {**vars(subprocess), "Popen": _reading_server.start}
        monkeypatch.setattr(readers, "subprocess", SimpleNamespace(**started))


@pytest.fixture
def cli(tmp_path: Path) -> Iterator[Cli]:
    yield Cli(tmp_path / "home")
    forget_homes(tmp_path)


def forget_homes(folder: Path) -> None:
    """Let go of the registers of homes that are about to be removed."""
    close_connections()
    if postgresql.is_asked_for():
        postgresql.drop([marker.parent for marker in folder.glob("*/hechos.toml")])


def configure(home: Path, *lines: str) -> None:
    """Write the settings of a home anew; which home it is stays."""
    marker = home / "hechos.toml"
    kept = [line for line in marker.read_text("utf-8").splitlines() if _OWN.match(line)]
    marker.write_text("\n".join([*kept, *lines, ""]), encoding="utf-8")


def remove_register(home: Path) -> None:
    """Remove the register of a home, as if it had been lost."""
    close_connections()
    if postgresql.is_asked_for():
        postgresql.drop([home])
    else:
        for file in home.glob("register.sqlite3*"):
            file.unlink()


def copy_home(home: Path, copy: Path) -> None:
    """Copy a home with its register."""
    shutil.copytree(home, copy)
    if postgresql.is_asked_for():
        postgresql.copied(home, copy)


Make = Callable[[Cli], object]
MakeOnce = Callable[[str, Make], Path]


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory) -> MakeOnce:
    """Make a home once for all processes of a run, the first to ask makes it; tests copy it."""

    def once(name: str, make: Make) -> Path:
        own = tmp_path_factory.getbasetemp()
        folder = (own.parent if WORKER in os.environ else own) / f"once-{name}"
        folder.mkdir(exist_ok=True)
        with (folder / "lock").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            if not (folder / "made").exists():
                shutil.rmtree(folder / "home", ignore_errors=True)
                make(Cli(folder / "home"))
                close_connections()
                (folder / "made").touch()
        return folder / "home"

    return once


@pytest.fixture(scope="session")
def _demo_home(make_once: MakeOnce) -> Path:
    """One home with the demonstration case of the ten notes."""
    return make_once("demo", lambda cli: cli("demo", "--notes", "--into", str(cli.home.parent)))


Prepared = Callable[..., Cli]


@pytest.fixture
def prepared(make_once: MakeOnce, _demo_home: Path, tmp_path: Path) -> Iterator[Prepared]:
    """Give a test a home of its own, a copy of one that is made once: `prepared("port", make)`;
    with `demo=True` the making begins with the demonstration case. Two makers may use one name."""

    def give(name: str, make: Make, *, demo: bool = False) -> Cli:
        def whole(cli: Cli) -> None:
            if demo:
                copy_home(_demo_home, cli.home)
            make(cli)

        copy_home(make_once(f"{make.__module__}-{name}", whole), tmp_path / "home")
        return Cli(tmp_path / "home")

    yield give
    forget_homes(tmp_path)


@pytest.fixture
def demo(_demo_home: Path, tmp_path: Path) -> Iterator[Cli]:
    """The demonstration case in a home of this test's own."""
    copy_home(_demo_home, tmp_path / "home")
    yield Cli(tmp_path / "home")
    forget_homes(tmp_path)


@pytest.fixture
def shared() -> Path:
    """The evaluation data beside the checkout; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs the evaluation data in ../shared, which is not here")
    return SHARED


Texts = Callable[..., Path]


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    """Write files of a folder: texts(name=body…); the keys are file names without .txt."""

    return partial(write_texts, tmp_path)


def write_texts(under: Path, **bodies: str) -> Path:
    folder = under / "sources"
    folder.mkdir(exist_ok=True)
    for name, body in bodies.items():
        (folder / f"{name}.txt").write_text(body, encoding="utf-8")
    return folder
