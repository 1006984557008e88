"""Documented counts: what the records of a case hold, never more than they hold."""

from __future__ import annotations
