from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Cli, Texts

OPEN = """Published: 12 March 2024

The Harbour Office said on Monday that 12 people were killed in Norvik on 10 March 2024.
"""
NURSE = """Published: 13 March 2024

A nurse named Tilda Varnes said that 19 people were killed in Norvik on 10 March 2024.
"""
CONSENT = """given_by = "a nurse"
form = "oral"

[purposes]
internal_use = "{answer}"
"""


def report(cli: Cli, tmp_path: Path, audience: str) -> tuple[str, str]:
    out = tmp_path / f"out-{audience}"
    cli("report", "c", "--to", str(out), "--audience", audience)
    html = (out / "report.html").read_text(encoding="utf-8")
    return html, (out / "report.json").read_text(encoding="utf-8")


def test_a_report_leaves_out_what_its_audience_may_not_see(
    cli: Cli, texts: Texts, tmp_path: Path
) -> None:
    folder = texts(open=OPEN, secret=NURSE)
    cli("new", "c", "--class", "C0")
    cli("add", "c", str(folder / "open.txt"))
    cli("add", "c", str(folder / "secret.txt"), "--class", "C2")
    for audience in ("internal", "public"):
        for text in report(cli, tmp_path, audience):
            assert "Norvik" in text
            assert "Varnes" not in text
            assert "19 people" not in text
            assert "secret.txt" not in text


def test_consent_that_says_no_takes_a_source_out(cli: Cli, texts: Texts, tmp_path: Path) -> None:
    folder = texts(open=OPEN, secret=NURSE)
    consent = tmp_path / "consent.toml"
    cli("new", "c", "--class", "C0")
    cli("add", "c", str(folder / "open.txt"))
    consent.write_text(CONSENT.format(answer="no"), encoding="utf-8")
    cli("add", "c", str(folder / "secret.txt"), "--consent", str(consent))
    for text in report(cli, tmp_path, "internal"):
        assert "Varnes" not in text


def test_a_consent_file_that_cannot_be_read_stops_before_anything_is_added(
    cli: Cli, texts: Texts, tmp_path: Path
) -> None:
    folder = texts(open=OPEN)
    consent = tmp_path / "consent.toml"
    consent.write_text('given_by = "x"\n[purposes]\nfly = "yes"\n', encoding="utf-8")
    cli("new", "c")
    result = cli("add", "c", str(folder), "--consent", str(consent), code=1)
    assert "fly" in result.stderr
    assert cli.rows("captures", "c") == []


def test_every_statement_of_a_report_opens_on_a_passage(demo: Cli, tmp_path: Path) -> None:
    demo("report", "demo", "--to", str(tmp_path / "out"))
    html = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    tree = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    passages = {p["id"] for source in tree["sources"] for p in source["passages"]}
    assert passages
    for passage in passages:
        assert f'id="{passage}"' in html
    assert "<script" not in html
    assert "Content-Security-Policy" in html
    assert "Demonstration" in html


def test_a_report_says_how_many_statements_nobody_reviewed(demo: Cli, tmp_path: Path) -> None:
    claims = [c for c in demo.rows("claims", "demo") if c["state"] == "proposed"]
    demo("decide", claims[0]["id"], "accept", "--by", "keeper", "--because", "read")
    demo("report", "demo", "--to", str(tmp_path / "out"))
    html = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "accepted by" in html
    assert "reviewed by nobody" in html
