"""Search pages: the form, results in every view, saved searches."""

from __future__ import annotations
