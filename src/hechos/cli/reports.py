"""report."""

from __future__ import annotations

from pathlib import Path

import click

from hechos.cli.shell import actor, home_of, progress, say


@click.command()
@click.argument("case")
@click.option("--to", "folder", type=click.Path(path_type=Path), default=Path("out"))
@click.option("--format", "formats", default="html,json", show_default=True)
@click.option("--audience", type=click.Choice(["internal", "public"]), default="internal")
@click.option(
    "--language", type=click.Choice(["en", "es", "pt", "fr"]), default="en", show_default=True
)
@click.option("--by", default=None)
@click.option(
    "--reveal", metavar="REASON", default="", help="Name those whom the case protects too; logged."
)
@click.pass_context
def report(
    context: click.Context, /, case: str, folder: Path, formats: str, **options: str | None
) -> None:
    """Write the report of a case; it leaves out what the audience may not see, and says so."""
    home = home_of(context)
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.publish import write_report

    with open_desk(home, case, progress=progress) as desk:
        written = write_report(
            desk,
            folder,
            formats=[name.strip() for name in formats.split(",") if name.strip()],
            audience=options["audience"] or "internal",
            by=actor(options["by"]),
            language=options["language"] or "en",
            reveal=options["reveal"] or "",
        )
    for path in written:
        click.echo(str(path))
    say(f"Report of “{case}” for the {options['audience']} audience.")


COMMANDS = (report,)
