"""Section: procedures by stage and date, recommendations, demands and other positions."""

from __future__ import annotations

from collections.abc import Iterator

from hechos.records import Claim, DiplomacyContent, Mention, Polarity, ProcedureContent
from hechos.reporting.tree import Block, Line, Row, Words
from hechos.reporting.writing.calendar import days
from hechos.reporting.writing.references import Writer

_ASKED = ("demand", "recommendation")


def write_accountability(writer: Writer) -> Iterator[Block]:
    steps = [c for c in writer.index.printed if isinstance(c.content, ProcedureContent)]
    positions = [c for c in writer.index.printed if isinstance(c.content, DiplomacyContent)]
    asked = [c for c in positions if c.content.type in _ASKED]
    if steps:
        yield writer.intro("procedures")
        head = "stage forum parties date source state"
        ordered = sorted(steps, key=lambda c: _step_key(writer, c))
        yield writer.table("procedures", head, (_step(writer, c) for c in ordered))
    if asked:
        yield writer.intro("demands")
        head = "addressee kind measure owner status source state"
        yield writer.table("demands", head, (r for c in asked for r in _asked(writer, c)))
    others = [c for c in positions if c.content.type not in _ASKED]
    if others:
        head = "owner kind measure source state"
        yield writer.table("diplomacy", head, (_position(writer, c) for c in others))


def _step_key(writer: Writer, claim: Claim) -> tuple[str, bool, str, int]:
    span = days(claim.content.time.edtf if claim.content.time else None)
    start = span.start or span.end
    stage = writer.rules.act(claim.content.type)
    day = start.isoformat() if start else ""
    return stage, start is None, day, writer.index.order[claim.id]


def _step(writer: Writer, claim: Claim) -> Row:
    content = claim.content
    forum = content.forum if isinstance(content, ProcedureContent) else None
    parties = content.parties if isinstance(content, ProcedureContent) else ()
    time = content.time
    cells = (
        _stage(writer, claim),
        _party(writer, claim, forum),
        writer.phrases.parties(claim, parties) or writer.not_stated(),
        (writer.phrases.date(claim, time),) if time else writer.not_stated(),
        _source(writer, claim),
        writer.phrases.state(claim),
    )
    return Row(cells=cells)


def _stage(writer: Writer, claim: Claim) -> Line:
    """Return the step, with what its source says of it where that is less than asserted."""
    content = claim.content
    line: Line = (writer.phrases.term(claim),)
    if isinstance(content, ProcedureContent) and content.stage:
        line = (*line, Words(text=": "), writer.phrases.quoted(claim, content.stage))
    if claim.polarity is not Polarity.AFFIRMED:
        line = (*line, Words(text=" ("), *writer.plain("polarity", claim.polarity.value))
        return (*line, Words(text=")"))
    said = writer.code("factuality_words", claim.factuality.value, (claim.id,))
    return (*line, Words(text=" ("), *said, Words(text=")"))


def _party(writer: Writer, claim: Claim, mention: Mention | None) -> Line:
    return writer.phrases.party(claim, mention) if mention else writer.not_stated()


def _source(writer: Writer, claim: Claim) -> Line:
    return (*writer.phrases.voice(claim), Words(text=" — "), *writer.documents((claim,)))


def _asked(writer: Writer, claim: Claim) -> Iterator[Row]:
    """Yield a row per measure; a claim that names none is one row with its passage's words."""
    content = claim.content
    if not isinstance(content, DiplomacyContent):
        return
    measures: list[Line] = [(writer.phrases.quoted(claim, d),) for d in content.demands]
    for measure in measures or [writer.phrases.quotes(claim)[:1] or writer.not_stated()]:
        cells = (
            _party(writer, claim, content.addressee),
            (writer.phrases.term(claim),),
            measure,
            writer.phrases.author(claim),
            writer.rules.words("pending"),
            _source(writer, claim),
            writer.phrases.state(claim),
        )
        yield Row(cells=cells)


def _position(writer: Writer, claim: Claim) -> Row:
    cells = (
        writer.phrases.author(claim),
        (writer.phrases.term(claim),),
        writer.phrases.quotes(claim)[:1] or writer.not_stated(),
        _source(writer, claim),
        writer.phrases.state(claim),
    )
    return Row(cells=cells)
