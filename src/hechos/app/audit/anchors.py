"""The head of the audit log in the custody logs of the cases, so that neither is changed alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from hechos.app.audit.log import broken_at
from hechos.app.audit.models import Event
from hechos.archive.chain import Chain
from hechos.archive.store import CUSTODY, Act, CaseArchive
from hechos.errors import CustodyError

OP = "audited"
GONE = (
    "The custody log of a case names this event, and it is gone or another; "
    "restore the register from a backup."
)


def anchor(archive: CaseArchive, case: str, *, actor: str, also: Sequence[Act] = ()) -> None:
    """Enter the head of the audit log in the custody log of a case that has events, in one write
    with what else is to be entered."""
    acts = list(also)
    last = Event.objects.filter(case=case).order_by("-seq").first()
    if last is not None:
        head = {"event": str(last.seq), "hash": last.hash}
        acts.append(Act(op=OP, record=case, actor=actor, call=head))
    archive.log_all(acts)


def audit_damage(folders: dict[str, Path]) -> Iterator[tuple[str, str]]:
    """Yield (where, sentence) for each break of the audit log; `folders` are those of the cases."""
    broken = broken_at()
    if broken is not None:
        yield f"audit log, event {broken}", "It does not follow from the event before it."
    for folder in folders.values():
        try:
            gone = _gone(Chain.open(folder / CUSTODY))
        except CustodyError:  # the damage of the log itself is told beside
            continue
        if gone:
            yield f"audit log, event {gone}", GONE


def _gone(custody: Chain) -> str | None:
    """Return the first event that a custody log names and the audit log lacks."""
    for entry in custody.raw(b'"op":"audited"'):
        known = entry["call"]
        if not Event.objects.filter(seq=int(known["event"]), hash=known["hash"]).exists():
            return str(known["event"])
    return None
