"""Accounts of the people who work at the desk, and their place in each case."""

from __future__ import annotations
