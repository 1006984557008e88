"""What does not fit in the registers of a case, as doubts with keys that stay."""

from __future__ import annotations

from dataclasses import replace

from tests.counting.made import MADE, claim, when
from tests.counting.registers.test_build import ANA, entry, procedure, status

from hechos.counting.registers.cases.doubts import register_doubts
from hechos.counting.registers.cases.lists import Rows
from hechos.counting.registers.checks import DISAPPEARANCE, NO_JUDGE
from hechos.records import ActContent, Capture, Case, Claim, Confidentiality, Doubt, Mention, wire

CASE = Case(
    id="case", case="case", made=MADE, slug="norvik", title="Norvik", seed="07" * 32,
    languages=("en",),
)  # fmt: skip
TEXT = "0192f0c1-0000-7000-8000-00000000000"


def listed(one: Claim, row: int, version: int = 0) -> Claim:
    plain = wire.to_plain(one)
    plain["rule"] = f"import/held#{row:032x}#{version:032x}"
    plain["id"] = f"{TEXT}{one.id}"
    made = wire.loads(wire.canonical({**plain, "record": "Claim"}))
    assert isinstance(made, Claim)
    return made


def doubts(*claims: Claim, captures: tuple[Capture, ...] = ()) -> dict[str, Doubt]:
    rows = Rows(claims=claims, parties=(), decisions=(), joined=lambda _: {})
    found = list(register_doubts(rows, captures, case=CASE, at=MADE.at))
    assert len({one.id for one in found}) == len(found)
    return {one.type: one for one in found}


OTHER = (
    listed(entry("8", "2025-02-02"), 2),
    listed(procedure("9", "before_judge", "2025-02-02"), 2),
)


def held(*more: Claim) -> dict[str, Doubt]:
    seen = (listed(entry("1", "2025-01-02"), 1), *(listed(one, 1) for one in more))
    return doubts(*seen, *OTHER)


def test_a_doubt_keeps_its_id_on_a_later_day_and_goes_when_the_register_tells() -> None:
    late, first = listed(entry("7", "2025-06-01"), 3), held(status("2", "described", "2025-02-01"))
    assert first[NO_JUDGE].on == f"{TEXT}1"
    seen = doubts(listed(entry("1", "2025-01-02"), 1), *OTHER, late)
    assert first[NO_JUDGE].id == seen[NO_JUDGE].id
    assert NO_JUDGE not in held(procedure("2", "before_judge", "2025-01-03"))


def test_a_judge_who_came_late_is_another_doubt_than_none_on_file() -> None:
    none, late = held(), held(procedure("2", "before_judge", "2025-01-20"))
    later = held(procedure("2", "before_judge", "2025-01-25"))
    ids = {none[NO_JUDGE].id, late["no judge in time"].id, later["no judge in time"].id}
    assert len(ids) == 3


def test_a_list_that_does_not_ask_for_judges_and_documents_raise_no_doubt_of_absence() -> None:
    alone = listed(entry("1", "2025-01-02"), 1)
    other = listed(entry("2", "2025-06-02"), 2)
    assert doubts(alone, other) == {}
    assert doubts(entry("a", "2025-01-02"), status("b", "release", "2025-06-01")) == {}
    found = doubts(entry("a", "2025-01-02"), status("b", "release", "2025-01-01"))
    assert list(found) == ["exit before entry"]


def test_a_search_without_answer_is_a_doubt_and_no_finding() -> None:
    found = held(status("2", "described", traits=(("whereabouts", "denied"),)))
    assert "question, not a finding" in found[DISAPPEARANCE].text
    assert found[DISAPPEARANCE].status == "open"


def test_a_doubt_is_on_the_claim_of_the_highest_class() -> None:
    seen = entry("a", "2025-01-02", klass=Confidentiality.C1)
    secret = claim(
        "b",
        status("b", "release", "2025-01-01").content,
        klass=Confidentiality.C3,
    )
    assert doubts(seen, secret)["exit before entry"].on == "b"
    assert (
        doubts(secret, seen)["exit before entry"].id == doubts(seen, secret)["exit before entry"].id
    )


def test_two_detentions_at_once_are_one_doubt_whatever_the_order() -> None:
    again = Mention(verbatim="A. Prado", name="A. Prado", kind=ANA.kind, start=20, end=28)
    taken = ActContent(type="LIB.ARREST", victims=(again,), time=when("2025-02-02"))
    first = [listed(entry("1", "2025-01-02"), 1), listed(claim("2", taken), 2)]
    rows = Rows(
        claims=first,
        parties=(),
        decisions=(),
        joined=lambda refs: dict.fromkeys(refs, refs[0]),
    )
    found = list(register_doubts(rows, (), case=CASE, at=MADE.at))
    turned = list(register_doubts(replace(rows, claims=first[::-1]), (), case=CASE, at=MADE.at))
    assert [one.type for one in found] == ["overlapping spells"]
    assert turned == found
