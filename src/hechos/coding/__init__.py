"""Text to claims anchored to passages."""

from __future__ import annotations
