"""How findings stand in the register, and what of them changed underneath since."""

from __future__ import annotations

from collections.abc import Sequence

from hechos.app.casework.findings.basis import Basis
from hechos.app.register.models import CaseHead, Given
from hechos.records import Decision, Finding, wire
from hechos.reporting.findings.check import check_sentence
from hechos.reporting.findings.ladder import rank
from hechos.reporting.findings.standing import Standing, by_record, standing_in
from hechos.reporting.rules import ReportRules


def versions_of(head: CaseHead, series: str) -> list[Finding]:
    """Return the versions of a finding, the first one first."""
    rows = Given.objects.filter(case=head, record="Finding", part_of=series).order_by("seq")
    return [wire.loads(row.body, Finding) for row in rows]


def standing_of(head: CaseHead, finding: Finding) -> Standing:
    return standings(head, [finding])[finding.id]


def standings(head: CaseHead, findings: Sequence[Finding]) -> dict[str, Standing]:
    """Return how each version stands, with a fixed number of queries."""
    rows = Given.objects.filter(
        case=head, record="Finding", part_of__in={f.finding for f in findings}
    )
    series: dict[str, list[Finding]] = {}
    for row in rows.order_by("seq"):
        series.setdefault(row.part_of, []).append(wire.loads(row.body, Finding))
    ids = [f.id for versions in series.values() for f in versions]
    taken = by_record(decisions_on(head, ids))
    return {f.id: standing_in(f, series.get(f.finding, [f]), taken) for f in findings}


def decisions_on(head: CaseHead, ids: Sequence[str]) -> list[Decision]:
    """Return the decisions on records and what was decided on those, first to last."""
    found: list[Decision] = []
    wanted = list(ids)
    while wanted:
        rows = Given.objects.filter(case=head, record="Decision", part_of__in=wanted)
        fresh = [wire.loads(row.body, Decision) for row in rows.order_by("seq")]
        found += fresh
        wanted = [d.id for d in fresh]
    return found


def changes_of(basis: Basis, findings: Sequence[Finding]) -> dict[str, list[str]]:
    """Return by version what it rests on that is not as it was when it was written: a claim
    rejected or gone, a source withdrawn, an amount that is another now, a level that fell."""
    claims = basis.claims(c for f in findings for c in f.claims)
    held = basis.held(to for f in findings for to in f.rests_on)
    gone = _withdrawn(basis, {c for f in findings for c in f.captures})
    levels = _levels(basis, findings)
    found = {}
    for finding in findings:
        said = [
            f"A source it rests on was withdrawn: {name}."
            for capture, name in gone.items()
            if capture in finding.captures
        ]
        for claim in finding.claims:
            if claim not in claims:
                said.append("A claim it rests on is not in the case any more.")
            elif claims[claim].state == "rejected":
                said.append(f"A claim it rests on was rejected: “{claims[claim].quote[:80]}”.")
        for place, sentence in enumerate(finding.sentences, 1):
            wrong = check_sentence(sentence, held, language=finding.language, place=place)
            said += [f"Sentence {place}: {p.reason}" for p in wrong]
        said += _fallen(finding, levels)
        found[finding.id] = list(dict.fromkeys(said))
    return found


def _withdrawn(basis: Basis, captures: set[str]) -> dict[str, str]:
    rows = Given.objects.filter(case=basis.desk.head, record="Decision", part_of__in=captures)
    gone = {row.part_of for row in rows if wire.loads(row.body, Decision).act == "withdraw"}
    return {one: capture.name for one, capture in basis.captures(gone).items()}


def _levels(basis: Basis, findings: Sequence[Finding]) -> dict[str, str]:
    if not any(f.weighed for f in findings):
        return {}
    found = basis.assessments(to for f in findings for to in f.rests_on)
    return {a.proposition: a.level.value for a in found}


def _fallen(finding: Finding, levels: dict[str, str]) -> list[str]:
    rules = ReportRules.load()
    return [
        f"What the rules propose for a part of it fell from {before} to {levels[one]}."
        for one, before in finding.weighed
        if one in levels and rank(levels[one], rules) < rank(before, rules)
    ]
