"""A backup brings a team back: accounts, work, searches and the audit log, and secrets only where
they are asked for."""

from __future__ import annotations

import json
import stat
import tarfile
from pathlib import Path
from typing import Any

import pytest
from tests.app.cast import account, cast
from tests.conftest import Cli

from hechos.app.home import open_home

PASSWORD = "seven gulls over the mole"  # noqa: S105 - of a made-up account


@pytest.fixture
def worked(demo: Cli) -> Cli:
    """The demonstration case with a team that did a bit of everything."""
    open_home(demo.home)
    account("lead")
    from hechos.app.accounts.models import Account, HomeRules, Team
    from hechos.app.register.models import CaseHead, Proposed
    from hechos.app.work.models import ImportMap, ImportRun, Stage, Visit

    lead = Account.objects.get(name="lead")
    lead.set_password(PASSWORD)
    lead.save()
    people = cast("demo")
    Team.objects.create(name="north").accounts.set(Account.objects.filter(name__in=["lead", "low"]))
    HomeRules.objects.create(pk=1, second_factor="none", idle_minutes=7)
    head = CaseHead.objects.get(slug="demo")
    claim = Proposed.objects.filter(record="Claim").exclude(kind="document")[0]
    comment = {"words": "Look at the date, @investigator"}
    assert people["lead"].post(f"/record/{claim.id}/comment/", comment).status_code == 303
    task = {"kind": "free", "words": "Call the port office", "to": str(lead.pk)}
    assert people["lead"].post("/case/demo/work/task/", task).status_code == 303
    kept = {"act": "keep", "name": "Killed", "query": "words=killed", "shared": "1"}
    assert people["lead"].post("/case/demo/search/keep/", kept).status_code == 303
    Stage.objects.create(case=head, klass=0, record=claim.id, state="open", by="lead", because="x")
    Visit.objects.create(account=lead, case=head, last=lead.made_at)
    sheet = ImportMap.objects.create(case=head, name="register", by="lead", klass=0, body={"a": 1})
    ImportRun.objects.create(case=head, map=sheet, by="lead", capture="x", klass=0)
    return demo


def rows() -> dict[str, list[dict[str, Any]]]:
    from hechos.app.casework.people.teamwork import LOG, TABLES

    found = {}
    for table in (*TABLES, LOG):
        values = [dict(row) for row in table._default_manager.order_by("pk").values()]
        found[table.__name__] = values
    return found


def restored(cli: Cli, file: Path, into: Path) -> Cli:
    other = Cli(into)
    other("restore", str(file))
    open_home(other.home)
    return other


def test_what_a_team_keeps_comes_back_as_it_was(worked: Cli, tmp_path: Path) -> None:
    file = tmp_path / "home.tar"
    worked("backup", str(file), "--by", "ana")
    before = rows()
    restored(worked, file, tmp_path / "again")
    after = rows()
    for name, held in before.items():
        assert held or name in ("RevealRule", "Reveal", "SecondLook", "CommentVersion"), name
        if name in ("Account", "ImportRun", "Look", "Standing"):
            continue
        assert after[name] == held, name
    for one, other in zip(before["Account"], after["Account"], strict=True):
        assert {**one, "password": ""} == {**other, "password": ""}
    assert after["ImportRun"][0]["state"] == "failed"
    assert len(after["Standing"]) == len(before["Standing"])
    assert after["Event"][-1]["what"] == "backup"
    worked("verify", "--deep")
    Cli(tmp_path / "again")("verify", "--deep")


def test_secrets_stay_behind_unless_they_are_asked_for(worked: Cli, tmp_path: Path) -> None:
    from hechos.app.accounts.models import Account

    lead = Account.objects.get(name="lead")
    (worked.home / "secret.key").write_text("k" * 64)
    plain, full = tmp_path / "plain.tar", tmp_path / "full.tar"
    worked("backup", str(plain))
    said = worked("backup", str(full), "--with-secrets")
    assert "can sign in as anybody" in said.stdout + said.stderr
    key = (worked.home / "secret.key").read_bytes()
    for file, holds in ((plain, False), (full, True)):
        data = file.read_bytes()
        assert (lead.password.encode() in data) is holds
        assert (key in data) is holds
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    restored(worked, plain, tmp_path / "without")
    assert not Account.objects.get(name="lead").check_password(PASSWORD)
    other = restored(worked, full, tmp_path / "with")
    assert Account.objects.get(name="lead").check_password(PASSWORD)
    assert (other.home / "secret.key").read_bytes() == key
    assert stat.S_IMODE((other.home / "secret.key").stat().st_mode) == 0o600


def test_work_goes_on_in_the_restored_home(worked: Cli, tmp_path: Path) -> None:
    worked("backup", str(tmp_path / "home.tar"))
    restored(worked, tmp_path / "home.tar", tmp_path / "again")
    from hechos.app.work.models import Comment

    last = Comment.objects.latest("id")
    lead = account("lead", "demo", roles=["lead"])
    answer = lead.post(f"/record/{last.record}/comment/", {"words": "It is the fourth."})
    assert answer.status_code == 303
    assert Comment.objects.latest("id").pk > last.pk
    assert account("newcomer").get("/").status_code == 200
    assert "nothing new" in lead.get("/case/demo/search/").content.decode()


def changed(file: Path, name: str, change: Any) -> Path:
    """Return a copy of a tar file in which one member is another."""
    import io

    out = file.with_name("changed.tar")
    with tarfile.open(file) as old, tarfile.open(out, "w") as new:
        for member in old:
            data = old.extractfile(member).read() if member.isfile() else b""  # type: ignore[union-attr]  # a file has one
            if member.name == name:
                data = change(data)
                member.size = len(data)
            new.addfile(member, io.BytesIO(data) if member.isfile() else None)
    return out


def test_a_table_that_was_changed_is_refused(worked: Cli, tmp_path: Path) -> None:
    file = tmp_path / "home.tar"
    worked("backup", str(file))
    name = "team/accounts.account.jsonl"
    bad = changed(file, name, lambda data: data.replace(b"false", b"true "))
    result = Cli(tmp_path / "again")("restore", str(bad), code=3)
    assert "damaged" in result.stderr
    assert not (tmp_path / "again" / "hechos.toml").exists()


def test_a_backup_from_before_there_were_teams_is_taken(demo: Cli, tmp_path: Path) -> None:
    def without_team(data: bytes) -> bytes:
        plain = json.loads(data)
        del plain["team"]
        return json.dumps(plain).encode()

    demo("backup", str(tmp_path / "home.tar"))
    old = changed(tmp_path / "home.tar", "manifest.json", without_team)
    other = Cli(tmp_path / "again")
    other("restore", str(old))
    assert other.rows("claims", "demo") == demo.rows("claims", "demo")
