"""Whether a finding may leave the case for an audience: by the class and consent of its sources."""

from __future__ import annotations

from hechos.app.access.actor import owner
from hechos.app.casework.desk import ReadingDesk
from hechos.app.casework.findings.basis import Basis
from hechos.app.register import queries
from hechos.archive.store import SystemClock
from hechos.errors import InputError, NotAllowedError
from hechos.records import CaseFile, Consent, Finding, Text
from hechos.reporting.confidential import AUDIENCES, admit


def check_leaves(desk: ReadingDesk, finding: Finding, audience: str) -> None:
    """Raise NotAllowedError where one of its sources is closed to the audience, as in a report."""
    if audience not in AUDIENCES:
        raise InputError(f"There is no audience called “{audience}”.")
    basis = Basis(desk, owner())
    captures = tuple(basis.captures(finding.captures).values())
    named = {p.text for s in finding.sentences for b in s.bindings for p in b.passages if p.text}
    texts = tuple(t for t in map(basis.text, sorted(named)) if isinstance(t, Text))
    file = CaseFile(
        case=desk.case,
        captures=captures,
        texts=texts,
        consents=queries.given(desk.head, Consent),
        findings=(finding,),
        as_of=SystemClock().now_iso(),
    )
    admitted, _ = admit(file, audience, file.as_of)
    if len(admitted.captures) < len(captures) or finding.klass > AUDIENCES[audience].ceiling:
        raise NotAllowedError(
            f"This finding rests on sources that the {audience} audience may not see: by their "
            "class, an embargo, or because consent does not cover it.",
            hint="Write it on other sources, or share it inside the case.",
        )
