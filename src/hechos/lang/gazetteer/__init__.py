"""The names of places that ship with the tool, and how to look them up."""

from __future__ import annotations
