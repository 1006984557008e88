"""Multiple-systems estimation: how many people are on no list, from who is on several."""

from __future__ import annotations
