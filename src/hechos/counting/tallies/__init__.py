"""Tally sheets of an election, added up and set beside what was announced. It is arithmetic: each
check matches, differs by so much, or compares what cannot be compared."""

from __future__ import annotations
