"""new, members, status, rebuild, verify, check."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from hechos.cli.shell import (
    DAMAGE,
    SOME_FAILED,
    actor,
    home_of,
    print_json,
    print_lines,
    progress,
    say,
)
from hechos.errors import HechosError
from hechos.records import Confidentiality, Mandate, Member, wire


@click.command()
@click.argument("name")
@click.option("--title", default="", help="Title of the case.")
@click.option("--from", "start", default=None, help="First day of the mandate (EDTF).")
@click.option("--to", "end", default=None, help="Last day of the mandate (EDTF).")
@click.option("--territory", default=None, help="Where the mandate reaches.")
@click.option("--matter", default=None, help="What the mandate is about.")
@click.option("--pack", default=None, help="Context pack (for example ve). It sets no roles.")
@click.option("--standard", default="reasonable_grounds", show_default=True)
@click.option(
    "--class", "klass", type=click.Choice(list(Confidentiality.__members__)), default="C1"
)
@click.option("--by", default=None, help="Pseudonym of the member who leads it.")
@click.pass_context
def new(context: click.Context, /, name: str, by: str | None, klass: str, **options: str) -> None:
    """Make a case (and the home, if there is none)."""
    home = home_of(context, create=True)
    from hechos.app.casework.cases import Plan, new_case
    from hechos.packs import load

    if options["pack"]:
        load(options["pack"])
    scope = {key: options[key] for key in ("start", "end", "territory", "matter")}
    plan = Plan(
        title=options["title"],
        mandate=Mandate(**scope),
        standard=options["standard"],
        pack=options["pack"],
        default_class=Confidentiality[klass],
    )
    case = new_case(home, name, plan=plan, by=actor(by))
    say(f"Made the case “{case.slug}”, led by {actor(by)}. Add sources: hechos add {name} PATH")


@click.command()
@click.argument("case")
@click.argument("action", type=click.Choice(["list", "add"]), default="list")
@click.argument("pseudonym", required=False)
@click.option("--role", "roles", multiple=True, default=("analyst",))
@click.option("--by", default=None)
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def members(
    context: click.Context,
    /,
    case: str,
    action: str,
    pseudonym: str | None,
    **options: object,
) -> None:
    """Say who decides in a case, or add a member."""
    home = home_of(context)
    from hechos.app.casework import desk as desks
    from hechos.app.casework.cases import add_member
    from hechos.app.register import queries

    if action == "add":
        if not pseudonym:
            raise click.UsageError("Give the pseudonym to add.")
        with desks.open_desk(home, case) as desk:
            by = options["by"] if isinstance(options["by"], str) else None
            add_member(desk, pseudonym, roles=tuple(options["roles"]), by=actor(by))  # type: ignore[arg-type]
        say(f"{pseudonym} is a member of “{case}”.")
        return
    found = queries.given(queries.head_of(case), Member)
    if options["as_json"]:
        print_json(wire.to_plain(member) for member in found)
    else:
        print_lines([m.pseudonym, ", ".join(m.roles), m.made.at[:10]] for m in found)


@click.command()
@click.argument("case", required=False)
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def status(context: click.Context, case: str | None, as_json: bool) -> None:
    """Say what is in a case, what failed and why, and what waits for a person."""
    home = home_of(context)
    from hechos.app.casework.linkup import reading_desk
    from hechos.app.casework.overview import overview
    from hechos.app.register.models import CaseHead

    if case is None:
        print_lines([h.slug, h.id] for h in CaseHead.objects.order_by("slug"))
        return
    with reading_desk(home, case, progress=progress) as desk:
        facts = overview(desk)
    if as_json:
        print_json([facts.as_row()])
        return
    for line in facts.lines():
        click.echo(line)


@click.command()
@click.argument("case", required=False)
@click.option("--rules", type=click.Choice(["same", "new"]), default="same")
@click.option("--yes", is_flag=True, help="Take new rules over without asking.")
@click.pass_context
def rebuild(context: click.Context, case: str | None, rules: str, yes: bool) -> None:
    """Make the register anew from the journals; with --rules new, show changes and take them."""
    home = home_of(context)
    from hechos.app.casework import rebuild as verbs
    from hechos.app.casework.desk import open_desk

    if rules == "new":
        if case is None:
            raise click.UsageError("Name the case whose rules are to change.")
        with open_desk(home, case, progress=progress) as desk:
            found, changes = verbs.preview_new_rules(desk)
            print_lines([change.what, change.record, change.sentence] for change in changes)
            say(verbs.count_changes(changes) or "Nothing would change.")
            if yes or click.confirm("Take the new rules over?", err=True):
                verbs.take_new_rules(desk, found)
                say("Taken over.")
            else:
                say("Nothing was changed.")
        return
    problems = verbs.rebuild_home(home, only=case, progress=progress)
    for folder, sentence in problems:
        say(f"{folder}: {sentence}")
    if problems:
        sys.exit(SOME_FAILED)
    say("The register is made anew.")


@click.command()
@click.argument("case", required=False)
@click.option("--deep", is_flag=True, help="Also read every object, text and row.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def verify(context: click.Context, case: str | None, deep: bool, as_json: bool) -> None:
    """Check archive, custody log and journal; name everything that is damaged or gone."""
    home = home_of(context)
    from hechos.app.casework.verifying import verify_home

    damage = verify_home(home, only=case, deep=deep)
    if as_json:
        print_json(damage)
    else:
        print_lines([row["case"], row["where"], row["sentence"]] for row in damage)
    say(f"{len(damage)} problems found." if damage else "All sound.")
    if damage:
        sys.exit(DAMAGE)


@click.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Check configuration and health, with hints."""
    from hechos.cli.health import problems

    found = list(problems(Path(context.obj["home"])))
    counts = Counter(level for level, _ in found)
    print_lines([level, sentence] for level, sentence in found)
    if counts["broken"]:
        raise HechosError("Something is broken; see above.")


COMMANDS = (new, members, status, rebuild, verify, check)
