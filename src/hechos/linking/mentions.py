"""Single mentions of parties, and the links that rules see between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hechos.linking.deciding.clusters import Edge
from hechos.linking.facts import Fact, Facts
from hechos.linking.rules import Strengths
from hechos.records import LinkEdge, Mention

Node = tuple[int, str]
"""(document rank, name) for what stands for itself in its document; (-1, name) elsewhere."""

EVERYWHERE = -1
Use = tuple[Fact, Mention]
Join = tuple[Node, Node, str]
IN_ONE_TEXT = "in one text"


@dataclass(slots=True, eq=False)
class Item:
    """One place at which a name stands. `ref` is "<text id>:<start>-<end>", which decisions name,
    or, where the text has no such place, a word of its own. `oldest` orders by time of intake,
    then by place; `named` by which name the case meets first, then by reading."""

    ref: str
    node: Node
    rank: int
    is_placed: bool
    oldest: tuple[str, int, str]
    named: tuple[int, int, int]
    uses: list[Use] = field(default_factory=list)

    @property
    def claim(self) -> str:
        return min(fact.id for fact, _ in self.uses)


class Seen(NamedTuple):
    """A link that a rule sees: the stronger one goes first where a decision stands between."""

    a: str
    b: str
    strength: float
    rule: str
    because: str

    @property
    def link(self) -> Edge:
        return self.a, self.b, self.strength


def place_of(fact: Fact, mention: Mention) -> str | None:
    """Return "<text id>:<start>-<end>", None where the mention has no place of its own."""
    if mention.start is None or mention.end is None:
        return None
    return f"{fact.claim.text}:{mention.start}-{mention.end}"


def own_place(fact: Fact, mention: Mention) -> str:
    return place_of(fact, mention) or fact.id


class Items:
    """All mentions of a case: in the order of reading, and (`refs`) oldest first."""

    def __init__(self, seen: Mapping[Node, Sequence[Use]]) -> None:
        self.by_ref: dict[str, Item] = {}
        self.by_node: dict[Node, list[Item]] = {}
        for node, uses in seen.items():
            found: dict[str, Item] = {}
            for fact, mention in uses:
                place = own_place(fact, mention)
                item = found.get(place) or self._item(node, fact, mention)
                found[place] = item
                item.uses.append((fact, mention))
            self.by_node[node] = sorted(found.values(), key=lambda item: item.oldest)
        self.refs = sorted(self.by_ref, key=lambda ref: self.by_ref[ref].oldest)

    def _item(self, node: Node, fact: Fact, mention: Mention) -> Item:
        place = place_of(fact, mention)
        is_placed = place is not None and place not in self.by_ref
        ref = place if place and is_placed else f"{place or fact.id}\x1f{node[1]}"
        start = fact.start if mention.start is None else mention.start
        oldest = (fact.claim.capture, start, fact.id)
        named = (len(self.by_node), fact.order, start)
        item = Item(ref, node, fact.document.rank, is_placed, oldest, named)
        self.by_ref[ref] = item
        return item

    def firsts(self, node: Node) -> dict[int, Item]:
        """Return the first mention in each document, the oldest document first."""
        found: dict[int, Item] = {}
        for item in self.by_node.get(node, ()):
            found.setdefault(item.rank, item)
        return found

    def spellings(self, strengths: Strengths) -> list[Seen]:
        """Return what is written the same: within a text, then from text to text."""
        found = []
        inside = strengths.in_one_text + strengths.spelling
        for node, items in self.by_node.items():
            firsts = self.firsts(node)
            for item in items:
                first = firsts[item.rank]
                if item is not first:
                    found.append(Seen(first.ref, item.ref, inside, IN_ONE_TEXT, ""))
                elif item is not items[0]:
                    why = f"“{item.uses[0][1].name}” is written the same in both texts."
                    link = Seen(items[0].ref, item.ref, strengths.spelling, "spelling", why)
                    found.append(link)
        return found

    def joins(self, rule: str, joins: Iterable[Join], strengths: Strengths) -> list[Seen]:
        """Return links between mentions for joins of names: in each text that has both, and
        between the oldest of both."""
        strength: float = getattr(strengths, rule)
        found = []
        for one, other, why in joins:
            here, there = self.firsts(one), self.firsts(other)
            for rank in sorted(here.keys() & there.keys()):
                close = strength + strengths.in_one_text
                found.append(Seen(here[rank].ref, there[rank].ref, close, rule, why))
            if here and there:
                ends = (self.by_node[one][0], self.by_node[other][0])
                if ends[0].rank != ends[1].rank:
                    found.append(Seen(ends[0].ref, ends[1].ref, strength, rule, why))
        return found

    def edges(self, found: Iterable[Seen], facts: Facts, *, run: str) -> tuple[LinkEdge, ...]:
        """Return the links as records; what one text writes the same needs none."""
        records: dict[str, LinkEdge] = {}
        for link in found:
            a, b = sorted((self.by_ref[link.a], self.by_ref[link.b]), key=lambda i: i.oldest)
            if link.rule == IN_ONE_TEXT or not (a.is_placed and b.is_placed):
                continue
            edge = LinkEdge(
                id=facts.draw([a.claim, b.claim], "link", link.rule, a.ref, b.ref),
                case=facts.case.id,
                made=facts.made(f"parties.{link.rule}"),
                kind="person",
                a=a.ref,
                b=b.ref,
                judgement="same",
                because=link.because,
                run=run,
            )
            records[edge.id] = edge
        return tuple(records.values())
