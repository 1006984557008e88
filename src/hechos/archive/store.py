"""The archive of one case: bytes preserved so that nothing acknowledged is lost.

A batch is committed as a group: copy into `tmp/` while hashing and flush (a pool of threads),
rename into `objects/`, flush the folders, append the records to the journal, append the entries
to the custody log. Only then does `preserve` return, which is the acknowledgement.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hechos.archive.chain import Chain, Heads, Marks
from hechos.archive.clock import Clock, SystemClock
from hechos.archive.files import make_folder, sync_folder, write_all
from hechos.archive.ledger import NEEDLES, PRESERVED, WITHDRAWN, Ledger, commitment
from hechos.archive.objects import ObjectStore, Staged, no_room
from hechos.archive.receipts import Incoming, Known, Preserved, Receipt, Receipts, Refused
from hechos.errors import InputError, UnavailableError
from hechos.records import (
    Beside,
    Capture,
    Decision,
    Made,
    ModelOutput,
    ModelTaken,
    Object,
    Record,
    Text,
    wire,
)
from hechos.records.ids import Ids

__all__ = [
    "BATCH",
    "Act",
    "CaseArchive",
    "Clock",
    "Incoming",
    "Known",
    "Preserved",
    "Receipt",
    "Refused",
    "SystemClock",
    "With",
    "read_pending",
]

BATCH = 500
CUSTODY = Path("custody", "log.jsonl")
JOURNAL = Path("journal", "journal.jsonl")
PENDING = Path("tmp", "pending")


With = Callable[[Sequence[Preserved]], Sequence[Record]]
"""Gives records that belong to what was preserved."""


class CaseArchive:
    """The archive of a case, open for writing by one process at a time."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        random: Callable[[int], bytes],
        lock: int,
        expected: Heads,
        marks: Marks,
    ) -> None:
        self.folder = folder
        self.objects = ObjectStore(folder)
        self._clock = clock
        self._random = random
        self._lock = lock
        self._pending: list[str] = []
        self._ledger: tuple[tuple[int, int], Ledger] | None = None
        self.journal, self.custody = (
            Chain.open(
                folder / path, write=True, expected=expected.get(name), mark=marks.get(name, "")
            )
            for name, path in (("journal", JOURNAL), ("custody", CUSTODY))
        )

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        clock: Clock,
        expected_heads: Heads | None = None,
        known: Callable[[], tuple[Heads, Marks]] | None = None,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> Self:
        """Open the archive, making it where there is none, and finish what a crash cut short.

        `expected_heads` are (length, head) of "journal" and "custody" as kept elsewhere; logs may
        have grown since. `known` returns them with the marks of the files, and is called once
        nobody else can append: logs with those marks are not read again. UnavailableError while
        another process writes; CustodyError if a log is broken, or shorter or other than expected:
        then nothing is finished or cut.
        """
        make_folder(folder)
        lock = _take_lock(folder)
        try:
            heads, marks = known() if known else (expected_heads or {}, {})
            archive = cls(
                folder, clock=clock, random=random, lock=lock, expected=heads, marks=marks
            )
        except BaseException:
            os.close(lock)
            raise
        try:
            archive.objects.create()
            archive._recover()
        except BaseException:
            archive.close()
            raise
        return archive

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self.objects.close()
        self.journal.close()
        self.custody.close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    # --- after a crash ---------------------------------------------------------------------

    def _recover(self) -> None:
        """Complete or undo what was under way: nothing here was ever acknowledged.

        Where nothing wrote to the logs since they were marked, nothing was under way in them."""
        pending = read_pending(self.folder)
        if pending or not (self.journal.is_as_marked and self.custody.is_as_marked):
            self._recover_objects(pending)
        for left_over in sorted(self.objects.tmp.iterdir()):
            left_over.unlink()

    def _recover_objects(self, pending: Sequence[str]) -> None:
        withdrawn = list(self.custody.raw(b'"op":"withdrawn"'))
        there = [e["object"] for e in withdrawn if self.path(e["object"]).exists()]
        received = self.journal.count(b'"record":"Capture"')
        if pending or there or received != self.custody.count(b'"op":"preserved"'):
            ledger = self.ledger()
            self._complete_custody(ledger)
            for address in dict.fromkeys(pending):
                if not ledger.is_named(address):
                    self.objects.unlink(address)
            for address in dict.fromkeys(there):
                if not ledger.is_needed(address):
                    self.objects.unlink(address)

    def _complete_custody(self, ledger: Ledger) -> None:
        """Log the receipts that reached the journal but not the custody log."""
        missing = [c for i, c in ledger.captures.items() if i not in ledger.preserved]
        self._enter([_receipt(capture, ledger.objects.get(capture.object)) for capture in missing])

    def ledger(self) -> Ledger:
        """Return what both logs say about the objects, as they stand now."""
        state = (self.journal.length, self.custody.length)
        if self._ledger is None or self._ledger[0] != state:
            ledger = Ledger()
            ledger.read_journal(self.journal.raw(*NEEDLES))
            ledger.read_custody(self.custody.lines())
            self._ledger = (state, ledger)
        return self._ledger[1]

    # --- preserving ------------------------------------------------------------------------

    def preserve(
        self,
        incoming: Sequence[Incoming],
        *,
        case_id: str,
        actor: str,
        ids: Ids,
        known: Mapping[tuple[str, str], str] | None = None,
        beside: With | None = None,
    ) -> list[Receipt]:
        """Preserve sources durably; one result each, in order, when all are on the disk.

        `known` maps (origin, sha256) of receipts that the case has to their captures, so that a
        run that was cut off can be run again. The same bytes from elsewhere are a new receipt of
        the one object. A source that cannot be read is refused; the others go on. UnavailableError
        when the disk is full: batches of 500 before that one are in the journal. `beside` gives,
        for what a batch preserved, records that are journaled before it in the same write.
        """
        taken = dict(known or {})
        results: list[Receipt] = []
        for start in range(0, len(incoming), BATCH):
            batch = incoming[start : start + BATCH]
            found = self.objects.stage([one.source for one in batch])
            receipts = Receipts(case_id, Made(by=actor, at=self._clock.now_iso()), ids)
            receipts.sort_out(batch, found, taken, self._random)
            self._commit(receipts, beside)
            results += receipts.results
        return results

    def _commit(self, receipts: Receipts, beside: With | None) -> None:
        preserved = [r for r in receipts.results if isinstance(r, Preserved)]
        self.objects.discard(receipts.spare)
        self._settle(receipts.kept)
        others = list(beside(preserved)) if beside and preserved else []
        pairs = [record for one in preserved for record in (one.object, one.capture)]
        self._journal([*others, *pairs])
        self._enter([_receipt(one.capture, one.object) for one in preserved])
        named = {one.object.address for one in preserved}
        self._clear_pending(named | {one for record in others for one in _named_by(record)})

    def _settle(self, staged: Sequence[Staged]) -> None:
        fresh = [one.address for one in staged if one.path]
        if not fresh:
            return
        try:
            self._note_pending(fresh)
        except UnavailableError:
            self.objects.discard(staged)
            raise
        self.objects.settle(staged)

    def _note_pending(self, addresses: Sequence[str]) -> None:
        """Note, before they get their names, which objects no record names yet."""
        data = "".join(f"{address}\n" for address in addresses).encode()
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            descriptor = os.open(self.folder / PENDING, flags, 0o600)
            try:
                write_all(descriptor, data)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if not self._pending:
                sync_folder(self.objects.tmp)
        except OSError as error:
            raise no_room(error) from error
        self._pending += addresses

    def _clear_pending(self, named: AbstractSet[str]) -> None:
        """Forget objects that a record names by now; with none left the note is taken away."""
        if not self._pending:
            return
        self._pending = [address for address in self._pending if address not in named]
        if not self._pending:
            (self.folder / PENDING).unlink(missing_ok=True)

    def _journal(self, records: Sequence[Record]) -> None:
        at = self._clock.now_iso()
        self.journal.append([{"t": at, "record": wire.to_plain(record)} for record in records])

    # --- given records and payloads --------------------------------------------------------

    def append_given(self, records: Sequence[Record]) -> None:
        """Append given records to the journal; they are durable when this returns."""
        self._journal(records)
        self._clear_pending({address for record in records for address in _named_by(record)})

    def put_many(self, payloads: Sequence[bytes]) -> list[str]:
        """Store payloads durably and return their addresses, in order.

        Name each in a record (a text's address, a decision's copy) with `append_given` while the
        archive is open: a payload that no record names is cleared away at the next opening.
        """
        addresses = []
        for start in range(0, len(payloads), BATCH):
            staged = self.objects.put(payloads[start : start + BATCH])
            self._settle(staged)
            addresses += [one.address for one in staged]
        return addresses

    def put(self, payload: bytes) -> str:
        """Store one payload durably and return its address; see `put_many`."""
        return self.put_many([payload])[0]

    def read(self, address: str) -> bytes:
        """Return an object's bytes, hashed again; CustodyError if they are not what was stored."""
        return self.objects.read(address)

    def path(self, address: str) -> Path:
        return self.objects.path(address)

    # --- acts on bytes ---------------------------------------------------------------------

    def log(
        self,
        op: str,
        *,
        record: str,
        actor: str,
        object: str = "",  # noqa: A002
        call: Mapping[str, str] | None = None,
    ) -> None:
        """Enter an act on bytes (viewed, exported …) in the custody log, durably. `call` says of
        one that another program was called: host, model, hashes."""
        self.log_all([Act(op=op, object=object, record=record, actor=actor, call=call)])

    def log_all(self, acts: Sequence[Act]) -> None:
        """Enter acts that were done together, with one write."""
        for act in acts:
            if act.op in (PRESERVED, WITHDRAWN):
                raise InputError(f"“{act.op}” is entered by preserving and removing only.")
        self._enter(acts)

    def remove(self, address: str, *, record: str, actor: str, op: str = WITHDRAWN) -> bool:
        """Enter the withdrawal of a capture from an object, then remove the bytes.

        `record` is the capture whose withdrawal this carries out. The bytes stay (False) as long
        as another capture that is not withdrawn stands on them. The entry stays for good, and is
        made once.
        """
        ledger = self.ledger()
        if record not in ledger.withdrawn.get(address, ()):
            act = Act(op=op, object=address, record=record, actor=actor)
            self._enter([act])
            ledger.read_custody([act.fields()])
            self._ledger = ((self.journal.length, self.custody.length), ledger)
        if ledger.is_needed(address):
            return False
        self.objects.unlink(address)
        return True

    def _enter(self, acts: Sequence[Act]) -> None:
        """Append entries for acts that were done together, under one reading of the clock."""
        stamp = {
            "t": self._clock.now_iso(),
            "mono": self._clock.mono_ms(),
            "boot": self._clock.boot(),
            "anchor": "",
        }
        self.custody.append([{**act.fields(), **stamp} for act in acts])


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An act on bytes; `of` where it commits to them."""

    op: str
    object: str = ""
    record: str
    actor: str
    of: Object | None = None
    call: Mapping[str, str] | None = None

    def fields(self) -> dict[str, Any]:
        return {
            "op": self.op,
            "object": self.object,
            "commit": commitment(self.of.salt, self.of.plain) if self.of else "",
            "size": self.of.size if self.of else 0,
            "record": self.record,
            "actor": self.actor,
            **({"call": dict(self.call)} if self.call else {}),
        }


def _receipt(capture: Capture, stored: Object | None) -> Act:
    return Act(
        op=PRESERVED,
        object=capture.address,
        record=capture.id,
        actor=capture.made.by,
        of=stored,
    )


def _named_by(record: Record) -> tuple[str, ...]:
    """Return the addresses of payloads that a record names."""
    if isinstance(record, Text):
        return (record.address or record.hash,)
    if isinstance(record, ModelOutput | Beside):
        return (record.address,)
    if isinstance(record, Decision) and record.seen:
        return (record.seen,)
    if isinstance(record, ModelTaken) and record.model:
        return (record.model,)
    return ()


def read_pending(folder: Path) -> list[str]:
    """Return the addresses of objects that got their names before any record named them."""
    try:
        lines = (folder / PENDING).read_text("ascii", errors="replace").splitlines()
    except OSError:
        return []
    return [line for line in lines if len(line) == 64 and set(line) <= set("0123456789abcdef")]


def _take_lock(folder: Path) -> int:
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise UnavailableError(
            "Another process is working on this case.",
            hint="Wait until it is done, or stop it, and run the command again.",
            retry=True,
        ) from error
    return lock
