"""The states of files on their way in, and which of them a person may see."""

from __future__ import annotations

import functools
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from django.db.models import QuerySet

from hechos.app.access.actor import Actor
from hechos.app.register.models import CaseHead
from hechos.app.work.models import Item

LONGEST = 200
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class ItemState:
    label: str
    ends: bool = False
    failed: bool = False


@functools.cache
def item_states() -> Mapping[str, ItemState]:
    raw = (files("hechos.app.work") / "data" / "items.toml").read_text(encoding="utf-8")
    return {name: ItemState(**entry) for name, entry in tomllib.loads(raw).items()}


def under_way() -> tuple[str, ...]:
    """Return the states after which something happens by itself."""
    return tuple(n for n, s in item_states().items() if not s.ends and n != "receiving")


def failed_states() -> tuple[str, ...]:
    return tuple(name for name, state in item_states().items() if state.failed)


def items_of(head: CaseHead, actor: Actor) -> QuerySet[Item]:
    """Return the items that came into a case, as far as a person may see them; latest first."""
    return Item.objects.filter(case=head, klass__lte=actor.clearance).order_by("-id")


def clean_name(raw: str) -> str:
    """Return a file name as it may be shown and kept: its last part, without characters that are
    not printed or turn the direction of reading, and not too long (its ending is kept)."""
    last = raw.replace("\\", "/").rstrip("/").rpartition("/")[2]
    kept = "".join(
        c
        for c in unicodedata.normalize("NFC", last)
        if c not in _TURNING and unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
    ).strip()
    if kept.strip(".") == "":
        return "file without a name"
    if len(kept) <= LONGEST:
        return kept
    stem, dot, ending = kept.rpartition(".")
    ending = dot + ending if stem and len(ending) <= 12 else ""
    return kept[: LONGEST - len(ending) - 1] + "…" + ending
