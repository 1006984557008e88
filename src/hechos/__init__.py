"""Human-rights fact-finding: preserve, read, code, link, weigh, report."""

from __future__ import annotations

__version__ = "0.1.0"
