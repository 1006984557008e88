"""Grades and checklists of members, and what would change if a source were false."""

from __future__ import annotations
