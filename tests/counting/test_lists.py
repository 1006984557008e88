"""The lists of a case: who documents whom, reprints once, and what stands against an estimate."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos.counting.asking import refusal
from hechos.counting.lists import CaseLists, CaseTable, lists_of
from hechos.counting.verdicts import Code, Linkage, Verdict
from hechos.errors import InputError
from hechos.records import (
    ActContent,
    Capture,
    Cell,
    Claim,
    Links,
    Made,
    Mandate,
    Mention,
    OriginEdge,
    Party,
    PartyKind,
    Passage,
    Place,
    VoiceLink,
    When,
    Whole,
)

MADE = Made(by="test")
MEASURED = Linkage(precision=(0.97, 0.95, 0.99), recall=(0.9, 0.85, 0.95))
NUMBERS = itertools.count()


def claim(
    author: str,
    *,
    source: str = "",
    kind: str = "body",
    when: str | None = "2024-05-10",
    place: str = "",
    id_: str = "",
) -> Claim:
    """A claim of a death; the source is the author's own paper unless another relays it."""
    number = id_ or f"claim {next(NUMBERS):04}"
    capture = source or f"paper of {author}"
    path = Place(verbatim=place, place_id="", level="city", path=place) if place else None
    return Claim(
        id=number,
        case="c",
        made=MADE,
        capture=capture,
        text=f"text of {capture}",
        key=number,
        passages=(Passage(capture=capture, selector=Whole()),),
        content=ActContent(
            type="LIFE.EJE", time=When(verbatim=when, edtf=when) if when else None, place=path
        ),
        voice=(VoiceLink(speaker=Mention(verbatim=author, name=author), kind=kind),),
    )


def table(
    people: Sequence[Sequence[Claim]], others: Sequence[Claim] = (), **more: object
) -> CaseTable:
    claims = [*(c for own in people for c in own), *others]
    return CaseTable(
        persons=[[c.id for c in own] for own in people],
        claims=claims,
        links=more.pop("links", Links()),  # type: ignore[arg-type]
        captures=[captured(name) for name in dict.fromkeys(c.capture for c in claims)],
        **more,  # type: ignore[arg-type]
    )


def captured(name: str) -> Capture:
    return Capture(
        id=name,
        case="c",
        made=MADE,
        object="",
        address="",
        name=f"{name}.txt",
        origin="",
        how="file",
        tool="",
        size=1,
        media_type="text/plain",
    )


def made(
    people: Sequence[Sequence[Claim]], others: Sequence[Claim] = (), **more: object
) -> CaseLists:
    return lists_of(table(people, others, **more), of="deaths", linkage=MEASURED)


def edge(
    left: str, right: str, *, between: str = "claims", kind: str = "same_primary"
) -> OriginEdge:
    return OriginEdge(
        id=f"{left} {right}",
        case="c",
        made=MADE,
        between=between,
        left=left,
        right=right,
        kind=kind,
        evidence="",
    )


def sizes(found: CaseLists) -> dict[str, int]:
    return dict(zip(found.lists, found.histories.sizes, strict=True))


def test_a_person_is_on_the_list_of_each_author_that_names_him_or_her() -> None:
    found = made(
        [
            [claim("Harbour Watch"), claim("Parish")],
            [claim("Harbour Watch")],
            [claim("Night Clinic"), claim("Parish")],
        ]
    )
    assert sizes(found) == {"Harbour Watch": 2, "Night Clinic": 1, "Parish": 2}
    assert found.histories.documented == 3


def test_three_lists_that_overlap_and_were_matched_go_on_to_the_model() -> None:
    people = [[claim("A"), claim("B"), claim("C")] for _ in range(12)]
    assert refusal(made(people), method="lcm", level=0.95) is None


def test_an_outlet_that_relays_an_author_is_no_list_of_its_own() -> None:
    relayed = replace(
        claim("Parish"),
        voice=(
            VoiceLink(speaker=Mention(verbatim="Gazette", name="Gazette"), kind="outlet"),
            VoiceLink(speaker=Mention(verbatim="Parish", name="Parish"), kind="body"),
        ),
        capture="Gazette",
    )
    found = made([[claim("Parish"), relayed], [claim("Parish")]])
    assert sizes(found) == {"Parish": 2}


def test_claims_of_one_origin_are_one_list() -> None:
    one, other = claim("Parish", id_="a"), claim("Union", id_="b")
    found = made([[one, other]], links=Links(edges=(edge("a", "b"),)))
    assert len(found.lists) == 1
    assert found.histories.sizes == (1,)


def test_reprints_in_the_voice_of_their_outlets_are_one_list() -> None:
    left = [claim("Gazette", source="g", kind="outlet") for _ in range(3)]
    right = [claim("Courier", source="k", kind="outlet") for _ in range(2)]
    people = [[left[0], right[0]], [left[1], right[1]], [left[2]]]
    apart = made(people)
    assert sizes(apart) == {"Courier": 2, "Gazette": 3}
    joined = made(people, links=Links(edges=(edge("g", "k", between="documents", kind="reprint"),)))
    assert sizes(joined) == {"Gazette": 3}


def test_rows_of_two_tables_that_read_alike_are_no_copies_but_are_said_to() -> None:
    def row(author: str, id_: str) -> Claim:
        cell = Passage(capture=f"paper of {author}", selector=Cell(sheet="", row=2, column=1))
        return replace(claim(author, id_=id_), passages=(cell,))

    one, other = row("Parish", "a"), row("Clinic", "b")
    alike = edge("a", "b", kind="text_run")
    copies = edge("paper of Parish", "paper of Clinic", between="documents", kind="reprint")
    found = made([[one, other]], links=Links(edges=(alike, copies)))
    assert sizes(found) == {"Clinic": 1, "Parish": 1}
    assert any("Parish.txt and paper of Clinic.txt read alike" in line for line in found.log)
    decided = made([[one, other]], links=Links(edges=(edge("a", "b", kind="decided"),)))
    assert len(decided.lists) == 1


def test_one_author_under_two_names_is_one_list() -> None:
    party = Party(
        id="p", case="c", made=MADE, name="Parish of Lumen", kind=PartyKind.ORGANISATION,
        variants=("Parish of Lumen", "Paróquia de Lumen"), mentions=(),
    )  # fmt: skip
    people = [[claim("Parish of Lumen")], [claim("Paróquia de Lumen")]]
    assert len(made(people, links=Links(parties=(party,))).lists) == 1
    assert len(made(people).lists) == 2


def test_counts_without_names_are_refused_and_named() -> None:
    found = made([[claim("Parish")]], [claim("Ministry"), claim("Harbour Watch")])
    refused = refusal(found, method="lcm", level=0.95)
    assert refused is not None
    assert (refused.verdict, refused.documented, refused.interval) == (Verdict.REFUSE, 1, None)
    reason = next(r for r in refused.reasons if r.code is Code.NOT_PERSONS)
    assert "Ministry" in reason.sentence
    assert "Harbour Watch" in reason.sentence
    assert "Parish" not in reason.sentence


def test_sources_that_count_do_not_stand_against_three_lists_of_names() -> None:
    names = ["A", "B", "C"]
    found = made([[claim(one) for one in names]], [claim("Ministry")])
    assert found.against == ()
    assert any("Ministry" in line for line in found.log)


def test_processes_that_name_few_are_left_out_and_their_people_stay_documented() -> None:
    people = [[claim("A"), claim("B"), claim("C")] for _ in range(12)]
    people += [[claim(f"Small {n}")] for n in range(70)]
    found = lists_of(table(people), of="deaths", linkage=MEASURED, least=10)
    assert len(found.lists) == 4
    assert found.context.left_out == ("70 that name fewer than 10 people each",)
    assert found.histories.documented == 82
    assert refusal(found, method="lcm", level=0.95) is None
    every = lists_of(table(people), of="deaths", linkage=MEASURED)
    with pytest.raises(InputError, match="73 processes name people; 60 lists are the most"):
        _ = every.histories
    assert every.cells_of(["A", "B", "C"]) == ((7, 12),)
    assert every.cells_of(["A", "gone"]) is None


def test_matching_that_nobody_measured_is_refused() -> None:
    people = [[claim("A"), claim("B"), claim("C")] for _ in range(20)]
    refused = refusal(lists_of(table(people), of="deaths"), method="lcm", level=0.95)
    assert refused is not None
    assert Code.LINKAGE_UNMEASURED in [r.code for r in refused.reasons]


def test_what_lies_outside_the_mandate_is_left_out_and_said() -> None:
    people = [
        [claim("A", when="2012-03"), claim("B")],
        [claim("A", when=None)],
        [claim("B", when="2013")],
    ]
    found = made(people, mandate=Mandate(start="2014-01-01"))
    assert sizes(found) == {"A": 1, "B": 1}
    assert any("2 claims lie outside" in line for line in found.log)


def test_lists_of_times_that_do_not_meet_are_refused() -> None:
    people = [
        [claim("A", when="2019-01-02")],
        [claim("B", when="2021")],
        [claim("C", when="2019/2021")],
    ]
    refused = refusal(made(people), method="lcm", level=0.95)
    assert refused is not None
    reason = next(r for r in refused.reasons if r.code is Code.NOT_PERSONS)
    assert "A speaks of 2019-01-02 to 2019-01-02, B of 2021-01-01 to 2021-12-31" in reason.sentence


def test_strata_are_what_most_claims_on_a_person_say() -> None:
    people = [
        [claim("A", when="2024-01", place="Lumen, Norte, Land"), claim("B", when="2024-02")],
        [claim("A", when=None)],
    ]
    found = lists_of(table(people), of="deaths", strata=("year", "place"))
    assert [(row["year"], row["place"]) for row in found.rows] == [
        ("2024", "Norte"),
        ("not stated", "not stated"),
    ]


def test_nobody_named_and_nobody_counted_is_refused_without_an_error() -> None:
    refused = refusal(made([]), method="dga", level=0.9)
    assert refused is not None
    assert [r.code for r in refused.reasons] == [Code.NOT_PERSONS, Code.FEW_LISTS]
    assert "NaN" not in str(refused.to_json())


@given(st.permutations(range(8)), st.booleans())
def test_the_order_of_people_and_of_their_claims_changes_nothing(
    order: list[int], turned: bool
) -> None:
    people = [
        [
            claim(author, id_=f"{number}{author}")
            for author in "ABCD"
            if (number * 7 + ord(author)) % 3
        ]
        for number in range(8)
    ]
    whole = table(people, [claim("Ministry", id_="m")])
    mixed = [whole.persons[n][::-1] if turned else whole.persons[n] for n in order]
    shuffled = replace(whole, persons=mixed)
    one, other = (lists_of(t, of="deaths", linkage=MEASURED) for t in (whole, shuffled))
    assert one.histories == other.histories
    assert one.log == other.log
