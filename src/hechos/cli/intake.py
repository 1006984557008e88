"""add, code: sources in."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hechos.cli.shell import (
    NOTHING_DONE,
    SOME_FAILED,
    actor,
    home_of,
    print_json,
    print_lines,
    progress,
    say,
)
from hechos.errors import InputError
from hechos.records import CaseFile, Confidentiality, Consent

if TYPE_CHECKING:
    from hechos.app.casework.coders.consult import Consulted, Plan
    from hechos.app.casework.intake import Intake
    from hechos.pipeline import Rules

CLASSES = list(Confidentiality.__members__)


@click.command()
@click.argument("case")
@click.argument("paths", nargs=-1, required=True, metavar="PATH|-…")
@click.option("--class", "klass", type=click.Choice(CLASSES), default=None)
@click.option("--consent", "consent_file", type=click.Path(path_type=Path), default=None)
@click.option("--by", default=None, help="Pseudonym of the member who adds.")
@click.pass_context
def add(context: click.Context, /, case: str, paths: tuple[str, ...], **options: object) -> None:
    """Preserve, read, code, link and weigh. Can be stopped and run again."""
    home = home_of(context)
    from hechos.app.casework import intake as verbs
    from hechos.app.casework.consent import read_consent
    from hechos.app.casework.desk import open_desk
    from hechos.app.casework.linkup import ensure_linked

    file = options["consent_file"]
    by = actor(options["by"] if isinstance(options["by"], str) else None)
    with open_desk(home, case, progress=progress) as desk:
        consent: Consent | None = read_consent(file, by=by) if isinstance(file, Path) else None
        klass = options["klass"]
        chosen = Confidentiality[klass] if isinstance(klass, str) else desk.case.default_class
        intake = verbs.add(desk, paths, klass=chosen, by=by, consent=consent)
        ensure_linked(desk)
    report_intake(intake)


def report_intake(intake: Intake) -> None:
    """Say what was done and what was not, and end with the exit code that fits."""
    for path in intake.missing:
        say(f"{path}: there is no such file or folder.")
    for failure in intake.failures:
        say(f"{failure.item}: {failure.sentence}")
    known = f", {intake.known} were here already" if intake.known else ""
    failed = len(intake.failures) + len(intake.missing)
    say(
        f"{intake.preserved} preserved{known}, {intake.texts} read, {intake.claims} claims, "
        f"{failed} not done."
    )
    if failed:
        sys.exit(SOME_FAILED if intake.done or intake.texts else NOTHING_DONE)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@click.option("--rows", "as_rows", is_flag=True, help="Rows for claims_score.py.")
@click.option("--pack", default=None)
@click.option("--documents", is_flag=True, help="Also what the files say about themselves.")
@click.option("--html", is_flag=True, help="One page: the text with its slots in colour.")
@click.option(
    "--coder",
    type=click.Choice(["rules", "endpoint", "spacy"]),
    default="rules",
    show_default=True,
    help="Another coder, on the case named in place of files.",
)
@click.option("--yes", is_flag=True, help="Agree to the first call. It lifts no rule of class.")
@click.option("--by", default=None, help="Pseudonym of the member who asks.")
@click.pass_context
def code(
    context: click.Context,
    /,
    files: tuple[Path, ...],
    *,
    as_json: bool,
    as_rows: bool,
    **options: object,
) -> None:
    """Run the stages alone on files, without a home; or have another coder read a case."""
    if options["coder"] != "rules":
        if len(files) != 1 or as_json or as_rows or options["html"]:
            raise click.UsageError("Name the one case that the coder is to read, and no more.")
        _consult(context, str(files[0]), str(options["coder"]), options)
        return
    from hechos import pipeline
    from hechos.cli.alone import captured, loose_case
    from hechos.coding.rows import claim_rows
    from hechos.reporting.rows import claim_line, claim_row

    pack = options["pack"] if isinstance(options["pack"], str) else None
    case = loose_case(pack)
    missing = [file for file in files if not file.is_file()]
    for file in missing:
        say(f"{file}: there is no such file.")
    items = [captured(case, file) for file in files if file not in missing]
    rules = pipeline.Rules.load(languages=case.languages, pack=pack)
    found = pipeline.run(items, case=case, rules=rules, at=case.made.at)
    captures = {capture.id: capture for capture in found.captures}
    claims = [
        claim for claim in found.claims if options["documents"] or claim.content.kind != "document"
    ]
    if options["html"]:
        _print_page(found, rules)
    elif as_rows:
        print_json(row for c in claims for row in claim_rows(c, captures[c.capture].name))
    elif as_json:
        print_json(claim_row(claim, captures[claim.capture]) for claim in claims)
    else:
        print_lines(claim_line(claim, captures[claim.capture])[1:] for claim in claims)
    for failure in found.failures:
        say(f"{failure.item}: {failure.sentence}")
    if failed := len(found.failures) + len(missing):
        sys.exit(SOME_FAILED if failed < len(files) else NOTHING_DONE)


def _consult(context: click.Context, case: str, coder: str, options: Mapping[str, object]) -> None:
    home = home_of(context)
    from hechos.app.casework.coders import consult, settings
    from hechos.app.casework.desk import open_desk

    by = actor(options["by"] if isinstance(options["by"], str) else None)
    with open_desk(home, case, progress=progress) as desk:
        if coder == "spacy":
            done = consult.consult_pipelines(desk, settings.pipelines_of(home), by=by)
        else:
            endpoint = settings.endpoint_of(home)
            done = consult.consult_endpoint(
                desk, endpoint, by=by, agree=lambda plan: _agree(plan, yes=bool(options["yes"]))
            )
    _report_consulted(done)


def _agree(plan: Plan, *, yes: bool) -> bool:
    """Show where what would go, whole for the first message, and ask."""
    endpoint = plan.endpoint
    where = "this machine" if endpoint.is_loopback else "ANOTHER MACHINE"
    say(f"First call of this case to {endpoint.address} ({where}), model {endpoint.model}.")
    classes = ", ".join(f"{count} of class {name}" for name, count in plan.classes)
    say(f"Texts that would go there: {classes or 'none'}; {plan.characters} characters in all.")
    for why, count in plan.refused:
        say(f"Texts that would not: {count}, because {why}.")
    say(f"With each of them:\n{plan.preview.instructions}\n")
    say(f"The first message:\n{plan.preview.message}\n")
    return yes or click.confirm("Send?", err=True)


def _report_consulted(done: Consulted) -> None:
    report = done.report
    for why, count in sorted(Counter(why for _, why in report.refused).items()):
        say(f"{count} texts were not sent: {why}.")
    for why, count in sorted(Counter(why for _, why in report.failed).items()):
        say(f"{count} pieces have no answer: {why}.")
    for why, count in sorted(report.tally.discarded.items()):
        say(f"{count} claims discarded: {why}.")
    for slot, count in sorted(report.tally.emptied.items()):
        say(f"{count} times the slot {slot} was left empty: its words are not in the text.")
    say(
        f"{done.texts} texts, {done.outputs} new answers, {report.known} known before, "
        f"{done.claims} claims beside those of the rules."
    )
    if report.refused or report.failed:
        sys.exit(SOME_FAILED if done.outputs or report.known else NOTHING_DONE)


def _print_page(found: CaseFile, rules: Rules) -> None:
    from hechos.coding.explain.page import render
    from hechos.coding.explain.steps import explain_text

    if len(found.texts) != 1:
        raise InputError(
            f"A page shows one text; the files hold {len(found.texts)}.",
            hint="hechos code FILE --html > page.html",
        )
    text = found.texts[0]
    documents = tuple(claim for claim in found.claims if claim.content.kind == "document")
    name = next(capture.name for capture in found.captures if capture.id == text.capture)
    explained = explain_text(text, documents, rules=rules.coding, case=found.case, name=name)
    click.echo(render(text, explained, name=name), nl=False)


COMMANDS = (add, code)
