"""Preserve, read and code sources. Each batch is durable before it is acknowledged."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from django.db import transaction

from hechos.app.casework.desk import Desk, ReadingDesk, mark_done
from hechos.app.register import queries
from hechos.app.register.models import CaseHead, Given
from hechos.app.register.renew import raise_claims
from hechos.app.register.rows import CLAIM, FILTERED, given_row, insert, proposed_rows
from hechos.archive.store import Incoming, Preserved, Receipt, Refused, With
from hechos.coding.coders.beside import Read
from hechos.coding.coders.replies import Answer
from hechos.coding.learning.model import Model
from hechos.engine.local import batches
from hechos.errors import InputError
from hechos.pipeline import Rules, code_texts
from hechos.reading.readers import Readers
from hechos.reading.rules import Reading
from hechos.records import (
    Capture,
    Claim,
    Confidentiality,
    Consent,
    Failure,
    Record,
    Text,
    ids,
    wire,
)

BATCH = 500
READ_BATCH = 200


@dataclass
class Intake:
    """What one `add` did. `missing` are paths that do not exist, `refused` items not preserved."""

    preserved: int = 0
    known: int = 0
    texts: int = 0
    claims: int = 0
    filtered: int = 0
    missing: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    @property
    def done(self) -> int:
        return self.preserved + self.known


def add(
    desk: Desk,
    paths: Sequence[str],
    *,
    klass: Confidentiality,
    by: str,
    consent: Consent | None = None,
    demonstration: str | None = None,
) -> Intake:
    """Preserve what the paths name, then read and code whatever of the case is not yet."""
    desk.actor.require("intake")
    intake = Intake()
    incoming = list(_incoming(paths, klass, demonstration, intake))
    known = _known(desk)
    beside = partial(_covering, desk, consent) if consent else None
    desk.progress("preserve", 0, len(incoming))
    for batch in batches(incoming, BATCH):
        preserve(desk, batch, by=by, known=known, intake=intake, beside=beside)
        desk.progress("preserve", intake.done, len(incoming))
    work_through(desk, intake)
    return intake


def _incoming(
    paths: Sequence[str], klass: Confidentiality, demonstration: str | None, intake: Intake
) -> Iterator[Incoming]:
    for given in paths:
        if "://" in given:
            raise InputError(
                f"{given} is an address on the network; hechos cannot fetch pages yet.",
                hint="Save the page to a file and add the file.",
            )
        if given == "-":
            yield Incoming(
                stream=sys.stdin.buffer,
                name="standard-input",
                origin="-",
                how="standard input",
                klass=klass,
                demonstration=demonstration,
            )
            continue
        path = Path(given)
        if not os.path.lexists(path):
            intake.missing.append(given)
            continue
        for file, name in _files(path):
            yield Incoming(
                path=file,
                name=name,
                origin=str(file.absolute()),
                how="added from a folder" if path.is_dir() else "added from a file",
                klass=klass,
                demonstration=demonstration,
            )


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """Yield files with their names under `path`, sorted, links to folders not followed."""
    if not path.is_dir():
        yield path, path.name
        return
    for folder, folders, files in os.walk(path):
        folders.sort()
        for file in sorted([*files, *(f for f in folders if (Path(folder) / f).is_symlink())]):
            full = Path(folder) / file
            yield full, full.relative_to(path).as_posix()


def _known(desk: Desk) -> dict[tuple[str, str], str]:
    """Map (origin, sha256 of the plain bytes) of captures to their ids, so that a run that was
    cut off can be run again and doubles nothing."""
    plain = dict(
        Given.objects.filter(case=desk.head, record="Object").values_list("id", "plain").iterator()
    )
    captures = Given.objects.filter(case=desk.head, record="Capture").values_list("body", flat=True)
    known = {}
    for body in captures.iterator():
        capture = wire.loads(body, Capture)
        known[capture.origin, plain[capture.object]] = capture.id
    return known


def preserve(
    desk: Desk,
    batch: Sequence[Incoming],
    *,
    by: str,
    known: dict[tuple[str, str], str],
    intake: Intake,
    beside: With | None = None,
) -> list[Receipt]:
    """Preserve one batch; what could not be is kept as a failure with its reason. `beside` gives
    records that are journaled with the receipts, all or none."""
    first = desk.archive.journal.length
    records: list[Record] = []

    def with_them(found: Sequence[Preserved]) -> Sequence[Record]:
        records.extend(beside(found) if beside else ())
        return tuple(records)

    results = desk.archive.preserve(
        batch,
        case_id=desk.case.id,
        actor=by,
        ids=ids.mint,
        known=known,
        beside=with_them if beside else None,
    )
    for result in results:
        if isinstance(result, Preserved):
            intake.preserved += 1
            records += [result.object, result.capture]
            known[result.capture.origin, result.object.plain] = result.capture.id
        elif isinstance(result, Refused):
            intake.failures.append(_refused(desk, result))
        else:
            intake.known += 1
    with transaction.atomic():
        insert([given_row(desk.head, first + n, record) for n, record in enumerate(records)])
        desk.save_heads()
    fresh = _new_failures(desk, intake)
    if fresh:
        desk.give(fresh)
    return results


def _new_failures(desk: Desk, intake: Intake) -> list[Record]:
    """Return the failures of preserving that the case does not hold yet."""
    if not intake.failures:
        return []
    held = {(f.item, f.code) for f in queries.given(desk.head, Failure) if f.stage == "archive"}
    fresh = [f for f in intake.failures if f.stage == "archive" and (f.item, f.code) not in held]
    return [*fresh]


def _refused(desk: Desk, refused: Refused) -> Failure:
    return Failure(
        id=ids.mint(),
        case=desk.case.id,
        made=desk.made("rule:archive"),
        item=refused.name,
        stage="archive",
        code=refused.code,
        sentence=refused.sentence,
        klass=refused.klass,
    )


def _covering(desk: Desk, consent: Consent, found: Sequence[Preserved]) -> list[Record]:
    return [covering(desk, consent, [one.capture.id for one in found])]


def covering(desk: Desk, consent: Consent, captures: Sequence[str]) -> Consent:
    return replace(
        consent,
        id=ids.mint(),
        case=desk.case.id,
        made=desk.made(consent.made.by),
        captures=tuple(captures),
    )


def work_through(desk: Desk, intake: Intake, *, only: str = "") -> None:
    """Read every capture that is not read, code every text that is not coded; or `only` one."""
    withdrawn = queries.withdrawn(desk.head)
    read_all(desk, intake, withdrawn, only=only)
    code_all(desk, intake, withdrawn, only=only)


def read_all(desk: Desk, intake: Intake, withdrawn: frozenset[str], *, only: str = "") -> None:
    rows = Given.objects.filter(case=desk.head, record="Capture", done=False).order_by("seq")
    if only:
        rows = rows.filter(id=only)
    captures = [wire.loads(row.body, Capture) for row in rows if row.id not in withdrawn]
    if not captures:
        return
    done = 0
    with Readers(desk.rules.reading, desk.case) as readers:
        for batch in batches(captures, READ_BATCH):
            items = [(capture, desk.archive.path(capture.address)) for capture in batch]
            keep_readings(desk, list(readers.read(items)), intake)
            done += len(batch)
            desk.progress("read", done, len(captures))


def keep_readings(desk: Desk, readings: Sequence[Reading], intake: Intake) -> None:
    """Keep texts (payload objects, then journal, then rows) and failures of one batch."""
    texts = [(reading.text, reading.claims) for reading in readings if reading.text is not None]
    records: list[Record] = [*_lights(desk, texts)]
    failures = [r.failure for r in readings if r.failure is not None]
    warnings = [warning for r in readings for warning in r.warnings]
    records += _unheld(desk, [*failures, *warnings])
    first = desk.archive.journal.length
    desk.archive.append_given(records)
    with transaction.atomic():
        insert([given_row(desk.head, first + n, record) for n, record in enumerate(records)])
        mark_done(desk.head, "Capture", [reading.capture.id for reading in readings])
        desk.head.linked = False
        desk.save_heads()
    intake.texts += len(texts)
    intake.failures += [*failures, *warnings]


def _unheld(desk: Desk, failures: Sequence[Failure]) -> list[Failure]:
    """Return the failures that the case does not hold: a file read once more may fail as before."""
    wanted = [failure.id for failure in failures]
    held = Given.objects.filter(case=desk.head, id__in=wanted).values_list("id", flat=True)
    known = set(held)
    return [failure for failure in failures if failure.id not in known]


def _lights(desk: Desk, texts: Sequence[tuple[Text, Sequence[Claim]]]) -> list[Text]:
    """Store texts with the claims that came with them; return them as the journal holds them."""
    payloads = [
        wire.canonical(
            {"text": wire.to_plain(text), "claims": [wire.to_plain(claim) for claim in claims]}
        ).encode()
        for text, claims in texts
    ]
    addresses = desk.archive.put_many(payloads)
    return [_light(text, at) for (text, _), at in zip(texts, addresses, strict=True)]


def keep_texts(desk: Desk, texts: Sequence[tuple[Text, Sequence[Claim]]]) -> None:
    """Keep texts with their claims, which coding then brings in."""
    desk.give(_lights(desk, texts))
    desk.head.linked = False
    desk.head.save(update_fields=["linked"])


def _light(text: Text, address: str) -> Text:
    """Return the text as the journal holds it: without body, segments and map."""
    return replace(text, body="", segments=(), map=(), address=address)


def code_all(desk: Desk, intake: Intake, withdrawn: frozenset[str], *, only: str = "") -> None:
    """Code texts that are not coded. Rows of one batch are written together."""
    rows = [row for row in uncoded(desk.head) if row[2] not in withdrawn]
    rows = [row for row in rows if only in ("", row[2])]
    done = 0
    model = desk.model if rows else None
    of = [only] if only else None
    answers = queries.answers(desk.head, desk.payload, of=of) if rows else {}
    for batch in batches(rows, BATCH):
        keep_coded(desk, code(desk, batch, rules=desk.rules, model=model, answers=answers), intake)
        done += len(batch)
        desk.progress("code", done, len(rows))


def uncoded(head: CaseHead) -> list[tuple[str, str, str]]:
    """Return (id, body, capture) of the rows of texts that are not coded."""
    rows = Given.objects.filter(case=head, record="Text", done=False).order_by("seq")
    return list(rows.values_list("id", "body", "part_of"))


@dataclass
class CodedTexts:
    """What coding found in some texts: `shown` and what a learned model leaves out."""

    texts: tuple[str, ...]
    places: dict[str, int]
    shown: list[Record] = field(default_factory=list)
    hidden: list[Record] = field(default_factory=list)
    claims: int = 0
    filtered: int = 0


def code(
    desk: ReadingDesk,
    rows: Sequence[tuple[str, str, str]],
    *,
    rules: Rules,
    model: Model | None,
    answers: Mapping[str, tuple[Answer, ...]],
) -> CodedTexts:
    """Code some texts; nothing is written."""
    places, names, klass = _places(desk, [capture for _, _, capture in rows])
    items = [
        Read(text, documents, names[text.capture], answers.get(text.id, ()))
        for read in (queries.text_of(body, desk.payload) for _, body, _ in rows)
        if read is not None
        for text, documents in (read,)
    ]
    done = CodedTexts(tuple(row[0] for row in rows), places)
    found = code_texts(items, case=desk.case, rules=rules, model=model)
    for item, coded in zip(items, found, strict=True):
        left_out = {claim.id for claim in coded.filtered}
        done.shown += as_closed([*item.documents, *coded.claims], klass[item.text.capture])
        done.shown += [doubt for doubt in coded.doubts if doubt.on not in left_out]
        done.hidden += as_closed(coded.filtered, klass[item.text.capture])
        done.hidden += [*(d for d in coded.doubts if d.on in left_out)]
        done.claims += len(coded.claims)
        done.filtered += len(coded.filtered)
    return done


def keep_coded(desk: Desk, coded: CodedTexts, intake: Intake) -> None:
    """Write the rows of what was found in some texts."""
    intake.claims += coded.claims
    intake.filtered += coded.filtered
    with transaction.atomic():
        insert(proposed_rows(desk.head, CLAIM, _once(coded.shown), coded.places))
        insert(proposed_rows(desk.head, FILTERED, _once(coded.hidden), coded.places))
        raise_claims(desk.head, [*coded.places])
        mark_done(desk.head, "Text", coded.texts)
        desk.head.linked = False
        desk.head.save(update_fields=["linked"])


def _once(records: Iterable[Record]) -> list[Record]:
    return list({record.id: record for record in records}.values())


def as_closed(claims: Sequence[Claim], klass: int) -> list[Claim]:
    """Return claims with the class of the capture they stand in, where they have a lower one: the
    rules know only the case's."""
    return [
        replace(claim, klass=Confidentiality(klass)) if claim.klass < klass else claim
        for claim in claims
    ]


def _places(
    desk: ReadingDesk, captures: Sequence[str]
) -> tuple[dict[str, int], dict[str, str], dict[str, int]]:
    places, names, classes = {}, {}, {}
    for row in Given.objects.filter(case=desk.head, record="Capture", id__in=captures):
        places[row.id] = row.seq
        names[row.id] = row.name
        classes[row.id] = row.klass
    return places, names, classes
