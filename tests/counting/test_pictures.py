"""Pictures of a result: the numbers that are written, and never a total without the documented."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hechos.counting.estimates import Compared, Estimate, Interval, LeftOut, Without
from hechos.counting.histories import Histories
from hechos.counting.keeping import curve_of, keep
from hechos.counting.pictures import KINDS
from hechos.counting.verdicts import Code, Reason, Verdict
from hechos.errors import InputError
from hechos.plots import png, svg
from hechos.records import Confidentiality, Made

WHOLE = Interval(low=812.4, median=934.1, high=1217.9)


def made(**more: object) -> Estimate:
    values: dict[str, object] = {
        "documented": 530,
        "low": WHOLE.low,
        "median": WHOLE.median,
        "high": WHOLE.high,
        "level": 0.95,
        "method": "lcm",
        "verdict": Verdict.ESTIMATE,
        "reasons": (),
        "histories": Histories.of(["A", "B", "C"], {1: 200, 2: 150, 3: 60, 4: 60, 7: 60}),
        "draws": tuple(range(700, 1300)),
        "methods": (
            Compared(method="dga", interval=Interval(low=700, median=800, high=1000)),
            Compared(method="chao", interval=None),
        ),
        "without": (Without(name="A", interval=None, moved=None),),
        "left_out": (
            LeftOut(name="A", size=320, interval=Interval(low=201.3, median=250, high=319.7)),
        ),
        "digest": "ab",
    }
    return Estimate(**(values | more))  # type: ignore[arg-type]


REFUSED = {
    "low": None,
    "median": None,
    "high": None,
    "draws": (),
    "verdict": Verdict.REFUSE,
    "reasons": (Reason(Code.FEW_LISTS, "Too few."),),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_and_says_what_it_shows(kind: str) -> None:
    picture = made().plot(kind)
    assert "NaN" not in svg(picture)
    assert png(picture, scale=0.5).startswith(b"\x89PNG")
    assert picture.says


def test_a_total_is_drawn_to_two_digits_of_its_width_beside_the_documented() -> None:
    for kind in ("posterior", "methods"):
        drawn = svg(made().plot(kind))
        assert "810" in drawn
        assert "812" not in drawn
        assert "documented 530" in drawn


def test_a_known_size_is_held_against_whole_people() -> None:
    """201–320 rounded to tens would seem to hold 320, which it does not."""
    drawn = made().plot("left_out")
    assert "201–320 (250) · 320" in drawn.says
    assert 'class="hollow"' in svg(drawn)


def test_what_is_refused_has_no_picture_of_a_total() -> None:
    refused = made(**REFUSED)
    with pytest.raises(InputError, match="nothing to draw"):
        refused.plot()
    assert "A: 320" in svg(refused.plot("lists")) or refused.plot("lists").says
    assert "<svg" not in refused._repr_html_()
    with pytest.raises(InputError, match="no picture “pie”"):
        refused.plot("pie")


def test_a_diagnostic_without_draws_says_that_it_has_no_distribution() -> None:
    with pytest.raises(InputError, match="no distribution"):
        made(draws=()).plot()
    assert "<svg" not in made(draws=())._repr_html_()


def test_a_notebook_shows_the_sentence_above_the_picture() -> None:
    shown = made()._repr_html_()
    assert shown.index("530 of them") < shown.index("<svg")
    assert "&lt;" in made(method="<b>")._repr_html_()


def test_what_is_kept_holds_all_that_a_report_needs() -> None:
    head = ("e", "c", Made(by="ana"))
    klass = [("x", Confidentiality.C0), ("y", Confidentiality.C2)]
    kept = keep(made(), of="deaths", question="How many?", head=head, captures=klass)
    assert kept.interval == (812.4, 934.1, 1217.9)
    assert kept.lists == (("A", 320), ("B", 270), ("C", 120))
    assert kept.klass is Confidentiality.C2
    assert (kept.version, kept.estimate, kept.supersedes) == (1, "e", None)
    assert [row.name for row in kept.methods] == ["dga", "chao"]
    assert max(y for _, y in kept.curve) == 1.0
    head = ("f", "c", Made(by="ana"))
    again = made(**REFUSED)
    later = keep(again, of="deaths", question="How many?", head=head, captures=klass, before=kept)
    assert (later.version, later.estimate, later.supersedes) == (2, "e", "e")
    assert (later.interval, later.curve, later.reasons) == (None, (), (("R1", "Too few."),))


def test_a_curve_needs_draws() -> None:
    assert curve_of(made(draws=())) == ()
    assert curve_of(made(draws=(900,) * 50)) == ()


def test_counting_and_its_pictures_load_without_numpy() -> None:
    blocked = "import sys; sys.modules.update(dict.fromkeys(('numpy', 'scipy', 'numba')))"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{blocked}; import hechos.counting.estimates, hechos.counting.lists",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
