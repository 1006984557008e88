"""`hechos estimate LISTS.csv`, as somebody without a home uses it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from hechos.cli import main

pytest.importorskip("scipy")
TABLE = """a,b,c,count
1,0,0,60
0,1,0,55
0,0,1,50
1,1,0,25
1,0,1,22
0,1,1,20
1,1,1,12
"""
BY_SEX = """a,b,c,sex,count
1,0,0,men,60
0,1,0,men,55
0,0,1,men,50
1,1,0,men,25
1,0,1,men,22
0,1,1,men,20
1,1,1,men,12
1,0,0,women,4
0,1,0,women,3
1,1,0,women,2
"""


def hechos(*words: str, code: int | None = 0) -> Result:
    result = CliRunner().invoke(main, list(words))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    if code is not None:
        assert result.exit_code == code, result.output
    return result


def plain(*words: str) -> dict[str, Any]:
    return dict(json.loads(hechos(*words, "--json").stdout))


@pytest.fixture
def table(tmp_path: Path) -> str:
    return written(tmp_path, TABLE)


def written(folder: Path, text: str) -> str:
    path = folder / "lists.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


DGA = ("--method", "dga", "--quick")


def test_the_interval_comes_first_and_the_median_second(table: str) -> None:
    said = hechos("estimate", table, *DGA).stdout.splitlines()
    assert said[0].startswith("At least about ")
    assert "95% interval" in said[0]
    assert said[1].split()[0] == "median"
    assert said[2].split() == ["documented", "244"]
    assert "Assumed:" in said


def test_json_has_the_promised_keys_in_order(table: str) -> None:
    got = plain("estimate", table, *DGA)
    first = "documented median low high level method verdict reasons diagnostics"
    assert list(got)[:9] == first.split()
    assert got["documented"] == 244
    assert 244 < got["low"] < got["median"] < got["high"]
    assert got == plain("estimate", table, *DGA)


def test_a_refusal_is_a_result_with_reasons_and_no_number(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b,count\n1,0,30\n0,1,20\n1,1,10\n")
    got = plain("estimate", path)
    assert (got["verdict"], got["documented"]) == ("refuse", 60)
    assert [got[end] for end in ("low", "median", "high")] == [None] * 3
    assert [r["code"] for r in got["reasons"]] == ["R1"]
    said = hechos("estimate", path).stdout
    assert said.startswith("Documented 60; the total is not estimated.")
    assert "at least 3 independent lists" in said
    assert "Assumed" not in said


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--unit", "event"), "R6"),
        (("--unit", "unnamed group"), "R6"),
        (("--linkage-unmeasured",), "R7"),
        (("--same-origin", "a=b"), "R1"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_the_table_does_not_say_is_asked_of_the_gate(
    table: str, words: tuple[str, ...], code: str
) -> None:
    got = plain("estimate", table, *words)
    assert got["verdict"] == "refuse"
    assert code in [reason["code"] for reason in got["reasons"]]


def test_small_lists_are_left_out_by_decision_and_their_people_stay(tmp_path: Path) -> None:
    rows = TABLE.splitlines()
    whole = [rows[0].replace(",count", ",d,count")]
    whole += [",".join((*row.split(",")[:3], "0", row.split(",")[3])) for row in rows[1:]]
    path = written(tmp_path, "\n".join([*whole, "0,0,0,1,3", "1,0,0,1,1"]))
    for words in (("--least", "10"), ("--leave-out", "d")):
        got = plain("estimate", path, *DGA, *words)
        assert list(got["lists"]) == ["a", "b", "c"]
        assert got["documented"] == 248
        assert "Left out by decision: d." in got["log"]
    assert "no list “z”" in hechos("estimate", path, "--leave-out", "z", code=1).output


def test_strata_below_the_gate_are_named_and_not_summed(tmp_path: Path) -> None:
    path = written(tmp_path, BY_SEX)
    got = plain("estimate", path, *DGA, "--strata", "sex")
    assert got["not_estimated"] == [["women"]]
    assert got["documented"] == 253
    men = next(one for one in got["strata"] if one["sex"] == "men")
    assert got["median"] == pytest.approx(men["median"], rel=0.02)
    said = hechos("estimate", path, *DGA, "--strata", "sex").stdout
    assert "9 documented of strata that are not estimated: women" in said


def test_a_stratum_that_a_row_does_not_state_is_called_so(tmp_path: Path) -> None:
    path = written(tmp_path, f"{BY_SEX}1,0,0,,5\n")
    got = plain("estimate", path, *DGA, "--strata", "sex")
    assert got["not_estimated"] == [["not stated"], ["women"]]


def test_pictures_are_written_as_svg_and_png(table: str, tmp_path: Path) -> None:
    for name in ("total.svg", "total.png"):
        hechos("estimate", table, *DGA, "--plot", str(tmp_path / name))
    root = etree.fromstring((tmp_path / "total.svg").read_bytes())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "documented 244" in root.get("aria-label")
    assert (tmp_path / "total.png").read_bytes().startswith(b"\x89PNG")
    hechos("estimate", table, *DGA, "--plot", str(tmp_path / "l.svg"), "--picture", "lists")
    assert "People by the lists" in (tmp_path / "l.svg").read_text("utf-8")


def test_a_picture_of_nothing_is_a_sentence(table: str, tmp_path: Path) -> None:
    words = ("estimate", table, *DGA, "--plot", str(tmp_path / "p.svg"), "--picture", "left_out")
    result = hechos(*words, code=1)
    assert "the check by estimating the size of each list was not made" in result.output
    refused = written(tmp_path, "a,b\n1,0\n0,1\n")
    hechos("estimate", refused, "--plot", str(tmp_path / "r.svg"))
    assert "People by the lists" in (tmp_path / "r.svg").read_text("utf-8")


def test_the_result_is_written_to_a_file(table: str, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    got = plain("estimate", table, *DGA, "--out", str(out))
    assert json.loads(out.read_text("utf-8")) == got
    hechos("estimate", table, *DGA, "--out", str(tmp_path / "no" / "folder.json"), code=1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b,c\n1,0,0\n1,0\n", "Row 2 of lists.csv has 2 cells and not 3."),
        ("a,b,c\n1,0,0\n0,x,0\n", "Row 2 says “x” for the list “b”"),
        ("a,b,c\n1,0,0\n0,0,0\n", "Row 2 is on no list."),
        ("a,b,c,count\n1,0,0,-3\n", "Row 1 has “-3” people"),
        ("a,b,c,count\n1,0,0,many\n", "Row 1 has “many” people"),
        ("a,a,c\n1,0,0\n", "two columns “a”"),
        ("a,b,c\n", "no rows"),
        ("", "no rows"),
        ('a,b\n"1,0\n', "cannot be read as a CSV file"),
        ("a,b\n1,\x00\n", "which is neither 0 nor 1"),
    ],
    ids=[
        "short",
        "word",
        "empty",
        "negative",
        "words",
        "twice",
        "head",
        "nothing",
        "quote",
        "null",
    ],
)
def test_a_bad_table_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    result = hechos("estimate", written(tmp_path, text), *DGA, code=1)
    assert sentence in result.output
    assert result.stdout == ""
    assert "Traceback" not in result.output


def test_other_bad_files_and_columns_are_sentences(table: str, tmp_path: Path) -> None:
    assert "cannot be read" in hechos("estimate", str(tmp_path / "none.csv"), code=1).output
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00a")
    assert "cannot be read" in hechos("estimate", str(tmp_path / "b.csv"), code=1).output
    said = hechos("estimate", table, "--strata", "year", code=1).output
    assert "has no column “year”" in said
    assert "Its columns: a, b, c, count." in said
    assert "no list “z”" in hechos("estimate", table, "--same-origin", "a=z", code=1).output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Name either a table of lists or, with --case, a case."),
        (("lists.csv", "--case", "x"), "Name either a table of lists"),
        (("lists.csv", "--keep", "How many?"), "--keep and --list go with --case."),
        (("--case", "x", "--keep", "  "), "kept with its question"),
        (("lists.csv", "--plot", "x.pdf"), "A picture is written as .svg or .png."),
        (("lists.csv", "--picture", "lists"), "--picture goes with --plot FILE."),
        (("lists.csv", "--linkage-recall", ".9:.8:.95"), "together"),
        (("--case", "x", "--same-origin", "a=b"), "A case says itself"),
    ],
)
def test_options_that_do_not_go_together(words: tuple[str, ...], sentence: str) -> None:
    assert sentence in hechos("estimate", *words, code=2).output


@pytest.mark.parametrize(
    "share", ["0.9", ".9:.95:.99", "a:b:c", ".9:0:1", ".9:.8:1.2", "nan:.1:.2"]
)
def test_a_share_without_its_interval_is_a_sentence(table: str, share: str) -> None:
    words = ("--linkage-precision", share, "--linkage-recall", ".9:.8:.95")
    assert "For example .97:.95:.99" in hechos("estimate", table, *words, code=1).output


def test_without_the_extra_the_gate_still_speaks(
    table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    for name in ("scipy", "numba"):
        monkeypatch.setitem(sys.modules, name, None)
    result = hechos("estimate", table, *DGA, code=1)
    assert "pip install 'hechos[count]'" in result.output
    refused = written(tmp_path, "a,b\n1,0\n0,1\n")
    assert plain("estimate", refused)["verdict"] == "refuse"


def test_kosovo(shared: Path) -> None:
    got = plain("estimate", str(shared / "data" / "mse" / "kosovo.csv"), *DGA)
    assert got["documented"] == 4400
    assert [round(got[end]) for end in ("low", "median", "high")] == [9827, 12595, 16545]
