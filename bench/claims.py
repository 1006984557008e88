"""Score the coder on coded sets: figures, acts and slots beside their bars; misses to files.

usage: python bench/claims.py [--errors PREFIX]

Slots are scored where gold fills them and, apart, where gold leaves them open (_null). The seeds
and the texts were read and tuned on: acceptance, not quality. claims.toml holds bars and floors;
exits with 1 where a measure fell below its floor. Rules that fire in one document only are
listed, since they may be fitted to it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
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


LANGUAGES = ("en", "es", "pt")
SLOTS = ("source", "date", "date_overlap", "place_below_country", "perpetrators")


@dataclass(frozen=True)
class Set:
    """A coded set: its gold, the rows and claims made of its texts, and their languages."""

    name: str
    gold: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    languages: dict[str, str]
    fired: dict[str, set[str]]


def code(name: str, gold: Path, folder: Path, rules: CodingRules) -> Set:
    rows, languages = [], {}
    fired: dict[str, set[str]] = {}
    for path in sorted(folder.glob("*.txt")):
        text, documents = read(path)
        languages[path.name] = text.language
        for claim in code_text(text, documents, rules=rules, case=CASE, name=path.stem):
            rows.extend(claim_rows(claim, path.name))
            fired.setdefault(claim.rule.split("/")[0], set()).add(path.name)
    lines = gold.read_text(encoding="utf-8").splitlines()
    return Set(name, [json.loads(line) for line in lines if line], rows, languages, fired)


def score(
    coded: Set, subset: str, *, errors: str = "", language: str | None = None
) -> dict[str, Any]:
    """Score the rows of a set, of one language where one is given, by the sets' own scorer."""
    docs = {doc for doc, its in coded.languages.items() if language in (None, its)}
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for part, rows in (("gold", coded.gold), ("rows", coded.rows)):
            file = Path(folder) / f"{part}.jsonl"
            kept = [json.dumps(row) + "\n" for row in rows if row["doc"] in docs]
            file.write_text("".join(kept), encoding="utf-8")
            files.append(str(file))
        command = [sys.executable, str(SHARED / "data/coding/claims_score.py"), *files]
        missed = errors or f"{folder}/errors.tsv"
        command += ["--subset", subset, "--errors", missed]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def slots_of(result: dict[str, Any]) -> dict[str, float | None]:
    """Return the share of right slots where filled, and the least share of null slots kept."""
    filled = result["slot_filled"]
    found = {slot: filled[slot][0] if filled.get(slot) else None for slot in SLOTS}
    kept = result["slot_null_kept"]
    return found | {f"{slot}_null": pair[0] for slot, pair in kept.items() if pair}


def measured(seeds: Set, texts: Set, errors: str) -> dict[str, float | None]:
    """Return every measure by name."""
    numeric = score(seeds, "numeric", errors=errors and f"{errors}-seeds.numeric.tsv")
    acts = score(seeds, "acts", errors=errors and f"{errors}-seeds.acts.tsv")
    figures = score(texts, "numeric", errors=errors and f"{errors}-texts.numeric.tsv")
    found: dict[str, float | None] = {
        "seeds.figures_found": numeric["tp"],
        "seeds.figures_spurious": numeric["pred"] - numeric["tp"],
        "seeds.acts.P": acts["P"],
        "seeds.acts.R": acts["R"],
        "texts.F": figures["F"],
        "texts.P": figures["P"],
    }
    found |= {f"seeds.{slot}": value for slot, value in slots_of(acts).items()}
    found |= {f"texts.{slot}": value for slot, value in slots_of(figures).items()}
    for language in LANGUAGES:
        one = score(texts, "numeric", language=language)
        found[f"texts.{language}.F"], found[f"texts.{language}.P"] = one["F"], one["P"]
        found |= {f"texts.{language}.{slot}": value for slot, value in slots_of(one).items()}
    return found


def show(found: dict[str, float | None], limits: dict[str, dict[str, float]]) -> int:
    """Print each measure beside its bar, its stretch and its floor; return how many fell."""
    fallen = 0
    print(f"{'measure':36} {'now':>6} {'bar':>6} {'stretch':>8} {'floor':>6}")
    for name, value in found.items():
        limit = limits.get(name, {})
        floor, is_less = limit.get("floor"), "spurious" in name
        fell = value is not None and floor is not None
        fell = fell and (value > floor if is_less else value < floor)  # type: ignore[operator]
        cells = [limit.get(key) for key in ("bar", "stretch", "floor")]
        printed = " ".join(f"{'-' if cell is None else cell:>7}" for cell in [value, *cells])
        print(f"{name:36}{printed}{'  FELL' if fell else ''}")
        fallen += fell
    return fallen


def lonely(*sets: Set) -> list[str]:
    """Return the entries that fire in one document only of all sets: they may be fitted to it."""
    docs: dict[str, set[str]] = {}
    for coded in sets:
        for rule, names in coded.fired.items():
            docs.setdefault(rule, set()).update(f"{coded.name}/{name}" for name in names)
    return sorted(
        f"{rule} ({next(iter(names))})" for rule, names in docs.items() if len(names) == 1
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", default="", help="write misses to PREFIX-<set>.<subset>.tsv")
    prefix = parser.parse_args().errors
    if not SHARED.is_dir():
        print("The evaluation texts in ../shared are not here; nothing was scored.")
        return 0
    rules = CodingRules.load(pack="ve")
    coded = SHARED / "data/coding"
    seeds = code("seeds", coded / "seeds_gold.jsonl", SHARED / "seeds", rules)
    texts = code("texts", coded / "heldout_dev_gold.jsonl", coded / "texts", rules)
    limits = tomllib.loads((Path(__file__).parent / "claims.toml").read_text(encoding="utf-8"))
    fallen = show(measured(seeds, texts, prefix), limits["measures"])
    alone = lonely(seeds, texts)
    print(f"\n{len(alone)} entries fire in one document of all sets:")
    print("\n".join(f"  {one}" for one in alone))
    return 1 if fallen else 0


if __name__ == "__main__":
    raise SystemExit(main())
