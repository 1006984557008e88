"""Move whole cases between homes, and back a home up: plain tar files, checked on arrival."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from hechos.app.audit.log import note
from hechos.app.casework.desk import Desk, open_desk
from hechos.app.casework.linkup import ensure_linked
from hechos.app.casework.people.teamwork import (
    check_tables,
    take_key,
    take_log,
    take_tables,
    write_tables,
)
from hechos.app.casework.rebuild import rebuild_home, remake, reopened
from hechos.app.casework.versions.withdrawal import resume_withdrawals
from hechos.app.home import SCHEMA, Home, open_home
from hechos.app.register import queries
from hechos.app.register.models import CaseHead, Given
from hechos.archive.chain import Chain
from hechos.archive.verify import verify
from hechos.errors import CustodyError, InputError, NotFoundError
from hechos.records import (
    BlindCoding,
    CustomField,
    Decision,
    Doubt,
    Estimate,
    Finding,
    Made,
    Member,
    Record,
    Term,
    ids,
    wire,
)

CASE_FORMAT = "hechos case 1"
HOME_FORMAT = "hechos backup 1"
TEAM = "team"
"""Where in a backup lies what a team keeps beside the cases."""
MANIFEST = "manifest.json"


def export_case(desk: Desk, target: Path, *, by: str) -> None:
    """Write the case with its objects, logs and ids to a tar file; the export is logged."""
    desk.actor.require("export")
    desk.archive.log("exported", record=desk.case.id, actor=by)
    desk.save_heads()
    manifest = {
        "format": CASE_FORMAT,
        "schema": SCHEMA,
        "case": desk.case.id,
        "slug": desk.head.slug,
        "heads": {
            "custody": [desk.archive.custody.length, desk.archive.custody.head],
            "journal": [desk.archive.journal.length, desk.archive.journal.head],
        },
    }
    folder = desk.home.case_folder(desk.case.id)
    _write_tar(target, manifest, [(folder / part, part) for part in PARTS])


PARTS = ("objects", "custody", "journal")


def _write_tar(
    target: Path, manifest: dict[str, object], parts: Iterable[tuple[Path, str]]
) -> None:
    partial = target.with_name(target.name + ".part")
    try:
        partial.touch(mode=0o600)
        with tarfile.open(partial, "w") as tar:
            data = json.dumps(manifest, sort_keys=True, indent=1).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
            for path, name in parts:
                tar.add(path, name)
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise InputError(f"{target} could not be written: {error.strerror}.") from error


def _unpack(source: Path, into: Path, wanted: str) -> dict[str, object]:
    """Unpack and return the manifest; InputError when it is not a file of ours."""
    if not source.exists():
        raise NotFoundError(f"There is no file {source}.")
    try:
        with tarfile.open(source) as tar:
            tar.extractall(into, filter="data")
        manifest = json.loads((into / MANIFEST).read_text(encoding="utf-8"))
    except (tarfile.TarError, OSError, ValueError) as error:
        raise InputError(f"{source} is not a file that hechos wrote: {error}.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != wanted:
        raise InputError(f"{source} is not a {wanted.rsplit(' ', 1)[0]} file.")
    return manifest


def import_case(home: Home, source: Path) -> str:
    """Bring a case in, ids kept; a case that is here already gets the decisions it lacks.

    Returns what was done, as a sentence. Damage in the file is refused before anything is kept.
    """
    with tempfile.TemporaryDirectory(dir=home.path) as scratch:
        unpacked = Path(scratch)
        manifest = _unpack(source, unpacked, CASE_FORMAT)
        case_id = str(manifest["case"])
        heads = manifest.get("heads")
        expected = {k: (v[0], v[1]) for k, v in heads.items()} if isinstance(heads, dict) else None
        damage = verify(unpacked, expected_heads=expected, deep=True)
        if damage:
            raise CustodyError(
                f"{source} is damaged: {damage[0].sentence}", hint="Ask for the file again."
            )
        if CaseHead.objects.filter(id=case_id).exists():
            return _merge(home, case_id, unpacked)
        target = home.case_folder(case_id)
        target.mkdir(parents=True)
        for part in PARTS:
            shutil.move(unpacked / part, target / part)
    with reopened(home, case_id) as desk:
        remake(desk)
        return f"The case “{desk.head.slug}” was brought in with {_count(desk)} captures."


def _count(desk: Desk) -> int:
    return Given.objects.filter(case=desk.head, record="Capture").count()


TAKEN_OVER = (BlindCoding, CustomField, Decision, Estimate, Finding, Member, Term)
"""What a copy of a case may hold that this home lacks. Signatures are of one version each, and
two of them are no conflict."""


def _merge(home: Home, case_id: str, unpacked: Path) -> str:
    """Take members and decisions that this home lacks; two answers to one question wait."""
    with open_desk(home, case_id) as desk:
        known = set(Given.objects.filter(case=desk.head).values_list("id", flat=True))
        theirs = [
            record
            for line in Chain.open(unpacked / "journal" / "journal.jsonl").lines(0)
            for record in (wire.from_plain(line["record"]),)
            if isinstance(record, TAKEN_OVER) and record.id not in known
        ]
        captures = _missing_captures(unpacked, known)
        ours = {d.on: d for d in queries.given(desk.head, Decision)}
        conflicts = [
            (ours[d.on], d)
            for d in theirs
            if isinstance(d, Decision) and d.kind != "finding" and d.on in ours
            if _answers(ours[d.on]) != _answers(d)
        ]
        queued = {theirs_.id for _, theirs_ in conflicts}
        fresh: list[Record] = [r for r in theirs if r.id not in queued]
        copies = [r.seen for r in fresh if isinstance(r, Decision) and r.seen]
        stored = [unpacked / "objects" / address[:2] / address for address in copies]
        desk.archive.put_many([path.read_bytes() for path in stored if path.exists()])
        fresh += [_conflict(desk, mine, other) for mine, other in conflicts]
        if fresh:
            desk.give(fresh)
            _withdraw_too(desk, fresh)
            desk.head.linked = False
            desk.head.save(update_fields=["linked"])
            ensure_linked(desk)
        note = f" {captures} captures of the file are not in this home." if captures else ""
        return (
            f"The case “{desk.head.slug}” is here already: {len(fresh) - len(conflicts)} decisions "
            f"and members taken over, {len(conflicts)} conflicts queued as doubts.{note}"
        )


def _missing_captures(unpacked: Path, known: set[str]) -> int:
    lines = Chain.open(unpacked / "journal" / "journal.jsonl").lines(0)
    return sum(
        line["record"]["record"] == "Capture" and line["record"]["id"] not in known
        for line in lines
    )


def _answers(decision: Decision) -> tuple[str, tuple[tuple[str, str], ...]]:
    return decision.act, decision.changes


def _withdraw_too(desk: Desk, fresh: Iterable[Record]) -> None:
    if any(isinstance(record, Decision) and record.act == "withdraw" for record in fresh):
        resume_withdrawals(desk)


def _conflict(desk: Desk, mine: Decision, other: Decision) -> Doubt:
    return Doubt(
        id=ids.draw(desk.case.seed, other.id, "conflict"),
        case=desk.case.id,
        made=Made(by=other.made.by, at=other.made.at),
        type="conflicting decisions",
        on=mine.on,
        text=(
            f"{mine.made.by} decided “{mine.act}” ({mine.because}); {other.made.by} decided "
            f"“{other.act}” ({other.because}) in the copy that was brought in."
        ),
        severity="blocks",
    )


def backup(home: Home, target: Path, *, secrets: bool = False, by: str = "") -> int:
    """Write every case of the home, and what its team keeps, to one tar file; return how many
    cases. Passwords and second factors go with it only where `secrets` asks for them."""
    cases = sorted(folder.name for folder in (home.path / "cases").iterdir())
    for case_id in cases:
        with open_desk(home, case_id):
            pass
    note("backup", actor=by, detail={"cases": len(cases), "secrets": secrets})
    manifest: dict[str, object] = {"format": HOME_FORMAT, "schema": SCHEMA, "cases": cases}
    with tempfile.TemporaryDirectory(dir=home.path) as scratch:
        folder = Path(scratch) / TEAM
        manifest[TEAM] = write_tables(folder, home=home.path, secrets=secrets)
        _write_tar(target, manifest, [(home.path / "cases", "cases"), (folder, TEAM)])
    return len(cases)


def restore(path: Path, source: Path) -> list[tuple[str, str]]:
    """Make a home from a backup; return (case, problem) for cases that could not be rebuilt, and
    ("", sentence) where rows of such cases were left out."""
    if (path / "hechos.toml").exists():
        raise InputError(
            f"There is a home at {path} already.", hint="Restore into a new folder with --home."
        )
    path.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path) as scratch:
        manifest = _unpack(source, Path(scratch), HOME_FORMAT)
        damage = [
            d
            for f in sorted((Path(scratch) / "cases").iterdir())
            for d in verify(f, expected_heads=None, deep=True)
        ]
        if damage:
            raise CustodyError(f"{source} is damaged: {damage[0].sentence}")
        team = Path(scratch) / TEAM
        if TEAM in manifest:
            check_tables(team, manifest[TEAM])
            take_key(team, path)
        shutil.move(Path(scratch) / "cases", path / "cases")
        home = open_home(path, create=True)
        take_log(team)
        problems = rebuild_home(home)
        left = take_tables(team)
    if left:
        problems.append(("", f"{left} rows of cases that are not there were left out."))
    return problems
