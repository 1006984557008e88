"""The page of a claim: the passage, who says so, and what stands for and against it."""

from __future__ import annotations

from hechos.app.web.objects.kinds.base import Asking, Context, frame, parts_near, with_rows
from hechos.app.web.objects.near import Near
from hechos.app.web.objects.sheets import Sheets, voice_note
from hechos.app.web.objects.support import support_of
from hechos.records import Claim, ClaimRelation, OriginGroup, Outcome

MATTERS = 4
ALIKE = (Outcome.AGREE, Outcome.REFINES)


def claim_page(asking: Asking, claim: Claim) -> Context:
    shelf = asking.shelf
    parts = parts_near(
        asking,
        *("figures", "incidents", "propositions", "differences", "parties", "sources"),
        *("third-party", "primary", "origins", "doubts"),
    )
    parts["origins"] = _once(parts["origins"])
    rows = with_rows(asking, parts, claim)
    sheets = Sheets.of(shelf, [claim])
    differences = parts["differences"].records
    return {
        **rows,
        **frame(asking, sheets),
        "sheet": sheets.claim(claim),
        "slots": sheets.slots(claim),
        "empty": sheets.empty_slots(claim),
        "voice": [(link, voice_note(link, sheets.writer.rules)) for link in claim.voice],
        "supports": support_of(shelf, parts["propositions"].records[:MATTERS], origins=4),
        "alike": [d for d in differences if _is_alike(d)],
        "unlike": [d for d in differences if not _is_alike(d)],
    }


def _is_alike(relation: ClaimRelation) -> bool:
    return relation.kind != "contradicts" or relation.outcome in ALIKE


def _once(found: Near[OriginGroup]) -> Near[OriginGroup]:
    """Return one group of each primary and set of claims; they are made for each matter."""
    groups = {(g.primary, g.claims): g for g in reversed(found.records)}
    return Near(found.part, tuple(groups.values())[::-1], found.after)
