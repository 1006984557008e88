from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from tests.conftest import Cli, Texts, remove_register

LISTS = ("claims", "figures", "incidents", "origins", "doubts", "sources", "grades", "captures")
STRIKE = """Published: 12 March 2024

The Ministry of Defence said on Monday that at least 12 people were killed in the shelling of
the town of Norvik on 10 March 2024.

The hospital of the town reported 31 injured, according to the regional office.
"""


def test_a_case_goes_from_a_folder_to_claims_on_their_passages(cli: Cli, texts: Texts) -> None:
    folder = texts(strike=STRIKE)
    cli("new", "norvik")
    cli("add", "norvik", str(folder))
    claims = cli.rows("claims", "norvik")
    assert claims
    for claim in claims:
        for passage in claim["passages"]:
            assert STRIKE[passage["start"] : passage["end"]] == passage["quote"]
    figures = {(c["quantity"]["low"], c["quantity"]["bound"]) for c in claims if c["quantity"]}
    assert (12, "at_least") in figures


def test_delete_the_register_and_every_list_comes_back_equal(demo: Cli) -> None:
    demo("members", "demo", "add", "ana")
    claim = demo.rows("claims", "demo")[0]
    demo("decide", claim["id"], "accept", "--by", "ana", "--because", "read in the source")
    before = {name: demo.rows(name, "demo") for name in LISTS}
    remove_register(demo.home)
    demo("rebuild")
    after = {name: demo.rows(name, "demo") for name in LISTS}
    assert before == after


def test_a_second_run_of_add_doubles_nothing(demo: Cli) -> None:
    from tests.conftest import DEMO

    before = {name: demo.rows(name, "demo") for name in LISTS}
    demo("add", "demo", str(DEMO))
    assert {name: demo.rows(name, "demo") for name in LISTS} == before


def test_decisions_change_states_and_survive(demo: Cli) -> None:
    demo("members", "demo", "add", "ana")
    first, second, third = demo.rows("claims", "demo")[:3]
    demo("decide", first["id"], "accept", "--by", "ana", "--because", "it stands there")
    demo("decide", second["id"], "reject", "--by", "ana", "--because", "misread")
    demo("decide", third["id"], "edit", "--by", "ana", "--because", "the place", "--set", "place=X")
    states = {c["id"]: c["state"] for c in demo.rows("claims", "demo")}
    assert [states[c["id"]] for c in (first, second, third)] == ["accepted", "rejected", "edited"]
    used = {c for f in demo.rows("figures", "demo") for c in f["claims"]}
    used |= {c for i in demo.rows("incidents", "demo") for c in i["claims"]}
    assert second["id"] not in used


def test_only_members_decide_and_only_with_a_reason(demo: Cli) -> None:
    claim = demo.rows("claims", "demo")[0]["id"]
    result = demo("decide", claim, "accept", "--by", "nobody", "--because", "x", code=1)
    assert "not a member" in result.stderr
    result = demo("decide", claim, "accept", "--by", "keeper", "--because", " ", code=1)
    assert "needs a reason" in result.stderr


def test_a_withdrawn_capture_leaves_a_tombstone_and_nothing_else(demo: Cli) -> None:
    captures = demo.rows("captures", "demo")
    capture = next(c for c in captures if c["name"] == "demo-note-f.txt")
    quotes = [
        p["quote"]
        for c in demo.rows("claims", "demo")
        if c["capture"]["id"] == capture["id"]
        for p in c["passages"]
    ]
    assert quotes
    claim = next(c for c in demo.rows("claims", "demo") if c["capture"]["id"] == capture["id"])
    demo("decide", claim["id"], "accept", "--by", "keeper", "--because", "seen")
    demo("withdraw", capture["id"], "--by", "keeper", "--because", "the source asked for it")
    assert demo.rows("captures", "demo") == captures
    assert all(c["capture"]["id"] != capture["id"] for c in demo.rows("claims", "demo"))
    demo("verify", "--deep")
    demo("rebuild")
    assert all(c["capture"]["id"] != capture["id"] for c in demo.rows("claims", "demo"))
    left = b"".join(p.read_bytes() for p in demo.home.rglob("*") if p.is_file())
    for quote in quotes:
        assert quote.encode() not in left


def test_export_and_import_keep_ids_and_merge_decisions(demo: Cli, tmp_path: Path) -> None:
    demo("export", "demo", str(tmp_path / "case.tar"))
    other = Cli(tmp_path / "other")
    other("import", str(tmp_path / "case.tar"))
    assert other.rows("claims", "demo") == demo.rows("claims", "demo")
    first, second = demo.rows("claims", "demo")[:2]
    other("decide", first["id"], "accept", "--by", "keeper", "--because", "there")
    other("decide", second["id"], "accept", "--by", "keeper", "--because", "there")
    demo("decide", second["id"], "reject", "--by", "keeper", "--because", "here")
    other("export", "demo", str(tmp_path / "back.tar"))
    result = demo("import", str(tmp_path / "back.tar"))
    assert "1 decisions" in result.stderr
    states = {c["id"]: c["state"] for c in demo.rows("claims", "demo")}
    assert states[first["id"]] == "accepted"
    assert states[second["id"]] == "rejected"
    doubts = [d["type"] for d in demo.rows("doubts", "demo")]
    assert "conflicting decisions" in doubts


def test_a_damaged_case_file_is_refused_before_anything_is_kept(demo: Cli, tmp_path: Path) -> None:
    file = tmp_path / "case.tar"
    demo("export", "demo", str(file))
    data = bytearray(file.read_bytes())
    at = data.index(b"Demonstration text")
    data[at] ^= 1
    file.write_bytes(bytes(data))
    other = Cli(tmp_path / "other")
    result = other("import", str(file), code=3)
    assert "damaged" in result.stderr
    assert list((tmp_path / "other" / "cases").iterdir()) == []


def test_backup_and_restore_bring_every_list_back(demo: Cli, tmp_path: Path) -> None:
    demo("backup", str(tmp_path / "home.tar"))
    other = Cli(tmp_path / "restored")
    other("restore", str(tmp_path / "home.tar"))
    for name in LISTS:
        assert other.rows(name, "demo") == demo.rows(name, "demo")


@pytest.mark.parametrize("what", ["object", "journal", "custody"])
def test_verify_names_a_flipped_bit(demo: Cli, what: str) -> None:
    case = next((demo.home / "cases").iterdir())
    target = {
        "object": next(p for p in sorted((case / "objects").rglob("*")) if p.is_file()),
        "journal": case / "journal" / "journal.jsonl",
        "custody": case / "custody" / "log.jsonl",
    }[what]
    target.chmod(0o600)
    data = bytearray(target.read_bytes())
    data[len(data) // 2] ^= 4
    target.write_bytes(bytes(data))
    result = demo("verify", "--deep", code=3)
    assert (target.name in result.stdout) or what in result.stdout


def test_verify_misses_no_removed_object(demo: Cli) -> None:
    case = next((demo.home / "cases").iterdir())
    gone = next(p for p in sorted((case / "objects").rglob("*")) if p.is_file())
    gone.unlink()
    result = demo("verify", code=3)
    assert gone.name in result.stdout


def test_new_rules_are_shown_before_they_are_taken(
    demo: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = demo("rebuild", "demo", "--rules", "new", "--yes")
    assert "Nothing would change" in result.stderr


def test_a_home_of_another_schema_ends_in_a_sentence(demo: Cli) -> None:
    marker = demo.home / "hechos.toml"
    marker.write_text(marker.read_text("utf-8").replace("schema = 2", "schema = 99"), "utf-8")
    result = demo("claims", "demo", code=1)
    assert "schema 99" in result.stderr


def test_moving_a_case_folder_touches_no_other(demo: Cli, tmp_path: Path, texts: Texts) -> None:
    demo("new", "other")
    demo("add", "other", str(texts(strike=STRIKE)))
    before = demo.rows("claims", "other")
    first = demo("captures", "demo").stdout.split()[0]
    case = next(p for p in (demo.home / "cases").iterdir() if first[:8] and _holds(p, "demo"))
    shutil.move(case, tmp_path / "moved")
    assert demo.rows("claims", "other") == before


def _holds(folder: Path, slug: str) -> bool:
    first = (folder / "journal" / "journal.jsonl").read_text(encoding="utf-8").splitlines()[0]
    return bool(json.loads(first)["record"]["slug"] == slug)


def test_the_outcome_of_a_relation_is_set_by_a_member_and_kept_through_a_rebuild(
    cli: Cli, texts: Texts
) -> None:
    told = "Published: {} 2031\n\n{} said that {} people were killed in riots in Chile in May 2031."
    folder = texts(
        early=told.format("12 June", "The Harbour Union", 31),
        late=told.format("12 September", "The Lantern Institute", 40),
    )
    cli("new", "riots")
    cli("add", "riots", str(folder))
    cli("members", "riots", "add", "ana")
    (relation,) = [r for r in cli.rows("relations", "riots") if r["kind"] == "contradicts"]
    assert relation["outcome"] == "undetermined"
    words = ("--by", "ana", "--because", "the second counts guards too")
    refused = cli("decide", relation["id"], "resolve", *words, code=1)
    assert "outcome=" in refused.output
    cli("decide", relation["id"], "resolve", *words, "--set", "outcome=different_universe")
    cli("rebuild", "riots")
    (after,) = [r for r in cli.rows("relations", "riots") if r["id"] == relation["id"]]
    assert after["outcome"] == "different_universe"
    assert "guards too (decided by ana" in after["because"]


def test_a_grade_says_which_levels_it_moved_and_who_gave_it(demo: Cli) -> None:
    demo("members", "demo", "add", "ana")
    capture = next(c for c in demo.rows("captures", "demo"))
    words = ("--by", "ana", "--because", "it invents its quotations")
    told = demo("decide", capture["id"], "grade", *words, "--set", "source=E").stderr
    assert re.search(r"falls? from P1 to P0", told)
    grades = {grade["on"]: grade for grade in demo.rows("grades", "demo")}
    own = grades.pop(capture["id"])
    assert (own["source"], own["because"]) == ("E", "it invents its quotations")
    assert own["made"]["by"] == "ana"
    assert {grade["source"] for grade in grades.values()} == {"F"}


@pytest.mark.parametrize(
    ("act", "slot", "words"),
    [
        ("grade", "source=Z", "no grade of a source"),
        ("grade", "information=1", "independent origins"),
        ("checklist", "courage=1", "cannot be decided on a capture"),
    ],
)
def test_a_grade_that_cannot_be_given_is_refused(
    demo: Cli, act: str, slot: str, words: str
) -> None:
    capture = demo.rows("captures", "demo")[0]["id"]
    given = ("--by", "keeper", "--because", "read", "--set", slot)
    assert words in demo("decide", capture, act, *given, code=1).stderr


def test_weigh_tells_before_a_grade_what_would_fall(demo: Cli) -> None:
    levels = {row["proposition"]: row["level"] for row in demo.rows("weigh", "demo")}
    capture = demo.rows("captures", "demo")[0]["id"]
    shifts = demo.rows("weigh", "demo", "--without", capture)
    assert shifts
    assert all(levels[shift["proposition"]] == shift["from"] for shift in shifts)
    assert all(shift["from"] >= shift["to"] for shift in shifts)
    given = ("--by", "keeper", "--because", "false", "--set", "source=E")
    demo("decide", capture, "grade", *given)
    after = {row["proposition"]: row["level"] for row in demo.rows("weigh", "demo")}
    assert all(after[shift["proposition"]] == shift["to"] for shift in shifts)
    assert {one for one in levels if after[one] != levels[one]} <= {
        shift["proposition"] for shift in shifts
    }


def test_weigh_without_something_unknown_is_refused_in_a_sentence(demo: Cli) -> None:
    assert "rests on" in demo("weigh", "demo", "--without", "nobody at all", code=1).stderr
