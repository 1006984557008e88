"""Score the coder on coded sets: prints figures and acts, misses to a file.

usage: python bench/claims.py [--errors PREFIX]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hechos.coding.code import code_text
from hechos.coding.rows import claim_rows
from hechos.coding.rules import CodingRules
from hechos.reading.read import read_text
from hechos.records import Capture, Case, Claim, Made, Text
from hechos.records.ids import uuid7

SHARED = Path(__file__).parents[2] / "shared"
MADE = Made(by="bench", at="2026-01-01T00:00:00Z")
CASE = Case(id=uuid7(1, b"0" * 10), case="", made=MADE, slug="bench", title="", seed="00" * 32)


def read(path: Path) -> tuple[Text, tuple[Claim, ...]]:
    """Return the text of a file and what the file says of itself, by the reading stage."""
    capture = Capture(
        id=uuid7(2, hashlib.sha256(path.name.encode()).digest()),
        case=CASE.id,
        made=MADE,
        object="",
        address="",
        name=path.name,
        origin=str(path),
        how="bench",
        tool="bench",
        size=path.stat().st_size,
        media_type="text/plain",
    )
    body = path.read_bytes().decode("utf-8")
    reading = read_text(body, capture=capture, case=CASE)
    if reading.text is None:
        raise SystemExit(f"{path.name}: {reading.failure}")
    return reading.text, reading.claims


def rows_of(texts: list[Path], rules: CodingRules) -> list[dict[str, Any]]:
    rows = []
    for path in texts:
        text, documents = read(path)
        for claim in code_text(text, documents, rules=rules, case=CASE, name=path.stem):
            rows.extend(claim_rows(claim, path.name))
    return rows


def score(gold: Path, rows: list[dict[str, Any]], subset: str, errors: str) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
        out.flush()
        command = [sys.executable, str(SHARED / "data/coding/claims_score.py"), str(gold), out.name]
        extra = ["--subset", subset, "--errors", f"{errors}.{subset}.tsv"]
        done = subprocess.run(command + extra, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", default="", help="write misses to PREFIX-<set>.<subset>.tsv")
    prefix = parser.parse_args().errors
    if not SHARED.is_dir():
        print("The evaluation texts in ../shared are not here; nothing was scored.")
        return
    rules = CodingRules.load(pack="ve")
    coded = SHARED / "data/coding"
    seeds = rows_of(sorted((SHARED / "seeds").glob("*.txt")), rules)
    texts = rows_of(sorted((coded / "texts").glob("*.txt")), rules)
    with tempfile.TemporaryDirectory() as folder:
        errors = prefix or f"{folder}/errors"
        for name, gold, rows, subset in (
            ("seeds", "seeds_gold.jsonl", seeds, "numeric"),
            ("seeds", "seeds_gold.jsonl", seeds, "acts"),
            ("texts", "heldout_dev_gold.jsonl", texts, "numeric"),
        ):
            result = score(coded / gold, rows, subset, f"{errors}-{name}")
            print(f"{name} {subset}: {json.dumps(result)}")


if __name__ == "__main__":
    main()
