"""Files that a plain form sends whole are written where uploads wait, never to a shared folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from hechos.app.casework.intaking.uploads import check_room, spool
from hechos.app.home import present_home


class SpooledFile(UploadedFile):  # type: ignore[type-arg]  # generic in the stubs only
    """A file in the spool, for the owner alone; removed when the request ends unless moved."""

    def __init__(self, path: Path, name: str | None, kind: str | None, charset: str | None) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        super().__init__(os.fdopen(descriptor, "w+b"), name, kind, 0, charset)
        self.path = path

    def close(self) -> None:
        self.path.unlink(missing_ok=True)
        super().close()


class SpoolHandler(FileUploadHandler):
    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        check_room(present_home(), self.content_length or 0)
        path = spool(present_home()) / f"{secrets.token_hex(16)}.whole"
        self.taken = SpooledFile(path, self.file_name, self.content_type, self.charset)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's
        self.taken.write(raw_data)

    def file_complete(self, file_size: int) -> SpooledFile:
        self.taken.flush()
        os.fsync(self.taken.fileno())
        self.taken.size = file_size
        return self.taken

    def upload_interrupted(self) -> None:
        if hasattr(self, "taken"):
            self.taken.close()
