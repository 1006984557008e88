"""No page stands open by oversight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.conftest import Cli

from hechos.app.home import open_home


def patterns() -> Iterator[tuple[str, Any]]:
    """Yield every address of the desk with its view."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, Any]]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from walk(one, before + str(one.pattern))
            elif isinstance(one, URLPattern):
                yield before + str(one.pattern), one.callback

    return walk(get_resolver(), "")


def test_every_view_stands_behind_a_guard(cli: Cli) -> None:
    open_home(cli.home, create=True)
    bare = [route for route, view in patterns() if not hasattr(view, "guard")]
    assert bare == []
