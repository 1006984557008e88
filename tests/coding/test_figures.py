from __future__ import annotations

import pytest
from tests.coding.conftest import Code

from hechos.records import Claim

Figure = tuple[str, int | None, int | None]


def figures(claims: tuple[Claim, ...]) -> list[Figure]:
    return [
        (c.content.type, c.content.quantity.low, c.content.quantity.high)  # type: ignore[misc]
        for c in claims
        if c.content.quantity is not None
    ]


EN = [
    ("Gunmen killed at least nine farmers.", [("LIFE.UNK", 9, None)]),
    ("More than 40 dockers were arrested on Monday.", [("LIB.ARREST", 41, None)]),
    ("The blast left 3 dead and 17 injured.", [("LIFE.UNK", 3, 3), ("INT.FORCE", 17, 17)]),
    ("Nearly 60 weavers died in the fire.", [("LIFE.UNK", None, 60)]),
    ("The list holds 12 extrajudicial executions.", [("LIFE.EJE", 12, 12)]),
    ("Four drivers and two clerks were abducted.", [("LIB.ABD", 4, 4), ("LIB.ABD", 2, 2)]),
    (
        "Soldiers were responsible for 40 deaths, and police a further seven.",
        [("LIFE.UNK", 40, 40), ("LIFE.UNK", 7, 7)],
    ),
    (
        "Of the five guards who were killed at the pier, at least two were on leave.",
        [("LIFE.UNK", 5, 5), ("LIFE.UNK", 2, None)],
    ),
    ("Some 800 people have since been released.", [("release", None, None)]),
    ("The murder rate rose to 25 homicides per 100,000.", []),
    ("Police seized 14 rifles and 300 rounds.", []),
    ("A 10-year-old girl waited for 12 hours.", []),
    ("Sixty inmates went on hunger strike.", []),
    ("The court heard 40 witnesses.", []),
    ("They spoke of the hundreds of killings in the valley.", []),
    ("Three men killed a guard.", []),
    ("More than half of the 1,200 prisoners have been freed.", []),
    ("Some 30 divers are still missing.", [("missing", None, None)]),
]
ES = [
    ("Los pistoleros mataron al menos a nueve campesinos.", [("LIFE.UNK", 9, None)]),
    ("El choque dejó tres muertos y 17 heridos.", [("LIFE.UNK", 3, 3), ("INT.FORCE", 17, 17)]),
    ("Fueron detenidos cuatro estibadores.", [("LIB.ARREST", 4, 4)]),
    ("Murieron 12 tejedoras en el incendio.", [("LIFE.UNK", 12, 12)]),
    ("Ejecutaron en el muelle a dos hombres.", [("LIFE.EJE", 2, 2)]),
    ("Dejaron a 8 choferes y 7 cajeros lesionados.", [("INT.FORCE", 8, 8), ("INT.FORCE", 7, 7)]),
    ("Registró 2.400 detenciones.", [("LIB.ARREST", 2400, 2400)]),
    ("En la cárcel, 4 detenidos resultaron muertos.", [("LIFE.UNK", 4, 4)]),
    ("Un policía fue herido.", [("INT.FORCE", 1, 1)]),
    ("Hallaron los cuerpos de 12 migrantes.", [("LIFE.UNK", 12, 12)]),
    ("Hubo 25 homicidios por cada 100.000 habitantes.", []),
    ("La reunión duró 12 horas y costó 300 dólares.", []),
]
PT = [
    ("Os pistoleiros mataram ao menos nove lavradores.", [("LIFE.UNK", 9, None)]),
    ("O confronto deixou três mortos e 17 feridos.", [("LIFE.UNK", 3, 3), ("INT.FORCE", 17, 17)]),
    (
        "Ali 30 ladrões, dois guardas e uma turista foram mortos.",
        [("LIFE.UNK", 30, 30), ("LIFE.UNK", 2, 2), ("LIFE.UNK", 1, 1)],
    ),
    (
        "Foram presos 105 suspeitos e apreendidos 22 menores.",
        [("LIB.ARREST", 105, 105), ("LIB.ARREST", 22, 22)],
    ),
    ("Morreram 12 tecelãs no incêndio.", [("LIFE.UNK", 12, 12)]),
    ("Cerca de 70 presos foram libertados.", [("release", None, None)]),
    ("Um rapaz de 14 anos foi morto.", [("LIFE.UNK", 1, 1)]),
    ("A polícia apreendeu 38 fuzis e três granadas.", []),
    ("Sessenta detentos começaram uma greve de fome.", []),
]
TABLE = [("en", *row) for row in EN] + [("es", *row) for row in ES] + [("pt", *row) for row in PT]


@pytest.mark.parametrize(
    ("language", "body", "expected"), [row for row in TABLE if row[2] is not None]
)
def test_figures_of_a_sentence(
    code: Code, language: str, body: str, expected: list[Figure]
) -> None:
    assert sorted(figures(code(body, language).claims), key=str) == sorted(expected, key=str)


def test_units_tell_events_from_people(code: Code) -> None:
    claims = code("The mission documented 40 arrests. Police arrested 31 students.").claims
    assert [c.content.quantity.unit for c in claims] == ["arrest_event", "persons"]  # type: ignore[union-attr]


def test_killed_and_injured_is_one_joint_total(code: Code) -> None:
    (claim,) = code("More than 60 shoppers were killed and injured in the raid.").claims
    assert claim.content.quantity is not None
    assert claim.content.quantity.unit == "killed or injured"


def test_an_earlier_figure_is_a_claim_of_its_own_time(code: Code) -> None:
    claims = code("In 2011, 154 people were killed by guards, up from 125 in 2010.").claims
    assert [(c.content.quantity.low, c.content.time.edtf) for c in claims] == [  # type: ignore[union-attr]
        (154, "2011"),
        (125, "2010"),
    ]


@pytest.mark.parametrize(
    ("body", "actor"),
    [
        ("Gunmen killed nine farmers.", "Gunmen"),
        ("Nine farmers were killed by soldiers.", "soldiers"),
        ("Nine farmers were killed in a raid on the rebels.", None),
        ("The army accused the militia of killing nine farmers.", "militia"),
        ("The security forces carried out nine extrajudicial executions.", "security forces"),
        ("The killing of nine farmers followed protests against the army.", None),
        ("Nine farmers were killed by the river.", None),
    ],
)
def test_agents_only_where_the_text_names_them(code: Code, body: str, actor: str | None) -> None:
    claim = next(c for c in code(body).claims if c.content.quantity)
    actors = [one.mention.verbatim for one in claim.content.actors]  # type: ignore[union-attr]
    assert actors == ([actor] if actor else [])
