"""The register: an index over the journals of the cases, rebuilt at will."""

from __future__ import annotations
