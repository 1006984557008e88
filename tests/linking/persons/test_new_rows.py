"""Rows that come later: what a whole run would have proposed."""

from __future__ import annotations

import random
from typing import Any

import pytest

from hechos.linking.persons import blocking
from hechos.linking.persons.blocking import Block
from hechos.linking.persons.fields import Fields
from hechos.linking.persons.incremental import link_new
from hechos.linking.persons.link import PersonLinks, Settings, link_persons

pytest.importorskip("splink")

FIELDS = Fields(name="name", date="date", age="age", place="place", source="source")
GIVEN = ("Ana", "Anna", "Ana Luz", "Luis", "Luís Ángel", "Blanca")
SURNAMES = ("Ariza Moya", "Arisa Moya", "Ariza", "Téllez Prado", "Tellez Moya")


def a_list(count: int, seed: int) -> list[dict[str, Any]]:
    """Return rows among which many are nearly one person, ids in no order of time."""
    rng = random.Random(seed)  # noqa: S311
    ids = rng.sample(range(10_000), count)
    return [
        {
            "id": f"r{ids[k]:05}",
            "name": f"{rng.choice(GIVEN)} {rng.choice(SURNAMES)}",
            "date": f"2021-03-0{rng.randint(1, 4)}",
            "age": rng.choice(("30", "31", "45", None)),
            "place": rng.choice(("Villarrosa", "Villa Rosa", "Monteclaro")),
            "source": rng.choice(("a", "b", "c")),
        }
        for k in range(count)
    ]


def persons(links: PersonLinks) -> set[tuple[str, ...]]:
    members: dict[str, list[str]] = {}
    for id_, person in zip(*links.clusters.to_pydict().values(), strict=True):
        members.setdefault(person, []).append(id_)
    return {tuple(sorted(group)) for group in members.values()}


def edges(links: PersonLinks) -> dict[tuple[str, str], tuple[str, float]]:
    columns = (links.edges[n].to_pylist() for n in ("a", "b", "judgement", "weight"))
    return {
        (min(a, b), max(a, b)): (judgement, round(weight, 6))
        for a, b, judgement, weight in zip(*columns, strict=True)
    }


@pytest.mark.parametrize("unique", [False, True], ids=["any list", "each source has one"])
def test_persons_and_edges_are_those_of_a_whole_run(unique: bool) -> None:
    fields = Fields(**{**{n: getattr(FIELDS, n) for n in Fields.__slots__}, "unique": unique})
    some = a_list(90, 1)
    settings = Settings(train=False, frequencies=True, review=-99.0)
    whole = link_persons(some, fields=fields, settings=settings)
    assert whole.largest > 2
    settings = Settings(model=whole.model, frequencies=True, review=-99.0)
    links = link_persons(some[:60], fields=fields, settings=settings)
    for start in (60, 75):
        links = link_new(some[start : start + 15], links, fields=fields, settings=settings)
    assert persons(links) == persons(whole)
    assert edges(links) == edges(whole)


def test_earlier_edges_weigh_names_by_the_longer_list() -> None:
    some = a_list(90, 3)
    settings = Settings(train=False, review=-99.0)
    whole = link_persons(some, fields=FIELDS, settings=settings)
    settings = Settings(model=whole.model, review=-99.0)
    old = link_persons(some[:60], fields=FIELDS, settings=settings)
    links = link_new(some[60:], old, fields=FIELDS, settings=settings)
    known = edges(old).keys()
    assert edges(old) != {pair: edges(whole)[pair] for pair in known}
    found, asked = (sorted((p, w) for p, (_, w) in edges(of).items()) for of in (links, whole))
    assert found == asked


BLOCKS = (
    Block(left=("ks1", "place"), right=("ks1", "place"), cap=14),
    Block(left=("kg1", "ks1"), right=("kg1", "ks2"), cap=12),
    Block(left=("kg1", "ks2"), right=("kg1", "ks1"), cap=12),
)


def test_a_key_that_is_common_among_all_rows_pairs_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blocking, "COMPARED_WHOLE", 10)
    monkeypatch.setattr(blocking, "blocks_for", lambda _: BLOCKS)
    some = a_list(90, 4)
    whole = link_persons(some, fields=FIELDS, settings=Settings(train=False, review=-99.0))
    settings = Settings(model=whole.model, review=-99.0)
    old = link_persons(some[:60], fields=FIELDS, settings=settings)
    links = link_new(some[60:], old, fields=FIELDS, settings=settings)
    assert edges(old).keys() - edges(whole).keys()
    new = {row["id"] for row in some[60:]}
    found, asked = (
        {pair: e for pair, (_, e) in edges(of).items() if new & set(pair)} for of in (links, whole)
    )
    assert found == asked


def test_what_people_decided_stands_when_rows_come_later() -> None:
    some = [
        {"id": f"r{k}", "name": "Ana Ariza Moya", "date": "2021-03-04", "place": "Villarrosa"}
        for k in range(4)
    ]
    fields = Fields(name="name", date="date", place="place")
    settings = Settings(train=False, frequencies=True)
    labels = [("r0", "r1", "different")]
    old = link_persons(some[:3], fields=fields, settings=settings, labels=labels)
    links = link_new(some[3:], old, fields=fields, settings=settings)
    of = dict(zip(*links.clusters.to_pydict().values(), strict=True))
    assert of["r0"] != of["r1"]
