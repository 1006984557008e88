"""Two worlds for every acceptance example: texts of our own, and the seeds where they are here."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import SHARED

from hechos import pipeline
from hechos.cli.alone import captured, loose_case
from hechos.records import CaseFile, Claim, Figure, Mandate, Outcome, TextSpan
from hechos.reporting import data
from hechos.reporting.build import build_report
from hechos.reporting.rules import ReportRules

OWN = Path(__file__).with_name("own")
Where = tuple[int, int] | str


@dataclass(frozen=True)
class World:
    """A case file with its texts by the first letters of the file's name."""

    name: str
    file: CaseFile

    def document(self, doc: str) -> str:
        return next(c.id for c in self.file.captures if c.name.startswith(doc))

    def body(self, doc: str) -> str:
        capture = self.document(doc)
        return next(t.body for t in self.file.texts if t.capture == capture)

    def at(self, doc: str, where: Where, *, kind: str = "") -> list[Claim]:
        """Return the claims whose passages overlap a span, or words, of a document."""
        capture = self.document(doc)
        if isinstance(where, str):
            start = self.body(doc).index(where)
            where = (start, start + len(where))
        low, high = where
        return [
            claim
            for claim in self.file.claims
            if claim.capture == capture
            and claim.content.kind != "document"
            and kind in ("", claim.content.type, claim.content.kind)
            and any(start < high and low < end for start, end in spans(claim))
        ]

    def about(self, doc: str, kind: str) -> list[str]:
        """Return what a file says about itself."""
        capture = self.document(doc)
        return [
            c.content.value
            for c in self.file.claims
            if c.capture == capture and c.content.kind == "document" and c.content.type == kind
            for _ in [0]
            if hasattr(c.content, "value")
        ]

    def printed(self, title: str) -> list[str]:
        """Return what a section of the report prints, a string for each row or paragraph."""
        section = next(s for s in self.report["sections"] if s["title"] == title)
        rows = [row for block in section["blocks"] for row in block.get("rows", [block])]
        return [re.sub(r"\s+", " ", " ".join(part["text"] for part in parts(row))) for row in rows]

    @functools.cached_property
    def report(self) -> Any:
        report = build_report(self.file, audience="internal", rules=ReportRules.load())
        return json.loads(data.render(report))

    def figures(self, unit: str = "") -> list[Figure]:
        """Return the figures that sources state, not the derived ones."""
        found = self.file.links.figures
        return [f for f in found if f.rule is None and unit in ("", f.quantity.unit)]

    def outcome(self, one: Claim, other: Claim) -> Outcome | None:
        pair = {one.id, other.id}
        relations = self.file.weights.relations
        return next((r.outcome for r in relations if {r.left, r.right} == pair), None)

    def of_type(self, *types: str) -> list[Claim]:
        return [c for c in self.file.claims if c.content.type in types]


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Yield the words and numbers of a part of the report."""
    if isinstance(node, dict) and isinstance(node.get("text"), str):
        yield node
    for item in node.values() if isinstance(node, dict) else node:
        if isinstance(item, dict | list):
            yield from parts(item)


def spans(claim: Claim) -> list[tuple[int, int]]:
    selectors = [passage.selector for passage in claim.passages]
    return [(s.start, s.end) for s in selectors if isinstance(s, TextSpan)]


def tell(name: str, files: Sequence[Path], pack: str | None) -> World:
    case = replace(loose_case(pack), mandate=Mandate(start="2014-01-01", territory="Venezuela"))
    rules = pipeline.Rules.load(pack=pack)
    items = [captured(case, file) for file in files]
    return World(name, pipeline.run(items, case=case, rules=rules, at=case.made.at))


@pytest.fixture(scope="session")
def own() -> World:
    return tell("own", sorted(OWN.glob("*.txt")), "ve")


@pytest.fixture(scope="session")
def seeds() -> World:
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("needs the five seeds in ../shared, which are not here")
    return tell("seeds", sorted(folder.glob("*.txt")), "ve")
