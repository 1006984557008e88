"""The stage as a whole: order, names and sides change nothing."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.weighing.conftest import World, day, deaths

from hechos.records import ActContent, Polarity, Weights, wire
from hechos.weighing.rules import WeighingRules

NAMES = ("Harbour House", "Dockers' League", "River Guild", "Coast Watch")


def story(names: tuple[str, ...] = NAMES, case: object = None) -> World:
    """Tell of one quarrel: counts, a denial, an official version, a relay with a slip."""
    world = World() if case is None else World(case=case)  # type: ignore[arg-type]
    a, b, c, d = names
    world.page("p1", published="2030-03-01")
    world.page("p2", published="2030-03-02", credit="Gazette p1")
    world.page("p3", published="2030-09-01", publisher=d)
    count = world.claim("p1", deaths(4186, time=day("2029")), "outlet:Gazette p1", f"body:{a}")
    slip = world.claim("p2", deaths(4816, time=day("2029")), "outlet:Gazette p2", f"body:{a}")
    rival = world.claim("p2", deaths(400), "outlet:Gazette p2", f"body:{b}")
    act = world.claim(
        "p3", ActContent(type="LIFE.EJE"), f"outlet:{d}", f"body:{d}", "witness:W", near=1
    )
    other = world.claim("p1", ActContent(type="LIFE.EJE"), "outlet:Gazette p1", f"body:{b}")
    denial = world.claim(
        "p1", ActContent(type="denial"), "outlet:Gazette p1", f"body:{c}", polarity=Polarity.DENIED
    )
    for left, right in ((count, slip), (slip, rival), (act, denial), (other, denial)):
        world.differ(left, right)
    world.proposition([count], against=[slip, rival], kind="figure")
    world.proposition([act], [other], against=[denial])
    return world


def plain(weights: Weights) -> str:
    return wire.canonical([wire.to_plain(getattr(weights, one)) for one in weights.__slots__])


def test_the_same_input_gives_the_same_bytes() -> None:
    assert plain(story().weigh()) == plain(story().weigh())


def test_the_order_of_pages_and_claims_changes_nothing() -> None:
    world = story()
    assert plain(world.weigh()) == plain(world.weigh(turned=True))


@settings(max_examples=24, deadline=None)
@given(st.permutations(NAMES))
def test_renaming_by_a_permutation_changes_only_names(names: list[str]) -> None:
    before, after = story().weigh(), story(tuple(names)).weigh()
    back = dict(zip(names, NAMES, strict=True))
    assert [r.outcome for r in before.relations] == [r.outcome for r in after.relations]
    assert [a.level for a in before.assessments] == [a.level for a in after.assessments]
    assert [(d.type, d.severity, d.on) for d in before.doubts] == [
        (d.type, d.severity, d.on) for d in after.doubts
    ]
    assert [(d.title, d.issuer, d.date) for d in before.primary_documents] == [
        (d.title, back[d.issuer], d.date) for d in after.primary_documents
    ]


ENTRY = """
[[entry]]
id = "coast_guards"
names = {{ en = "Harbour House" }}
kind = "{kind}"
sources = ["made up"]
"""


def with_pack(folder: Path, kind: str) -> World:
    shutil.copytree(Path(str(files("hechos.packs") / "template")), folder)
    (folder / "organisations.toml").write_text(
        "# One made-up body.\n" + ENTRY.format(kind=kind), encoding="utf-8"
    )
    return story(case=replace(World().case, pack=str(folder)))


@pytest.mark.parametrize("other", ["armed_group", "foreign_force", "pro_government_group"])
def test_a_state_force_turned_into_an_armed_group_is_weighed_alike(
    tmp_path: Path, other: str
) -> None:
    state = with_pack(tmp_path / "state", "armed_force").weigh()
    group = with_pack(tmp_path / "group", other).weigh()
    assert plain(state) == plain(group)
    assert "interested source" in Counter(d.type for d in state.doubts)


def test_nothing_in_gives_nothing_out(world: World) -> None:
    weights = world.weigh()
    assert all(getattr(weights, one) == () for one in weights.__slots__)


def test_the_rules_name_their_hash() -> None:
    (ruleset,) = WeighingRules.load().rulesets
    assert (ruleset.stage, len(ruleset.hash)) == ("weighing", 64)
