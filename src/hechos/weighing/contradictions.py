"""What a difference between two claims is taken to be; a person decides (domain.md §2.6)."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hechos.lang.edtf import earliest_latest, overlaps
from hechos.lang.folding import fold
from hechos.lang.numbers import is_slip
from hechos.records import (
    ActContent,
    Claim,
    ClaimRelation,
    Decision,
    Outcome,
    Polarity,
    ProcedureContent,
    Quantity,
    VoteContent,
)
from hechos.weighing.figures.compare import NEAR_DAYS, Comparison, compare
from hechos.weighing.figures.counted import amount, of_claim
from hechos.weighing.scale import Scale

WHOLE = 100
"""Shares of one contest cannot add up to more, in percent."""
UNSPECIFIED = ("LIFE.UNK", "LIFE.MASS", "LIB.ARREST")
_KINDS = {
    Outcome.TRANSMISSION_ERROR: "contradicts",
    Outcome.DIFFERENT_UNIVERSE: "contradicts",
    Outcome.UPDATE_OVER_TIME: "updates",
}
"""What a repeat is called where it is found to be something else."""


def judge_relations(scale: Scale) -> tuple[ClaimRelation, ...]:
    """Return all relations of linking, those that differ with their outcome and reason, and
    after them the moves of procedures from stage to stage."""
    judged = [
        _judged(relation, scale)
        for relation in scale.links.relations
        if relation.left in scale.claims and relation.right in scale.claims
    ]
    known = {frozenset((one.left, one.right)) for one in judged}
    moves = [one for one in _moves(scale) if frozenset((one.left, one.right)) not in known]
    return as_decided((*judged, *moves), scale)


# --- what a member decided -------------------------------------------------------------------


def pair_key(a: Claim, b: Claim) -> str:
    """Return by what a decision on two claims re-attaches: their keys, in one order."""
    return " ".join(sorted((a.key, b.key)))


def outcomes_decided(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Return the latest decision on each relation, by its id."""
    return {d.on: d for d in decisions if d.act == "resolve" and "outcome" in dict(d.changes)}


def as_decided(relations: Sequence[ClaimRelation], scale: Scale) -> tuple[ClaimRelation, ...]:
    """Return the relations with the outcomes that members set. A pair of claims that no rule
    relates any more keeps its outcome too, as long as both claims are there."""
    latest = outcomes_decided(scale.decisions)
    if not latest:
        return tuple(relations)
    by_key = {decision.key: decision for decision in latest.values() if decision.key}
    keys = {one.id: _key_of(one, scale) for one in relations}
    found = [
        _with_outcome(one, decision) if decision else one
        for one in relations
        for decision in [latest.get(one.id) or by_key.get(keys[one.id])]
    ]
    there = {*keys, *keys.values()}
    lost = [d for d in latest.values() if d.on not in there and d.key not in there]
    return (*found, *(kept for one in lost if (kept := _kept(one, scale)) is not None))


def _key_of(relation: ClaimRelation, scale: Scale) -> str:
    return pair_key(scale.claims[relation.left], scale.claims[relation.right])


def _with_outcome(relation: ClaimRelation, decision: Decision) -> ClaimRelation:
    outcome = Outcome(dict(decision.changes)["outcome"])
    because = f"{decision.because} (decided by {decision.made.by} on {decision.made.at[:10]})"
    if outcome is not relation.outcome:
        because += f" The rule proposed “{relation.outcome.value}”: {relation.because}"
    kind = relation.kind
    if (kind == "updates") != (outcome is Outcome.UPDATE_OVER_TIME):
        kind = "updates" if kind != "updates" else "contradicts"
    return replace(relation, kind=kind, outcome=outcome, because=because.strip())


def _kept(decision: Decision, scale: Scale) -> ClaimRelation | None:
    ends = [claim for claim in scale.live if claim.key in (decision.key or "")]
    if len(ends) != 2 or pair_key(*ends) != decision.key:
        return None
    relation = ClaimRelation(
        id=decision.on,
        case=scale.case.id,
        made=scale.made("contradictions"),
        kind="contradicts",
        left=ends[0].id,
        right=ends[1].id,
        outcome=Outcome(dict(decision.changes)["outcome"]),
    )
    return _with_outcome(relation, decision)


def _judged(relation: ClaimRelation, scale: Scale) -> ClaimRelation:
    a, b = scale.claims[relation.left], scale.claims[relation.right]
    open_ = relation.kind == "contradicts" and relation.outcome is Outcome.UNDETERMINED
    refined = relation.kind == "repeats" and relation.outcome is Outcome.REFINES
    series = relation.kind == "updates" and _is_counts(a, b)
    if not (open_ or refined or series):
        return relation
    found = difference(a, b, scale)
    kind = relation.kind
    if refined:
        kind = _KINDS.get(found.outcome, "repeats")
    elif series and found.outcome is not Outcome.UPDATE_OVER_TIME:
        kind = "contradicts"
    because = found.because if found.is_told else f"{relation.because} {found.because}".strip()
    return replace(relation, kind=kind, outcome=found.outcome, because=because)


def _is_counts(a: Claim, b: Claim) -> bool:
    votes = isinstance(a.content, VoteContent) or isinstance(b.content, VoteContent)
    return bool(a.content.quantity and b.content.quantity) and not votes


def difference(a: Claim, b: Claim, scale: Scale) -> Comparison:
    """Return what the difference of two claims is taken to be, and why."""
    case = case_of(a, b, scale)
    if isinstance(case, Comparison):
        return case
    rule = scale.rules.outcomes[case]
    return Comparison(case, rule.name, rule.because, is_told=False)


def case_of(a: Claim, b: Claim, scale: Scale) -> str | Comparison:
    """Return which difference this is: a `case` of data/outcomes.toml, or what the comparison of
    two figures found."""
    types = {a.content.type, b.content.type}
    if _is_flip(a, b) or "denial" in types:
        return _denial(a, b, scale)
    if isinstance(a.content, VoteContent) and isinstance(b.content, VoteContent):
        return _votes(a, b, scale)
    versions = scale.rules.recipe.official_versions
    rivals = (a.content.type in versions) != (b.content.type in versions)
    manner = rivals and _names_manner(types, versions)
    if a.content.quantity and b.content.quantity and not manner:
        return _numbers(a, b, scale)
    if rivals:
        return _version(a if a.content.type in versions else b, scale)
    return "date in a relay" if _dates_differ(a, b) and is_one_statement(a, b, scale) else "other"


def _names_manner(types: set[str], versions: tuple[str, ...]) -> bool:
    """Tell whether both sides say how people died: then no number is compared."""
    return types.isdisjoint(UNSPECIFIED) and all(
        one in versions or one.startswith("LIFE.") for one in types
    )


def _denial(a: Claim, b: Claim, scale: Scale) -> str:
    """Tell a denial from a sense turned round in a relay, and from what one side says itself."""
    if a.content.type == b.content.type and is_one_statement(a, b, scale):
        return "polarity in a relay"
    own = scale.author(a) == scale.author(b) and scale.side(a) is not None
    types = {a.content.type, b.content.type}
    plain = types.isdisjoint(scale.rules.recipe.official_versions)
    return "other" if own and plain else "denial"


def _is_flip(a: Claim, b: Claim) -> bool:
    return (a.polarity is Polarity.AFFIRMED) != (b.polarity is Polarity.AFFIRMED)


def _version(version: Claim, scale: Scale) -> str:
    """Tell an official version, which excludes an execution, from a fight told beside it."""
    content = version.content
    official = isinstance(content, ActContent) and content.official_attribution is not None
    if content.type == "LIFE.CROSS" or official or scale.speaker(version).kind == "state":
        return "official version"
    return "beside a fight"


def is_one_statement(a: Claim, b: Claim, scale: Scale) -> bool:
    """Tell whether both relay one statement: prints of one text, or one named author's words
    that are not known to be of different days."""
    same = scale.author(a) == scale.author(b)
    if same and scale.are_relays(a, b):
        return True
    return same and scale.is_named(a) and not _far(a, b, scale) and scale.share_origin(a, b)


def _far(a: Claim, b: Claim, scale: Scale) -> bool:
    first, second = _day(a, scale), _day(b, scale)
    return first is not None and second is not None and abs(first - second) > NEAR_DAYS


def _day(claim: Claim, scale: Scale) -> int | None:
    said = scale.said(claim)
    low, _ = earliest_latest(said) if said else (None, None)
    return low.toordinal() if low else None


def _dates_differ(a: Claim, b: Claim) -> bool:
    first, second = a.content.time, b.content.time
    return first is not None and second is not None and not overlaps(first.edtf, second.edtf)


# --- votes -----------------------------------------------------------------------------------


def _votes(a: Claim, b: Claim, scale: Scale) -> str:
    """Compare results: one body's later ones, or two that exclude each other. Where only those
    who print them stand behind the numbers, they are compared inside one page."""
    sides = [scale.side(claim) for claim in (a, b)]
    if sides[0] is not None and sides[0] == sides[1]:
        return "later bulletin" if _day(a, scale) != _day(b, scale) else "other"
    shares = [c.content.quantity for c in (a, b) if c.content.quantity is not None]
    over = len(shares) == 2 and all(one.unit == "share" for one in shares)
    over = over and sum(amount(one) for one in shares) > WHOLE
    return "rival results" if None not in sides or (over and a.capture == b.capture) else "other"


# --- numbers ---------------------------------------------------------------------------------


def _numbers(a: Claim, b: Claim, scale: Scale) -> str | Comparison:
    """Compare two counts: what happened on the way goes first, then what each states of itself,
    then what the pages tell of the two."""
    first, second = a.content.quantity, b.content.quantity
    if first is None or second is None:
        return "other"
    one_statement = is_one_statement(a, b, scale)
    if same_amount(first, second):
        return "date in a relay" if one_statement and _dates_differ(a, b) else "other"
    if _is_corrupted(a, b, scale):
        return "number in a relay"
    found = compare(of_claim(a, first, scale), of_claim(b, second, scale), rules=scale.rules)
    if found is not None and found.outcome is not Outcome.UNDETERMINED:
        return found
    if _prints_both(a, b, scale):
        return "part and whole"
    return "number in a relay" if one_statement else found or "other"


def _is_corrupted(a: Claim, b: Claim, scale: Scale) -> bool:
    """Tell whether a digit or a bound changed on the way from one print to the other (R-IND-6).

    The two must count the same days, and one page must take its matter from the other, or both
    from one body's statement of about the same day. No shared words are needed, so a relay in
    another language is found too."""
    first, second = a.content.quantity, b.content.quantity
    if first is None or second is None or _dates_differ(a, b):
        return False
    if not (is_slip(amount(first), amount(second)) or _is_bound_changed(first, second)):
        return False
    if _far(a, b, scale):
        return False
    if scale.are_relays(a, b):
        return True
    named = [{body.key for body in scale.bodies(c) if body.named} for c in (a, b)]
    return bool(named[0] & named[1])


def _is_bound_changed(a: Quantity, b: Quantity) -> bool:
    return amount(a) == amount(b) and a.bound is not b.bound


def _prints_both(a: Claim, b: Claim, scale: Scale) -> bool:
    """Tell whether one page gives both numbers for one author: then no digit changed."""
    if scale.author(a) != scale.author(b):
        return False
    if a.capture == b.capture:
        return True
    return any(
        _has_beside(mine, theirs, scale) for mine, theirs in ((a, b), (b, a)) if not mine.hedge
    )


def _has_beside(mine: Claim, theirs: Claim, scale: Scale) -> bool:
    wanted, head = theirs.content.quantity, theirs.content.type.partition(".")[0]
    return any(
        other.content.quantity is not None
        and wanted is not None
        and same_amount(other.content.quantity, wanted)
        and other.content.type.startswith(head)
        and scale.author(other) == scale.author(theirs)
        for other in scale.of_capture.get(mine.capture, ())
        if other is not mine
    )


def same_amount(a: Quantity, b: Quantity) -> bool:
    return amount(a) == amount(b) and a.bound is b.bound


# --- procedures ------------------------------------------------------------------------------


def _moves(scale: Scale) -> Iterator[ClaimRelation]:
    """Yield how procedures of one forum move from stage to stage by date (R-ICC-1)."""
    of_forum: dict[str, list[tuple[int, Claim]]] = defaultdict(list)
    for claim in scale.live:
        day = _day(claim, scale)
        forum = scale.forum(claim) if isinstance(claim.content, ProcedureContent) else None
        if day is not None and forum is not None:
            of_forum[f"{forum.key} {claim.content.type}"].append((day, claim))
    for steps in of_forum.values():
        stages: list[tuple[int, Claim]] = []
        for day, claim in sorted(steps, key=lambda step: step[0]):
            if not stages or stage(claim) != stage(stages[-1][1]):
                stages.append((day, claim))
        for (early, first), (late, second) in itertools.pairwise(stages):
            if early != late:
                yield _move(first, second, scale)


def stage(claim: Claim) -> str:
    content = claim.content
    return fold((isinstance(content, ProcedureContent) and content.stage) or content.type)


def _move(first: Claim, second: Claim, scale: Scale) -> ClaimRelation:
    forum = scale.forum(first)
    return ClaimRelation(
        id=scale.draw(first.id, "relation", *sorted((first.id, second.id))),
        case=scale.case.id,
        made=scale.made("contradictions"),
        kind="updates",
        left=first.id,
        right=second.id,
        outcome=Outcome.UPDATE_OVER_TIME,
        because=(
            f"The procedure before {forum.name if forum else 'one forum'} moved: {stage(first)} "
            f"as of {scale.said(first)}, {stage(second)} as of {scale.said(second)}."
        ),
    )


def is_backwards(move: ClaimRelation, scale: Scale) -> bool:
    """Tell whether the later claim of a move puts a procedure at an earlier stage."""
    ranks = [scale.rules.rank(stage(scale.claims[one])) for one in (move.left, move.right)]
    procedures = all(
        isinstance(scale.claims[one].content, ProcedureContent) for one in (move.left, move.right)
    )
    return procedures and None not in ranks and ranks[1] < ranks[0]  # type: ignore[operator]
