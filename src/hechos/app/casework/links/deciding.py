"""Record what a member decides on a link: always on two mentions, never on what is joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hechos.app.casework.desk import Desk, ReadingDesk
from hechos.app.casework.links.words import words_on_links
from hechos.app.casework.linkup import ensure_linked, record_decision
from hechos.app.casework.versions.taken import about
from hechos.app.register import queries
from hechos.app.register.classes import chunks
from hechos.app.register.models import CaseHead, Given, Proposed, Ref
from hechos.app.register.rows import DECIDED, FILTERED, LINK
from hechos.errors import InputError, NotFoundError
from hechos.linking.deciding.judged import ACTS, APART, Judged, judge, pair_of, unretracted
from hechos.linking.deciding.places import (
    Place,
    copy_of_places,
    place_in,
    place_of_claim,
    span_of_mention,
)
from hechos.records import (
    Capture,
    Claim,
    Decision,
    Incident,
    LinkEdge,
    Party,
    Record,
    Text,
    wire,
)

KINDS_OF: Mapping[type[Record], tuple[str, ...]] = {
    Party: ("person",),
    Incident: ("incident",),
    Capture: ("document",),
    Claim: ("origin", "incident"),
}
"""What two records of a class can be said to be the same of; the first is meant if none is said."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two mentions that a decision is about: `a` and `b` as in a LinkEdge."""

    kind: str
    a: str
    b: str


def head_holding(record_id: str) -> CaseHead:
    """Return the case that holds a record, or the text of a mention."""
    span = span_of_mention(record_id)
    return queries.find(span[0] if span else record_id)[0]


def decide_link(
    desk: Desk, on: str, act: str, *, by: str, because: str, changes: Sequence[tuple[str, str]] = ()
) -> Decision:
    """Record that two are the same, different, of one family, or that nobody can tell.

    `on` is a party, incident, claim, capture, edge or mention; `changes` say with what ("with")
    and, of two claims, the same what ("kind"). Raises InputError where a "same" would pass over a
    standing "different", and names it.
    """
    desk.actor.require("code")
    if act not in ACTS:
        raise InputError(f"“{act}” is no decision on a link.", hint=f"One of: {', '.join(ACTS)}.")
    if desk.actor.account is None:
        ensure_linked(desk)
    link = link_of(desk, on, dict(changes))
    judged = judge(words_on_links(desk), link.kind)
    before = next((d for d in judged.standing if set(pair_of(d)) == {link.a, link.b}), None)
    if act == "same":
        _check(desk, link, judged)
    places = places_of(desk, [link.a, link.b])
    decision = desk.record(
        Decision,
        by=by,
        act=act,
        on=link.a,
        other=link.b,
        kind=link.kind,
        because=because.strip(),
        seen=desk.archive.put_many([copy_of_places(places.values()).encode()])[0],
        changes=tuple(changes),
        supersedes=before.id if before else None,
    )
    return record_decision(desk, decision)


def link_of(desk: ReadingDesk, on: str, changes: Mapping[str, str]) -> Link:
    """Return the two mentions that a member means."""
    if span_of_mention(on) is None:
        head, record = queries.find(on)
        if isinstance(record, LinkEdge) and head.id == desk.head.id:
            return Link(record.kind, record.a, record.b)
    other = changes.get("with")
    if not other:
        raise InputError("Say with what.", hint="--set with=ID")
    (kinds, a), (others, b) = _end(desk, on), _end(desk, other)
    both = [kind for kind in kinds if kind in others]
    kind = changes.get("kind") or (both[0] if both else "")
    if kind not in both:
        raise InputError(
            f"“{on}” and “{other}” cannot be the same {kind or 'thing'}.",
            hint="Compare two parties or mentions, two incidents, two claims, or two captures.",
        )
    if a == b:
        raise InputError(
            f"Both are one mention, {a}.",
            hint="Name another mention: `hechos show ID` lists those of a party or incident.",
        )
    return Link(kind, a, b)


def _end(desk: ReadingDesk, one: str) -> tuple[tuple[str, ...], str]:
    """Return what it can be compared as, and the mention that stands for it: its first."""
    if span_of_mention(one) is not None:
        if not holders(desk, Party, [one]):
            raise NotFoundError(
                f"No name that the case knows stands at “{one}”.",
                hint="`hechos show PARTY` lists the mentions of a party.",
            )
        return ("person",), one
    head, record = queries.find(one)
    if head.id != desk.head.id:
        raise InputError(f"“{one}” is of another case, “{head.slug}”.")
    if type(record) not in KINDS_OF:
        raise InputError(
            f"A {type(record).__name__.lower()} is not compared with another.",
            hint="Compare two parties or mentions, two incidents, two claims, or two captures.",
        )
    match record:
        case Party(mentions=()):
            raise InputError(
                f"No text names “{record.name}” letter by letter: nothing to decide on."
            )
        case Party():
            first = record.mentions[0]
        case Incident():
            first = record.claims[0]
        case _:
            first = record.id
    return KINDS_OF[type(record)], first


def _check(desk: ReadingDesk, link: Link, judged: Judged) -> None:
    """Raise InputError where a standing word, or one inherited, says that the two are not one."""
    apart = judged.of(*APART)
    refs = [link.a, link.b, *(one for decision in apart for one in pair_of(decision))]
    view = views(desk, link.kind, judged, refs)
    ends = {view.get(link.a, link.a), view.get(link.b, link.b)}
    for decision in apart:
        if {view.get(one, one) for one in pair_of(decision)} == ends:
            raise InputError(
                f"They are not the same, by the decision “{decision.act}” of {decision.made.by} on "
                f"{decision.made.at[:10]}: “{decision.because}” ({decision.id}).",
                hint=f"If that was wrong: hechos decide {decision.id} retract --by … --because …",
            )


def views(desk: ReadingDesk, kind: str, judged: Judged, refs: Sequence[str]) -> dict[str, str]:
    """Return by mention, of those asked about, what it is taken for part of."""
    if kind == "person":
        return holders(desk, Party, refs)
    if kind == "incident":
        return holders(desk, Incident, refs)
    groups = judged.cluster(sorted(judged.mentions)).groups
    return {mention: group[0] for group in groups for mention in group}


def holders(desk: ReadingDesk, cls: type[Record], refs: Sequence[str]) -> dict[str, str]:
    """Return the party or incident that holds each of the mentions or claims; nothing for those
    that none holds."""
    found: dict[str, str] = {}
    for some in chunks(refs):
        rows = Ref.objects.filter(case=desk.head, layer=LINK, record=cls.__name__, target__in=some)
        found.update(rows.values_list("target", "source"))
    return found


def places_of(desk: ReadingDesk, refs: Sequence[str]) -> dict[str, Place]:
    """Return what stands at each mention, with the characters around it."""
    wanted = {span[0] for ref in refs if (span := span_of_mention(ref))}
    texts: dict[str, Text] = {}
    for row in Given.objects.filter(case=desk.head, record="Text", id__in=wanted):
        found = queries.text_of(row.body, desk.payload)
        if found is not None:
            texts[row.id] = found[0]
    claims = _claims_of(desk, [ref for ref in refs if span_of_mention(ref) is None])
    places: dict[str, Place] = {}
    for ref in refs:
        span = span_of_mention(ref)
        place = place_in(texts[span[0]], ref) if span and span[0] in texts else None
        if ref in claims:
            place = place_of_claim(claims[ref])
        places[ref] = place or Place(ref, capture="" if span else ref)
    return places


def _claims_of(desk: ReadingDesk, refs: Sequence[str]) -> dict[str, Claim]:
    """Return those of the mentions that are claims, as they stand."""
    rows = Proposed.objects.filter(case=desk.head, record="Claim", id__in=refs)
    in_order = sorted(rows.exclude(layer=FILTERED), key=lambda row: row.layer == DECIDED)
    return {row.id: wire.loads(row.body, Claim) for row in in_order}


def retract(desk: Desk, decision: Decision, *, by: str, because: str) -> Decision:
    """End an earlier decision, on whatever it was: what it changed is as it was before."""
    desk.actor.require("steward" if decision.act in ("protect", "unprotect") else "code")
    if decision.act == "withdraw":
        raise InputError("What was withdrawn is gone; a withdrawal cannot be retracted.")
    if all(one.id != decision.id for one in unretracted(about(desk.head, [decision.on]))):
        raise InputError("That decision is retracted already, or another replaced it.")
    retraction = desk.record(
        Decision,
        by=by,
        act="retract",
        on=decision.id,
        because=because.strip(),
    )
    return record_decision(desk, retraction)
