"""Decisions on links find their mentions again after another reader or coder made them anew.

A decision keeps a copy of the places that the member saw. Where a place is not as it was, it is
looked up by key, else by quote with its context, else by quote alone, and taken where exactly one
fits; else the decision is an orphan, and listed (ADR 7).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from hechos.linking.deciding.judged import ACTS, live
from hechos.records import Case, Claim, Decision, Doubt, Made, Text, TextSpan, ids, wire

CONTEXT = 32
_MENTION = re.compile(r"(?P<text>[0-9a-f-]{36}):(?P<start>\d+)-(?P<end>\d+)")


@dataclass(frozen=True, slots=True)
class Place:
    """What stands behind a mention: `ref` as a decision names it, `quote` with the characters
    around it. `key` is a claim's; a capture has no quote."""

    ref: str
    capture: str
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Reattached:
    """The decisions with their mentions at today's places, in their order; of what no longer has
    a place, doubts."""

    decisions: tuple[Decision, ...]
    doubts: tuple[Doubt, ...]


def span_of_mention(ref: str) -> tuple[str, int, int] | None:
    """Return text id, start and end of "<text id>:<start>-<end>", None for another id."""
    found = _MENTION.fullmatch(ref)
    return (found["text"], int(found["start"]), int(found["end"])) if found else None


def place_in(text: Text, ref: str) -> Place | None:
    """Return the place of a mention in its text, None where the text is not so long."""
    span = span_of_mention(ref)
    if span is None or span[0] != text.id or not span[1] < span[2] <= len(text.body):
        return None
    _, start, end = span
    return Place(
        ref=ref,
        capture=text.capture,
        quote=text.body[start:end],
        prefix=text.body[max(0, start - CONTEXT) : start],
        suffix=text.body[end : end + CONTEXT],
    )


def place_of_claim(claim: Claim) -> Place:
    span = claim.anchor.selector
    around = (span.prefix, span.suffix) if isinstance(span, TextSpan) else ("", "")
    return Place(claim.id, claim.capture, claim.quote, *around, claim.key)


def copy_of_places(places: Iterable[Place]) -> str:
    """Return the copy of what a member sees of a link, as JSON."""
    return wire.canonical({"mentions": [asdict(place) for place in places]})


def reattach(
    decisions: Sequence[Decision],
    texts: Iterable[Text],
    claims: Iterable[Claim],
    seen: Mapping[str, str],
    *,
    case: Case,
) -> Reattached:
    """Return the decisions on links upon today's mentions. `seen` maps the address of a copy to
    its JSON; a decision whose copy was withdrawn with its source is left out."""
    if not any(decision.act in ACTS for decision in decisions):
        return Reattached(tuple(decisions), ())
    finder = _Finder(texts, claims)
    counting = {decision.id for decision in live(decisions)}
    kept: list[Decision] = []
    doubts: list[Doubt] = []
    for decision in decisions:
        if decision.act not in ACTS or decision.kind == "document":
            kept.append(decision)
            continue
        copies = _copies(decision, seen)
        if copies is None:
            continue
        ends = [finder.find(ref, copies.get(ref)) for ref in (decision.on, decision.other or "")]
        if ends[0] and ends[1] and ends[0] != ends[1]:
            kept.append(replace(decision, on=ends[0], other=ends[1]))
        elif decision.id in counting or decision.kind is None:
            doubts.append(_orphan(decision, copies, case))
    return Reattached(tuple(kept), tuple(doubts))


def _copies(decision: Decision, seen: Mapping[str, str]) -> dict[str, Place] | None:
    if decision.seen is None:
        return {}
    stored = seen.get(decision.seen)
    if stored is None:
        return None
    return {one["ref"]: Place(**one) for one in json.loads(stored).get("mentions", ())}


class _Finder:
    def __init__(self, texts: Iterable[Text], claims: Iterable[Claim]) -> None:
        self._texts = {text.id: text for text in texts}
        self._by_capture: dict[str, list[Text]] = {}
        for text in self._texts.values():
            self._by_capture.setdefault(text.capture, []).append(text)
        self._claims: dict[str, Claim] = {}
        self._by_key: dict[tuple[str, str], str] = {}
        self._by_quote: dict[tuple[str, str], list[Claim]] = {}
        for claim in claims:
            self._claims[claim.id] = claim
            self._by_key[claim.capture, claim.key] = claim.id
            self._by_quote.setdefault((claim.capture, claim.quote), []).append(claim)

    def find(self, ref: str, copy: Place | None) -> str | None:
        span = span_of_mention(ref)
        if span is None:
            return ref if ref in self._claims else self._claim(copy)
        text = self._texts.get(span[0])
        place = place_in(text, ref) if text else None
        if place is not None and (copy is None or place.quote == copy.quote):
            return ref
        return self._mention(copy)

    def _claim(self, copy: Place | None) -> str | None:
        if copy is None:
            return None
        if (copy.capture, copy.key) in self._by_key:
            return self._by_key[copy.capture, copy.key]
        same = self._by_quote.get((copy.capture, copy.quote), [])
        if len(same) > 1:
            around = (copy.prefix, copy.suffix)
            places = {claim.id: place_of_claim(claim) for claim in same}
            same = [c for c in same if (places[c.id].prefix, places[c.id].suffix) == around]
        return same[0].id if len(same) == 1 else None

    def _mention(self, copy: Place | None) -> str | None:
        if copy is None or not copy.quote:
            return None
        for text in self._by_capture.get(copy.capture, ()):
            for before, after in ((copy.prefix, copy.suffix), ("", "")):
                needle = before + copy.quote + after
                first = text.body.find(needle)
                if first >= 0 and text.body.find(needle, first + 1) < 0:
                    start = first + len(before)
                    return f"{text.id}:{start}-{start + len(copy.quote)}"
        return None


def _orphan(decision: Decision, copies: Mapping[str, Place], case: Case) -> Doubt:
    quotes = " and ".join(f"“{place.quote[:60]}”" for place in copies.values())
    return Doubt(
        id=ids.draw(case.seed, decision.id, "orphan"),
        case=case.id,
        made=Made(by="rule:linking.decisions", version="1", at=decision.made.at),
        type="orphaned decision",
        on=decision.on,
        text=f"The decision “{decision.act}” by {decision.made.by} on {decision.made.at[:10]} "
        f"found no place again{': ' if quotes else ''}{quotes}. It is kept and waits for a person.",
    )
