"""A question that is composed once answers as one that is composed each time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Cli, close_connections

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.db.models import QuerySet

NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def opened(demo: Cli) -> Iterator[None]:
    open_home(demo.home)
    yield
    close_connections()


def known() -> tuple[str, list[str], list[str]]:
    """Return the case, ids of its journal and of what was made of it; one leads nowhere."""
    from hechos.app.register.models import CaseHead, Given, Proposed

    head = CaseHead.objects.get()
    given_ids = [*Given.objects.order_by("seq").values_list("id", flat=True)[:20], NOBODY]
    return head.id, given_ids, [*Proposed.objects.order_by("row").values_list("id", flat=True)[:40]]


@given(data=st.data(), seen=st.integers(0, 3))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_question_answers_as_its_own_queryset(
    opened: None, data: st.DataObject, seen: int
) -> None:
    from hechos.app.register import visible

    case, journal, made = known()
    record = data.draw(st.sampled_from(("Claim", "Capture", "Text", "Decision", "Doubt", "Party")))
    ids = data.draw(st.lists(st.sampled_from([*journal, *made]), max_size=9, unique=True))
    for ask, values in (
        (visible.given_by_id, (case, seen, ids)),
        (visible.given_of, (case, seen, record, ids)),
        (visible.given_parts, (case, seen, record, ids)),
        (visible.proposed_by_id, (case, seen, ids)),
        (visible.linked_of, (case, seen, record, ids)),
        (visible.naming, (case, seen, record, ids)),
        (visible.claims_of, (case, seen, ids)),
        (visible.claims_about, (case, seen, ids)),
        (visible.homes_of_claims, (case, seen, ids)),
        (visible.sources_naming, (case, record, ids)),
    ):
        composed: Any = ask
        assert rows(composed(*values)) == rows(composed.__wrapped__(*values))


def rows(found: Any) -> list[Any]:
    """Return rows with all that they hold, in any order that is not asked for."""
    held = [row if isinstance(row, tuple) else tuple(sorted(plain(row).items())) for row in found]
    return sorted(held)


def plain(row: Any) -> dict[str, Any]:
    return {key: value for key, value in vars(row).items() if not key.startswith("_")}


@pytest.mark.usefixtures("people")
def test_order_place_and_other_tables_come_as_asked_for() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from hechos.app.accounts.models import Membership
    from hechos.app.questions import composed_once, counted_once
    from hechos.app.register.models import Given

    @composed_once
    def last(case: str, *, most: int) -> QuerySet[Given]:
        return Given.objects.filter(case=case).order_by("-seq")[:most]

    @composed_once
    def places(least: int) -> QuerySet[Membership]:
        rows = Membership.objects.filter(clearance__gte=least).order_by("id")
        return rows.select_related("case", "account")

    @counted_once
    def how_many(case: str, ids: list[str]) -> QuerySet[Given, Any]:
        return Given.objects.filter(case=case, id__in=ids).values_list("id")

    case, journal, _made = known()
    seqs = sorted(Given.objects.values_list("seq", flat=True), reverse=True)
    assert [row.seq for row in last(case, most=3)] == seqs[:3]
    assert [row.seq for row in last(case, most=5)] == seqs[:5]
    assert last(NOBODY, most=5) == []
    kept = list(Membership.objects.order_by("id"))
    with CaptureQueriesContext(connection) as asked:
        found = places(0)
        assert [(p.roles, p.made_at, p.case.slug, p.account.name) for p in found]
    assert len(asked) == 1
    assert [(p.pk, p.roles, p.made_at) for p in found] == [(p.pk, p.roles, p.made_at) for p in kept]
    for size in range(12):
        assert how_many(case, journal[:size]) == size
    assert how_many(case, [NOBODY]) == 0
    assert how_many(case, []) == 0


def test_a_question_that_reads_otherwise_for_other_values_is_refused(opened: None) -> None:
    from hechos.app.questions import composed_once
    from hechos.app.register.models import Given

    @composed_once
    def first(most: int) -> QuerySet[Given]:
        return Given.objects.order_by("seq")[:most]

    with pytest.raises(TypeError, match="whatever its values"):
        first(3)
