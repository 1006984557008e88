"""Grades and checklists of members, what they do to a claim, and what the machine may propose."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.weighing.conftest import World, deaths, mention

from hechos.errors import InputError
from hechos.records import ActContent, Actor, Claim, PartyKind, Polarity, Weights
from hechos.weighing.edits import edited
from hechos.weighing.grading.checklist import check_answers
from hechos.weighing.grading.grades import Standing, check_grade
from hechos.weighing.rules import Stage, WeighingRules

ACT = ActContent(type="LIFE.EJE")


def own_word(world: World, n: int, content: ActContent = ACT, **more: object) -> Claim:
    """Add what a witness told a clinic that prints it itself."""
    page = world.page(f"statement {n}", publisher=f"Clinic {n}")
    chain = (f"outlet:Clinic {n}", f"body:Clinic {n}", f"witness:W{n}")
    return world.claim(page, content, *chain, **more)


def two_origins(world: World) -> tuple[Claim, Claim]:
    first, second = own_word(world, 0), own_word(world, 1)
    world.proposition([first], [second])
    return first, second


# --- grades --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grade", "level", "origins"),
    [
        ({"source": "E"}, "P1", 1),
        ({"source": "D"}, "P1", 2),
        ({"information": "5"}, "P1", 1),
        ({"information": "4"}, "P1", 2),
        ({"integrity": "altered"}, "P1", 2),
        ({"source": "F", "information": "6"}, "P2", 2),
        ({"source": "A", "information": "2"}, "P2", 2),
    ],
    ids=lambda value: " ".join(value.values()) if isinstance(value, dict) else str(value),
)
def test_a_low_grade_lowers_and_no_grade_raises(
    world: World, grade: dict[str, str], level: str, origins: int
) -> None:
    two_origins(world)
    world.decide("grade", world.id("capture", "statement 0"), **grade)
    found = world.weigh().assessments[0]
    assert (found.level.value, len(found.supporting_origins)) == (level, origins)


@pytest.mark.parametrize(
    ("bound", "level"),
    [
        ({"topic": "LIFE"}, "P1"),
        ({"topic": "LIB"}, "P2"),
        ({"topic": "act"}, "P1"),
        ({"period": "2030"}, "P1"),
        ({"period": "2029"}, "P2"),
    ],
    ids=str,
)
def test_a_grade_holds_for_its_topic_and_period(
    world: World, bound: dict[str, str], level: str
) -> None:
    two_origins(world)
    world.decide("grade", world.id("capture", "statement 0"), source="E", **bound)
    assert world.level() == level


def test_a_grade_of_a_topic_goes_before_one_of_everything(world: World) -> None:
    two_origins(world)
    page = world.id("capture", "statement 0")
    world.decide("grade", page, source="C", topic="LIFE")
    world.decide("grade", page, source="E")
    assert world.level() == "P2"


def test_the_grade_of_a_claim_is_of_its_information_alone(world: World) -> None:
    first, _ = two_origins(world)
    world.decide("grade", first.id, information="5")
    assert world.level() == "P1"


@pytest.mark.parametrize(
    ("changes", "record", "words"),
    [
        ((("source", "G"),), "Capture", "no grade of a source"),
        ((("information", "0"),), "Capture", "no grade of information"),
        ((("integrity", "fine"),), "Capture", "no integrity status"),
        ((("source", "B"), ("period", "soon")), "Party", "no period"),
        ((("colour", "B"),), "Party", "is none of them"),
        ((("topic", "LIFE"),), "Party", "nothing was set"),
        ((("source", "B"),), "Claim", "is none of them"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_grade_that_is_none_is_refused_in_a_sentence(
    changes: tuple[tuple[str, str], ...], record: str, words: str
) -> None:
    with pytest.raises(InputError, match=words) as refused:
        check_grade(changes, record)
    assert refused.value.hint


def test_only_a_contradiction_of_equal_or_better_grade_blocks(world: World) -> None:
    first, second = two_origins(world)
    world.page("denial")
    denial = world.claim(
        "denial", ActContent(type="denial"), "outlet:Gazette denial", "body:Harbour House",
        polarity=Polarity.DENIED,
    )  # fmt: skip
    for claim in (first, second):
        world.differ(claim, denial)
    levels = [world.level()]
    world.decide("grade", world.id("capture", "denial"), source="D")
    levels.append(world.level())
    for n in range(2):
        world.decide("grade", world.id("capture", f"statement {n}"), source="B")
    levels.append(world.level())
    assert levels == ["P1", "P1", "P2"]


def test_a_grade_is_below_another_only_where_people_gave_both() -> None:
    assert Standing("D").is_below(Standing("B"))
    assert not Standing("D").is_below(Standing())
    assert not Standing("B").is_below(Standing("D"))
    assert not Standing("D", "1").is_below(Standing("B", "3"))


# --- what the machine proposes ---------------------------------------------------------------

Chains = st.lists(
    st.tuples(
        st.sampled_from(["outlet", "agency", "body", "person", "report", "witness", "unnamed"]),
        st.integers(0, 4),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(Chains)
def test_no_machine_gives_a_grade_better_or_worse_than_unknown(
    chains: list[tuple[str, int, bool]],
) -> None:
    world = World()
    groups = []
    for n, (kind, near, printed) in enumerate(chains):
        page = world.page(f"p{n}", publisher=f"Clinic {n}" if printed else None)
        groups.append([world.claim(page, ACT, f"{kind}:Speaker {n} Smith", near=near)])
    world.proposition(*groups)
    weights = world.weigh()
    assert len(weights.grades) == len(chains)
    assert {grade.source for grade in weights.grades} == {"F"}
    told = [*weights.grades, *weights.assessments]
    assert {one.information for one in told} <= {"3", "6"}
    assert {one.level.value for one in weights.assessments} <= {"P0", "P1", "P2"}


def test_a_grade_says_who_gave_it_and_why(world: World) -> None:
    two_origins(world)
    world.decide("grade", world.id("capture", "statement 0"), source="b", topic="LIFE")
    member, *rules = world.weigh().grades
    assert (member.source, member.information, member.topic) == ("B", "", "LIFE")
    assert (member.made.by, member.because) == ("test", "Checked.")
    assert [grade.source for grade in rules] == ["F", "F"]


def test_a_state_organ_has_a_flag_and_no_low_grade(world: World) -> None:
    world.page("p")
    claim = world.claim("p", deaths(3), "outlet:Gazette p", "body:the Ministry of Health")
    world.proposition([claim])
    grade = world.weigh().grades[0]
    assert grade.interest
    assert (grade.source, grade.information) == ("F", "3")


# --- information 1 -----------------------------------------------------------------------------


def grade_doubts(weights: Weights) -> list[str]:
    return [d.text for d in weights.doubts if d.type == "grade not carried"]


def test_information_1_that_origins_no_longer_carry_is_flagged(world: World) -> None:
    first, _ = two_origins(world)
    world.decide("grade", first.id, information="1")
    assert not grade_doubts(world.weigh())
    world.origins.pop()
    assert "no longer have two independent origins" in grade_doubts(world.weigh())[0]


# --- checklist -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "level", "doubts"),
    [("emotion", "P2", 0), ("motive", "P2", 1), ("opportunity", "P1", 1), ("perception", "P1", 1)],
)
def test_a_no_raises_a_doubt_and_emotion_is_never_held_against_a_witness(
    world: World, item: str, level: str, doubts: int
) -> None:
    first, second = two_origins(world)
    world.decide("checklist", first.id, **{item: "0 stood far off"})
    world.decide("checklist", second.id, **{item: "0"})
    weights = world.weigh()
    found = [d for d in weights.doubts if d.type == "credibility" and d.on == first.id]
    assert (weights.assessments[0].level.value, len(found)) == (level, doubts)
    assert all("stood far off" in doubt.text for doubt in found)


def test_answers_that_speak_for_an_account_raise_no_level(world: World) -> None:
    world.page("p")
    claim = world.claim("p", ACT, "outlet:Gazette p", "witness:W")
    world.proposition([claim])
    before = world.weigh()
    items = WeighingRules.load().checklist
    world.decide("checklist", claim.id, **{item.id: "1" for item in items})
    assert world.weigh() == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((), "at least one question"),
        ((("courage", "1"),), "has no “courage”"),
        ((("motive", "maybe"),), "answers no question"),
    ],
)
def test_a_checklist_refuses_what_is_no_answer(
    changes: tuple[tuple[str, str], ...], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        check_answers(changes, WeighingRules.load().checklist)


@pytest.mark.parametrize("item", WeighingRules.load().checklist, ids=lambda item: item.id)
def test_the_example_of_an_item_is_an_answer(item: object) -> None:
    known = WeighingRules.load().checklist
    own = next(one for one in known if one == item)
    check_answers(((own.id, own.example),), known)


def test_a_retracted_grade_counts_no_more(world: World) -> None:
    two_origins(world)
    world.decide("grade", world.id("capture", "statement 0"), source="E")
    assert world.level() == "P1"
    world.decide("retract", world.decisions[0].id)
    assert world.level() == "P2"


# --- admissions and denials ----------------------------------------------------------------------


def said_of(world: World, speaker: str, actor: str, **more: object) -> Claim:
    page = world.page(f"of {speaker}", publisher=speaker)
    own = Actor(mention=mention(actor, PartyKind.ORGANISATION))
    content = dataclasses.replace(ACT, actors=(own,))
    return world.claim(page, content, f"outlet:{speaker}", f"body:{speaker}", **more)


@pytest.mark.parametrize(
    ("actor", "level"), [("the Ministry of Defence", "P2"), ("the Harbour Union", "P1")]
)
def test_an_admission_against_interest_is_first_hand(world: World, actor: str, level: str) -> None:
    admitted = said_of(world, "the Ministry of Defence", actor)
    page = world.page("clinic", publisher="Clinic")
    other = world.claim(page, ACT, "outlet:Clinic", "body:Clinic", "person:Ana Lind", near=2)
    world.proposition([admitted], [other])
    found = world.weigh().assessments[0]
    assert found.level.value == level
    assert len(found.first_hand) == (level == "P2")


def test_a_denial_by_a_side_is_never_first_hand(world: World) -> None:
    claims = []
    for n, name in enumerate(("the Ministry of Defence", "the Ministry of Health")):
        page = world.page(f"p{n}", publisher=name)
        claims.append(
            world.claim(
                page, ACT, f"outlet:{name}", f"body:{name}", near=1, polarity=Polarity.DENIED
            )
        )
    world.proposition([claims[0]], [claims[1]])
    assert world.weigh().assessments[0].level.value == "P1"


@pytest.mark.parametrize("entry", WeighingRules.load().stages, ids=lambda entry: entry.example)
def test_the_example_of_a_stage_has_its_rank(entry: Stage) -> None:
    rules = WeighingRules.load()
    assert rules.rank(entry.example) == entry.rank
    assert {rules.rank(word) for word in entry.words} == {entry.rank}


@pytest.mark.parametrize(("near", "level"), [("1", "P2"), ("3", "P1")])
def test_a_member_says_how_near_a_voice_is(world: World, near: str, level: str) -> None:
    first = own_word(world, 0)
    page = world.page("own", publisher="Clinic")
    other = world.claim(page, ACT, "outlet:Clinic", "body:Clinic", near=3)
    world.claims[-1] = edited(other, [("proximity", near)])
    world.proposition([first], [other])
    assert world.level() == level
    with pytest.raises(InputError, match="proximity"):
        edited(other, [("proximity", "9")])
