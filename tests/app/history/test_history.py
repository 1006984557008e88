"""Every version of a record is told, and can be had back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.app.history.at_desk import at_desk, claim_rows, relink, some_claims, write_one
from tests.conftest import Cli

from hechos.errors import InputError, NotFoundError

if TYPE_CHECKING:
    from hechos.app.casework.desk import Desk
    from hechos.app.casework.versions.history import Version

BY = {"by": "ana", "because": "so"}


def edit(desk: Desk, claim_id: str, act: str, *changes: tuple[str, str]) -> None:
    from hechos.app.casework.decide import decide
    from hechos.app.casework.versions.marks import present

    decide(desk, present(desk.head, claim_id), act, changes=changes, **BY)


def versions(desk: Desk, claim_id: str) -> list[Version]:
    from hechos.app.casework.versions.history import history_of
    from hechos.app.casework.versions.marks import present

    return history_of(desk, present(desk.head, claim_id))


def place_of(version: Version) -> Any:
    place = version.record.content.place  # type: ignore[union-attr]  # versions of claims
    return place.path if place else None


def test_each_decision_is_a_version_with_the_mark_that_forms_carried_then(demo: Cli) -> None:
    with at_desk(demo) as desk:
        from hechos.app.casework.versions import version_of
        from hechos.app.casework.versions.marks import present

        claim = some_claims(desk)[0]
        marks = [version_of(desk, claim)]
        for act, *changes in (("edit", ("place", "A")), ("edit", ("place", "B")), ("reject",)):
            edit(desk, claim.id, act, *changes)
            marks.append(version_of(desk, present(desk.head, claim.id)))
        found = versions(desk, claim.id)
        assert [v.act for v in found] == ["propose", "edit", "edit", "reject"]
        assert [v.mark for v in found] == marks
        assert [place_of(v) for v in found[1:3]] == ["A", "B"]
        relink(desk)
        assert [v.mark for v in versions(desk, claim.id)] == marks


def test_what_was_taken_back_stays_in_the_history(demo: Cli) -> None:
    with at_desk(demo) as desk:
        from hechos.app.casework.links.deciding import retract

        claim = some_claims(desk)[0]
        edit(desk, claim.id, "edit", ("place", "A"))
        made = versions(desk, claim.id)[-1].decision
        assert made is not None
        retract(desk, made, **BY)
        found = versions(desk, claim.id)
        assert [(v.act, v.standing) for v in found[1:]] == [("edit", False), ("retract", True)]
        assert found[-1].record == found[0].record == claim


@pytest.mark.parametrize("number", [0, 1, 2])
def test_any_version_can_be_restored_exactly(demo: Cli, number: int) -> None:
    with at_desk(demo) as desk:
        from hechos.app.casework.decide import restore
        from hechos.app.casework.versions.marks import present
        from hechos.records import Claim

        claim = some_claims(desk)[0]
        edit(desk, claim.id, "edit", ("place", "A"), ("hedge", "perhaps"))
        edit(desk, claim.id, "accept")
        edit(desk, claim.id, "edit", ("place", "B"))
        wanted, now = versions(desk, claim.id)[number], present(desk.head, claim.id)
        assert isinstance(now, Claim)
        restore(desk, now, wanted.mark, **BY)
        back = present(desk.head, claim.id)
        assert isinstance(back, Claim)
        assert isinstance(wanted.record, Claim)
        assert back.content == wanted.record.content
        assert back.hedge == wanted.record.hedge
        before = claim_rows(desk)
        relink(desk)
        assert claim_rows(desk) == before
        assert len(before) == len(claim_rows(desk))


def test_a_version_that_is_not_there_is_not_restored(demo: Cli) -> None:
    with at_desk(demo) as desk:
        from hechos.app.casework.decide import restore

        claim = some_claims(desk)[0]
        with pytest.raises(NotFoundError):
            restore(desk, claim, "", **BY)
        with pytest.raises(InputError, match="stands"):
            restore(desk, claim, versions(desk, claim.id)[-1].mark, **BY)


def test_a_written_claim_that_was_taken_back_has_its_history(demo: Cli) -> None:
    with at_desk(demo) as desk:
        claim = write_one(desk)
        edit(desk, claim.id, "edit", ("place", "A"))
        assert [v.act for v in versions(desk, claim.id)] == ["write", "edit"]


def test_new_rules_are_told_as_what_changed_a_claim(demo: Cli) -> None:
    with at_desk(demo) as desk:
        from dataclasses import replace

        from hechos.app.register.models import Proposed
        from hechos.records import wire

        claim = some_claims(desk)[0]
        edit(desk, claim.id, "reject")
        made = versions(desk, claim.id)[-1].decision
        assert made is not None
        changed = wire.dumps(replace(claim, hedge="it seems"))
        Proposed.objects.filter(case=desk.head, layer="claim", id=claim.id).update(body=changed)
        relink(desk)
        assert versions(desk, claim.id)[-1].act == "rules"


def test_a_doubt_and_a_difference_have_a_history(demo: Cli) -> None:
    from hechos.records import ClaimRelation, Doubt

    with at_desk(demo) as desk:
        from hechos.app.register import queries

        doubt = queries.linked(desk.head, Doubt)[0]
        relation = queries.linked(desk.head, ClaimRelation)[0]
        edit(desk, doubt.id, "resolve")
        edit(desk, relation.id, "resolve", ("outcome", "different_unit"))
        for _ in range(2):
            states = [v.record.status for v in versions(desk, doubt.id)]  # type: ignore[union-attr]
            assert states == ["open", "resolved"]
            found = versions(desk, relation.id)
            outcomes = [v.record.outcome for v in found]  # type: ignore[union-attr]
            assert outcomes == [relation.outcome, "different_unit"]
            relink(desk)


def test_slots_as_text_are_read_back_as_they_stand(demo: Cli) -> None:
    from hechos.weighing.edits import edited, slot_texts

    with at_desk(demo) as desk:
        for claim in some_claims(desk):
            texts = {k: v for k, v in slot_texts(claim).items() if v and k != "author"}
            unit = ("unit", texts.pop("unit", ""))
            pairs = [*texts.items(), *([unit] if unit[1] else [])]
            assert slot_texts(edited(claim, pairs)) == slot_texts(claim)
