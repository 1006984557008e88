"""How a version of a finding stands: its state and who signed exactly this version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hechos.records import Decision, Finding, wire

SIGNERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`state` as in domain.md Annex B: draft, second_review, approved, revised or withdrawn.
    `signatures` are those of distinct members, none of whom wrote it."""

    finding: Finding
    state: str
    decisions: tuple[Decision, ...] = ()
    signatures: tuple[Decision, ...] = ()

    @property
    def is_signed(self) -> bool:
        return len(self.signatures) >= SIGNERS


def hash_of(finding: Finding) -> str:
    """Return what a signature is of: the sha256 of the version as it stands in the journal."""
    return hashlib.sha256(wire.dumps(finding).encode()).hexdigest()


def by_record(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    taken: dict[str, list[Decision]] = {}
    for decision in decisions:
        taken.setdefault(decision.on, []).append(decision)
    return taken


def standing_in(
    finding: Finding, versions: Sequence[Finding], taken: Mapping[str, Sequence[Decision]]
) -> Standing:
    """Return how a version stands among its versions; `taken` are decisions by record."""
    own = tuple(d for d in taken.get(finding.id, ()) if not is_ended(d, taken))
    signatures = _signatures(finding, versions, own)
    later = [v for v in versions if v.version > finding.version]
    recalls = (d for v in (finding, *later) for d in taken.get(v.id, ()) if d.act == "recall")
    if any(not is_ended(d, taken) for d in recalls):
        state = "withdrawn"
    elif later:
        state = "revised"
    elif len(signatures) >= SIGNERS:
        state = "approved"
    else:
        handed = [d.act for d in own if d.act in ("submit", "decline")]
        state = "second_review" if handed[-1:] == ["submit"] else "draft"
    return Standing(finding=finding, state=state, decisions=own, signatures=signatures)


def is_ended(decision: Decision, taken: Mapping[str, Sequence[Decision]]) -> bool:
    """Tell whether a decision was taken back; so may that have been."""
    return any(
        one.act == "retract" and not is_ended(one, taken) for one in taken.get(decision.id, ())
    )


def _signatures(
    finding: Finding, versions: Sequence[Finding], decisions: Iterable[Decision]
) -> tuple[Decision, ...]:
    sha256 = hash_of(finding)
    authors = authors_of(finding, versions)
    found: dict[str, Decision] = {}
    for one in decisions:
        fits = one.act == "sign" and dict(one.changes).get("sha256") == sha256
        if fits and one.made.by not in authors:
            found.setdefault(one.made.by, one)
    return tuple(found.values())


def authors_of(finding: Finding, versions: Iterable[Finding]) -> frozenset[str]:
    """Return who wrote a version or one before it: none of them may sign it."""
    return frozenset(v.made.by for v in versions if v.version <= finding.version)
