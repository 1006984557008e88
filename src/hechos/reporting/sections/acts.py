"""Sections: acts alleged of all sides, and the legal labels that others have used."""

from __future__ import annotations

from collections.abc import Iterator

from hechos.records import ActContent, Claim, Factuality, LabelContent, Polarity, ThirdPartyFinding
from hechos.reporting.tree import Block, Bound, Line, Row, Words
from hechos.reporting.writing.calendar import date_words
from hechos.reporting.writing.references import Writer

_WEAK = ("might", "could")


def write_acts(writer: Writer) -> Iterator[Block]:
    """Yield a table of act by alleged actor as stated; no author is a row like any other."""
    yield writer.intro("acts")
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in writer.index.printed:
        if isinstance(claim.content, ActContent):
            groups.setdefault((claim.content.type, _actor_key(claim)), []).append(claim)
    named = sorted(groups.items(), key=lambda g: (writer.rules.act(g[0][0]), g[0][1].casefold()))
    if named:
        head = "act actor statements documents disputed"
        yield writer.table("acts", head, (_row(writer, claims) for _, claims in named))


def _actor_key(claim: Claim) -> str:
    content = claim.content
    actors = content.actors if isinstance(content, ActContent) else ()
    return ", ".join(sorted(a.mention.name or a.mention.verbatim for a in actors))


def _row(writer: Writer, claims: list[Claim]) -> Row:
    first = claims[0]
    content = first.content
    to = tuple(c.id for c in claims)
    affirmed = [c for c in claims if c.polarity is Polarity.AFFIRMED]
    disputed = [c for c in claims if c.polarity is not Polarity.AFFIRMED]
    actors = content.actors if isinstance(content, ActContent) else ()
    cells = (
        (Bound(text=writer.rules.act(content.type), kind="term", to=to),),
        writer.phrases.actors(first, actors) or writer.rules.words("no_author"),
        (writer.count(to, of=first.id),),
        writer.documents(affirmed) if affirmed else writer.none(),
        writer.documents(disputed) if disputed else writer.none(),
    )
    return Row(cells=cells)


def write_labels(writer: Writer) -> Iterator[Block]:
    yield writer.intro("labels")
    claims = [c for c in writer.index.printed if isinstance(c.content, LabelContent)]
    if claims:
        head = "label owner of strength standard source state"
        rows = (_label_row(writer, c, c.content) for c in claims if _is_label(c))
        yield writer.table("labels", head, (r for r in rows if r))
    findings = sorted(
        (
            f
            for f in writer.index.file.weights.third_party_findings
            if f.claim in writer.index.shown
        ),
        key=lambda f: (writer.index.order[f.claim], f.id),
    )
    if findings:
        yield writer.intro("third_party")
        head = "body standard date document underlying source state"
        yield writer.table("third_party", head, (_finding_row(writer, f) for f in findings))


def _is_label(claim: Claim) -> bool:
    return isinstance(claim.content, LabelContent)


def _label_row(writer: Writer, claim: Claim, content: object) -> Row | None:
    if not isinstance(content, LabelContent):
        return None
    label = writer.phrases.quoted(claim, content.label) if content.label else None
    of: Line = writer.not_stated()
    if content.of:
        of = (writer.phrases.quoted(claim, content.of),)
    if content.subset:
        of = (*of, *writer.rules.words("subset"))
    cells = (
        (label or writer.phrases.term(claim),),
        writer.phrases.author(claim),
        of,
        _strength(writer, claim, content),
        writer.phrases.standard_words(claim, claim.standard)
        if claim.standard
        else writer.not_stated(),
        (*writer.phrases.voice(claim), Words(text=" — "), *writer.documents((claim,))),
        writer.phrases.state(claim),
    )
    return Row(cells=cells)


def _strength(writer: Writer, claim: Claim, content: LabelContent) -> Line:
    """Return how strong its owner puts the label: never stronger than the claim."""
    if claim.polarity is not Polarity.AFFIRMED:
        return writer.plain("polarity", claim.polarity.value)
    key, table = content.strength, "strength_words"
    weak = claim.factuality is Factuality.POSSIBLE and content.strength in _WEAK
    if claim.factuality is not Factuality.ASSERTED and not weak:
        key, table = claim.factuality.value, "factuality_words"
    return writer.code(table, key, (claim.id,))


def _finding_row(writer: Writer, finding: ThirdPartyFinding) -> Row:
    claim = writer.index.claims[finding.claim]
    to = (finding.id, claim.id)
    standard = finding.standard
    cells = (
        (Bound(text=finding.body, kind="name", to=to),),
        writer.phrases.standard_words(claim, standard) if standard else writer.not_stated(),
        (Bound(text=date_words(finding.date, writer.rules), kind="date", to=to),),
        writer.reason(finding.document or "", to, "record"),
        writer.rules.words("yes" if finding.underlying_known else "no"),
        (_opened(writer, finding),),
        writer.phrases.state(claim),
    )
    return Row(cells=cells)


def _opened(writer: Writer, finding: ThirdPartyFinding) -> Bound:
    return Bound(
        text=writer.name_of(finding.passage.capture),
        kind="record",
        to=(finding.id,),
        passages=(writer.index.passage_id(finding.passage),),
    )
