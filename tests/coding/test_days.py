from __future__ import annotations

import pytest
from tests.coding.conftest import Code

from hechos.coding.rows import claim_rows


@pytest.mark.parametrize(
    ("language", "body", "date"),
    [
        ("en", "On 3 April, police arrested seven clerks and beat two others.", "2024-04-03"),
        ("en", "Police arrested seven clerks on Monday, he said on Tuesday.", "2024-04-29"),
        (
            "en",
            "It burned on 3 April. The following day, police arrested two clerks.",
            "2024-04-04",
        ),
        ("en", "Since the curfew began on 3 April, police arrested 70 clerks.", "2024-04-03/.."),
        ("en", "Police arrested 70 clerks so far this year.", "2024-01-01/2024-05-02"),
        ("en", "It burned on 3 April. Seven clerks were released a week later.", "2024-04-10~"),
        ("es", "El 3 de abril, la policía detuvo a siete empleados.", "2024-04-03"),
        (
            "es",
            "Ardió el 3 de abril. Al día siguiente, la policía detuvo a dos empleados.",
            "2024-04-04",
        ),
        (
            "es",
            "Desde que empezó el toque de queda, el 3 de abril, la policía detuvo a 70 empleados.",
            "2024-04-03/..",
        ),
        (
            "es",
            "La liga denunció este jueves que la policía detuvo a 31 empleados en marzo.",
            "2024-03",
        ),
        (
            "pt",
            "No domingo, guardas sequestraram 12 jovens; três foram libertados na terça.",
            "2024-04-28",
        ),
        ("pt", "Em 3 de abril, a polícia prendeu sete funcionários.", "2024-04-03"),
        (
            "pt",
            "Queimou em 3 de abril. No dia seguinte, a polícia prendeu dois funcionários.",
            "2024-04-04",
        ),
        ("pt", "Neste ano até agora, a polícia prendeu 70 funcionários.", "2024-01-01/2024-05-02"),
    ],
)
def test_an_act_has_the_date_that_governs_it(
    code: Code, language: str, body: str, date: str
) -> None:
    claims = code(body, language, published="2024-05-02").claims
    assert date in {row["date"] for claim in claims for row in claim_rows(claim, "x")}


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "The curfew began in 2021. Police arrested seven clerks last night."),
        ("es", "El toque de queda empezó en 2021. La policía detuvo anoche a siete empleados."),
        ("pt", "O toque começou em 2021. A polícia prendeu ontem sete funcionários."),
    ],
)
def test_a_day_that_cannot_be_told_leaves_the_act_without_date(
    code: Code, language: str, body: str
) -> None:
    claims = code(body, language).claims
    assert claims
    assert {row["date"] for claim in claims for row in claim_rows(claim, "x")} == {None}
