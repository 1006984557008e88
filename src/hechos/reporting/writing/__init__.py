"""What sentences are made with: look-ups, dates, phrases, names of records, and their check."""

from __future__ import annotations
