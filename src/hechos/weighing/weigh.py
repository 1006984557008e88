"""Weigh what is linked: outcomes of differences, doubts, levels, documents to obtain."""

from __future__ import annotations

from collections.abc import Sequence

from hechos.records import Capture, Case, Claim, Decision, Links, Text, Weights
from hechos.weighing.contradictions import judge_relations
from hechos.weighing.doubts import raise_doubts
from hechos.weighing.findings import findings_of_others
from hechos.weighing.levels.assess import assess_all
from hechos.weighing.levels.proposed import doubts_of_grades, grades_in_force
from hechos.weighing.primaries import documents_to_obtain
from hechos.weighing.rules import WeighingRules
from hechos.weighing.scale import Scale


def weigh_case(  # noqa: PLR0913, PLR0917 - a whole case
    captures: Sequence[Capture],
    texts: Sequence[Text],
    claims: Sequence[Claim],
    links: Links,
    decisions: Sequence[Decision],
    *,
    rules: WeighingRules,
    case: Case,
    at: str,
) -> Weights:
    """Return what weighing proposes; the order of claims and captures changes nothing.

    Rejected claims count for nothing, accepted ones no more than proposed ones. No level above
    P2 comes out, and none above the recipe's cap where the case holds relays only.
    """
    scale = Scale(
        captures, texts, claims, links, decisions=decisions, rules=rules, case=case, at=at
    )
    relations = judge_relations(scale)
    doubts = (*raise_doubts(scale, relations), *doubts_of_grades(scale))
    return Weights(
        assessments=assess_all(scale, relations, (*links.doubts, *doubts)),
        relations=relations,
        doubts=doubts,
        third_party_findings=findings_of_others(scale),
        primary_documents=documents_to_obtain(scale),
        grades=grades_in_force(scale),
    )
