"""What people decide on links, and what follows: clusters, counts and the queue of review."""

from __future__ import annotations
