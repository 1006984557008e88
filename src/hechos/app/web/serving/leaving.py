"""What goes out to a person, without the names that he or she may not see.

Pages read records through the shelf, which masks them; here whatever else they say is looked at
once more: what people typed, old versions, labels, tables, file names. It costs one question to
the database where a case protects nobody."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse

from hechos.app.access.masking import Mask

MARKED_UP = ("text/html", "image/svg+xml", "application/xml", "text/xml")
MOST_TYPED = 500


def leave(request: HttpRequest, answer: HttpResponse, mask: Mask) -> HttpResponse:
    """Return an answer as it may leave. Bytes of sources are no text: who serves them asks
    `Shelf.speaks_of_hidden`."""
    if not mask or answer.streaming:
        return answer
    kind = answer.get("Content-Type", "").partition(";")[0].strip()
    name = answer.get("Content-Disposition", "")
    if name:
        answer["Content-Disposition"] = mask.label(name)
    if kind in MARKED_UP:
        _put(answer, mask.page(_text(answer), typed_in(request)))
    elif kind == "application/json":
        _put(answer, _without(_text(answer), mask))
    elif kind.startswith("text/"):
        _put(answer, mask.label(_text(answer)))
    return answer


def typed_in(request: HttpRequest) -> Iterable[str]:
    """Yield what the person typed, addresses of searches in parts too."""
    for form in (request.GET, request.POST):
        values = [value for _, some in form.lists() for value in some][:MOST_TYPED]
        for value in values:
            yield value
            yield from (part for _, part in parse_qsl(value))


def _text(answer: HttpResponse) -> str:
    return answer.content.decode(answer.charset or "utf-8", "surrogateescape")


def _put(answer: HttpResponse, text: str) -> None:
    answer.content = text.encode(answer.charset or "utf-8", "surrogateescape")
    if answer.has_header("Content-Length"):
        answer["Content-Length"] = str(len(answer.content))


def _without(text: str, mask: Mask) -> str:
    plain = json.loads(text)
    changed = _plain(plain, mask)
    return text if changed == plain else json.dumps(changed, ensure_ascii=False)


def _plain(value: Any, mask: Mask) -> Any:
    if isinstance(value, str):
        return mask.label(value)
    if isinstance(value, list):
        return [_plain(one, mask) for one in value]
    if isinstance(value, dict):
        return {mask.label(key): _plain(one, mask) for key, one in value.items()}
    return value
