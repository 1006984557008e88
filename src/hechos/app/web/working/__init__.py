"""Pages of work: what waits for whom, comments, second looks, second coding, notices."""

from __future__ import annotations
