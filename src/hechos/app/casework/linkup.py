"""Link and weigh a case, with the decisions of its members applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from hechos.app.access.protecting import learn_names
from hechos.app.casework.desk import Desk, Progress, ReadingDesk, needs_linking, open_desk, silent
from hechos.app.casework.versions.now import apply_now, captures_of
from hechos.app.casework.versions.taken import seen_copies
from hechos.app.database import take_statistics
from hechos.app.home import Home
from hechos.app.register import queries
from hechos.app.register.models import Given, Proposed
from hechos.app.register.pairs import put_in_order
from hechos.app.register.renew import Renewal
from hechos.app.register.rows import CLAIM, DECIDED, LINK, proposed_rows
from hechos.app.search import index
from hechos.app.work.standings import Standings, standings_now
from hechos.archive.objects import ObjectStore
from hechos.linking.deciding.judged import unretracted
from hechos.linking.deciding.places import reattach
from hechos.linking.parties import sources_of
from hechos.pipeline import Material, Rules, link_and_weigh
from hechos.records import Capture, Claim, Decision, Doubt, Links, Record, Weights
from hechos.weighing.decisions import Applied, apply_decisions

END = "9999"
"""Later than any time."""


def ensure_linked(desk: Desk) -> bool:
    """Link and weigh if claims or decisions are newer than the links; True if it did."""
    if desk.head.linked:
        return False
    link(desk)
    return True


@contextmanager
def reading_desk(home: Home, slug: str, *, progress: Progress = silent) -> Iterator[ReadingDesk]:
    """Open a case for reading. Only where links are out of date is the case locked and linked."""
    head = queries.head_of(slug)
    if not head.linked:
        with open_desk(home, slug, progress=progress) as desk:
            ensure_linked(desk)
        head = queries.head_of(slug)
    yield ReadingDesk(home, head, queries.case_of(head), ObjectStore(home.case_folder(head.id)))


def link(desk: Desk) -> tuple[Links, Weights]:
    """Make the link layer anew from claims and decisions, and keep it."""
    desk.progress("link", 0, 1)
    linked = link_material(desk, desk.rules, *gather(desk))
    keep(desk, linked)
    index.refresh(desk)
    desk.progress("link", 1, 1)
    return linked.links, linked.weights


def record_decision(desk: Desk, decision: Decision) -> Decision:
    """Journal a decision; a decision needs a member and a reason.

    At the keyboard of the files' owner the case is linked anew at once. For a member at the desk
    the decision changes the rows of what it is on, and linking follows as a job.
    """
    desk.check_reasoned(decision.made.by, decision.because)
    at_desk = desk.actor.account is not None
    with transaction.atomic():
        desk.give([decision], indexed=not at_desk)
        if at_desk:
            apply_now(desk, [decision])
            index.refresh(desk, [decision.id, decision.on])
        needs_linking(desk, queue=at_desk)
    if not at_desk:
        ensure_linked(desk)
    return decision


def gather(desk: ReadingDesk, as_of: str | None = None) -> tuple[Material, Applied]:
    """Return what linking works on, from the register: all there is, or what was given and
    decided up to a time (ISO 8601, UTC)."""
    until = as_of or END
    gone = queries.withdrawn(desk.head)
    captures = tuple(
        c for c in queries.given(desk.head, Capture) if c.id not in gone and c.made.at <= until
    )
    there = {capture.id for capture in captures}
    texts = tuple(
        text
        for text, _ in queries.texts(desk.head, desk.payload)
        if text.made.at <= until and (as_of is None or text.capture in there)
    )
    said = tuple(d for d in queries.given(desk.head, Decision) if d.made.at <= until)
    decisions = unretracted(said)
    copies = seen_copies(desk, said)
    back = _decided_on(queries.filtered(desk.head, Claim), decisions)
    found = (*queries.proposals(desk.head, Claim), *back)
    if as_of is not None:
        known = {text.id for text in texts}
        found = tuple(c for c in found if c.capture in there and (not c.text or c.text in known))
    applied = apply_decisions(found, texts, decisions, copies, case=desk.case)
    links = reattach(said, texts, applied.claims, copies, case=desk.case)
    kept = {claim.id for claim in back}
    material = Material(
        captures=captures,
        texts=texts,
        claims=applied.claims,
        doubts=(
            *queries.given(desk.head, Doubt),
            *queries.proposals(desk.head, Doubt),
            *(doubt for doubt in queries.filtered(desk.head, Doubt) if doubt.on in kept),
            *applied.doubts,
            *links.doubts,
        ),
        decisions=links.decisions,
    )
    return material, applied


def _decided_on(claims: Sequence[Claim], decisions: Iterable[Decision]) -> list[Claim]:
    """Return the claims left out by a learned model that a member decided on: a person's word
    goes before the model's."""
    decided = {value for d in decisions for value in (d.on, d.key) if value}
    return [claim for claim in claims if claim.id in decided or claim.key in decided]


@dataclass(frozen=True)
class Linked:
    """The links of a case and what has to be written to keep them."""

    links: Links
    weights: Weights
    renewal: Renewal
    standings: Standings


def link_material(desk: ReadingDesk, rules: Rules, material: Material, applied: Applied) -> Linked:
    """Link and weigh, and find out what of it the register does not hold; nothing is written."""
    at = max((text.made.at for text in material.texts), default=desk.case.made.at)
    links, weights = link_and_weigh(material, case=desk.case, rules=rules, at=at)
    places = dict(Given.objects.filter(case=desk.head, record="Capture").values_list("id", "seq"))
    rows = Proposed.objects.filter(case=desk.head, layer=CLAIM, record="Claim")
    there = set(rows.values_list("id", flat=True))
    decided = [c for c in applied.claims if c.state != "proposed" or c.id not in there]
    renewal = Renewal(desk.head)
    renewal.layer(DECIDED, proposed_rows(desk.head, DECIDED, decided, places))
    renewal.claims()
    captures = queries.given(desk.head, Capture)
    sources = sources_of(applied.claims, captures, case=desk.case)
    found = [*_records(links, weights), *sources]
    rows_of_links = proposed_rows(desk.head, LINK, found)
    put_in_order(rows_of_links, links, material.decisions)
    renewal.layer(LINK, rows_of_links)
    renewal.given()
    standings = standings_now(desk.head, weights.assessments, renewal.classes)
    return Linked(links, weights, renewal, standings)


def _records(links: Links, weights: Weights) -> list[Record]:
    return [
        *links.parties,
        *links.incidents,
        *links.universes,
        *links.figures,
        *links.propositions,
        *links.edges,
        *links.origins,
        *links.link_runs,
        *links.link_edges,
        *weights.assessments,
        *weights.relations,
        *weights.doubts,
        *weights.third_party_findings,
        *weights.primary_documents,
        *weights.grades,
    ]


def keep(desk: Desk, linked: Linked, later: Sequence[Decision] = ()) -> None:
    """Write what linking found, in one transaction. `later` are the decisions taken while it was
    found: what they changed stands as they left it, and the case is to be linked again."""
    with transaction.atomic():
        linked.renewal.carry_out(spare=captures_of(desk, later))
        apply_now(desk, later)
        learn_names(desk.head)
        linked.standings.carry_out()
        desk.head.linked = not later
        desk.save_heads()
    if linked.renewal.is_large:
        take_statistics()
