"""The whole path in memory: order, reprints and impartiality (design §5, domain.md §11)."""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import DEMO

from hechos import pipeline
from hechos.cli.alone import captured, loose_case
from hechos.records import Case, CaseFile, Mandate, wire

PACKS = Path(__file__).parents[1] / "src" / "hechos" / "packs"


def run(files: list[Path], case: Case, *, rules: pipeline.Rules | None = None) -> CaseFile:
    used = rules or pipeline.Rules.load(pack=case.pack)
    items = [captured(case, file) for file in files]
    return pipeline.run(items, case=case, rules=used, at=case.made.at)


def lines(file: CaseFile) -> list[str]:
    """Return everything proposed as sorted JSON lines; ids are drawn from names and contents."""
    found = [
        *file.claims,
        *(item for group in (file.links, file.weights) for item in everything_in(group)),
    ]
    return sorted(wire.dumps(record) for record in found)


def everything_in(group: object) -> list[object]:
    return [item for name in group.__slots__ for item in getattr(group, name)]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def demo_files() -> list[Path]:
    return sorted(path for path in DEMO.iterdir() if path.is_file())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_inputs_changes_nothing(demo_files: list[Path], seed: int) -> None:
    case = loose_case("ve")
    shuffled = demo_files[:]
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    assert lines(run(demo_files, case)) == lines(run(shuffled, case))


def test_reprints_add_no_support(demo_files: list[Path], tmp_path: Path) -> None:
    case = loose_case("ve")
    before = support(run(demo_files, case))
    copies = []
    for number in range(3):
        copy = tmp_path / f"copy-{number}.txt"
        body = (DEMO / "demo-note-b.txt").read_text(encoding="utf-8")
        copy.write_text(body.replace("Demo note B", f"Copy note {number}"), encoding="utf-8")
        copies.append(copy)
    after = support(run([*demo_files, *copies], case))
    for statement, origins in before.items():
        assert after.get(statement, origins) <= origins, statement


def support(file: CaseFile) -> dict[str, int]:
    groups = Counter(group.proposition for group in file.links.origins)
    return {p.statement: groups[p.id] for p in file.links.propositions}


STORY = """Published: 14 May 2024

Officers of the Arvon Police killed at least 12 people in the town of Salto on 10 May 2024, the
Tarel Commission said in a report on Monday.

The Arvon Police denied that its officers had fired. The Velsa Police arrested 31 people in Salto
on 11 May 2024, according to Marta Olmos, director of the Tarel Commission.

Fighters of the Karun Front kidnapped two journalists on 12 May 2024, the Tarel Commission said.
The Dolan Front attacked a barracks of the Velsa Police, its commander Pedro Ruano said.
"""
SECOND = """Published: 16 May 2024

At least 14 people were killed by the Arvon Police in Salto on 10 May 2024, according to the
Basin Institute. The Velsa Police said that the dead were members of the Karun Front.
"""
SWAPS = [
    ("Arvon", "Velsa"),
    ("Karun", "Dolan"),
    ("Tarel Commission", "Basin Institute_"),
    ("Marta Olmos", "Pedro Ruano"),
]
PACK = """# A pack for tests.
[[entry]]
id = "xx.arvon"
kind = "{kind}"
names = {{ en = "Arvon Police" }}

[[entry]]
id = "xx.velsa"
kind = "police"
names = {{ en = "Velsa Police" }}

[[entry]]
id = "xx.karun"
kind = "armed_group"
names = {{ en = "Karun Front" }}

[[entry]]
id = "xx.dolan"
kind = "armed_group"
names = {{ en = "Dolan Front" }}
"""


def swapped(text: str) -> str:
    """Swap the names inside each kind; all pairs are of one length, so no offset moves."""
    table = {
        a: b
        for pair in (("Arvon", "Velsa"), ("Karun", "Dolan"), ("Marta Olmos", "Pedro Ruano"))
        for a, b in (pair, pair[::-1])
    }
    return re.sub("|".join(table), lambda found: table[found[0]], text)


def told(folder: Path, change: object = None, *, kind: str = "police") -> CaseFile:
    """Run the two stories with their pack, both changed by `change`."""
    turn = swapped if change else str
    folder.mkdir(parents=True)
    pack = folder / "xx"
    shutil.copytree(PACKS / "template", pack)
    (pack / "organisations.toml").write_text(turn(PACK.format(kind=kind)), encoding="utf-8")
    files = []
    for name, body in (("one.txt", STORY), ("two.txt", SECOND)):
        (folder / name).write_text(turn(body), encoding="utf-8")
        files.append(folder / name)
    case = replace(loose_case(str(pack)), mandate=Mandate(start="2024-01-01"))
    return run(files, case)


def nameless(file: CaseFile, turn: object = None) -> list[str]:
    """Return every proposal with names mapped back, without ids, hashes and keys, in list order."""
    found = [*file.claims, *everything_in(file.links), *everything_in(file.weights)]
    kept = []
    for record in found:
        text = wire.dumps(record)
        text = swapped(text) if turn else text
        text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", text)
        text = re.sub(r"[0-9a-f]{64}", "HASH", text)
        kept.append(re.sub(r'"(?:prefix|suffix)":"(?:[^"\\]|\\.)*"', "", text))
    return kept


def test_swapping_names_changes_nothing_but_the_names(tmp_path: Path) -> None:
    plain, turned = told(tmp_path / "a"), told(tmp_path / "b", change=True)
    assert plain.claims
    assert {p.kind for p in plain.links.propositions} >= {"act", "figure"}
    assert nameless(plain) == nameless(turned, turn=True)


def test_a_state_force_and_an_armed_group_are_weighed_alike(tmp_path: Path) -> None:
    """No legal labels or grounds of attribution depend on the kind yet: all must be equal."""
    state = told(tmp_path / "a")
    group = told(tmp_path / "b", kind="armed_group")
    assert nameless(state) == nameless(group)


def test_no_level_above_the_cap_comes_out_of_relays(demo_files: list[Path]) -> None:
    file = run(demo_files, loose_case("ve"))
    assert {a.level.value for a in file.weights.assessments} <= {"P0", "P1"}


def test_every_passage_is_verbatim(demo_files: list[Path]) -> None:
    file = run(demo_files, loose_case("ve"))
    bodies = {text.id: text.body for text in file.texts}
    spans = [p.selector for c in file.claims for p in c.passages if hasattr(p.selector, "quote")]
    assert spans
    for span in spans:
        assert span.holds_in(bodies[span.text])


def test_no_claim_is_read_across_the_cells_of_a_table(tmp_path: Path) -> None:
    table = tmp_path / "held.csv"
    table.write_text(
        "No,Name,Age,What,By,How out,Remark\n"
        "1,Ilka Ravendal,34,arrested,police,died in custody,\n"
        "2,Emmo Harsken,52,arrested,police,,Two neighbours were killed by soldiers on 4 May 2019.\n"
    )
    file = run([table], loose_case(None))
    acts = [claim for claim in file.claims if claim.content.kind == "act"]
    assert [claim.anchor.selector.quote for claim in acts] == [
        "Two neighbours were killed by soldiers on 4 May 2019."
    ]
    (two,) = acts
    assert two.content.quantity is not None
    assert two.content.quantity.low == 2
