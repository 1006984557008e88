"""Build the report of a case for an audience and write it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hechos.app.casework.desk import Desk, ReadingDesk
from hechos.app.casework.linkup import ensure_linked
from hechos.app.register import queries
from hechos.archive.store import SystemClock
from hechos.errors import InputError
from hechos.pipeline import Material, Rules, link_and_weigh
from hechos.records import CaseFile, Doubt
from hechos.reporting import data, html
from hechos.reporting.build import Report, ReportRules, build_report

WRITERS = {"html": ("report.html", html.render), "json": ("report.json", data.render)}


def case_file_of(desk: ReadingDesk) -> CaseFile:
    as_of = SystemClock().now_iso()
    return queries.case_file(desk.head, desk.payload, as_of=as_of)


def report_of(desk: ReadingDesk, *, audience: str) -> Report:
    """Build the report of a case whose links are up to date.

    What the audience may not see is left out, and the rest linked and weighed anew, so that no
    level or sum rests on what is not shown.
    """
    noted = queries.proposals(desk.head, Doubt)

    def remake(file: CaseFile) -> CaseFile:
        rules = Rules.load(languages=file.case.languages, pack=file.case.pack)
        there = {claim.id for claim in file.claims}
        material = Material(
            captures=file.captures,
            texts=file.texts,
            claims=file.claims,
            doubts=tuple(doubt for doubt in noted if doubt.on in there),
            decisions=file.decisions,
        )
        at = max((text.made.at for text in file.texts), default=file.case.made.at)
        links, weights = link_and_weigh(material, case=file.case, rules=rules, at=at)
        return replace(file, links=links, weights=weights)

    file = case_file_of(desk)
    return build_report(file, audience=audience, rules=ReportRules.load(), remake=remake)


def write_report(
    desk: Desk, folder: Path, *, formats: Sequence[str], audience: str, by: str
) -> list[Path]:
    """Write the report in each format; an export is an entry in the custody log."""
    desk.actor.require("export")
    unknown = [name for name in formats if name not in WRITERS]
    if unknown:
        raise InputError(
            f"There is no report format “{unknown[0]}” yet.", hint="Formats: html, json."
        )
    ensure_linked(desk)
    report = report_of(desk, audience=audience)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for name in formats:
            filename, render = WRITERS[name]
            (folder / filename).write_text(render(report), encoding="utf-8")
            written.append(folder / filename)
    except OSError as error:
        raise InputError(f"The report could not be written: {error}.") from error
    desk.archive.log("reported", record=desk.case.id, actor=by)
    desk.save_heads()
    return written
