"""Section: incidents on a time line, in a table, and by place."""

from __future__ import annotations

from collections.abc import Iterator

from hechos.records import Claim, Incident
from hechos.reporting.sections.says import incidents_in_time
from hechos.reporting.tree import Block, Bound, Line, Row, Span, Timeline
from hechos.reporting.writing.calendar import date_words, days
from hechos.reporting.writing.index import anchor
from hechos.reporting.writing.references import Writer, incident_id


def write_incidents(writer: Writer) -> Iterator[Block]:
    yield writer.intro("incidents")
    incidents = incidents_in_time(writer)
    if incidents:
        yield _timeline(writer, incidents)
        head = "incident time place acts statements documents"
        yield writer.table("incidents", head, (_row(writer, i) for i in incidents))
    places = _by_place(writer)
    if places:
        head = "place incidents statements documents"
        of_claim: dict[str, list[Incident]] = {}
        for incident in incidents:
            for claim in incident.claims:
                of_claim.setdefault(claim, []).append(incident)
        rows = (_place_row(writer, p, cs, of_claim) for p, cs in sorted(places.items()))
        yield writer.table("places", head, rows)


def _timeline(writer: Writer, incidents: tuple[Incident, ...]) -> Timeline:
    dated = [i for i in incidents if _is_dated(i)]
    return Timeline(
        id=anchor("tl", "incidents"),
        title=writer.rules.word("caption", "incidents"),
        spans=tuple(_span(writer, i) for i in dated),
        undated=tuple(writer.incident(i) for i in incidents if not _is_dated(i)),
    )


def _is_dated(incident: Incident) -> bool:
    return days(incident.time.edtf if incident.time else None).known


def _span(writer: Writer, incident: Incident) -> Span:
    edtf = incident.time.edtf if incident.time else ""
    span = days(edtf)
    title = writer.incident(incident)[0].text
    return Span(
        id=incident.id,
        label=title,
        words=date_words(edtf, writer.rules),
        start=span.start.isoformat() if span.start else None,
        end=span.end.isoformat() if span.end else None,
        uncertain=span.uncertain,
        href=incident_id(incident),
    )


def _row(writer: Writer, incident: Incident) -> Row:
    claims = writer.index.in_order(incident.claims)
    cells = (
        writer.incident(incident, link=False),
        _time(writer, incident),
        _place(writer, incident),
        writer.listed([writer.code_of_act(t, incident.id) for t in sorted(incident.types)]),
        _linked(writer, incident, claims),
        writer.documents(claims),
    )
    return Row(id=incident_id(incident), cells=cells)


def _linked(writer: Writer, incident: Incident, claims: tuple[Claim, ...]) -> Line:
    return (writer.count((c.id for c in claims), of=incident.id, href=anchor("h", incident.id)),)


def _time(writer: Writer, incident: Incident) -> Line:
    if incident.time is None:
        return writer.not_stated()
    text = date_words(incident.time.edtf, writer.rules)
    return (Bound(text=text, kind="date", to=(incident.id, *incident.claims)),)


def _place(writer: Writer, incident: Incident) -> Line:
    if incident.place is None:
        return writer.not_stated()
    return (Bound(text=incident.place.path, kind="place", to=(incident.id, *incident.claims)),)


def _by_place(writer: Writer) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in writer.index.printed:
        if claim.content.place and claim.content.place.path:
            found.setdefault(claim.content.place.path, []).append(claim)
    return found


def _place_row(
    writer: Writer, place: str, claims: list[Claim], of_claim: dict[str, list[Incident]]
) -> Row:
    here = {i.id: i for c in claims for i in of_claim.get(c.id, ())}
    cells = (
        (Bound(text=place, kind="place", to=tuple(c.id for c in claims)),),
        writer.listed([writer.incident(i) for i in here.values()]),
        (writer.count((c.id for c in claims), of=claims[0].id),),
        writer.documents(claims),
    )
    return Row(cells=cells)
