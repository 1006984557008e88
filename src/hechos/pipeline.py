"""The whole path in memory: the file to read first.

    bytes ─▶ capture ─▶ text ─▶ claims ─▶ links (origins, parties, incidents, figures) ─▶ weights

Every arrow is one stage function from a package of the same name. This module knows their order
and nothing else; `app/casework` runs the same arrows and keeps what comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from hechos.coding.code import Coded
from hechos.coding.coders.beside import Read, code_read
from hechos.coding.learning.model import Model
from hechos.coding.rules import CodingRules, installed
from hechos.counting.registers.cases.doubts import register_doubts
from hechos.counting.registers.cases.lists import Rows
from hechos.engine.local import SMALL, map_records
from hechos.linking.deciding.judged import joined, unretracted
from hechos.linking.link import link_case
from hechos.linking.rules import LinkingRules
from hechos.reading.read import Readers, Reading, ReadingRules
from hechos.records import (
    LANGUAGES,
    Capture,
    Case,
    CaseFile,
    Claim,
    Decision,
    Doubt,
    Links,
    RuleSet,
    Text,
    Weights,
)
from hechos.weighing.decisions import resolve_doubts
from hechos.weighing.rules import WeighingRules
from hechos.weighing.weigh import weigh_case


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of all stages, as one case uses them."""

    reading: ReadingRules
    coding: CodingRules
    linking: LinkingRules
    weighing: WeighingRules

    @classmethod
    def load(cls, *, languages: tuple[str, ...] = LANGUAGES, pack: str | None) -> Rules:
        return cls(
            reading=ReadingRules.load(languages=languages),
            coding=CodingRules.load(languages=languages, pack=pack),
            linking=LinkingRules.load(),
            weighing=WeighingRules.load(),
        )

    @property
    def rulesets(self) -> tuple[RuleSet, ...]:
        stages = (self.reading, self.coding, self.linking, self.weighing)
        return tuple(ruleset for stage in stages for ruleset in stage.rulesets)


def code_texts(
    items: Sequence[Read],
    *,
    case: Case,
    rules: Rules,
    workers: int | None = None,
    model: Model | None = None,
) -> Iterable[Coded]:
    """Yield claims and doubts of each text, in the order given; `model` is what the case taught.

    Other processes load the installed rules themselves, once: these are too large to be sent.
    """
    if workers == 1 or len(items) <= SMALL:
        return (code_read(item, case=case, rules=rules.coding, model=model) for item in items)
    return map_records(partial(_by_installed_rules, case=case, model=model), items, workers=workers)


def _by_installed_rules(item: Read, *, case: Case, model: Model | None) -> Coded:
    return code_read(item, case=case, rules=installed(case.languages, case.pack), model=model)


@dataclass(frozen=True, slots=True)
class Material:
    """What linking and weighing work on: claims with decisions applied, document claims among
    them; doubts that reading, coding and decisions raised."""

    captures: tuple[Capture, ...]
    texts: tuple[Text, ...]
    claims: tuple[Claim, ...]
    doubts: tuple[Doubt, ...] = ()
    decisions: tuple[Decision, ...] = ()


def link_and_weigh(
    material: Material, *, case: Case, rules: Rules, at: str
) -> tuple[Links, Weights]:
    """Return what follows from the claims of a case; all doubts end up in the weights."""
    given = (material.captures, material.texts, material.claims)
    said, decisions = material.decisions, unretracted(material.decisions)
    links = link_case(*given, rules=rules.linking, case=case, at=at, decisions=said)
    weights = weigh_case(*given, links, decisions, rules=rules.weighing, case=case, at=at)
    rows = Rows(
        claims=material.claims,
        parties=links.parties,
        decisions=decisions,
        joined=lambda refs: joined(decisions, refs, lambda: said),
    )
    held = register_doubts(rows, material.captures, case=case, at=at)
    raised = (*material.doubts, *links.doubts, *weights.doubts, *held)
    doubts = {doubt.id: doubt for doubt in raised}
    resolved = resolve_doubts(doubts.values(), decisions)
    return replace(links, doubts=()), replace(weights, doubts=resolved)


def run(
    items: Sequence[tuple[Capture, Path]], *, case: Case, rules: Rules, at: str, workers: int = 1
) -> CaseFile:
    """Take captures with their files all the way to a case file, without a home."""
    with Readers(rules.reading, case) as readers:
        readings: list[Reading] = list(readers.read(items))
    read = [
        Read(reading.text, reading.claims, reading.capture.name)
        for reading in readings
        if reading.text is not None
    ]
    coded = list(code_texts(read, case=case, rules=rules, workers=workers))
    documents = tuple(claim for item in read for claim in item.documents)
    material = Material(
        captures=tuple(capture for capture, _ in items),
        texts=tuple(item.text for item in read),
        claims=(*documents, *(claim for one in coded for claim in one.claims)),
        doubts=tuple(doubt for one in coded for doubt in one.doubts),
    )
    links, weights = link_and_weigh(material, case=case, rules=rules, at=at)
    return CaseFile(
        case=case,
        captures=material.captures,
        texts=material.texts,
        claims=material.claims,
        links=links,
        weights=weights,
        failures=tuple(f for r in readings for f in (r.failure, *r.warnings) if f is not None),
        rules=rules.rulesets,
        as_of=at,
    )
