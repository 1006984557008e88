"""Folders of the server: only those that the administrator opened, and nothing that leads out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.app.cast import account
from tests.app.intake.running import do_jobs
from tests.app.intake.test_uploads import FORM, NOTE, PAGE, states
from tests.conftest import Cli, configure

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def incoming(demo: Cli, tmp_path: Path) -> Path:
    folder = tmp_path / "incoming"
    (folder / "march").mkdir(parents=True)
    (folder / "march" / "norvik.txt").write_bytes(NOTE)
    configure(demo.home, f'intake_folders = ["{folder}"]')
    return folder


@pytest.fixture
def ana(demo: Cli) -> Client:
    open_home(demo.home)
    return account("ana", "demo", roles=["investigator"])


def test_a_folder_comes_in_file_by_file(incoming: Path, ana: Client, demo: Cli) -> None:
    (incoming / "march" / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    assert str(incoming) in ana.get(PAGE).content.decode()
    answer = ana.post(PAGE, {**FORM, "folder": str(incoming), "under": "march"})
    assert answer.status_code == 303
    do_jobs()
    found = {name: state for name, (state, _) in states().items()}
    assert found == {"broken.pdf": "unread", "norvik.txt": "coded"}
    assert "norvik.txt" in {c["name"] for c in demo.rows("captures", "demo")}
    assert (incoming / "march" / "norvik.txt").exists()
    ana.post(PAGE, {**FORM, "folder": str(incoming)})
    do_jobs()
    assert [i[0] for i in states().values()] == ["duplicate", "duplicate"]


@pytest.mark.parametrize(
    ("folder", "under"),
    [
        ("/etc", ""),
        ("{incoming}", ".."),
        ("{incoming}", "march/../.."),
        ("{incoming}", "out"),
        ("{incoming}", "march\0"),
        ("{incoming}", "/etc"),
        ("{incoming}/..", ""),
    ],
    ids=["not opened", "up", "up later", "by a link", "a null", "absolute", "up in the folder"],
)
def test_no_name_leads_out_of_the_folder(
    incoming: Path, ana: Client, folder: str, under: str
) -> None:
    (incoming / "out").symlink_to("/etc")
    answer = ana.post(PAGE, {**FORM, "folder": folder.format(incoming=incoming), "under": under})
    assert answer.status_code == 422
    assert states() == {}


def test_links_and_pipes_are_listed_and_not_followed(
    incoming: Path, ana: Client, tmp_path: Path
) -> None:
    import os

    secret = tmp_path / "secret.txt"
    secret.write_bytes(NOTE)
    (incoming / "link.txt").symlink_to(secret)
    (incoming / "folder").symlink_to(tmp_path)
    os.mkfifo(incoming / "pipe")
    ana.post(PAGE, {**FORM, "folder": str(incoming)})
    do_jobs()
    found = {name: state for name, (state, _) in states().items()}
    assert found == {
        "folder": "failed",
        "link.txt": "failed",
        "norvik.txt": "coded",
        "pipe": "failed",
    }


def test_a_file_that_becomes_a_link_before_it_is_read_is_refused(
    incoming: Path, ana: Client, tmp_path: Path
) -> None:
    from hechos.app.casework.intaking import taking
    from hechos.app.home import Home
    from hechos.app.work.models import Delivery

    ana.post(PAGE, {**FORM, "folder": str(incoming)})
    taking._list_folder(Home(tmp_path / "home"), Delivery.objects.get())
    (incoming / "march").rename(incoming / "other")
    (incoming / "march").symlink_to(tmp_path)
    (tmp_path / "norvik.txt").write_bytes(b"from elsewhere")
    do_jobs()
    assert states()["norvik.txt"][0] == "failed"


def test_a_folder_closed_since_is_not_read(incoming: Path, ana: Client, demo: Cli) -> None:
    ana.post(PAGE, {**FORM, "folder": str(incoming)})
    configure(demo.home)
    do_jobs()
    assert "no longer open" in states()["incoming"][1]
