"""Spreadsheets become claims, row by row, by a map that a member made and that the case keeps."""

from __future__ import annotations
