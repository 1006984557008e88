"""Pictures, pages, sound and film: nothing of them is seen before a person asks for it, item by
item, and each time is counted. Bytes of a source go out in no form that a browser would run."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hechos.app.audit import log as audit
from hechos.app.audit.models import Event
from hechos.app.web.reading.finding import capture_of
from hechos.app.web.serving.guards import home_page, record_page
from hechos.app.web.serving.viewing import log_views
from hechos.app.web.shelf import Shelf
from hechos.archive.clock import SystemClock
from hechos.errors import NotAllowedError, NotFoundError
from hechos.reading.forms.drawer import draw_apart, letters_apart
from hechos.reading.forms.pages import Drawn
from hechos.records import Capture, Confidentiality, Record

SHOWN, NO_PICTURES = "graphic_shown", "no_pictures"
OPENED = "graphic opened"
KEPT, MOST_OPEN = 24, 200
WIDTH = 1100
CHUNK = 1 << 18
PLAYED = {
    ".mp4": "video/mp4", ".webm": "video/webm", ".ogv": "video/ogg", ".m4v": "video/mp4",
    ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".wav": "audio/wav", ".m4a": "audio/mp4",
    ".flac": "audio/flac",
}  # fmt: skip
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff")
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})\Z")

_kept: OrderedDict[tuple[str, int, str], Drawn] = OrderedDict()
_lock = threading.Lock()


def form_of(capture: Capture) -> str:
    """Return how a source is seen beside its text: page, picture, film, sound; empty: not at
    all."""
    ending = Path(capture.name).suffix.lower()
    if capture.media_type == "application/pdf" or ending == ".pdf":
        return "page"
    if capture.media_type.startswith("image/") or ending in PICTURES:
        return "picture"
    kind = PLAYED.get(ending, "")
    return {"video": "film", "audio": "sound"}.get(kind.partition("/")[0], "")


def is_open(request: HttpRequest, capture: Capture) -> bool:
    return capture.id in request.session.get(SHOWN, [])


def opened_today(actor: str) -> int:
    """Return how many graphic items a person opened today."""
    day = SystemClock().now_iso()[:10]
    return Event.objects.filter(what=OPENED, actor=actor, at__startswith=day).count()


@record_page(methods=("POST",))
def open_item(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Show an item as it is from now on in this session; hide it again where it is shown."""
    capture = capture_of(shelf, found)
    shown = [one for one in request.session.get(SHOWN, []) if one != capture.id]
    if request.POST.get("hide") != "1":
        shown = [*shown, capture.id][-MOST_OPEN:]
        audit.note(OPENED, actor=shelf.actor.pseudonym, case=shelf.head.id, record=capture.id)
    request.session[SHOWN] = shown
    name = "pages" if request.POST.get("page", "").isdigit() else "document"
    args = (capture.id, int(request.POST["page"])) if name == "pages" else (capture.id,)
    return HttpResponseRedirect(reverse(name, args=args), status=303)


@home_page(methods=("POST",))
def choose_pictures(request: HttpRequest) -> HttpResponse:
    """Have no picture at all shown in this session, or have them again, blurred."""
    request.session[NO_PICTURES] = request.POST.get("pictures") == "none"
    back = request.POST.get("capture", "")
    known = re.fullmatch(r"[0-9a-f-]{36}", back)
    return HttpResponseRedirect(reverse("document", args=(back,)) if known else "/", status=303)


@record_page()
def page_image(request: HttpRequest, shelf: Shelf, found: Record, page: int) -> HttpResponse:
    """Return a page or picture, drawn anew: coarse and grey before the item was opened."""
    capture = capture_of(shelf, found)
    if form_of(capture) not in ("page", "picture") or request.session.get(NO_PICTURES):
        raise NotFoundError("There is nothing at this address.")
    path, how = path_of(shelf, capture), "plain" if is_open(request, capture) else "blurred"
    drawn = _keeping(
        capture, page, how, lambda: draw_apart(path, page, WIDTH, blurred=how == "blurred")
    )
    log_views(shelf)
    return HttpResponse(drawn.png, content_type="image/png")


def letters(shelf: Shelf, capture: Capture, page: int) -> Drawn:
    path = path_of(shelf, capture)
    return _keeping(capture, page, "letters", lambda: letters_apart(path, page))


def _keeping(capture: Capture, page: int, how: str, make: Callable[[], Drawn]) -> Drawn:
    """Return what was drawn before, in memory only, and nothing of sealed sources."""
    if capture.klass > Confidentiality.C1:
        return make()
    key = (capture.address, page, how)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    drawn = make()
    with _lock:
        _kept[key] = drawn
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return drawn


def path_of(shelf: Shelf, capture: Capture) -> Path:
    path = shelf.desk.objects.path(capture.address)
    if shelf.speaks_of_hidden(capture.id):
        raise NotAllowedError(
            _("This source names somebody who is protected; it is read as text."),
            hint=_("Ask to see the name to see the source as it is."),
        )
    if not path.is_file():
        raise NotFoundError("There is nothing at this address.")
    return path


@record_page()
def media(request: HttpRequest, shelf: Shelf, found: Record) -> HttpResponse:
    """Return the sound or film of an item that was opened, whole or a stretch of it."""
    capture = capture_of(shelf, found)
    kind = PLAYED.get(Path(capture.name).suffix.lower())
    if kind is None or not is_open(request, capture):
        raise NotFoundError("There is nothing at this address.")
    path = path_of(shelf, capture)
    size = path.stat().st_size
    first, last, partial = _stretch(request.headers.get("Range", ""), size)
    if first > last:
        answer = HttpResponse(status=416)
        answer["Content-Range"] = f"bytes */{size}"
        return answer
    log_views(shelf)
    sent = StreamingHttpResponse(_bytes(path, first, last), status=206 if partial else 200)
    sent["Content-Type"] = kind
    sent["Content-Length"] = str(last - first + 1)
    sent["Accept-Ranges"] = "bytes"
    sent["Content-Disposition"] = "inline"
    sent["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if partial:
        sent["Content-Range"] = f"bytes {first}-{last}/{size}"
    return cast("HttpResponse", sent)  # it is one to all who handle it; Django's base has no name


def _stretch(asked: str, size: int) -> tuple[int, int, bool]:
    """Return first and last byte asked for, and whether that is a part; first > last: none."""
    match = _RANGE.match(asked)
    if match is None or not any(match.groups()):
        return 0, size - 1, False
    begin, end = match.groups()
    if not begin:
        return max(0, size - int(end)), size - 1 if int(end) else -1, True
    return int(begin), min(int(end) if end else size - 1, size - 1), True


def _bytes(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
