"""Kinds, states and slots of claims, in the words of the pages."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files

from django.utils.translation import gettext_noop as _

KINDS: Mapping[str, str] = {
    "act": _("act"),
    "status": _("status"),
    "procedure": _("procedure"),
    "label": _("legal label"),
    "diplomacy": _("statement"),
    "relation": _("relation"),
    "count": _("number"),
    "vote": _("votes"),
}
"""Kinds of content; each has a line of its own under its passages."""

STATES: Mapping[str, str] = {
    "proposed": _("not reviewed"),
    "accepted": _("accepted"),
    "edited": _("changed and accepted"),
    "rejected": _("rejected"),
}


@functools.cache
def types_of(kind: str) -> Sequence[str]:
    """Return the types that a person may choose for a kind, in the order of the list."""
    raw = (files("hechos.app.web.reading") / "data" / "kinds.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(raw).get(kind, {}).get("types", ()))
