"""What is counted and estimated from the records of a case."""

from __future__ import annotations
