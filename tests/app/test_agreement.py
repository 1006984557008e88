from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Cli


def slots(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["slot"]: row for row in rows if row["row"] == "slot"}


@pytest.fixture
def coded(demo: Cli) -> Cli:
    """Ana and Luis code six proposals blind: one they see differently, one both reject, and one
    Luis edits."""
    claims = [c for c in demo.rows("claims", "demo", "--blind") if c["content"]["kind"] == "act"]
    for who in ("ana", "luis"):
        demo("members", "demo", "add", who)
        for number, claim in enumerate(claims[:6]):
            blind = ("--by", who, "--because", "as printed", "--blind")
            if number == 0 or (number == 1 and who == "luis"):
                demo("decide", claim["id"], "reject", *blind)
            elif number == 2 and who == "luis":
                demo("decide", claim["id"], "edit", *blind, "--set", "place=Norvik")
            else:
                demo("decide", claim["id"], "accept", *blind)
    return demo


def test_blind_codings_are_compared_per_slot(coded: Cli) -> None:
    rows = coded.rows("agreement", "demo", "--between", "ana", "luis")
    found = slots(rows)
    assert (found["act"]["units"], found["act"]["agreed"]) == (6, 5)
    assert (found["place"]["units"], found["place"]["agreed"]) == (4, 3)
    assert found["number"]["kappa"] == 1.0
    different = [(r["slot"], r["second"]) for r in rows if r["row"] == "disagreement"]
    assert sorted(different) == [("act", "not coded"), ("place", "norvik")]


def test_a_person_is_compared_with_the_rules(coded: Cli) -> None:
    found = slots(coded.rows("agreement", "demo", "--between", "rules", "ana"))
    assert (found["act"]["units"], found["act"]["agreed"]) == (6, 5)


def test_coding_blind_decides_nothing(coded: Cli) -> None:
    assert {c["state"] for c in coded.rows("claims", "demo")} == {"proposed"}
    before = coded.rows("claims", "demo", "--blind")
    claim = next(c for c in before if c["content"]["kind"] == "act")
    coded("decide", claim["id"], "reject", "--by", "keeper", "--because", "seen")
    assert coded.rows("claims", "demo", "--blind") == before
    coded("rebuild")
    rows = coded.rows("agreement", "demo", "--between", "ana", "luis")
    assert slots(rows)["act"]["units"] == 6
    coded("verify", "--deep")


def test_only_members_code_and_only_claims(coded: Cli) -> None:
    claim = coded.rows("claims", "demo")[0]["id"]
    words = ("accept", "--because", "x", "--blind", "--by")
    assert "not a member" in coded("decide", claim, *words, "nobody", code=1).stderr
    capture = coded.rows("captures", "demo")[0]["id"]
    assert "on claims" in coded("decide", capture, *words, "ana", code=1).stderr
    between = ("--between", "ana", "nobody")
    assert "not a member" in coded("agreement", "demo", *between, code=1).stderr
    coded("agreement", "demo", code=2)


@pytest.mark.parametrize("form", ["--rows", "--json"])
def test_two_files_of_rows_are_compared(demo: Cli, tmp_path: Path, form: str) -> None:
    lines = demo("claims", "demo", form).stdout.splitlines()
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_text("\n".join(lines), encoding="utf-8")
    second.write_text("\n".join(lines[1:]), encoding="utf-8")
    rows = demo.rows("agreement", str(first), str(second))
    assert [r["slot"] for r in rows if r["row"] == "disagreement"] == ["act"]
    assert slots(rows)["act"]["units"] == len(lines)
    said = demo("agreement", str(first), str(second))
    assert "kappa" in said.stdout
    second.write_text("no rows", encoding="utf-8")
    assert "Line 1 of b.jsonl" in demo("agreement", str(first), str(second), code=1).stderr
    assert json.loads(lines[0])
