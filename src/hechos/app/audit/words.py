"""Events in plain words."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files


@functools.cache
def words() -> Mapping[str, str]:
    raw = (files("hechos.app.audit") / "data" / "events.toml").read_text(encoding="utf-8")
    return tomllib.loads(raw)


def sentence(what: str) -> str:
    return words().get(what, what)
