"""How far a proposition and its elements are supported, and what that depends on."""

from __future__ import annotations
