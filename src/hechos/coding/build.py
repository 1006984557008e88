"""Claims from candidates: voice, factuality, time, place, passage; repeats become one claim."""

from __future__ import annotations

import dataclasses

from hechos.coding.contents import Setting, act_content, statement_content
from hechos.coding.drafts import Draft
from hechos.coding.frames.document import Page
from hechos.coding.frames.figures import Act
from hechos.coding.frames.phrases import Sentence
from hechos.coding.frames.statements import Statement
from hechos.coding.passages import clause_of, passage_of
from hechos.coding.repeats import merge_repeats
from hechos.coding.setting.days import day_of, inherited_day
from hechos.coding.setting.occasions import find_occasions
from hechos.coding.setting.places import (
    headline_place,
    is_mixed,
    move_place,
    place_of_act,
    place_of_statement,
)
from hechos.coding.setting.scene import Scene
from hechos.coding.voice.attribution import Saying, Sayings, subject_before, voice_of
from hechos.coding.voice.speakers import Speaker, read_speaker
from hechos.coding.voice.stance import factuality_of, find_hedge, find_standard, polarity_of
from hechos.records import (
    Case,
    Claim,
    Factuality,
    Made,
    PartyKind,
    Polarity,
    Quantity,
    When,
)
from hechos.records.ids import draw

RULE = "rule:coding"
VERSION = "1"


class Builder:
    """Collects candidates sentence by sentence; `claims()` gives the claims in reading order."""

    def __init__(self, page: Page, sayings: Sayings, case: Case) -> None:
        self.page = page
        self.sayings = sayings
        self.case = case
        self.scene = Scene(headline=headline_place(page), is_mixed=is_mixed(page))
        self.occasions = find_occasions(page)
        self.taken = sayings.dates() | self.occasions.after_dates()
        self.drafts: list[Draft] = []
        self.cued: dict[int, Saying] = {}
        self.made = Made(by=RULE, version=VERSION, at=page.text.made.at)

    def add(self, sentence: Sentence, acts: list[Act], statements: list[Statement]) -> None:
        for act in acts:
            self.drafts.append(self._act(sentence, act))
        for statement in statements:
            self.drafts.append(self._statement(sentence, statement))
        self._move_on(sentence, acts)

    def _move_on(self, sentence: Sentence, acts: list[Act]) -> None:
        span = (sentence.start, sentence.end)
        day = day_of(sentence, self.page, span, self.taken)
        if day is not None:
            when = None if day.reason else day.when
            self.scene.when, self.scene.at = when, sentence.index
            self.scene.paragraph = sentence.paragraph
        move_place(self.scene, sentence, self.page, has_acts=bool(acts))

    def _act(self, sentence: Sentence, act: Act) -> Draft:
        page = self.page
        sayings = self.sayings.over(*act.trigger)
        hedge = find_hedge(sentence, page, act.span)
        factuality, words = factuality_of(hedge, sayings)
        setting = self._setting(sentence, act, _quantity(act, page), sayings)
        because = _because(act.frame, page.slice(*act.trigger), sayings)
        return Draft(
            sentence=sentence,
            span=clause_of(sentence, page, act.span),
            content=act_content(act, page, setting),
            voice=voice_of(sayings, page),
            sayings=sayings,
            polarity=(
                Polarity.NEGATED
                if act.absent
                else polarity_of(sentence, page, act.trigger, sayings)
            ),
            factuality=factuality,
            hedge=words,
            standard=find_standard(sentence, page, act.span),
            rule=act.frame,
            because=because,
            trigger=act.trigger,
            more=bool(act.number and act.number.more),
        )

    def _statement(self, sentence: Sentence, statement: Statement) -> Draft:
        page, frame, span = self.page, statement.frame, statement.span
        sayings = self._speakers(sentence, statement)
        hedge = find_hedge(sentence, page, span)
        factuality, words = factuality_of(hedge, sayings)
        if frame.stance == "calls_for":
            factuality, words = Factuality.DEMANDED, None
        quantity = _share(statement, sentence)
        setting = self._setting(sentence, statement, quantity, sayings)
        polarity = Polarity(frame.polarity) if frame.polarity else Polarity.AFFIRMED
        return Draft(
            sentence=sentence,
            span=clause_of(sentence, page, statement.groups.get("anchor", span)),
            content=statement_content(statement, page, setting),
            voice=voice_of(sayings, page),
            sayings=sayings,
            polarity=polarity,
            factuality=factuality,
            hedge=words,
            standard=find_standard(sentence, page, span),
            rule=frame.id,
            because=_because(frame.id, page.slice(*span), sayings),
            trigger=span,
        )

    def _speakers(self, sentence: Sentence, statement: Statement) -> list[Saying]:
        """Return the voices over a statement; a demand is said by its own subject."""
        frame = statement.frame
        start, end = statement.span
        outer = [s for s in self.sayings.over(start, end) if not _same_cue(s, statement)]
        if not frame.stance and "speaker" not in statement.groups:
            return outer
        if any(start <= s.cue[0] < end and s.start >= s.cue[0] for s in outer):
            return outer
        own = self._own_speaker(sentence, statement)
        if own is None:
            return outer or self._near(sentence)
        if outer and outer[-1].speaker.name == own.name:
            return outer
        return [*outer, Saying(start, end, own, "", frame.stance or "reports", (start, start))]

    def _own_speaker(self, sentence: Sentence, statement: Statement) -> Speaker | None:
        """Who a frame names as its speaker, else the subject before it, else the last body."""
        page, memory = self.page, self.sayings.memory
        if memory is None:
            return None
        span = statement.groups.get("speaker") or subject_before(sentence, statement.span[0])
        own = read_speaker(span, page, memory, strict=False) if span else None
        if own is not None or self._near(sentence):
            return own
        names = [n for n in sentence.names if n.end <= statement.span[0]]
        bodies = [n for n in names if n.kind == PartyKind.ORGANISATION]
        if not bodies:
            return None
        return read_speaker((bodies[-1].start, bodies[-1].end), page, memory, strict=False)

    def _near(self, sentence: Sentence) -> list[Saying]:
        if not self.cued:
            for saying in self.sayings.all:
                self.cued.setdefault(saying.sentence, saying)
        first = self.cued.get(sentence.index)
        return [first] if first is not None else []

    def _setting(
        self,
        sentence: Sentence,
        told: Act | Statement,
        quantity: Quantity | None,
        sayings: list[Saying],
    ) -> Setting:
        span = told.span
        statement = told.frame.kind if isinstance(told, Statement) else ""
        occasion = self.occasions.near(sentence, span)
        when, is_told = self._when(sentence, span, sayings, is_statement=statement in _TIMELESS)
        if not is_told and not statement and occasion is not None:
            when = self.occasions.since(occasion)
        if when is None and not is_told and statement not in _TIMELESS:
            when = inherited_day(self.scene, sentence)
        if isinstance(told, Statement):
            where = place_of_statement(self.scene, sentence, self.page, told)
        else:
            moves = told.type in _MOVES
            where = place_of_act(self.scene, sentence, self.page, span, moves=moves)
        words = self.page.slice(occasion.start, occasion.end) if occasion else None
        return Setting(quantity=quantity, time=when, place=where, occasion=words)

    def _when(
        self,
        sentence: Sentence,
        span: tuple[int, int],
        sayings: list[Saying],
        *,
        is_statement: bool,
    ) -> tuple[When | None, bool]:
        """Return the date, and whether the sentence names one, be it one that cannot be told."""
        said = next((s.said_at.when for s in reversed(sayings) if s.said_at), None)
        if is_statement and said is not None:
            return said, True
        taken = self.taken | _dates_of_saying(sentence, sayings)
        day = day_of(sentence, self.page, span, taken)
        if day is None:
            return None, False
        return (None if day.reason else day.when), True

    def claims(self) -> tuple[Claim, ...]:
        """Return the claims in reading order and remember the drafts they come from."""
        self.drafts = merge_repeats(sorted(self.drafts, key=_order), self.page)
        counts: dict[str, int] = {}
        return tuple(self._claim(draft, counts) for draft in self.drafts)

    def _claim(self, draft: Draft, counts: dict[str, int]) -> Claim:
        text, content = self.page.text, draft.content
        start, end = draft.span
        base = f"{text.hash}:{start}-{end}:{content.kind}:{content.type}"
        ordinal = counts.get(base, 0)
        counts[base] = ordinal + 1
        key = f"{base}:{ordinal}"
        return Claim(
            id=draw(self.case.seed, text.capture, "claim", key),
            case=self.case.id,
            made=self.made,
            capture=text.capture,
            text=text.id,
            key=key,
            passages=tuple(passage_of(span, self.page) for span in (draft.span, *draft.repeats)),
            content=content,
            voice=draft.voice,
            polarity=draft.polarity,
            factuality=draft.factuality,
            hedge=draft.hedge,
            standard=draft.standard,
            klass=self.case.default_class,
            rule=draft.rule,
            because=draft.because,
        )


def _dates_of_saying(sentence: Sentence, sayings: list[Saying]) -> set[int]:
    """“In January, X filed a complaint for the arrest of Y”: the date is the complaint's."""
    return {
        date.start
        for saying in sayings
        for date in sentence.dates
        if saying.stance in _OWN_TIME
        and date.end <= saying.cue[0]
        and saying.start >= saying.cue[1]
    }


_TIMELESS = ("diplomacy", "label", "procedure", "relation", "vote")
_MOVES = ("deployment", "transfer", "MOV.DISP")
_OWN_TIME = ("alleges", "calls_for", "claims", "denies", "disputes")


def _order(draft: Draft) -> tuple[int, int, str, str]:
    return (*draft.span, draft.content.kind, draft.content.type)


def _same_cue(saying: Saying, statement: Statement) -> bool:
    """Tell whether the frame itself reads the verb, which is then no voice around it."""
    return statement.span[0] <= saying.cue[0] < statement.span[1] and bool(
        statement.groups.get("speaker")
    )


def _because(rule: str, words: str, sayings: list[Saying]) -> str:
    said = f", said by {sayings[-1].speaker.name} (“{sayings[-1].verb}”)" if sayings else ""
    return f"The words “{words[:120]}” fit the frame {rule}{said}."


def _quantity(act: Act, page: Page) -> Quantity | None:
    if act.number is None:
        return None
    by_people = act.head is not None or act.sentence.shape[act.at] in "qv"
    unit = act.entry.counted if by_people else act.entry.unit
    if act.frame.endswith(("/head", "/of")) is False:
        unit = act.entry.counted
    if act.entry.objects == "things" and act.head is not None and not _is_people(act, page):
        unit = page.folded[slice(*act.head)]
    if act.joint:
        unit = "killed or injured"
    return dataclasses.replace(act.number.quantity, unit=unit)


def _is_people(act: Act, page: Page) -> bool:
    head = page.folded[slice(*act.head)] if act.head else ""
    return act.type != "military_strike" and head in page.lexicon.words["persons"]


def _share(statement: Statement, sentence: Sentence) -> Quantity | None:
    span = statement.groups.get("n")
    if span is None:
        return None
    for number in sentence.numbers:
        if number.start < span[1] and span[0] < number.end:
            unit = "share" if number.kind == "share" else number.quantity.unit
            return dataclasses.replace(number.quantity, unit=unit)
    return None
