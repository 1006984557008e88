"""What is printed: report tree to HTML and JSON, by audience."""

from __future__ import annotations
