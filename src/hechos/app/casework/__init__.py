"""The verbs that change a case: one transaction, stage call, journal and rows."""

from __future__ import annotations
