"""The job that takes in what has arrived: preserve, read, code. It can be killed at any moment and
run again: what was done is found by the origin of each receipt, and nothing is doubled."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.db import transaction

from hechos.app.access.actor import Actor, member_actor
from hechos.app.accounts.models import Membership
from hechos.app.casework.background.reading import work_through_apart
from hechos.app.casework.consent import consent_of
from hechos.app.casework.desk import Desk, open_desk
from hechos.app.casework.intake import Intake, covering, preserve
from hechos.app.casework.intaking.folders import open_under, walk
from hechos.app.casework.intaking.uploads import PIECE, part_of, spool
from hechos.app.home import Home, present_home
from hechos.app.jobs.models import Job
from hechos.app.jobs.queue import enqueue, reporter
from hechos.app.register import queries
from hechos.app.register.models import CaseHead, Given
from hechos.app.work.items import clean_name, under_way
from hechos.app.work.models import Delivery, Item
from hechos.archive.files import write_all
from hechos.archive.objects import Lying
from hechos.archive.store import Incoming, Known, Preserved, Refused
from hechos.errors import HechosError, NotAllowedError, UnavailableError
from hechos.records import Capture, Confidentiality, Consent, Failure, wire

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
BATCH = 50
BATCH_BYTES = 64 << 20
PATIENCE = 60.0


def run(job: Job) -> str:
    return take_in(present_home(), job)


def take_in(home: Home, job: Job) -> str:
    """Take in all that has arrived in the job's case; return what was done, in a sentence."""
    head = CaseHead.objects.get(id=job.case)
    for delivery in Delivery.objects.filter(case=head, walked=False).order_by("id"):
        _list_folder(home, delivery)
    waiting = Item.objects.filter(case=head, state__in=under_way())
    first, total, note = 0, waiting.count(), reporter(job)
    while Item.objects.filter(case=head, state="received").exists():
        batch = _next_batch(head)
        lying = _prepare(home, batch)
        with patient_desk(home, head.slug, None) as desk:
            first += _preserve(desk, batch, lying)
        note("preserve", first, total)
    _settle(head)
    if Item.objects.filter(case=head, state__in=["preserved", "read"]).exists():
        with patient_desk(home, head.slug, None) as desk:
            for delivery in Delivery.objects.filter(items__in=waiting).distinct():
                _give_consent(desk, delivery)
        work_through_apart(home, head.slug, progress=note)
        _settle(head)
        enqueue("relink", case=head.id, by=job.by, account=job.account)
    _sweep(home)
    return f"{total} files taken in."


@contextmanager
def patient_desk(home: Home, slug: str, actor: Actor | None) -> Iterator[Desk]:
    """Open a case for work, waiting for whoever has it."""
    until = time.monotonic() + PATIENCE
    with ExitStack() as held:
        desk: Desk | None = None
        while desk is None:
            try:
                desk = held.enter_context(open_desk(home, slug, actor=actor))
            except UnavailableError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
        yield desk


def _list_folder(home: Home, delivery: Delivery) -> None:
    """Make an item of each file of a folder; the folder is walked whole or not at all."""
    items = []
    try:
        for found in walk(home, delivery.folder):
            item = Item(
                delivery=delivery,
                case_id=delivery.case_id,
                klass=delivery.klass,
                name=clean_name(found.path),
                path=found.path,
                size=found.size,
                received=found.size,
                state="failed" if found.trouble else "received",
                code="link" if found.trouble else "",
                sentence=found.trouble,
            )
            items.append(item)
    except (OSError, HechosError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        items = [
            Item(
                delivery=delivery,
                case_id=delivery.case_id,
                klass=delivery.klass,
                name=Path(delivery.folder).name,
                size=0,
                state="failed",
                code="folder",
                sentence=f"The folder could not be read: {reason}.",
            )
        ]
    with transaction.atomic():
        if Delivery.objects.filter(pk=delivery.pk, walked=False).update(walked=True):
            Item.objects.bulk_create(items, batch_size=500)


def _next_batch(head: CaseHead) -> list[Item]:
    rows = Item.objects.filter(case=head, state="received").select_related("delivery")
    batch: list[Item] = []
    size = 0
    for item in rows.order_by("id")[:BATCH]:
        if batch and size + item.size > BATCH_BYTES:
            break
        batch.append(item)
        size += item.size
    return batch


def origin_of(item: Item) -> str:
    """Return where a file came from, as its receipt says it: it tells one receipt from another."""
    if item.delivery.folder:
        return f"{item.delivery.folder}/{item.path}"
    return f"upload:{item.key}"


def _how(item: Item) -> str:
    if item.delivery.folder:
        return f"brought in from a folder of the server, delivery {item.delivery_id}"
    return "uploaded at the desk"


def _prepare(home: Home, batch: Sequence[Item]) -> dict[int, Lying | OSError | HechosError]:
    """Hash the files of a batch where they lie, those of a folder in a copy; nobody waits for it
    yet. Return by item the file, or why it cannot be read."""
    found: dict[int, Lying | OSError | HechosError] = {}
    for item in batch:
        try:
            found[item.pk] = _copied(home, item) if item.delivery.folder else _hashed(home, item)
        except (OSError, HechosError) as error:
            found[item.pk] = error
    return found


def _hashed(home: Home, item: Item) -> Lying:
    path = part_of(home, item)
    with path.open("rb") as stream:
        plain = hashlib.file_digest(stream, "sha256").hexdigest()
    return Lying(path, plain, path.stat().st_size)


def _copied(home: Home, item: Item) -> Lying:
    """Copy a file of a folder to where uploads wait, hashed and flushed on its way."""
    path, digest, size = part_of(home, item), hashlib.sha256(), 0
    path.unlink(missing_ok=True)  # a second name of an object, where a crash left it: never written
    with open_under(home, item.delivery.folder, item.path) as stream:
        descriptor = os.open(path, _NEW, 0o600)
        try:
            while piece := stream.read(PIECE):
                digest.update(piece)
                write_all(descriptor, piece)
                size += len(piece)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    return Lying(path, digest.hexdigest(), size)


def _preserve(
    desk: Desk, batch: Sequence[Item], lying: Mapping[int, Lying | OSError | HechosError]
) -> int:
    """Preserve a batch; each item leaves it preserved, refused or failed. Returns how many."""
    incoming: dict[int, Incoming] = {}
    known: dict[tuple[str, str], str] = {}
    done: list[Item] = []
    hashes: set[str] = set()
    for item in batch:
        file = lying[item.pk]
        try:
            _check_may(desk, item)
        except NotAllowedError as error:
            file = error
        if not isinstance(file, Lying):
            done.append(_failed(item, file))
            continue
        own, other = _held(desk, item, file.address)
        if own:
            known[origin_of(item), file.address] = own
        elif other is not None or file.address in hashes:
            done.append(_refused(item, other))
            continue
        hashes.add(file.address)
        incoming[item.pk] = Incoming(
            lying=file,
            name=_shown_path(item),
            origin=origin_of(item),
            how=_how(item),
            klass=Confidentiality(item.klass),
        )
    done += _receive(desk, [i for i in batch if i.pk in incoming], incoming, known)
    for item in done:
        item.save(update_fields=["state", "code", "sentence", "capture", "changed_at"])
        if item.state in ("preserved", "duplicate") or item.delivery.folder:
            part_of(desk.home, item).unlink(missing_ok=True)
    for delivery in {item.delivery_id: item.delivery for item in done}.values():
        _give_consent(desk, delivery)
    return len(done)


def _receive(
    desk: Desk,
    items: Sequence[Item],
    incoming: dict[int, Incoming],
    known: dict[tuple[str, str], str],
) -> list[Item]:
    by_person: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_person[item.delivery.by].append(item)
    for by, own in by_person.items():
        some = [incoming[item.pk] for item in own]
        results = preserve(desk, some, by=by, known=known, intake=Intake())
        for item, result in zip(own, results, strict=True):
            item.code, item.sentence = "", ""
            if isinstance(result, Preserved):
                item.state, item.capture = "preserved", result.capture.id
            elif isinstance(result, Known):
                item.state, item.capture = "preserved", result.capture
            elif isinstance(result, Refused):
                item.state, item.code, item.sentence = "failed", result.code, result.sentence
    return [*items]


def _shown_path(item: Item) -> str:
    return "/".join(map(clean_name, item.path.split("/"))) if item.path else item.name


def actor_of(account: int | None, head: CaseHead) -> Actor | None:
    """Return who an account is in a case now; None where it has no place there."""
    place = Membership.objects.filter(
        account_id=account or 0, case=head, account__is_active=True
    ).select_related("account")
    for one in place:
        return member_actor(
            one.account.pseudonym, tuple(one.roles), Confidentiality(one.clearance), one.account_id
        )
    return None


def _check_may(desk: Desk, item: Item) -> None:
    actor = actor_of(item.delivery.account_id, desk.head)
    if actor is None or not actor.may("intake"):
        raise NotAllowedError("Whoever sent it may no longer bring sources into this case.")


def _held(desk: Desk, item: Item, plain: str) -> tuple[str, Capture | None]:
    """Return the capture that this item became already ("" where none), and another one of the
    same bytes that the sender may know of."""
    objects = Given.objects.filter(case=desk.head, record="Object", plain=plain)
    rows = Given.objects.filter(
        case=desk.head, record="Capture", part_of__in=list(objects.values_list("id", flat=True))
    )
    captures = [wire.loads(row.body, Capture) for row in rows.order_by("seq")]
    if not captures:
        return "", None
    for capture in captures:
        if capture.origin == origin_of(item) and capture.how == _how(item):
            return capture.id, None
    actor = actor_of(item.delivery.account_id, desk.head)
    gone = queries.withdrawn(desk.head)
    for capture in captures:
        if capture.id not in gone and actor and capture.klass <= actor.clearance:
            return "", capture
    return "", None


def _failed(item: Item, error: OSError | HechosError) -> Item:
    item.state = "failed"
    item.code = error.code if isinstance(error, HechosError) else "unreadable"
    reason = (
        str(error) if isinstance(error, HechosError) else f"It cannot be read: {error.strerror}."
    )
    item.sentence = reason
    return item


def _refused(item: Item, other: Capture | None) -> Item:
    item.state, item.code = "duplicate", "duplicate"
    item.capture = other.id if other else ""
    item.sentence = (
        f"The case has the same file already: “{other.name}”, received {other.made.at[:10]}."
        if other
        else "The same file came in just before."
    )
    return item


def _give_consent(desk: Desk, delivery: Delivery) -> None:
    """Have the consent of a delivery cover all its captures."""
    if not delivery.consent:
        return
    own = delivery.items.exclude(state="duplicate").exclude(capture="")
    covered = {c for one in queries.given(desk.head, Consent) for c in one.captures}
    bare = [c for c in own.values_list("capture", flat=True) if c not in covered]
    if bare:
        consent = consent_of(delivery.consent, by=delivery.by)
        desk.give([covering(desk, consent, bare)])


def _settle(head: CaseHead) -> None:
    """Write down how far reading and coding have come with what was preserved."""
    items = list(Item.objects.filter(case=head, state__in=["preserved", "read"]))
    captures = [item.capture for item in items]
    texts: dict[str, bool] = {}
    read: set[str] = set()
    failures: dict[str, Failure] = {}
    for start in range(0, len(captures), 400):
        some = captures[start : start + 400]
        rows = Given.objects.filter(case=head).filter(part_of__in=some).order_by("seq")
        texts |= dict(rows.filter(record="Text").values_list("part_of", "done"))
        for row in rows.filter(record="Failure"):
            failures[row.part_of] = wire.loads(row.body, Failure)
        done = Given.objects.filter(case=head, record="Capture", id__in=some, done=True)
        read |= set(done.values_list("id", flat=True))
    for item in items:
        if item.capture in texts:
            item.state = "coded" if texts[item.capture] else "read"
        elif item.capture in read:
            failure = failures.get(item.capture)
            item.state, item.code = "unread", failure.code if failure else "withdrawn"
            item.sentence = failure.sentence if failure else "It was withdrawn."
        else:
            continue
        item.save(update_fields=["state", "code", "sentence", "changed_at"])


def _sweep(home: Home) -> None:
    """Remove what no item waits for."""
    wanted = {f"{key}.part" for key in Item.objects.values_list("key", flat=True)}
    yesterday = time.time() - 86_400
    for left in spool(home).iterdir():
        with contextlib.suppress(OSError):
            if left.name not in wanted and left.stat().st_mtime < yesterday:
                left.unlink()
