"""Sections: findings that two members signed, and drafts that they did not."""

from __future__ import annotations

from collections.abc import Iterator

from hechos.records import Binding, Decision, Finding, Sentence
from hechos.reporting.findings.standing import SIGNERS, Standing, by_record, standing_in
from hechos.reporting.tree import Block, Bound, Line, Paragraph, Quote, Words
from hechos.reporting.writing.calendar import date_words
from hechos.reporting.writing.index import CaseIndex, anchor
from hechos.reporting.writing.references import Writer, figure_id, incident_id


def write_findings(writer: Writer) -> Iterator[Block]:
    yield from _written(writer, "findings", signed=True)


def write_drafts(writer: Writer) -> Iterator[Block]:
    yield from _written(writer, "draft_findings", signed=False)


def _written(writer: Writer, key: str, *, signed: bool) -> Iterator[Block]:
    found = [s for s in standings(writer.index) if (s.state == "approved") is signed]
    if found:
        yield writer.intro(key)
        for standing in found:
            yield _paragraph(writer, standing)


def standings(index: CaseIndex) -> list[Standing]:
    """Return the latest version of each finding that was not withdrawn, the oldest first."""
    series: dict[str, list[Finding]] = {}
    for finding in index.file.findings:
        series.setdefault(finding.finding, []).append(finding)
    taken = by_record(index.file.decisions)
    newest = (max(versions, key=lambda v: v.version) for versions in series.values())
    found = [standing_in(f, series[f.finding], taken) for f in newest]
    return [s for s in found if s.state != "withdrawn"]


def _paragraph(writer: Writer, standing: Standing) -> Paragraph:
    finding = standing.finding
    lead: list[Words | Bound | Quote] = []
    for place, sentence in enumerate(finding.sentences):
        if place:
            lead.append(Words(text=" "))
        lead += _sentence(writer, sentence, finding)
    to = (finding.id,)
    notes = [_level(writer, finding), _signers(writer, standing)]
    if finding.level_because:
        reasons = writer.reason(finding.level_because, to)
        notes.insert(1, writer.rules.sentence("finding_reasons", because=reasons))
    notes.append(
        writer.rules.sentence(
            "finding_by",
            version=Bound(text=str(finding.version), kind="count", to=to),
            name=_who(writer, finding.made.by, to),
            date=_when(writer, finding.made.at, to),
        )
    )
    return Paragraph(id=anchor("finding", finding.finding), lead=tuple(lead), notes=tuple(notes))


def _sentence(writer: Writer, sentence: Sentence, finding: Finding) -> Line:
    """Return a sentence whose bound words open on their passages; the words between stand on the
    finding itself, whose author wrote them."""
    parts: list[Words | Bound | Quote] = []
    whole = [b for b in sentence.bindings if not b.words]
    between = tuple(dict.fromkeys([finding.id, *(b.to for b in whole)]))
    passages = tuple(dict.fromkeys(p for b in whole for p in _opens(writer, b)))

    def add(text: str) -> None:
        if text.strip():
            parts.append(Bound(text=text, kind="record", to=between, passages=passages))
        elif text:
            parts.append(Words(text=text))

    at = 0
    for binding in sorted((b for b in sentence.bindings if b.words), key=lambda b: b.start):
        add(sentence.text[at : binding.start])
        parts.append(_bound(writer, binding))
        at = binding.end
    add(sentence.text[at:])
    return tuple(parts)


def _bound(writer: Writer, binding: Binding) -> Bound:
    links = writer.index.file.links
    figure = next((f for f in links.figures if f.id == binding.to), None)
    incident = next((i for i in links.incidents if i.id == binding.to), None)
    href = figure_id(figure) if figure and writer.index.stands(figure) else ""
    return Bound(
        text=binding.words,
        kind=binding.kind,
        to=(binding.to, *binding.claims),
        passages=_opens(writer, binding),
        href=incident_id(incident) if incident else href,
    )


def _opens(writer: Writer, binding: Binding) -> tuple[str, ...]:
    return writer.index.passage_ids(writer.index.in_order(binding.claims))


def _level(writer: Writer, finding: Finding) -> Line:
    code = finding.standard.code
    return writer.rules.sentence(
        "finding_level",
        level=Bound(text=code, kind="level", to=(finding.id,)),
        words=writer.code("ladder", code, (finding.id,)),
    )


def _signers(writer: Writer, standing: Standing) -> Line:
    if standing.is_signed:
        names = [_signer(writer, one) for one in standing.signatures]
        return writer.rules.sentence("finding_signed", names=writer.listed(names))
    to = (standing.finding.id, *(d.id for d in standing.signatures))
    return writer.rules.sentence(
        "finding_unsigned",
        n=Bound(text=writer.rules.number(len(standing.signatures)), kind="count", to=to),
        m=Bound(text=writer.rules.number(SIGNERS), kind="count", to=to),
    )


def _signer(writer: Writer, decision: Decision) -> Line:
    to = (decision.id,)
    return writer.rules.sentence(
        "finding_signer",
        name=_who(writer, decision.made.by, to),
        date=_when(writer, decision.made.at, to),
    )


def _who(writer: Writer, name: str, to: tuple[str, ...]) -> Bound:
    return Bound(text=writer.index.member(name), kind="name", to=to)


def _when(writer: Writer, at: str, to: tuple[str, ...]) -> Bound:
    return Bound(text=date_words(at, writer.rules), kind="date", to=to)
