"""The whole path on generated articles: time per stage, peak memory, cost per article by size.

python bench/pipeline.py [--sizes 1000,10000]

Articles: 40 % own events, 40 % reprints or cuts in families of 1 to 50, 20 % relays with changed
figures (bench/_articles.py). Bar: cost per article at the largest size within 1.3 times of that
at the smallest. Each size runs in a process of its own, so that peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

BAR = 1.3


def one_size(count: int) -> dict[str, float]:
    from _articles import generate

    from hechos.app.home import open_home
    from hechos.records import Confidentiality

    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as scratch:
        sources = Path(scratch) / "sources"
        sources.mkdir()
        for name, text in generate(count, seed=11):
            (sources / name).write_text(text, encoding="utf-8")
        home = open_home(Path(scratch) / "home", create=True)
        from hechos.app.casework import intake as verbs
        from hechos.app.casework.cases import Plan, new_case
        from hechos.app.casework.desk import open_desk
        from hechos.app.casework.linkup import link

        new_case(home, "bench", plan=Plan(), by="keeper")
        figures: dict[str, float] = {"articles": count}
        with open_desk(home, "bench") as desk:
            intake = verbs.Intake()
            clock = Stopwatch(figures)
            incoming = list(
                verbs._incoming([str(sources)], Confidentiality.C1, None, intake)  # noqa: SLF001
            )
            known: dict[tuple[str, str], str] = {}
            for start in range(0, len(incoming), verbs.BATCH):
                batch = incoming[start : start + verbs.BATCH]
                verbs.preserve(desk, batch, by="keeper", known=known, intake=intake)
            clock.lap("archive")
            verbs.read_all(desk, intake, frozenset())
            clock.lap("read")
            verbs.code_all(desk, intake, frozenset())
            clock.lap("code")
            link(desk)
            clock.lap("link and weigh")
        figures["claims"] = intake.claims
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    figures["peak MB"] = max(own, children) / 1024
    return figures


class Stopwatch:
    """Wall and CPU seconds (children included) between laps, into a table."""

    def __init__(self, into: dict[str, float]) -> None:
        self.into = into
        self.wall, self.cpu = time.perf_counter(), cpu()

    def lap(self, name: str) -> None:
        wall, spent = time.perf_counter(), cpu()
        self.into[f"{name} s"] = wall - self.wall
        self.into[f"{name} cpu"] = spent - self.cpu
        self.wall, self.cpu = wall, spent


def cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--one", type=int)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one_size(options.one)))
        return
    results = []
    for size in options.sizes.split(","):
        command = [sys.executable, __file__, "--one", size]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        results.append(json.loads(done.stdout.splitlines()[-1]))
        show(results[-1])
    first, last = (per_article(r) for r in (results[0], results[-1]))
    ratio = last / first
    print(
        f"cost per article: {first * 1e3:.2f} ms CPU, then {last * 1e3:.2f} ms; "
        f"ratio {ratio:.2f}, bar {BAR} {'met' if ratio <= BAR else 'MISSED'}"
    )


def per_article(result: dict[str, float]) -> float:
    spent = sum(value for key, value in result.items() if key.endswith(" cpu"))
    return spent / result["articles"]


def show(result: dict[str, float]) -> None:
    print(f"{result['articles']:.0f} articles, {result['claims']:.0f} claims")
    for key, value in result.items():
        if key not in ("articles", "claims"):
            print(f"  {key:20} {value:10.2f}")


if __name__ == "__main__":
    main()
