"""A translation stands beside the original, is nobody's own check, and is never coded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.app.cast import cast
from tests.app.findings.made import make_closed
from tests.conftest import Cli, Prepared

from hechos.app.home import Home, open_home
from hechos.errors import HechosError

if TYPE_CHECKING:
    from django.test import Client

WORDS = "Harbour Watch contó 27 personas muertas <b>en</b> Port Lumen."


@pytest.fixture
def cli(prepared: Prepared) -> Cli:
    return prepared("closed-port", make_closed)


@pytest.fixture
def claim(cli: Cli) -> str:
    found = next(c for c in cli.rows("claims", "port") if (c["quantity"] or {}).get("low") == 27)
    open_home(cli.home)
    return str(found["id"])


@pytest.fixture
def people(claim: str) -> dict[str, Client]:
    return cast("port")


def add(people: dict[str, Client], claim: str, who: str = "investigator", **more: str) -> int:
    form = {"place": "0", "language": "es", "words": WORDS, **more}
    return int(people[who].post(f"/record/{claim}/translate/", form).status_code)


def test_it_is_shown_beside_the_original(people: dict[str, Client], claim: str) -> None:
    assert add(people, claim) == 303
    page = people["reader"].get(f"/record/{claim}/").content.decode()
    assert "contó 27 personas" in page
    assert "<b>en</b>" not in page
    assert "Harbour Watch counted 27" in page
    assert "checked by nobody" in page


def test_who_may_and_who_sees(people: dict[str, Client], claim: str) -> None:
    assert add(people, claim, "reader") == 403
    assert add(people, claim, "low") == 404
    assert add(people, claim, "outsider") == 404
    assert add(people, claim) == 303
    from hechos.app.register.models import Given

    one = Given.objects.get(record="Translation")
    assert one.klass == 2
    for who, status in (("low", 404), ("outsider", 404), ("reader", 403), ("investigator", 403)):
        answer = people[who].post(f"/translation/{one.id}/check/")
        assert answer.status_code == status, who
    back = people["reviewer"].post(f"/translation/{one.id}/check/", {"record": claim})
    assert back.status_code == 303
    assert claim in back["Location"]
    page = people["reader"].get(f"/record/{claim}/").content.decode()
    assert page.count("contó 27 personas") == 1
    assert "checked by <bdi>reviewer</bdi>" in page


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"words": " "}, "no translation yet"),
        ({"language": "Spanish"}, "Say the language"),
        ({"tool": "apertium"}, "which version"),
        ({"place": "9"}, "no such passage"),
    ],
)
def test_a_refused_form_keeps_its_words(
    people: dict[str, Client], claim: str, more: dict[str, str], said: str
) -> None:
    form = {"place": "0", "language": "es", "words": WORDS, **more}
    answer = people["lead"].post(f"/record/{claim}/translate/", form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert form["words"].strip()[:20] in answer.content.decode()


def test_no_claim_rests_on_a_translation(people: dict[str, Client], claim: str, cli: Cli) -> None:
    before = {c["id"] for c in cli.rows("claims", "port")}
    assert add(people, claim) == 303
    cli("rebuild", "port")
    assert {c["id"] for c in cli.rows("claims", "port")} == before
    from hechos.app.casework.decide import write_claim
    from hechos.app.casework.desk import open_desk
    from hechos.app.register.models import Given

    one = Given.objects.get(record="Translation")
    assert Given.objects.filter(record="Text").count() == 1
    with open_desk(Home(cli.home), "port") as desk, pytest.raises(HechosError):
        write_claim(
            desk, text_id=one.id, start=0, end=5, kind="act", type="death", slots=(), because="x"
        )


def test_its_words_go_with_the_source(people: dict[str, Client], claim: str, cli: Cli) -> None:
    assert add(people, claim) == 303
    from hechos.app.casework.decide import withdraw
    from hechos.app.casework.desk import open_desk
    from hechos.app.register.models import Given

    with open_desk(Home(cli.home), "port") as desk:
        withdraw(desk, Given.objects.get(record="Capture").id, by="ana", because="asked for")
    for path in cli.home.rglob("*"):
        assert not path.is_file() or "contó 27".encode() not in path.read_bytes()
