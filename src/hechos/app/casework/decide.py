"""Record what a member decides: journal first, then rows; links follow when next asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict, Unpack, get_args

from django.db import connection

from hechos.app.casework.desk import Desk
from hechos.app.casework.grading.whatif import check_grading
from hechos.app.casework.linkup import ensure_linked, record_decision, withdrawn_captures
from hechos.app.casework.versions.history import history_of
from hechos.app.casework.versions.marks import check_reach, present
from hechos.app.casework.versions.taken import seen_copies
from hechos.app.register import queries
from hechos.app.register.models import Given, Proposed
from hechos.app.register.rows import remove
from hechos.app.search import index
from hechos.app.search.backend import backend
from hechos.app.work.models import ImportRun
from hechos.errors import InputError, NotFoundError
from hechos.records import (
    AnyContent,
    Capture,
    Claim,
    ClaimRelation,
    Decision,
    DocumentContent,
    Identity,
    Mention,
    ModelOutput,
    Outcome,
    PartyKind,
    Passage,
    Record,
    Statement,
    Text,
    TextSpan,
    Translation,
    VoiceLink,
    ids,
    wire,
)
from hechos.weighing.contradictions import pair_key
from hechos.weighing.decisions import CONTEXT, ON_CLAIMS, WRITTEN, check_act, copied, copy_of
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
    if capture.id in withdrawn_captures(desk.head):
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
    if capture.id in withdrawn_captures(desk.head):
        raise InputError(f"{capture.name} is withdrawn already.")
    desk.check_reasoned(by, because, "withdrawal")
    shared = _is_shared(desk, capture)
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
    _purge()
    return decision


def _purge() -> None:
    """Leave nothing of deleted rows in the register's files (rows are overwritten when deleted,
    but the index of words keeps what was removed until it is packed, and older pages may still
    stand in the write-ahead log)."""
    backend().purge()
    statements = (
        ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
        if connection.vendor == "sqlite"
        else ("VACUUM FULL register_proposed", "VACUUM FULL register_ref")
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _is_shared(desk: Desk, capture: Capture) -> bool:
    """Say whether another capture that is not withdrawn holds the same bytes."""
    gone = withdrawn_captures(desk.head) | {capture.id}
    return any(
        other.address == capture.address and other.id not in gone
        for other in queries.given(desk.head, Capture)
    )


def carry_out_withdrawal(desk: Desk, capture: Capture, *, by: str) -> None:
    """Remove what a withdrawal decision, journaled already, says is to go."""
    addresses = [] if _is_shared(desk, capture) else [capture.address]
    addresses += _texts_of(desk, capture.id) + _copies_on(desk, capture.id)
    outputs = queries.given(desk.head, ModelOutput)
    addresses += [output.address for output in outputs if output.capture == capture.id]
    for cls in (Statement, Identity, Translation):
        addresses += [
            one.address for one in queries.given(desk.head, cls) if one.capture == capture.id
        ]
    for address in dict.fromkeys(addresses):
        desk.archive.remove(address, record=capture.id, actor=by, op="withdrawn")
    remove(Proposed.objects.filter(case=desk.head, part_of=capture.id))
    index.forget_capture(desk.head, capture.id)
    ImportRun.objects.filter(case=desk.head, capture=capture.id).delete()
    desk.head.linked = False
    desk.save_heads()


def _capture(desk: Desk, capture_id: str) -> Capture:
    head, record = queries.find(capture_id)
    if not isinstance(record, Capture) or head.id != desk.head.id:
        raise NotFoundError(
            f"“{capture_id}” is not a capture of “{desk.case.slug}”.",
            hint=f"hechos captures {desk.case.slug}",
        )
    return record


def _texts_of(desk: Desk, capture_id: str) -> list[str]:
    return [t.address for t in queries.given(desk.head, Text) if t.capture == capture_id]


def _copies_on(desk: Desk, capture_id: str) -> list[str]:
    """Return the copies of what members saw of a capture, alone or beside another."""
    gone = set(
        Proposed.objects.filter(case=desk.head, part_of=capture_id).values_list("id", flat=True)
    )
    gone.add(capture_id)
    gone |= {text.id for text in queries.given(desk.head, Text) if text.capture == capture_id}
    there = set(Proposed.objects.filter(case=desk.head).values_list("id", flat=True))

    def is_of_capture(decision: Decision) -> bool:
        if any(end.partition(":")[0] in gone for end in (decision.on, decision.other or "")):
            return True
        if decision.on in there or decision.act not in (*ON_CLAIMS, "write"):
            return False
        copy = copied(decision, seen_copies(desk, [decision]))  # of a claim that is no longer there
        return copy is not None and copy.capture == capture_id

    decisions = queries.given(desk.head, Decision)
    return [one.seen for one in decisions if one.seen and is_of_capture(one)]
