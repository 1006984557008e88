"""Verbs of saying: whose they are, with the speaker before, after, or in a sentence before."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from hechos.coding.frames.document import Page, between
from hechos.coding.frames.phrases import Item, Sentence
from hechos.coding.voice.memory import Memory, Speaker
from hechos.coding.voice.sayings import Saying, Verb
from hechos.coding.voice.speakers import read_speaker
from hechos.coding.voice.subjects import (
    after_prepositions,
    apposed_before,
    item_at,
    phrase_after,
    said_at,
    scope_of,
    subject_before,
)
from hechos.lang.folding import fold_same_length
from hechos.lang.names import NameSpan
from hechos.records import PartyKind

_RECENT = 2
_PLURALS = ("people", "police", "women", "men", "children", "media", "personnel")
_SHORT = 6
Quotes = tuple[tuple[int, int], ...]


def read_verb(
    kind: str, verb: Verb, sentence: Sentence, page: Page, *, memory: Memory
) -> Saying | None:
    """Return the saying of a verb; `kind` is says, bare, saying or done, as in frames/cues.py."""
    following = sentence.items[verb.next].code if verb.next < len(sentence.items) else ""
    is_participle = kind == "done" or (kind == "says" and page.lexicon.language == "en")
    if following == "B" and is_participle:
        return _by_agent(verb, sentence, page, memory)
    if verb.at and sentence.items[verb.at - 1].code in "EO" and kind != "saying":
        return None  # a noun: “the claim”, “la denuncia”
    if kind == "done" and not (verb.at and sentence.items[verb.at - 1].code == "H"):
        return None
    words = fold_same_length(page.slice(verb.start, verb.end))
    verb.is_weak, verb.is_bare = words in page.lexicon.tables["weak"], kind == "bare"
    if kind == "saying":
        return _gerund(verb, sentence, page, memory)
    return (
        _after_as(verb, sentence, page, memory)
        or _said_before(verb, sentence, page, memory)
        or _by_subject(verb, sentence, page, memory)
    )


def make(
    speaker: Speaker, scope: tuple[int, int], verb: Verb, sentence: Sentence, *, page: Page
) -> Saying:
    cue = (verb.start, verb.end)
    where = (speaker.start, speaker.end)
    return Saying(
        start=scope[0],
        end=_cut(scope, page)[1] if verb.stance == "calls_for" else scope[1],
        speaker=speaker,
        verb=page.slice(*cue),
        stance=verb.stance,
        cue=cue,
        said_at=said_at(sentence, page, verb, where, scope=scope),
        form=verb.form,
        sentence=sentence.index,
        depth=verb.depth,
    )


def _cut(scope: tuple[int, int], page: Page) -> tuple[int, int]:
    """End a demand where the text goes on to tell what came before it."""
    cut = page.lexicon.tables["cuts"].search(page.folded, *scope)
    return (scope[0], cut.start()) if cut else scope


def _by_agent(verb: Verb, sentence: Sentence, page: Page, memory: Memory) -> Saying | None:
    """“31 arrests documented by X”: the agent of a passive says it."""
    span = phrase_after(sentence, sentence.items[verb.next].end)
    speaker = read_speaker(_to_comma(span, page), page, memory, strict=True) if span else None
    if speaker is None:
        return None
    words = fold_same_length(page.slice(verb.start, verb.end))
    if words in page.lexicon.tables["weak"] and speaker.kind not in ("body", "report"):
        return None
    verb.depth = 1
    start = sentence.start
    if verb.stance in _DOUBTS:
        at = item_at(sentence, speaker.end)
        if at >= len(sentence.items) or sentence.items[at].code != "H":
            return None  # “the election, claimed by X, left …”
        start = speaker.end
    return make(speaker, (start, sentence.end), verb, sentence, page=page)


_DOUBTS = ("alleges", "claims", "denies", "disputes")


def _to_comma(span: tuple[int, int], page: Page) -> tuple[int, int]:
    comma = page.body.find(",", *span)
    return (span[0], comma) if comma > 0 else span


def _gerund(verb: Verb, sentence: Sentence, page: Page, memory: Memory) -> Saying | None:
    """“Police dispute that, saying …”: the subject of the sentence goes on."""
    if not verb.at or sentence.items[verb.at - 1].code not in ",-J":
        return None
    speaker: Speaker | None = None
    if memory.told == sentence.index:
        speaker = memory.saying.speaker
    elif "R" not in sentence.shape[: verb.at]:
        span = phrase_after(sentence, sentence.start)
        speaker = read_speaker(span, page, memory, strict=True) if span else None
    if speaker is None:
        return None
    return make(speaker, (verb.end, sentence.end), verb, sentence, page=page)


def _after_as(verb: Verb, sentence: Sentence, page: Page, memory: Memory) -> Saying | None:
    """“Según informó el ministerio, …”, “como denunció la ONG”: all of the sentence."""
    before = verb.at - 1
    while before >= 0 and sentence.items[before].code in "JH":
        before -= 1
    if before < 0 or sentence.items[before].word not in page.lexicon.tables["as"]:
        return None
    span = phrase_after(sentence, verb.end)
    speaker = read_speaker(span, page, memory, strict=False) if span else None
    if speaker is None:
        return None
    return make(speaker, (sentence.start, sentence.end), verb, sentence, page=page)


def _said_before(verb: Verb, sentence: Sentence, page: Page, memory: Memory) -> Saying | None:
    """“…,” said X: the speech comes first and the speaker after the verb."""
    head = page.folded[sentence.start : verb.start].rstrip()
    if len(head) <= _SHORT or not _ends_speech(head, verb, sentence, page):
        return None
    start = _past_audience(verb.next, sentence, page)
    span = phrase_after(sentence, start)
    speaker = read_speaker(span, page, memory, strict=True) if span else None
    if speaker is not None:
        return make(speaker, (sentence.start, verb.start), verb, sentence, page=page)
    if page.lexicon.cues["pronouns"]["dropped"] and head.endswith(('"', '",', '".')):
        return _dropped(verb, sentence, page, memory, scope=(sentence.start, verb.start))
    return None


def _is_for_hearers(verb: Verb, page: Page) -> bool:
    """Tell “told”, after which stands who was told, never who speaks."""
    return page.lexicon.language == "en" and page.folded.startswith(("told", "tell"), verb.start)


def _ends_speech(head: str, verb: Verb, sentence: Sentence, page: Page) -> bool:
    """Tell speech, after which the speaker may stand, from “The union, a new one, said …”."""
    if _is_for_hearers(verb, page):
        return False
    if head.endswith(","):
        return not _opens_sentence(verb, sentence)
    if head.endswith("-"):
        return sentence.shape[: verb.at].count("-") == 1
    return head.endswith('"')


def _opens_sentence(verb: Verb, sentence: Sentence) -> bool:
    before = subject_before(sentence, verb.start)
    return before is not None and item_at(sentence, before[0]) <= 1


def _past_audience(at: int, sentence: Sentence, page: Page) -> int:
    """Skip “a la prensa”, “à imprensa”, “ao jornal X” between a verb and its speaker."""
    items = sentence.items
    offset = items[at].start if at < len(items) else sentence.end
    if at >= len(items) or items[at].code not in "ZI" or items[at].word not in _TO:
        return offset
    to = at + 1
    while to < len(items) and items[to].code == "E":
        to += 1
    tables = page.lexicon.tables
    if to >= len(items):
        return offset
    is_medium = items[to].word in tables["media"] or _is_medium(items[to], sentence, page)
    if not is_medium and items[to].word not in tables["audience"]:
        return offset
    to += 1
    while to < len(items) and items[to].code == ("W" if is_medium else "w"):
        to += 1
    return items[to].start if to < len(items) else offset


def _is_medium(item: Item, sentence: Sentence, page: Page) -> bool:
    name = next((n for n in sentence.names if n.start <= item.start < n.end), None)
    return name is not None and _medium(name.verbatim, page) is not None


_TO = ("a", "al", "ao", "à", "aos", "às")


def _by_subject(verb: Verb, sentence: Sentence, page: Page, memory: Memory) -> Saying | None:
    before = subject_before(sentence, verb.start)
    if before is None or _ends_relative(before, verb, sentence, memory):
        return _joined(verb, sentence, page, memory) or _opening(verb, sentence, page, memory)
    if verb.is_bare and not _is_plural(before, page):
        return None
    for span, strict in _subjects(before, verb, sentence, page):
        speaker = read_speaker(span, page, memory, strict=strict)
        if speaker is not None:
            verb.form = page.slice(*span).casefold()
            scope = scope_of(sentence, page, span, verb)
            if scope is None or (verb.is_weak and _is_place(speaker, page)):
                return None
            return make(speaker, scope, verb, sentence, page=page)
    return _joined(verb, sentence, page, memory)


def _is_place(speaker: Speaker, page: Page) -> bool:
    """Tell “Lima recorded nine murders”, which says where, and not who says it."""
    spots = between(page.places, speaker.start, speaker.end)
    return bool(spots) and spots[0].end >= speaker.end - 1


def _subjects(
    before: tuple[int, int], verb: Verb, sentence: Sentence, page: Page
) -> Iterator[tuple[tuple[int, int], bool]]:
    """Yield what may name the speaker before a verb, and whether it must be a known kind of one.

    All of the phrase, the part between commas next to the verb, what follows a preposition."""
    yield before, True
    nearer = apposed_before(sentence, verb.start)
    if nearer is not None and nearer[0] > before[0]:
        yield nearer, True
    for later in after_prepositions(sentence, page, before):
        yield later, True
    if not verb.is_weak:
        yield before, False


def _ends_relative(before: tuple[int, int], verb: Verb, sentence: Sentence, memory: Memory) -> bool:
    """Tell “a witness who testified before the court said …”: the court says nothing."""
    said: Saying | None = memory.saying
    if said is None or memory.told != sentence.index or said.cue[0] > before[0]:
        return False
    first = item_at(sentence, said.cue[0])
    inside = set(sentence.shape[first : verb.at])
    return first > 0 and sentence.items[first - 1].code == "R" and inside.isdisjoint(",CR")


def _is_plural(span: tuple[int, int], page: Page) -> bool:
    words = [w for w in page.folded[slice(*span)].replace(",", " ,").split() if w.isalpha()]
    return any(w.endswith("s") or w in _PLURALS or w in ("and", "they") for w in words)


def _joined(verb: Verb, sentence: Sentence, page: Page, memory: Memory) -> Saying | None:
    """“He said … and added …”: a second verb has the subject of the first."""
    said: Saying | None = memory.saying
    at = verb.at
    while at and sentence.items[at - 1].code in "JH":
        at -= 1
    if said is None or not at or memory.told != sentence.index:
        return None
    first = item_at(sentence, said.cue[0])
    in_relative = first > 0 and sentence.items[first - 1].code == "R" and at > first
    dropped = page.lexicon.cues["pronouns"]["dropped"]
    if not in_relative and sentence.items[at - 1].code not in ("C," if dropped else "C"):
        return None
    made = make(said.speaker, (verb.end, sentence.end), verb, sentence, page=page)
    return dataclasses.replace(made, said_at=said.said_at, form=said.form)


def _opening(verb: Verb, sentence: Sentence, page: Page, memory: Memory) -> Saying | None:
    """“Agregó que …”: without a subject, at the start of a sentence, who spoke before goes on."""
    if not page.lexicon.cues["pronouns"]["dropped"]:
        return None
    if any(not _is_light(item) for item in sentence.items[: verb.at]):
        return None
    return _dropped(verb, sentence, page, memory, scope=(verb.end, sentence.end))


def _is_light(item: Item) -> bool:
    return item.code in 'JCH,D"IR' or (item.code in "wE" and len(item.word) > 1)


def _dropped(
    verb: Verb, sentence: Sentence, page: Page, memory: Memory, *, scope: tuple[int, int]
) -> Saying | None:
    said: Saying | None = memory.saying
    if said is None or sentence.index - memory.told > _RECENT:
        return None
    return make(said.speaker, scope, verb, sentence, page=page)


def told_to(verb: Verb, sentence: Sentence, page: Page, speaker: Speaker) -> Speaker | None:
    """“… told Reuters”, “dijo a la agencia EFE”: who prints what it was told."""
    items, at, tables = sentence.items, verb.next, page.lexicon.tables
    if at < len(items) and items[at].code in "ZI" and items[at].word in _TO:
        at += 1
    elif page.lexicon.language != "en" or not page.slice(verb.start, verb.end).startswith("t"):
        return None
    while at < len(items) and items[at].code == "E":
        at += 1
    if at >= len(items) or speaker.start <= items[at].start < speaker.end:
        return None
    if at + 1 < len(items) and items[at].code == "w" and items[at + 1].word in tables["media"]:
        at += 1  # “local television”
    is_noun = items[at].word in tables["media"]
    start = items[at + 1].start if is_noun and at + 1 < len(items) else items[at].start
    name = next((n for n in sentence.names if n.start <= start < n.end), None)
    if name is not None and name.kind is not PartyKind.PERSON:
        return _hearer(name, sentence, page, is_noun=is_noun)
    if not is_noun:
        return None
    begin = items[at - 1].start if items[at - 1].code == "w" else items[at].start
    words = page.slice(begin, items[at].end)
    return Speaker(begin, items[at].end, words, words, "outlet")


def _hearer(name: NameSpan, sentence: Sentence, page: Page, *, is_noun: bool) -> Speaker | None:
    """Return the medium or the body of a name that was told something, where it is one."""
    after = item_at(sentence, name.end)
    media = page.lexicon.tables["media"]
    is_noun = is_noun or (after < len(sentence.items) and sentence.items[after].word in media)
    kind = _medium(name.verbatim, page) or ("outlet" if is_noun else None)
    if kind is None:
        return None
    return Speaker(name.start, name.end, name.verbatim, name.verbatim, kind)


def _medium(name: str, page: Page) -> str | None:
    """Return the kind of link for a known medium or a body that hears people, else None."""
    for pack in page.packs:
        found = pack.organisation_of(name)
        if found is not None and found.kind == "media":
            return "agency" if found.is_agency else "outlet"
        if found is not None and found.kind in ("ngo", "igo"):
            return "body"
    return None


def verb_of(sentence: Sentence, start: int, end: int, stance: str) -> Verb:
    return Verb(start, end, stance, item_at(sentence, start), item_at(sentence, end))
