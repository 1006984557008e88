"""Translations of passages: beside the original, never instead of it, never coded."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hechos.app.casework.desk import Desk, ReadingDesk
from hechos.app.casework.versions.marks import as_kept
from hechos.app.register.models import Given
from hechos.errors import HechosError, InputError, NotAllowedError
from hechos.records import Claim, Decision, Stretch, TextSpan, Translation, ids, wire

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A translation as somebody brings it: by a member, or by a `tool` that he or she used."""

    language: str
    words: str
    tool: str = ""
    tool_version: str = ""


def translate(
    desk: Desk, claim: Claim, place: int, rendering: Rendering, *, by: str
) -> Translation:
    """Keep a translation of one passage of a claim. An earlier one into the same language by the
    same hand is replaced, and kept."""
    desk.actor.require("write")
    desk.member(by)
    stretch = _stretch(claim, place)
    language, words = rendering.language.strip(), rendering.words.strip()
    if not _LANGUAGE.fullmatch(language):
        raise InputError("Say the language of the translation: en, es, pt, fr, ar …")
    if not words:
        raise InputError("There is no translation yet: write it, or paste what the tool gave.")
    if rendering.tool.strip() and not rendering.tool_version.strip():
        raise InputError(f"Say which version of {rendering.tool.strip()} made it.")
    address = desk.archive.put_many([wire.canonical({"words": words}).encode()])[0]
    before = [
        t
        for t in in_force(desk, claim.capture)
        if t.passage == stretch and t.language == language and t.tool == rendering.tool.strip()
    ]
    made = desk.record(
        Translation,
        by=by,
        capture=claim.capture,
        address=address,
        passage=stretch,
        language=language,
        tool=rendering.tool.strip(),
        tool_version=rendering.tool_version.strip(),
        supersedes=before[-1].id if before else None,
    )
    desk.give([made])
    return made


def _stretch(claim: Claim, place: int) -> Stretch:
    spans = [p.selector for p in claim.passages]
    span = spans[place] if 0 <= place < len(spans) else None
    if not isinstance(span, TextSpan):
        raise InputError("There is no such passage to translate.")
    return Stretch(capture=claim.capture, text=span.text, start=span.start, end=span.end)


def check_translation(desk: Desk, translation: Translation, *, by: str) -> Translation:
    """Note that a second member compared a translation with its original."""
    desk.member(by)
    if not (desk.actor.may("write") or desk.actor.may("review")):
        desk.actor.require("review")
    if by == translation.made.by and not translation.tool:
        raise NotAllowedError(
            "Nobody checks his or her own translation.", hint="Ask another member."
        )
    if translation.id not in {t.id for t in in_force(desk, translation.capture)}:
        raise InputError("There is a later version of this translation.")
    if translation.checked_by:
        raise InputError(f"{translation.checked_by} has checked this translation already.")
    kept = as_kept(desk.head, [translation])[0]
    checked = replace(kept, id=ids.mint(), checked_by=by, supersedes=translation.id)
    desk.give([checked])
    return checked


def in_force(desk: ReadingDesk, capture: str) -> list[Translation]:
    """Return the translations of a capture's passages that no later one replaced; none where the
    capture was withdrawn."""
    rows = Given.objects.filter(case=desk.head, part_of=capture)
    taken = rows.filter(record="Decision", state="withdraw")
    if any(wire.loads(row.body, Decision).on == capture for row in taken):
        return []
    found = [
        wire.loads(r.body, Translation) for r in rows.filter(record="Translation").order_by("seq")
    ]
    gone = {t.supersedes for t in found}
    return [t for t in found if t.id not in gone]


def words_of(desk: ReadingDesk, translation: Translation) -> str:
    """Return the words of a translation, for pages and for an index of passages; "" where they
    were withdrawn."""
    try:
        return str(json.loads(desk.payload(translation.address))["words"])
    except HechosError:
        return ""


def of_passages(
    desk: ReadingDesk, claim: Claim
) -> list[tuple[int, str, Sequence[tuple[Translation, str]]]]:
    """Return for each passage of a claim its place, its words and its translations with theirs."""
    known = in_force(desk, claim.capture)
    found: list[tuple[int, str, Sequence[tuple[Translation, str]]]] = []
    for place, passage in enumerate(claim.passages):
        span = passage.selector
        if isinstance(span, TextSpan):
            own = [t for t in known if t.passage == _stretch(claim, place)]
            found.append((place, span.quote, [(t, words_of(desk, t)) for t in own]))
    return found
