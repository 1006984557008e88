"""A signature that travels: made in a copy of the case, taken in where the finding is kept."""

from __future__ import annotations

import json
from pathlib import Path

from hechos.app.casework.desk import Desk
from hechos.app.casework.findings.writing import check_signer
from hechos.app.register.models import Given
from hechos.errors import ConflictError, InputError, NotFoundError
from hechos.records import Decision, Finding, wire
from hechos.reporting.findings.standing import hash_of

FORMAT = "hechos signature 1"


def write_signature(desk: Desk, decision: Decision, target: Path) -> None:
    """Write a signature to a file; it holds no word of the finding."""
    plain = {
        "format": FORMAT,
        "case": desk.case.id,
        "finding": decision.on,
        "sha256": dict(decision.changes)["sha256"],
        "decision": wire.to_plain(decision),
    }
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=1)
    try:
        target.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{target} could not be written: {error.strerror}.") from error


def take_signature(desk: Desk, source: Path) -> Decision:
    """Take a signature in, checked against the version as it stands here."""
    plain = _read(source)
    decision = _decision(source, plain)
    if plain["case"] != desk.case.id or decision.case != desk.case.id:
        raise ConflictError(
            f"{source} is a signature of another case than “{desk.case.slug}”.",
            hint="Take it in where that case is kept.",
        )
    row = Given.objects.filter(case=desk.head, record="Finding", id=decision.on).first()
    if row is None:
        raise NotFoundError(
            "The version that was signed is not in this home.",
            hint=f"hechos findings {desk.case.slug}",
        )
    finding = wire.loads(row.body, Finding)
    if Given.objects.filter(id=decision.id).exists():
        raise InputError(f"The signature by {decision.made.by} was taken in already.")
    if {plain["sha256"], dict(decision.changes).get("sha256")} != {hash_of(finding)}:
        raise ConflictError(
            "What was signed is not the version that this home holds.",
            hint="Compare the two with `hechos findings --json`, and have it signed again.",
        )
    check_signer(desk, desk.actor, finding, decision.made.by)
    desk.check_reasoned(decision.made.by, decision.because, "signature")
    desk.give([decision])
    return decision


def _read(source: Path) -> dict[str, object]:
    try:
        plain = json.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFoundError(f"There is no file {source}.") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{source} cannot be read as a signature.") from error
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise InputError(f"{source} is not a signature that hechos wrote.")
    return plain


def _decision(source: Path, plain: dict[str, object]) -> Decision:
    try:
        decision = wire.from_plain(plain["decision"], Decision)
    except (KeyError, TypeError, ValueError, AttributeError, InputError) as error:
        raise InputError(f"{source} is not a signature that hechos wrote.") from error
    if decision.act != "sign" or plain.get("finding") != decision.on:
        raise InputError(f"{source} holds no signature of a finding.")
    return decision
