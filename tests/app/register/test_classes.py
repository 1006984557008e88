"""What a person sees of a case is what would be there without the sources he or she may not see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import Cli, Texts

from hechos.app.home import open_home

if TYPE_CHECKING:
    from hechos.app.web.shelf import Shelf

KILLED = "people were killed during the protests of 10 March 2024 in Norvik."
OPEN = f"""Published: 12 March 2024

The Ministry of Defence of Sardonia said on Monday that 12 {KILLED}

Ana Veresk was detained by the police on 11 March 2024.
"""
CLOSED = f"""Published: 12 March 2024

Ana Miron Veresk was detained by the police on 11 March 2024, a soldier said.

The regional prosecutor said on Monday that 19 {KILLED}

The guard Ilka Tarsen was killed in the shelling of the town of Norvik on 10 March 2024.
"""


@pytest.fixture
def norvik(cli: Cli, texts: Texts) -> Cli:
    """A case with an open source and one of class C3 about the same."""
    folder = texts(strike=OPEN)
    cli("new", "norvik")
    cli("add", "norvik", str(folder))
    closed = folder.parent / "closed.txt"
    closed.write_text(CLOSED, encoding="utf-8")
    cli("add", "norvik", str(closed), "--class", "C3")
    cli("claims", "norvik")
    open_home(cli.home)
    return cli


def shelf(clearance: int) -> Shelf:
    from hechos.app.access.actor import member_actor
    from hechos.app.register import queries
    from hechos.app.web.shelf import open_shelf
    from hechos.records import Confidentiality

    actor = member_actor("ana", ("lead",), Confidentiality(clearance), 1)
    return open_shelf(queries.head_of("norvik"), actor)


def rows(clearance: int, record: str) -> list[Any]:
    from hechos.records import wire

    found = shelf(clearance).proposed.filter(record=record).order_by("place", "id")
    return [wire.loads(row.body) for row in found]


def test_nothing_of_a_closed_source_is_in_what_an_open_eye_sees(norvik: Cli) -> None:
    seen = shelf(1)
    bodies = [row.body for row in [*seen.given, *seen.proposed]]
    assert len(bodies) > 20
    for words in ("Miron", "Tarsen", "soldier", "closed.txt"):
        assert not [body for body in bodies if words in body], words
    all_bodies = [row.body for row in [*shelf(3).given, *shelf(3).proposed]]
    assert [body for body in all_bodies if "Miron" in body]


def test_a_party_has_the_names_that_are_seen(norvik: Cli) -> None:
    at = {c: {p.name: p for p in rows(c, "Party") if "Veresk" in p.name} for c in (1, 3)}
    low, high = next(iter(at[1].values())), next(iter(at[3].values()))
    assert len(at[1]) == 1
    assert "Miron" not in " ".join((low.name, *low.variants, low.because))
    assert any("Miron" in name for party in at[3].values() for name in party.variants)
    assert low.id in {party.id for party in at[3].values()}
    assert high.mentions
    assert set(low.mentions) <= {m for party in at[3].values() for m in party.mentions}


def test_figures_are_rivals_for_whoever_sees_both(norvik: Cli) -> None:
    def states(clearance: int) -> set[str]:
        found = shelf(clearance).proposed.filter(record="Universe", kind="")
        return set(found.values_list("state", flat=True))

    figures = {c: len(rows(c, "Figure")) for c in (1, 3)}
    assert figures[1] < figures[3]
    assert "rivals" in states(3)
    assert states(1) == {"single"}


def test_every_row_has_the_class_of_what_it_rests_on(norvik: Cli) -> None:
    from hechos.app.register.models import Given, Proposed

    classes = dict(Given.objects.filter(record="Capture").values_list("id", "klass"))
    assert sorted(classes.values()) == [1, 3]
    for claim in Proposed.objects.filter(record="Claim"):
        assert claim.klass == classes[claim.part_of]
    given = dict(Given.objects.values_list("record", "klass"))
    assert given["Member"] == given["RulesTaken"] == 0
    texts = Given.objects.filter(record="Text")
    assert {t.part_of: t.klass for t in texts} == classes
    objects = Given.objects.filter(record="Object").values_list("klass", flat=True)
    assert sorted(objects) == [1, 3]


def test_a_decision_is_as_closed_as_what_it_is_on(norvik: Cli) -> None:
    from hechos.app.register.models import Given, Proposed

    claim = Proposed.objects.filter(record="Claim", klass=3).first()
    assert claim
    norvik("decide", claim.id, "accept", "--by", "keeper", "--because", "read it")
    assert Given.objects.get(record="Decision").klass == 3
    assert not shelf(2).given.filter(record="Decision").exists()


def test_a_claim_that_a_member_closes_is_not_read_from_its_proposal(norvik: Cli) -> None:
    from hechos.app.register.models import Proposed

    claim = Proposed.objects.filter(record="Claim", klass=1, kind="act").first()
    assert claim
    why = ("--by", "keeper", "--because", "it names a witness", "--set", "class=C3")
    norvik("decide", claim.id, "edit", *why)
    norvik("claims", "norvik")
    assert shelf(2).claims([claim.id]) == []
    assert len(shelf(3).claims([claim.id])) == 1


def test_an_older_home_is_brought_up_when_it_is_opened(norvik: Cli) -> None:
    from django.db import connection

    from hechos.app.register.models import CaseHead, Given, Proposed, Ref
    from hechos.app.register.rows import LINK

    before = everything()
    with connection.cursor() as cursor:  # as a home of schema 1 is after its tables were migrated
        cursor.execute("DELETE FROM register_proposed WHERE upto < 3")
        cursor.execute("UPDATE register_proposed SET klass = 3, upto = 3, state = '', kind = ''")
        cursor.execute("UPDATE register_given SET klass = 3, state = ''")
    Ref.objects.all().delete()
    marker = norvik.home / "hechos.toml"
    marker.write_text(marker.read_text("utf-8").replace("schema = 2", "schema = 1"), "utf-8")
    assert everything() != before
    open_home(norvik.home)
    assert everything() == before
    assert marker.read_text(encoding="utf-8").startswith("schema = 2\n")
    assert Proposed.objects.filter(layer=LINK).exists()
    assert Given.objects.filter(done=True).exists()
    assert CaseHead.objects.get().linked


def everything() -> list[Any]:
    from hechos.app.register.models import Given, Proposed, Ref

    names = ("id", "record", "part_of", "klass", "state", "body")
    own = Proposed.objects.values_list(*names, "layer", "kind", "upto", "place")
    refs = Ref.objects.values_list("source", "record", "layer", "target")
    given = Given.objects.values_list(*names, "done", "seq", "name", "plain")
    return [sorted(map(tuple, found)) for found in (own, refs, given)]


def test_linking_again_leaves_rows_that_say_the_same(norvik: Cli) -> None:
    from hechos.app.register.models import CaseHead, Proposed

    before = dict(Proposed.objects.values_list("row", "id"))
    CaseHead.objects.update(linked=False)
    norvik("claims", "norvik")
    assert dict(Proposed.objects.values_list("row", "id")) == before


def test_a_record_is_found_by_whatever_it_names(norvik: Cli) -> None:
    from hechos.records import Figure, Incident

    here = shelf(3)
    for figure in rows(3, "Figure"):
        assert figure in here.naming(Figure, figure.claims)
        assert figure in here.naming(Figure, [figure.universe])
    for incident in rows(3, "Incident"):
        assert incident in here.naming(Incident, incident.claims[:1])
    assert here.naming(Incident, []) == []


def test_withdrawn_sources_leave_no_reference(norvik: Cli, tmp_path: Path) -> None:
    from hechos.app.register.models import Given, Proposed, Ref

    capture = Given.objects.get(record="Capture", klass=3)
    norvik("withdraw", capture.id, "--by", "keeper", "--because", "the source asked for it")
    there = {
        *Proposed.objects.values_list("id", flat=True),
        *Given.objects.values_list("id", flat=True),
    }
    assert {*Ref.objects.values_list("source", flat=True)} <= there
    assert not Proposed.objects.filter(part_of=capture.id).exists()
