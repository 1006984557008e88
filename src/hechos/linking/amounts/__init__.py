"""Amounts: who is counted, how many, by whom, and what follows from several figures."""

from __future__ import annotations
