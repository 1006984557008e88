"""The past of a record: its versions, what differs between them, and two people on one record."""

from __future__ import annotations
