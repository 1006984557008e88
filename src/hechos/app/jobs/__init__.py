"""Work that goes on while people do something else: kept in a table, resumed after a crash."""

from __future__ import annotations
