"""The page of a link: two mentions side by side with what stands around each.

Blind by default: nothing of what a rule or model thinks of the pair is on the page, unless it is
asked for, and then the decision says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hechos.app.web.doors import page_of
from hechos.app.web.objects.kinds.base import Asking, Context, frame, seen_mark, with_rows
from hechos.app.web.objects.kinds.parties import MentionSheet, mention_sheets
from hechos.app.web.objects.kinds.roles import Named, parties_at, place_of, roles_in
from hechos.app.web.objects.near import page_of_rows
from hechos.app.web.objects.sheets import ClaimSheet, Sheets
from hechos.app.web.shelf import Shelf
from hechos.linking.deciding.counts import in_numbers
from hechos.linking.deciding.places import span_of_mention
from hechos.linking.facts import mentions_of
from hechos.records import Capture, Claim, Decision, LinkEdge, Record
from hechos.reporting.writing.calendar import date_words

CLAIMS = 6


@dataclass(frozen=True, slots=True)
class End:
    """One of the two: `mention` for a name, else a claim or document; then what is told of it."""

    name: str
    mention: MentionSheet | None
    claims: tuple[ClaimSheet, ...]
    capture: Capture | None
    days: tuple[str, ...]
    places: tuple[str, ...]
    others: tuple[str, ...]
    beside: tuple[Named, ...]


def link_page(asking: Asking, edge: LinkEdge) -> Context:
    shelf = asking.shelf
    ends = pair_of_ends(shelf, edge.kind, edge.a, edge.b)
    sheets = Sheets.of(shelf, [])
    standing = standing_on(shelf, edge)
    return {
        **with_rows(asking, {}),
        **frame(asking, sheets),
        "seen": seen_mark(shelf, edge),
        "ends": ends,
        "edge": edge,
        "numbers": in_numbers(edge),
        "standing": [sheets.decision(d) for d in standing],
        "words": act_words(edge.kind),
        "refused": asking.refused,
        "next": neighbour(shelf, edge),
    }


def act_words(kind: str) -> list[tuple[str, str, str]]:
    """Return (act, words, key) for what can be said of a pair."""
    found = [
        ("same", _("They are the same"), "s"),
        ("different", _("They are different"), "d"),
        ("unsure", _("Cannot say"), "u"),
    ]
    if kind == "person":
        found.append(("family", _("Two of one family"), "f"))
    return found


def standing_on(shelf: Shelf, edge: LinkEdge) -> list[Decision]:
    """Return the decisions on this pair that nobody took back, first to last."""
    ends = {edge.a, edge.b}
    taken = [d for d in shelf.decisions([edge.a, edge.b]) if {d.on, d.other} == ends]
    undone = {d.on for d in shelf.decisions(d.id for d in taken) if d.act == "retract"}
    gone = {d.supersedes for d in taken if d.supersedes and d.id not in undone}
    return [d for d in taken if d.id not in undone and d.id not in gone and d.kind == edge.kind]


def neighbour(shelf: Shelf, edge: LinkEdge) -> str:
    """Return the address of the next pair of this kind that waits."""
    rows = shelf.proposed.filter(record="LinkEdge", kind=edge.kind).exclude(part_of="")
    found = page_of_rows(shelf, rows, size=1, after=edge.id).records
    return page_of(found[0]) if found and found[0].id != edge.id else ""


def pair_of_ends(shelf: Shelf, kind: str, a: str, b: str) -> list[End]:
    return [_end(shelf, kind, one) for one in (a, b)]


def _end(shelf: Shelf, kind: str, ref: str) -> End:
    mention = next(mention_sheets(shelf, [ref]), None) if span_of_mention(ref) else None
    capture = shelf.captures([ref]).get(ref) if kind == "document" else None
    claims: Sequence[Claim] = []
    if kind == "person":
        claims = shelf.claims_naming([ref], most=CLAIMS)
    elif kind != "document":
        claims = shelf.claims([ref])
    sheets = Sheets.of(shelf, claims)
    rules = sheets.writer.rules
    party = parties_at(shelf, [ref]).get(ref) if mention else None
    beside = [n for n in roles_in(shelf, claims) if not party or n.party is not party]
    days = dict.fromkeys(date_words(c.content.time.edtf, rules) for c in claims if c.content.time)
    places = dict.fromkeys(c.content.place.path for c in claims if c.content.place)
    return End(
        name=_name(mention, capture, claims),
        mention=mention,
        claims=tuple(sheets.claim(c) for c in claims),
        capture=capture,
        days=tuple(days),
        places=tuple(places),
        others=_others(claims, mention),
        beside=tuple(n for n in beside if not party or n.name != party.name),
    )


def _name(mention: MentionSheet | None, capture: Capture | None, claims: Sequence[Record]) -> str:
    if mention:
        return mention.quote
    said = next((one.quote for one in claims if isinstance(one, Claim)), "")
    return capture.name if capture else said or _("not to be seen here")


def _others(claims: Sequence[Claim], mention: MentionSheet | None) -> tuple[str, ...]:
    """Return the fuller names that the document itself gives a mention."""
    if mention is None:
        return ()
    uses = ((place_of(c, m), m.name) for c in claims for m, _role in mentions_of(c))
    return tuple(
        dict.fromkeys(name for ref, name in uses if ref == mention.ref and name != mention.quote)
    )
