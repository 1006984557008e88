"""Registers of a case, each mention with the words around it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from hechos.app.casework.desk import ReadingDesk
from hechos.app.casework.links.deciding import places_of
from hechos.app.casework.linkup import gather
from hechos.app.register import queries
from hechos.linking.deciding.registers import Register, register_of
from hechos.linking.rules import LinkingRules
from hechos.records import Capture


def register_rows(
    desk: ReadingDesk, *, of: str, decided: bool = False
) -> tuple[Register, list[dict[str, Any]]]:
    """Return the register and its lines. No line shows a link that only a machine proposes where
    `decided` is set."""
    found = register_of(
        queries.claims(desk.head),
        queries.links_of(desk.head),
        gather(desk)[0].decisions,
        of=of,
        rules=LinkingRules.load(),
        decided=decided,
    )
    places = places_of(desk, [mention for entry in found.entries for mention in entry.mentions])
    names = {capture.id: capture.name for capture in queries.given(desk.head, Capture)}
    return found, [
        {
            "record": "person",
            **asdict(entry),
            "mentions": [
                {
                    "mention": mention,
                    "document": names.get(places[mention].capture, ""),
                    "before": places[mention].prefix,
                    "quote": places[mention].quote,
                    "after": places[mention].suffix,
                }
                for mention in entry.mentions
            ],
        }
        for entry in found.entries
    ]
