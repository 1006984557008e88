"""The clock as an argument: what time it is, by the machine on which bytes were received."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    def now_iso(self) -> str:
        """Return the time as ISO 8601 in UTC, to the second."""

    def mono_ms(self) -> int:
        """Return a count of milliseconds that never goes back while the machine is up."""

    def boot(self) -> str:
        """Return the id of the machine's present start, or nothing where it has none."""


class SystemClock:
    """The machine's own clock."""

    def __init__(self) -> None:
        self._boot: str | None = None

    def now_iso(self) -> str:
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def mono_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000

    def boot(self) -> str:
        if self._boot is None:
            try:
                self._boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
            except OSError:
                self._boot = ""
        return self._boot
