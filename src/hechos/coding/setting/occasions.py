"""Episodes named in a text (“the unrest after the 2024 elections”): who is counted, since when."""

from __future__ import annotations

from dataclasses import dataclass

from hechos.coding.frames.document import Page
from hechos.coding.frames.phrases import Sentence
from hechos.records import Basis, When

_RUN = frozenset("wWDSx")
_LONGEST = 7


@dataclass(frozen=True, slots=True)
class Occasion:
    """`relation`: after, inside or "" as the words before it say; `when` is its own date."""

    start: int
    end: int
    noun: str
    relation: str
    when: When | None


@dataclass(slots=True)
class Occasions:
    """All occasions of a text, by sentence."""

    by_sentence: dict[int, list[Occasion]]

    def near(self, sentence: Sentence, span: tuple[int, int]) -> Occasion | None:
        """Return the occasion that the clause of the span names: the nearest one."""
        found = self.by_sentence.get(sentence.index, [])
        return min(
            found,
            key=lambda o: (min(abs(o.start - span[1]), abs(span[0] - o.end)), o.start),
            default=None,
        )

    def after_dates(self) -> set[int]:
        """Return the starts of dates of occasions that acts come after."""
        return {
            occasion.when.start
            for found in self.by_sentence.values()
            for occasion in found
            if occasion.relation == "after" and occasion.when and occasion.when.start is not None
        }

    def since(self, occasion: Occasion) -> When | None:
        """Return the open interval from the occasion's day on; the fullest date the text gives."""
        if occasion.relation != "after":
            return None
        dated = [
            o.when
            for found in self.by_sentence.values()
            for o in found
            if o.when is not None and o.noun == occasion.noun and "/" not in o.when.edtf
        ]
        own = occasion.when.edtf if occasion.when else ""
        fitting = [w for w in dated if w.edtf.startswith(own)] if own else []
        best = max(fitting, key=lambda w: len(w.edtf), default=None)
        if best is None:
            return None
        return When(
            verbatim=best.verbatim,
            edtf=f"{best.edtf}/..",
            basis=Basis.RESOLVED,
            start=best.start,
            end=best.end,
        )


def find_occasions(page: Page) -> Occasions:
    found: dict[int, list[Occasion]] = {}
    for sentence in page.sentences:
        for kind, start, _ in sentence.cues:
            if kind == "occasion/":
                occasion = _occasion(sentence, page, start)
                if occasion is not None:
                    found.setdefault(sentence.index, []).append(occasion)
    return Occasions(found)


def _occasion(sentence: Sentence, page: Page, at: int) -> Occasion | None:
    items = sentence.items
    noun = next((i for i, item in enumerate(items) if item.start == at), None)
    if noun is None or items[noun].code == "D":
        return None
    first = noun
    while first and items[first - 1].code in _RUN and noun - first < _LONGEST:
        first -= 1
    relation = _relation(page, items[first].start)
    if not relation and first and items[first - 1].code == "E":
        first -= 1
        relation = _relation(page, items[first].start)
    last = noun
    if sentence.shape[noun + 1 : noun + 2] == "D":
        last = noun + 1
    elif sentence.shape[noun + 1 : noun + 3] in ("OD", "ID"):
        last = noun + 2
    elif sentence.shape[noun + 1 : noun + 4] in ("wOD", "WOD", "wID", "WID"):
        last = noun + 3  # an adjective after the noun: “la elección municipal del 3 de mayo”
    dates = [item.payload.when for item in items[first : last + 1] if item.code == "D"]
    return Occasion(
        start=items[first].start,
        end=items[last].end,
        noun=items[noun].word.rstrip("s"),
        relation=relation,
        when=dates[0] if dates else None,
    )


def _relation(page: Page, start: int) -> str:
    before = page.folded[max(0, start - 24) : start].rstrip()
    for relation, words in page.lexicon.tables["occasions"].items():
        if any(before.endswith(f" {word}") or before == word for word in words):
            return str(relation)
    return ""
