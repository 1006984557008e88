"""Captures for files that belong to no case."""

from __future__ import annotations

import hashlib
from pathlib import Path

from hechos.archive.receipts import guess_media_type
from hechos.records import Capture, Case, Made, ids

_MADE = Made(by="hechos code", at="1970-01-01T00:00:00Z")
_SEED = "00" * 16
_NOWHERE = ids.uuid7(0, bytes(10))


def loose_case(pack: str | None) -> Case:
    """Return a case that stands for none: its ids repeat from run to run."""
    return Case(
        id=_NOWHERE, case=_NOWHERE, made=_MADE, slug="none", title="", pack=pack, seed=_SEED
    )


def captured(case: Case, file: Path) -> tuple[Capture, Path]:
    with file.open("rb") as stream:
        address = hashlib.file_digest(stream, "sha256").hexdigest()
    capture = Capture(
        id=ids.draw(_SEED, _NOWHERE, "capture", file.name, address),
        case=case.id,
        made=_MADE,
        object="",
        address=address,
        name=file.name,
        origin="",
        how="read from a file",
        tool="hechos code",
        size=file.stat().st_size,
        media_type=guess_media_type(file.name),
    )
    return capture, file
