"""The acceptance examples of domain.md §10, each on a text of our own and on the seed.

The number in a test's name is the example's. What does not hold yet is listed in docs/plan.md.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.acceptance.conftest import World, parts, spans, tell

from hechos.records import (
    ActContent,
    Claim,
    DiplomacyContent,
    LabelContent,
    Outcome,
    PartyKind,
    RelationContent,
    SegmentKind,
    StatusContent,
)
from hechos.reporting import html
from hechos.reporting.build import build_report
from hechos.reporting.rules import ReportRules


@pytest.fixture(params=["own", "seeds"])
def world(request: pytest.FixtureRequest) -> World:
    found: World = request.getfixturevalue(request.param)
    return found


def pick(world: World, own: Any, seeds: Any) -> Any:
    return own if world.name == "own" else seeds


def outlets(claim: Claim) -> list[str]:
    return [link.speaker.name for link in claim.voice]


def test_01_a_standard_of_proof_is_found_where_it_is_stated(world: World) -> None:
    doc, places = pick(
        world,
        ("a", ["it has reasonable grounds to believe that the head", "arbitrary killings and"]),
        ("000", [(500, 797), (800, 1080)]),
    )
    for where in places:
        stated = [c.standard for c in world.at(doc, where) if c.standard]
        assert stated
        assert {(s.framework, s.code) for s in stated} == {("UN_FFM", "P2")}
        assert all(s.verbatim in world.body(doc) for s in stated)


def test_02_who_she_and_mr_are_and_a_clash_is_a_doubt(world: World) -> None:
    doc, where, name = pick(
        world,
        ("a", "Mr. Duarte explained", "Ana Duarte"),
        ("000", (1418, 1429), "Marta Valinas"),
    )
    claim = world.at(doc, where)[0]
    assert name in outlets(claim)
    assert claim.voice[0].kind == "outlet"
    chair = next(link for link in claim.voice if link.speaker.name == name)
    assert chair.connection is not None
    assert "chairs the panel" in chair.connection
    of_page = {c.id for c in world.file.claims if c.capture == world.document(doc)}
    clashes = [d for d in world.file.weights.doubts if d.type == "honorific mismatch"]
    assert [(d.on in of_page, d.slot) for d in clashes] == [(True, "voice")]
    assert name in clashes[0].text


def test_04_two_policies_both_limbs_and_a_subset(world: World) -> None:
    doc = pick(world, "a", "000")
    policies = world.at(doc, pick(world, "two state policies", (1264, 1353)), kind="CAH.C4")
    attack = world.at(doc, pick(world, "widespread and systematic", (1514, 1578)), kind="CAH.C3")
    some = world.at(doc, pick(world, "amount to crimes", (1044, 1080)), kind="CAH")
    assert len(policies) == 2
    assert len(attack) == 1
    assert [c.content.subset for c in some if isinstance(c.content, LabelContent)] == [True]


def test_06_an_office_is_kept_as_printed_and_doubted(world: World) -> None:
    doc, where = pick(world, ("a", "assembly's head"), ("000", (1964, 2001)))
    claim = world.at(doc, where, kind="heads")[0]
    assert isinstance(claim.content, RelationContent)
    assert claim.content.subject is not None
    assert claim.content.subject.name == pick(world, "Luisa Prado", "Michelle Bachelet")
    assert pick(world, "assembly's head", "council’s chief") in claim.quote
    assert claim.id in {d.on for d in world.file.weights.doubts if d.type == "identity"}


def test_07_dates_of_pages_are_claims_of_the_file(world: World) -> None:
    expected = pick(
        world,
        {
            "a": ["2020-09-16"],
            "b": ["2021-02-18"],
            "c": ["2023-12-27"],
            "d": [],
            "e": ["2025-09-22"],
        },
        {
            "000": ["2020-09-16"],
            "001": ["2021-02-18"],
            "002": ["2023-12-27"],
            "003": [],
            "004": ["2025-09-22"],
        },
    )
    for doc, dates in expected.items():
        assert world.about(doc, "published") == dates
    monday = pick(world, ("e", "mission reported Monday"), ("004", (298, 459)))
    (claim,) = world.at(*monday, kind="PERS")
    assert claim.content.time is not None
    assert claim.content.time.edtf == "2025-09-22"


def test_08_a_lower_bound_with_its_modality_is_one_claim_with_two_anchors(world: World) -> None:
    doc, where, n = pick(
        world,
        ("b", "could have carried out at least 9", 9),
        ("001", (85, 121), 14),
    )
    (claim,) = world.at(doc, where, kind="LIFE.EJE")
    quantity = claim.content.quantity
    assert quantity is not None
    assert (quantity.low, quantity.high, quantity.bound.value) == (n, None, "at_least")
    assert claim.factuality.value == "possible"
    assert len(claim.passages) == 2
    assert claim.content.time is not None
    assert claim.content.time.edtf.startswith("2021-01")
    assert re.search("Lantern|Amnesty", claim.voice[-1].speaker.name)


def test_09_a_pattern_of_wounds_is_evidence_and_no_count(world: World) -> None:
    doc, where = pick(world, ("b", "gunshot wounds to the head"), ("001", (1580, 1631)))
    (claim,) = world.at(doc, where, kind="wound_evidence")
    assert claim.content.quantity is None


def test_10_the_official_version_stands_beside_the_allegation(world: World) -> None:
    doc, where = pick(world, ("b", "the official version"), ("001", (1822, 1838)))
    (version,) = world.at(doc, where, kind="LIFE.CROSS")
    touching = [
        r
        for r in world.file.weights.relations
        if version.id in (r.left, r.right) and r.outcome is Outcome.TRUE_CONTRADICTION
    ]
    assert touching
    levels = {a.proposition: a.level.value for a in world.file.weights.assessments}
    executions = [
        p
        for p in world.file.links.propositions
        if any(c.id in p.supporting for c in world.of_type("LIFE.EJE"))
    ]
    assert executions
    assert {levels[p.id] for p in executions} <= {"P0", "P1"}


def test_11_a_bound_that_a_relay_adds_is_a_transmission_error(tmp_path: Path) -> None:
    primary = tmp_path / "primary.txt"
    primary.write_text(
        "Published: 18 February 2021\n\nPublisher: Lantern Institute\n\n"
        "The Lantern Institute said that 40 people were killed in Petare on 8 January 2021.\n",
        encoding="utf-8",
    )
    relay = tmp_path / "relay.txt"
    relay.write_text(
        "Published: 19 February 2021\n\nPublisher: Harbour Gazette\n\n"
        "The Lantern Institute said that more than 40 people were killed in Petare on 8 January "
        "2021.\n",
        encoding="utf-8",
    )
    world = tell("relay", [primary, relay], "ve")
    outcomes = [r.outcome for r in world.file.weights.relations if r.kind == "contradicts"]
    assert outcomes == [Outcome.TRANSMISSION_ERROR]
    origins = Counter(g.proposition for g in world.file.links.origins)
    assert set(origins.values()) == {1}


def test_12_the_stage_of_a_procedure_follows_its_date(world: World) -> None:
    early, late = pick(
        world,
        (("b", "preliminary examination"), ("e", "has been investigating")),
        (("001", (288, 383)), ("004", (2011, 2060))),
    )
    first = world.at(*early, kind="investigation")[0]
    last = world.at(*late, kind="investigation")[0]
    moved = [r for r in world.file.weights.relations if {r.left, r.right} == {first.id, last.id}]
    assert [r.outcome for r in moved] == [Outcome.UPDATE_OVER_TIME]
    asked = world.at(*early, kind="demand")[0].content
    assert isinstance(asked, DiplomacyContent)
    assert asked.addressee is not None
    assert "International Criminal Court" in asked.addressee.name
    assert asked.demands


def test_13_five_rights_lead_to_five_articles(world: World) -> None:
    doc, where = pick(world, ("c", "the rights to life"), ("002", (347, 462)))
    (claim,) = world.at(doc, where, kind="RIGHTS")
    assert isinstance(claim.content, LabelContent)
    assert claim.content.rights == ("ACHR-4", "ACHR-5", "ACHR-8", "ACHR-12", "ACHR-25")


def test_14_the_same_victims_said_several_ways_are_counted_once(world: World) -> None:
    doc, n = pick(world, ("c", 5), ("002", 7))
    own = {c.id for c in world.file.claims if c.capture == world.document(doc)}
    figures = [f for f in world.file.links.figures if own & set(f.claims)]
    deaths = [f for f in figures if f.quantity.unit in ("deaths", "executions", "persons")]
    assert len(deaths) == 1
    assert deaths[0].quantity.point == n
    assert len(deaths[0].claims) >= 2


def test_15_imprecise_dates_keep_their_precision(world: World) -> None:
    doc = pick(world, "c", "002")
    times = {c.content.time.edtf for c in world.at(doc, (0, 3000)) if c.content.time}
    assert {"2017-12", "2018-01", "2023-12-26"} <= times


def test_17_each_failure_to_investigate_is_a_claim(world: World) -> None:
    doc, where = pick(world, ("c", "lack of documentation"), ("002", (2200, 2370)))
    start = world.body(doc).index(where) if isinstance(where, str) else where[0]
    assert len(world.at(doc, (start, start + 200), kind="JUS.INV")) == 3


def test_18_acts_of_all_sides_stand_as_incidents_of_their_own(world: World) -> None:
    doc = pick(world, "c", "002")
    (raid,) = world.at(doc, (0, 3000), kind="armed_raid")
    others = world.at(doc, (0, 3000), kind="LIFE.EJE")
    (incident,) = [i for i in world.file.links.incidents if raid.id in i.claims]
    assert incident.time is not None
    assert incident.time.edtf == "2017-12"
    assert not {c.id for c in others} & set(incident.claims)
    assert incident.place is not None
    assert "Miranda" in incident.place.path


def test_19_statements_are_acts_of_their_speakers_and_no_facts(world: World) -> None:
    doc, nations, items = pick(
        world,
        ("d", 5, ["look into grave abuses", "publish its report", "a recount", "the release of"]),
        ("003", 7, ["end the intensification", "investigate", "verification", "release of"]),
    )
    page = [c for c in world.file.claims if c.capture == world.document(doc)]
    kinds = Counter(c.content.type for c in page if isinstance(c.content, DiplomacyContent))
    assert kinds["concern"] >= 2
    assert kinds["took_note"] == 1
    appeals = [c for c in page if c.content.type == "demand"]
    asked = [
        one for c in appeals if isinstance(c.content, DiplomacyContent) for one in c.content.demands
    ]
    for item in items:
        assert [one for one in asked if item in one]
    assert [one for one in asked if one.count("“") != one.count("”")] == []
    printed = world.printed("Accountability")
    assert all([row for row in printed if item in row] for item in items)
    sizes = {
        link.speaker.low for c in appeals for link in c.voice if "countries" in link.speaker.name
    }
    assert nations in sizes
    (label,) = [c for c in page if c.content.type == "CAH"]
    assert (label.factuality.value, label.standard) == ("possible", None)
    stands = [span for c in appeals for span in spans(c)]
    said = [c for span in stands for c in world.at(doc, span) if c.content.kind in ("act", "label")]
    assert said
    assert {c.factuality.value for c in said} <= {"alleged", "possible"}


def test_20_announced_and_claimed_results_exclude_each_other(world: World) -> None:
    doc, announced, claimed = pick(world, ("d", 54, 61), ("003", 52, 60))
    votes = {
        c.content.quantity.point: c for c in world.of_type("announced_result") if c.content.quantity
    }
    assert votes[claimed].content.quantity.bound.value == "more_than"  # type: ignore[union-attr]
    assert re.search("CNE|Electoral", votes[announced].voice[-1].speaker.name)
    assert "opposition" in votes[claimed].voice[-1].speaker.name
    pair = {votes[announced].id, votes[claimed].id}
    outcomes = [r.outcome for r in world.file.weights.relations if {r.left, r.right} == pair]
    assert outcomes == [Outcome.TRUE_CONTRADICTION]
    universes = {f.universe for f in world.file.links.figures if pair & set(f.claims)}
    (contest,) = [u for u in world.file.links.universes if u.id in universes]
    assert contest.place == "Venezuela"
    assert world.at(doc, (0, 3000), kind="INFO")
    assert world.at(doc, (0, 3000), kind="validation")


def test_21_whether_official_sources_cover_the_dead_is_a_doubt(world: World) -> None:
    doc, where = pick(world, ("d", "left 17 dead"), ("003", (2436, 2459)))
    arrested = pick(world, ("d", "Some 1,400 people"), ("003", (2461, 2523)))
    (arrests,) = world.at(*arrested)
    assert arrests.voice[-1].kind == "unnamed"
    assert arrests.content.quantity is not None
    assert arrests.content.quantity.bound.value == "about"
    doubted = {d.on for d in world.file.weights.doubts if d.type == "ambiguous reference"}
    assert {c.id for c in world.at(doc, where)} <= doubted


def test_23_disjoint_lower_bounds_add_up_to_arrests_and_not_to_persons(world: World) -> None:
    total, parts = pick(world, (129, {120, 9}), (214, {200, 14}))
    figures = {f.id: f for f in world.file.links.figures}
    sums = [f for f in figures.values() if f.rule == "lower_bounds"]
    (arrests,) = [f for f in sums if f.derivable]
    (persons,) = [f for f in sums if not f.derivable]
    assert (arrests.quantity.low, arrests.quantity.high) == (total, None)
    assert arrests.quantity.unit == "arrest_event"
    assert {figures[i].quantity.low for i in arrests.inputs} == parts
    assert any("gap" in a.lower() or "cover" in a.lower() for a in arrests.assumptions)
    assert "twice" in persons.because
    earlier = pick(world, 1400, 2400)
    others = {f.id for f in figures.values() if f.quantity.point == earlier}
    assert others
    assert not others & set(arrests.inputs)


def test_24_rival_deaths_a_year_apart_are_an_update_to_be_checked(world: World) -> None:
    numbers = pick(world, {17, 18}, {27, 28})
    deaths = {
        c.content.quantity.point: c
        for c in world.of_type("LIFE.UNK")
        if c.content.quantity and c.content.quantity.point in numbers
    }
    assert set(deaths) == numbers
    pair = {c.id for c in deaths.values()}
    outcomes = [r.outcome for r in world.file.weights.relations if {r.left, r.right} == pair]
    assert outcomes == [Outcome.UPDATE_OVER_TIME]
    universes = {f.universe for f in world.file.links.figures if pair & set(f.claims)}
    assert len(universes) == 1


def test_24_a_count_of_other_days_is_another_universe(tmp_path: Path) -> None:
    official = tmp_path / "official.txt"
    official.write_text(
        "Published: 20 September 2025\n\nPublisher: Harbour Post\n\nThe unrest after the "
        "contested 2024 presidential elections resulted in 18 deaths, by official figures.\n",
        encoding="utf-8",
    )
    body = tmp_path / "body.txt"
    body.write_text(
        "Published: 22 September 2025\n\nPublisher: Coast Review\n\nThe Lantern Institute "
        "documented 15 deaths during the protests between 29 July and 2 August 2024.\n",
        encoding="utf-8",
    )
    world = tell("universes", [official, body], "ve")
    first, second = world.figures("deaths")
    assert {first.quantity.point, second.quantity.point} == {15, 18}
    assert first.universe != second.universe
    blocking = [
        r
        for r in world.file.weights.relations
        if r.outcome in (Outcome.TRUE_CONTRADICTION, Outcome.UPDATE_OVER_TIME)
    ]
    assert blocking == []


def test_25_a_stock_from_flows_is_about_and_its_doubts_are_open(world: World) -> None:
    rest = pick(world, 400, 400)
    (stock,) = [f for f in world.file.links.figures if f.rule == "stock_from_flows"]
    assert (stock.quantity.point, stock.quantity.bound.value) == (rest, "about")
    assert (stock.quantity.low, stock.quantity.high) == (None, None)
    open_slots = {
        d.slot for d in world.file.weights.doubts if d.on == stock.id and d.status == "open"
    }
    assert {"unit", "cohort"} <= open_slots


def test_26_persecution_and_no_will_to_prosecute_are_two_claims(world: World) -> None:
    doc = pick(world, "e", "004")
    label = world.at(doc, pick(world, "crime of persecution", (1677, 1746)), kind="PERS")
    impunity = world.at(doc, pick(world, "no national authority", (1777, 1895)), kind="JUS.INV")
    assert label
    assert impunity
    assert re.search("Nunes|Valinas", label[0].voice[-1].speaker.name)


def test_27_a_submission_is_told_apart_from_what_it_alleges(world: World) -> None:
    doc, where = pick(world, ("e", "Argentina filed a complaint"), ("004", (2477, 2516)))
    claims = {c.content.type: c for c in world.at(doc, where)}
    assert claims["submission"].content.time is not None
    assert claims["submission"].content.time.edtf == "2025-01"
    for kind in ("LIB.ED", "LIB.DET"):
        content = claims[kind].content
        assert isinstance(content, ActContent)
        names = [mention.name for mention in content.victims]
        assert [n for n in names if n.endswith(pick(world, "Tomas Vidal", "Nahuel Gallo"))]
        assert claims[kind].voice[-1].speaker.name == "Argentina"
        assert claims[kind].factuality.value == "alleged"


def test_27_what_a_person_is_accused_of_is_the_stated_reason_and_no_fact(world: World) -> None:
    doc, where = pick(world, ("e", "Argentina filed a complaint"), ("004", (2477, 2516)))
    (arrest,) = world.at(doc, where, kind="LIB.ARREST")
    assert isinstance(arrest.content, ActContent)
    assert arrest.content.stated_reason == "terrorism"
    assert arrest.factuality.value == "alleged"
    assert arrest.content.victims[0].name.endswith(pick(world, "Tomas Vidal", "Nahuel Gallo"))
    rows = [row for row in world.printed("What the sources say") if "arrests" in row]
    assert [row for row in rows if re.search(r"stated reason ?: terrorism", row)]


def test_28_a_sentence_printed_twice_is_one_claim_and_strikes_are_three(world: World) -> None:
    doc = pick(world, "e", "004")
    strikes = [c for c in world.of_type("military_strike") if len(c.passages) == 2]
    assert len(strikes) == 1
    first, second = spans(strikes[0])
    assert world.body(doc)[slice(*first)] == strikes[0].quote == world.body(doc)[slice(*second)]
    for start, end in pick(world, [], [(3998, 4053), (4781, 4836)]):
        assert [a for a, b in (first, second) if a < end and start < b]
    (three,) = [f for f in world.file.links.figures if f.rule == "first_and_further"]
    assert three.quantity.point == 3


def test_29_a_foreign_force_is_an_alleged_actor_like_any_other(world: World) -> None:
    strikes = world.of_type("military_strike")
    actors = {
        a.mention.name
        for c in strikes
        if isinstance(c.content, ActContent)
        for a in c.content.actors
    }
    assert "US forces" in actors
    rows = world.printed("Acts alleged of all sides")
    assert [row for row in rows if "military strike" in row and "US forces" in row]
    charges = [c for c in world.of_type("crime_allegation") if c.voice[-1].kind == "body"]
    assert {c.factuality.value for c in charges} <= {"reported", "alleged"}
    denied = [c for c in world.of_type("denial") if "US allegations" in c.quote]
    assert denied
    assert {c.polarity.value for c in denied} == {"denied"}


def test_30_dangling_words_and_captions_make_no_claim(world: World) -> None:
    doc, where = pick(world, ("e", "these serious violations, said"), ("004", (1898, 1950)))
    start = world.body(doc).index(where) if isinstance(where, str) else where[0]
    assert [c for c in world.at(doc, where) if any(a >= start for a, _ in spans(c))] == []
    undated = pick(world, "d", "003")
    text = next(t for t in world.file.texts if t.capture == world.document(undated))
    captions = [s for s in text.segments if s.kind is SegmentKind.CAPTION]
    assert captions
    for caption in captions:
        assert world.at(undated, (caption.start, caption.end)) == []


def test_31_a_figure_of_another_episode_keeps_its_own_year(world: World) -> None:
    low = pick(world, 81, 101)
    (claim,) = [
        c for c in world.of_type("LIFE.UNK") if c.content.quantity and c.content.quantity.low == low
    ]
    assert claim.content.quantity is not None
    assert claim.content.quantity.bound.value == "more_than"
    assert claim.content.time is not None
    assert claim.content.time.edtf == "2017"
    (figure,) = [f for f in world.file.links.figures if claim.id in f.claims]
    assert [f.id for f in world.file.links.figures if f.universe == figure.universe] == [figure.id]


def test_33_one_party_across_texts_and_spellings(tmp_path: Path) -> None:
    files = []
    for name, spelling in (("one", "Íñigo Valdés"), ("two", "Inigo Valdes")):
        file = tmp_path / f"{name}.txt"
        file.write_text(
            f"Published: 3 May 2024\n\n{spelling} said on Monday that 7 people were killed in "
            f"Salto on 1 May 2024.\n",
            encoding="utf-8",
        )
        files.append(file)
    parties = tell("names", files, None).file.links.parties
    (found,) = [p for p in parties if {"Íñigo Valdés", "Inigo Valdes"} <= set(p.variants)]
    assert found.kind is PartyKind.PERSON


def test_33_a_court_and_a_president_are_one_party_in_all_the_seeds(seeds: World) -> None:
    texts = {t.id: t.capture for t in seeds.file.texts}
    expected = {
        "International Criminal Court (ICC)": ("001", "004"),
        "Nicolás Maduro": ("000", "002", "003", "004"),
        "Marta Valinas": ("000", "004"),
    }
    for name, docs in expected.items():
        (party,) = [p for p in seeds.file.links.parties if name in p.variants]
        captures = {texts[mention.split(":")[0]] for mention in party.mentions}
        assert captures == {seeds.document(doc) for doc in docs}


def test_34_a_printed_number_keeps_bound_author_and_passage(world: World) -> None:
    n, author = pick(world, (9, "Lantern Institute"), (14, "Amnesty International"))
    section = "What the sources say"
    printed = world.printed(section)
    said = [row for row in printed if f"at least {n} execution" in row]
    assert said
    assert author in said[0]
    whole = " ".join(printed)
    assert not re.search(rf"(?<!at least ){n} (?:people )?(?:were )?execut", whole)
    assert not re.search(r"\bfindings?\b", re.sub(r"“[^”]*”", "", said[0]))
    numbers = [
        part
        for part in parts(next(s for s in world.report["sections"] if s["title"] == section))
        if part.get("kind") == "number" and part["text"].startswith(f"at least {n} execution")
    ]
    quotes = {p["id"]: p["quote"] for s in world.report["sources"] for p in s["passages"]}
    assert numbers
    for number in numbers:
        assert number["passages"]
        assert all(f"at least {n}" in quotes[passage] for passage in number["passages"])
    page = html.render(build_report(world.file, audience="internal", rules=ReportRules.load()))
    for passage in numbers[0]["passages"]:
        assert f'href="#{passage}"' in page
        assert f'id="{passage}"' in page


def test_35_relays_alone_reach_no_more_than_p1_and_primaries_are_asked_for(world: World) -> None:
    levels = {a.level.value for a in world.file.weights.assessments}
    assert levels <= {"P0", "P1"}
    issuers = " ".join(d.issuer for d in world.file.weights.primary_documents)
    assert "Inter-American Commission" in issuers
    assert "International Criminal Court" in issuers


def test_released_people_are_a_status_with_an_approximate_number(world: World) -> None:
    released = [c for c in world.file.claims if isinstance(c.content, StatusContent)]
    numbers = {c.content.quantity.point for c in released if c.content.quantity}
    assert pick(world, 1000, 2000) in numbers
