"""Pages of findings: list, one version, the editor, signing, export."""

from __future__ import annotations
