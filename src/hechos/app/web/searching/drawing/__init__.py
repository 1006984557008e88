"""Results on a map and in time, drawn on the server where a browser cannot."""

from __future__ import annotations
