"""Registers, flows, lower bounds, estimates of the undocumented, tallies.

    from hechos.counting import estimate
    estimate("lists.csv")

Estimates need the extra `count`; what refuses one, and all else here, does not.
"""

from __future__ import annotations

from hechos.counting.estimates import Estimate
from hechos.counting.estimating import estimate
from hechos.counting.histories import Histories
from hechos.counting.verdicts import Context, Linkage, Unit, Verdict

__all__ = ["Context", "Estimate", "Histories", "Linkage", "Unit", "Verdict", "estimate"]
