"""Sheets, tables and bulletins as people write them down: spreadsheets and TOML."""

from __future__ import annotations
