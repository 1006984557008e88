"""What the classes of sources are called, wherever a person meets them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hechos.records import Confidentiality

CLASS_WORDS: Mapping[Confidentiality, Promise] = MappingProxyType(
    {
        Confidentiality.C0: _("C0: public"),
        Confidentiality.C1: _("C1: for the team"),
        Confidentiality.C2: _("C2: confidential; every view is recorded"),
        Confidentiality.C3: _("C3: could put a person in danger; every view is recorded"),
    }
)


def class_choices(up_to: int = Confidentiality.C3) -> list[tuple[str, str]]:
    """Return the classes up to one, by name, with their words."""
    return [(klass.name, str(words)) for klass, words in CLASS_WORDS.items() if klass <= up_to]
