"""Bytes to text with offsets back into the bytes."""

from __future__ import annotations
