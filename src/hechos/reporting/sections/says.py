"""Section: what the sources say, by incident and matter, every statement with its voice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hechos.records import Assessment, Claim, Incident, Proposition
from hechos.reporting.sections.levels import level_lines
from hechos.reporting.tree import Block, Line, Paragraph, Statement, Words
from hechos.reporting.writing.calendar import days
from hechos.reporting.writing.index import anchor
from hechos.reporting.writing.references import Writer

DOUBTS = "section-doubts"


def write_says(writer: Writer) -> Iterator[Block]:
    """Yield a paragraph per proposition, under its incident, then the claims that stand alone."""
    yield writer.intro("says")
    done: set[str] = set()
    by_incident = _by_incident(writer)
    for incident in incidents_in_time(writer):
        matters = by_incident.pop(incident.id, [])
        alone = [c for c in writer.index.in_order(incident.claims) if not _has_matter(writer, c)]
        yield writer.heading(incident.id, writer.incident(incident))
        if not matters and done.issuperset(c.id for c in alone):
            yield _given_above(writer, incident)
        yield from _paragraphs(writer, matters, done)
        yield from _alone(writer, alone, done)
    rest = sorted(
        (p for matters in by_incident.values() for p in matters), key=lambda p: _place(writer, p)
    )
    if rest and done:
        yield writer.heading("no_incident", writer.rules.words("no_incident"))
    yield from _paragraphs(writer, rest, done)
    others = [c for c in writer.index.printed if c.id not in done]
    if others and done:
        yield writer.heading("other_statements", writer.rules.words("other_statements"))
    yield from _alone(writer, others, done)


def incidents_in_time(writer: Writer) -> tuple[Incident, ...]:
    """Return the incidents with printed claims: dated ones first, by first day."""

    def key(incident: Incident) -> tuple[bool, str, int]:
        claims = writer.index.in_order(incident.claims)
        span = days(incident.time.edtf if incident.time else None)
        start = span.start or span.end
        first = writer.index.order[claims[0].id]
        return start is None, start.isoformat() if start else "", first

    kept = (i for i in writer.index.file.links.incidents if writer.index.in_order(i.claims))
    return tuple(sorted(kept, key=key))


def _by_incident(writer: Writer) -> dict[str | None, list[Proposition]]:
    found: dict[str | None, list[Proposition]] = {}
    known = {i.id for i in writer.index.file.links.incidents}
    kept = (p for p in writer.index.file.links.propositions if _claims(writer, p))
    for proposition in sorted(kept, key=lambda p: _place(writer, p)):
        place = proposition.incident if proposition.incident in known else None
        found.setdefault(place, []).append(proposition)
    return found


def _claims(writer: Writer, proposition: Proposition) -> tuple[Claim, ...]:
    return writer.index.in_order((*proposition.supporting, *proposition.contrary))


def _place(writer: Writer, proposition: Proposition) -> tuple[int, str, str]:
    first = min(writer.index.order[c.id] for c in _claims(writer, proposition))
    return first, proposition.kind, proposition.id


def _has_matter(writer: Writer, claim: Claim) -> bool:
    return claim.id in writer.index.matters


def _paragraphs(
    writer: Writer, propositions: Iterable[Proposition], done: set[str]
) -> Iterator[Paragraph]:
    for proposition in propositions:
        statements = [
            *_statements(writer, proposition.supporting, "for", done),
            *_statements(writer, _only_contrary(writer, proposition), "against", done),
        ]
        yield Paragraph(
            id=proposition_id(proposition),
            statements=tuple(statements),
            notes=tuple(_notes(writer, proposition)),
        )


def _only_contrary(writer: Writer, proposition: Proposition) -> tuple[str, ...]:
    """Return the contrary claims that stand in no paragraph of their own."""
    return tuple(c for c in proposition.contrary if c not in writer.index.supporting)


def proposition_id(proposition: Proposition) -> str:
    return anchor("s", proposition.id)


def _statements(
    writer: Writer, ids: Iterable[str], side: str, done: set[str]
) -> Iterator[Statement]:
    for claim in writer.index.in_order(ids):
        yield writer.phrases.statement(claim, side=side, again=claim.id in done)
        done.add(claim.id)


def _alone(writer: Writer, claims: Iterable[Claim], done: set[str]) -> Iterator[Paragraph]:
    for claim in claims:
        if claim.id not in done:
            done.add(claim.id)
            yield Paragraph(id=anchor("s", claim.id), statements=(writer.phrases.statement(claim),))


def _notes(writer: Writer, proposition: Proposition) -> Iterator[Line]:
    assessment = writer.index.assessments.get(proposition.id)
    own = set(_only_contrary(writer, proposition))
    elsewhere = [c for c in writer.index.in_order(proposition.contrary) if c.id not in own]
    if elsewhere:
        claims = writer.listed([writer.claim(c) for c in elsewhere])
        yield writer.rules.sentence("against_elsewhere", claims=claims)
    yield _support(writer, proposition, assessment)
    if assessment:
        yield from level_lines(writer, assessment)
    doubts = open_doubts(writer, proposition, assessment)
    if doubts:
        count = writer.count(doubts, of=proposition.id, href=DOUBTS)
        yield writer.rules.sentence("doubts", n=count)


def _support(writer: Writer, proposition: Proposition, assessment: Assessment | None) -> Line:
    files = {c.capture for c in writer.index.in_order(proposition.supporting)}
    documents = writer.count(sorted(files), of=proposition.id)
    if assessment is None:
        key = "not_assessed_one" if len(files) == 1 else "not_assessed"
        return writer.rules.sentence(key, documents=documents)
    origins = writer.count(assessment.supporting_origins, of=assessment.id)
    key = "support_in_one" if len(files) == 1 else "support"
    if len(assessment.supporting_origins) == 1:
        key = "support_one_one" if len(files) == 1 else "support_one"
    elif len(files) == 1 and assessment.supporting_origins:
        key = "support_relayed"
    line = writer.rules.sentence(key, origins=origins, documents=documents)
    against = assessment.contrary_origins
    if against:
        count = writer.count(against, of=assessment.id)
        key = "against_one" if len(against) == 1 else "against"
        line = (*line, *writer.rules.sentence(key, origins=count))
    return (*line, Words(text="."))


def _given_above(writer: Writer, incident: Incident) -> Paragraph:
    """Return the statements of an incident whose matters all stand under other incidents."""
    claims = writer.index.in_order(incident.claims)
    statements = tuple(writer.phrases.statement(c, again=True) for c in claims)
    return Paragraph(id=anchor("s", incident.id), statements=statements)


def open_doubts(
    writer: Writer, proposition: Proposition, assessment: Assessment | None
) -> tuple[str, ...]:
    """Return ids of the open doubts on a matter, its claims or its assessment."""
    on = {proposition.id, *proposition.supporting, *proposition.contrary}
    named = set(assessment.doubts) if assessment else set()
    return tuple(
        d.id for d in writer.index.doubts if d.status == "open" and (d.id in named or d.on in on)
    )
