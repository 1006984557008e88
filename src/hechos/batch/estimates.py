"""Estimates of many tables: every stratum of every replicate, then each stratum and the total.

A piece of work is some tables. Fits are kept under `work/fits` by the hash of the table and the
settings: equal tables of two replicates are fitted once, and a run that was stopped loses at most
the fit it was at.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hechos.batch.cost import NOTHING, Cost, resident
from hechos.batch.parts import whole
from hechos.batch.steps import Failed, Made
from hechos.batch.tables import COUNT, COUNTS, NUMBER, TEXT, table
from hechos.counting.combining import combine_replicates, sum_strata
from hechos.counting.estimates import Estimate
from hechos.counting.estimating import Question, one_estimate
from hechos.counting.fits import Kept, digest_of
from hechos.counting.histories import Histories
from hechos.errors import HechosError

TABLES_IN_A_PART = 20
DRAWS = 1_000
SAMPLE = 5
ROW_BYTES = 6_000
ESTIMATES = {
    "replicate": TEXT,
    "stratum": TEXT,
    "documented": COUNT,
    "low": NUMBER,
    "median": NUMBER,
    "high": NUMBER,
    "verdict": TEXT,
    "reasons": TEXT,
    "draws": COUNTS,
}
COMBINED = "combined.json"
Key = tuple[str, tuple[str, ...]]
"""Replicate, and the values of the strata."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Some tables with their keys; hash over both."""

    number: int
    own: tuple[tuple[Key, Histories], ...]
    hash: str


def cut_tables(own: Mapping[Key, Histories], size: int) -> tuple[Tables, ...]:
    """Return the tables in parts, by their keys."""
    keys = sorted(own)
    parts = []
    for number, start in enumerate(range(0, len(keys), size)):
        some = tuple((key, own[key]) for key in keys[start : start + size])
        digest = digest_of([[key, one.lists, one.cells] for key, one in some])
        parts.append(Tables(number, some, digest))
    return tuple(parts)


def estimate_part(part: Tables, *, question: Question, fits: Path) -> Made:
    """Estimate every table of a part; one that cannot be worked on does not stop the others."""
    rows, failed = [], []
    asked = question.keeping(Kept(fits))
    for (replicate, stratum), histories in part.own:
        try:
            found = one_estimate(histories, asked, stratum)
        except HechosError as error:
            name = ", ".join(stratum)
            failed.append(Failed(replicate or name, name, error.code, str(error)))
            continue
        rows.append(_row(replicate, stratum, found))
    estimated = sum(1 for row in rows if row["median"] is not None)
    return Made(
        tables={"estimates": table(rows, ESTIMATES)},
        counts={"estimates": estimated, "refused": len(rows) - estimated},
        failed=tuple(failed),
    )


def _row(replicate: str, stratum: tuple[str, ...], found: Estimate) -> dict[str, Any]:
    return {
        "replicate": replicate,
        "stratum": json.dumps(stratum, ensure_ascii=False),
        "documented": found.documented,
        "low": found.low,
        "median": found.median,
        "high": found.high,
        "verdict": found.verdict.value,
        "reasons": " ".join(reason.code.value for reason in found.reasons),
        "draws": list(_thin(found.draws)),
    }


def _thin(draws: Sequence[int]) -> Iterable[int]:
    return draws[:: max(1, len(draws) // DRAWS)][:DRAWS]


def table_cost(parts: Sequence[Tables], missing: Sequence[Tables], question: Question) -> Cost:
    """Return what the estimates cost, by some of them, timed."""
    every = [one for part in missing for one in part.own]
    if not every:
        return NOTHING
    some = every[:: max(1, len(every) // SAMPLE)][:SAMPLE]
    one_estimate(some[0][1], question)  # what is compiled once is no cost of a table
    start = time.process_time()
    for _, histories in some:
        one_estimate(histories, question)
    each = (time.process_time() - start) / len(some)
    return Cost(
        items=len(every),
        of=sum(len(part.own) for part in parts),
        cpu=each * len(every),
        memory=resident(),
        disk=ROW_BYTES * len(every),
        timed=len(some),
    )


def write_combined(out: Path, *, question: Question, by: Sequence[str]) -> None:
    """Write each stratum over all replicates, and the total, beside the estimates.

    A stratum is combined where every replicate has an estimate of it; the total of a replicate is
    the sum of draws of just those. What is not combined is named."""
    rows = list(_read(out))
    replicates = sorted({row["replicate"] for row in rows})
    by_stratum: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        by_stratum.setdefault(row["stratum"], {})[row["replicate"]] = row
    done = {
        name: own
        for name, own in by_stratum.items()
        if len(own) == len(replicates) and all(row["median"] is not None for row in own.values())
    }
    plain = {
        "by": list(by),
        "method": question.method,
        "level": question.level,
        "replicates": len(replicates),
        "strata": [_stratum(name, own, question) for name, own in sorted(done.items())],
        "not_estimated": [json.loads(name) for name in sorted(set(by_stratum) - set(done))],
        "total": _total(done, replicates, question) if done else None,
    }
    words = json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False)
    whole(out / COMBINED, lambda path: path.write_text(words, encoding="utf-8"))


def _read(out: Path) -> Iterator[dict[str, Any]]:
    from pyarrow import parquet

    for file in sorted((out / "estimates").glob("*.parquet")):
        yield from parquet.read_table(file).to_pylist()


def _stratum(name: str, own: Mapping[str, Mapping[str, Any]], question: Question) -> dict[str, Any]:
    draws = {replicate: row["draws"] or [row["median"]] for replicate, row in own.items()}
    seen = {replicate: row["documented"] for replicate, row in own.items()}
    return {"stratum": json.loads(name), **_ends(draws, seen, question)}


def _total(
    done: Mapping[str, Mapping[str, Mapping[str, Any]]],
    replicates: Sequence[str],
    question: Question,
) -> dict[str, Any]:
    import numpy as np

    draws, seen = {}, {}
    for replicate in replicates:
        own = {name: rows[replicate] for name, rows in done.items()}
        parts = {
            name: np.array(row["draws"] or [row["median"]], float) for name, row in own.items()
        }
        draws[replicate] = sum_strata(parts, draw=DRAWS, seed=question.seed).tolist()
        seen[replicate] = sum(row["documented"] for row in own.values())
    return _ends(draws, seen, question)


def _ends(
    draws: Mapping[str, Sequence[float]], seen: Mapping[str, int], question: Question
) -> dict[str, Any]:
    import numpy as np

    order = sorted(draws)
    own = [np.array(draws[name], float) for name in order]
    if len(own) > 1:
        found = combine_replicates(own, [seen[name] for name in order], level=question.level)
        low, middle, high, documented = found.low, found.middle, found.high, found.documented
    else:
        ends = [(1 - question.level) / 2, 0.5, (1 + question.level) / 2]
        low, middle, high = (float(end) for end in np.quantile(own[0], ends))
        documented = float(seen[order[0]])
    return {
        "documented": round(documented, 2),
        "low": round(low, 2),
        "median": round(middle, 2),
        "high": round(high, 2),
    }
