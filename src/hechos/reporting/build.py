"""Build the report of a case: sections of numbered blocks in which every value is bound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from hechos.errors import InputError
from hechos.records import ActContent, CaseFile, Claim, Confidentiality
from hechos.reporting.confidential import AUDIENCES, Withheld, admit
from hechos.reporting.rules import ReportRules
from hechos.reporting.sections.accountability import write_accountability
from hechos.reporting.sections.acts import write_acts, write_labels
from hechos.reporting.sections.cards import write_cards
from hechos.reporting.sections.counting.estimates import write_estimates
from hechos.reporting.sections.counting.registers import write_registers
from hechos.reporting.sections.findings import write_drafts, write_findings
from hechos.reporting.sections.gaps import write_doubts, write_failures, write_primary
from hechos.reporting.sections.incidents import write_incidents
from hechos.reporting.sections.levels import write_grades
from hechos.reporting.sections.method import write_method
from hechos.reporting.sections.passages import view_sources
from hechos.reporting.sections.relations import write_relations
from hechos.reporting.sections.says import incidents_in_time, write_says
from hechos.reporting.tree import (
    Block,
    Bound,
    Card,
    Line,
    Paragraph,
    Quote,
    Report,
    Row,
    Section,
    SourceView,
    Words,
)
from hechos.reporting.writing.calendar import date_words
from hechos.reporting.writing.check import check_estimates, check_report
from hechos.reporting.writing.index import CaseIndex
from hechos.reporting.writing.references import Writer
from hechos.reporting.writing.walk import parts_of

__all__ = ["Report", "ReportRules", "build_report"]

_IF_ANY = ("findings", "draft_findings", "registers", "estimates")
"""Sections that a case without such things does not have."""
_SECTIONS: tuple[tuple[str, Callable[[Writer], Iterator[Block]]], ...] = (
    ("findings", write_findings),
    ("draft_findings", write_drafts),
    ("says", write_says),
    ("cards", write_cards),
    ("registers", write_registers),
    ("estimates", write_estimates),
    ("incidents", write_incidents),
    ("acts", write_acts),
    ("labels", write_labels),
    ("accountability", write_accountability),
    ("relations", write_relations),
    ("grades", write_grades),
    ("doubts", write_doubts),
    ("primary", write_primary),
    ("failures", write_failures),
    ("method", write_method),
)


def build_report(
    file: CaseFile,
    *,
    audience: str,
    rules: ReportRules,
    remake: Callable[[CaseFile], CaseFile] | None = None,
    finish: Callable[[CaseFile], CaseFile] | None = None,
    seen: Confidentiality = Confidentiality.C3,
) -> Report:
    """Return the report of a case for an audience, "internal" or "public".

    What the audience may not see is taken out first (`admit`), so nothing below can print it;
    where something is out, `remake` links and weighs what remains anew, and `finish` makes of that
    what is printed: names taken out, lists of people held counted. `seen` is the highest class that
    the file was cut to before. Raises UnboundError
    where a value has no record behind it."""
    if audience not in AUDIENCES:
        raise InputError(
            f"There is no audience called “{audience}”.",
            hint=f"Choose one of {', '.join(sorted(AUDIENCES))}.",
        )
    admitted, withheld = admit(file, audience, file.as_of)
    if remake is not None and len(admitted.claims) < len(file.claims):
        admitted = remake(admitted)
    if finish is not None:
        admitted = finish(admitted)
    writer = Writer.of(CaseIndex(admitted), rules)
    sections = _numbered(writer)
    sources = view_sources(writer, _cited(sections))
    report = _report(writer, audience=audience, sections=sections, sources=sources)
    report = replace(report, withheld=(*_withheld(writer, withheld), *_above(writer, seen)))
    texts = {t.id: t.body for t in admitted.texts}
    check_report(report, texts=texts, names=_names(admitted, rules))
    check_estimates(report, admitted.estimates)
    return report


def _report(
    writer: Writer,
    *,
    audience: str,
    sections: tuple[Section, ...],
    sources: tuple[SourceView, ...],
) -> Report:
    file = writer.index.file
    return Report(
        language=writer.rules.language,
        audience=audience,
        case=file.case.id,
        title=file.case.title,
        as_of=date_words(file.as_of, writer.rules),
        classification=max((c.klass for c in file.captures), default=file.case.default_class).name,
        demonstration=any(c.demonstration for c in file.captures) or _says_demonstration(writer),
        mandate=tuple(_mandate(writer)),
        state=_state(writer),
        withheld=(),
        summary=tuple(_summary(writer)),
        sections=sections,
        sources=sources,
    )


def _says_demonstration(writer: Writer) -> bool:
    return any("demonstration" in own for own in writer.index.document_claims.values())


def _numbered(writer: Writer) -> tuple[Section, ...]:
    """Write the sections; paragraphs and cards get numbers that run through the report."""
    number = 0
    sections = []
    wanted = [one for one in _SECTIONS if one[0] not in _IF_ANY or any(one[1](writer))]
    for place, (key, write) in enumerate(wanted, 1):
        blocks: list[Block] = []
        for block in write(writer):
            if isinstance(block, Paragraph | Card):
                number += 1
                blocks.append(replace(block, number=number))
            else:
                blocks.append(block)
        title = writer.rules.word("section", key)
        sections.append(
            Section(id=f"section-{key}", number=place, title=title, blocks=tuple(blocks))
        )
    return tuple(sections)


def _cited(sections: Iterable[Section]) -> dict[str, tuple[int, ...]]:
    """Return by passage anchor the numbers of the paragraphs and cards that open on it.

    What a table cites belongs to the paragraph before it."""
    found: dict[str, dict[int, None]] = {}
    number = 0
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Paragraph | Card):
                number = block.number
            for part in parts_of(block):
                for passage in _opens_on(part):
                    found.setdefault(passage, {})[number] = None
    return {passage: tuple(sorted(numbers)) for passage, numbers in found.items()}


def _opens_on(part: Words | Bound | Quote) -> tuple[str, ...]:
    if isinstance(part, Bound):
        return part.passages
    return (part.passage,) if isinstance(part, Quote) else ()


def _state(writer: Writer) -> Line:
    claims = writer.index.printed
    case = writer.index.file.case.id
    if not claims:
        return writer.plain("page", "nothing")
    unseen = [c.id for c in claims if not writer.index.is_reviewed(c)]
    total = writer.count((c.id for c in claims), of=case, href="section-says")
    if not unseen:
        return writer.rules.sentence("all_reviewed", m=total)
    count = writer.count(unseen, of=case, href="section-says")
    return writer.rules.sentence("state_line", n=count, m=total)


def _withheld(writer: Writer, withheld: Withheld) -> Line:
    """Return how many items are left out; the counts are bound to the case, never to the items."""
    counts = {
        "captures": withheld.captures,
        "statements": withheld.claims,
        "doubts": withheld.doubts,
        "failures": withheld.failures,
    }
    if not any(counts.values()):
        return ()
    to = (writer.index.file.case.id,)
    values = {
        key: Bound(text=writer.rules.number(n), kind="count", to=to) for key, n in counts.items()
    }
    return writer.rules.sentence("withheld", **values)


def _above(writer: Writer, seen: Confidentiality) -> Line:
    """Return up to which class whoever had the report made sees the case; nothing where that is
    all of it. What is above is not counted: how much there is, is not for everybody."""
    if seen is Confidentiality.C3:
        return ()
    to = (writer.index.file.case.id,)
    return writer.rules.sentence("above", klass=Bound(text=seen.name, kind="class", to=to))


def _mandate(writer: Writer) -> Iterator[Row]:
    case = writer.index.file.case
    mandate = case.mandate
    for key, value in (
        ("from", mandate.start),
        ("to", mandate.end),
        ("territory", mandate.territory),
        ("matter", mandate.matter),
        ("persons", mandate.persons),
    ):
        text = date_words(value, writer.rules) if value and key in ("from", "to") else value
        cell: Line = (Bound(text=text, kind="term", to=(case.id,)),) if text else ()
        yield Row(cells=(writer.plain("page", key), cell or writer.plain("page", "open")))
    named = f"{case.standard.framework} {case.standard.code}"
    words, code = (
        Bound(text=text, kind="standard", to=(case.id,))
        for text in (writer.rules.standard(case.standard), named)
    )
    standard = (words, *writer.rules.sentence("standard_code", code=code))
    yield Row(cells=(writer.plain("page", "standard"), standard))


def _summary(writer: Writer) -> Iterator[Row]:
    index = writer.index
    links = index.file.links
    for key, ids, section in (
        ("sources", sorted(c.id for c in index.file.captures), "section-passages"),
        ("statements", [c.id for c in index.printed], "section-says"),
        ("figures", sorted(f.id for f in links.figures if index.stands(f)), "section-cards"),
        ("incidents", [i.id for i in incidents_in_time(writer)], "section-incidents"),
        ("doubts", [d.id for d in index.doubts if d.status == "open"], "section-doubts"),
    ):
        count = writer.count(ids, of=index.file.case.id, href=section)
        yield Row(cells=(writer.plain("page", key), (count,)))


def _names(file: CaseFile, rules: ReportRules) -> set[str]:
    """Names of the case that may stand in no sentence of ours, unless our own words hold them."""
    names = {p.name for p in file.links.parties}
    for claim in file.claims:
        names.update(_names_in(claim))
    own = "\n".join(rules.strings())
    return {n for n in names if n not in own}


def _names_in(claim: Claim) -> Iterator[str]:
    for link in claim.voice:
        yield link.speaker.name
    content = claim.content
    if content.place:
        yield content.place.verbatim
    if isinstance(content, ActContent):
        yield from (a.mention.name for a in content.actors)
        yield from (m.name for m in (*content.victims, *content.targets))
