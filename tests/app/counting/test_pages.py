"""The pages that count: what they show, where each number leads, and who may take it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.app.cast import account, cast
from tests.app.counting.made import SLUG, make_lists
from tests.app.intake.running import do_jobs
from tests.conftest import Cli, Prepared

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client

PAGES = ("counts", "counts/behind", "register", "register/people", "patterns", "patterns/incidents")
PAGES += ("estimates", "estimates/new", "tallies")


@pytest.fixture
def lists(prepared: Prepared) -> Cli:
    return prepared("lists", make_lists)


def text(person: Client, path: str, status: int = 200) -> str:
    answer = person.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.content[-3000:].decode())
    return answer.content.decode()


def test_every_page_opens(people: dict[str, Client]) -> None:
    for page in PAGES:
        text(people["lead"], f"/case/demo/{page}/")
