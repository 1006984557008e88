"""Statistics of documented cases for "widespread" and "systematic": how many, where and when, how
alike. Each is of what was documented, with what is missing; none is an estimate."""

from __future__ import annotations
