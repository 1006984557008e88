"""Engines that pair and score persons in place of DuckDB."""

from __future__ import annotations
