"""Go through the desk by its links, as somebody does who opens everything."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from django.test import Client

LINK = re.compile(r'(?:href|action|src|data-[a-z-]+|hx-get)="(/[^"#]*|\?[^"#]*)')


def route_of(path: str) -> str:
    """Return the route that an address stands for, with the kind of list; "" where nothing is."""
    from django.urls import Resolver404, resolve

    try:
        at = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    return f"{at.route} {at.kwargs.get('kind', '')}".strip()


def crawl(person: Client, *, each: int, limit: int = 100_000) -> Iterator[tuple[str, Any, str]]:
    """Yield address, answer and text of each page that links lead to. Of addresses with the same
    route that ask for the same things no more than `each` are opened."""
    ahead, known = deque(["/", "/case/demo/"]), {"/", "/case/demo/"}
    opened: Counter[tuple[str, ...]] = Counter()
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
            asked = {name for name, _ in parse_qsl(urlsplit(there).query, keep_blank_values=True)}
            alike = (route_of(there), *sorted(asked))
            opened[alike] += 1
            if opened[alike] <= each:
                ahead.append(there)
