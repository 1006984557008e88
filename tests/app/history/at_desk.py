"""A case opened by a member with an account, and what the tests of its history look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.app.cast import account
from tests.conftest import Cli

from hechos.app.home import open_home

if TYPE_CHECKING:
    from hechos.app.casework.desk import Desk


@contextmanager
def at_desk(
    cli: Cli, name: str = "ana", *, roles: Any = ("lead",), clearance: int = 3
) -> Iterator[Desk]:
    """Open the case as a member with an account does."""
    home = open_home(cli.home)
    from hechos.app.accounts.models import Account
    from hechos.app.casework.desk import open_desk
    from hechos.app.register.models import CaseHead
    from hechos.app.web.serving.guards import actor_in

    account(name, "demo", roles=roles, clearance=clearance)
    person, head = Account.objects.get(name=name), CaseHead.objects.get(slug="demo")
    with open_desk(home, "demo", actor=actor_in(person, head)) as desk:
        yield desk


def claim_rows(desk: Desk) -> dict[str, str]:
    """Return the claims as they stand, row by row."""
    from hechos.app.register.queries import claims
    from hechos.records import wire

    return {claim.id: wire.dumps(claim) for claim in claims(desk.head)}


def decided_rows(desk: Desk) -> list[tuple[Any, ...]]:
    from hechos.app.register.models import Proposed

    rows = Proposed.objects.filter(case=desk.head, layer="decided").order_by("id")
    return list(rows.values_list("id", "body", "place", "part_of", "kind", "klass", "state"))


def relink(desk: Desk) -> None:
    from hechos.app.casework.linkup import link

    link(desk)


def some_claims(desk: Desk) -> list[Any]:
    from hechos.app.register import queries

    return [c for c in queries.claims(desk.head) if c.content.kind == "act"]


def write_one(desk: Desk, because: str = "the text says so") -> Any:
    from hechos.app.casework.decide import write_claim

    claim = some_claims(desk)[0]
    span = claim.anchor.selector
    return write_claim(
        desk,
        text_id=claim.text,
        start=span.start,
        end=span.end,
        kind="act",
        type=claim.content.type,
        slots=[("victims", "Ana Norvik; two guards"), ("quantity", ">=3"), ("author", "Rui Tal")],
        because=because,
    )
