"""Persons of a list: what is proposed, what opens review, what is refused."""

from __future__ import annotations

import random
from typing import Any

import pytest

from hechos.errors import InputError
from hechos.linking.persons.fields import Fields
from hechos.linking.persons.incremental import link_new
from hechos.linking.persons.link import PersonLinks, Settings, link_persons

pytest.importorskip("splink")

FIELDS = Fields(
    name="name", date="date", age="age", place="place", region="region", number="number"
)
SHIPPED = Settings(train=False, frequencies=True)
BASE = {"date": "2021-03-04", "age": "31", "place": "Villarrosa", "region": "Sur", "number": None}


def rows(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": f"r{k:03}", **BASE, **change} for k, change in enumerate(changes)]


def link(*changes: dict[str, Any], **settings: Any) -> PersonLinks:
    made = Settings(train=False, frequencies=True, **settings)
    return link_persons(rows(*changes), fields=FIELDS, settings=made)


def judgements(links: PersonLinks) -> list[str]:
    return links.edges["judgement"].to_pylist()


def test_one_person_under_two_spellings_is_proposed() -> None:
    links = link({"name": "Wilmer Ariza Moya"}, {"name": "Wílmer Arisa Moya", "age": "32"})
    assert judgements(links) == ["same"]
    assert links.largest == 2


def test_each_edge_says_why_in_numbers_that_add_up() -> None:
    (edge,) = link({"name": "Ana Luz Ariza"}, {"name": "Ana Ariza Moya"}).link_edges()
    assert edge.weight == pytest.approx(sum(weight for _, weight in edge.steps), abs=0.01)
    assert edge.steps[0][0] == "prior"
    assert "same day" in edge.because
    assert edge.kind == "person"


def test_siblings_killed_together_are_a_family_and_never_one_person() -> None:
    links = link({"name": "Ana Ariza Moya"}, {"name": "Blanca Ariza Moya"}, review=-30.0)
    assert judgements(links) == ["family"]
    assert links.largest == 1


def test_a_minor_and_an_adult_of_one_name_are_never_linked() -> None:
    fields = Fields(name="name", age="age", minor="minor", date="date", place="place")
    some = rows({"name": "José Ariza Moya", "minor": "Y", "age": None}, {"name": "José Ariza Moya"})
    links = link_persons(some, fields=fields, settings=Settings(train=False, review=-30.0))
    assert judgements(links) == ["family"]


def test_a_personal_number_goes_before_a_conflict_of_names() -> None:
    number = {"number": "V-8812344"}
    links = link({"name": "Ana Ariza Moya", **number}, {"name": "Blanca Ariza Moya", **number})
    assert judgements(links) == ["same"]


@pytest.mark.parametrize("name", ["14 hombres", "NN", "desconocido", None, ""])
def test_who_has_no_name_never_enters(name: str | None) -> None:
    links = link({"name": name}, {"name": name}, {"name": "Ana Ariza Moya"}, review=-99.0)
    assert judgements(links) == []
    assert [id_ for id_, _ in links.refused] == ["r000", "r001"]
    assert links.largest == 1


@pytest.mark.parametrize(
    "fields",
    [Fields(age="age", place="place"), Fields(given="place", age="age")],
    ids=["no name at all", "given names alone"],
)
def test_a_list_without_names_is_not_identifiable(fields: Fields) -> None:
    with pytest.raises(InputError, match="not identifiable") as raised:
        link_persons(rows({}, {}), fields=fields)
    assert raised.value.hint


def test_a_list_in_which_nobody_is_named_is_not_identifiable() -> None:
    with pytest.raises(InputError, match="not identifiable"):
        link({"name": "14 hombres"}, {"name": None})


def test_a_missing_column_and_a_doubled_id_are_said() -> None:
    with pytest.raises(InputError, match="no column apodo"):
        link_persons(rows({"name": "Ana Ariza"}), fields=Fields(name="apodo"))
    twice = [{"id": "1", "name": "Ana Ariza"}, {"id": "1", "name": "Luis Moya"}]
    with pytest.raises(InputError, match="does not tell the rows apart"):
        link_persons(twice, fields=Fields(name="name"))


NAMES = ("Ana Ariza Moya", "Ana Arisa", "Luis Téllez Prado", "Luis Tellez", "Blanca Ariza Moya")


def test_the_order_of_rows_changes_nothing() -> None:
    some = rows(*({"name": name} for name in NAMES))
    one = link_persons(some, fields=FIELDS, settings=SHIPPED)
    shuffled = random.Random(3).sample(some, len(some))  # noqa: S311
    other = link_persons(shuffled, fields=FIELDS, settings=SHIPPED)
    assert one.clusters.equals(other.clusters)
    assert list(one.link_edges()) == list(other.link_edges())


def test_what_people_decided_stands_in_the_clusters() -> None:
    some = rows(*({"name": name} for name in NAMES))
    labels = [("r000", "r001", "different"), ("r002", "r004", "same")]
    links = link_persons(some, fields=FIELDS, settings=SHIPPED, labels=labels)
    of = dict(zip(*links.clusters.to_pydict().values(), strict=True))
    assert of["r000"] != of["r001"]
    assert of["r002"] == of["r004"]


def test_a_clean_source_has_each_person_once() -> None:
    fields = Fields(name="name", date="date", source="source", unique=True)
    some = [
        {"id": f"{source}{k}", "source": source, "name": "Ana Ariza Moya", "date": "2021-03-04"}
        for source, count in (("a", 2), ("b", 1))
        for k in range(count)
    ]
    links = link_persons(some, fields=fields, settings=SHIPPED)
    assert sorted(judgements(links)) == ["review", "same"]
    assert links.largest == 2


def test_rows_that_come_later_give_the_edges_of_a_whole_run() -> None:
    some = rows(*({"name": name} for name in NAMES))
    whole = link_persons(some, fields=FIELDS, settings=Settings(train=False))
    settings = Settings(model=whole.model)
    old = link_persons(some[:3], fields=FIELDS, settings=settings)
    links = link_new(some[3:], old, fields=FIELDS)
    new = {row["id"] for row in some[3:]}

    def edges(of: PersonLinks) -> set[tuple[str, str, float]]:
        found = (of.edges[n].to_pylist() for n in ("a", "b", "weight"))
        return {(a, b, round(w, 6)) for a, b, w in zip(*found, strict=True) if a in new or b in new}

    assert edges(links) == edges(whole)
    with pytest.raises(InputError, match="in the list already"):
        link_new(some[:1], whole, fields=FIELDS)
