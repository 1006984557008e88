"""One photograph in two documents: found by its hash, and a tie where nobody is named."""

from __future__ import annotations

import pytest
from tests.linking.conftest import World
from tests.linking.test_origins import groups_of, told

PHOTO = 0x0F1E2D3C4B5A6978


def hashed(bits: int = 0) -> str:
    return f"{PHOTO ^ ((1 << bits) - 1):016x}"


@pytest.mark.parametrize(("bits", "found"), [(0, True), (4, True), (5, False), (30, False)])
def test_a_photograph_is_the_same_within_four_bits(world: World, bits: int, found: bool) -> None:
    for number, value in enumerate((hashed(), hashed(bits))):
        world.document(f"Note {number}", photo=value)
    kinds = [edge.kind for edge in world.link().edges]
    assert kinds == (["same_photo"] if found else [])


def test_papers_that_name_nobody_and_print_one_photograph_are_one_origin(world: World) -> None:
    a = told(world, publisher="P1", photo=hashed())
    told(world, publisher="P2", photo=hashed(2))
    told(world, publisher="P3")
    told(world, "outlet:P4", "body:Harbour League", photo=hashed())
    links = world.link()
    assert sorted(len(group.claims) for group in groups_of(links, a)) == [1, 1, 2]


def test_a_picture_in_many_documents_is_a_logo(world: World) -> None:
    for number in range(14):
        world.document(f"Note {number}", photo=hashed())
    assert world.link().edges == ()
