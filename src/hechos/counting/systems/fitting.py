"""Fit one table by one method, once: a second fit of the same is read where the first is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from hechos import __version__
from hechos.counting.estimates import Interval
from hechos.counting.fits import Kept, digest_of
from hechos.counting.histories import Histories
from hechos.counting.systems.base import Estimator
from hechos.counting.systems.graphs import DecomposableGraphs
from hechos.counting.systems.latent import LatentClass
from hechos.counting.systems.pairs import Chao, Chapman
from hechos.counting.systems.selection import LogLinear
from hechos.counting.verdicts import Code, Reason
from hechos.lang.said import Said, from_plain, to_plain

ESTIMATORS: dict[str, type[Estimator]] = {
    one.method: one for one in (LatentClass, DecomposableGraphs, LogLinear, Chapman, Chao)
}
MOST_DRAWS = 4_000


@dataclass(frozen=True, slots=True)
class Fitted:
    """What an estimator found, in plain values; no interval where it is refused."""

    interval: Interval | None
    reasons: tuple[Reason, ...]
    draws: tuple[int, ...] = ()
    diagnostics: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, estimator: Estimator) -> Self:
        interval = None
        low, median, high = estimator.low_, estimator.median_, estimator.high_
        if low is not None and median is not None and high is not None:
            interval = Interval(low=low, median=median, high=high)
        draws: tuple[int, ...] = ()
        if estimator.draws_ is not None:
            step = max(1, len(estimator.draws_) // MOST_DRAWS)
            draws = tuple(int(one) for one in estimator.draws_[::step][:MOST_DRAWS])
        return cls(interval, estimator.reasons_, draws, estimator.diagnostics_)

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Self:
        ends = plain["interval"]
        return cls(
            interval=Interval(**ends) if ends else None,
            reasons=tuple(
                Reason(Code(code), (apart and from_plain(apart[0])) or sentence)
                for code, sentence, *apart in plain["reasons"]
            ),
            draws=tuple(plain["draws"]),
            diagnostics=plain["diagnostics"],
        )

    def plain(self) -> dict[str, Any]:
        one = self.interval
        return {
            "interval": one and {"low": one.low, "median": one.median, "high": one.high},
            "reasons": [
                [one.code.value, one.sentence, *_apart(one.sentence)] for one in self.reasons
            ],
            "draws": list(self.draws),
            "diagnostics": self.diagnostics,
        }


def _apart(sentence: str) -> Iterator[Any]:
    if isinstance(sentence, Said):
        yield to_plain(sentence)


def estimator_of(method: str, settings: Mapping[str, Any]) -> Estimator:
    """Return the estimator of a method; settings it has no parameter for are wrong use."""
    estimator = ESTIMATORS[method]()
    known = estimator.get_params()
    # what every call has a value for is left out where a method has no use for it
    return estimator.set_params(
        **{name: value for name, value in settings.items() if name in known or name != "seed"}
    )


def key_of(histories: Histories, method: str, settings: Mapping[str, Any]) -> str:
    """Return the hash of all that a fit follows from."""
    return digest_of(
        {
            "version": __version__,
            "lists": histories.lists,
            "cells": histories.cells,
            "method": method,
            "settings": dict(settings),
        }
    )


def fit(
    histories: Histories, method: str, settings: Mapping[str, Any], *, kept: Kept | None = None
) -> Fitted:
    """Return the fit; the same whether it is made or read, to the last digit."""
    estimator = estimator_of(method, settings)
    key = key_of(histories, method, estimator.get_params())
    plain = kept.read(key) if kept else None
    if not isinstance(plain, dict):
        made = Fitted.of(estimator.fit(histories)).plain()
        plain = json.loads(json.dumps(made))  # tuples are lists, as when it is read
        if kept:
            kept.write(key, plain)
    return Fitted.read(plain)
