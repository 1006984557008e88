"""Bringing sources in at the desk: files sent in pieces, folders of the server, spreadsheets."""

from __future__ import annotations
