"""Versions of records: what decisions make of them at once, which one a person saw, their past."""

from __future__ import annotations

from hechos.app.casework.versions.marks import (
    VersionConflictError,
    check_version,
    version_of,
    versions_of,
)

__all__ = ["VersionConflictError", "check_version", "version_of", "versions_of"]
