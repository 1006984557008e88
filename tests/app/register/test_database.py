"""Where the register of a home is, and that no home writes into another's database."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import postgresql
from tests.conftest import Cli, close_connections

from hechos.app import home
from hechos.app.database import VARIABLE, database_of, home_id
from hechos.app.home import open_home
from hechos.errors import InputError


def test_without_a_word_the_register_is_a_file_in_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert database_of(tmp_path)["NAME"] == str(tmp_path / "register.sqlite3")


def test_an_address_is_taken_apart_and_holds_the_homes_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hechos.toml").write_text('schema = 2\nhome = "a-b"\n', "utf-8")
    monkeypatch.setenv(VARIABLE, "postgresql://ana:p%40ss@db:5433/hechos_{home}?sslmode=require")
    found = database_of(tmp_path)
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("hechos_ab", "ana", "p@ss")
    assert (found["HOST"], found["PORT"]) == ("db", "5433")
    assert found["OPTIONS"].pop("options").startswith("-c jit=off ")
    assert found["OPTIONS"] == {"sslmode": "require"}
    monkeypatch.setenv(VARIABLE, "postgresql://ana@db/hechos?options=-c%20work_mem%3D1MB")
    assert database_of(tmp_path)["OPTIONS"] == {"options": "-c work_mem=1MB"}


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("mysql://ana@db/hechos", id="another kind of database"),
        pytest.param("postgresql://ana@db/", id="no name"),
        pytest.param('postgresql://ana@db/a"; drop', id="a name that is none"),
    ],
)
def test_what_is_no_address_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv(VARIABLE, address)
    with pytest.raises(InputError, match=VARIABLE):
        database_of(tmp_path)


def test_a_home_keeps_its_id_and_what_else_stands_in_its_file(cli: Cli) -> None:
    open_home(cli.home, create=True)
    own = home_id(cli.home)
    marker = cli.home / "hechos.toml"
    text = marker.read_text("utf-8").replace("schema = 2", "schema = 1")
    marker.write_text(text + 'folders = ["inbox"]\n', "utf-8")
    open_home(cli.home)
    assert home_id(cli.home) == own
    assert len(own) == 36
    assert marker.read_text("utf-8").endswith('folders = ["inbox"]\n')


def test_a_home_of_this_version_is_opened_without_a_look_at_its_tables(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_home(cli.home, create=True)

    def refuse(marker: Path) -> None:
        pytest.fail(f"{marker} is brought up again")

    monkeypatch.setattr(home, "_bring_up", refuse)
    open_home(cli.home)


@pytest.mark.skipif(not postgresql.is_asked_for(), reason="of the run on PostgreSQL")
def test_the_database_of_another_home_is_refused(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_home(cli.home, create=True)
    name = database_of(cli.home)["NAME"]
    close_connections()
    address = database_address(name)
    monkeypatch.setenv(VARIABLE, address)
    with pytest.raises(InputError, match="belongs to another home"):
        open_home(tmp_path / "other", create=True)


def database_address(name: str) -> str:
    import os

    return os.environ[VARIABLE].replace("h{home}", name)
