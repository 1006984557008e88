"""Who the text says did it: “by X”, the subject of an active verb, X who “carried out” it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hechos.coding.frames.document import Page
from hechos.coding.frames.lexicons import Form
from hechos.coding.frames.phrases import Sentence

_NOUN_PHRASE = re.compile(
    r"[#EJ]{0,3}[wWPESX][wWPESXx]{0,6}(?:O[EwWPSXx]{1,7})?(?:C[EWP][wWPESX]{0,3})?"
)
_SUBJECT = re.compile(
    r"(?:^|[,;:.(){\-CRIVD\"])(?P<s>[#EJ]{0,3}[wWPESX]{1,8}(?:O[EwWPS]{1,5}){0,2}(?:C[EwWPSX]{1,8}){0,2})"
    r"(?:I[EwWPSX]{1,4}){0,2}(?:\([^()]{1,9}\))?(?:,[^,]{1,10},)?R?(?:[JH]|A[LJw]H)*$"
)
_BY_NOUN = re.compile(r"(?:[OI]?[EwWPSXx]{1,6}){0,2}(?:ID|D)?,?R?[AHJ]*B(?=[#EJwWPS])")
_BY_VERB = re.compile(r"[JDIwWEPX]{0,8}?B(?=[#EJwWPS])")
_PASSIVE = re.compile(r"A[JHw]{0,3}$")
_ACCUSED = re.compile(r"(?P<s>[EwWPSX]{1,6})[OI][EJ]*$")
_OBJECTS = ("E", "#", "W", "P", "X", "w", "Z", "v", "q")
_NOUNS = ("w", "W", "P", "X", "n", "v")
_PARTICIPLE_ENDS = ("ed", "ado", "ada", "ido", "ida", "ados", "adas", "idos", "idas")
_VERB_ENDS = (*_PARTICIPLE_ENDS, "ing")


@dataclass(frozen=True, slots=True)
class Agent:
    """A span that names an alleged actor, and the degree of involvement the text states."""

    start: int
    end: int
    degree: str = "carried_out"


def find_actors(
    sentence: Sentence, page: Page, trigger: int, number: int | None
) -> tuple[Agent, ...]:
    """Return who the text says did it; none where it does not say, whatever the topic is."""
    found = _by(sentence, trigger) or _active(sentence, trigger, number)
    degree = "carried_out"
    if found is None:
        found = _accused(sentence, page, trigger)
    if found is None and sentence.shape[trigger] in "nom":
        found = _attribute(sentence, page, trigger)
    if found is None and sentence.shape[trigger] in "nom":
        found, degree = _doer(sentence, sentence.items[trigger].start)
    if found is None or not _can_act(sentence, page, found):
        return ()
    return (Agent(*found, degree),)


def find_doer(sentence: Sentence, page: Page, start: int) -> tuple[Agent, ...]:
    """Return who “committed”, “ordered”, “carried out” what is named from `start` on."""
    found, degree = _doer(sentence, start)
    if found is None or not _can_act(sentence, page, found):
        return ()
    return (Agent(*found, degree),)


def _by(sentence: Sentence, trigger: int) -> tuple[int, int] | None:
    pattern = _BY_NOUN if sentence.shape[trigger] in "nom" else _BY_VERB
    match = pattern.match(sentence.shape, trigger + 1)
    if match is None:
        return None
    before = sentence.items[match.end() - 2]
    if before.code == "w" and before.word.endswith(_PARTICIPLE_ENDS):
        return None
    return noun_phrase(sentence, match.end())


def _active(sentence: Sentence, trigger: int, number: int | None) -> tuple[int, int] | None:
    shape = sentence.shape
    form = sentence.items[trigger].payload
    if shape[trigger] not in "abo" or (number is not None and number < trigger):
        return None
    if _PASSIVE.search(shape[:trigger]) or not isinstance(form, Form) or "finite" not in form.roles:
        return None
    if stands_as_noun(shape, trigger):
        return None
    return subject(sentence, trigger)


def stands_as_noun(shape: str, trigger: int) -> bool:
    """Tell whether a word that is verb and noun is a noun here: “the rebel raid on”."""
    if shape[trigger - 1 : trigger] == "S":
        return True
    return shape[trigger] == "o" and shape[trigger + 1 : trigger + 2] not in _OBJECTS


def _attribute(sentence: Sentence, page: Page, trigger: int) -> tuple[int, int] | None:
    """Return who stands right before a noun for an attack: “the guerrilla attack on the dam”."""
    form = sentence.items[trigger].payload
    if not trigger or form.entry.objects != "things" or "noun" not in form.roles:
        return None
    before = sentence.items[trigger - 1]
    if before.code not in "wP" or before.word not in page.lexicon.words["agents"]:
        return None
    is_noun = sentence.shape[trigger] in "nm" or stands_as_noun(sentence.shape, trigger)
    return (before.start, before.end) if is_noun else None


def _accused(sentence: Sentence, page: Page, trigger: int) -> tuple[int, int] | None:
    """“accused the coalition of killing 60”: the one accused."""
    match = _ACCUSED.search(sentence.shape[:trigger])
    if match is None or sentence.shape[trigger] not in "gmno":
        return None
    first = match.start("s")
    before = sentence.items[first - 1] if first else None
    for index in range(match.start("s"), match.end("s")):
        if sentence.items[index].word in page.lexicon.words["accuse"]:
            first, before = index + 1, sentence.items[index]
    if before is None or before.word not in page.lexicon.words["accuse"] or first >= match.end("s"):
        return None
    return (sentence.items[first].start, sentence.items[match.end("s") - 1].end)


def _doer(sentence: Sentence, start: int) -> tuple[tuple[int, int] | None, str]:
    did = [cue for cue in sentence.cues if cue[0].startswith("did/") and cue[2] <= start]
    if not did or any(
        cue[0].startswith("says/") and did[-1][2] <= cue[1] < start for cue in sentence.cues
    ):
        return None, ""
    at = next((i for i, item in enumerate(sentence.items) if item.start >= did[0][1]), None)
    verb = next((i for i, item in enumerate(sentence.items) if item.start >= did[-1][1]), None)
    for index in (verb, at):
        if index is None or _PASSIVE.search(sentence.shape[:index]):
            continue
        if (span := _coordinated(sentence, index)) is not None:
            return span, did[-1][0].removeprefix("did/")
    return None, ""


def _coordinated(sentence: Sentence, verb: int) -> tuple[int, int] | None:
    """Return the subject; in “X deployed ships and carried out raids” it is the first verb's."""
    span = subject(sentence, verb)
    if span is not None and sentence.shape[verb - 1] != "C":
        return span
    earlier = [i for i in range(verb) if sentence.shape[i] in "abo"]
    return subject(sentence, earlier[-1]) if earlier else span


def subject(sentence: Sentence, verb: int) -> tuple[int, int] | None:
    """Return the noun phrase before a verb, back to the start of its clause."""
    match = _SUBJECT.search(sentence.shape[:verb])
    if match is None:
        return None
    first, last = match.span("s")
    span = (sentence.items[first].start, sentence.items[last - 1].end)
    return None if _is_nobody(sentence, span) else span


def _is_nobody(sentence: Sentence, span: tuple[int, int]) -> bool:
    """“No group has claimed …” names no party."""
    return any(cue[0] == "not/" and span[0] <= cue[1] < span[1] for cue in sentence.cues)


def noun_phrase(sentence: Sentence, start: int) -> tuple[int, int] | None:
    """Return the noun phrase that begins at an item."""
    match = _NOUN_PHRASE.match(sentence.shape, start)
    if match is None:
        return None
    end = _verb_in(sentence, start, match.end())
    return (sentence.items[start].start, sentence.items[end - 1].end)


def _verb_in(sentence: Sentence, start: int, end: int) -> int:
    """Return where a verb that no list knows ends the phrase: “the mill lasted an hour”."""
    for at in range(start + 2, end):
        item = sentence.items[at]
        goes_on = sentence.shape[at + 1 : at + 2]
        if item.code == "w" and item.word.endswith(_VERB_ENDS) and goes_on not in _NOUNS:
            return at
    return end


def _can_act(sentence: Sentence, page: Page, span: tuple[int, int]) -> bool:
    """People, bodies and named parties act; places, times and things do not."""
    inside = [item for item in sentence.items if span[0] <= item.start < span[1]]
    if inside and inside[-1].word in page.lexicon.words["weapons"]:
        return False
    causes = page.lexicon.tables["accidents"]
    if causes is not None and causes.search(page.folded, *span):
        return False
    spots = [s for s in sentence.places if s.start <= span[0] + 4 and s.end >= span[1] - 1]
    if spots and spots[0].place.level != "country":
        return False
    return any(item.code in "PW" or item.word in page.lexicon.words["agents"] for item in inside)
