"""serve, worker, accounts."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

import click

from hechos.cli.shell import home_of, print_lines, say
from hechos.errors import NotFoundError

if TYPE_CHECKING:
    from hechos.app.accounts.models import Account


@click.command()
@click.option("--port", default=8765, show_default=True, help="0 takes any free one.")
@click.option("--team", is_flag=True, help="For several people, behind a proxy that speaks TLS.")
@click.option("--listen", default="127.0.0.1", show_default=True, help="With --team: address.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="With --team."
)
@click.option("--trial", is_flag=True, help="With --team: on SQLite, to try it out.")
@click.pass_context
def serve(
    context: click.Context, /, *, port: int, team: bool, listen: str, workers: int, trial: bool
) -> None:
    """Show the desk on this machine alone. The first time it makes the home, and the address makes
    the first account."""
    if team:
        os.environ["HECHOS_TEAM"] = "1"
    home = home_of(context, create=not team)
    from hechos.app.web.serving import server

    if not team:
        server.serve(home, port=port)
        return
    if not trial:
        server.check_team()
    server.serve_team(home, host=listen, port=port, workers=workers)


@click.command()
@click.option("--until-empty", is_flag=True, help="End when no job waits any more.")
@click.option("--attached", is_flag=True, hidden=True)
@click.pass_context
def worker(context: click.Context, until_empty: bool, attached: bool) -> None:
    """Do what pages leave to do in the background; `serve` alone does it too."""
    home_of(context)
    from hechos.app.jobs.worker import attach, work

    stop = threading.Event()
    if attached:
        attach(stop)
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    begun = work(stop, until_empty=until_empty)
    say(f"{begun} jobs done.")


@click.command()
@click.argument("action", type=click.Choice(["list", "add", "link", "reset", "unlock", "place"]))
@click.argument("name", required=False)
@click.argument("case", required=False)
@click.option("--pseudonym", default=None, help="With add: what stands under decisions.")
@click.option("--administrator", is_flag=True, help="With add: keeps the accounts of others.")
@click.option("--role", "roles", multiple=True, default=("lead",), help="With place.")
@click.option(
    "--clearance", type=click.IntRange(0, 3), default=3, help="With place: highest class."
)
@click.option("--address", default="http://localhost:8765", show_default=True, help="Of the desk.")
@click.pass_context
def accounts(
    context: click.Context, /, action: str, name: str | None, case: str | None, **options: object
) -> None:
    """Keep accounts from the command line: whoever has the files may do so.

    add and link print a link that sets a password once; reset takes lost second factors away;
    unlock ends the wait after failed attempts; place gives an account a place in a case.
    """
    home = home_of(context, create=action == "add")
    from hechos.app.accounts import factors, lockout, people
    from hechos.app.accounts.models import Account

    if action == "list":
        print_lines(_row(one) for one in Account.objects.order_by("pseudonym"))
        return
    if not name:
        raise click.UsageError("Give the name of the account.")
    if action == "add":
        made = people.make_account(
            name,
            str(options["pseudonym"] or ""),
            by="owner",
            administrator=bool(options["administrator"]),
        )
        _print_link(made, str(options["address"]))
        return
    account = _account(name)
    if action == "link":
        _print_link(account, str(options["address"]))
    elif action == "reset":
        factors.reset(account, by="owner")
        say(f"{account.pseudonym} has no second factor any more, and is signed out.")
    elif action == "unlock":
        lockout.forget(name=account.name, code=str(account.pk))
        say(f"{account.pseudonym} can sign in again.")
    else:
        if not case:
            raise click.UsageError("Give the case.")
        from hechos.app.casework.desk import open_desk
        from hechos.app.casework.people.places import give_place

        with open_desk(home, case) as desk:
            roles, clearance = options["roles"], options["clearance"]
            give_place(desk, account, roles, clearance, because="given by the owner of the files")  # type: ignore[arg-type]
        say(f"{account.pseudonym} has a place in “{case}”.")


def _account(name: str) -> Account:
    from django.db.models import Q

    from hechos.app.accounts.models import Account

    found = Account.objects.filter(Q(name__iexact=name) | Q(pseudonym__iexact=name)).first()
    if found is None:
        raise NotFoundError(f"There is no account “{name}”.", hint="hechos accounts list")
    return found


def _row(account: Account) -> list[str]:
    state = "open" if account.is_active else "closed"
    keeps = "keeps accounts" if account.is_administrator else ""
    return [account.pseudonym, account.name, state, keeps]


def _print_link(account: Account, address: str) -> None:
    from django.urls import reverse

    from hechos.app.accounts.people import LINK_DAYS, make_link

    say(f"{account.pseudonym} sets the password here, once, within {LINK_DAYS} days:")
    where = reverse("link", args=(make_link(account, by="owner"),))
    click.echo(address.rstrip("/") + where)


COMMANDS = (serve, worker, accounts)
