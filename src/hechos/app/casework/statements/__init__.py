"""Statements of witnesses: consent first, the words as a text of their own, the identity apart."""

from __future__ import annotations
