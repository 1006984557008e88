"""Linking and intake in the background: others decide meanwhile, and nothing of theirs is lost."""

from __future__ import annotations

import io
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
    from hechos.app.register import queries
    from hechos.records import Decision, ids
    from hechos.weighing.decisions import copy_of

    with open_desk(home, "demo") as desk:
        assert queries.withdrawn(desk.head) == frozenset()
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


def test_links_are_kept_though_somebody_decides_all_the_time(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hechos.app.casework.background import relinking
    from hechos.app.jobs.models import Job
    from hechos.app.register.models import CaseHead

    decide_on(home, 0)
    CaseHead.objects.update(linked=False)
    rounds: list[str] = []
    real = relinking.link_material

    def link_slowly(*given: Any) -> Any:
        found = real(*given)
        rounds.append(decide_on(home, len(rounds) + 1))
        return found

    with monkeypatch.context() as patched:
        patched.setattr(relinking, "link_material", link_slowly)
        assert relinking.relink(home, "demo")
    assert len(rounds) == relinking.ROUNDS
    assert {states()[one] for one in rounds} == {"accepted"}
    assert not CaseHead.objects.get().linked  # what was decided last is not in the links yet
    assert Job.objects.filter(kind="index", state="queued").count() == 1
    assert relinking.relink(home, "demo")
    assert CaseHead.objects.get().linked
    before = rows()
    link_from_nothing(home)
    assert rows() == before


def test_what_is_decided_upon_one_source_while_the_case_is_linked_leaves_the_others_alone(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hechos.app.casework.background import relinking
    from hechos.app.register.models import Proposed

    first = decide_on(home, 0, "reject")
    real = relinking.link_material

    def link_slowly(*given: Any) -> Any:
        found = real(*given)
        decide_on(home, 0, "accept")  # on the same claim, which linking takes for rejected
        return found

    monkeypatch.setattr(relinking, "link_material", link_slowly)
    monkeypatch.setattr(relinking, "ROUNDS", 1)
    assert relinking.relink(home, "demo")
    assert states()[first] == "accepted"
    assert Proposed.objects.filter(layer="decided", id=first).count() == 1


def test_a_case_into_which_sources_come_is_linked_later(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hechos.app.casework.background import relinking
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.intake import Intake, preserve
    from hechos.app.register.models import CaseHead
    from hechos.archive.store import Incoming
    from hechos.errors import UnavailableError

    decide_on(home, 0)
    before = [row for row in rows() if row[1] == "link"]
    real = relinking.link_material
    count = 0

    def link_slowly(*given: Any) -> Any:
        nonlocal count
        found = real(*given)
        count += 1
        with open_desk(home, "demo") as desk:
            more = Incoming(
                stream=io.BytesIO(b"Two more %d" % count), name="m", origin=f"{count}", how="test"
            )
            preserve(desk, [more], by="keeper", known={}, intake=Intake())
        return found

    monkeypatch.setattr(relinking, "link_material", link_slowly)
    with pytest.raises(UnavailableError):
        relinking.relink(home, "demo")
    assert count == relinking.ROUNDS
    assert [row for row in rows() if row[1] == "link"] == before
    assert not CaseHead.objects.get().linked


def test_the_index_is_brought_up_a_few_records_at_a_time(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hechos.app.casework.background import apart, relinking
    from hechos.app.register.models import Proposed
    from hechos.app.search import index
    from hechos.app.search.models import Entry, Tag

    def entries() -> list[Any]:
        names = ("id", "cls", "klass", "upto", "place", "title", "state", "body_hash", "own_hash")
        return sorted(Entry.objects.values_list(*names))

    whole = entries()
    borrowed = Tag.objects.filter(field="c", entry__cls="Proposition").values("entry").distinct()
    assert borrowed.count() == Proposed.objects.filter(record="Proposition").count()
    here = apart.unlocked(home, "demo")
    assert index.stale(here) == []
    index.forget_capture(here.head, Proposed.objects.filter(record="Claim")[0].part_of)
    assert len(entries()) < len(whole)
    monkeypatch.setattr(relinking, "AT_ONCE", 1)
    relinking.refresh_index(home, "demo")
    assert entries() == whole
    assert index.stale(here) == []


def rows() -> list[Any]:
    from hechos.app.register.models import Proposed

    names = ("id", "layer", "record", "klass", "upto", "place", "state", "kind", "body")
    return sorted(Proposed.objects.values_list(*names))


def link_from_nothing(home: Home) -> None:
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.linkup import link
    from hechos.app.register.models import CaseHead

    CaseHead.objects.update(linked=False)
    with open_desk(home, "demo") as desk:
        link(desk)


def test_linking_in_the_background_makes_the_rows_that_linking_makes(home: Home) -> None:
    from hechos.app.casework.background.relinking import relink

    decide_on(home, 0)
    relink(home, "demo")
    before = rows()
    link_from_nothing(home)
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


def test_rows_that_only_move_are_written_before_and_a_few_at_a_time(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hechos.app.casework.background import relinking
    from hechos.app.register import renew
    from hechos.app.register.models import CaseHead, Proposed

    whole = rows()
    links = Proposed.objects.filter(layer="link", record="Doubt")
    assert links.count() > 3
    for row in links:
        Proposed.objects.filter(row=row.row).update(place=row.place + 5)
    CaseHead.objects.update(linked=False)
    written: list[int] = []
    real = relinking.write_moves

    def write_moves(some: Any) -> None:
        written.append(len(some))
        real(some)

    monkeypatch.setattr(renew, "BATCH", 2)
    monkeypatch.setattr(relinking, "write_moves", write_moves)
    assert relinking.relink(home, "demo")
    assert sum(written) == links.count()
    assert max(written) == 2
    assert rows() == whole
