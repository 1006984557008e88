"""Go through the desk by its links, as somebody does who opens everything."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from django.test import Client

RECORD = "record/<uuid:record_id>/"
LINK = re.compile(r'(?:href|action|src|data-[a-z-]+|hx-get)="(/[^"#]*|\?[^"#]*)')


def route_of(path: str) -> str:
    """Return the route that an address stands for, with the kind of list; "" where nothing is."""
    from django.urls import Resolver404, resolve

    try:
        at = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    return f"{at.route} {at.kwargs.get('kind', '')}".strip()


def crawl(
    person: Client, *, each: int, limit: int = 100_000, whole: str = ""
) -> Iterator[tuple[str, Any, str]]:
    """Yield address, answer and text of each page that links lead to, but of one route no more than
    `each` with and `each` without a question; of the route `whole` all that ask nothing."""
    ahead, known = deque(["/", "/case/demo/"]), {"/", "/case/demo/"}
    opened: Counter[tuple[str, bool]] = Counter()
    while ahead and limit:
        limit -= 1
        path = ahead.popleft()
        answer = person.get(path)
        text = b"".join(answer).decode("utf-8", "replace")
        yield path, answer, text
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for raw in LINK.findall(text):
            there = raw.replace("&amp;", "&")
            there = path.partition("?")[0] + there if there.startswith("?") else there
            if there in known or there.startswith("/static/"):
                continue
            known.add(there)
            alike = (route_of(there), "?" in there)
            opened[alike] += 1
            if opened[alike] <= each or alike == (whole, False):
                ahead.append(there)
