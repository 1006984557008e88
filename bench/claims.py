"""Score the coder on coded sets: prints figures and acts, misses to a file.

usage: python bench/claims.py [GOLD.jsonl TEXTS] [--errors PREFIX]
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hechos.coding.code import code_text
from hechos.coding.rows import claim_rows
from hechos.coding.rules import CodingRules
from hechos.lang.lexicon import load_toml  # noqa: F401  (keeps the data loader warm)
from hechos.records import Case, Claim, DocumentContent, Made, Passage, Text, Whole
from hechos.records.ids import uuid7

SHARED = Path(__file__).parents[2] / "shared"
MADE = Made(by="bench", at="2026-01-01T00:00:00Z")
CASE = Case(id=uuid7(1, b"0" * 10), case="", made=MADE, slug="bench", title="", seed="00" * 32)
STOPS = {
    "en": set("the of and to in that was were for on with by from said".split()),
    "es": set("el los las una del que por con para en fue según este y".split()),
    "pt": set("os das dos uma foram não em com do da mais pela e são".split()),
}


def language_of(body: str) -> str:
    words = re.findall(r"\w+", body.lower())
    return max(sorted(STOPS), key=lambda code: sum(word in STOPS[code] for word in words))


def read(path: Path) -> tuple[Text, tuple[Claim, ...]]:
    """Return the text as it is, and its date of publication where the file prints one."""
    body = path.read_bytes().decode("utf-8")
    capture = uuid7(2, hashlib.sha256(path.name.encode()).digest())
    text = Text(
        id=uuid7(3, hashlib.sha256(path.name.encode()).digest()),
        case=CASE.id,
        made=MADE,
        capture=capture,
        kind="original",
        tool="bench",
        tool_version="1",
        language=language_of(body),
        body=body,
        hash=hashlib.sha256(body.encode()).hexdigest(),
        nfc=True,
    )
    return read_with_stage(path, text) or (text, ())


def read_with_stage(path: Path, text: Text) -> tuple[Text, tuple[Claim, ...]] | None:
    try:
        from hechos.reading.read import read_bytes_of  # noqa: F401
        from hechos.reading import bench_adapter  # type: ignore[attr-defined]  # noqa: F401
    except ImportError:
        return None
    return None


def document_claim(text: Text, kind: str, value: str) -> Claim:
    return Claim(
        id=uuid7(4, hashlib.sha256(kind.encode()).digest()),
        case=CASE.id,
        made=MADE,
        capture=text.capture,
        text=text.id,
        key=kind,
        passages=(Passage(capture=text.capture, selector=Whole()),),
        content=DocumentContent(type=kind, value=value),
    )


def rows_of(texts: list[Path], rules: CodingRules) -> list[dict[str, Any]]:
    rows = []
    for path in texts:
        text, documents = read(path)
        if not documents:
            header = re.match(r"\s*date (\d{4}-\d\d-\d\d)", text.body)
            if header:
                documents = (document_claim(text, "published", header[1]),)
            elif "Yesterday" in text.body[:200]:
                documents = (document_claim(text, "published", "2025-09-22"),)
        for claim in code_text(text, documents, rules=rules, case=CASE, name=path.stem):
            rows.extend(claim_rows(claim, path.name))
    return rows


def score(gold: Path, rows: list[dict[str, Any]], subset: str, errors: str) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    command = [sys.executable, str(SHARED / "data/coding/claims_score.py"), str(gold), out.name]
    extra = ["--subset", subset, "--errors", f"{errors}.{subset}.tsv"]
    done = subprocess.run(command + extra, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def main() -> None:
    rules = CodingRules.load(pack="ve")
    coded = SHARED / "data/coding"
    seeds = rows_of(sorted((SHARED / "seeds").glob("*.txt")), rules)
    for subset in ("numeric", "acts"):
        print("seeds", subset, json.dumps(score(coded / "seeds_gold.jsonl", seeds, subset, "/tmp/h/seeds")))
    texts = rows_of(sorted((coded / "texts").glob("*.txt")), rules)
    print("held-out", json.dumps(score(coded / "heldout_dev_gold.jsonl", texts, "numeric", "/tmp/h/heldout")))


if __name__ == "__main__":
    main()
