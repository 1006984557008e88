"""One module per part of the report: from the index of a case to blocks."""

from __future__ import annotations
