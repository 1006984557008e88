"""Fits kept in a folder by the hash of what they were made from, so that none is made twice.

One file a fit, written beside its place and moved there when it is whole. Beside them the settings
that were tried on the same data: whoever tries many strata until one pleases leaves a trace.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def digest_of(value: Any) -> str:
    """Return the SHA-256 of a plain value as canonical JSON."""
    words = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    folder: Path

    def read(self, key: str) -> Any | None:
        """Return what is kept under this key; None where there is nothing, or nothing whole."""
        try:
            return json.loads(self._path(key).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def write(self, key: str, value: Any) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        partial = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(value, stream, sort_keys=True, ensure_ascii=False)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    def tried(self, data: str, settings: str) -> tuple[str, ...]:
        """Note these settings for the data with this hash; return all others noted before."""
        key = f"tried-{data}"
        before = self.read(key)
        known = [str(one) for one in before] if isinstance(before, list) else []
        if settings not in known:
            self.write(key, [*known, settings])
        return tuple(one for one in known if one != settings)

    def _path(self, key: str) -> Path:
        return self.folder / key[-2:] / f"{key}.json"
