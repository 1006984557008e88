"""Record what a member decides: journal first, then rows; links follow when next asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict, Unpack, get_args

from hechos.app.casework.desk import Desk
from hechos.app.casework.grading.whatif import check_grading
from hechos.app.casework.linkup import ensure_linked, record_decision
from hechos.app.casework.versions.history import history_of
from hechos.app.casework.versions.marks import check_reach, present
from hechos.app.casework.versions.withdrawal import carry_out_withdrawal, is_shared, purge
from hechos.app.register import queries
from hechos.app.register.models import Given
from hechos.errors import InputError, NotFoundError
from hechos.records import (
    AnyContent,
    Capture,
    Claim,
    ClaimRelation,
    Decision,
    DocumentContent,
    Mention,
    Outcome,
    PartyKind,
    Passage,
    Record,
    Text,
    TextSpan,
    VoiceLink,
    ids,
    wire,
)
from hechos.weighing.contradictions import pair_key
from hechos.weighing.decisions import CONTEXT, WRITTEN, check_act, copy_of
from hechos.weighing.edits import edited
from hechos.weighing.grading.checklist import check_answers


def decide(
    desk: Desk,
    record: Record,
    act: str,
    *,
    by: str,
    because: str,
    changes: Sequence[tuple[str, str]] = (),
) -> Decision:
    """Record a decision on a claim, doubt, relation, party or capture; on links see
    `links.deciding`.

    A decision needs a member and a reason, and keeps a copy of what the member saw.
    """
    desk.actor.require("steward" if act == "unprotect" else "code")
    desk.check_reasoned(by, because)
    check_reach(desk, record.id)
    if desk.actor.account is not None:
        record = present(desk.head, record.id)  # a page may show it with names left out
    check_act(act, type(record).__name__)
    _check_changes(desk, act, record, changes)
    seen = desk.archive.put_many([_copy(record).encode()])[0]
    decision = desk.record(
        Decision,
        by=by,
        act=act,
        on=record.id,
        key=_key(record),
        because=because.strip(),
        seen=seen,
        changes=tuple(changes),
        supersedes=_earlier(desk, record.id),
    )
    return record_decision(desk, decision)


def _key(record: Record) -> str | None:
    if isinstance(record, ClaimRelation):
        ends = [queries.find(one)[1] for one in (record.left, record.right)]
        claims = [one for one in ends if isinstance(one, Claim)]
        return pair_key(*claims) if len(claims) == 2 else None
    return record.key if isinstance(record, Claim) else None


def _copy(record: Record) -> str:
    if isinstance(record, Claim):
        return copy_of(record)
    return wire.canonical({type(record).__name__.lower(): wire.to_plain(record)})


def _check_changes(
    desk: Desk, act: str, record: Record, changes: Sequence[tuple[str, str]]
) -> None:
    if act == "edit":
        if not changes or not isinstance(record, Claim):
            raise InputError("An edit needs what to set.", hint="--set slot=value")
        edited(record, changes)
    elif act == "restore":
        raise InputError("Name the version to restore.", hint="It is chosen in the history.")
    elif isinstance(record, ClaimRelation):
        if dict(changes).get("outcome") not in set(Outcome):
            raise InputError(
                "Say what the difference is.", hint=f"--set outcome={'|'.join(Outcome)}"
            )
    elif act == "grade":
        check_grading(desk, record, changes)
    elif act == "checklist":
        check_answers(changes, desk.rules.weighing.checklist)


def _earlier(desk: Desk, on: str) -> str | None:
    rows = Given.objects.filter(case=desk.head, record="Decision", part_of=on).order_by("-seq")
    first = rows.first()
    return first.id if first else None


class NewClaim(TypedDict):
    """Where a claim is anchored (code points of the text, end exclusive), and what kind it is."""

    text_id: str
    start: int
    end: int
    kind: str
    type: str


def write_claim(
    desk: Desk,
    *,
    because: str,
    slots: Sequence[tuple[str, str]] = (),
    **what: Unpack[NewClaim],
) -> Claim:
    """Record a claim that a member reads in a passage, and return it: accepted, in his or her name.

    `kind` is that of a content (act, status, procedure, label, diplomacy, relation, count, vote),
    `type` its code. `slots` are (name, value) pairs as in an edit (`weighing.edits.SLOTS`): time
    (EDTF), place, quantity (14, >=14, 10..20), unit, actors and victims (names parted by “;”),
    occasion, polarity, factuality, hedge, class; of who says so: author, speaker, proximity,
    connection. Without an author the document speaks. The claim lives in the copy that its
    decision ("write") holds: rebuild, export and withdrawal carry it with the decision.
    """
    _check_writer(desk, because, what["text_id"])
    text, documents = _text(desk, what["text_id"])
    passage = Passage(capture=text.capture, selector=_span(text, what["start"], what["end"]))
    capture = _capture(desk, text.capture)
    claim = _bare_claim(desk, (capture, documents), passage, what=what, because=because)
    return _write(desk, replace(claim, text=text.id), slots)


class MarkedClaim(TypedDict):
    """What kind of claim a rectangle on a page or picture holds; see `write_claim`."""

    kind: str
    type: str


def mark_claim(
    desk: Desk,
    passage: Passage,
    *,
    because: str,
    slots: Sequence[tuple[str, str]] = (),
    **what: Unpack[MarkedClaim],
) -> Claim:
    """Record a claim that a member reads in a rectangle of a page or picture, and return it.

    The rectangle is the passage: no words are quoted."""
    _check_writer(desk, because, passage.capture)
    capture = _capture(desk, passage.capture)
    if capture.id in queries.withdrawn(desk.head):
        raise InputError(f"{capture.name} is withdrawn.")
    rows = Given.objects.filter(case=desk.head, record="Text", part_of=capture.id)
    row = rows.order_by("-seq").first()
    found = queries.text_of(row.body, desk.payload) if row else None
    documents = found[1] if found else ()
    claim = _bare_claim(desk, (capture, documents), passage, what=what, because=because)
    return _write(desk, replace(claim, text=found[0].id) if found else claim, slots)


def _check_writer(desk: Desk, because: str, on: str) -> None:
    desk.actor.require("code")
    desk.check_reasoned(desk.actor.pseudonym, because, "claim")
    check_reach(desk, on)


def _write(desk: Desk, claim: Claim, slots: Sequence[tuple[str, str]]) -> Claim:
    if any(slot in OF_SPEAKER for slot, _ in slots):
        claim = replace(claim, voice=(*claim.voice, CITED))
    claim = edited(claim, slots)
    decision = desk.record(
        Decision,
        by=claim.made.by,
        act="write",
        on=claim.id,
        key=claim.key,
        because=claim.because,
        seen=desk.archive.put(_copy(claim).encode()),
    )
    record_decision(desk, decision)
    return claim


OF_SPEAKER = ("author", "speaker", "proximity", "connection")
CITED = VoiceLink(speaker=Mention(verbatim="", name=""), kind="unnamed", proximity=3)
"""Whom the document cites, before the slots say who it is."""


def _text(desk: Desk, text_id: str) -> tuple[Text, Sequence[Claim]]:
    row = Given.objects.filter(case=desk.head, record="Text", id=text_id).first()
    found = queries.text_of(row.body, desk.payload) if row else None
    if found is None:
        raise NotFoundError("The text that this claim stands in is not there.")
    return found


def _bare_claim(
    desk: Desk,
    source: tuple[Capture, Sequence[Claim]],
    passage: Passage,
    *,
    what: NewClaim | MarkedClaim,
    because: str,
) -> Claim:
    """Return a claim on a passage of a source, given what the file says about itself."""
    capture, documents = source
    contents = {content.kind: content for content in get_args(AnyContent)}
    if what["kind"] not in contents or not what["type"].strip():
        raise InputError("Say what kind of claim it is.", hint=f"Kinds: {', '.join(contents)}.")
    claim_id = ids.mint()
    return Claim(
        id=claim_id,
        case=desk.case.id,
        made=desk.made(desk.actor.pseudonym),
        capture=capture.id,
        text="",
        key=f"{WRITTEN}{claim_id}",
        passages=(passage,),
        content=contents[what["kind"]](type=what["type"].strip()),
        voice=(_document_voice(capture, documents),),
        klass=max(capture.klass, desk.case.default_class),
        state="accepted",
        because=because.strip(),
    )


def _span(text: Text, start: int, end: int) -> TextSpan:
    if not 0 <= start < end <= len(text.body) or not text.body[start:end].strip():
        raise InputError("Select the words that say it.", hint="The passage is empty.")
    return TextSpan(
        text=text.id,
        start=start,
        end=end,
        quote=text.body[start:end],
        prefix=text.body[max(0, start - CONTEXT) : start],
        suffix=text.body[end : end + CONTEXT],
    )


def _document_voice(capture: Capture, documents: Sequence[Claim]) -> VoiceLink:
    """Return the outlet as coding knows it: the publisher that the file states, else its name."""
    stated = (
        one.content.value
        for one in documents
        if isinstance(one.content, DocumentContent) and one.content.type == "publisher"
    )
    name = next(filter(None, stated), "") or capture.name.rsplit("/", 1)[-1]
    speaker = Mention(verbatim=name, name=name, kind=PartyKind.ORGANISATION)
    return VoiceLink(speaker=speaker, kind="outlet")


def restore(desk: Desk, claim: Claim, version: str, *, by: str, because: str) -> Decision:
    """Decide that a claim is again as it was in an earlier version, named by its mark."""
    desk.actor.require("code")
    desk.check_reasoned(by, because)
    check_reach(desk, claim.id)
    versions = history_of(desk, claim)
    chosen = next((one for one in versions if version and one.mark == version), None)
    if chosen is None or not isinstance(chosen.record, Claim):
        raise NotFoundError("There is no such version of this claim.")
    if chosen is versions[-1]:
        raise InputError("That version is the one that stands.")
    decision = desk.record(
        Decision,
        by=by,
        act="restore",
        on=claim.id,
        key=claim.key,
        because=because.strip(),
        seen=desk.archive.put(_copy(chosen.record).encode()),
        changes=(("version", chosen.decision.id if chosen.decision else "proposed"),),
        supersedes=_earlier(desk, claim.id),
    )
    return record_decision(desk, decision)


def withdraw(desk: Desk, capture_id: str, *, by: str, because: str) -> Decision:
    """Remove a capture's bytes, its texts and the copies made of them; keep a tombstone.

    What stands on it is gone from every list, and the rest is weighed again. Bytes that another
    capture of the case still needs stay, and the decision says so.
    """
    desk.actor.require("steward")
    check_reach(desk, capture_id)
    capture = _capture(desk, capture_id)
    if capture.id in queries.withdrawn(desk.head):
        raise InputError(f"{capture.name} is withdrawn already.")
    desk.check_reasoned(by, because, "withdrawal")
    shared = is_shared(desk, capture)
    decision = desk.record(
        Decision,
        by=by,
        act="withdraw",
        on=capture.id,
        because=because.strip(),
        changes=(("bytes", "kept for another capture"),) if shared else (),
    )
    desk.give([decision])
    carry_out_withdrawal(desk, capture, by=by)
    ensure_linked(desk)
    purge(desk)
    return decision


def _capture(desk: Desk, capture_id: str) -> Capture:
    head, record = queries.find(capture_id)
    if not isinstance(record, Capture) or head.id != desk.head.id:
        raise NotFoundError(
            f"“{capture_id}” is not a capture of “{desk.case.slug}”.",
            hint=f"hechos captures {desk.case.slug}",
        )
    return record
