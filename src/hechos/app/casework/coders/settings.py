"""Which other coders a home has: the tables [coder.endpoint] and [coder.spacy] of hechos.toml."""

from __future__ import annotations

import os
import tomllib
from dataclasses import fields
from typing import Any

from hechos.app.home import Home
from hechos.coding.coders.endpoint import Endpoint
from hechos.errors import InputError, NotFoundError

_HINT = "docs/howto/ask-a-model.md shows the table to write."
_WHOLE = ("chunk", "calls", "characters", "concurrency", "retries", "largest_reply")


def endpoint_of(home: Home) -> Endpoint:
    """Return the endpoint of the home. The key is read from the environment variable that
    `key_env` names, and is kept nowhere."""
    table = _table(home, "endpoint")
    known = {field.name for field in fields(Endpoint)} - {"key"} | {"key_env"}
    if "key" in table:
        raise InputError("A key does not belong into hechos.toml.", hint='key_env = "NAME"')
    if unknown := sorted(set(table) - known):
        raise InputError(f"[coder.endpoint] has no setting {', '.join(unknown)}.", hint=_HINT)
    variable = table.pop("key_env", "")
    _check_types(table)
    key = os.environ.get(variable, "") if variable else ""
    if variable and not key:
        raise InputError(f"The environment variable {variable}, which holds the key, is not set.")
    if "url" not in table or "model" not in table:
        raise InputError("[coder.endpoint] needs url and model.", hint=_HINT)
    return Endpoint(key=key, **table)


def _check_types(table: dict[str, Any]) -> None:
    for name, value in table.items():
        wanted = int if name in _WHOLE else (int, float) if name == "timeout" else str
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise InputError(f"[coder.endpoint] {name} = {value!r} is not of its kind.", hint=_HINT)


def pipelines_of(home: Home) -> tuple[str, ...]:
    """Return the names of the spaCy pipelines of the home, one for each language."""
    names = _table(home, "spacy").get("pipelines")
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise InputError('[coder.spacy] needs pipelines = ["NAME", …].', hint=_HINT)
    return tuple(names)


def _table(home: Home, name: str) -> dict[str, Any]:
    marker = home.path / "hechos.toml"
    coders = tomllib.loads(marker.read_text(encoding="utf-8")).get("coder", {})
    table = coders.get(name) if isinstance(coders, dict) else None
    if not isinstance(table, dict):
        raise NotFoundError(f"{marker} has no table [coder.{name}].", hint=_HINT)
    return dict(table)
