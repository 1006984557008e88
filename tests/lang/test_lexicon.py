from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

import pytest

from hechos.errors import LexiconError
from hechos.lang.lexicon import load_csv, load_toml, ruleset


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: str
    colour: Colour = Colour.RED
    words: tuple[str, ...] = ()
    size: Literal["small", "large"] = "small"
    weight: float = 1.0
    count: int = 0
    names: Inner = Inner()
    open: bool = False


def write(folder: Path, text: str, name: str = "things.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_entries_become_frozen_records(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '[[entry]]\nid = "a"\ncolour = "blue"\nwords = ["x", "y"]\nweight = 2\n'
        'names = { en = "A" }\nopen = true\n[[entry]]\nid = "b"\n',
    )
    first, second = load_toml(path, entry=Entry)
    assert first == Entry(
        id="a", colour=Colour.BLUE, words=("x", "y"), weight=2.0, names=Inner(en="A"), open=True
    )
    assert second == Entry(id="b")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param('[[entry]]\ncolour = "red"', "id is missing", id="missing key"),
        pytest.param('[[entry]]\nid = "a"\ncolor = "red"', "no key color", id="unknown key"),
        pytest.param('[[entry]]\nid = "a"\ncolour = "green"', "closed list", id="unknown word"),
        pytest.param('[[entry]]\nid = "a"\nsize = "huge"', "closed list", id="unknown literal"),
        pytest.param('[[entry]]\nid = "a"\nwords = "x"', "list is needed", id="no list"),
        pytest.param('[[entry]]\nid = "a"\ncount = "x"', "not of type int", id="wrong type"),
        pytest.param('[[entry]]\nid = "a"\ncount = true', "not of type int", id="bool is no int"),
        pytest.param('[[entry]]\nid = "a"\nnames = "x"', "table is needed", id="no table"),
        pytest.param('[[entry]]\nid = "a"\n[[entry]]\nid = "a"', "two entries", id="twice"),
        pytest.param('[[entry]]\nid = "e\u0301"', "NFC", id="not NFC"),
        pytest.param("[[entry]\n", "not valid TOML", id="broken TOML"),
        pytest.param("entry = 3\n", "list of", id="no tables"),
    ],
)
def test_a_slip_names_its_file(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(LexiconError, match=says) as error:
        load_toml(write(tmp_path, text), entry=Entry)
    assert "things.toml" in str(error.value)


def test_a_slip_names_its_entry(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="'second'"):
        load_toml(
            write(tmp_path, '[[entry]]\nid="first"\n[[entry]]\nid="second"\nx=1'), entry=Entry
        )


def test_without_an_entry_class_the_plain_values_come(tmp_path: Path) -> None:
    assert load_toml(write(tmp_path, "a = [1, 2]")) == {"a": [1, 2]}


def test_missing_and_foreign_files_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="cannot be read"):
        load_toml(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'a = "\xe9"')
    with pytest.raises(LexiconError, match="UTF-8"):
        load_toml(tmp_path / "latin.toml")


def test_csv_rows_split_lists_and_skip_comments(tmp_path: Path) -> None:
    path = write(
        tmp_path, '# a comment\nid,words,open,count\na,"x|y, z",1,12\nb,,,\n', "things.csv"
    )
    assert load_csv(path, entry=Entry) == (
        Entry(id="a", words=("x", "y, z"), open=True, count=12),
        Entry(id="b"),
    )


def test_a_csv_row_with_too_few_cells_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="one cell per column"):
        load_csv(write(tmp_path, "id,words\na\n", "things.csv"), entry=Entry)


def test_the_hash_is_over_the_bytes_in_order(tmp_path: Path) -> None:
    a, b = write(tmp_path, "a = 1", "a.toml"), write(tmp_path, "b = 2", "b.toml")
    rules = ruleset("coding", "acts", a, b)
    assert rules.hash == hashlib.sha256(b"a = 1b = 2").hexdigest()
    assert (rules.stage, rules.name) == ("coding", "acts")
    assert ruleset("coding", "acts", b, a).hash != rules.hash
