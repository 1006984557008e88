"""A series of many numbers for one thing, told in short texts: the outcomes that they entitle."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from tests.acceptance.conftest import World, tell

TEXTS = {
    "a": """Published: 6 May 2031
Publisher: Alder Herald

At least 14 people, including one soldier, have died in the protests after the May 2031 mayoral
election in Chile.
""",
    "b": """Published: 14 May 2031
Publisher: Alder Herald

The Panel of Inquiry said on Wednesday that it had documented 33 deaths in the protests after
the mayoral election in Chile between 2 May and 12 May 2031.
""",
    "c": """Published: 18 June 2031
Publisher: Alder Herald

The Panel of Inquiry said on Wednesday that 36 people were killed in the protests that followed
the May 2031 mayoral election in Chile.
""",
    "d": """Published: 22 June 2031
Publisher: Port Gazette

The unrest after the May 2031 mayoral election in Chile left 39 dead, three of them soldiers,
according to official sources. Some 2,600 people were arrested, according to official sources.
""",
    "e": """Published: 22 June 2032
Publisher: River Post

The unrest following the May 2031 mayoral election in Chile resulted in 40 deaths and 2,600
arrests.
""",
    "f": """Published: 20 June 2032
Publisher: Alder Herald

The Panel of Inquiry said on Friday that 43 people were killed after the May 2031 mayoral
election in Chile: 36 in the protests and seven in custody.
""",
    "g": """Published: 6 June 2031
Publisher: Alder Herald

Foro Penal, a rights group, said on Friday that 1,720 people had been arrested in Chile since 3
May 2031, after the mayoral election.
""",
    "h": """Published: 20 May 2031
Publisher: Port Gazette

The government said on Tuesday that 2,300 people were arrested in the protests after the May
2031 mayoral election in Chile.
""",
}  # fmt: skip
DEATHS = (14, 33, 36, 39, 40, 43)
ARRESTS = (1720, 2300, 2600)
ENTITLED = {
    (33, 36): {"update_over_time"},
    (36, 39): {"different_universe"},
    (36, 43): {"different_universe"},
    (39, 40): {"update_over_time"},
    (1720, 2300): {"different_universe"},
}


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder: Path = tmp_path_factory.mktemp("series")
    for name, text in TEXTS.items():
        head, body = text.split("\n\n")
        (folder / f"{name}.txt").write_text(f"{head}\n\n{' '.join(body.split())}\n", "utf-8")
    return tell("series", sorted(folder.glob("*.txt")), "ve")


def outcomes(world: World, one: int, other: int) -> set[str]:
    """Return what the claims of two numbers are to each other."""
    number = {c.id: c.content.quantity for c in world.file.claims if c.content.quantity}
    return {
        r.outcome.value
        for r in world.file.weights.relations
        if {one, other} == {_value(number.get(r.left)), _value(number.get(r.right))}
    }


def _value(quantity: object) -> object:
    return getattr(quantity, "point", None) or getattr(quantity, "low", None)


@pytest.mark.parametrize(
    ("one", "other"),
    [*itertools.combinations(DEATHS, 2), *itertools.combinations(ARRESTS, 2)],
)
def test_the_pairs_of_the_series(series: World, one: int, other: int) -> None:
    assert outcomes(series, one, other) == ENTITLED.get((one, other), {"undetermined"})


def test_deaths_and_arrests_are_never_compared(series: World) -> None:
    assert not [
        (dead, held)
        for dead, held in itertools.product(DEATHS, ARRESTS)
        if outcomes(series, dead, held)
    ]


def test_the_doubt_who_counted_the_last_number_stays_open(series: World) -> None:
    (figure,) = [f for f in series.figures("deaths") if f.quantity.point == 40]
    (matter,) = [p for p in series.file.links.propositions if p.figure == figure.id]
    doubts = [d for d in series.file.weights.doubts if d.on == matter.id and d.slot == "primary"]
    assert [d.status for d in doubts] == ["open"]


def test_the_card_says_whom_each_number_counts_and_why_they_differ(series: World) -> None:
    (card,) = [row for row in series.printed("Number cards") if "43 deaths" in row]
    for told in ("three of them soldiers", "one soldier", "36 in the protests", "seven in custody"):
        assert f"counts {told}" in card
    assert "“36 in the protests” are 36" in card


def test_open_pairs_of_one_universe_are_one_doubt(series: World) -> None:
    relations = {r.id: r for r in series.file.weights.relations}
    open_ = [d for d in series.file.weights.doubts if d.type == "contradiction"]
    universe = {c: f.universe for f in series.figures() for c in f.claims}
    about = [universe[relations[d.on].left] for d in open_]
    assert len(about) == len(set(about))
    assert any("more pairs of numbers" in d.text for d in open_)
