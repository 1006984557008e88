"""The stored bytes: `objects/ab/<sha256>`, written once, named by their content.

Storing goes in two steps, so that many files share the waiting for the disk: `stage` streams each
into `tmp/` while hashing and flushes it, in a pool of threads; `settle` gives a batch its names
and flushes the folders.
"""

from __future__ import annotations

import errno
import hashlib
import io
import itertools
import os
import re
import stat
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hechos.archive.files import make_folder, sync_data, sync_folder, write_all
from hechos.errors import CustodyError, InputError, NotFoundError, UnavailableError

CHUNK = 1 << 20
THREADS = 16
ADDRESS = re.compile(r"[0-9a-f]{64}")
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Staged:
    """Bytes that lie flushed in `tmp/`; `path` is empty where the store holds them already."""

    path: str
    address: str
    size: int


@dataclass(frozen=True, slots=True)
class Lying:
    """Bytes that lie flushed in a file that nobody writes to any more, with their hash: they get
    a second name in the store instead of being copied and hashed while others wait."""

    path: Path
    address: str
    size: int


Source = Path | BinaryIO | Lying


@dataclass(frozen=True, slots=True)
class Unread:
    """A source that could not be read: a stable code and a sentence."""

    code: str
    sentence: str


class ObjectStore:
    """The objects of one case. Reading needs no lock; staging and settling need the writer's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "objects"
        self.tmp = folder / "tmp"
        self._prefix = f"{self.folder}/"
        self._numbers = itertools.count()
        self._local = threading.local()
        self._pool: ThreadPoolExecutor | None = None

    def create(self) -> None:
        make_folder(self.folder)
        make_folder(self.tmp)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    # --- reading ---------------------------------------------------------------------------

    def path(self, address: str) -> Path:
        """Return where an object lies, whether or not it is there."""
        if not ADDRESS.fullmatch(address):
            raise InputError(f"“{address}” is not the address of an object.")
        return self.folder / address[:2] / address

    def read(self, address: str) -> bytes:
        """Return the bytes of an object after hashing them again."""
        try:
            data = self.path(address).read_bytes()
        except FileNotFoundError as error:
            raise NotFoundError(
                f"The archive holds no object {address}.",
                hint="It was withdrawn, or hechos verify says that it is missing.",
            ) from error
        except OSError as error:
            raise CustodyError(f"The object {address} cannot be read: {error.strerror}.") from error
        if hashlib.sha256(data).hexdigest() != address:
            raise damaged(address)
        return data

    def addresses(self) -> Iterator[tuple[str, Path]]:
        """Yield (name, path) of everything that lies in the store, sorted."""
        if not self.folder.is_dir():
            return
        for part in sorted(self.folder.iterdir()):
            if part.is_dir() and not part.is_symlink():
                for file in sorted(part.iterdir()):
                    yield f"{file.name}" if file.name[:2] == part.name else str(file), file
            else:
                yield str(part), part

    # --- storing ---------------------------------------------------------------------------

    def stage(self, sources: Sequence[Source]) -> list[Staged | Unread]:
        """Copy the sources into `tmp/`, hashed and flushed; one result each, in order.

        UnavailableError when the disk cannot take them; what was staged is then removed."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="stage")
        futures = [self._pool.submit(self._stage_one, source) for source in sources]
        results: list[Staged | Unread] = []
        trouble: UnavailableError | None = None
        for future in futures:
            try:
                results.append(future.result())
            except UnavailableError as error:
                trouble = trouble or error
        if trouble is not None:
            self.discard(results)
            raise trouble
        return results

    def _stage_one(self, source: Source) -> Staged | Unread:
        if isinstance(source, Lying):
            return self._name_again(source)
        if isinstance(source, os.PathLike):
            try:
                descriptor = _open_source(source)
            except OSError as error:
                return _unread(source, error)
            try:
                return self._copy(lambda buffer: os.readv(descriptor, [buffer]))
            except _SourceError as error:
                return _unread(source, error.reason)
            except CustodyError as error:
                return Unread("custody", str(error))
            finally:
                os.close(descriptor)
        return self._stage_stream(source)

    def _name_again(self, source: Lying) -> Staged | Unread:
        """Give a file a name in `tmp/`; where its disk is another one, copy it."""
        path = f"{self.tmp}/{next(self._numbers)}"
        try:
            if self._is_held(source.address):
                return Staged("", source.address, source.size)
            os.link(source.path, path, follow_symlinks=False)
            Path(path).chmod(0o400)
        except CustodyError as error:
            return Unread("custody", str(error))
        except OSError:
            return self._stage_one(source.path)
        return Staged(path, source.address, source.size)

    def _stage_stream(self, stream: BinaryIO) -> Staged | Unread:
        try:
            return self._copy(lambda buffer: _read_stream(stream, buffer))
        except _SourceError as error:
            return Unread("unreadable", f"The stream could not be read: {error.reason}.")
        except CustodyError as error:
            return Unread("custody", str(error))

    def _copy(self, fill: Callable[[memoryview], int]) -> Staged:
        """Copy what `fill` gives into a new file of `tmp/`, flushed unless the store has it."""
        buffer = self._buffer()
        path = f"{self.tmp}/{next(self._numbers)}"
        digest, size = hashlib.sha256(), 0
        try:
            descriptor = os.open(path, _NEW, 0o400)
        except OSError as error:
            raise no_room(error) from error
        try:
            while count := _fill(fill, buffer):
                chunk = buffer[:count]
                digest.update(chunk)
                write_all(descriptor, chunk)
                size += count
            address = digest.hexdigest()
            if self._is_held(address):
                _remove(path)
                return Staged("", address, size)
            sync_data(descriptor)
        except OSError as error:
            _remove(path)
            raise no_room(error) from error
        except BaseException:
            _remove(path)
            raise
        finally:
            os.close(descriptor)
        return Staged(path, address, size)

    def _buffer(self) -> memoryview:
        buffer: memoryview | None = getattr(self._local, "buffer", None)
        if buffer is None:
            buffer = self._local.buffer = memoryview(bytearray(CHUNK))
        return buffer

    def _is_held(self, address: str) -> bool:
        """Say whether the store has the bytes; CustodyError if what it has is damaged."""
        path = f"{self._prefix}{address[:2]}/{address}"
        if not os.path.lexists(path):
            return False
        if hash_file(path) != address:
            raise damaged(address)
        return True

    def settle(self, staged: Sequence[Staged]) -> None:
        """Give staged bytes their names and flush the folders; then they are durable."""
        folders: dict[str, None] = {}
        try:
            for one in staged:
                if not one.path:
                    continue
                part = f"{self._prefix}{one.address[:2]}"
                target = f"{part}/{one.address}"
                if part not in folders and not os.path.lexists(part):
                    Path(part).mkdir(0o700)
                    folders[str(self.folder)] = None
                folders[part] = None
                if os.path.lexists(target):
                    _remove(one.path)
                else:
                    Path(one.path).rename(target)
            if self._pool is not None:
                list(self._pool.map(sync_folder, folders))
        except OSError as error:
            self.discard(staged)
            raise no_room(error) from error

    def discard(self, staged: Sequence[Staged | Unread]) -> None:
        for one in staged:
            if isinstance(one, Staged) and one.path:
                _remove(one.path)

    def put(self, payloads: Sequence[bytes]) -> list[Staged]:
        """Stage bytes that are in memory; CustodyError where the store's own copy is damaged."""
        results = self.stage([io.BytesIO(payload) for payload in payloads])
        staged = [one for one in results if isinstance(one, Staged)]
        for one in results:
            if isinstance(one, Unread):
                self.discard(staged)
                raise CustodyError(one.sentence)
        return staged

    def unlink(self, address: str) -> None:
        """Remove an object; nothing if it is not there."""
        path = self.path(address)
        try:
            path.unlink()
        except FileNotFoundError:
            return
        sync_folder(path.parent)


class _SourceError(Exception):
    def __init__(self, reason: OSError) -> None:
        super().__init__(str(reason))
        self.reason = reason


def hash_file(path: str | Path) -> str:
    """Return the SHA-256 of a file's bytes as it lies on the disk; links are not followed."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def damaged(address: str) -> CustodyError:
    return CustodyError(
        f"The object {address} is not what was stored: its bytes have another hash.",
        hint="Restore it from a backup; hechos verify --deep lists all that is damaged.",
    )


def _open_source(path: os.PathLike[str]) -> int:
    """Open a regular file for reading; never blocks on a pipe, never opens a folder."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL, "not a file")


def _fill(fill: Callable[[memoryview], int], buffer: memoryview) -> int:
    try:
        return fill(buffer)
    except OSError as error:
        raise _SourceError(error) from error


def _read_stream(stream: BinaryIO, buffer: memoryview) -> int:
    data = stream.read(len(buffer))
    buffer[: len(data)] = data
    return len(data)


_REASONS = {
    errno.ENOENT: Unread("vanished", "The file is not there any more."),
    errno.EACCES: Unread("permission", "The file may not be read by this user."),
    errno.EPERM: Unread("permission", "The file may not be read by this user."),
    errno.EISDIR: Unread("folder", "This is a folder, not a file."),
    errno.EINVAL: Unread("not_a_file", "This is a pipe or device, not a file with bytes."),
    errno.ENXIO: Unread("not_a_file", "This is a socket or device, not a file with bytes."),
    errno.ELOOP: Unread("broken_link", "This link leads in a circle."),
}


def _unread(path: os.PathLike[str], error: OSError) -> Unread:
    if error.errno == errno.ENOENT and Path(path).is_symlink():
        return Unread("broken_link", "This is a link to a file that is not there.")
    other = Unread("unreadable", f"The file could not be read: {error.strerror}.")
    return _REASONS.get(error.errno or 0, other)


def no_room(error: OSError) -> UnavailableError:
    return UnavailableError(
        f"The archive's disk could not take the bytes: {error.strerror}. What was acknowledged "
        "before is safe.",
        hint="Free space on the disk, then run the same command again.",
        retry=True,
    )


def _remove(path: str) -> None:
    Path(path).unlink(missing_ok=True)
