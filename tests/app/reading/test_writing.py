"""A new claim from words of a text, and many claims accepted at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import html as lxml_html
from tests.app.reading.test_room import HTMX, capture_id, claims_at, page
from tests.conftest import Cli, Prepared, Texts, write_texts

if TYPE_CHECKING:
    from django.test import Client

BODY = (
    "Norvik, 3 May 2023. 📷 The office of Marta Ilves said that at least 12 people were killed "
    "in Norvik on 2 May 2023.\r\n\r\nSaid she: «المدينة صامتة». Cafe\u0301 owners stayed away; "
    "nobody knows why the bridge was closed.\r\n\r\nThe bridge was closed. The bridge was closed."
)
QUIET = "nobody knows why the bridge was closed"

MANY = "/case/demo/accept-many/"


def make(cli: Cli) -> None:
    folder = write_texts(cli.home.parent)
    folder.joinpath("norvik.txt").write_bytes(BODY.encode())
    cli("add", "demo", str(folder))


@pytest.fixture
def demo(prepared: Prepared) -> Cli:
    return prepared("written", make, demo=True)


def address(words: str) -> str:
    start = BODY.index(words)
    return f"/capture/{capture_id('norvik.txt')}/claim/?start={start}&end={start + len(words)}"


def form(client: Client, words: str) -> Any:
    return page(client, address(words)).xpath("//form[contains(@class,'slots-form')]")[0]


def sent(client: Client, on: str, **typed: str) -> Any:
    values = dict(form(client, on).form_values()) | typed
    return client.post(f"/capture/{capture_id('norvik.txt')}/claim/", values)


def test_the_coder_fills_the_form_for_words_that_it_understands(
    people: dict[str, Client],
) -> None:
    words = "at least 12 people were killed in Norvik on 2 May 2023"
    values = dict(form(people["lead"], words).form_values())
    assert values["what"] == "act:LIFE.UNK"
    assert values["quantity"] == ">=12"
    assert values["time"] == "2023-05-02"
    assert "Ilves" in values["author"]


def test_for_other_words_the_form_is_empty(people: dict[str, Client]) -> None:
    values = dict(form(people["lead"], QUIET).form_values())
    assert values["what"] == ""
    assert values["quantity"] == values["author"] == values["place"] == ""


def test_the_claim_stands_on_exactly_the_words(people: dict[str, Client]) -> None:
    answer = sent(people["lead"], QUIET, what="act:MOV.DISP", place="Norvik", actors="the office")
    assert answer.status_code == 303
    (claim,) = [c for c in claims_at("norvik.txt") if c.content.type == "MOV.DISP"]
    assert claim.quote == QUIET
    assert claim.state == "accepted"
    assert claim.made.by == "lead"
    assert answer["Location"].startswith(f"/capture/{claim.capture}/?claim={claim.id}")
    room = page(people["lead"], answer["Location"])
    marked = room.xpath(f"//mark[contains(@data-claims,'{claim.id}')]")
    assert "".join(m.text_content() for m in marked) == QUIET


def test_words_may_be_narrowed_without_script(people: dict[str, Client]) -> None:
    paragraph = BODY[: BODY.index("\r\n")]
    sent(people["lead"], paragraph, what="act:LIFE.EJE", words="at least 12 people were killed")
    (claim,) = [c for c in claims_at("norvik.txt") if c.content.type == "LIFE.EJE"]
    assert claim.quote == "at least 12 people were killed"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"words": "The bridge was open."}, "do not stand in the passage"),
        ({"words": "The bridge was closed."}, "twice"),
        ({"what": ""}, "what it is"),
        ({"quantity": "lots"}, "quantity"),
        ({"what": "vote:announced_result", "victims": "Marta Ilves"}, "no such slot"),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_what_cannot_be_saved_comes_back_as_typed(
    people: dict[str, Client], typed: dict[str, str], told: str, htmx: bool
) -> None:
    words = "The bridge was closed. The bridge was closed."
    before = claims_at("norvik.txt")
    base = {"what": "act:LIFE.UNK", "because": "My own reason.", "occasion": "the <closing>"}
    values = dict(form(people["lead"], words).form_values()) | base | typed
    where = f"/capture/{capture_id('norvik.txt')}/claim/"
    answer = people["lead"].post(where, values, headers=HTMX if htmx else {})
    assert answer.status_code == (200 if htmx else 422)
    back = lxml_html.document_fromstring(answer.content.decode())
    assert told.lower() in back.xpath("string(//*[@role='alert'])").lower()
    again = dict(back.xpath("//form[contains(@class,'slots-form')]")[0].form_values())
    for name, value in (base | typed).items():
        assert again[name] == value, name
    assert claims_at("norvik.txt") == before


@pytest.mark.parametrize(
    "asked", ["start=0&end=0", "start=5&end=2", "start=999999&end=1000000", "start=x&end=-1", ""]
)
def test_a_stretch_without_words_is_a_sentence(people: dict[str, Client], asked: str) -> None:
    answer = people["lead"].get(f"/capture/{capture_id('norvik.txt')}/claim/?{asked}")
    assert answer.status_code == 422


def test_only_those_who_code_write_and_accept(people: dict[str, Client]) -> None:
    for where in (address(QUIET), "/case/demo/accept-many/"):
        for role, code in (("reader", 403), ("reviewer", 403), ("custodian", 403), ("low", 200)):
            assert people[role].get(where).status_code == code, (where, role)
            if code != 200:
                assert people[role].post(where, {}).status_code == code, (where, role)
        assert people["outsider"].get(where).status_code == 404
        assert people["stranger"].get(where)["Location"].startswith("/account/login/")


# --- many at once --------------------------------------------------------------------------


def preview(client: Client, asked: str) -> Any:
    return page(client, f"/case/demo/accept-many/?{asked}")


def chosen(shown: Any) -> dict[str, Any]:
    form = shown.xpath("//form[@class='many']")[0]
    values: dict[str, Any] = {"claim": form.xpath(".//input[@name='claim']/@value")}
    for one in form.xpath(".//input[@type='hidden']"):
        values[one.get("name")] = one.get("value")
    return values


def states() -> dict[str, str]:
    from hechos.app.register.models import Given

    names = Given.objects.filter(record="Capture").values_list("name", flat=True)
    return {c.id: c.state for name in names for c in claims_at(name)}


def test_nothing_is_shown_before_a_pattern_is_given(people: dict[str, Client]) -> None:
    assert not preview(people["lead"], "").xpath("//form[@class='many']")


def test_exactly_the_claims_that_fit_are_shown_and_accepted(people: dict[str, Client]) -> None:
    shown = preview(people["lead"], "what=act:LIB.ARREST&words=arrests")
    values = chosen(shown)
    ids = {one.partition(":")[0] for one in values["claim"]}
    assert len(ids) > 3
    assert all("arrests" in q.text_content().lower() for q in shown.xpath("//li/blockquote"))
    answer = people["lead"].post(
        "/case/demo/accept-many/", values | {"because": "Read one by one."}
    )
    assert answer.status_code == 200
    after = states()
    assert {i for i, state in after.items() if state == "accepted"} == ids
    assert f"{len(ids)} claims were accepted" in answer.content.decode()


def test_the_rows_are_those_that_linking_makes(people: dict[str, Client], demo: Cli) -> None:
    from hechos.app.register.models import Proposed

    values = chosen(preview(people["lead"], "what=act"))
    people["lead"].post(MANY, values | {"because": "Read one by one."})
    rows = Proposed.objects.filter(layer="decided").order_by("id")
    before = list(rows.values_list("id", "body", "place", "part_of"))
    assert len(before) == len(values["claim"])
    demo("claims", "demo")
    assert list(rows.values_list("id", "body", "place", "part_of")) == before


def test_what_changed_meanwhile_is_left_out_and_named(people: dict[str, Client]) -> None:
    values = chosen(preview(people["lead"], "what=act:LIB.ARREST"))
    changed = values["claim"][0].partition(":")[0]
    seen = dict(one.split(":") for one in values["claim"])[changed]
    rejected = {"act": "reject", "ground": "It repeats another claim.", "seen": seen}
    people["investigator"].post(f"/claim/{changed}/decide/", rejected)
    answer = people["lead"].post(
        "/case/demo/accept-many/", values | {"because": "Read one by one."}
    )
    told = lxml_html.document_fromstring(answer.content.decode())
    assert told.xpath("//article[contains(@class,'claim')]/@id") == [f"c-{changed}"]
    assert states()[changed] == "rejected"
    assert list(states().values()).count("accepted") == len(values["claim"]) - 1


def test_without_a_reason_nothing_is_accepted(people: dict[str, Client]) -> None:
    values = chosen(preview(people["lead"], "what=act"))
    answer = people["lead"].post("/case/demo/accept-many/", values | {"because": ""})
    assert answer.status_code == 422
    assert "accepted" not in states().values()


def test_claims_of_sealed_sources_are_neither_shown_nor_accepted(
    people: dict[str, Client], demo: Cli, texts: Texts
) -> None:
    folder = texts(sealed="The office said that 31 people were killed in Ostby on 3 May 2023.")
    (folder / "norvik.txt").unlink(missing_ok=True)
    demo("add", "demo", str(folder), "--class", "C3")
    values = chosen(preview(people["lead"], "words=Ostby"))
    assert len(values["claim"]) == 1
    shown = preview(people["low"], "words=Ostby")
    assert not shown.xpath("//form[@class='many']")
    assert "sealed" not in shown.text_content()
    answer = people["low"].post("/case/demo/accept-many/", values | {"because": "Tried."})
    assert "0 claims were accepted" not in answer.content.decode()
    assert "people were killed" not in answer.content.decode()
    assert "accepted" not in states().values()
