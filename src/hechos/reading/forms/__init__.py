"""Forms of sources that are no running text: transcripts, tables, pages and pictures."""

from __future__ import annotations
