"""The rules of coding: lexicons of every language, gazetteer and pack, each with its hash."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from hechos.coding.frames.lexicons import Lexicon, data, file_names, load_lexicon
from hechos.lang.lexicon import language_rules, ruleset
from hechos.lang.places import Gazetteer
from hechos.packs import Pack, available, generic
from hechos.packs import load as load_pack
from hechos.records import LANGUAGES, RuleSet

VERSION = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingRules:
    lexicons: dict[str, Lexicon]
    gazetteer: Gazetteer
    pack: Pack | None
    rulesets: tuple[RuleSet, ...]
    bodies: tuple[Pack, ...] = ()

    @classmethod
    def load(cls, languages: Sequence[str] = LANGUAGES, pack: str | None = None) -> CodingRules:
        """Load the rules; without a pack, the places of all packs are known (and no bodies).

        Raises LexiconError where a file or the pack cannot be used.
        """
        loaded = load_pack(pack) if pack else None
        others = () if pack else tuple(load_pack(name) for name in available())
        return cls(
            lexicons={language: load_lexicon(language) for language in languages},
            gazetteer=Gazetteer.load(pack=loaded, others=others),
            pack=loaded,
            bodies=tuple(used for used in (loaded, generic()) if used),
            rulesets=(
                *(
                    ruleset("coding", f"coding/{language}", *map(data, file_names(language)))
                    for language in languages
                ),
                language_rules(),
                *(r for used in (loaded, *others, generic()) if used for r in used.rulesets),
            ),
        )


@functools.cache
def installed(languages: tuple[str, ...], pack: str | None) -> CodingRules:
    """Return the rules as they are installed, loaded once in a process."""
    return CodingRules.load(languages, pack)
