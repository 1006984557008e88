"""The audit log of a case, for its lead and its custodian."""

from __future__ import annotations
