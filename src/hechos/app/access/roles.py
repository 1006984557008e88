"""The table of roles and actions."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

OTHER_NAMES = {"analyst": "investigator"}
"""Roles as members of older cases name them."""


@dataclass(frozen=True, slots=True)
class Role:
    """`may` are the actions; `about` completes the sentence “a member who …”."""

    name: str
    label: str
    about: str
    may: frozenset[str]


@functools.cache
def roles() -> Mapping[str, Role]:
    raw = (files("hechos.app.access") / "data" / "roles.toml").read_text(encoding="utf-8")
    return {
        name: Role(name, entry["label"], entry["about"], frozenset(entry["may"]))
        for name, entry in tomllib.loads(raw).items()
    }


def actions_of(names: Iterable[str]) -> frozenset[str]:
    """Return what these roles together allow; an unknown role allows nothing."""
    known = roles()
    mine = (known.get(OTHER_NAMES.get(name, name)) for name in names)
    return frozenset(action for role in mine if role for action in role.may)


def all_actions() -> frozenset[str]:
    return actions_of(roles())
