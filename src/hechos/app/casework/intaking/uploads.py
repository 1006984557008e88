"""Files that a browser sends in pieces. What has arrived is flushed before it is acknowledged, so
that a file goes on where it stopped, after a reload or a crash of either side."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, Sum

from hechos.app.access.actor import Actor
from hechos.app.audit import log
from hechos.app.casework.consent import consent_of
from hechos.app.casework.desk import ReadingDesk
from hechos.app.home import Home
from hechos.app.jobs.queue import enqueue
from hechos.app.register.models import Given
from hechos.app.work.items import clean_name
from hechos.app.work.models import Delivery, Item
from hechos.archive.files import make_folder, sync_folder, write_all
from hechos.errors import ConflictError, InputError, NotAllowedError, UnavailableError
from hechos.records import Confidentiality

PIECE = 4 << 20
"""How many bytes the page sends at a time."""
LARGEST_PIECE = 16 << 20
RESERVE = 1 << 30
"""So much of the disk is left free."""


def spool(home: Home) -> Path:
    """Return the folder where files wait until they are preserved; for the owner alone."""
    folder = home.path / "tmp" / "uploads"
    make_folder(folder)
    return folder


def part_of(home: Home, item: Item) -> Path:
    return spool(home) / f"{item.key}.part"


def start_delivery(
    desk: ReadingDesk,
    actor: Actor,
    *,
    klass: str,
    consent: Mapping[str, Any],
    folder: str = "",
) -> Delivery:
    """Say under which class and consent the next files come in."""
    actor.require("intake")
    if klass not in Confidentiality.__members__:
        raise InputError("Choose the class of the files.")
    if Confidentiality[klass] > actor.clearance:
        raise NotAllowedError(
            f"You see sources up to class {actor.clearance.name} and cannot bring in {klass}."
        )
    given = dict(consent)
    if given:
        consent_of(given, by=actor.pseudonym)
    return Delivery.objects.create(
        case=desk.head,
        account_id=actor.account,
        by=actor.pseudonym,
        klass=Confidentiality[klass],
        consent=given,
        folder=folder,
        walked=not folder,
    )


def announce(desk: ReadingDesk, delivery: Delivery, *, name: str, size: int, mark: str) -> Item:
    """Make room for a file, or find the one of the same mark that stopped on its way."""
    if size < 0:
        raise InputError("A file has a size.")
    with transaction.atomic():
        found = Item.objects.filter(
            case=desk.head,
            delivery__account=delivery.account,
            klass=delivery.klass,
            state="receiving",
            mark=mark,
            size=size,
        ).first()
        if found is not None and mark:
            Item.objects.filter(pk=found.pk).update(delivery=delivery)
            return found
        check_room(desk.home, size)
        return Item.objects.create(
            delivery=delivery,
            case=desk.head,
            klass=delivery.klass,
            name=clean_name(name),
            size=size,
            mark=mark,
        )


def check_room(home: Home, size: int) -> None:
    """Raise unless the disk takes the file twice (on its way, and preserved) and all that is
    still to arrive."""
    waiting = Item.objects.filter(state="receiving").aggregate(
        left=Sum(F("size") - F("received")), all=Sum("size")
    )
    asked = 2 * size + (waiting["left"] or 0) + (waiting["all"] or 0)
    free = shutil.disk_usage(spool(home)).free
    if asked > free - RESERVE:
        raise UnavailableError(
            f"The disk has no room for this file: it needs {_size(2 * size)}, and "
            f"{_size(max(0, free - RESERVE - asked + 2 * size))} are left.",
            hint="Bring it in after something was moved away, or ask the administrator.",
        )


def _size(count: int) -> str:
    return f"{count / (1 << 30):.1f} GiB" if count >= 1 << 29 else f"{count / (1 << 20):.1f} MiB"


def take_piece(home: Home, item: Item, *, offset: int, data: bytes, sha256: str) -> Item:
    """Add a piece at its place; the file has arrived with its last one. ConflictError where the
    piece does not begin at the end of what is there."""
    if item.state != "receiving":
        raise ConflictError("This file has arrived already.")
    if hashlib.sha256(data).hexdigest() != sha256.lower():
        raise InputError("The piece was damaged on its way.", hint="Send it again.")
    if offset != item.received:
        raise ConflictError(f"The next piece begins at {item.received}.")
    if offset + len(data) > item.size:
        raise InputError("More arrives than the file was said to hold.")
    _write(part_of(home, item), offset, data)
    moved = Item.objects.filter(pk=item.pk, received=offset, state="receiving").update(
        received=offset + len(data)
    )
    if not moved:
        raise ConflictError("Another piece arrived at the same place.")
    item.received = offset + len(data)
    if item.received == item.size:
        arrived(item)
    return item


def _write(path: Path, offset: int, data: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            os.ftruncate(descriptor, offset)
            os.lseek(descriptor, offset, os.SEEK_SET)
            write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if offset == 0:
            sync_folder(path.parent)
    except OSError as error:
        raise UnavailableError(
            f"The piece could not be kept: {error.strerror}.", retry=True
        ) from error


def arrived(item: Item) -> None:
    """Have a file that is whole wait to be preserved, by the next job."""
    item.state = "received"
    item.save(update_fields=["state", "changed_at"])
    call(item.delivery)


def take_whole(home: Home, delivery: Delivery, *, name: str, file: Path) -> Item:
    """Take a file that lies in the spool already, sent whole by a form."""
    size = file.stat().st_size
    item = Item.objects.create(
        delivery=delivery,
        case=delivery.case,
        klass=delivery.klass,
        name=clean_name(name),
        size=size,
        received=size,
    )
    file.rename(part_of(home, item))
    sync_folder(spool(home))
    arrived(item)
    return item


def call(delivery: Delivery) -> None:
    """Have a job take in what has arrived in the case."""
    case = delivery.case_id
    enqueue("intake", case=case, by=delivery.by, account=delivery.account_id)


def drop(home: Home, actor: Actor, item: Item) -> None:
    """Forget a file that did not arrive, or that could not be preserved; its bytes go."""
    actor.require("intake")
    with transaction.atomic():
        gone, _ = Item.objects.filter(
            pk=item.pk, state__in=["receiving", "failed", "duplicate"]
        ).delete()
        if not gone:
            raise ConflictError("This file is in the case already, or on its way into it.")
        log.note("intake dropped", actor=actor.pseudonym, case=item.case_id, record=str(item.key))
    part_of(home, item).unlink(missing_ok=True)


def try_again(home: Home, actor: Actor, item: Item) -> None:
    """Preserve or read once more what failed."""
    actor.require("intake")
    if item.state == "failed":
        there = bool(item.delivery.folder) or part_of(home, item).exists()
        state = "received" if there else "receiving"
    elif item.state == "unread":
        Given.objects.filter(case_id=item.case_id, id=item.capture).update(done=False)
        state = "preserved"
    else:
        raise ConflictError("This file is not among those that failed.")
    values = {"state": state, "code": "", "sentence": ""}
    if state == "receiving":
        values["received"] = 0  # type: ignore[assignment]
    Item.objects.filter(pk=item.pk).update(**values)
    if state != "receiving":
        call(item.delivery)
