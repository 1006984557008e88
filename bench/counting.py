"""Estimates against R's packages and against simulated populations: `make bench-counting`.

    bench/counting.py                 every bar, 100 populations each
    bench/counting.py B1 B7 --replicates 20 --seeds 5

Prints for each bar the figure, R's, and whether it is met; ends with 1 where one is not.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if not __package__:
    sys.path.insert(0, str(Path(__file__).parent))

import _counting_runs as runs
import numpy as np

from hechos.counting import Context, Estimate, estimate
from hechos.counting.combining import combine_replicates, sum_strata
from hechos.counting.systems.checks import Trial, check_each
from hechos.counting.systems.graphs import average, decomposable, fast_grid, full_grid
from hechos.counting.systems.linkage import adjust
from hechos.counting.systems.selection import best_bic, stepwise
from hechos.counting.systems.tables import Table

RULES: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "counting.toml").read_text(encoding="utf-8")
)
QUANTILES = {0.025: "2.5%", 0.5: "50%", 0.975: "97.5%"}


@dataclass(frozen=True)
class Asked:
    """How much is to be run: simulated populations of a scenario, seeds, strata."""

    replicates: int
    seeds: int
    strata: int


@dataclass(frozen=True)
class Line:
    """One figure: what it is of, ours, R's, and whether it is met (None: told, not asked)."""

    of: str
    ours: str
    r: str
    met: bool | None


Bar = Callable[[Asked], Iterator[Line]]


def b1(_: Asked) -> Iterator[Line]:
    wanted = [("kosovo", "long", 0.01, 0.03)]
    wanted += [(name, "std", 0.02, 0.06) for name in RULES["B1"]["tables"]]
    for name, tag, middle, ends in wanted:
        there = runs.lcmcr(name, tag)["quantiles"]
        one = runs.fitted(runs.table(name), "lcm").interval
        if one is None:
            yield Line(name, "refused", _three(there), met=False)
            continue
        off = [one.low / there["2.5%"] - 1, one.median / there["50%"] - 1]
        off.append(one.high / there["97.5%"] - 1)
        is_met = abs(off[1]) <= middle and max(abs(off[0]), abs(off[2])) <= ends
        apart = ", ".join(f"{share:+.1%}" for share in off)
        words = f"{one.low:,.0f} {one.median:,.0f} {one.high:,.0f} ({apart})"
        yield Line(name, words, _three(there), is_met)

    for name, median in RULES["B1"]["medians"].items():  # R's ends are not on record
        one = runs.fitted(runs.table(name), "lcm").interval
        apart = one.median / median - 1 if one else float("nan")
        words = f"{one.median:,.0f} ({apart:+.1%})" if one else "refused"
        yield Line(name, words, f"{median:,}", abs(apart) <= 0.02)


def _three(quantiles: dict[str, float]) -> str:
    return " ".join(f"{quantiles[name]:,.0f}" for name in QUANTILES.values())


def b2(_: Asked) -> Iterator[Line]:
    worst_mean = worst_whole = worst_fast = 0.0
    for one in runs.reference()["dga"]:
        settings, table = one["settings"], runs.table(one["dataset"])
        most, step = settings["Nmissing_max"], settings["Nmissing_step"]
        fast = average(table, delta=settings["delta"], grid=fast_grid(most))
        n = table.documented
        known = {share: one["quantiles"][name] for share, name in QUANTILES.items()}
        off = [abs((fast.quantile(share) + n) / end - 1) for share, end in known.items()]
        worst_fast = max(worst_fast, *off)
        if step > 1:
            continue  # R's own grid has gaps there
        whole = average(table, delta=settings["delta"], grid=full_grid(most))
        worst_mean = max(worst_mean, abs((whole.mean + n) / one["mean"] - 1))
        off = [abs((whole.quantile(share) + n) / end - 1) for share, end in known.items()]
        worst_whole = max(worst_whole, *off)
    yield Line("means, whole grid", f"off {worst_mean:.1e}", "", worst_mean <= 1e-6)
    yield Line("quantiles, whole grid", f"off {worst_whole:.1e}", "", worst_whole <= 1e-6)
    yield Line("quantiles, fast grid", f"off {worst_fast:.2%}", "", worst_fast <= 0.005)
    for name, lists, limit in (("uk_2013_5", 5, 0.1), ("uk_2013", 6, 1.0)):
        table = runs.table(name)
        decomposable(lists)
        grid = fast_grid(20 * table.documented)
        spent = min(runs.timed(average, table, delta=2.0**-lists, grid=grid)[1] for _ in range(3))
        yield Line(
            f"{lists} lists", f"{spent:.3f} s", "2.5 s" if lists == 5 else "–", spent <= limit
        )


def b3(_: Asked) -> Iterator[Line]:
    for name, total in RULES["B3"]["stepwise"].items():
        table = Table.of(runs.table(name))
        found = stepwise(table)
        ours = table.documented + found.unseen if found else float("nan")
        yield Line(f"{name}, steps", f"{ours:,.4f}", f"{total:,.4f}", abs(ours / total - 1) <= 1e-4)
    for name, (order, total) in RULES["B3"]["bic"].items():
        table = Table.of(runs.table(name))
        found = best_bic(table, order=order)
        ours = table.documented + found.unseen if found else float("nan")
        yield Line(f"{name}, BIC", f"{ours:,.4f}", f"{total:,.4f}", abs(ours / total - 1) <= 1e-4)
    for name in ("kosovo", "lesbian", "congenital_anomaly", "spina_bifida_my97"):
        rows = runs.reference()["loglinear"]
        there = next(r for r in rows if r["dataset"] == name and "BCa" in r["method"])
        one = runs.fitted(runs.table(name), "loglinear", samples=1_000).interval
        off = [one.low / there["lo"] - 1, one.high / there["hi"] - 1] if one else [1.0]
        words = f"{one.low:,.0f} {one.high:,.0f}" if one else "refused"
        r = f"{there['lo']:,.0f} {there['hi']:,.0f}"
        yield Line(f"{name}, bootstrap", words, r, max(map(abs, off)) <= 0.05)


def b4(_: Asked) -> Iterator[Line]:
    golden = json.loads((runs.DATA / "verdata_combine_golden.json").read_text(encoding="utf-8"))
    draws = [np.array(one["N"], float) for one in golden["replicates"]]
    found = combine_replicates(draws, [one["n_obs"] for one in golden["replicates"]])
    ours = (round(found.low), round(found.middle), round(found.high))
    yield Line("combined", str(ours), "(1266, 1593, 2148)", ours == (1_266, 1_593, 2_148))


def b5(_: Asked) -> Iterator[Line]:
    for name in RULES["B5"]["tables"]:
        table = runs.table(name)
        found, spent = runs.timed(runs.fitted, table, "lcm", effective=1_000)
        there = runs.lcmcr(name)["ess_per_cpu_s"]
        draws = found.diagnostics["effective"]
        rate = draws / spent
        is_met = rate >= 5 * there and spent <= 10 and draws >= 1_000
        words = f"{draws} in {spent:.1f} s: {rate:,.0f}/s, {rate / there:.1f} times"
        yield Line(name, words, f"{there:,.0f}/s", is_met)


def b6(asked: Asked) -> Iterator[Line]:
    for name in RULES["B6"]["tables"]:
        medians, refused, slow, apart = [], Tally(), 0, 0.0
        for seed in range(1, asked.seeds + 1):
            found, spent = runs.timed(runs.fitted, runs.table(name), "lcm", seed=seed)
            slow += spent > 120
            if found.interval:
                medians.append(found.interval.median)
            else:
                codes = (reason.code.value for reason in found.reasons if reason.refuses)
                refused.add(" and ".join(sorted(set(codes))))
        if medians:
            apart = max(medians) / min(medians) - 1
        words = f"{asked.seeds} seeds: {len(medians)} agreed"
        words += f" (medians {min(medians):,.0f} to {max(medians):,.0f})" if medians else ""
        words += f", refused {refused}, over 120 s {slow}"
        yield Line(
            name, words, "medians 1,414 to 2,116; 50,433 to 144,207", not slow and apart <= 0.1
        )


class Tally(dict[str, int]):
    """Counts that print as a few words."""

    def add(self, name: str) -> None:
        self[name] = self.get(name, 0) + 1

    def __str__(self) -> str:
        return ", ".join(f"{count} {name}" for name, count in sorted(self.items())) or "none"


def b7(asked: Asked) -> Iterator[Line]:
    shares = []
    there = json.loads((runs.DATA / "coverage.json").read_text(encoding="utf-8"))
    for scenario in RULES["B7"]["scenarios"]:
        held = refused = 0
        for number, strata in enumerate(runs.populations(scenario, asked.replicates)):
            draws = {}
            for name, (_, table) in strata.items():
                one = runs.fitted(table, "lcm", effective=400, warm=500, seed=number + 1)
                draws[name] = np.array(one.draws, float)
            if not all(len(own) for own in draws.values()):
                refused += 1
                continue
            ends = np.quantile(sum_strata(draws, draw=4_000, seed=1), [0.025, 0.975])
            held += bool(ends[0] <= sum(people for people, _ in strata.values()) <= ends[1])
        done = asked.replicates - refused
        share = held / done if done else 0.0
        shares.append(share)
        words = f"{share:.0%} of {done}, {refused} refused"
        yield Line(scenario, words, _coverage(there, scenario), share >= 0.88)
    yield Line("mean", f"{np.mean(shares):.1%}", "96% (least 90%)", bool(np.mean(shares) >= 0.93))


def _coverage(there: Any, scenario: str) -> str:
    found = there.get(scenario, {}) if isinstance(there, dict) else {}
    for name, own in found.items() if isinstance(found, dict) else ():
        if "lcmcr" in name.lower() and isinstance(own, dict) and "coverage" in own:
            return f"{own['coverage']:.0%}"
    return ""


def b8(_: Asked) -> Iterator[Line]:
    for verdict in ("estimate", "warn", "refuse"):
        for name in RULES["B8"][verdict]:
            found, spent = runs.timed(_judged, name)
            words = f"{found.verdict.value} {' '.join(r.code.value for r in found.reasons)}"
            yield Line(name, f"{words} ({spent:.0f} s)", "", found.verdict.value == verdict)
    for verdict, is_there in (("graphs", True), ("no_graphs", False)):
        for name in RULES["B8"][verdict]:
            one = runs.fitted(runs.table(name), "dga")
            words = " ".join(reason.code.value for reason in one.reasons) or "no reason"
            yield Line(f"{name}, graphs", words, "", (one.interval is not None) == is_there)


def _judged(name: str) -> Estimate:
    """Return the estimate; of the Philippines without the lists of under 10 people."""
    table = runs.table(name)
    small = [one for one, size in zip(table.lists, table.sizes, strict=True) if size < 10]
    left_out = tuple(small) if name.startswith("ph_") else ()
    return estimate(table, context=Context(left_out=left_out))


def b9(asked: Asked) -> Iterator[Line]:
    for scenario in RULES["B9"]["scenarios"]:
        held = plain = done = 0
        for number, (people, table, linkage) in enumerate(
            runs.badly_linked(scenario, asked.replicates)
        ):
            one = runs.fitted(table, "dga", seed=number + 1)
            if one.interval is None:
                continue
            band = adjust(table, one.draws, linkage, seed=number, level=0.95)
            done += 1
            plain += people in one.interval
            held += band is not None and people in band
        words = f"{held / done:.0%} of {done}; without {plain / done:.0%}"
        yield Line(
            scenario,
            words,
            {"link_miss5": "53%", "link_false5": "27%"}.get(scenario, "0%"),
            held / done >= 0.85,
        )


def b10(_: Asked) -> Iterator[Line]:
    for method, there in (("lcm", "31 of 58"), ("dga", "24 of 43")):
        covered = []
        for name in RULES["B10"]["tables"]:
            table = runs.table(name)
            if method == "dga" and len(table.lists) > 6:
                continue
            found = check_each(table, Trial(method, {"seed": 1}))
            covered += [one.is_covered for one in found if one.interval]
        share = sum(map(bool, covered)) / len(covered)
        yield Line(
            method, f"{sum(map(bool, covered))} of {len(covered)} ({share:.0%})", there, None
        )


def b11(asked: Asked) -> Iterator[Line]:
    tables = [
        strata["all"][1]
        for scenario in ("indep3", "mv_sim4", "reprint4", "six_lists")
        for strata in runs.populations(scenario, -(-asked.strata // 4))
    ]
    found, spent = runs.timed(
        lambda: [runs.fitted(one, "lcm", effective=400, warm=500) for one in tables]
    )
    again = [runs.fitted(one, "lcm", effective=400, warm=500) for one in tables[:3]]
    minutes = spent / len(tables) * 500 / 60 / 2
    yield Line(
        f"{len(tables)} strata",
        f"{spent / len(tables):.2f} s each: 500 in {minutes:.0f} min on 2 cores",
        "480 s each",
        minutes <= 30,
    )
    yield Line(
        "a second run", "the same" if again == found[:3] else "differs", "", again == found[:3]
    )


BARS: dict[str, Bar] = {
    "B1": b1, "B2": b2, "B3": b3, "B4": b4, "B5": b5, "B6": b6,
    "B7": b7, "B8": b8, "B9": b9, "B10": b10, "B11": b11,
}  # fmt: skip


def main(words: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bars", nargs="*", metavar="BAR", help=f"{', '.join(BARS)}; without, all")
    parser.add_argument("--replicates", type=int, default=100, help="populations of a scenario")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--strata", type=int, default=40)
    given = parser.parse_args(list(words) if words is not None else None)
    if not runs.DATA.is_dir():
        print(f"The evaluation data is not in {runs.DATA}: nothing to measure.")
        return 0
    runs.warm_up()
    asked = Asked(given.replicates, given.seeds, given.strata)
    missed = 0
    for name in given.bars or BARS:
        print(f"{name}  {RULES[name]['words']}", flush=True)
        for line in BARS[name](asked):
            mark = "" if line.met is None else "met" if line.met else "MISSED"
            missed += line.met is False
            print(f"  {line.of:40} {line.ours:60} R: {line.r:30} {mark}", flush=True)
    print(f"{missed} figures missed." if missed else "Every figure is met.")
    return 1 if missed else 0


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())
