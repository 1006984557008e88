"""export, import, backup, restore."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hechos.cli.shell import SOME_FAILED, actor, home_of, progress, say

_FILE = click.Path(path_type=Path)


@click.command("export")
@click.argument("case")
@click.argument("file", type=_FILE)
@click.option("--by", default=None)
@click.pass_context
def export_(context: click.Context, case: str, file: Path, by: str | None) -> None:
    """Write a whole case to one file, ids kept. It holds every class: treat it as C3."""
    home = home_of(context)
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.transfer import export_case

    with open_desk(home, case, progress=progress) as desk:
        export_case(desk, file, by=actor(by))
    say(f"“{case}” is in {file}. It holds sources of every class, unencrypted.")


@click.command("import")
@click.argument("file", type=_FILE)
@click.pass_context
def import_(context: click.Context, file: Path) -> None:
    """Bring a case in; decisions are merged, conflicts queued as doubts."""
    home = home_of(context, create=True)
    from hechos.app.casework.transfer import import_case

    say(import_case(home, file))


@click.command()
@click.argument("file", type=_FILE)
@click.option("--with-secrets", is_flag=True, help="Also passwords, second factors, secret.key.")
@click.option("--by", default=None)
@click.pass_context
def backup(context: click.Context, file: Path, with_secrets: bool, by: str | None) -> None:
    """Write every case of the home to one file, with accounts, work and the audit log."""
    home = home_of(context)
    from hechos.app.casework.transfer import backup as verb

    cases = verb(home, file, secrets=with_secrets, by=actor(by))
    say(f"{cases} cases are in {file}. It holds sources of every class, unencrypted.")
    if with_secrets:
        say("It holds passwords and second factors: whoever has it can sign in as anybody.")


@click.command()
@click.argument("file", type=_FILE)
@click.pass_context
def restore(context: click.Context, file: Path) -> None:
    """Make the home of --home from a backup."""
    from hechos.app.casework.transfer import restore as verb

    problems = verb(Path(context.obj["home"]), file)
    for case, sentence in problems:
        say(f"{case}: {sentence}" if case else sentence)
    if problems:
        sys.exit(SOME_FAILED)
    say(f"Restored into {context.obj['home']}.")


COMMANDS = (export_, import_, backup, restore)
