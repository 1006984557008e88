"""Who publishes and who says so: one source for each speaker that voices name."""

from __future__ import annotations

from collections.abc import Iterable

from hechos.lang.names import fold
from hechos.records import Capture, Case, Claim, Made, Source, ids


def sources_of(
    claims: Iterable[Claim], captures: Iterable[Capture], *, case: Case
) -> tuple[Source, ...]:
    """Return the sources in the order they are first met; all start ungraded (F)."""
    at = {capture.id: capture.made.at for capture in captures}
    found: dict[tuple[str, str], Source] = {}
    for claim in claims:
        for link in claim.voice:
            key = (link.kind, fold(link.speaker.name))
            if key not in found and key[1]:
                found[key] = Source(
                    id=ids.draw(case.seed, claim.id, "source", *key),
                    case=case.id,
                    made=Made(by="rule:linking", version="1", at=at.get(claim.capture, "")),
                    name=link.speaker.name,
                    kind=link.kind,
                )
    return tuple(found.values())
