"""Score incident links on MUC-4: accounts of one killing in two wires, with its victims unnamed.

usage: python bench/incidents.py

Two templates of one type are one incident where they share the full name of a victim and their
dates lie within 30 days, and two incidents where all full names differ. The names are then taken
away. Accounts are compared by the code that compares those of a case; as a peer, weights are
learned by logistic regression and tried on incidents left out (five folds). Figures are printed for

  as_printed  the descriptions of victims as the key prints them: with the name that each belongs
              to. So was the bar measured; the names are not quite hidden
  hidden      all words of victims' names removed from descriptions and actors
  undated     as `hidden`, with the different pairs of which one has no date
  boosted     the same pairs by gradient boosting on the same features, the peer
  shipped     the weights in the package, which are set by hand, on all three
  case        all templates as claims of one case, from blocking to incidents
  one_town, many_towns  10,000 invented accounts of one town in a month, of 300 towns in 300 days:
              CPU seconds from claims to incidents

At the end stands what logistic regression would learn from the pairs of `undated`, beside what is
shipped.
"""

from __future__ import annotations

import json
import math
import random
import re
import resource
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from _incident_case import claim_id, link, read
from _incident_crowd import crowd

from hechos.linking.episodes.compare import Account, Level, Rarity, compare, key_words
from hechos.linking.episodes.incidents import find_incidents
from hechos.linking.episodes.model import IncidentModel
from hechos.linking.facts import UNKNOWN, Joined, Span, span_of
from hechos.linking.parties import join_parties

HERE = Path(__file__).parent
MUC = HERE.parents[1] / "shared" / "data" / "muc4"
RULES = tomllib.loads((HERE / "incidents.toml").read_text("utf-8"))
MODEL = IncidentModel.load()
Pair = tuple[int, int]
_ON_OR_BEFORE = 10
"""Days before a date that the key gives as "on or before"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An incident template of a key. `refers`: names that descriptions belong to."""

    document: str
    names: frozenset[str]
    described: frozenset[str]
    refers: frozenset[str]
    targets: frozenset[str]
    actors: frozenset[str]
    weapons: frozenset[str]
    edtf: str
    account: Account


@dataclass(frozen=True, slots=True)
class Silver:
    """Pairs that are one incident (`group` says which): all, and at most 8 of each; and two."""

    same: list[Pair]
    every: list[Pair]
    group: dict[int, int]
    near: list[Pair]
    undated: list[Pair]


# --- the keys --------------------------------------------------------------------------------


def read_templates(folder: Path = MUC) -> list[Template]:
    found = []
    for name in RULES["sets"]:
        for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            found += [_template(row["docid"], one) for one in row["templates"]]
    return [one for one in found if one.account.acts]


def _template(document: str, row: dict[str, Any]) -> Template:
    described = _strings(row, "hum_tgt_description")
    actors = {*_strings(row, "perp_individual_id"), *_strings(row, "perp_organization_id")}
    kinds = _strings(row, "incident_type")
    total = next((one.get("min") for one in _fills(row, "hum_tgt_total_number")), None)
    targets = _strings(row, "phys_tgt_id")
    weapons = _strings(row, "incident_instrument_id")
    edtf = next((one.get("edtf") for one in _fills(row, "incident_date")), None)
    account = Account(
        acts=frozenset(kinds[:1]),
        types=frozenset(kinds[:1]),
        span=_span(edtf),
        place=_place(next(iter(_fills(row, "incident_location")), {})),
        targets=_keys(targets),
        actors=_keys(actors),
        weapons=_keys(weapons),
        counts=frozenset({(kinds[0], float(total), True)} if total else ()),
        language="en",
    )
    refers = {
        re.sub(r"[^A-Z ]", "", name).strip()
        for slot in row["hum_tgt_description"]
        if isinstance(slot, dict)
        for name in slot.get("ref", ())
    }
    return Template(
        document=document,
        names=frozenset(_strings(row, "hum_tgt_name")),
        described=frozenset(described),
        refers=frozenset(refers - {""}),
        targets=frozenset(targets),
        actors=frozenset(actors),
        weapons=frozenset(weapons),
        edtf=_days(account.span),
        account=account,
    )


def _fills(row: dict[str, Any], slot: str) -> Iterator[Any]:
    for fill in row[slot][:1]:
        if isinstance(fill, dict):
            yield fill["alts"][0]


def _strings(row: dict[str, Any], slot: str) -> list[str]:
    fills = [fill for fill in row[slot] if isinstance(fill, dict)]
    found = [re.sub(r"[^A-Z ]", "", str(one)).strip() for fill in fills for one in fill["alts"]]
    return [one for one in found if one]


def _keys(strings: Iterable[str]) -> frozenset[str]:
    return frozenset(key for one in strings for key in key_words(one, "en"))


def _span(edtf: str | None) -> Span:
    span = span_of(edtf)
    if span.start is None and span.end is not None:
        return Span(span.end - _ON_OR_BEFORE, span.end)
    return span if span.days is not None else UNKNOWN


def _days(span: Span) -> str:
    if span.start is None or span.end is None:
        return ""
    first, last = (date.fromordinal(day).isoformat() for day in (span.start, span.end))
    return first if first == last else f"{first}/{last}"


def _place(fill: dict[str, Any]) -> tuple[str, ...]:
    return tuple(level[0]["name"].lower() for level in fill.get("levels", ()) if level)


# --- silver truth ----------------------------------------------------------------------------


def silver_of(templates: Sequence[Template]) -> Silver:
    same: list[Pair] = []
    other: list[Pair] = []
    by_type: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(templates):
        by_type[min(one.account.acts)].append(number)
    for numbers in by_type.values():
        for a, b in combinations(numbers, 2):
            is_same = _is_same(templates[a], templates[b])
            if is_same is not None:
                (same if is_same else other).append((a, b))
    joined: Joined[int] = Joined()
    for a, b in same:
        joined.join(a, b)
    group = {n: joined.find(n) for pair in same for n in pair}
    gaps = {pair: _gap(templates, pair) for pair in other}
    return Silver(
        same=_capped(same, group),
        every=same,
        group=group,
        near=[pair for pair, gap in gaps.items() if gap is not None and gap <= RULES["near_days"]],
        undated=[pair for pair, gap in gaps.items() if gap is None],
    )


def _gap(templates: Sequence[Template], pair: Pair) -> int | None:
    return templates[pair[0]].account.span.gap(templates[pair[1]].account.span)


def _is_same(a: Template, b: Template) -> bool | None:
    """Tell by full names; None where they do not tell."""
    first, second = _full(a.names), _full(b.names)
    if a.document == b.document or not first or not second:
        return None
    if any(len(one & other) > 1 for one in first for other in second):
        gap = a.account.span.gap(b.account.span)
        return True if gap is None or gap <= RULES["same_days"] else None
    words = [{word for name in one.names for word in name.split()} for one in (a, b)]
    return None if words[0] & words[1] else False


def _full(names: Iterable[str]) -> list[set[str]]:
    return [set(words) for name in sorted(names) if len(words := name.split()) > 1]


def _capped(pairs: Iterable[Pair], group: dict[int, int]) -> list[Pair]:
    """Return at most so many pairs of each incident, so that the famous ones do not decide."""
    of: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        of[group[pair[0]]].append(pair)
    chance = random.Random(RULES["seed"])
    most = RULES["pairs_each"]
    return [one for some in of.values() for one in chance.sample(some, min(most, len(some)))]


def accounts_of(templates: Iterable[Template], *, hidden: bool) -> list[Account]:
    found = []
    for one in templates:
        if hidden:
            names = _keys(one.names | one.refers)
            victims, actors = _keys(one.described) - names, one.account.actors - names
        else:
            victims, actors = _keys(one.described | one.refers), one.account.actors
        found.append(replace(one.account, victims=victims, actors=actors))
    return found


# --- learning --------------------------------------------------------------------------------


Row = dict[str, float]


def rows_of(pairs: Iterable[Pair], accounts: Sequence[Account]) -> list[list[Level]]:
    rarity = Rarity(accounts, MODEL.bounds)
    return [
        list(compare(accounts[a], accounts[b], rarity=rarity, bounds=MODEL.bounds))
        for a, b in pairs
    ]


def matrix_of(rows: Sequence[Sequence[Level]], columns: Sequence[str]) -> Any:
    import numpy as np

    at = {column: number for number, column in enumerate(columns)}
    found = np.zeros((len(rows), len(columns)))
    for number, levels in enumerate(rows):
        for feature, level, bits in levels:
            if (column := at.get(f"{feature}.{level}")) is not None:
                found[number, column] = 1
            if (column := at.get(f"{feature}.{level} per bit")) is not None:
                found[number, column] = bits / RULES["bits_scale"]
    return found


def columns_of() -> list[str]:
    found = []
    for key in MODEL.weights:
        if key.split(".")[0] in RULES["learned"]:
            found.append(key)
            if key in RULES["per_bit"]:
                found.append(f"{key} per bit")
    return found


def fit(x: Any, y: Any, columns: Sequence[str]) -> Any:
    """Return weights and, last, the prior (natural logarithms): ridge, with signs that hold."""
    import numpy as np
    from scipy.optimize import minimize

    chained, limits = _constraints(columns)
    x1 = np.hstack([x, np.ones((len(x), 1))]) @ chained
    ridge = np.full(x1.shape[1], 1 / RULES["strength"])
    ridge[-1] = 0

    def loss(w: Any) -> tuple[float, Any]:
        z = x1 @ w
        p = 1 / (1 + np.exp(-z))
        value = np.logaddexp(0, z).sum() - y @ z + (ridge * w * w).sum() / 2
        return value, x1.T @ (p - y) + ridge * w

    start = np.zeros(x1.shape[1])
    return chained @ minimize(loss, start, jac=True, bounds=limits, method="L-BFGS-B").x


def _constraints(columns: Sequence[str]) -> tuple[Any, list[tuple[float | None, float | None]]]:
    """Return what turns steps between levels into weights, and the limits of those steps."""
    import numpy as np

    limits: list[tuple[float | None, float | None]] = [(None, None)] * (len(columns) + 1)
    for number, column in enumerate(columns):
        sign = "more" if column.endswith("per bit") else RULES["signs"].get(column, "")
        limits[number] = {"more": (0, None), "less": (None, 0), "": (None, None)}[sign]
    chained = np.eye(len(columns) + 1)
    for chain in RULES["rising"]:
        places = [columns.index(level) for level in chain]
        for number, place in enumerate(places):
            chained[place, places[:number]] = 1
            limits[place] = (0, None) if number else limits[place]
    return chained, limits


def cross_validated(task: Task, columns: Sequence[str], *, boosted: bool = False) -> Any:
    """Return a score of each pair by a model that saw no pair of its incident. `boosted`: by
    gradient boosting on the same columns, the peer."""
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import GroupKFold

    x, y = matrix_of(task.rows, columns), task.y
    found = np.zeros(len(y))
    for train, test in GroupKFold(RULES["folds"]).split(x, y, task.groups):
        if boosted:
            peer = HistGradientBoostingClassifier(max_iter=120, max_leaf_nodes=8, random_state=0)
            found[test] = peer.fit(x[train], y[train]).predict_proba(x[test])[:, 1]
        else:
            w = fit(x[train], y[train], columns)
            found[test] = x[test] @ w[:-1] + w[-1]
    return found


def measures(y: Any, scores: Any) -> dict[str, float]:
    """Return average precision, the best F with its precision and recall, and recall at P ≥ .9."""
    from sklearn.metrics import average_precision_score, precision_recall_curve

    precision, recall, _ = precision_recall_curve(y, scores)
    best = max((2 * p * r / (p + r), p, r) for p, r in zip(precision, recall, strict=True) if p + r)
    sure = max((r for p, r in zip(precision, recall, strict=True) if p >= 0.9), default=0.0)
    found = {"AP": average_precision_score(y, scores), "F1": best[0], "P": best[1], "R": best[2]}
    return {name: round(float(value), 3) for name, value in {**found, "R_at_P90": sure}.items()}


def at_cut(y: Any, scores: Sequence[Any]) -> dict[str, float]:
    """Return how the package decides: what it links, and what it links or asks about."""
    linked = [bool(one) for one, s in zip(y, scores, strict=True) if s.probability >= MODEL.same]
    asked = [bool(one) for one, s in zip(y, scores, strict=True) if s.probability >= MODEL.review]
    return {
        "linked_P": round(sum(linked) / max(1, len(linked)), 3),
        "linked_R": round(sum(linked) / sum(y), 3),
        "asked_P": round(sum(asked) / max(1, len(asked)), 3),
        "asked_R": round(sum(asked) / sum(y), 3),
    }


# --- what is printed -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Task:
    rows: list[list[Level]]
    y: Any
    groups: list[int]


def task_of(templates: Sequence[Template], silver: Silver, *, hidden: bool, undated: bool) -> Task:
    import numpy as np

    other = silver.near + (silver.undated if undated else [])
    pairs = silver.same + other
    rows = rows_of(pairs, accounts_of(templates, hidden=hidden))
    y = np.array([1.0] * len(silver.same) + [0.0] * len(other))
    groups = [silver.group[a] for a, _ in silver.same] + [10**6 + a for a, _ in other]
    return Task(rows, y, groups)


def measured(tasks: dict[str, Task]) -> dict[str, float]:
    found: dict[str, float] = {}
    columns = columns_of()
    for name, task in tasks.items():
        for who, boosted in (("", False), ("boosted.", True)):
            scores = cross_validated(task, columns, boosted=boosted)
            figures = measures(task.y, scores)
            found |= {f"{who}{name}.{key}": value for key, value in figures.items()}
    for name, task in tasks.items():
        scored = [MODEL.add_up(levels) for levels in task.rows]
        shipped = measures(task.y, [one.weight for one in scored]) | at_cut(task.y, scored)
        found |= {f"shipped.{name}.{key}": value for key, value in shipped.items()}
    return found


def in_case(templates: Sequence[Template], silver: Silver, *, hidden: bool) -> dict[str, float]:
    """Return what a case of all templates makes of the pairs: joined, or with the two incidents
    shown to a person (`shown_R` counts the joined too); and how many edges and questions.
    Precision is that of all pairs, recall that of at most 8 of each incident."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    found = link(templates, RULES["types"], hidden=hidden)
    seconds = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before

    def homes(pairs: Iterable[Pair]) -> list[frozenset[str]]:
        return [frozenset(found.by_claim[claim_id(n)].id for n in pair) for pair in pairs]

    asked = {frozenset(found.by_claim[one].id for one in (e.a, e.b)) for e in found.edges}
    right = sum(len(home) == 1 for home in homes(silver.every))
    wrong = sum(len(home) == 1 for home in homes([*silver.near, *silver.undated]))
    joined = sum(len(home) == 1 for home in homes(silver.same))
    shown = sum(len(home) == 1 or home in asked for home in homes(silver.same))
    return {
        "joined_P": round(right / max(1, right + wrong), 3),
        "joined_R": round(joined / len(silver.same), 3),
        "shown_R": round(shown / len(silver.same), 3),
        "edges": len(found.edges),
        "asked": sum(one.judgement == "review" for one in found.edges),
        "largest": max(len(one.claims) for one in found.records),
        "seconds": round(seconds, 1),
    }


def show(found: dict[str, float]) -> int:
    """Print each measure beside its bar, the peer's figure and its floor; return how many fell."""
    fallen = 0
    print(f"{'measure':34} {'now':>6} {'bar':>6} {'peer':>6} {'floor':>6}")
    for name, value in found.items():
        if name.startswith("boosted."):
            continue
        limit = RULES["measures"].get(name, {})
        floor = limit.get("floor", limit.get("most"))
        fell = value < limit.get("floor", value) or value > limit.get("most", value)
        peer = limit.get("peer", found.get(f"boosted.{name}"))
        cells = [value, limit.get("bar"), peer, floor]
        printed = " ".join(f"{'-' if cell is None else cell:>6}" for cell in cells)
        print(f"{name:34} {printed}{'  FELL' if fell else ''}")
        fallen += fell
    return fallen


def learned(task: Task) -> dict[str, float]:
    """Return prior and weights (log2 of odds) that logistic regression learns from all pairs."""
    columns = columns_of()
    weights = fit(matrix_of(task.rows, columns), task.y, columns) / math.log(2)
    value = dict(zip([*columns, "prior"], (float(one) for one in weights), strict=True))
    for feature in RULES["neutral"]:
        shift = _shift(feature, value, task)
        value["prior"] += shift
        value |= {key: value[key] - shift for key in columns if _is_level_of(feature, key)}
    return value


def show_weights(value: dict[str, float]) -> None:
    print(f"{'level':24} {'shipped':>8} {'per bit':>8} {'learned':>8} {'per bit':>8}")
    print(f"{'prior':24} {MODEL.prior:8.2f} {'':8} {value['prior']:8.2f}")
    for key, row in MODEL.weights.items():
        per_bit = value.get(f"{key} per bit", 0.0) / RULES["bits_scale"]
        found = f"{value[key]:8.2f} {per_bit:8.3f}" if key in value else f"{'-':>8} {'-':>8}"
        print(f"{key:24} {row.weight:8.2f} {row.per_bit:8.3f} {found}")


def _is_level_of(feature: str, column: str) -> bool:
    return column.startswith(f"{feature}.") and not column.endswith("per bit")


def _shift(feature: str, value: dict[str, float], task: Task) -> float:
    """Return by how much the levels are off what evidence means: odds that are even on average
    over pairs of two incidents. So what is unstated says neither."""
    odds = [
        2 ** (value[f"{name}.{level}"] + value.get(f"{name}.{level} per bit", 0.0) * bits / scale)
        for levels, is_same in zip(task.rows, task.y, strict=True)
        for name, level, bits in levels
        if name == feature and not is_same and f"{name}.{level}" in value
        for scale in (RULES["bits_scale"],)
    ]
    return math.log2(sum(odds) / len(odds))


def in_town() -> dict[str, float]:
    """Return what it costs to link accounts of one town within a month, and of many in a year."""
    found: dict[str, float] = {}
    for name, shape in RULES["crowds"].items():
        facts = read(crowd(**shape, seed=RULES["seed"]), RULES["types"], hidden=True)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        incidents = find_incidents(facts, join_parties(facts))
        seconds = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
        found[f"{name}.seconds"] = round(seconds, 1)
        found[f"{name}.incidents"] = len(incidents.records)
    return found


def main() -> int:
    found = in_town()
    if not MUC.is_dir():
        print("The evaluation texts in ../shared are not here; only speed was measured.")
        return 1 if show(found) else 0
    templates = read_templates()
    silver = silver_of(templates)
    print(
        f"{len(templates)} templates; {len(set(silver.group.values()))} incidents with "
        f"{len(silver.same)} pairs; different: {len(silver.near)} within "
        f"{RULES['near_days']} days, {len(silver.undated)} undated"
    )
    tasks = {
        "as_printed": task_of(templates, silver, hidden=False, undated=False),
        "hidden": task_of(templates, silver, hidden=True, undated=False),
        "undated": task_of(templates, silver, hidden=True, undated=True),
    }
    found |= measured(tasks)
    for name, hidden in (("as_printed", False), ("hidden", True)):
        figures = in_case(templates, silver, hidden=hidden)
        found |= {f"case.{name}.{key}": value for key, value in figures.items()}
    show_weights(learned(tasks["undated"]))
    return 1 if show(found) else 0


if __name__ == "__main__":
    sys.exit(main())
