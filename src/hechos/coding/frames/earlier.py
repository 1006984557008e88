"""Who did what an anaphor tells of: “the attack left nine dead”, “they shot two”."""

from __future__ import annotations

from dataclasses import dataclass

from hechos.coding.frames.actors.clauses import Subject
from hechos.coding.frames.actors.events import Event, events_of, makers_of
from hechos.coding.frames.actors.find import Agent, active_subject, agents_of, is_linked
from hechos.coding.frames.document import Page
from hechos.coding.frames.figures import Act
from hechos.coding.frames.phrases import Sentence

_REACH = 3
_PRONOUN_REACH = 1
_BARE = frozenset('.,;:)ALHDbpdaCRV"')
_SHARED = ("LIFE.", "INT.", "LIB.", "missing", "MOV.", "military_strike")


@dataclass(frozen=True, slots=True)
class _Told:
    sentence: int
    agents: tuple[Agent, ...]
    is_clash: bool = False


class Earlier:
    """The makers of events told so far in a text; `complete` fills acts that speak of them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.events: _Told | None = None
        self.acts: _Told | None = None

    def complete(self, sentence: Sentence, acts: list[Act]) -> None:
        """Give the acts of a sentence that name nobody those told before, where they say so."""
        events = events_of(sentence)
        for act in acts:
            if not act.actors and act.type.startswith(_SHARED):
                act.actors = self._taken_over(sentence, act, events)
        self._remember(sentence, acts, events)

    def _taken_over(self, sentence: Sentence, act: Act, events: list[Event]) -> tuple[Agent, ...]:
        if _is_recent(self.acts, sentence, _PRONOUN_REACH) and self._is_they(sentence, act):
            return self.acts.agents if self.acts else ()
        if not _is_recent(self.events, sentence, _REACH):
            return ()
        for event in events:
            linked = self._is_linked(sentence, event, act)
            same = self.events is not None and self.events.is_clash == (event.kind == "with")
            if linked and same and self._is_told(sentence, event):
                return self.events.agents if self.events else ()
        return ()

    def _is_linked(self, sentence: Sentence, event: Event, act: Act) -> bool:
        """Tell whether the act happened in the event or is what the event left."""
        if is_linked(sentence, self.page, event, act.at):
            return True
        subject = self._subject(sentence, act)
        things = subject.things if subject is not None else None
        return things is not None and things[0] <= event.first <= things[1]

    def _subject(self, sentence: Sentence, act: Act) -> Subject | None:
        number = next(
            (
                i
                for i, item in enumerate(sentence.items)
                if act.number and item.payload is act.number
            ),
            None,
        )
        return active_subject(sentence, self.page, act.at, number)

    def _is_they(self, sentence: Sentence, act: Act) -> bool:
        """Tell whether the subject is “they”; “he” and “it” may be anybody."""
        subject = self._subject(sentence, act)
        if subject is None or subject.pronoun is None:
            return False
        return sentence.items[subject.pronoun].word in self.page.lexicon.words["they"]

    def _is_told(self, sentence: Sentence, event: Event) -> bool:
        """Tell whether the noun alone, with a definite article, points back."""
        shape = sentence.shape
        after = event.last + 1
        is_end = after == len(shape) or shape[after] in _BARE
        if (
            not is_end
            and sentence.items[after].word not in self.page.lexicon.tables["agents"]["then"]
        ):
            return False
        at = event.first - 1
        while at >= 0 and shape[at] in "wJ#" and event.first - at < 4:
            at -= 1
        return at >= 0 and sentence.items[at].word in self.page.lexicon.words["definite"]

    def _remember(self, sentence: Sentence, acts: list[Act], events: list[Event]) -> None:
        for event in events:
            makers = makers_of(sentence, self.page, event)
            if makers.parties:
                degree = "unknown" if makers.is_open else "carried_out"
                agents = agents_of(sentence, self.page, (makers.parties, degree), ())
                self.events = _Told(sentence.index, agents, event.kind == "with")
        for act in acts:
            if act.actors and act.type.startswith(_SHARED):
                self.acts = _Told(sentence.index, act.actors)
                self.events = self.acts if not events else self.events or self.acts


def _is_recent(told: _Told | None, sentence: Sentence, reach: int) -> bool:
    return told is not None and 0 <= sentence.index - told.sentence <= reach
