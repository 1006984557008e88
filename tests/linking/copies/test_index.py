"""The kept index: documents added in any parts give the edges of a full run."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.linking.copies.test_reprints import prose

from hechos.linking.copies.pages import fingerprints, read_page
from hechos.linking.copies.reprints import Collection, Item
from hechos.linking.copies.runs import compare
from hechos.linking.rules import LinkingRules

RULES = LinkingRules.load().reprints
TIGHT = replace(RULES, keep=3, common=3, furniture=5, edge=10)
"""Small limits, so that a few documents reach them."""

BLOCKS = [prose(700 + number, 14) for number in range(7)]
DOCUMENTS = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.integers(0, 6), min_size=1, max_size=4)),
    min_size=1,
    max_size=14,
)


def item(number: int, day: int, blocks: list[int]) -> Item:
    own = prose(900 + number, 20)
    text = " ".join([own, *(BLOCKS[block] for block in blocks), own[::-1]])
    return Item((day, number), [(0, text)], day)


def named(collection: Collection, items: list[Item]) -> list[tuple[object, ...]]:
    """Return the edges with the keys of their documents in place of their numbers."""
    return [
        (items[edge.left].key, items[edge.right].key, edge.kind, edge.runs, edge.share)
        for edge in collection.edges()
    ]


@settings(max_examples=60, deadline=None)
@given(DOCUMENTS, st.lists(st.integers(0, 2), min_size=14, max_size=14), st.randoms())
def test_documents_added_in_parts_give_the_edges_of_a_full_run(
    made: list[tuple[int, list[int]]], parts: list[int], rng: object
) -> None:
    items = [item(number, day, blocks) for number, (day, blocks) in enumerate(made)]
    full = Collection(TIGHT)
    full.add(items)
    shuffled = list(items)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    kept, added = Collection(TIGHT), []
    for part in range(3):
        some = [one for one, its in zip(shuffled, parts, strict=False) if its == part]
        kept.add(some)
        added += some
    assert named(kept, added) == named(full, items)


def test_many_small_additions_are_put_together() -> None:
    items = [item(number, 0, [number % 3, 3 + number % 2]) for number in range(25)]
    kept, full = Collection(RULES), Collection(RULES)
    for one in items:
        kept.add([one])
    full.add(items)
    assert named(kept, items) == named(full, items)


def test_a_look_up_finds_the_edges_of_a_document_and_takes_nothing_in() -> None:
    items = [item(number, 0, [number, number + 1]) for number in range(4)]
    kept, full = Collection(RULES), Collection(RULES)
    kept.add(items[:3])
    before = kept.edges()
    full.add(items)
    assert kept.look_up(items[3]) == [edge for edge in full.edges() if 3 in (edge.left, edge.right)]
    assert kept.edges() == before


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 40), st.integers(6, 30), st.integers(0, 40))
def test_six_shared_words_share_a_fingerprint(before: int, length: int, after: int) -> None:
    shared = prose(1, length)
    one = f"{prose(2, before)} {shared} {prose(3, after)}"
    other = f"{prose(4, after)} {shared} {prose(5, before)}"
    found = set(fingerprints(one, RULES)) & set(fingerprints(other, RULES))
    assert len(found) >= (3 if length >= 12 else 1)


def test_fingerprints_are_the_same_everywhere_and_care_for_no_case_or_accent() -> None:
    plain = fingerprints("Cinco marineros salieron del puerto al amanecer", RULES)
    assert plain == fingerprints("CINCO MARINEROS, salieron del puerto… al amanecer.", RULES)
    assert plain == (2500186743363811132, 2655511041259612351)
    assert all(0 <= value < 2**63 for value in plain)


def test_two_pages_are_compared_without_an_index() -> None:
    quote = prose(8, 30)
    a, b = (read_page([(0, f"{prose(n)} {quote} {prose(n + 1)}")], RULES) for n in (10, 20))
    copy = compare(a, b, RULES)
    assert copy is not None
    assert (copy.kind, copy.runs[0][2]) == ("partial", 30)


def test_seven_words_are_a_quotation_only_between_marks() -> None:
    told = prose(30)
    seven = " ".join(told.split()[40:47])
    pages = [
        read_page([(0, text)], RULES)
        for text in (told, f"{prose(31)} «{seven}» {prose(32)}", f"{prose(31)} {seven} {prose(32)}")
    ]
    quoted, plain = (compare(pages[0], page, RULES) for page in pages[1:])
    assert quoted is not None
    assert quoted.kind == "shared_quote"
    assert plain is None
