"""What a decision changes at once is what linking makes of it, and is gone when taken back."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from tests.app.history.at_desk import (
    at_desk,
    claim_rows,
    decided_rows,
    relink,
    some_claims,
    write_one,
)
from tests.conftest import Cli

from hechos.errors import ConflictError, InputError, NotAllowedError, NotFoundError


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rows_after_a_burst_of_decisions_are_those_that_linking_makes(demo: Cli, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - the same burst in every run
    from hechos.records import Decision

    with at_desk(demo) as desk:
        from hechos.app.casework.decide import decide
        from hechos.app.casework.links.deciding import retract
        from hechos.app.casework.versions.marks import present
        from hechos.app.register import queries

        ids = [c.id for c in some_claims(desk)[:5]]
        for number in range(14):
            act = draw.choice(["accept", "reject", "edit", "edit", "retract", "write"])
            why = {"by": "ana", "because": f"step {number}"}
            if act == "write":
                ids.append(write_one(desk).id)
            elif act == "retract":
                made = [d for d in queries.given(desk.head, Decision) if d.act != "retract"]
                if made:
                    try:
                        retract(desk, draw.choice(made), **why)
                    except InputError:
                        continue  # it is retracted already
            else:
                try:
                    record = present(desk.head, draw.choice(ids))
                except NotFoundError:
                    continue  # written, and taken back
                changes = [("place", f"Place {number}")] if act == "edit" else []
                decide(desk, record, act, changes=changes, **why)
        assert not desk.head.linked
        at_once, claims = decided_rows(desk), claim_rows(desk)
        assert at_once
        relink(desk)
        assert decided_rows(desk) == at_once
        assert claim_rows(desk) == claims


@pytest.mark.parametrize("act", ["accept", "reject", "edit"])
def test_a_decision_taken_back_leaves_the_claim_as_it_was(demo: Cli, act: str) -> None:
    with at_desk(demo) as desk:
        from hechos.app.casework.decide import decide
        from hechos.app.casework.links.deciding import retract

        before = claim_rows(desk)
        changes = [("place", "Elsewhere")] if act == "edit" else []
        made = decide(desk, some_claims(desk)[0], act, by="ana", because="so", changes=changes)
        assert claim_rows(desk) != before
        again = retract(desk, made, by="ana", because="slip of the key")
        assert claim_rows(desk) == before
        relink(desk)
        assert claim_rows(desk) == before
        retract(desk, again, by="ana", because="it was right")
        assert claim_rows(desk) != before
        with pytest.raises(InputError, match="retracted already"):
            retract(desk, again, by="ana", because="twice")


def test_a_second_edit_brings_no_second_claim(demo: Cli) -> None:
    with at_desk(demo) as desk:
        from hechos.app.casework.decide import decide
        from hechos.app.casework.versions.marks import present

        count, first = len(claim_rows(desk)), some_claims(desk)[0]
        for place in ("One", "Two"):
            now = present(desk.head, first.id)
            decide(desk, now, "edit", by="ana", because="so", changes=[("place", place)])
        decide(desk, present(desk.head, first.id), "accept", by="ana", because="so")
        assert len(claim_rows(desk)) == count


def test_a_doubt_is_resolved_at_once_and_open_again_when_that_is_taken_back(demo: Cli) -> None:
    from hechos.records import Doubt

    with at_desk(demo) as desk:
        from hechos.app.casework.decide import decide
        from hechos.app.casework.links.deciding import retract
        from hechos.app.casework.versions.marks import present
        from hechos.app.register import queries

        doubt = queries.linked(desk.head, Doubt)[0]
        made = decide(desk, doubt, "resolve", by="ana", because="asked the author")
        at_once = present(desk.head, doubt.id)
        assert isinstance(at_once, Doubt)
        assert (at_once.status, desk.head.linked) == ("resolved", False)
        relink(desk)
        assert present(desk.head, doubt.id) == at_once
        retract(desk, made, by="ana", because="slip")
        assert present(desk.head, doubt.id) == doubt


def test_a_difference_shows_its_outcome_at_once(demo: Cli) -> None:
    from hechos.records import ClaimRelation

    with at_desk(demo) as desk:
        from hechos.app.casework.decide import decide
        from hechos.app.casework.versions import version_of
        from hechos.app.casework.versions.marks import present
        from hechos.app.register import queries

        relation = queries.linked(desk.head, ClaimRelation)[0]
        changes = [("outcome", "different_unit")]
        decide(desk, relation, "resolve", by="ana", because="so", changes=changes)
        now = present(desk.head, relation.id)
        assert isinstance(now, ClaimRelation)
        assert now.outcome == "different_unit"
        version = version_of(desk, now)
        relink(desk)
        assert version_of(desk, present(desk.head, relation.id)) == version


def test_linking_waits_as_one_job(demo: Cli) -> None:
    with at_desk(demo) as desk:
        from hechos.app.casework.decide import decide
        from hechos.app.jobs.models import Job

        for claim in some_claims(desk)[:3]:
            decide(desk, claim, "accept", by="ana", because="so")
        jobs = Job.objects.filter(kind="relink", case=desk.case.id)
        assert [job.state for job in jobs] == ["queued"]


# --- written claims --------------------------------------------------------------------------


def test_a_written_claim_says_what_was_set_and_who_is_cited(demo: Cli) -> None:
    with at_desk(demo) as desk:
        claim = write_one(desk)
        assert [m.name for m in claim.content.victims] == ["Ana Norvik", "two guards"]
        assert claim.content.quantity.low == 3
        assert [link.speaker.name for link in claim.voice][-1] == "Rui Tal"
        assert claim.voice[0].kind == "outlet"
        relink(desk)
        shown = claim_rows(desk)
    assert claim.id in shown
    demo("report", "demo", "--to", str(demo.home / "out"))
    assert "written by" in (demo.home / "out" / "report.html").read_text("utf-8")


def test_a_written_claim_survives_rebuild_and_travels_with_the_case(
    demo: Cli, tmp_path: Path
) -> None:
    with at_desk(demo) as desk:
        claim = write_one(desk)
    before = demo.rows("claims", "demo")
    assert claim.id in {row["id"] for row in before}
    demo("rebuild")
    assert demo.rows("claims", "demo") == before
    demo("export", "demo", str(tmp_path / "case.tar"))
    other = Cli(tmp_path / "other")
    other("import", str(tmp_path / "case.tar"))
    assert other.rows("claims", "demo") == before


def test_a_written_claim_reaches_a_copy_that_has_the_case_already(
    demo: Cli, tmp_path: Path
) -> None:
    demo("export", "demo", str(tmp_path / "case.tar"))
    other = Cli(tmp_path / "other")
    other("import", str(tmp_path / "case.tar"))
    with at_desk(demo) as desk:
        claim = write_one(desk)
    demo("export", "demo", str(tmp_path / "again.tar"))
    other("import", str(tmp_path / "again.tar"))
    assert claim.id in {row["id"] for row in other.rows("claims", "demo")}


def test_nothing_of_a_written_claim_is_left_after_its_source_is_withdrawn(demo: Cli) -> None:
    with at_desk(demo) as desk:
        from hechos.app.casework.links.deciding import retract
        from hechos.app.register import queries
        from hechos.records import Decision

        standing, gone = write_one(desk), write_one(desk)
        last = queries.given(desk.head, Decision)[-1]
        retract(desk, last, by="ana", because="twice the same")
        assert gone.id not in claim_rows(desk)
    demo("withdraw", standing.capture, "--by", "keeper", "--because", "asked for")
    left = b"".join(p.read_bytes() for p in demo.home.rglob("*") if p.is_file())
    assert b"Ana Norvik" not in left
    assert standing.quote.encode() not in left


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"start": 9, "end": 9}, "Select the words"),
        ({"end": 10**7}, "Select the words"),
        ({"kind": "rumour"}, "what kind"),
        ({"type": " "}, "what kind"),
        ({"because": " "}, "needs a reason"),
        ({"slots": [("colour", "red")]}, "no slot"),
        ({"text_id": "0" * 36}, "nothing with the id"),
    ],
)
def test_a_claim_that_cannot_be_is_refused(demo: Cli, change: dict[str, Any], said: str) -> None:
    from hechos.errors import HechosError

    with at_desk(demo) as desk:
        from hechos.app.casework.decide import write_claim

        before, text = desk.archive.journal.length, some_claims(desk)[0].text
        what = {"text_id": text, "start": 0, "end": 9, "kind": "act", "type": "x"}
        with pytest.raises(HechosError, match=said):
            write_claim(desk, **{**what, "because": "so", **change})
        assert desk.archive.journal.length == before


# --- versions ---------------------------------------------------------------------------------


def test_the_version_changes_with_a_decision_and_not_with_linking(demo: Cli) -> None:
    with at_desk(demo) as desk:
        from hechos.app.casework.decide import decide
        from hechos.app.casework.versions import check_version, version_of
        from hechos.app.casework.versions.marks import present

        claim = some_claims(desk)[0]
        first = version_of(desk, claim)
        relink(desk)
        check_version(desk, claim, first)
        decide(desk, claim, "accept", by="ana", because="so")
        with pytest.raises(ConflictError, match="changed this"):
            check_version(desk, claim, first)
        second = version_of(desk, present(desk.head, claim.id))
        assert second != first
        relink(desk)
        check_version(desk, claim, second)


# --- who may ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["reviewer", "reader", "custodian"])
def test_who_may_not_code_decides_nothing(demo: Cli, role: str) -> None:
    with at_desk(demo, "eva", roles=(role,)) as desk:
        from hechos.app.casework.decide import decide, withdraw

        claim = some_claims(desk)[0]
        with pytest.raises(NotAllowedError):
            decide(desk, claim, "accept", by="eva", because="so")
        with pytest.raises(NotAllowedError):
            write_one(desk)
        with pytest.raises(NotAllowedError):
            withdraw(desk, claim.capture, by="eva", because="so")


def test_nobody_decides_in_the_name_of_another(demo: Cli) -> None:
    with at_desk(demo) as desk:
        from hechos.app.casework.decide import decide

        with pytest.raises(NotAllowedError, match="own name"):
            decide(desk, some_claims(desk)[0], "accept", by="keeper", because="so")


def test_what_is_above_the_clearance_is_not_there_to_decide_on(demo: Cli) -> None:
    with at_desk(demo, "low", roles=("investigator",), clearance=0) as desk:
        from hechos.app.casework.decide import decide

        with pytest.raises(NotFoundError):
            decide(desk, some_claims(desk)[0], "accept", by="low", because="so")
