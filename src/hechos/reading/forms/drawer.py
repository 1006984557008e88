"""Draw a page of a preserved file in a child process with the limits of reading.

The child gets path, page, width and what to do as words of its command line; it answers with four
bytes of length (big endian), so much JSON, and the picture. It writes no file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import hechos
from hechos.errors import InputError, UnreadableSourceError
from hechos.reading.forms.limits import allow_cpu, limit_process
from hechos.reading.forms.pages import Drawn, draw, letters_of

_SECONDS = 20.0
_MEMORY = 1_500_000_000


def draw_apart(path: Path, page: int, width: int, *, blurred: bool) -> Drawn:
    """Return a page as a picture. Raises UnreadableSourceError where none can be made of it."""
    return _ask([str(path), str(page), str(width), "blurred" if blurred else "plain"])


def letters_apart(path: Path, page: int) -> Drawn:
    """Return where the letters of a page of a PDF stand."""
    return _ask([str(path), str(page), "0", "letters"])


def _ask(words: list[str]) -> Drawn:
    command = [sys.executable, "-P", "-s", "-m", "hechos.reading.forms.drawer", *words]
    home = str(Path(hechos.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": home, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own module; path and numbers are arguments
            command, capture_output=True, timeout=_SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableSourceError(
            "Drawing the page takes longer than it may; it was stopped.", code="timeout"
        ) from error
    if done.returncode or len(done.stdout) < 4:
        raise UnreadableSourceError("The file broke what draws it.", code="crash")
    size = int.from_bytes(done.stdout[:4], "big")
    head = json.loads(done.stdout[4 : 4 + size])
    if "sentence" in head:
        raise UnreadableSourceError(head["sentence"], code=head["code"])
    boxes = tuple((x, y, w, h) for x, y, w, h in head.pop("boxes"))
    return Drawn(png=done.stdout[4 + size :], boxes=boxes, **head)


def main() -> None:
    path, page, width, how = sys.argv[1:5]
    limit_process(_MEMORY)
    allow_cpu(_SECONDS)
    png = b""
    try:
        if how == "letters":
            drawn = letters_of(Path(path), int(page))
        else:
            drawn = draw(Path(path), int(page), int(width), blurred=how == "blurred")
        png = drawn.png
        head = {
            "width": drawn.width,
            "height": drawn.height,
            "pages": drawn.pages,
            "letters": drawn.letters,
            "boxes": drawn.boxes,
        }
    except InputError as error:
        head = {"sentence": str(error), "code": error.code}
    except (MemoryError, OSError, ValueError):
        head = {"sentence": "The page cannot be drawn.", "code": "damaged"}
    data = json.dumps(head, separators=(",", ":")).encode("utf-8", "surrogatepass")
    sys.stdout.buffer.write(len(data).to_bytes(4, "big") + data + png)


if __name__ == "__main__":
    main()
