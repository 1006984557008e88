"""Pages that count what a case documents and estimate what it does not."""

from __future__ import annotations
