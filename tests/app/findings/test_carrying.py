"""A signature made in a copy is taken in where the finding is kept, and only there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.app.findings.made import draft_of, make_port
from tests.conftest import Cli, Prepared, close_connections

from hechos.app.home import open_home


@pytest.fixture
def cli(prepared: Prepared) -> Cli:
    return prepared("port", make_port)


@pytest.fixture
def submitted(cli: Cli) -> tuple[Cli, str]:
    home = open_home(cli.home)
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.findings.writing import write_finding

    with open_desk(home, "port") as desk:
        found = write_finding(desk, draft_of(desk), by="ana")
    cli("findings", "port", "--submit", found.id, "--by", "ana")
    return cli, found.id


def copy_of(cli: Cli, tmp_path: Path) -> Cli:
    cli("export", "port", str(tmp_path / "port.tar"))
    close_connections()
    other = Cli(tmp_path / "copy")
    open_home(other.home, create=True)
    close_connections()
    other("import", str(tmp_path / "port.tar"))
    return other


def test_a_signature_travels_in_a_file(submitted: tuple[Cli, str], tmp_path: Path) -> None:
    cli, finding = submitted
    copy = copy_of(cli, tmp_path)
    file = tmp_path / "bela.json"
    copy("sign", "port", finding, "--by", "bela", "--because", "read", "--to", str(file))
    assert "27" not in json.loads(file.read_text())["decision"]["because"]
    close_connections()
    cli("sign", "port", "--from", str(file))
    cli("sign", "port", finding, "--by", "caio", "--because", "read too")
    (row,) = cli.rows("findings", "port")
    assert row["state"] == "approved"
    assert "taken in already" in cli("sign", "port", "--from", str(file), code=1).output


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("sha256", "0" * 64, "is not the version"),
        ("case", "01900000-0000-7000-8000-000000000000", "another case"),
        ("format", "letter", "not a signature"),
        ("decision", {"act": "sign"}, "not a signature"),
    ],
)
def test_a_file_that_was_changed_is_refused(
    submitted: tuple[Cli, str], tmp_path: Path, *, key: str, value: object, said: str
) -> None:
    cli, finding = submitted
    copy = copy_of(cli, tmp_path)
    file = tmp_path / "bela.json"
    copy("sign", "port", finding, "--by", "bela", "--because", "read", "--to", str(file))
    close_connections()
    file.write_text(json.dumps(json.loads(file.read_text()) | {key: value}))
    assert said in cli("sign", "port", "--from", str(file), code=1).output
    assert cli.rows("findings", "port")[0]["signed_by"] == "0 of 2"


def test_the_author_cannot_sign_by_way_of_a_file(
    submitted: tuple[Cli, str], tmp_path: Path
) -> None:
    cli, finding = submitted
    copy = copy_of(cli, tmp_path)
    file = tmp_path / "bela.json"
    copy("sign", "port", finding, "--by", "bela", "--because", "read", "--to", str(file))
    close_connections()
    plain = json.loads(file.read_text())
    plain["decision"]["made"]["by"] = "ana"
    file.write_text(json.dumps(plain))
    assert "nobody signs" in cli("sign", "port", "--from", str(file), code=1).output


def test_two_signatures_meet_when_the_copy_comes_back(
    submitted: tuple[Cli, str], tmp_path: Path
) -> None:
    cli, finding = submitted
    copy = copy_of(cli, tmp_path)
    copy("sign", "port", finding, "--by", "bela", "--because", "read")
    copy("export", "port", str(tmp_path / "back.tar"))
    close_connections()
    cli("sign", "port", finding, "--by", "caio", "--because", "read")
    assert "0 conflicts" in cli("import", str(tmp_path / "back.tar")).output
    assert cli.rows("findings", "port")[0]["state"] == "approved"


def test_wrong_use_ends_in_sentences(submitted: tuple[Cli, str], tmp_path: Path) -> None:
    cli, _ = submitted
    assert "Name the finding" in cli("sign", "port", code=1).output
    assert (
        "no finding of" in cli("sign", "port", cli.rows("claims", "port")[0]["id"], code=1).output
    )
    assert "There is no file" in cli("sign", "port", "--from", str(tmp_path / "x"), code=1).output
