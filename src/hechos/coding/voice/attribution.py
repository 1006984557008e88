"""Who says so: sayings found in a text, each with its speaker, its stance and what it covers."""

from __future__ import annotations

import dataclasses
import functools
import re
from dataclasses import dataclass, field

from hechos.coding.frames.document import Page
from hechos.coding.frames.phrases import Sentence
from hechos.coding.voice.quotes import find_quotes
from hechos.coding.voice.speakers import Memory, Speaker, is_generic, read_speaker
from hechos.lang.dates import DateSpan
from hechos.records import Mention, PartyKind, VoiceLink, When

_LONG = 24
_ASIDE = 5
_LAST = 8
_HEAD = 3
_BLOCK = 512
_EDGE = " .,;:)]”\"'"
_START = 3


@dataclass(slots=True)
class Saying:
    """What lies in `start`–`end` is said by `speaker`; `cue` is the verb or “according to”;
    `form` the words the speaker is named by here, lower case ("she")."""

    start: int
    end: int
    speaker: Speaker
    verb: str
    stance: str
    cue: tuple[int, int]
    said_at: DateSpan | None = None
    form: str = ""
    sentence: int = -1


@dataclass(slots=True)
class Sayings:
    all: list[Saying] = field(default_factory=list)
    memory: Memory | None = None
    blocks: dict[int, list[Saying]] = field(default_factory=dict)

    def over(self, start: int, end: int) -> list[Saying]:
        """Return what covers the span, widest first."""
        middle = (start + end) // 2
        if not self.blocks:
            for saying in self.all:
                for block in range(saying.start // _BLOCK, saying.end // _BLOCK + 1):
                    self.blocks.setdefault(block, []).append(saying)
        near = self.blocks.get(middle // _BLOCK, ())
        found = [s for s in near if s.start <= middle < s.end]
        if len(found) > 1:
            found.sort(key=lambda s: (s.start - s.end, s.cue))
        return found

    def dates(self) -> set[int]:
        """Return the starts of the dates that tell when something was said."""
        return {s.said_at.start for s in self.all if s.said_at is not None}


def find_sayings(page: Page) -> Sayings:
    """Return the sayings of a text in reading order; short forms are resolved to full names."""
    memory = Memory(page)
    quotes = find_quotes(page.body)
    sayings = Sayings(memory=memory)
    for sentence in page.sentences:
        for cue in sentence.cues:
            if cue[0] == "goes-on/":
                sayings.all.extend(_going_on(sentence, page, sayings, cue[1]))
                continue
            if not cue[0].startswith(("says/", "according/")):
                continue
            saying = _saying(cue, sentence, page, memory, quotes=quotes)
            if saying is not None:
                saying.sentence = sentence.index
                sayings.all.append(saying)
                memory.remember(saying.speaker)
                memory.saying, memory.told = saying, sentence.index
        memory.pass_over(sentence)
    _name_groups(sayings, page)
    return sayings


def _name_groups(sayings: Sayings, page: Page) -> None:
    """Name “a rights group” at the head of a text by the body that is named next.

    Only at the head of a text, where no body was named before."""
    first = next((s for s in sayings.all if s.speaker.kind == "body"), None)
    if first is None or first.cue[0] > page.sentences[min(_HEAD, len(page.sentences)) - 1].end:
        return
    named = next((s for s in sayings.all if s.speaker.kind == "body" and s.speaker.is_named), None)
    if named is None or first.speaker.is_named or not is_generic(first.speaker, page):
        return
    for saying in sayings.all:
        if saying.speaker.name == first.speaker.name:
            saying.speaker = dataclasses.replace(saying.speaker, name=named.speaker.name)


def _saying(
    cue: tuple[str, int, int],
    sentence: Sentence,
    page: Page,
    memory: Memory,
    *,
    quotes: tuple[tuple[int, int], ...],
) -> Saying | None:
    kind, start, end = cue
    if kind == "according/":
        return _according(sentence, page, memory, (start, end))
    if any(a < start < b - 1 for a, b in quotes):
        return None
    verb = _Verb(start, end, kind.removeprefix("says/"))
    found = _said_before(verb, sentence, page, memory) or _said_by_subject(
        verb, sentence, page, memory
    )
    if found is None:
        return None
    saying = found if isinstance(found, Saying) else _make(found, verb, page, sentence)
    saying.start, saying.end = _with_quotes((saying.start, saying.end), quotes)
    return saying


@dataclass(slots=True)
class _Verb:
    start: int
    end: int
    stance: str
    form: str = ""


_Found = tuple[Speaker, tuple[int, int]]


def _said_before(verb: _Verb, sentence: Sentence, page: Page, memory: Memory) -> _Found | None:
    """“…,” said X: the speech comes first and the speaker after the verb."""
    head = page.folded[sentence.start : verb.start].rstrip()
    span = _phrase_after(sentence, verb.end) if head.endswith((",", '"')) else None
    speaker = read_speaker(span, page, memory, strict=True) if span else None
    return (speaker, (sentence.start, verb.start)) if speaker is not None else None


def _said_by_subject(
    verb: _Verb, sentence: Sentence, page: Page, memory: Memory
) -> _Found | Saying | None:
    before = subject_before(sentence, verb.start)
    if before is None:
        return _joined(verb, sentence, page, memory)
    speaker = read_speaker(before, page, memory, strict=False)
    verb.form = page.slice(*before).casefold()
    scope = _scope(sentence, page, before, verb.end) if speaker is not None else None
    if speaker is None or scope is None:
        return None
    return speaker, _cut(scope, page) if verb.stance == "calls_for" else scope


def _joined(verb: _Verb, sentence: Sentence, page: Page, memory: Memory) -> Saying | None:
    """“He said … and added …”: a second verb has the subject of the first."""
    last = next((i for i, item in enumerate(sentence.items) if item.start >= verb.start), 0)
    said: Saying | None = memory.saying
    if said is None or sentence.shape[last - 1 : last] != "C" or memory.told != sentence.index:
        return None
    scope = (verb.end, sentence.end)
    return dataclasses.replace(
        said,
        start=scope[0],
        end=_cut(scope, page)[1] if verb.stance == "calls_for" else scope[1],
        verb=page.slice(verb.start, verb.end),
        stance=verb.stance,
        cue=(verb.start, verb.end),
    )


def _cut(scope: tuple[int, int], page: Page) -> tuple[int, int]:
    """End a demand where the text goes on to tell what came before it."""
    cut = page.lexicon.tables["cuts"].search(page.folded, *scope)
    return (scope[0], cut.start()) if cut else scope


def _make(found: _Found, verb: _Verb, page: Page, sentence: Sentence) -> Saying:
    speaker, scope = found
    cue = (verb.start, verb.end)
    return Saying(
        start=scope[0],
        end=scope[1],
        speaker=speaker,
        verb=page.slice(*cue),
        stance=verb.stance,
        cue=cue,
        said_at=_said_at(sentence, cue, speaker, scope),
        form=verb.form,
    )


def _with_quotes(scope: tuple[int, int], quotes: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    start, end = scope
    for a, b in quotes:
        if a < end and start < b and (a < start or b > end):
            start, end = min(start, a), max(end, b)
    return start, end


def _said_at(
    sentence: Sentence, cue: tuple[int, int], speaker: Speaker, scope: tuple[int, int]
) -> DateSpan | None:
    """Return the date right beside the verb or the speaker, outside what is said."""
    for date in sentence.dates:
        if scope[0] <= date.start < scope[1] and scope[0] < cue[0]:
            continue
        between = [i for i in sentence.items if cue[1] <= i.start and i.end <= date.start]
        beside = cue[1] <= date.start and all(
            item.code in "IEwOXJ" or speaker.start <= item.start < speaker.end for item in between
        )
        if (
            beside
            and len([i for i in between if i.start >= speaker.end or i.start < speaker.start])
            <= _ASIDE
        ):
            return date
    return None


def subject_before(sentence: Sentence, verb: int) -> tuple[int, int] | None:
    """Return the noun phrase before a verb, back to the start of its clause."""
    items = sentence.items
    last = next((i for i, item in enumerate(items) if item.start >= verb), len(items))
    match = _SUBJECT.search(sentence.shape[:last])
    if match is None or match.start("s") == match.end("s"):
        return None
    return (items[match.start("s")].start, items[match.end("s") - 1].end)


_NP = r"[#EJxYZ]{0,2}[wWPESYxXnmLvqo]{1,9}"
_SUBJECT = re.compile(
    rf"(?P<s>(?:{_NP})(?:(?:O|I|C|,C|[wpb]?B)[EwWPSX#vnq]{{1,7}}){{0,4}}"
    rf"(?:,[EJ]?[^,.;\"]{{2,28}},|-[^-.;\"]{{2,36}}-|\([^)]{{1,12}}\)){{0,2}})R?[JH]{{0,3}}$"
)
_AFTER = re.compile(
    rf"J?(?P<s>{_NP}(?:(?:O|I|,|[wpb]?D?B|\([wWE]{{1,3}}\))[EwWPSX#]{{1,7}}){{0,3}})"
)


def _phrase_after(sentence: Sentence, end: int) -> tuple[int, int] | None:
    items = sentence.items
    first = next((i for i, item in enumerate(items) if item.start >= end), None)
    if first is None:
        return None
    match = _AFTER.match(sentence.shape, first)
    if match is None:
        return None
    return (items[match.start("s")].start, items[match.end("s") - 1].end)


def _scope(
    sentence: Sentence, page: Page, before: tuple[int, int], after: int
) -> tuple[int, int] | None:
    """Return what a verb covers: what stands before the speaker, after the verb, or all."""
    head = page.folded[sentence.start : before[0]].strip()
    tail = page.folded[after : sentence.end].strip(' ."')
    speech_first = head.endswith((",", '"', "-")) and len(head) >= _LONG
    if speech_first and '"' in head[-3:]:
        return (sentence.start, sentence.end)
    if speech_first and _is_aside(sentence, after):
        return (sentence.start, sentence.end)
    if len(tail) >= _LONG // 2:
        return (after, sentence.end)
    if len(head) >= _LONG:
        return (sentence.start, before[0])
    return None


def _is_aside(sentence: Sentence, after: int) -> bool:
    """Whether the verb opens no clause of its own: a date, a place, a comma or the end follows."""
    following = next((item for item in sentence.items if item.start >= after), None)
    return following is None or following.code in "DI,.;x"


def _according(
    sentence: Sentence, page: Page, memory: Memory, cue: tuple[int, int]
) -> Saying | None:
    span = _phrase_after(sentence, cue[1])
    if span is not None:
        comma = page.body.find(",", *span)
        span = (span[0], comma) if comma > 0 else span
    speaker = read_speaker(span, page, memory, strict=True) if span else None
    if speaker is None:
        return None
    scope = (sentence.start, sentence.end)
    is_note = (
        cue[0] - scope[0] <= _START
        and span is not None
        and not page.body[span[1] : scope[1]].strip(_EDGE)
    )
    if is_note and sentence.index:  # “(Source: the observatory)” after what it gave
        scope = (page.sentences[sentence.index - 1].start, sentence.end)
    return Saying(
        start=scope[0],
        end=scope[1],
        speaker=speaker,
        verb=page.slice(*cue),
        stance="reports",
        cue=cue,
        said_at=_said_at(sentence, cue, speaker, scope),
    )


def _going_on(sentence: Sentence, page: Page, sayings: Sayings, start: int) -> list[Saying]:
    """“Of these, …” opens a sentence that goes on with what the last one told."""
    if start - sentence.start > _START or not sentence.index:
        return []
    before = page.sentences[sentence.index - 1]
    here = (sentence.start, sentence.start)
    return [
        dataclasses.replace(
            said, start=sentence.start, end=sentence.end, cue=here, sentence=sentence.index
        )
        for said in sayings.all[-_LAST:]
        if before.start <= said.cue[0] < before.end and said.end >= before.end - 2
    ]


def voice_of(sayings: list[Saying], page: Page) -> tuple[VoiceLink, ...]:
    """Return the chain of voices, outermost first: outlet, agency, then who says it."""
    links = [_outlet(page.outlet, "outlet")]
    if page.agency and page.agency != page.outlet:
        links.append(_outlet(page.agency, "agency"))
    for saying in sayings:
        for link in saying.speaker.links(saying.verb, saying.stance, _when(saying)):
            if all(link.speaker.name != known.speaker.name for known in links):
                links.append(link)
    return tuple(links)


def _when(saying: Saying) -> When | None:
    return saying.said_at.when if saying.said_at else None


@functools.lru_cache(maxsize=256)
def _outlet(name: str, kind: str) -> VoiceLink:
    mention = Mention(verbatim=name, name=name, kind=PartyKind.ORGANISATION)
    return VoiceLink(speaker=mention, kind=kind, verb="", stance="reports", proximity=4)
