"""A part of a picture or page becomes a claim, and is drawn where it was marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.app.reading.test_room import capture_id, claims_at, page
from tests.app.reading.test_seen import demo
from tests.conftest import Cli

from hechos.records import Region

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["demo"]
TYPED = {
    "page": "1", "x": "12.5", "y": "40", "w": "25", "h": "10,5",
    "what": "act:LIFE.UNK", "quantity": "3", "time": "2023-05-02",
    "because": "Three shapes lie there.",
}  # fmt: skip


def mark(client: Client, name: str, **changes: str) -> Any:
    return client.post(f"/capture/{capture_id(name)}/mark/", {**TYPED, **changes})


@pytest.mark.parametrize("name", ["scene.png", "report.pdf"])
def test_a_marked_part_is_a_claim_and_is_drawn_there(
    people: dict[str, Client], demo: Cli, name: str
) -> None:
    lead = people["lead"]
    form = page(lead, f"/capture/{capture_id(name)}/mark/?page=1&x=12.5&y=40&w=25&h=10")
    (rect,) = form.xpath("//*[@id='marking']")
    assert (rect.get("x"), rect.get("width")) == ("12.5%", "25%")
    answer = mark(lead, name)
    assert answer.status_code == 303
    made = next(c for c in claims_at(name) if isinstance(c.anchor.selector, Region))
    assert made.anchor.selector == Region(page=1, x=0.125, y=0.4, w=0.25, h=0.105)
    assert (made.state, made.content.type, made.made.by) == ("accepted", "LIFE.UNK", "lead")
    assert answer["Location"] == f"/capture/{made.capture}/pages/1/?claim={made.id}#c-{made.id}"
    shown = page(lead, answer["Location"])
    (rect,) = shown.xpath(f"//a[@data-claims='{made.id}']/*[local-name()='rect']")
    assert (rect.get("x"), rect.get("width")) == ("125.0", "250.0")
    assert shown.xpath(f"//article[@id='c-{made.id}']")
    own = page(lead, f"/record/{made.id}/")
    assert own.xpath(f"//a[@href='{answer['Location'].replace('&', '&amp;')}']")
    demo("rebuild", "demo")
    assert any(c.anchor == made.anchor for c in claims_at(name))


@pytest.mark.parametrize(
    "changes",
    [{"w": "95"}, {"x": "left"}, {"h": "0"}, {"what": ""}, {"y": "nan"}, {"quantity": "many"}],
)
def test_a_refused_part_keeps_what_was_typed(
    people: dict[str, Client], changes: dict[str, str]
) -> None:
    from lxml import html

    answer = mark(people["lead"], "scene.png", **changes)
    assert answer.status_code == 422
    form = html.document_fromstring(answer.content.decode())
    (form,) = form.xpath("//form[contains(@action,'/mark/')]")
    typed = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
    for name, value in {**TYPED, **changes}.items():
        if name != "what":
            assert typed[name] == value
    assert form.xpath(".//p[@role='alert']")[0].text_content()
    assert not [c for c in claims_at("scene.png") if isinstance(c.anchor.selector, Region)]


def test_only_who_codes_marks_and_only_what_is_there(people: dict[str, Client]) -> None:
    for role, status in (("reader", 403), ("reviewer", 403), ("outsider", 404)):
        assert mark(people[role], "scene.png").status_code == status, role
    assert mark(people["stranger"], "scene.png").status_code in (302, 303)
    lead = people["lead"]
    assert lead.get(f"/capture/{capture_id('scene.png')}/mark/?page=2").status_code == 404
    assert lead.get(f"/capture/{capture_id('talk.srt')}/mark/").status_code == 404
    assert not page(people["reader"], f"/capture/{capture_id('scene.png')}/pages/1/").xpath(
        "//*[@id='mark-form']"
    )
