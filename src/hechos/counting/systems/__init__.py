"""Multiple-systems estimation: how many people are on no list, from who is on several.

    from hechos.counting.systems import LatentClass
    LatentClass(seed=7).fit("lists.csv")

Estimators alone, without the gate on the table, other methods and checks of `estimate`. They need
the extra `count`.
"""

from __future__ import annotations

from hechos.counting.systems.graphs import DecomposableGraphs
from hechos.counting.systems.latent import LatentClass
from hechos.counting.systems.pairs import Chao, Chapman
from hechos.counting.systems.selection import LogLinear

__all__ = ["Chao", "Chapman", "DecomposableGraphs", "LatentClass", "LogLinear"]
