from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.conftest import Cli, Prepared, remove_register, write_texts

REAL = """Published: {day} March 2024

At least {n} villagers were killed by soldiers near the bridge of Norvik on Monday, the regional
office said. {who}, a teacher, saw it.
"""
FILM = """Published: {day} March 2024

In the second season of the series, {n} villagers were killed by soldiers on the stage, the studio
said. {who}, an actress, played in it.
"""
PLAYED_BY = "Zulmira"


def decide_all(home: Path) -> None:
    """Ana keeps what is reported and rejects what is played, in one go."""
    from hechos.app.casework.decide import decide
    from hechos.app.casework.desk import open_desk
    from hechos.app.home import open_home
    from hechos.app.register import queries
    from hechos.records import Claim

    with open_desk(open_home(home), "norvik") as desk:
        desk.head.linked = True
        for claim in queries.proposals(desk.head, Claim):
            if claim.content.quantity is None:
                continue
            act = "reject" if "studio" in claim.quote + _after(claim) else "accept"
            decide(desk, claim, act, by="ana", because="read in full")


def _after(claim: object) -> str:
    return str(claim.anchor.selector.suffix)  # type: ignore[attr-defined]


def make(cli: Cli) -> None:
    sources = write_texts(cli.home.parent)
    for n in range(44):
        body = (REAL if n % 2 else FILM).format(n=7100 + n, day=1 + n % 28, who=PLAYED_BY)
        (sources / f"note-{n:02}.txt").write_text(body, encoding="utf-8")
    cli("new", "norvik")
    cli("members", "norvik", "add", "ana")
    cli("add", "norvik", str(sources))
    decide_all(cli.home)


@pytest.fixture
def taught(prepared: Prepared) -> Cli:
    """A case of reports and of notes about a series, all of it decided on."""
    return prepared("taught", make)


def add(cli: Cli, folder: Path, **bodies: str) -> None:
    folder.mkdir()
    for name, body in bodies.items():
        (folder / f"{name}.txt").write_text(body, encoding="utf-8")
    cli("add", "norvik", str(folder))


TRAIN = ("coder", "train", "norvik", "--by", "ana", "--because", "it leaves out the series")
OFF = ("coder", "off", "norvik", "--by", "ana", "--because", "by the rules again")


def test_compare_says_what_would_be_won_and_changes_nothing(taught: Cli) -> None:
    before = taught.rows("claims", "norvik")
    (row,) = taught.rows("coder", "compare", "norvik")
    assert row["is_better"]
    assert row["before"]["precision"] < row["after"]["precision"]
    assert row["after"]["recall"] >= 95
    assert taught.rows("claims", "norvik") == before
    assert "No learned coder" in taught("coder", "show", "norvik").stdout


def test_a_learned_coder_leaves_out_what_members_rejected_and_shows_it(
    taught: Cli, tmp_path: Path
) -> None:
    taught(*TRAIN)
    day = {"day": 9, "who": "Ana"}
    add(taught, tmp_path / "new", film=FILM.format(n=31, **day), real=REAL.format(n=32, **day))
    shown = {c["quantity"]["low"] for c in taught.rows("claims", "norvik") if c["quantity"]}
    left = taught.rows("claims", "norvik", "--filtered")
    assert 32 in shown
    assert 31 not in shown
    (film,) = [c for c in left if c["capture"]["name"] == "film.txt"]
    assert "Left out by what the case's decisions taught" in film["because"]
    (status,) = taught.rows("status", "norvik")
    assert status["filtered"] == 1
    assert all(film["id"] not in f["claims"] for f in taught.rows("figures", "norvik"))
    taught("verify", "--deep")


def test_a_member_may_take_back_what_was_left_out(taught: Cli, tmp_path: Path) -> None:
    taught(*TRAIN)
    add(taught, tmp_path / "new", film=FILM.format(n=31, day=9, who="Ana"))
    left = taught.rows("claims", "norvik", "--filtered")
    (film,) = [c for c in left if c["capture"]["name"] == "film.txt"]
    taught("decide", film["id"], "accept", "--by", "ana", "--because", "it is a documentary")
    states = {c["id"]: c["state"] for c in taught.rows("claims", "norvik")}
    assert states[film["id"]] == "accepted"
    assert taught.rows("status", "norvik")[0]["filtered"] == 0
    assert "orphaned decision" not in {d["type"] for d in taught.rows("doubts", "norvik")}


def test_decisions_stand_and_off_brings_every_list_back(taught: Cli) -> None:
    before = taught.rows("claims", "norvik"), taught.rows("figures", "norvik")
    taught(*TRAIN)
    states = {c["id"]: c["state"] for c in before[0]}
    with_it = {c["id"]: c["state"] for c in taught.rows("claims", "norvik")}
    decided = {i: s for i, s in states.items() if s != "proposed"}
    assert {i: with_it.get(i) for i in decided} == decided
    taught(*OFF)
    assert (taught.rows("claims", "norvik"), taught.rows("figures", "norvik")) == before
    assert "No learned coder" in taught(*OFF, code=1).stderr


def test_a_rebuild_with_the_model_gives_the_same_lists(taught: Cli, tmp_path: Path) -> None:
    taught(*TRAIN)
    add(taught, tmp_path / "new", film=FILM.format(n=31, day=9, who="Ana"))
    lists = [("claims", "norvik"), ("claims", "norvik", "--filtered"), ("figures", "norvik")]
    before = [taught.rows(*words) for words in lists]
    remove_register(taught.home)
    taught("rebuild")
    assert [taught.rows(*words) for words in lists] == before


def test_the_model_file_holds_no_name_and_no_number(taught: Cli) -> None:
    taught(*TRAIN)
    shown = taught("coder", "show", "norvik").stdout
    model = json.loads(shown)
    assert model["weights"]
    assert PLAYED_BY.casefold() not in shown.casefold()
    assert "norvik" not in " ".join(model["weights"])
    names = " ".join(model["weights"])
    whole = re.findall(r"(?<![0-9A-Za-z.-])\d+(?![0-9A-Za-z.-])", shown)  # of no id, no weight
    assert not [n for n in range(7100, 7144) if str(n) in names or str(n) in whole]
    assert model["class"] == "C1"


def test_a_report_above_the_class_of_the_model_does_not_name_it(
    taught: Cli, tmp_path: Path
) -> None:
    taught(*TRAIN)
    for audience, there in (("internal", True), ("public", False)):
        out = tmp_path / audience
        words = ("--to", str(out), "--format", "json", "--audience", audience)
        taught("report", "norvik", *words)
        report = (out / "report.json").read_text("utf-8")
        assert "coding/en" in report
        assert ("coding/learned" in report) is there


def test_a_decision_that_was_retracted_teaches_nothing(taught: Cli) -> None:
    from hechos.app.register.models import Given

    (before,) = taught.rows("coder", "compare", "norvik")
    decided = Given.objects.filter(record="Decision").order_by("seq").first()
    taught("decide", decided.id, "retract", "--by", "ana", "--because", "read too quickly")
    (after,) = taught.rows("coder", "compare", "norvik")
    assert after["kept"] + after["rejected"] == before["kept"] + before["rejected"] - 1


def test_too_few_decisions_refuse_and_only_members_switch(demo: Cli) -> None:
    train = ("coder", "train", "demo", "--because", "to see")
    refused = demo(*train, "--by", "keeper", code=1)
    assert "20 accepted or edited claims, 20 rejected claims" in refused.stderr
    assert "not a member" in demo(*train, "--by", "nobody", code=1).stderr
    assert demo("coder", "off", "demo", code=2).exit_code == 2


def test_the_likeliest_claims_come_first(taught: Cli) -> None:
    assert taught("claims", "norvik", "--ranked", code=1).stderr
    taught(*TRAIN)
    rows = [c for c in taught.rows("claims", "norvik", "--ranked") if c["quantity"]]
    states = [c["state"] for c in rows]
    assert states == sorted(states)
