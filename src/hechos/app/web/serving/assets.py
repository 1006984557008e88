"""The files that pages load: one stylesheet made of css/ in the order of names, modules, vendored
libraries. Each is named with the hash of what it holds, so a browser may keep it."""

from __future__ import annotations

import functools
import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hechos.app.web.serving.guards import NOTHING, open_page
from hechos.errors import NotFoundError

FOLDER = Path(__file__).parents[1] / "static"
STYLE = "desk.css"
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json"}


@dataclass(frozen=True, slots=True)
class Asset:
    body: bytes
    packed: bytes
    media_type: str
    hash: str


@functools.lru_cache(maxsize=256)
def asset(name: str) -> Asset | None:
    """Return a file of static/ by its path there, or the stylesheet; None where there is none."""
    if name == STYLE:
        body = b"\n".join(p.read_bytes() for p in sorted((FOLDER / "css").glob("*.css")))
    else:
        path = (FOLDER / name).resolve()
        if not path.is_relative_to(FOLDER.resolve()) or not path.is_file():
            return None
        body = path.read_bytes()
    kind = TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0]
    digest = hashlib.sha256(body).hexdigest()[:16]
    packed = gzip.compress(body, 6, mtime=0)
    return Asset(body, packed, kind or "application/octet-stream", digest)


@functools.cache
def address_of(name: str) -> str:
    """Return the address of a file, with its hash."""
    found = asset(name)
    if found is None:
        raise NotFoundError(f"There is no file {name} among those that pages load.")
    return f"{reverse('static', args=(name,))}?v={found.hash}"


@open_page()
def static(request: HttpRequest, name: str) -> HttpResponse:
    found = asset(name)
    if found is None:
        raise NotFoundError(NOTHING)
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    kind = found.media_type
    answer = HttpResponse(
        found.packed if packs else found.body,
        content_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
    )
    if packs:
        answer["Content-Encoding"] = "gzip"
    answer["Vary"] = "Accept-Encoding"
    kept = request.GET.get("v") == found.hash
    answer["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
    return answer
