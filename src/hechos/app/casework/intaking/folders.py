"""Folders of the server that the administrator opened to the desk (hechos.toml: intake_folders).

Files are opened one name at a time under the folder, and no link is followed: neither a link nor a
name with “..” leads out, not even when the folder is changed while it is read."""

from __future__ import annotations

import errno
import os
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hechos.app.home import Home
from hechos.errors import InputError, NotFoundError

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Found:
    """A name under a folder; `trouble` says why it is not taken ("" where it is)."""

    path: str
    size: int
    trouble: str = ""


def folders(home: Home) -> tuple[str, ...]:
    """Return the folders of the server that may be brought in from."""
    named = tomllib.loads((home.path / "hechos.toml").read_text("utf-8")).get("intake_folders", [])
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        raise InputError(
            "intake_folders in hechos.toml is not a list of folders.",
            hint='Write intake_folders = ["/srv/incoming"].',
        )
    return tuple(named)


def allowed(home: Home, folder: str, under: str) -> str:
    """Return a folder under one of those allowed; InputError where it would lead elsewhere."""
    if folder not in folders(home):
        raise NotFoundError("This folder is not open to the desk.")
    parts = [part for part in under.replace("\\", "/").split("/") if part not in ("", ".")]
    if ".." in parts or "\0" in under:
        raise InputError("The name of a folder cannot lead out of it.")
    try:
        os.close(_open_folder(folder, parts))
    except OSError as error:
        raise InputError(
            "There is no such folder there.", hint="Links are not followed."
        ) from error
    return str(Path(folder, *parts))


def root_of(home: Home, folder: str) -> tuple[str, list[str]]:
    """Return the allowed folder that holds `folder`, and the names under it."""
    for one in folders(home):
        if folder == one or Path(folder).is_relative_to(one):
            return one, list(Path(folder).relative_to(one).parts)
    raise InputError("This folder is no longer open to the desk.")


def walk(home: Home, folder: str) -> Iterator[Found]:
    """Yield the files under a folder, sorted; links and what is no file with their trouble."""
    root, parts = root_of(home, folder)
    descriptor = _open_folder(root, parts)
    try:
        for where, names, inside, here in os.fwalk(".", dir_fd=descriptor, follow_symlinks=False):
            names.sort()
            prefix = "" if where == "." else where.removeprefix("./") + "/"
            for name in sorted([*inside, *(n for n in names if _is_link(n, here))]):
                yield _found(prefix + name, os.stat(name, dir_fd=here, follow_symlinks=False))
    finally:
        os.close(descriptor)


def _is_link(name: str, here: int) -> bool:
    return stat.S_ISLNK(os.stat(name, dir_fd=here, follow_symlinks=False).st_mode)


def _found(path: str, about: os.stat_result) -> Found:
    if stat.S_ISLNK(about.st_mode):
        return Found(path, 0, "It is a link to another place; links are not followed.")
    if not stat.S_ISREG(about.st_mode):
        return Found(path, 0, "It is no file.")
    if path != path.encode("utf-8", "replace").decode():
        shown = path.encode("utf-8", "replace").decode()
        return Found(shown, 0, "Its name is not written in UTF-8.")
    return Found(path, about.st_size)


def open_under(home: Home, folder: str, path: str) -> BinaryIO:
    """Open a file under an allowed folder for reading; OSError where any step is a link."""
    root, parts = root_of(home, folder)
    *above, name = path.split("/")
    if ".." in (*above, name):
        raise OSError(errno.EINVAL, "not a name")
    here = _open_folder(root, [*parts, *above])
    try:
        descriptor = os.open(name, _FILE, dir_fd=here)
    finally:
        os.close(here)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a file")
    return os.fdopen(descriptor, "rb")


def _open_folder(root: str, parts: list[str]) -> int:
    here = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for part in parts:
        try:
            below = os.open(part, _FOLDER, dir_fd=here)
        finally:
            os.close(here)
        here = below
    return here
