"""Which state of a claim a page showed: a form that was filled in on an older one is not taken."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from hechos.records import Claim, Decision, wire


def version_of(claim: Claim, decisions: Sequence[Decision]) -> str:
    """Return a short hash over what the claim says and the last decision on it."""
    last = decisions[-1].id if decisions else ""
    shown = wire.canonical([wire.to_plain(claim), last])
    return hashlib.sha256(shown.encode()).hexdigest()[:16]
