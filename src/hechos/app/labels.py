"""The words of data files that pages show, for the catalogues (see babel.cfg)."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

Message = tuple[int, None, str, list[str]]


def messages(
    file: BinaryIO,
    _keywords: Collection[str],
    _comment_tags: Collection[str],
    options: Mapping[str, str],
) -> Iterator[Message]:
    """Yield the words of a TOML file for Babel: what stands under the `keys` of the options, or
    under any key where they are “*”."""
    keys = options.get("keys", "label about labels").split()
    said = _said(tomllib.loads(file.read().decode("utf-8")), keys, shown="*" in keys)
    for words in dict.fromkeys(said):
        yield 1, None, words, []


def _said(value: Any, keys: Collection[str], *, shown: bool) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _said(inner, keys, shown=shown or key in keys)
    elif isinstance(value, str) and shown:
        yield value
