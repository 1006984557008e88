"""Persons that the claims of a case name: proposed as one by the shipped model, never decided."""

from __future__ import annotations

import dataclasses
import importlib.util
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from hechos.linking.facts import Fact, Facts
from hechos.linking.mentions import Item, Items
from hechos.linking.persons.fields import Fields
from hechos.linking.persons.link import SURE_CUT, Head, PersonLinks, Settings, link_persons
from hechos.linking.persons.names.split import Parts, Splitter
from hechos.linking.persons.names.tradition import load_tradition
from hechos.records import LinkEdge, LinkRun, PartyKind, ids

MOST_BY_VARIANTS = 2000
"""Mentions of persons up to which name variants alone may propose, without Splink."""

BY_VARIANTS = "name variants"
NEEDED = ("duckdb", "pyarrow", "scipy", "splink")
FIELDS = Fields(id="ref", name="name", date="date", place="place", region="region")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What the model says of the persons of a case; `by_variants` says whether joins of name
    variants may be proposed beside it."""

    edges: tuple[LinkEdge, ...] = ()
    runs: tuple[LinkRun, ...] = ()
    by_variants: bool = True


def has_splink() -> bool:
    """Return whether the extra that links persons is installed."""
    return all(importlib.util.find_spec(name) for name in NEEDED)


def propose_persons(items: Items, facts: Facts, victims: Mapping[str, Fact]) -> Proposed:
    """Return edges between mentions of persons that are not written the same.

    One mention stands for a name in a document. `victims` gives for a mention the claim in which
    it is the victim of an act: its day and place are compared, what others did is not. Names that
    share no surname cost nothing. Same input, same edges.
    """
    rows = [item for item in _persons(items) if item.is_placed]
    tradition = _tradition(facts)
    splitter = Splitter(load_tradition(tradition))
    parts = {item.ref: splitter.split(_name(item)) for item in rows}
    if not has_splink():
        return _without_splink(len(rows), facts)
    met = _near(rows, parts, splitter)
    if not met:
        return Proposed()
    fields = dataclasses.replace(FIELDS, tradition=tradition)
    head = Head(
        case=facts.case.id, made=facts.made("persons"), seed=facts.case.seed, parent=facts.case.id
    )
    settings = Settings(cut=SURE_CUT, train=False, frequencies=True, threads=1, head=head)
    table = [_row(item, victims.get(item.ref)) for item in met]
    links = link_persons(table, fields=fields, settings=settings)
    return Proposed(edges=tuple(_edges(links, met, facts)), runs=(links.run,))


def _persons(items: Items) -> Iterable[Item]:
    """Return the first mention in each document of each name of a person."""
    for node, found in items.by_node.items():
        kinds = {mention.kind for item in found for _, mention in item.uses}
        if PartyKind.PERSON in kinds and len(node[1].split()) > 1:
            yield from items.firsts(node).values()


def _name(item: Item) -> str:
    return item.uses[0][1].name


def _tradition(facts: Facts) -> str:
    """Return how the names of the case are written: Portuguese where most texts are, else
    Spanish, whose order of two surnames also reads names with one."""
    languages = Counter(d.text.language for d in facts.documents if d.text)
    return "pt" if languages["pt"] * 2 > languages.total() else "es"


def _near(rows: Sequence[Item], parts: Mapping[str, Parts], splitter: Splitter) -> list[Item]:
    """Return the rows that share a surname, by sound, with a row that is written otherwise."""
    nodes: dict[str, set[Any]] = defaultdict(set)
    sounds: dict[str, set[str]] = {}
    for item in rows:
        found = parts[item.ref]
        keys = {splitter.sound(word) for word in (found.surname1, found.surname2) if word}
        sounds[item.ref] = {key for key in keys if key}
        for key in sounds[item.ref]:
            nodes[key].add(item.node)
    return [item for item in rows if any(len(nodes[key]) > 1 for key in sounds[item.ref])]


def _row(item: Item, fact: Fact | None) -> dict[str, str | None]:
    row: dict[str, str | None] = {"ref": item.ref, "name": _name(item)}
    place = fact.place if fact else ()
    row["place"] = place[-1] if len(place) > 1 else None
    row["region"] = place[1] if len(place) > 2 else None
    row["date"] = _interval(fact) if fact else None
    return row


def _interval(fact: Fact) -> str | None:
    span = fact.span
    if span.start is None or span.end is None:
        return None
    first, last = date.fromordinal(span.start), date.fromordinal(span.end)
    return f"{first.isoformat()}/{last.isoformat()}"


def _edges(links: PersonLinks, rows: Sequence[Item], facts: Facts) -> Iterable[LinkEdge]:
    by_ref = {item.ref: item for item in rows}
    for edge in links.link_edges():
        a, b = sorted((by_ref[edge.a], by_ref[edge.b]), key=lambda item: item.oldest)
        if a.node != b.node:
            yield dataclasses.replace(
                edge,
                id=facts.draw([a.claim, b.claim], "link", "splink", a.ref, b.ref),
                a=a.ref,
                b=b.ref,
            )


def _without_splink(count: int, facts: Facts) -> Proposed:
    """Say that persons are proposed from name variants alone, or not at all."""
    if count < 2:
        return Proposed()
    few = count <= MOST_BY_VARIANTS
    because = (
        "Persons are proposed from name variants alone: hechos[link] is not installed."
        if few
        else f"Persons are not proposed: for more than {MOST_BY_VARIANTS:,} mentions of persons "
        "install hechos[link]."
    )
    run = LinkRun(
        id=ids.draw(facts.case.seed, facts.case.id, "run", "persons"),
        case=facts.case.id,
        made=facts.made("persons"),
        kind="person",
        model=BY_VARIANTS,
        inputs=str(count),
        settings="",
        cut=0.0,
        because=because,
    )
    return Proposed(runs=(run,), by_variants=few)
