"""Texts in several languages, and texts that no rules of coding can read."""

from __future__ import annotations

import pytest
from tests.conftest import Cli

from .conftest import ReadBytes

EN = "At least 12 people were killed on Monday in a fire at the prison, the ministry said."
ES = "El ministerio dijo que la policía detuvo a 14 guardias de la cárcel después del incendio."
PT = "O ministério disse que a polícia prendeu 14 guardas da prisão depois do incêndio."
FR = "Le ministère a déclaré que la police avait arrêté quatorze gardiens de la prison."
AROUND = {
    "en": "The fire began after midnight and was put out by the guards of the prison itself.",
    "es": "El fuego empezó después de la medianoche y lo apagaron los guardias de la cárcel.",
    "pt": "O fogo começou depois da meia-noite e foi apagado pelos guardas da prisão.",
}


@pytest.mark.parametrize("language", ["en", "es", "pt"])
@pytest.mark.parametrize(("paragraph", "other"), [(EN, "en"), (ES, "es"), (PT, "pt"), (FR, "fr")])
def test_a_paragraph_in_another_language_is_told_apart(
    read: ReadBytes, language: str, paragraph: str, other: str
) -> None:
    text = read("\n\n".join([AROUND[language]] * 3 + [paragraph])).text
    assert text is not None
    assert text.language == language
    last = text.segments[-1]
    assert text.body[last.start : last.end] == paragraph
    assert last.language == ("" if other == language else other)
    assert all(not segment.language for segment in text.segments[:-1])


def test_a_quotation_has_the_language_of_its_paragraph(read: ReadBytes) -> None:
    quoted = "The minister said that “all of the guards were at the gate on the day of the fire”."
    text = read("\n\n".join([AROUND["es"]] * 3 + [quoted])).text
    assert text is not None
    kinds = {s.kind.value: s.language for s in text.segments if s.start >= text.body.index("The")}
    assert kinds == {"body": "en", "quotation": "en"}


def test_short_lines_are_not_judged(read: ReadBytes) -> None:
    text = read("\n\n".join([AROUND["en"]] * 3 + ["El fuego de la cárcel"])).text
    assert text is not None
    assert not any(segment.language for segment in text.segments)


def test_text_without_rules_is_kept_and_said(read: ReadBytes) -> None:
    reading = read("\n\n".join([FR] * 4))
    assert reading.text is not None
    assert reading.text.language == "fr"
    assert [warning.code for warning in reading.warnings] == ["language"]
    assert "“fr”" in reading.warnings[0].sentence


def test_every_paragraph_is_coded_by_the_rules_of_its_language(cli: Cli, tmp_path: object) -> None:
    body = f"{EN}\n\n{ES}\n\n{PT}\n\n{FR}"
    source = tmp_path / "release.txt"  # type: ignore[operator]
    source.write_text(body, encoding="utf-8")
    cli("new", "c")
    cli("add", "c", str(source), code=4)
    rows = cli.rows("claims", "c")
    found = {(row["passages"][0]["quote"], row["quantity"]["low"]) for row in rows}
    assert found == {(EN, 12), (ES, 14), (PT, 14)}
    for row in rows:
        for passage in row["passages"]:
            assert body[passage["start"] : passage["end"]] == passage["quote"]
    failed = cli.rows("status", "c")[0]["failed"]
    assert [code for _, code, _ in failed] == ["language"]
    assert "1 paragraph is in the language “fr”" in failed[0][2]
    alone = cli("code", str(source), code=1)
    assert "“fr”" in alone.stderr
