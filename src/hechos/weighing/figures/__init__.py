"""What two figures of one thing are to each other, by what each states of itself."""

from __future__ import annotations
