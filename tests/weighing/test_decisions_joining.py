from __future__ import annotations

from hechos.records import Decision, Links, Made, Party, PartyKind, ids
from hechos.weighing.decisions import join_decided

MADE = Made(by="rule", at="2025-01-01T00:00:00Z")
NAMES = ("Ada Reis", "A. Reis", "Bruno Sá")
PARTIES = tuple(
    Party(
        id=ids.uuid7(number, bytes(10)),
        case="c",
        made=MADE,
        name=name,
        kind=PartyKind.PERSON,
        variants=(name,),
        mentions=(f"t:{number}-{number + 1}",),
    )
    for number, name in enumerate(NAMES, 1)
)


def said(act: str, a: int, b: int) -> Decision:
    return Decision(
        id=ids.mint(),
        case="c",
        made=Made(by="ana", at="2025-02-01T00:00:00Z"),
        act=act,
        on=PARTIES[a].id,
        other=PARTIES[b].id,
        because="read both",
        changes=(("with", PARTIES[b].id),),
    )


def names(*decisions: Decision) -> list[tuple[str, ...]]:
    return [p.variants for p in join_decided(Links(parties=PARTIES), decisions).parties]


def test_the_same_are_one_and_the_older_id_stays() -> None:
    joined = join_decided(Links(parties=PARTIES), [said("same", 1, 0)]).parties
    assert [p.id for p in joined] == [PARTIES[0].id, PARTIES[2].id]
    assert joined[0].redirects == (PARTIES[1].id,)
    assert joined[0].mentions == ("t:1-2", "t:2-3")


def test_a_later_different_brings_the_exact_parties_back() -> None:
    links = join_decided(Links(parties=PARTIES), [said("same", 0, 1), said("different", 0, 1)])
    assert links.parties == PARTIES


def test_joins_add_up_in_any_order() -> None:
    assert names(said("same", 0, 1), said("same", 1, 2)) == [NAMES]
    assert names(said("same", 1, 2), said("same", 0, 1)) == [NAMES]
