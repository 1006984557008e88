"""Who says so: sayings found in a text, each with its speaker, its stance and what it covers."""

from __future__ import annotations

import dataclasses
import functools

from hechos.coding.frames.document import Page
from hechos.coding.frames.phrases import Cue, Sentence
from hechos.coding.voice.memory import Memory
from hechos.coding.voice.quotes import find_quotes
from hechos.coding.voice.returns import (
    add_hearsay,
    giving_back,
    going_on,
    headed,
    quote_going_on,
)
from hechos.coding.voice.sayings import Saying, Sayings, Verb
from hechos.coding.voice.speakers import is_generic, read_speaker
from hechos.coding.voice.subjects import item_at, phrase_after, subject_before
from hechos.coding.voice.verbs import Quotes, make, read_verb, told_to, verb_of
from hechos.records import Mention, PartyKind, VoiceLink, When

__all__ = ["Saying", "Sayings", "find_sayings", "subject_before", "voice_of"]

_HEAD = 3
_EDGE = " .,;:)]”\"'"
_START = 3
_VERBS = ("says", "bare", "saying", "done")
_ACCORDING = ("according/", "starts/", "citing/", "quoted/")


def find_sayings(page: Page) -> Sayings:
    """Return the sayings of a text in reading order; short forms are resolved to full names."""
    memory = Memory(page)
    every = find_quotes(page.body)
    sayings = Sayings(memory=memory)
    first = 0
    for sentence in page.sentences:
        while first < len(every) and every[first][1] <= sentence.start:
            first += 1
        last = first
        while last < len(every) and every[last][0] < sentence.end:
            last += 1
        quotes = every[first:last]
        found = _in_sentence(sentence, page, sayings, memory, quotes=quotes)
        if not found:
            quote_going_on(sentence, sayings, memory, quotes)
        memory.pass_over(sentence)
    _name_fuller(sayings)
    add_hearsay(sayings, page)
    _name_groups(sayings, page)
    return sayings


def _in_sentence(
    sentence: Sentence, page: Page, sayings: Sayings, memory: Memory, *, quotes: Quotes
) -> bool:
    """Add what the cues of the sentence give; tell whether there was any."""
    first = len(sayings.all)
    if ":" in sentence.shape or (sentence.index == 0 and sentence.shape):
        _take(headed(sentence, page, memory), sayings, memory)
    back = giving_back(sentence, page, sayings, memory)
    if back is not None:
        _take(back, sayings, memory)
        return True
    again: list[Saying] = []
    done = sentence.start
    for cue in sentence.cues:
        if cue[0] == "goes-on/":
            again = going_on(sentence, page, sayings, cue[1])
            continue
        saying = _of_cue(cue, sentence, page, memory, quotes=quotes) if cue[1] >= done else None
        if saying is None:
            continue
        done = cue[2]
        _end_others(saying, sayings.all[first:], sentence, page)
        _take(saying, sayings, memory)
    if len(sayings.all) == first:
        sayings.all.extend(again)
    return len(sayings.all) > first


def _take(saying: Saying | None, sayings: Sayings, memory: Memory) -> None:
    if saying is None:
        return
    while sayings.all and _is_within(sayings.all[-1], saying):
        sayings.all.pop()  # a quotation whose speaker stands after it
    sayings.all.append(saying)
    if saying.speaker.kind in ("outlet", "agency"):
        return
    memory.remember(saying.speaker)
    memory.saying, memory.told = saying, saying.sentence


def _is_within(before: Saying, saying: Saying) -> bool:
    return (
        before.cue[0] == before.cue[1]
        and saying.start <= before.start
        and before.end <= saying.end
        and before.sentence < saying.sentence
    )


def _of_cue(
    cue: Cue, sentence: Sentence, page: Page, memory: Memory, *, quotes: Quotes
) -> Saying | None:
    kind, start, end = cue
    name, _, stance = kind.partition("/")
    if kind in _ACCORDING:
        return _according(cue, sentence, page, memory)
    if name not in _VERBS or any(a < start < b - 1 for a, b in quotes):
        return None
    if not _is_printed(start, end, sentence, page):
        return None
    verb = verb_of(sentence, start, end, stance)
    saying = read_verb(name, verb, sentence, page, memory=memory)
    if saying is None:
        return None
    saying.start, saying.end = _with_quotes((saying.start, saying.end), quotes)
    if stance == "reports":
        saying.via = told_to(verb, sentence, page, saying.speaker)
    return saying


def _is_printed(start: int, end: int, sentence: Sentence, page: Page) -> bool:
    """Tell a verb from a word that has other accents (“Pública”) or is part of a name."""
    raw = page.slice(start, end).lower()
    if not raw.isascii() and raw not in page.lexicon.tables["exact"]:
        return False
    return not any(name.start < start < name.end for name in sentence.names)


def _end_others(saying: Saying, others: list[Saying], sentence: Sentence, page: Page) -> None:
    """“X said …, but Y says …”: what X says ends where another voice follows."""
    start = saying.speaker.start
    is_here = sentence.start <= start < saying.cue[0] and not any(
        other.cue[0] > start for other in others
    )
    first = item_at(sentence, start if is_here else saying.cue[0])
    at = first - 1
    items = sentence.items
    while at > 0 and items[at].code in "EJ,D":
        at -= 1
    if at <= 0 or saying.depth:
        return
    contrast = items[at].word in page.lexicon.tables["contrasts"] or items[at].code in "C;"
    for other in others if contrast else ():
        if other.cue[1] <= items[at].start < other.end:
            other.end = items[at].start


def _with_quotes(scope: tuple[int, int], quotes: Quotes) -> tuple[int, int]:
    start, end = scope
    for a, b in quotes:
        if a < end and start < b and (a < start or b > end):
            start, end = min(start, a), max(end, b)
    return start, end


def _according(cue: Cue, sentence: Sentence, page: Page, memory: Memory) -> Saying | None:
    kind, start, end = cue
    at = item_at(sentence, start)
    if kind == "starts/" and at and sentence.items[at - 1].code not in ",;":
        return None
    span = phrase_after(sentence, end)
    if kind == "quoted/":
        return _quoted(Verb(start, end, "reports", at, at + 1), sentence, page, memory)
    if span is None:
        return None
    speaker = read_speaker(span, page, memory, strict=kind != "according/")
    if speaker is None or (kind == "starts/" and speaker.kind not in ("body", "person")):
        return None
    verb = Verb(start, end, "reports", at, item_at(sentence, end))
    inside = memory.told == sentence.index and memory.saying.cue[1] <= start < memory.saying.end
    if kind == "citing/" or (inside and _opens_clause(at, sentence, memory.saying)):
        verb.depth = 1
    return make(speaker, _scope(cue, span, sentence, page), verb, sentence, page=page)


def _quoted(verb: Verb, sentence: Sentence, page: Page, memory: Memory) -> Saying | None:
    """Read “The paper quoted X as saying …” and “X was quoted as saying …”."""
    mark = page.lexicon.tables["quoted_as"].search(page.folded, verb.end, sentence.end)
    before = subject_before(sentence, verb.start)
    if mark is None or before is None:
        return None
    subject = read_speaker(before, page, memory, strict=True)
    told = read_speaker((verb.end, mark.start()), page, memory, strict=False)
    if told is None and mark.start() - verb.end > _START:
        return None
    speaker, via = (told, subject) if told is not None else (subject, None)
    if speaker is None:
        return None
    saying = make(speaker, (mark.end(), sentence.end), verb, sentence, page=page)
    saying.via = via
    return saying


def _opens_clause(at: int, sentence: Sentence, said: Saying) -> bool:
    """“X said that, according to Y, …”: inside what X says."""
    return at - item_at(sentence, said.cue[1]) <= _START


def _scope(cue: Cue, span: tuple[int, int], sentence: Sentence, page: Page) -> tuple[int, int]:
    start = sentence.start
    is_note = cue[1] - start <= _START and not page.body[span[1] : sentence.end].strip(_EDGE)
    if is_note and sentence.index:  # “(Source: the observatory)” after what it gave
        return (page.sentences[sentence.index - 1].start, sentence.end)
    at = item_at(sentence, cue[1]) - 1
    while at > 0 and sentence.items[at].code == ",":
        at -= 1
    has_tail = len(page.body[span[1] : sentence.end].strip(_EDGE)) > len("and so on")
    contrasts = page.lexicon.tables["contrasts"]
    if (
        at > 0
        and has_tail
        and (sentence.items[at].code in "C;" or sentence.items[at].word in contrasts)
    ):
        start = sentence.items[at].end
    return (start, sentence.end)


def _name_groups(sayings: Sayings, page: Page) -> None:
    """Name “a rights group” at the head of a text by the body that is named next.

    Only at the head of a text, where no body was named before."""
    first = next((s for s in sayings.all if s.speaker.kind == "body"), None)
    if first is None or first.cue[0] > page.sentences[min(_HEAD, len(page.sentences)) - 1].end:
        return
    named = next((s for s in sayings.all if s.speaker.kind == "body" and s.speaker.is_named), None)
    if named is None or first.speaker.is_named or not is_generic(first.speaker, page):
        return
    called = first.speaker.name
    for saying in sayings.all:
        if saying.speaker.name == called:
            saying.speaker = dataclasses.replace(saying.speaker, name=named.speaker.name)


def _name_fuller(sayings: Sayings) -> None:
    """Name “the UN-backed mission” by the “UN-backed fact-finding mission” of the same text."""
    bodies = [s.speaker for s in sayings.all if s.speaker.kind == "body"]
    names = {body.name for body in bodies if " " in body.name}
    words = {name: name.casefold().split() for name in sorted(names, key=len, reverse=True)}
    fuller: dict[str, str] = {}
    for name, own in words.items():
        for other, more in words.items():
            if len(more) > len(own) and more[-1] == own[-1] and set(own) <= set(more):
                fuller[name] = other
                break
    for saying in sayings.all if fuller else ():
        if saying.speaker.name in fuller:
            name = fuller[saying.speaker.name]
            saying.speaker = dataclasses.replace(saying.speaker, name=name)


def voice_of(sayings: list[Saying], page: Page) -> tuple[VoiceLink, ...]:
    """Return the chain of voices, outermost first: outlet, agency, then who says it."""
    links = [_outlet(page.outlet, "outlet")]
    if page.agency and page.agency != page.outlet:
        links.append(_outlet(page.agency, "agency"))
    for saying in sayings:
        own = saying.speaker.links(saying.verb, saying.stance, _when(saying))
        if saying.via is not None:
            own = (*saying.via.links("", "reports", None), *own)
        for link in own:
            known = next((n for n, k in enumerate(links) if k.speaker.name == link.speaker.name), 0)
            if known and link.verb:  # “X rejected the version and said …”: the nearer verb
                links[known] = link
            elif not known and link.speaker.name != links[0].speaker.name:
                links.append(link)
    return tuple(links)


def _when(saying: Saying) -> When | None:
    return saying.said_at.when if saying.said_at else None


@functools.lru_cache(maxsize=256)
def _outlet(name: str, kind: str) -> VoiceLink:
    mention = Mention(verbatim=name, name=name, kind=PartyKind.ORGANISATION)
    return VoiceLink(speaker=mention, kind=kind, verb="", stance="reports", proximity=4)
