"""The audit log of a home: who did what, hash-chained, append-only."""

from __future__ import annotations
