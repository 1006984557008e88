"""Check a case's archive without changing it: every damaged or missing thing is named."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from hechos.archive.chain import Heads
from hechos.archive.inspect import CUSTODY_FIELDS, JOURNAL_FIELDS, Inspection, inspect_log
from hechos.archive.ledger import Ledger, commitment
from hechos.archive.objects import ADDRESS, ObjectStore, hash_file
from hechos.archive.store import CUSTODY, JOURNAL, read_pending


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One thing that is not as it was written.

    `where` is for a person ("object 3f…", "custody line 17"); `kind`: changed, missing, unlogged,
    left_behind, line, end. `item` is the object's address or the line's number; `captures` are
    (id, name) of the receipts that stand on the object.
    """

    where: str
    kind: str
    item: str
    sentence: str
    captures: tuple[tuple[str, str], ...] = ()


def verify(folder: Path, *, expected_heads: Heads | None = None, deep: bool = True) -> list[Damage]:
    """Return everything that is damaged or gone in a case's folder; an empty list is good news.

    `expected_heads` are (length, head) of "custody" and "journal" as the register keeps them:
    only with them is a log seen that lost its end or was written anew. `deep` hashes every
    object again; without it presence and sizes are checked. What a crash left unfinished, and
    the next opening will finish, is not damage.
    """
    expected = expected_heads or {}
    journal = inspect_log(folder / JOURNAL, JOURNAL_FIELDS, expected.get("journal"))
    custody = inspect_log(folder / CUSTODY, CUSTODY_FIELDS, expected.get("custody"))
    found = [*_log_damage("journal", journal, known="journal" in expected)]
    found += _log_damage("custody", custody, known="custody" in expected)
    ledger = Ledger()
    ledger.read_journal(line.entry for line in journal.lines)
    ledger.read_custody(line.entry for line in custody.lines)
    pending = set(read_pending(folder))
    found += _unreadable(ledger, journal, custody)
    found += _unentered(ledger, pending, known="custody" in expected)
    found += _disagreements(ledger, custody)
    found += _object_damage(ObjectStore(folder), ledger, pending, deep=deep)
    return found


def _log_damage(name: str, log: Inspection, *, known: bool) -> Iterator[Damage]:
    for seq in sorted(log.broken):
        yield _line(name, seq, f"Line {seq} of the {name} log is damaged: {log.broken[seq]}.")
    if log.torn and not known:
        yield Damage(
            where=f"{name} log",
            kind="end",
            item=str(log.length),
            sentence=f"The last line of the {name} log, number {log.length}, has no end.",
        )


def _line(name: str, seq: int, sentence: str) -> Damage:
    return Damage(where=f"{name} line {seq}", kind="line", item=str(seq), sentence=sentence)


def _unreadable(ledger: Ledger, journal: Inspection, custody: Inspection) -> Iterator[Damage]:
    for name, seqs, log in (
        ("journal", ledger.no_record, journal),
        ("custody", ledger.no_entry, custody),
    ):
        for seq in seqs:
            if seq not in log.broken:
                yield _line(name, seq, f"Line {seq} of the {name} log holds no record of ours.")


def _unentered(ledger: Ledger, pending: set[str], *, known: bool) -> Iterator[Damage]:
    """Name receipts without a custody entry; the last ones may be those of an unfinished batch."""
    unfinished = known
    damage = []
    for capture_id, capture in reversed(ledger.captures.items()):
        if capture_id in ledger.preserved:
            unfinished = False
        elif not unfinished and capture.address not in pending:
            damage.append(
                Damage(
                    where=f"capture {capture_id}",
                    kind="unlogged",
                    item=capture.address,
                    sentence="The custody log has no entry for the receipt of "
                    f"“{capture.name}” ({capture_id}).",
                    captures=((capture_id, capture.name),),
                )
            )
    yield from reversed(damage)


def _disagreements(ledger: Ledger, custody: Inspection) -> Iterator[Damage]:
    """Name custody entries whose receipt the journal does not hold, or holds otherwise."""
    for capture_id, entry in ledger.preserved.items():
        receipt = ledger.captures.get(capture_id)
        if receipt is None:
            what = f"enters the receipt {capture_id}, which the journal does not hold"
        elif not _agrees(ledger, capture_id):
            what = f"does not agree with the journal on “{receipt.name}”"
        else:
            continue
        sentence = f"Line {entry['seq']} of the custody log {what}."
        if entry["seq"] not in custody.broken:
            yield _line("custody", entry["seq"], sentence)


def _agrees(ledger: Ledger, capture_id: str) -> bool:
    capture, entry = ledger.captures[capture_id], ledger.preserved[capture_id]
    stored = ledger.objects.get(capture.object)
    if stored is None:
        return False
    try:
        expected = commitment(stored.salt, stored.plain)
    except (ValueError, TypeError):
        return False
    entered = (entry["object"], entry["commit"], entry["size"], entry["object"])
    return entered == (capture.address, expected, stored.size, stored.address)


def _object_damage(
    store: ObjectStore, ledger: Ledger, pending: set[str], *, deep: bool
) -> Iterator[Damage]:
    sizes = {record.address: record.size for record in ledger.objects.values()}
    there = dict(store.addresses())
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        verdicts = pool.map(
            lambda item: _condition(item[1], item[0], sizes.get(item[0]), deep=deep), there.items()
        )
        for (address, path), condition in zip(there.items(), verdicts, strict=True):
            if address in pending and not ledger.is_named(address):
                continue
            if condition:
                yield _object(ledger, address, "changed", condition)
            if damage := _out_of_place(ledger, address, path):
                yield damage
    named = dict.fromkeys([*ledger.holders, *ledger.copies])
    for address in sorted(named.keys() - there.keys()):
        if ledger.is_needed(address):
            yield _object(ledger, address, "missing", "is missing")
        elif address not in ledger.withdrawn:
            yield _object(ledger, address, "missing", "is gone without an entry in the custody log")


def _condition(path: Path, address: str, size: int | None, *, deep: bool) -> str:
    """Return what is wrong with the bytes of an object, or nothing."""
    if not ADDRESS.fullmatch(address):
        return ""
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            return "is not a file any more"
        if size is not None and status.st_size != size:
            return f"has {status.st_size} bytes instead of {size}"
        if deep and hash_file(path) != address:
            return "was changed: its bytes have another hash"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return ""


def _out_of_place(ledger: Ledger, address: str, path: Path) -> Damage | None:
    if not ledger.is_named(address):
        sentence = f"{path.name} lies among the objects, but no record names it."
        return Damage(where=f"object {address}", kind="unlogged", item=address, sentence=sentence)
    if not ledger.is_needed(address):
        return _object(ledger, address, "left_behind", "was withdrawn, but its bytes are there")
    return None


def _object(ledger: Ledger, address: str, kind: str, what: str) -> Damage:
    captures = ledger.names(address)
    of = ", ".join(f"“{name}” ({capture})" for capture, name in captures)
    if not of and address in ledger.copies:
        of = f"the copy of decision {ledger.copies[address]}"
    return Damage(
        where=f"object {address}",
        kind=kind,
        item=address,
        sentence=f"The object {address} {what}." + (f" It holds {of}." if of else ""),
        captures=captures,
    )
