"""Long work on a case that others go on working on: it is locked only while results are kept."""

from __future__ import annotations
