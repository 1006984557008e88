"""The contradictions and repeats that a reader of the five seeds must be shown (coding notes §4).

Each is checked on texts of our own of the same shape and, where they are here, on the seeds: in
the links and weights, and in the report, where the reader meets it.
"""

from __future__ import annotations

import pytest
from tests.acceptance.conftest import World

from hechos.records import Claim, LabelContent, Outcome, RelationContent, StatusContent

PAIRS = "Contradictions and repeats"


@pytest.fixture(params=["own", "seeds"])
def world(request: pytest.FixtureRequest) -> World:
    found: World = request.getfixturevalue(request.param)
    return found


def points(claims: list[Claim]) -> dict[object, Claim]:
    return {c.content.quantity.point: c for c in claims if c.content.quantity}


def test_01_rival_deaths_of_one_agency_a_year_apart_are_one_origin(world: World) -> None:
    low, high, hurt = (17, 18, 90) if world.name == "own" else (27, 28, 192)
    deaths = points(world.of_type("LIFE.UNK"))
    assert world.outcome(deaths[low], deaths[high]) is Outcome.UPDATE_OVER_TIME
    both = {deaths[low].id, deaths[high].id}
    shared = [p.id for p in world.file.links.propositions if both <= set(p.supporting)]
    assert shared
    for proposition in shared:
        assert len([g for g in world.file.links.origins if g.proposition == proposition]) == 1
    (row,) = [r for r in world.printed(PAIRS) if f"{high} deaths" in r and f"{low} deaths" in r]
    assert "an update over time" in row
    cards = [r for r in world.printed("Number cards") if f"{high} deaths" in r]
    assert len([r for r in cards if f"{low} deaths" in r]) == 1
    injured = [f for f in world.figures("injured") if f.quantity.point == hurt]
    assert [len(f.claims) for f in injured] == [1]


def test_02_arrests_of_one_crackdown_agree_and_releases_stand_apart(world: World) -> None:
    n, freed = (1400, 1000) if world.name == "own" else (2400, 2000)
    arrests = [c for c in world.of_type("LIB.ARREST") if c.content.quantity]
    early, late = [c for c in arrests if c.content.quantity and c.content.quantity.point == n]
    assert world.outcome(early, late) is Outcome.AGREE
    assert sorted({c.voice[-1].kind for c in (early, late)}) == ["agency", "unnamed"]
    incidents = [i for i in world.file.links.incidents if {early.id, late.id} & set(i.claims)]
    assert len(incidents) == 1
    (row,) = [r for r in world.printed(PAIRS) if f"about {n:,} persons" in r and "repeats" in r]
    assert f"{n:,} arrests" in row
    assert "they agree" in row
    (out,) = [f for f in world.figures() if f.quantity.point == freed]
    assert out.universe not in {f.universe for f in world.figures() if f.quantity.point == n}
    released = [c for c in world.file.claims if c.id in out.claims]
    assert [type(c.content) for c in released] == [StatusContent]


def test_03_rival_results_and_a_disputed_hacking_are_shown_and_are_no_victims(
    world: World,
) -> None:
    announced, claimed = (54, 61) if world.name == "own" else (52, 60)
    votes = points(world.of_type("announced_result"))
    assert world.outcome(votes[announced], votes[claimed]) is Outcome.TRUE_CONTRADICTION
    rows = world.printed(PAIRS)
    (row,) = [r for r in rows if f"{announced} per cent" in r and "contradicts" in r]
    assert f"more than {claimed} per cent" in row
    assert "a true contradiction" in row
    (hacked,) = world.of_type("hacking_allegation")
    disputes = [c for c in world.of_type("denial") if world.outcome(hacked, c)]
    assert [world.outcome(hacked, c) for c in disputes] == [Outcome.TRUE_CONTRADICTION]
    assert "opposition" in disputes[0].voice[-1].speaker.name
    assert [r for r in rows if "a hacking attack" in r and "a true contradiction" in r]
    shares = {f.quantity.point for f in world.figures("share")}
    assert {announced, claimed} <= shares
    others = [f for f in world.figures() if f.quantity.unit != "share"]
    assert not {announced, claimed} & {f.quantity.point for f in others}


def test_04_likely_executions_against_the_official_version_and_repeats_count_once(
    world: World,
) -> None:
    doc, n = ("b", 9) if world.name == "own" else ("001", 14)
    executions = [c for c in world.of_type("LIFE.EJE") if c.capture == world.document(doc)]
    early, exact = [c for c in executions if c.content.quantity]
    assert len(early.passages) == 2
    versions = [c for c in world.of_type("LIFE.CROSS") if world.outcome(early, c)]
    assert versions
    assert {world.outcome(early, c) for c in versions} == {Outcome.TRUE_CONTRADICTION}
    figures = [f for f in world.figures() if {early.id, exact.id} & set(f.claims)]
    assert len({f.universe for f in figures}) == 1
    universe = next(u for u in world.file.links.universes if u.id == figures[0].universe)
    assert universe.interval == "2021-01-06/2021-01-09"
    assert {(f.quantity.low, f.quantity.high) for f in figures} == {(n, None)}
    rows = [r for r in world.printed(PAIRS) if f"at least {n} executions" in r]
    assert [r for r in rows if "a true contradiction" in r and "crossfire" in r]
    appeal = next(c for c in world.of_type("demand") if c.capture == early.capture)
    assert len(appeal.passages) == 2


def test_05_one_number_of_two_things_is_never_linked(world: World) -> None:
    n, few, people, nations = (
        (9, 5, "c", "Five neighbouring countries")
        if world.name == "own"
        else (14, 7, "002", "seven American countries")
    )
    killed = [f for f in world.figures("executions") if f.quantity.low == n]
    held = [f for f in world.figures("persons") if f.quantity.low == n]
    assert killed
    assert held
    assert not {f.universe for f in killed} & {f.universe for f in held}
    pairs = [({*a.claims}, {*b.claims}) for a in killed for b in held]
    assert not [
        r
        for r in world.file.weights.relations
        for one, other in pairs
        if {r.left, r.right} & one and {r.left, r.right} & other
    ]
    counted = {i for f in world.figures() if f.quantity.point == few for i in f.claims}
    documents = {c.capture for c in world.file.claims if c.id in counted}
    assert documents == {world.document(people)}
    speakers = {link.speaker.name for c in world.file.claims for link in c.voice}
    assert [name for name in speakers if name.startswith(nations)]


def test_06_the_dead_of_one_house_are_counted_once_and_agents_are_no_victims(
    world: World,
) -> None:
    doc, n, agents = ("c", 5, 300) if world.name == "own" else ("002", 7, 500)
    page = {c.id for c in world.file.claims if c.capture == world.document(doc)}
    figures = [f for f in world.figures() if page & set(f.claims)]
    assert [f.quantity.point for f in figures] == [n]
    assert len(figures[0].claims) > 1
    derived = [f for f in world.file.links.figures if figures[0].id in f.inputs]
    assert derived == []
    forces = [a for c in world.of_type("military_strike") for a in getattr(c.content, "actors", ())]
    assert [a for a in forces if str(agents) in a.mention.verbatim]
    assert agents not in {f.quantity.point for f in world.figures()}


def test_07_a_mission_and_its_chair_across_five_years(seeds: World) -> None:
    (chair,) = [p for p in seeds.file.links.parties if "Valinas" in p.name]
    texts = {t.id: t.capture for t in seeds.file.texts}
    captures = {texts[mention.split(":")[0]] for mention in chair.mentions}
    assert captures == {seeds.document("000"), seeds.document("004")}
    doubts = {d.type for d in seeds.file.weights.doubts}
    assert {"honorific mismatch", "identity"} <= doubts
    relations = [c for c in seeds.file.claims if isinstance(c.content, RelationContent)]
    created = [c for c in relations if c.content.type == "created_by"]
    assert "2019-09" in {c.content.time.edtf for c in created if c.content.time}
    (apart,) = [c for c in relations if c.content.type == "does_not_represent"]
    assert apart.capture == seeds.document("004")
    offices = [r for r in seeds.printed("Doubts and gaps") if "office is kept as printed" in r]
    assert [r for r in offices if "Bachelet" in r]


def test_08_one_label_in_four_strengths_is_never_merged(world: World) -> None:
    docs = dict(
        zip(
            ("finding", "might", "could", "alleged"),
            "abde" if world.name == "own" else ("000", "001", "003", "004"),
            strict=True,
        )
    )
    labels = [c for c in world.of_type("CAH") if isinstance(c.content, LabelContent)]
    for strength, doc in docs.items():
        of_page = [c.content for c in labels if c.capture == world.document(doc)]
        assert {c.strength for c in of_page if isinstance(c, LabelContent)} == {strength}
    together = [
        p
        for p in world.file.links.propositions
        if len({c.id for c in labels} & {*p.supporting}) > 1
    ]
    assert together == []
    rows = [r for r in world.printed("Legal labels made by others") if "against humanity" in r]
    assert len(rows) == len(labels)
    for words in ("might apply", "could apply", "alleged", "reasonable grounds to believe"):
        assert len([r for r in rows if words in r]) == 1


def test_09_a_court_moves_from_stage_to_stage(world: World) -> None:
    before = "preliminary " + ("examination" if world.name == "own" else "investigation")
    (row,) = [r for r in world.printed(PAIRS) if "updates" in r]
    assert f"{before} as of 2021-02-18, investigation as of 2025-09-22" in row
    assert "International Criminal Court" in row


def test_10_three_strikes_in_all_and_deaths_for_the_first_only(world: World) -> None:
    dead = 6 if world.name == "own" else 11
    (three,) = [f for f in world.file.links.figures if f.rule == "first_and_further"]
    assert (three.quantity.point, three.quantity.unit) == (3, "incident")
    boats = [f for f in world.figures("deaths") if f.quantity.point == dead]
    assert len(boats) == 1
    sums = [f for f in world.file.links.figures if boats[0].id in f.inputs]
    assert sums == []
    charges = world.of_type("crime_allegation")
    denials = world.of_type("denial")
    disputed = [(c, d) for c in charges for d in denials if world.outcome(c, d)]
    assert disputed
    assert {world.outcome(c, d) for c, d in disputed} == {Outcome.TRUE_CONTRADICTION}
    for charge, denial in disputed:
        assert charge.voice[-1].speaker.name in ("US", "United States")
        assert denial.voice[-1].speaker.name in ("president", "Nicolás Maduro")


def test_11_two_reports_with_the_same_accusations_are_two_voices(world: World) -> None:
    doc, head = ("a", "Luisa Prado") if world.name == "own" else ("000", "Michelle Bachelet")
    page = [c for c in world.file.claims if c.capture == world.document(doc)]
    theirs = {c.id for c in page if c.voice and c.voice[-1].speaker.name == head}
    types = {c.content.type for c in page if c.id in theirs}
    assert {"LIB.DET", "LIB.ED"} <= types
    others = {c.id for c in page if c.content.type in ("INT.TORT", "LIFE.EJE")} - theirs
    assert others
    assert not [
        g for g in world.file.links.origins if theirs & {*g.claims} and others & {*g.claims}
    ]
    asked = [r for r in world.printed("Primary documents to obtain") if head in r]
    assert len(asked) == 1
