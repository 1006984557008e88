"""A batch against the same work done one by one, and Spark against this machine.

usage: python bench/batch.py [--documents N] [--articles N] [--people N] [--seed 1] [--no-spark]

Generated articles (bench/_articles.py) are coded and searched for reprints as `hechos batch` does
it: documents per CPU second beside the coder alone, what it said it would cost beside what it did,
edges beside the events that the articles tell of, and the same tables from Spark. Then a list of
made people (shared/data/linking/make_people.py beside the checkout) is linked on both. Times are
CPU seconds, those of child processes among them. Exits with 1 where batch.toml is missed.
"""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import dataset, parquet

sys.path.insert(0, str(Path(__file__).parent))

import _articles as made
from people import VICTIMS

from hechos.batch.documents import read_row
from hechos.batch.inputs import open_input
from hechos.batch.jobs import Job, Report
from hechos.batch.run import code_batch, reprint_batch
from hechos.cli.alone import loose_case
from hechos.coding.code import code_document
from hechos.coding.rules import installed
from hechos.engine.base import Engine, EngineName, EngineSettings
from hechos.engine.spark import SparkEngine
from hechos.engine.start import open_engine
from hechos.linking.persons.engines.spark import link_persons_on, similarity_jar
from hechos.linking.persons.link import PersonLinks, link_persons
from hechos.reading.rules import ReadingRules

BARS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
CASE = loose_case(None)
MAKE_PEOPLE = Path(__file__).parents[2] / "shared" / "data" / "linking" / "make_people.py"
Verb = Callable[..., Report | None]
_SAID = re.compile(r"about ([\d.]+) (s|min|h) of CPU")
_UNIT = {"s": 1, "min": 60, "h": 3600}


@dataclass
class Figures:
    """Figures beside their bars; those that miss a floor."""

    missed: list[str] = field(default_factory=list)

    def show(self, name: str, value: float, note: str = "") -> None:
        side = "least" if name in BARS["least"] else "most"
        bar, floor = (BARS[side][name][key] for key in ("bar", "floor"))
        good = [value >= limit if side == "least" else value <= limit for limit in (bar, floor)]
        verdict = "ok" if good[0] else "under the bar" if good[1] else "MISSED"
        if not good[1]:
            self.missed.append(name)
        print(f"{name:16} {value:10.3f}   at {side} {bar:<8g} {verdict:14} {note}", flush=True)


@dataclass(frozen=True)
class Done:
    out: Path
    report: Report
    cpu: float
    wall: float
    said: float


def cpu_seconds() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)


def megabytes() -> int:
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in both) // 1024


def write_articles(articles: list[made.Article], file: Path) -> Path:
    columns = {
        "id": [f"a{number}" for number in range(len(articles))],
        "name": [one.outlet for one in articles],
        "text": [made._text(one) for one in articles],  # noqa: SLF001
        "published": [one.published.isoformat() for one in articles],
    }
    parquet.write_table(pa.table(columns), file)
    return file


def done(verb: Verb, source: Path, out: Path, *, running: Engine | None = None) -> Done:
    said: list[str] = []
    settings = EngineSettings(workers=2, name=running.name if running else EngineName.LOCAL)
    job = Job(source=source, out=out, engine=settings, running=running, say=said.append)
    before, start = cpu_seconds(), time.time()
    report = verb(job, case=CASE)
    if report is None:
        raise RuntimeError("the batch did nothing")
    cost = _SAID.search(" ".join(said))
    seconds = float(cost[1]) * _UNIT[cost[2]] if cost else 0.0
    return Done(out, report, cpu_seconds() - before, time.time() - start, seconds)


def rows_of(folder: Path) -> Any:
    return dataset.dataset(sorted(folder.glob("*.parquet"))).to_table()


def coder_alone(source: Path) -> float:
    """Return the documents that the coder reads and codes in a second of CPU, without a batch."""
    rules, reading = installed(CASE.languages, None), ReadingRules.load()
    rows = list(open_input(source).rows())
    start = time.process_time()
    for row in rows:
        read = read_row(row, case=CASE, rules=reading)
        if read.text:
            code_document(read.text, read.claims, rules=rules, case=CASE, name=row.name)
    return len(rows) / (time.process_time() - start)


def measure_coding(source: Path, folder: Path, figures: Figures) -> Done:
    batch = done(code_batch, source, folder / "code")
    rate, alone = batch.report.rows / batch.cpu, coder_alone(source)
    note = f"{rate:.0f} documents per CPU second of {alone:.0f} alone; {batch.wall:.0f} s of wall"
    figures.show("coding_share", rate / alone, note)
    figures.show("coding_said", off(batch), f"said {batch.said:.0f} s, was {batch.cpu:.0f} s")
    return batch


def off(one: Done) -> float:
    return max(one.cpu / max(one.said, 1), one.said / max(one.cpu, 1))


def measure_reprints(
    articles: list[made.Article], source: Path, folder: Path, figures: Figures
) -> Done:
    batch = done(reprint_batch, source, folder / "reprints")
    edges = rows_of(batch.out / "edges")
    joined: set[int] = set()
    wrong = 0
    for edge in edges.select(["left", "right", "kind"]).to_pylist():
        a, b = int(edge["left"][1:]), int(edge["right"][1:])
        if articles[a].event is articles[b].event:
            joined.update((a, b))
        else:
            wrong += edge["kind"] == "reprint"
    copies = copies_in(articles)
    figures.show(
        "reprints_found", len(joined & copies) / max(1, len(copies)), f"of {len(copies)} copies"
    )
    figures.show("false_reprints", wrong, f"between events, of {len(edges)} edges")
    each = batch.cpu / len(articles)
    note = f"said {batch.said:.0f} s, was {batch.cpu:.0f} s, {1000 * each:.1f} ms a text"
    figures.show("reprints_said", off(batch), note)
    figures.show("megabytes", megabytes(), "the largest process")
    print(f"{'':16} a million texts at that rate: {each * 1e6 / 3600:.1f} hours of CPU")
    return batch


def copies_in(articles: list[made.Article]) -> set[int]:
    """Return the articles whose paragraphs another of the same event has, the half of them."""
    by_event: dict[int, list[int]] = {}
    for number, one in enumerate(articles):
        by_event.setdefault(id(one.event), []).append(number)
    found: set[int] = set()
    for numbers in by_event.values():
        for a in numbers:
            mine = set(articles[a].paragraphs[1:])
            others = (set(articles[b].paragraphs[1:]) for b in numbers if b != a)
            if any(2 * len(mine & other) >= len(mine) for other in others):
                found.add(a)
    return found


def differing(first: Path, second: Path) -> int:
    a, b = rows_of(first), rows_of(second)
    if a.num_rows != b.num_rows:
        return max(a.num_rows, b.num_rows)
    pairs = zip(a.to_pylist(), b.to_pylist(), strict=True)
    return sum(one != other for one, other in pairs)


@contextmanager
def spark(folder: Path) -> Iterator[Engine | None]:
    """Start Spark, or say why it cannot be."""
    if shutil.which("java") is None:
        print("Spark is left out: there is no Java here (make java).")
        yield None
        return
    settings = EngineSettings(
        name=EngineName.SPARK,
        workers=2,
        memory=4 << 30,
        scratch=folder / "scratch",
        jars=(similarity_jar(),),
    )
    start = time.time()
    with open_engine(settings) as engine:
        print(f"Spark started in {time.time() - start:.0f} s")
        yield engine


def measure_spark(
    engine: Engine, local: list[tuple[Verb, Path, Done, str]], folder: Path, figures: Figures
) -> None:
    for verb, source, here, table in local:
        there = done(verb, source, folder / f"spark-{table}", running=engine)
        rate = there.report.rows / there.wall
        beside = here.report.rows / here.wall
        note = f"{table}: {rate:.0f} rows per second of wall, {beside:.0f} on this machine"
        figures.show("spark_differs", differing(here.out / table, there.out / table), note)


def measure_people(engine: Engine, count: int, folder: Path, figures: Figures) -> None:
    """Link a made list on this machine and on Spark, with one model."""
    if not MAKE_PEOPLE.exists():
        print(f"No list is linked: {MAKE_PEOPLE.name} is not beside the checkout.")
        return
    file = folder / "people.parquet"
    command = [sys.executable, str(MAKE_PEOPLE), "--records", str(count), "--seed", "7"]
    subprocess.run([*command, "--out", str(file)], check=True, stdout=subprocess.DEVNULL)
    rows = parquet.read_table(file)
    truth = dict(zip(rows["unique_id"].to_pylist(), rows["truth"].to_pylist(), strict=True))
    start = time.process_time()
    here = link_persons(rows, fields=VICTIMS)
    spent = time.process_time() - start
    if not isinstance(engine, SparkEngine):
        return
    begun = time.time()
    there = link_persons_on(engine.session, rows, fields=VICTIMS)
    wall = time.time() - begun
    (f_here, many_here), (f_there, many_there) = (scored(one, truth) for one in (here, there))
    note = f"F1 {f_here:.4f} in {spent:.0f} s of CPU; Spark {f_there:.4f} in {wall:.0f} s of wall"
    figures.show("f1_differs", abs(f_here - f_there), note)
    off = abs(many_here - many_there) / many_here
    figures.show("clusters_differ", off, f"{many_here} and {many_there} persons")


def scored(links: PersonLinks, truth: dict[str, str]) -> tuple[float, int]:
    """Return pairwise F1 and how many clusters there are."""
    rows = links.clusters.to_pylist()
    found = Counter(row["cluster"] for row in rows)
    true = Counter(truth[row["id"]] for row in rows)
    both = Counter((row["cluster"], truth[row["id"]]) for row in rows)
    pairs = [sum(n * (n - 1) // 2 for n in one.values()) for one in (both, found, true)]
    return 2 * pairs[0] / (pairs[1] + pairs[2]), len(found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1500)
    parser.add_argument("--articles", type=int, default=4000)
    parser.add_argument("--people", type=int, default=10_000, help="0: no list is linked")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-spark", action="store_true")
    options = parser.parse_args()
    figures = Figures()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few = write_articles(made.articles(options.documents, options.seed), folder / "few.parquet")
        articles = made.articles(options.articles, options.seed + 1)
        many = write_articles(articles, folder / "many.parquet")
        coded = measure_coding(few, folder, figures)
        joined = measure_reprints(articles, many, folder, figures)
        if not options.no_spark:
            both = [(code_batch, few, coded, "claims"), (reprint_batch, many, joined, "edges")]
            with spark(folder) as engine:
                if engine:
                    measure_spark(engine, both, folder, figures)
                if engine and options.people:
                    measure_people(engine, options.people, folder, figures)
    if figures.missed:
        print(f"missed: {', '.join(figures.missed)}")
    return 1 if figures.missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
