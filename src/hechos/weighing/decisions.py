"""Apply what people decided to what the rules propose, and find decisions their place again.

A decision re-attaches by the id of the proposal, else by its key, else by quote and context where
exactly one place fits; else it is an orphan, and listed (design: Identity). An accepted or edited
claim stays in force from the copy that the member saw, even when no rule proposes it any more.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hechos.errors import InputError
from hechos.records import (
    Case,
    Claim,
    Decision,
    Doubt,
    Made,
    Passage,
    Text,
    TextSpan,
    ids,
    wire,
)
from hechos.weighing.edits import edited

CONTEXT = 32
ON_CLAIMS = ("accept", "reject", "edit", "restore")
"""What can be decided on a claim that is there; "write" makes one."""
WRITTEN = "written:"
"""How the key of a claim begins that a member wrote: no rule proposes it, its decision holds it."""


@dataclass(frozen=True, slots=True)
class Applied:
    """`claims` in the order of the proposals, claims kept from a copy after them."""

    claims: tuple[Claim, ...]
    doubts: tuple[Doubt, ...]


def copy_of(claim: Claim) -> str:
    """Return the copy of what a member sees: the claim with quote and context, as JSON."""
    return wire.canonical({"claim": wire.to_plain(claim)})


def apply_decisions(
    claims: Sequence[Claim],
    texts: Iterable[Text],
    decisions: Sequence[Decision],
    seen: Mapping[str, str],
    *,
    case: Case,
) -> Applied:
    """Return the claims with their states, and doubts for decisions that found no place.

    `decisions` in the order they were made: the latest on an id counts. `seen` maps the address
    of a copy to its JSON; a copy that was withdrawn is missing and its decision is left out.
    """
    finder = _Finder(claims, {text.id: text for text in texts})
    written, doubts = _written(decisions, seen, finder, case)
    said: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.act in ON_CLAIMS:
            said[decision.on].append(decision)
    direct = {one: each for one, each in said.items() if one in finder.by_id}
    moved = {one: each for one, each in said.items() if one not in finder.by_id}
    outcome: dict[str, list[Claim]] = {}
    for on, each in direct.items():
        if copied(each[-1], seen) is not None:
            outcome[on] = _decided(each, seen, finder.by_id[on], case)
    kept: list[Claim] = []
    for each in moved.values():
        copy = copied(each[-1], seen)
        if copy is None or copy.key.startswith(WRITTEN):
            continue  # withdrawn, or on what a member wrote and took back
        target = finder.find(each[-1], copy)
        if target is not None and target.id not in outcome:
            outcome[target.id] = _decided(each, seen, target, case)
        elif target is None or not _on_what_stands(
            each, seen, outcome[target.id], direct.get(target.id, ())
        ):
            claim, doubt = _without_proposal(each[-1], copy, finder, case)
            doubts.append(doubt)
            kept += [claim] if claim else []
    applied = [new for claim in (*claims, *written) for new in outcome.get(claim.id, [claim])]
    return Applied((*applied, *kept), tuple(doubts))


def _written(
    decisions: Iterable[Decision], seen: Mapping[str, str], finder: _Finder, case: Case
) -> tuple[list[Claim], list[Doubt]]:
    """Return the claims that members wrote, at their place in today's texts, and let the finder
    know them by their ids alone: nothing else attaches to them."""
    claims, doubts = [], []
    for decision in decisions:
        copy = copied(decision, seen) if decision.act == "write" else None
        if copy is None:
            continue
        rebased = finder.rebased(copy)
        if rebased is None:
            doubts.append(_orphan(decision, copy, case))
        else:
            finder.by_id[rebased.id] = rebased
            claims.append(rebased)
    return claims, doubts


def _on_what_stands(
    each: Sequence[Decision],
    seen: Mapping[str, str],
    standing: list[Claim],
    direct: Sequence[Decision],
) -> bool:
    """Apply decisions that find a claim which others decide on already: on the proposal that is
    shown beside it, or overruled by a later word on the claim itself. False where they are neither.
    """
    for place, beside in enumerate(standing[1:], start=1):
        if beside.id == each[-1].on:
            standing[place] = _in_state(each[-1], seen, beside)
            return True
    return any(one.made.at >= each[-1].made.at for one in direct)


class _Finder:
    def __init__(self, claims: Sequence[Claim], texts: Mapping[str, Text]) -> None:
        self.texts = texts
        self.by_capture: dict[str, list[Text]] = defaultdict(list)
        for text in texts.values():
            self.by_capture[text.capture].append(text)
        self.by_id = {claim.id: claim for claim in claims}
        self.by_key = {(claim.capture, claim.key): claim for claim in claims}
        self.by_quote: dict[tuple[str, str, str, str], list[Claim]] = defaultdict(list)
        for claim in claims:
            self.by_quote[_quote_key(claim)].append(claim)

    def find(self, decision: Decision, copy: Claim) -> Claim | None:
        if decision.on in self.by_id:
            return self.by_id[decision.on]
        if (copy.capture, copy.key) in self.by_key:
            return self.by_key[copy.capture, copy.key]
        same = self.by_quote.get(_quote_key(copy), [])
        if len(same) > 1:
            same = [claim for claim in same if _context(claim) == _context(copy)]
        return same[0] if len(same) == 1 else None

    def rebased(self, copy: Claim) -> Claim | None:
        """Return the copy with its passages at their place in today's text, if one place fits; as
        it is where it stands on no words (a part of a picture, which may have no text at all)."""
        if not any(isinstance(passage.selector, TextSpan) for passage in copy.passages):
            return copy
        for text in self.by_capture.get(copy.capture, []):
            passages = tuple(_rebase(passage, text) for passage in copy.passages)
            if all(passage is not None for passage in passages):
                found = tuple(passage for passage in passages if passage is not None)
                return replace(copy, passages=found, text=text.id)
        return None


def _rebase(passage: Passage, text: Text) -> Passage | None:
    span = passage.selector
    if not isinstance(span, TextSpan):
        return passage
    if span.text == text.id and span.holds_in(text.body):
        return passage
    for needle, skip in (
        (span.prefix + span.quote + span.suffix, len(span.prefix)),
        (span.quote, 0),
    ):
        first = text.body.find(needle)
        if first >= 0 and text.body.find(needle, first + 1) < 0:
            start = first + skip
            return Passage(
                capture=passage.capture,
                selector=replace(span, text=text.id, start=start, end=start + len(span.quote)),
            )
    return None


def _quote_key(claim: Claim) -> tuple[str, str, str, str]:
    return claim.capture, claim.quote, claim.content.kind, claim.content.type


def _context(claim: Claim) -> tuple[str, str]:
    span = claim.anchor.selector
    return (span.prefix, span.suffix) if isinstance(span, TextSpan) else ("", "")


def copied(decision: Decision, seen: Mapping[str, str]) -> Claim | None:
    """Return the claim as the member saw it; None where the copy was withdrawn."""
    stored = seen.get(decision.seen or "")
    if stored is None:
        return None
    return wire.from_plain(json.loads(stored)["claim"], Claim)


def _decided(
    each: Sequence[Decision], seen: Mapping[str, str], target: Claim, case: Case
) -> list[Claim]:
    """Return the claim as the last decision leaves it. The proposal is shown beside it where no
    member saw it that way, in this decision or an earlier one."""
    decision = each[-1]
    in_force = _in_state(decision, seen, target)
    judged = (copied(one, seen) for one in reversed(each))
    if decision.act == "reject" or any(_slots(target) == _slots(copy) for copy in judged if copy):
        return [in_force]
    beside = replace(
        target,
        id=ids.draw(case.seed, target.id, "differs"),
        because=f"{target.because} It differs from the claim that was {in_force.state} "
        f"by {decision.made.by}.".strip(),
    )
    return [in_force, beside]


def _in_state(decision: Decision, seen: Mapping[str, str], target: Claim) -> Claim:
    """Return what a decision makes of a claim that is there, with the claim's own id and place."""
    copy = copied(decision, seen)
    if decision.act == "reject" or copy is None:
        return replace(target, state="rejected")
    in_force = _in_force(decision, replace(copy, passages=target.passages, text=target.text))
    return replace(in_force, id=target.id, key=target.key)


def _in_force(decision: Decision, copy: Claim) -> Claim:
    """Return the claim as accepted, edited, or as it was in the version that was restored."""
    if decision.act == "edit":
        return replace(edited(copy, decision.changes), state="edited")
    if decision.act == "restore" and copy.state != "proposed":
        return copy
    return replace(copy, state="accepted")


def _slots(claim: Claim) -> tuple[object, ...]:
    """Return what a member judged: everything but ids, places in the text, state and reasons."""
    plain = wire.to_plain(claim)
    for voice in (plain["voice"], plain["content"]):
        _strip_offsets(voice)
    return (
        plain["content"],
        plain["voice"],
        plain["polarity"],
        plain["factuality"],
        plain["standard"],
    )


def _strip_offsets(value: object) -> None:
    if isinstance(value, dict):
        value.pop("start", None)
        value.pop("end", None)
        for item in value.values():
            _strip_offsets(item)
    elif isinstance(value, list):
        for item in value:
            _strip_offsets(item)


def _without_proposal(
    decision: Decision, copy: Claim, finder: _Finder, case: Case
) -> tuple[Claim | None, Doubt]:
    kept = None
    if decision.act != "reject":
        rebased = finder.rebased(copy)
        if rebased is not None:
            kept = replace(_in_force(decision, rebased), id=decision.on)
    if kept is not None:
        text = (
            "No rule proposes this claim any more; it stays in force from the copy that "
            f"{decision.made.by} saw."
        )
        return kept, replace(_orphan(decision, copy, case), text=text, severity="cosmetic")
    return None, _orphan(decision, copy, case)


def _orphan(decision: Decision, copy: Claim, case: Case) -> Doubt:
    return Doubt(
        id=ids.draw(case.seed, decision.id, "orphan"),
        case=case.id,
        made=Made(by="rule:weighing.decisions", version="1", at=decision.made.at),
        type="orphaned decision",
        on=decision.on,
        text=f"The decision “{decision.act}” by {decision.made.by} on {decision.made.at[:10]} "
        f"found no place again: “{_short(copy.quote)}”. It is kept and waits for a person.",
        severity="limits",
    )


def _short(quote: str) -> str:
    return quote if len(quote) <= 80 else quote[:79] + "…"


def resolve_doubts(doubts: Iterable[Doubt], decisions: Sequence[Decision]) -> tuple[Doubt, ...]:
    """Return the doubts with status and resolution as members decided."""
    latest = {d.on: d for d in decisions if d.act == "resolve"}
    return tuple(
        replace(
            doubt,
            status=dict(latest[doubt.id].changes).get("status", "resolved"),
            resolution=f"{latest[doubt.id].because} ({latest[doubt.id].made.by})",
        )
        if doubt.id in latest
        else doubt
        for doubt in doubts
    )


def check_act(act: str, record: str) -> None:
    """Raise InputError when the act does not go with this kind of record."""
    fits = {
        "accept": ("Claim",),
        "reject": ("Claim",),
        "edit": ("Claim",),
        "restore": ("Claim",),
        "resolve": ("Doubt", "ClaimRelation"),
        "grade": ("Capture", "Party", "Claim"),
        "checklist": ("Claim", "Party"),
        "same": ("Party", "Incident", "Claim", "Capture"),
        "different": ("Party", "Incident", "Claim", "Capture"),
        "retract": ("Decision",),
        "withdraw": ("Capture",),
        "protect": ("Party", "Source", "Capture"),
        "unprotect": ("Party", "Source", "Capture"),
    }
    if record not in fits.get(act, ()):
        goes = ", ".join(sorted(a for a, records in fits.items() if record in records))
        raise InputError(
            f"“{act}” cannot be decided on a {record.lower()}.",
            hint=f"On a {record.lower()} one can decide: {goes or 'nothing yet'}.",
        )
