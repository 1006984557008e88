"""Build the report of a case for an audience and write it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from hechos.app.access.masking import NOTHING_HIDDEN, Mask
from hechos.app.access.protecting import mask_of_case
from hechos.app.audit.log import note
from hechos.app.casework.counting.estimating import latest, outdated
from hechos.app.casework.desk import Desk, ReadingDesk
from hechos.app.casework.linkup import ensure_linked
from hechos.app.casework.registers.reported import balances_of
from hechos.app.register import queries
from hechos.app.register.models import CaseHead, Given, Proposed
from hechos.archive.store import SystemClock
from hechos.errors import InputError
from hechos.pipeline import Material, Rules, link_and_weigh
from hechos.records import CaseFile, Confidentiality, Doubt, Links, Record, Weights
from hechos.reporting import data, html
from hechos.reporting.build import Report, ReportRules, build_report

R = TypeVar("R", bound=Record)
WRITERS = {"html": ("report.html", html.render), "json": ("report.json", data.render)}


def case_file_of(desk: ReadingDesk, seen: Confidentiality = Confidentiality.C3) -> CaseFile:
    """Return the case in memory; of less than all of it without its links, which rest on all."""
    as_of = SystemClock().now_iso()
    file = queries.case_file(desk.head, desk.payload, as_of=as_of)
    file = replace(file, outdated=outdated(desk, latest(file.estimates)))
    if seen is Confidentiality.C3:
        return file
    above = _above(desk.head, seen)

    def below(records: Iterable[R]) -> tuple[R, ...]:
        return tuple(one for one in records if one.id not in above)

    return replace(
        file,
        captures=below(file.captures),
        texts=below(file.texts),
        claims=below(file.claims),
        links=Links(),
        weights=Weights(),
        decisions=below(file.decisions),
        failures=below(file.failures),
        findings=below(file.findings),
        estimates=below(file.estimates),
        rules=tuple(rule for rule in file.rules if rule.klass <= seen),
    )


def _above(head: CaseHead, seen: Confidentiality) -> set[str]:
    found: set[str] = set()
    for rows in (Given.objects.filter(case=head), Proposed.objects.filter(case=head)):
        found.update(rows.filter(klass__gt=seen).values_list("id", flat=True))
    return found


def report_of(
    desk: ReadingDesk,
    *,
    audience: str,
    language: str = "en",
    mask: Mask = NOTHING_HIDDEN,
    seen: Confidentiality = Confidentiality.C3,
) -> Report:
    """Build the report of a case whose links are up to date, without what is above class `seen`
    and without the names that `mask` takes out.

    What the audience may not see is left out, and the rest linked and weighed anew, so that no
    level or sum rests on what is not shown. Consents are looked at whatever their class.
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

    def finish(file: CaseFile) -> CaseFile:
        masked = mask.case_file(file)
        return replace(masked, registers=balances_of(masked, audience))

    file = case_file_of(desk, seen)
    return build_report(
        remake(file) if seen < Confidentiality.C3 else file,
        audience=audience,
        rules=ReportRules.load(language),
        remake=remake,
        finish=finish,
        seen=seen,
    )


def write_report(  # noqa: PLR0913 - all named
    desk: Desk,
    folder: Path,
    *,
    formats: Sequence[str],
    audience: str,
    by: str,
    language: str = "en",
    reveal: str = "",
) -> list[Path]:
    """Write the report in each format; an export is an entry in the custody log. It names nobody
    whom the case protects, unless `reveal` says why it has to: that is an entry in the audit log.
    Quotations stay in their own language, and so does what people wrote."""
    desk.actor.require("export")
    unknown = [name for name in formats if name not in WRITERS]
    if unknown:
        raise InputError(
            f"There is no report format “{unknown[0]}” yet.", hint="Formats: html, json."
        )
    ensure_linked(desk)
    mask = NOTHING_HIDDEN if reveal.strip() else mask_of_case(desk.head)
    report = report_of(desk, audience=audience, language=language, mask=mask)
    if reveal.strip():
        detail = {"what": "report", "audience": audience, "because": reveal.strip()[:2000]}
        note("names left in", actor=by, case=desk.case.id, detail=detail)
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
