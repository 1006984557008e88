"""Coders as plug-ins: one contract, and the checks that hold every coder to it."""

from __future__ import annotations

from hechos.coding.coders.check import check_coder
from hechos.coding.coders.contract import Coder, RuleCoder

__all__ = ["Coder", "RuleCoder", "check_coder"]
