"""Link the claims of a case: parties, universes, figures, incidents, propositions, origins."""

from __future__ import annotations

from collections.abc import Sequence

from hechos.linking.amounts.derived import derive_figures
from hechos.linking.amounts.figures import state_figures
from hechos.linking.amounts.universes import find_universes
from hechos.linking.copies.dates import date_doubts
from hechos.linking.copies.find import find_copies
from hechos.linking.copies.reprints import document_edges, photo_edges
from hechos.linking.copies.translations import translation_doubts, translation_edges
from hechos.linking.credits import credit_edges
from hechos.linking.deciding.conflicts import conflict_doubts
from hechos.linking.deciding.judged import KINDS, judge
from hechos.linking.episodes.incidents import find_incidents
from hechos.linking.facts import gather
from hechos.linking.origins import find_origins, find_siblings
from hechos.linking.parties import join_parties
from hechos.linking.propositions import make_propositions
from hechos.linking.relations import find_relations
from hechos.linking.rules import LinkingRules
from hechos.records import Capture, Case, Claim, Decision, Links, Text


def link_case(  # noqa: PLR0913 - everything that links depend on
    captures: Sequence[Capture],
    texts: Sequence[Text],
    claims: Sequence[Claim],
    *,
    rules: LinkingRules,
    case: Case,
    at: str,
    decisions: Sequence[Decision] = (),
) -> Links:
    """Return all links of a case. Rejected claims take no part; the order of inputs is nothing.

    `claims` hold those of the documents about themselves; `at` is when the links are made.
    `decisions` stand in the order in which they were made; those on links go before all rules.
    """
    facts = gather(captures, texts, claims, rules=rules, case=case, at=at)
    judged = {kind: judge(decisions, kind) for kind in KINDS}
    copied = find_copies(facts, judged["document"])
    parties = join_parties(facts, judged["person"])
    universes = find_universes(facts)
    figures = derive_figures(state_figures(universes, parties, facts), parties, facts)
    incidents = find_incidents(facts, parties, judged["incident"])
    propositions = make_propositions(figures, incidents, parties, facts=facts)
    siblings = find_siblings(copied.texts, facts)
    relations = find_relations(figures, propositions, siblings, parties=parties, facts=facts)
    origins = find_origins(
        propositions, siblings, copied, parties=parties, facts=facts, judged=judged["origin"]
    )
    relays = (*document_edges(copied.texts, facts), *photo_edges(copied.photos, facts))
    found = (*relays, *credit_edges(facts), *origins.edges.values())
    edges = {edge.id: edge for edge in found}
    clusters = {"person": parties.found, "incident": incidents.found}
    return Links(
        parties=parties.records,
        incidents=incidents.records,
        universes=(*universes.records, *figures.universes),
        figures=figures.records,
        propositions=propositions.records,
        relations=relations,
        edges=tuple(edges.values()),
        origins=tuple(origins.groups),
        doubts=(
            *figures.doubts,
            *origins.doubts,
            *translation_doubts(copied.translations, facts),
            *date_doubts(copied, facts),
            *conflict_doubts(judged, clusters, facts),
        ),
        link_edges=(
            *parties.edges,
            *incidents.edges,
            *translation_edges(copied.translations, facts),
        ),
        link_runs=(*(parties.runs if parties.records else ()), *incidents.runs),
    )
