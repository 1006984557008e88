"""Accounts, teams and places in cases."""

from __future__ import annotations
