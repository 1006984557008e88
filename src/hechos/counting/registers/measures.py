"""Released is not free: who is out of detention and under measures, and under which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from hechos.counting.documented.amounts import day_words, plural
from hechos.counting.registers.spells import Spell
from hechos.counting.registers.stock import stock
from hechos.lang.folding import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Who is out under measures at the end of a day, one spell a person. `ways` parts them by how
    they left and sums to all; `conditions` counts each as it stands, and one may have several;
    `untold` are those whose conditions nobody tells."""

    as_of: date
    people: tuple[Spell, ...]
    ways: tuple[tuple[str, int], ...]
    conditions: tuple[tuple[str, int], ...]
    untold: int

    def sentence(self) -> str:
        """Return the numbers in words: what people have to keep to is as told."""
        told = f"{plural(len(self.people), 'person', 'people')} out under measures on "
        told += f"{day_words(self.as_of)}, as documented."
        for numbers in (self.ways, self.conditions):
            told += f" {', '.join(f'{n:,} {words}' for words, n in numbers)}." if numbers else ""
        if self.untold:
            told += f" Of {self.untold:,} no condition is told."
        return told

    def rows(self) -> list[dict[str, Any]]:
        """Return each person with the way out and what he or she has to keep to."""
        return [
            {
                "person": spell.person,
                "name": spell.called,
                "way": left.kind.name,
                "since": left.on,
                "conditions": list(conditions_of(spell, self.as_of)),
                "claims": list(spell.claims),
            }
            for spell in self.people
            if (left := spell.left_by(self.as_of)) is not None
        ]


def measures(spells: Iterable[Spell], day: date) -> Measures:
    """Return who is out of detention and under measures at the end of a day: one may be held again
    meanwhile, and is not among them then."""
    own = list(spells)
    held = {spell.person for spell in stock(own, day)}
    latest: dict[str, Spell] = {}
    for spell in sorted(own, key=lambda one: (one.start or date.min, one.claims)):
        if spell.start is not None and spell.start <= day:
            latest[spell.person] = spell
    under = sorted(
        (s for s in latest.values() if s.standing(day) == "restricted" and s.person not in held),
        key=lambda spell: (spell.called, spell.person),
    )
    told = {spell.person: conditions_of(spell, day) for spell in under}
    ways = Counter(left.kind.name for spell in under if (left := spell.left_by(day)) is not None)
    names = {fold(words): words for own in told.values() for words in reversed(own)}
    counts = Counter(key for own in told.values() for key in {fold(words) for words in own})
    return Measures(
        as_of=day,
        people=tuple(under),
        ways=tuple(sorted(ways.items(), key=lambda pair: (-pair[1], pair[0]))),
        conditions=tuple(
            sorted(((names[k], n) for k, n in counts.items()), key=lambda pair: (-pair[1], pair[0]))
        ),
        untold=sum(not own for own in told.values()),
    )


def conditions_of(spell: Spell, day: date) -> tuple[str, ...]:
    """Return the conditions that stand on a day, one by one, as the last way out tells them."""
    left = spell.left_by(day)
    if left is None or left.kind.leaves != "restricted":
        return ()
    said = [part.strip() for whole in left.conditions for part in whole.split(";")]
    return tuple(dict.fromkeys(filter(None, said)))
