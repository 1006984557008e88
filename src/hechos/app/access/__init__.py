"""Who may do what to which part of a case: closed by default, one table for every interface."""

from __future__ import annotations
