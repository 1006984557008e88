"""Links as people decide them: same, different, unsure, family; review, registers, the past."""

from __future__ import annotations
