"""Small acts on files that must survive a crash: write all, flush a folder, make a folder."""

from __future__ import annotations

import os
from pathlib import Path


def write_all(descriptor: int, data: bytes | memoryview) -> None:
    """Write every byte; a short write (a full disk, a limit) goes on until it fails or is done."""
    written = os.write(descriptor, data)
    if written == len(data):
        return
    rest = memoryview(data)[written:]
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def sync_data(descriptor: int) -> None:
    """Flush a file's bytes and what is needed to read them again."""
    if hasattr(os, "fdatasync"):
        os.fdatasync(descriptor)
    else:
        os.fsync(descriptor)


def sync_folder(folder: Path | str) -> None:
    """Flush a folder, so that names made or removed in it are durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder for the owner alone, with those above it, durably; nothing if it is there."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)
