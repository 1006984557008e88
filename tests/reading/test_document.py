from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Any

import pytest

from hechos.reading.document import read_date
from hechos.reading.read import Reading
from hechos.records import DocumentContent, SegmentKind, TextSpan

from .conftest import ReadBytes
from .files import ARTICLE, PAGE

BODY = "\n\n".join(ARTICLE)
SAID = "El barco llegó tarde, dijo la oficina del puerto, y nadie en el muelle había sido avisado."


def told(reading: Reading) -> dict[str, list[str]]:
    """Return the values of the document claims by type."""
    found: dict[str, list[str]] = {}
    for claim in reading.claims:
        assert isinstance(claim.content, DocumentContent)
        found.setdefault(claim.content.type, []).append(claim.content.value)
    return found


@pytest.mark.parametrize(
    ("content", "kind", "values"),
    [
        (f" date 2019-05-03 {ARTICLE[1]}\n\n{ARTICLE[2]}", "published", ["2019-05-03"]),
        (f" date 2019-05-03 (@someone)\n\n{BODY}", "published", ["2019-05-03"]),
        (f"Published: 12 March 2024\n\n{BODY}", "published", ["2024-03-12"]),
        (f"{ARTICLE[0]}\nPublished on March 12, 2024\n{BODY}", "published", ["2024-03-12"]),
        (f"Publicado el 12 de marzo de 2024\n\n{SAID}", "published", ["2024-03-12"]),
        (f"Publicado em 12 de março de 2024\n\n{BODY}", "published", ["2024-03-12"]),
        (f"Fecha: 25/03/2024\n\n{SAID}", "published", ["2024-03-25"]),
        (f"Friday, May 3, 2019\n\n{BODY}", "published", ["2019-05-03"]),
        (
            f"PORT (Coast Wire / Agency South - 3rd May, 2019) {ARTICLE[1]}",
            "published",
            ["2019-05-03"],
        ),
        (f"Portville, 3 May 2019 - {ARTICLE[1]}", "published", ["2019-05-03"]),
        (f"Updated: 12 March 2024\n\n{BODY}", "published", []),
        (BODY, "published", []),
        (f"{BODY}\n\nThe pier was built on 3 May 1919.", "published", []),
        (f"Yesterday 10:00\n\n{BODY}", "published", []),
        (f"Published: 31 February 2024\n\n{BODY}", "published", []),
        (f"PORT (Coast Wire / Agency South - 3rd May, 2019) {ARTICLE[1]}", "credit",
         ["Agency South"]),
        (f"PORTVILLE (ZNA) - {ARTICLE[1]}", "credit", ["ZNA"]),
        (f"SAN JUAN DEL PUERTO VIEJO, Norte (ZNA) - {SAID}", "credit", ["ZNA"]),
        (f"Puerto Viejo, 3 may (Agencia Sur).- {SAID}", "credit", ["Agencia Sur"]),
        (f"{BODY}\n\n–GAZETTE/ZNA\n\nrelated news", "credit", ["GAZETTE/ZNA"]),
        (f"{BODY}\n\nSource: ZNA", "credit", ["ZNA"]),
        (f"The Harbour Commission (HC) - {ARTICLE[1]}", "credit", []),
        (f"{BODY}\n\nCopyright © 2019 Harbour Gazette, LLC. Click here to ask.", "publisher",
         ["Harbour Gazette"]),
        (f"Publisher: Harbour Gazette\n\n{BODY}", "publisher", ["Harbour Gazette"]),
        (f"Demo note B\n\n{BODY}", "publisher", ["Demo note B"]),
        (f"Friday, May 3, 2019\nGazette\n\n{BODY}", "publisher", ["Gazette"]),
        (f"Gazette\nFriday, May 3, 2019\n\n{BODY}", "publisher", ["Gazette"]),
        (f"Ferries late\nFriday, May 3, 2019\n\n{ARTICLE[1]}", "publisher", []),
        (f"Friday, May 3, 2019\nBy Jane Dover\n\n{BODY}", "publisher", []),
        (f"{ARTICLE[0]}\nRedaction\nFriday, May 3, 2019\n{BODY}", "publisher", []),
        (f"Gazette\n\n{BODY}", "publisher", []),
        (f"{BODY}\n\nsource site-7", "aggregator", ["site-7"]),
        (f"{BODY}\n\nPHOTO JANE DOVER, HARBOUR OFFICE, AGENCE FRANCE-PRESSE\n\nThe old pier",
         "photo_credit", ["AFP"]),
        (f"{BODY}\n\nThe ferry [et] the pier were shut, it said.", "residue", ["[et]"]),
        (f"{BODY}\n\nThe ferry [the second one] was shut, it said.", "residue", []),
        (BODY, "title", [ARTICLE[0]]),
    ],
)  # fmt: skip
def test_what_a_text_says_of_itself(
    read: ReadBytes, content: str, kind: str, values: list[str]
) -> None:
    assert told(read(content)).get(kind, []) == values


def test_page_date_with_yesterday(read: ReadBytes) -> None:
    content = f"Friday, May 3, 2019\nGazette\n\nCOAST | Yesterday 07:45\n\n{BODY}"
    claim = next(c for c in read(content).claims if c.rule == "date relative to the page")
    assert isinstance(claim.content, DocumentContent)
    assert claim.content.value == "2019-05-02"
    assert "07:45" in claim.because
    assert claim.quote == "Yesterday 07:45"
    assert len(claim.passages) == 2
    assert told(read(content))["published"] == ["2019-05-02"]


def test_same_date_twice_is_one_claim(read: ReadBytes) -> None:
    content = (
        f" date 2019-05-03 (@x)\n\nPORT (Coast Wire / Agency South - 3rd May, 2019) {ARTICLE[1]}"
    )
    claim = next(c for c in read(content).claims if c.content.type == "published")
    quotes = [p.selector.quote for p in claim.passages if isinstance(p.selector, TextSpan)]
    assert quotes == ["2019-05-03", "3rd May, 2019"]


def test_rival_dates_are_both_kept_surest_first(read: ReadBytes) -> None:
    content = f" date 2019-05-04 (@x)\n\nPORT (Coast Wire / Agency - 3rd May, 2019) {ARTICLE[1]}"
    assert told(read(content))["published"] == ["2019-05-04", "2019-05-03"]


def test_demonstration_is_told_and_no_part_of_the_text(read: ReadBytes) -> None:
    line = "Demonstration text written for hechos; facts from a report, 3 May 2019."
    reading = read(f"{line}\n\nDemo note A\n12 March 2024\n\n{BODY}")
    assert told(reading)["demonstration"] == [line]
    assert told(reading)["publisher"] == ["Demo note A"]
    assert told(reading)["published"] == ["2024-03-12"]
    assert reading.text is not None
    assert reading.text.segments[0].kind is SegmentKind.BOILERPLATE


def test_page_metadata_are_claims_of_the_whole_file(read: ReadBytes) -> None:
    reading = read(PAGE, "a.html")
    found = told(reading)
    assert found["published"] == ["2019-05-03"]
    assert found["publisher"] == ["Harbour Gazette"]
    claim = next(c for c in reading.claims if c.content.type == "published")
    assert "meta article:published_time" in claim.because
    assert claim.quote == ""


def test_claims_have_the_class_of_the_capture_and_keys_of_their_own(read: ReadBytes) -> None:
    reading = read(f" date 2019-05-03 {BODY}")
    assert len({claim.key for claim in reading.claims}) == len(reading.claims)
    assert len({claim.id for claim in reading.claims}) == len(reading.claims)
    assert all(claim.klass == reading.capture.klass for claim in reading.claims)
    assert all(claim.because and claim.rule for claim in reading.claims)


@pytest.mark.parametrize(
    ("printed", "language", "day"),
    [
        ("2019-05-03", "en", "2019-05-03"),
        ("2019-05-03T23:10:00-04:00", "en", "2019-05-03"),
        ("May 3, 2019", "en", "2019-05-03"),
        ("3rd of May, 2019", "en", "2019-05-03"),
        ("3 de mayo del 2019", "es", "2019-05-03"),
        ("1º de maio de 2019", "pt", "2019-05-01"),
        ("03/05/2019", "es", "2019-05-03"),
        ("03/05/2019", "en", None),
        ("03/25/2019", "en", "2019-03-25"),
        ("25/03/2019", "en", "2019-03-25"),
        ("2019-02-30", "en", None),
        ("next week", "en", None),
        ("Smarch 3, 2019", "en", None),
    ],
)
def test_dates_of_documents(printed: str, language: str, day: str | None) -> None:
    assert read_date(printed, language=language) == day


def _rows(name: str, table: str) -> list[dict[str, Any]]:
    file = resources.files("hechos.reading") / "data" / name
    rows: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))[table]
    return rows


@pytest.mark.parametrize("rule", _rows("document.toml", "rule"), ids=lambda rule: rule["name"])
def test_every_rule_reads_its_examples(read: ReadBytes, rule: dict[str, Any]) -> None:
    assert rule["examples"] or rule["type"] == "dateline"
    for line, kind, value in rule["examples"]:
        content = f"{line}\n\n{BODY}" if rule["where"] in ("start", "head") else f"{BODY}\n\n{line}"
        claims = [c for c in read(content).claims if c.rule == rule["name"]]
        assert (kind, value) in [
            (c.content.type, c.content.value)
            for c in claims
            if isinstance(c.content, DocumentContent)
        ]


@pytest.mark.parametrize("table", ["relative", "residue"])
def test_every_pattern_fits_its_examples(table: str) -> None:
    for row in _rows("document.toml", table):
        assert row["examples"]
        for example in row["examples"]:
            assert re.search(row["pattern"], example)
