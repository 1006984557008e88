"""Kinds, states and slots of claims, in the words of the pages."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files

from django.utils.translation import gettext_noop as _

from hechos.app.web.spoken import own_acts

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


def offered_types(kind: str) -> Sequence[str]:
    """Return the types that may be chosen for a kind in the open case: those of the list that its
    stewards did not retire, and their own."""
    own = own_acts()
    listed = [code for code in types_of(kind) if code not in own or own[code].stands]
    more = [code for code, e in own.items() if e.stands and _kind_of(code) == kind]
    return (*listed, *(code for code in more if code not in listed))


def _kind_of(code: str) -> str:
    """Return the kind of a term: that of the nearest term above it that has one, else act."""
    own, seen = own_acts(), set[str]()
    above: str | None = code
    while above and above not in seen:
        seen.add(above)
        for kind in KINDS:
            if above in types_of(kind):
                return kind
        above = own[above].parent if above in own else None
    return "act"
