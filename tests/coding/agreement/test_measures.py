from __future__ import annotations

import pytest

from hechos.coding.agreement.measures import alpha, kappa

# Krippendorff (2011), section C/D: four observers, twelve units, some values missing.
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
UNITS = list(zip(*FOUR, strict=True))


@pytest.mark.parametrize(
    ("metric", "value"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_alpha_of_four_observers_with_missing_values(metric: str, value: float) -> None:
    found = alpha(UNITS, metric)
    assert found is not None
    assert round(found, 3) == value


def test_alpha_of_two_observers_and_binary_data() -> None:
    """Krippendorff (2011), section A: coincidences 10, 4, 4 and 2, alpha = 1 − 19·4/(14·6)."""
    found = alpha(list(zip("0100000000", "1110010100", strict=True)))
    assert found is not None
    assert round(found, 3) == 0.095


def test_alpha_of_two_observers_and_nominal_data() -> None:
    """Krippendorff (2011), section B."""
    found = alpha(list(zip("aabbdcccedda", "babbbccceddd", strict=True)))
    assert found is not None
    assert round(found, 3) == 0.692


def test_kappa_of_two_hundred_patients() -> None:
    """Cohen (1960), table 2: p_o = .70, p_e = .41, kappa = .492."""
    table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    pairs = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    found = kappa(pairs)
    assert found is not None
    assert round(found, 3) == 0.492


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "b"), ("b", "a")], -1.0),
        ([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")], 0.0),
    ],
    ids=["all agree", "none agrees", "as by chance"],
)
def test_kappa_at_its_ends(pairs: list[tuple[str, str]], value: float) -> None:
    assert kappa(pairs) == value


def test_no_variation_and_no_pairs_give_no_figure() -> None:
    assert kappa([("a", "a")] * 5) is None
    assert kappa([]) is None
    assert alpha([("a", "a")] * 5) is None
    assert alpha([("a", None), (None, "b")]) is None
    assert alpha([]) is None


def test_the_order_of_coders_and_units_does_not_matter() -> None:
    turned = [unit[::-1] for unit in UNITS[::-1]]
    for metric in ("nominal", "ordinal", "interval", "ratio"):
        assert alpha(turned, metric) == pytest.approx(alpha(UNITS, metric))


def test_interval_forgives_a_small_difference_and_nominal_does_not() -> None:
    near = [(10, 11), (500, 501), (3, 3), (90, 92)]
    by_name, by_size = alpha(near, "nominal"), alpha(near, "interval")
    assert by_name is not None
    assert by_size is not None
    assert by_size > 0.99 > by_name
