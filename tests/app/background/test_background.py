"""Linking and intake in the background: others decide meanwhile, and nothing of theirs is lost."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import DEMO, Cli

from hechos.app.home import Home, open_home


@pytest.fixture
def home(demo: Cli) -> Home:
    return open_home(demo.home)


def decide_on(home: Home, number: int, act: str = "accept") -> str:
    """Decide as another process would: the case is open for it alone, and not linked after."""
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.linkup import withdrawn_captures
    from hechos.app.register import queries
    from hechos.records import Decision, ids
    from hechos.weighing.decisions import copy_of

    with open_desk(home, "demo") as desk:
        assert withdrawn_captures(desk.head) == frozenset()
        claim = [c for c in queries.proposals(desk.head, _claim()) if c.content.kind == "act"][
            number
        ]
        seen = desk.archive.put_many([copy_of(claim).encode()])[0]
        desk.give(
            [
                Decision(
                    id=ids.mint(),
                    case=desk.case.id,
                    made=desk.made("keeper"),
                    act=act,
                    on=claim.id,
                    key=claim.key,
                    seen=seen,
                    because="as read",
                )
            ]
        )
        desk.head.linked = False
        desk.save_heads()
    return str(claim.id)


def _claim() -> Any:
    from hechos.records import Claim

    return Claim


def states() -> dict[str, str]:
    from hechos.app.register import queries
    from hechos.app.register.models import CaseHead

    return {c.id: c.state for c in queries.claims(CaseHead.objects.get())}


def test_what_is_decided_while_the_case_is_linked_is_in_the_links(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hechos.app.casework.background import relinking
    from hechos.app.register.models import CaseHead

    first = decide_on(home, 0)
    others: list[str] = []
    real = relinking.link_material

    def link_slowly(*given: Any) -> Any:
        found = real(*given)
        if not others:  # the case is not locked: somebody else decides
            others.append(decide_on(home, 1, "reject"))
        return found

    monkeypatch.setattr(relinking, "link_material", link_slowly)
    assert relinking.relink(home, "demo")
    found = states()
    assert (found[first], found[others[0]]) == ("accepted", "rejected")
    assert CaseHead.objects.get().linked
    assert not relinking.relink(home, "demo")


def test_a_case_that_changes_all_the_time_is_linked_in_the_end(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hechos.app.casework.background import relinking
    from hechos.app.register.models import CaseHead

    decide_on(home, 0)
    rounds: list[str] = []
    real = relinking.gather

    def gather(desk: Any) -> Any:
        rounds.append(decide_on(home, len(rounds) + 1))
        return real(desk)

    monkeypatch.setattr(relinking, "gather", gather)
    assert relinking.relink(home, "demo")
    assert len(rounds) == relinking.ROUNDS
    assert {states()[one] for one in rounds} == {"accepted"}
    assert CaseHead.objects.get().linked


def test_linking_in_the_background_makes_the_rows_that_linking_makes(home: Home) -> None:
    from hechos.app.casework.background.relinking import relink
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.linkup import link
    from hechos.app.register.models import CaseHead, Proposed

    def rows() -> list[Any]:
        names = ("id", "layer", "record", "klass", "upto", "place", "state", "kind", "body")
        return sorted(Proposed.objects.values_list(*names))

    decide_on(home, 0)
    relink(home, "demo")
    before = rows()
    CaseHead.objects.update(linked=False)
    with open_desk(home, "demo") as desk:
        link(desk)
    assert rows() == before


def test_sources_are_read_and_coded_a_batch_at_a_time(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hechos.app.casework.background import reading
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.intake import Intake, _incoming, preserve
    from hechos.records import Confidentiality

    cli("new", "demo")
    home = open_home(cli.home)
    monkeypatch.setattr(reading, "READ", 3)
    monkeypatch.setattr(reading, "CODE", 4)
    with open_desk(home, "demo") as desk:
        incoming = list(_incoming([str(DEMO)], Confidentiality.C1, None, Intake()))
        preserve(desk, incoming, by="keeper", known={}, intake=Intake())
    opened: list[str] = []
    real = reading.code

    def code(*given: Any, **named: Any) -> Any:
        with open_desk(home, "demo") as desk:  # nobody else has it meanwhile
            opened.append(desk.case.slug)
        return real(*given, **named)

    monkeypatch.setattr(reading, "code", code)
    intake = reading.work_through_apart(home, "demo")
    assert intake.texts == 10
    assert len(opened) == 3
    found = {
        (c["content"]["kind"], tuple(p["quote"] for p in c["passages"]))
        for c in cli.rows("claims", "demo")
    }
    other = Cli(cli.home.parent / "other")
    other("new", "demo")
    other("add", "demo", str(DEMO))
    same = {
        (c["content"]["kind"], tuple(p["quote"] for p in c["passages"]))
        for c in other.rows("claims", "demo")
    }
    assert found == same
    assert reading.work_through_apart(open_home(cli.home), "demo").texts == 0
