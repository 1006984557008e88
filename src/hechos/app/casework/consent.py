"""Read a consent file: TOML, one table of purposes and the facts of how consent was given."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hechos.errors import InputError, NotFoundError
from hechos.records import Consent, Made

VALUES = ("yes", "no", "ask_again", "unknown")
PURPOSES = (
    "record",
    "store",
    "internal_use",
    "publish_anonymised",
    "publish_named",
    "image",
    "voice",
    "recontact",
)
_WORDS = ("given_by", "form", "language", "explained_by", "guardian", "expiry", "withdrawn")


def read_consent(file: Path, *, by: str) -> Consent:
    """Return the consent of the file, covering no capture yet. Unknown is no (domain.md §4.6)."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFoundError(f"There is no consent file {file}.") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"The consent file {file} cannot be read: {error}.") from error
    return consent_of(table, by=by, where=f"{file}: ")


def consent_of(table: Mapping[str, Any], *, by: str, where: str = "") -> Consent:
    """Return the consent that a table says, covering no capture yet."""
    purposes = table.get("purposes", {})
    unknown = sorted(set(table) - {*_WORDS, "parties", "purposes"})
    if unknown or not table.get("given_by"):
        raise InputError(
            f"{where}{'unknown: ' + ', '.join(unknown) if unknown else 'given_by is missing'}.",
            hint=f"Known: {', '.join((*_WORDS, 'parties'))}, and a table [purposes].",
        )
    for purpose, value in purposes.items():
        if value not in VALUES or (purpose not in PURPOSES and not purpose.startswith("share:")):
            raise InputError(
                f"{where}“{purpose} = {value}” is not a purpose with its answer.",
                hint=f"Purposes: {', '.join(PURPOSES)}, share:BODY; answers: {', '.join(VALUES)}.",
            )
    return Consent(
        id="",
        case="",
        made=Made(by=by),
        captures=(),
        parties=tuple(table.get("parties", ())),
        purposes=tuple(sorted(purposes.items())),
        **{key: str(table[key]) for key in _WORDS if key in table},
    )
