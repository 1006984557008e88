"""What documents share: texts, translations, pictures; without what people took apart."""

from __future__ import annotations

from dataclasses import dataclass

from hechos.linking.copies.photos import SharedPhoto, find_photos
from hechos.linking.copies.reprints import TextEdge, find_reprints
from hechos.linking.copies.translations import Translation, find_translations
from hechos.linking.deciding.judged import Judged
from hechos.linking.facts import Facts
from hechos.records import Decision

NOTHING = Judged("document")


@dataclass(frozen=True, slots=True)
class Copied:
    """`decided` are pairs of captures that a person called one document."""

    texts: tuple[TextEdge, ...] = ()
    translations: tuple[Translation, ...] = ()
    photos: tuple[SharedPhoto, ...] = ()
    decided: tuple[Decision, ...] = ()


def find_copies(facts: Facts, judged: Judged = NOTHING) -> Copied:
    """Return what documents share. A pair of captures that a person called different shares no
    text here; of a pair that was decided on, no translation is proposed any more."""
    apart = frozenset(map(frozenset[str], judged.apart))

    def pair(one: TextEdge | Translation | SharedPhoto) -> frozenset[str]:
        return frozenset(facts.documents[rank].capture.id for rank in (one.left, one.right))

    return Copied(
        texts=tuple(one for one in find_reprints(facts) if pair(one) not in apart),
        translations=tuple(
            one for one in find_translations(facts) if pair(one) not in judged.pairs
        ),
        photos=tuple(one for one in find_photos(facts) if pair(one) not in apart),
        decided=judged.of("same"),
    )
