"""Reprints: what is found, what it is called, what is passed over, and what it costs."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.linking.conftest import AT, CASE, World

from hechos.linking.copies.reprints import TextEdge, find_reprints
from hechos.linking.facts import Joined, gather
from hechos.linking.rules import LinkingRules

sys.path.insert(0, str(Path(__file__).parents[3] / "bench"))
import _articles as bench

SYLLABLES = ("ka", "lo", "mir", "ta", "ven", "su", "ro", "pel", "dri", "no")


def prose(seed: int, words: int = 240) -> str:
    rng = random.Random(seed)  # noqa: S311 - invented words
    made = ("".join(rng.choices(SYLLABLES, k=3)) for _ in range(words))
    return " ".join(made)


def edges_of(world: World) -> tuple[TextEdge, ...]:
    facts = gather(
        world.captures, world.texts, world.claims, rules=LinkingRules.load(), case=CASE, at=AT
    )
    return find_reprints(facts)


def pair(world: World, first: str, second: str) -> tuple[TextEdge, ...]:
    world.document(first, published="2031-01-01")
    world.document(second, published="2031-01-05")
    return edges_of(world)


def some_words_changed(text: str, every: int) -> str:
    words = text.split()
    return " ".join("changed" if i % every == every - 1 else w for i, w in enumerate(words))


ORIGINAL = prose(1)
QUOTE = " ".join(ORIGINAL.split()[100:116])
CASES = {
    "a whole reprint": (ORIGINAL, "reprint"),
    "capitals": (ORIGINAL.upper(), "reprint"),
    "the first third": (" ".join(ORIGINAL.split()[:80]), "reprint"),
    "a new head and tail": (f"{prose(2, 40)} {ORIGINAL} {prose(3, 40)}", "reprint"),
    "every twelfth word changed": (some_words_changed(ORIGINAL, 12), "reprint"),
    "forty words in another text": (
        f"{prose(4, 120)} {' '.join(ORIGINAL.split()[50:90])} {prose(5, 120)}",
        "partial",
    ),
    "one sentence quoted": (f"{prose(6, 150)} {QUOTE} {prose(7, 150)}", "shared_quote"),
    "nothing": (prose(8), None),
    "seven words": (f"{prose(9)} {' '.join(ORIGINAL.split()[10:17])} {prose(10)}", None),
}


@pytest.mark.parametrize(("other", "kind"), CASES.values(), ids=CASES)
def test_a_text_made_from_another_is_found_and_named(
    world: World, other: str, kind: str | None
) -> None:
    assert [edge.kind for edge in pair(world, ORIGINAL, other)] == ([kind] if kind else [])


def test_runs_lie_at_the_same_words_in_both_texts(world: World) -> None:
    first = f"Ámbar: {ORIGINAL}"
    second = f"«{prose(11, 30)}»\n\n{ORIGINAL}"
    (edge,) = pair(world, first, second)
    for run in edge.runs:
        assert first[slice(*run.left)].split() == second[slice(*run.right)].split()


def test_the_longer_text_is_the_source_where_no_date_says(world: World) -> None:
    world.document(" ".join(ORIGINAL.split()[:90]), name="cut")
    world.document(ORIGINAL, name="whole")
    record = next(e for e in world.link().edges if e.between == "documents")
    names = {capture.id: capture.name for capture in world.captures}
    assert (names[record.left], names[record.right]) == ("whole", "cut")
    assert len(record.evidence.split()) <= 25


def test_furniture_of_a_site_makes_no_relay(world: World) -> None:
    furniture = prose(99, 18)
    for number in range(30):
        day = f"2031-01-{number % 28 + 1:02}"
        world.document(f"{prose(100 + number)} {furniture}", published=day)
    assert edges_of(world) == ()


def test_a_long_official_name_is_no_quotation(world: World) -> None:
    name = "United Front Of Harbour And River Workers Of The Northern Provinces Of Brisa UFH"
    assert pair(world, f"{prose(12)} {name} {prose(13)}", f"{prose(14)} {name} {prose(15)}") == ()


@pytest.mark.parametrize("size", [3, 50, 90])
def test_a_family_of_any_size_hangs_together(world: World, size: int) -> None:
    for number in range(size):
        world.document(f"{prose(500 + number, 12)} {ORIGINAL}", published="2031-01-01")
    joined: Joined[int] = Joined()
    edges = edges_of(world)
    for edge in edges:
        joined.join(edge.left, edge.right)
    assert len(joined.groups(range(size))) == 1
    assert len(edges) < 2 * size


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=300), max_size=6))
def test_no_text_breaks_it(texts: list[str]) -> None:
    world = World()
    for number, text in enumerate(texts):
        world.document(text or "-", name=f"n{number}")
    for edge in edges_of(world):
        assert edge.left != edge.right
        assert edge.runs


def articles(number: int) -> tuple[World, list[bench.Article]]:
    made = bench.articles(number, 7)
    world = World()
    for place, one in enumerate(made):
        world.document(bench._text(one), name=str(place), published=one.published.isoformat())
    return world, made


def test_reprints_among_generated_articles_are_found_and_unrelated_ones_not_joined() -> None:
    world, made = articles(400)
    facts = gather(
        world.captures, world.texts, world.claims, rules=LinkingRules.load(), case=CASE, at=AT
    )
    name = {document.rank: int(document.capture.name) for document in facts.documents}
    joined: Joined[int] = Joined()
    for edge in find_reprints(facts):
        if edge.kind == "reprint":
            a, b = name[edge.left], name[edge.right]
            assert made[a].event is made[b].event
            joined.join(a, b)
    families: dict[tuple[int, str], set[int]] = {}
    for place, one in enumerate(made):
        key = (id(one.event), one.paragraphs[1])
        families.setdefault(key, set()).add(joined.find(place))
    assert Counter(len(roots) for roots in families.values()).keys() == {1}


@pytest.mark.slow
def test_the_cost_of_an_article_hardly_grows_with_the_corpus() -> None:
    """Of three tries one has to show it: a busy machine makes any of them dearer."""

    def cost_of(number: int) -> float:
        world, _ = articles(number)
        begun = time.process_time()
        edges_of(world)
        return (time.process_time() - begun) / number

    assert any(cost_of(2000) < 1.5 * cost_of(500) for _ in range(3))


def test_what_papers_repeat_for_months_is_background_and_no_relay(world: World) -> None:
    shared = prose(40, 30)
    for number, day in enumerate(("2031-01-05", "2031-09-05", "2031-09-06")):
        world.document(f"{prose(50 + number)} {shared} {prose(60 + number)}", published=day)
    kinds = [edge.kind for edge in world.link().edges]
    assert kinds[0] == "boilerplate"
    assert len(kinds) == 2
