"""What a paragraph says of its level, and the section of the grades behind it."""

from __future__ import annotations

from collections.abc import Iterator

from hechos.records import Alternative, Assessment, ElementLevel, Grade, Level
from hechos.reporting.tree import Block, Bound, Line, Paragraph, Row, Words
from hechos.reporting.writing.calendar import date_words
from hechos.reporting.writing.index import anchor
from hechos.reporting.writing.references import Writer

METHOD = "section-method"


def level_lines(writer: Writer, assessment: Assessment) -> Iterator[Line]:
    """Yield the level with its reason, then that of each element, then other explanations."""
    yield _level(writer, assessment)
    if len(assessment.elements) > 1:
        yield _elements(writer, assessment)
    if assessment.alternatives:
        yield _alternatives(writer, assessment)


def level_bound(level: Level, to: tuple[str, ...]) -> Bound:
    return Bound(text=level.value, kind="level", to=to, href=METHOD)


def _level(writer: Writer, assessment: Assessment) -> Line:
    to = (assessment.id,)
    rule = f"{assessment.made.by.removeprefix('rule:')} {assessment.made.version}".strip()
    line = writer.rules.sentence(
        "level",
        level=level_bound(assessment.level, to),
        rule=Bound(text=rule, kind="rule", to=to),
        because=writer.reason(assessment.because, to),
    )
    if assessment.fragile and len(assessment.supporting_origins) > 1:
        line = (*line, Words(text=" "), *_fragile(writer, assessment))
    return line


def _fragile(writer: Writer, assessment: Assessment) -> Line:
    """Say which origins the level depends on, by the primary they name, else by number."""
    origins = writer.index.origins.get(assessment.proposition, ())
    own = [one for one in origins if one.id in assessment.fragile]
    if own and all(one.primary for one in own):
        names = [
            (Bound(text=one.primary or "", kind="name", to=(one.id, *one.claims)),) for one in own
        ]
        return writer.rules.sentence("fragile_named", origins=writer.listed([*names]))
    count = writer.count(assessment.fragile, of=assessment.id)
    return writer.rules.sentence("fragile", origins=count)


def _elements(writer: Writer, assessment: Assessment) -> Line:
    matter, *rest = assessment.elements
    lines = [_element(writer, one, assessment.id) for one in rest]
    line = writer.rules.words("elements")
    for one in lines:
        line = (*line, Words(text=" "), *one)
    whole = assessment.whole
    if whole is None or whole is matter.level:
        return line
    to = (assessment.id,)
    return (*line, *writer.rules.sentence("whole", level=level_bound(whole, to)))


def _element(writer: Writer, element: ElementLevel, assessment: str) -> Line:
    to = (assessment, *element.origins)
    value = element.value
    kind = "name"
    if element.name == "date":
        value, kind = date_words(value, writer.rules), "date"
    line = writer.rules.sentence(
        "element",
        name=writer.plain("element", element.name),
        value=Bound(text=value or element.value or element.name, kind=kind, to=to),
        level=level_bound(element.level, to),
    )
    if element.because:
        line = (*line, Words(text=" "), *writer.reason(element.because, to))
    return line


def _alternatives(writer: Writer, assessment: Assessment) -> Line:
    found = [one for one in assessment.alternatives if one.claims]
    line: Line = ()
    if found:
        lines = [_alternative(writer, one) for one in found]
        line = writer.rules.sentence("alternatives", listed=writer.listed(lines))
    if len(found) < len(assessment.alternatives):
        space = (Words(text=" "),) if line else ()
        line = (*line, *space, *writer.rules.words("version_due"))
    return line


def _alternative(writer: Writer, alternative: Alternative) -> Line:
    claims = writer.index.in_order(alternative.claims)
    return writer.rules.sentence(
        "alternative",
        kind=writer.plain("alternative", alternative.kind),
        claims=writer.listed([writer.phrases.author(claim) for claim in claims[:3]]),
        n=writer.count(alternative.claims, of=alternative.claims[0]),
    )


# --- grades ------------------------------------------------------------------------------------


def write_grades(writer: Writer) -> Iterator[Block]:
    """Yield who graded what and why, and how many sources nobody has graded."""
    grades = writer.index.file.weights.grades
    by_rule = [one for one in grades if one.made.by.startswith("rule:")]
    given = [one for one in grades if not one.made.by.startswith("rule:")]
    yield writer.intro("grades")
    if by_rule:
        count = writer.count((one.id for one in by_rule), of=writer.index.file.case.id)
        key = "ungraded_one" if len(by_rule) == 1 else "ungraded"
        yield Paragraph(id=anchor("s", "ungraded"), lead=writer.rules.sentence(key, n=count))
    flagged = [one for one in by_rule if one.interest]
    if given or flagged:
        head = "on grade topic member date reason interest"
        yield writer.table("grades", head, (_grade(writer, one) for one in (*given, *flagged)))


def _grade(writer: Writer, grade: Grade) -> Row:
    to = (grade.id, grade.on)
    by_rule = grade.made.by.startswith("rule:")
    letters = f"{grade.source or '–'} {grade.information or '–'}"
    bound_to = " ".join(part for part in (grade.topic, grade.period, grade.integrity) if part)
    name = grade.made.by.removeprefix("rule:") if by_rule else writer.index.member(grade.made.by)
    cells = (
        _graded(writer, grade),
        (Bound(text=letters, kind="level", to=to, href=METHOD),),
        (Bound(text=bound_to, kind="term", to=to),) if bound_to else writer.none(),
        (Bound(text=name, kind="rule" if by_rule else "name", to=to),),
        (Bound(text=date_words(grade.made.at[:10], writer.rules), kind="date", to=to),),
        writer.reason(grade.because, to),
        writer.reason(grade.interest, to, "name"),
    )
    return Row(cells=cells)


def _graded(writer: Writer, grade: Grade) -> Line:
    capture = writer.index.captures.get(grade.on)
    if capture is not None:
        return (writer.file(capture),)
    claim = writer.index.claims.get(grade.on)
    if claim is not None:
        return writer.claim(claim)
    party = next((p for p in writer.index.file.links.parties if p.id == grade.on), None)
    if party is not None:
        return (Bound(text=party.name, kind="name", to=(party.id,)),)
    return writer.not_stated()
