"""Check a spreadsheet against its map, and import it; both are jobs and can be run again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from django.db import transaction

from hechos.app.access.actor import Actor
from hechos.app.audit import log
from hechos.app.casework.decide import decide
from hechos.app.casework.desk import Desk, ReadingDesk
from hechos.app.casework.importing.claims import (
    KIND,
    TOOL,
    TableText,
    row_key,
    row_mark,
    signature,
)
from hechos.app.casework.importing.mapping import SheetMap, types_in
from hechos.app.casework.importing.parts import with_parts
from hechos.app.casework.importing.rows import Fault, Row, RowReader
from hechos.app.casework.importing.sheets import opened
from hechos.app.casework.intake import Intake, keep_texts, work_through
from hechos.app.casework.intaking.taking import actor_of, patient_desk
from hechos.app.home import Home, present_home
from hechos.app.jobs.models import Job
from hechos.app.jobs.queue import enqueue
from hechos.app.register import queries
from hechos.app.register.models import Given
from hechos.app.work.models import ImportMap, ImportRun
from hechos.archive.objects import ObjectStore
from hechos.coding.rules import installed
from hechos.counting.registers.cases.lists import SUPERSEDED, list_of
from hechos.errors import HechosError, InputError, NotAllowedError
from hechos.records import Capture, Claim, Doubt, Text, ids, wire

CHUNK = 500
SHOWN = 200
TERMS = 200
KEPT = 5_000
"""How the reason begins with which an import rejects what a row said before."""


def save_map(
    desk: ReadingDesk, actor: Actor, *, name: str, body: Mapping[str, Any], capture: Capture
) -> ImportRun:
    """Keep a map under its name and have a spreadsheet checked against it."""
    run = keep_map(desk, actor, name=name, body=body, capture=capture)
    _queue(run)
    return run


def keep_map(
    desk: ReadingDesk, actor: Actor, *, name: str, body: Mapping[str, Any], capture: Capture
) -> ImportRun:
    """Keep a map under its name, with a run of it on a spreadsheet that nothing was done of yet."""
    actor.require("code")
    if not name.strip():
        raise InputError("A map needs a name, to be found again.")
    sheet_map = SheetMap.of(body)
    sheet_map.check_types(types_in(desk))
    plain = sheet_map.plain()
    with transaction.atomic():
        kept, _ = ImportMap.objects.update_or_create(
            case=desk.head,
            name=name.strip()[:120],
            defaults={"body": plain, "by": actor.pseudonym, "klass": capture.klass},
        )
        run = ImportRun.objects.create(
            case=desk.head,
            map=kept,
            account_id=actor.account,
            by=actor.pseudonym,
            capture=capture.id,
            klass=capture.klass,
            body=plain,
        )
        log.note("import map", actor=actor.pseudonym, case=desk.head.id, record=capture.id)
    return run


def decide_terms(run: ImportRun, actor: Actor, terms: Mapping[str, Mapping[str, str]]) -> None:
    """Keep what words of the table mean, and check again."""
    actor.require("code")
    before = run.body.get("terms", {})
    names = dict.fromkeys((*before, *terms))
    merged = {name: {**before.get(name, {}), **terms.get(name, {})} for name in names}
    run.body = SheetMap.of({**run.body, "terms": merged}).plain()
    run.state, run.account_id, run.by = "checking", actor.account, actor.pseudonym
    with transaction.atomic():
        run.save()
        ImportMap.objects.filter(pk=run.map_id).update(body=run.body, by=actor.pseudonym)
    _queue(run)


def begin_import(run: ImportRun, actor: Actor) -> None:
    actor.require("code")
    if run.state not in ("checked", "imported"):
        raise InputError("The table has to be checked first.")
    run.state, run.account_id, run.by = "importing", actor.account, actor.pseudonym
    run.save()
    log.note("import", actor=actor.pseudonym, case=run.case_id, record=run.capture)
    _queue(run)


def _queue(run: ImportRun) -> None:
    enqueue(
        "import",
        case=run.case_id,
        by=run.by,
        account=run.account_id,
        args={"run": run.pk},
    )


def run(job: Job) -> str:
    """Do what a run of the import waits for."""
    one = ImportRun.objects.select_related("case", "map").get(pk=job.args["run"])
    home = present_home()
    try:
        actor = actor_of(one.account_id, one.case)
        if actor is None or not actor.may("code") or actor.clearance < one.klass:
            raise NotAllowedError("Whoever began the import may no longer code in this case.")
        if one.state == "checking":
            check_now(home, one)
        elif one.state == "importing":
            import_now(home, one, actor)
            if one.found["new"] or one.found["changed"]:
                enqueue("relink", case=one.case_id, by=one.by, account=one.account_id)
    except InputError as error:
        one.state, one.found = "failed", {"sentence": str(error), "hint": error.hint}
    except HechosError as error:
        if getattr(error, "retry", False):
            raise
        one.state, one.found = "failed", {"sentence": str(error), "hint": error.hint}
    one.save()
    return f"Import {one.pk}: {one.state}."


def check_now(home: Home, one: ImportRun) -> None:
    """Read every row against the map and import none."""
    one.found, one.state = _check(home, one), "checked"
    one.save()


def import_now(home: Home, one: ImportRun, actor: Actor) -> None:
    """Import the rows that are right; the case is to be linked anew then."""
    one.found, one.state = {**one.found, **_import(home, one, actor)}, "imported"
    one.save()


@dataclass
class _Table:
    """A spreadsheet that is being read by its map."""

    reader: RowReader
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0
    ready: int = 0
    wrong: int = 0
    out: int = 0

    def read(self, lines: Iterator[Any], head: int) -> Iterator[Row]:
        headed = False
        for line in lines:
            if line.number < head:
                continue
            if not headed:
                self.reader.head(line)
                headed = True
                continue
            self.rows += 1
            said = self.reader.read(line)
            if said is None:
                self.out += 1
            elif isinstance(said, Row):
                self.ready += 1
                yield from with_parts(said)
            else:
                self.wrong += 1
                self.faults += said[: max(0, KEPT - len(self.faults))]
        if not headed:
            raise InputError("The table has no row of headings.")


@contextmanager
def _table(home: Home, one: ImportRun) -> Iterator[tuple[_Table, Iterator[Row], Capture]]:
    case = queries.case_of(one.case)
    sheet_map = SheetMap.of(one.body)
    capture = _capture(one)
    store = ObjectStore(home.case_folder(case.id))
    path = store.path(capture.address)
    gazetteer = installed(case.languages, case.pack).gazetteer
    types = types_in(ReadingDesk(home, one.case, case, store))
    sheet_map.check_types(types)
    table = _Table(RowReader(sheet_map, gazetteer, case.languages[0], types))
    with opened(path, sheet=sheet_map.sheet, separator=sheet_map.separator) as lines:
        yield table, table.read(lines, sheet_map.head), capture


def _capture(one: ImportRun) -> Capture:
    row = Given.objects.filter(case=one.case, record="Capture", id=one.capture).first()
    if row is None:
        raise InputError("The spreadsheet is not in the case.")
    return wire.loads(row.body, Capture)


def _check(home: Home, one: ImportRun) -> dict[str, Any]:
    """Read every row, import none; count what is ready and list what is wrong."""
    with _table(home, one) as (table, rows, _):
        for _ in rows:
            pass
        return _counted(table)


def _counted(table: _Table) -> dict[str, Any]:
    unknown = {
        name: dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:TERMS])
        for name, counts in table.reader.unknown.items()
    }
    return {
        "rows": table.rows,
        "ready": table.ready,
        "wrong": table.wrong,
        "out": table.out,
        "faults": [asdict(fault) for fault in table.faults],
        "unknown": unknown,
    }


@dataclass
class _Done:
    new: int = 0
    same: int = 0
    changed: int = 0
    kept: int = 0
    gone: int = 0

    def __iadd__(self, other: _Done) -> Self:
        self.new += other.new
        self.same += other.same
        self.changed += other.changed
        self.kept += other.kept
        return self


def _import(home: Home, one: ImportRun, actor: Actor) -> dict[str, Any]:
    """Import the rows that are right, some thousand at a time; what was imported is left alone."""
    done = _Done()
    held = _held(home, one)
    with _table(home, one) as (table, rows, capture):
        fresh: list[tuple[Row, Claim | None]] = []
        told: dict[str, Row] = {}
        for row in rows:
            told[row_key(one.map.name, row)] = row
            earlier = held.get(row_key(one.map.name, row))
            if earlier is not None and _mark_of(earlier) == signature(row):
                done.same += 1
                continue
            fresh.append((row, earlier))
            if len(fresh) == CHUNK:
                done += _keep(home, one, actor, (capture, fresh))
                fresh = []
        if fresh:
            done += _keep(home, one, actor, (capture, fresh))
        counted = _counted(table)
        done.gone = _retire(home, one, actor, (capture, told, held))
    return {**counted, **asdict(done)}


def _retire(
    home: Home,
    one: ImportRun,
    actor: Actor,
    found: tuple[Capture, dict[str, Row], dict[str, Claim]],
) -> int:
    """Have claims beside an entry rejected of which the row no longer says anything, as a day of
    exit that was taken back; what a member decided on stands. Rows that are not in the table at
    all are left alone."""
    capture, told, held = found
    rows = {row_mark(one.map.name, row): row for row in told.values()} if told else {}
    gone = [
        (claim, rows[f"{list_of(claim.rule)[1]}#"])
        for key, claim in held.items()
        if key not in told and f"{list_of(claim.rule)[1]}#" in rows
    ]
    if not gone:
        return 0
    with patient_desk(home, one.case.slug, actor) as desk:
        decided = Given.objects.filter(case=desk.head, record="Decision")
        known = set(
            decided.filter(part_of__in=[c.id for c, _ in gone]).values_list("part_of", flat=True)
        )
        fresh = [(claim, row) for claim, row in gone if claim.id not in known]
        for claim, row in fresh:
            reason = f"{SUPERSEDED}{row.number} of “{capture.name}” no longer says so."
            decide(desk, claim, "reject", by=one.by, because=reason)
    return len(fresh)


def _mark_of(claim: Claim) -> str:
    """Return the signature of the row that a claim was made of; its rule carries it."""
    return claim.rule.rpartition("#")[2]


def _held(home: Home, one: ImportRun) -> dict[str, Claim]:
    """Return the claims of earlier imports by the map, the latest of each row."""
    store = ObjectStore(home.case_folder(one.case_id))
    found: dict[str, Claim] = {}
    texts = Given.objects.filter(case=one.case, record="Text", body__contains=f'"kind":"{KIND}"')
    for body in texts.order_by("seq").values_list("body", flat=True).iterator():
        light = wire.loads(body, Text)
        if light.tool != TOOL or light.tool_version != one.map.name:
            continue
        read = queries.text_of(body, store.read)
        if read is not None:
            found |= {claim.key: claim for claim in read[1]}
    return found


Fresh = tuple[Capture, Sequence[tuple[Row, Claim | None]]]


def _keep(home: Home, one: ImportRun, actor: Actor, fresh: Fresh) -> _Done:
    """Keep some rows: first what they take the place of, then their text with its claims."""
    capture, pairs = fresh
    done = _Done()
    with patient_desk(home, one.case.slug, actor) as desk:
        made = desk.made(one.by)
        text_id = ids.draw(
            desk.case.seed, capture.id, "import", str(one.pk), str(pairs[0][0].number)
        )
        table = TableText(desk.case, capture, SheetMap.of(one.body), one.map.name, made, text_id)
        for row, earlier in pairs:
            if earlier is None:
                table.add(row)
                done.new += 1
            elif _supersede(desk, earlier, row, capture=capture, by=one.by):
                table.add(row, because=_changed(row, one.map.name))
                done.changed += 1
            else:
                table.add(row, because=_changed(row, one.map.name))
                done.kept += 1
        keep_texts(desk, [(table.text(), table.placed_claims())])
        work_through(desk, Intake(), only=capture.id)
    return done


def _changed(row: Row, name: str) -> str:
    return (
        f"Row {row.number} says so, as the map “{name}” reads it; an earlier import of the row "
        "said otherwise."
    )


def _supersede(desk: Desk, earlier: Claim, row: Row, *, capture: Capture, by: str) -> bool:
    """Have a changed row take the place of the claim that it was; where a person decided on that
    claim, both stand and a doubt says so."""
    decided = Given.objects.filter(case=desk.head, record="Decision", part_of=earlier.id)
    last = decided.order_by("-seq").first()
    reason = f"{SUPERSEDED}{row.number} of “{capture.name}” says otherwise."
    if last is None:
        decide(desk, earlier, "reject", by=by, because=reason)
        return True
    if f'"because":"{SUPERSEDED}' in last.body:
        return True
    doubt_id = ids.draw(desk.case.seed, earlier.id, "changed row", signature(row))
    if not Given.objects.filter(id=doubt_id).exists():
        doubt = desk.record(
            Doubt,
            by=by,
            type="changed row",
            on=earlier.id,
            text=f"Row {row.number} of “{capture.name}” says otherwise than this claim, on which a "
            "member decided. Both stand.",
        )
        desk.give([replace(doubt, id=doubt_id)])
    return False
