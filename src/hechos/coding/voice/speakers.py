"""Speakers: from the words beside a verb of saying to a person, a body, a report or a class."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from dataclasses import dataclass

from hechos.coding.frames.document import Page, between
from hechos.coding.voice.memory import Memory, Speaker
from hechos.lang.folding import fold_same_length
from hechos.lang.names import NameSpan, strip_titles
from hechos.records import Bound, PartyKind

__all__ = ["Memory", "Speaker", "is_generic", "read_speaker"]

_TOKEN = re.compile(r"[\w'’-]+|[,(–—-]")
_CUT = re.compile(r",| [–—-] |\(")
_EDGE = " ,;:\"“”'«»–—-()."
_KINDS = ("report", "unnamed", "body", "person")
_BODIES = (PartyKind.ORGANISATION, PartyKind.UNIT, PartyKind.GROUP)
_LONG = 4
_ROLE = 7
_ARTICLE = 4  # room for “the” before a number
_LEAD = 40  # room for “the colonel” before a name in an apposition
_HEAD_STOPS = tuple("OIRB")
_SEATS = ("city", "state")
_NO_NAME = tuple("RIZBHV")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A noun phrase: all of it, its core before the first comma, the words of its head, and where
    that ends; nouns for speakers in the head by kind; names in the head and in appositions."""

    whole: tuple[int, int]
    core: tuple[int, int]
    head_end: int
    words: list[str]
    kinds: dict[str, str | None]
    names: tuple[NameSpan, ...]
    apposed: tuple[NameSpan, ...]

    def has(self, *kinds: str) -> bool:
        return any(self.kinds[kind] is not None for kind in kinds)


def read_speaker(
    span: tuple[int, int], page: Page, memory: Memory, *, strict: bool
) -> Speaker | None:
    """Return the speaker that a noun phrase names, or None where it names none.

    `strict`: a phrase with neither a name nor a noun for a speaker is none."""
    phrase = _phrase(span, page)
    if phrase is None:
        return None
    pronoun = _pronoun(phrase.words, page, memory)
    if pronoun is not None:
        return pronoun
    found = _of_place(phrase, page, memory)
    found = found or _choose(phrase, page, memory)
    if found is not None or strict:
        return found
    return _of_people(phrase, page, memory)


def _phrase(span: tuple[int, int], page: Page) -> _Phrase | None:
    start, end = _bare(span, page)
    if start >= end:
        return None
    start = _past_adverbs(start, end, page)
    cut = _CUT.search(page.body, start, end)
    core_end = cut.start() if cut else end
    words, head_end = _head(page, start, core_end)
    if not words:
        return None
    known = page.lexicon.speakers
    kinds = {kind: _first(words, known[kind]) for kind in _KINDS}
    if len(words) == 1 and words[0] in known["alone"]:
        kinds["unnamed"] = words[0]
    names = tuple(
        name
        for one in between(page.names, start, head_end)
        if (name := _without_noun(one, page)) is not None
    )
    apposed = _apposed(page, core_end, end) if core_end < end else ()
    return _Phrase((start, end), (start, core_end), head_end, words, kinds, names, apposed)


def _without_noun(name: NameSpan, page: Page) -> NameSpan | None:
    """Take “ONG” off “ONG Farol”; alone it is a noun and no name."""
    first, _, rest = name.verbatim.partition(" ")
    if fold_same_length(first) not in page.lexicon.speakers["generic"] or not first.isupper():
        return name
    if not rest:
        return None
    return dataclasses.replace(name, start=name.end - len(rest), verbatim=rest)


def _past_adverbs(start: int, end: int, page: Page) -> int:
    """Skip “but”, “já”, “mientras” before a subject."""
    first = _TOKEN.match(page.folded, start, end)
    if first is None or first.group() not in page.lexicon.tables["contrasts"]:
        return start
    following = _TOKEN.search(page.folded, first.end(), end)
    return following.start() if following is not None else start


def _bare(span: tuple[int, int], page: Page) -> tuple[int, int]:
    start, end = span
    while start < end and page.body[start] in _EDGE:
        start += 1
    while end > start and page.body[end - 1] in _EDGE:
        end -= 1
    return start, end


def _head(page: Page, start: int, end: int) -> tuple[list[str], int]:
    """Return the words before the first preposition or relative outside a name, and their end."""
    classes = page.lexicon.classes
    words: list[str] = []
    inside = start
    for match in _TOKEN.finditer(page.folded, start, end):
        word = match.group()
        if not word[0].isalnum():
            break
        if match.start() >= inside:
            name = next(iter(between(page.names, match.start(), end)), None)
            inside = name.end if name is not None and name.start == match.start() else inside
        if words and match.start() >= inside and classes.get(word, "") in _HEAD_STOPS:
            return words, match.start()
        words.append(word)
    return words, end


def _apposed(page: Page, start: int, end: int) -> tuple[NameSpan, ...]:
    """Return the names that open an apposition: “the spokesman, Colonel Ana Soto,”."""
    found = []
    edges = [m.start() for m in _CUT.finditer(page.body, start, end)]
    for edge, following in zip(edges, [*edges[1:], end], strict=True):
        first = _TOKEN.search(page.folded, edge + 1, following)
        while first is not None and not first.group()[0].isalnum():
            first = _TOKEN.search(page.folded, first.end(), following)
        if first is None or page.lexicon.classes.get(first.group(), "") in _NO_NAME:
            continue
        names = between(page.names, first.start(), following)
        if names and names[0].start - first.start() <= _LEAD:
            head = _head(page, first.start(), following)[1]
            found += [name for name in names if name.start < head]
    return tuple(found)


def _first(words: list[str], known: frozenset[str]) -> str | None:
    for at, word in enumerate(words):
        if word in known or word.removeprefix("ex-").removeprefix("ex") in known:
            return word
        if at + 1 < len(words) and f"{word} {words[at + 1]}" in known:
            return f"{word} {words[at + 1]}"
    return None


def _pronoun(words: list[str], page: Page, memory: Memory) -> Speaker | None:
    if len(words) > 2:
        return None
    pronouns = page.lexicon.cues["pronouns"]
    if words[0] in pronouns["person"]:
        return memory.person
    if words[0] in pronouns["thing"]:
        return memory.body or memory.last
    if words[0] in pronouns["group"]:
        return memory.several or memory.last
    return None


def _choose(phrase: _Phrase, page: Page, memory: Memory) -> Speaker | None:
    if phrase.has("report"):
        return _report(phrase, page, memory)
    name = phrase.names[0] if phrase.names else None
    if name is not None and name.end >= phrase.head_end - 1 and _begins_as_body(name, page):
        return _named_body(name, phrase, page, memory)
    person = _named_person(phrase, page, memory)
    if person is not None:
        return _person(person, phrase.whole, page, memory)
    others = [kind for kind in ("body", "unnamed") if phrase.has(kind)]
    is_other = any(_ends_in(phrase, kind, page) for kind in others)
    if phrase.has("person") and not is_other:
        return _unnamed_person(phrase, page, memory)
    return _choose_body(phrase, page, memory)


def _choose_body(phrase: _Phrase, page: Page, memory: Memory) -> Speaker | None:
    is_list = _size(phrase.core, page) is not None  # “five States – Bolivia, Chile …”
    apposed = phrase.apposed if phrase.has("body") and not is_list else ()
    bodies = phrase.names or apposed
    lead = phrase.kinds["body"] or phrase.kinds["unnamed"]
    if bodies and not _is_class(phrase, bodies[0], lead, page):
        return _named_body(bodies[0], phrase, page, memory)
    is_class = phrase.has("unnamed") and _ends_in(phrase, "unnamed", page)
    if phrase.has("body") and not is_class:
        return _body(phrase, page, memory)
    return _plain(phrase.core, page, "unnamed") if phrase.has("unnamed") else None


def _begins_as_body(name: NameSpan, page: Page) -> bool:
    """Tell “Office of the High Commissioner”, which is a body and no commissioner."""
    first = fold_same_length(name.verbatim.split()[0])
    return " " in name.verbatim and first in page.lexicon.speakers["body"]


def _ends_in(phrase: _Phrase, kind: str, page: Page) -> bool:
    """Tell whether the head noun is of the kind: the last word in English, the first elsewhere."""
    known = page.lexicon.speakers[kind]
    if page.lexicon.language == "en":
        return phrase.words[-1] in known
    nouns = [w for w in phrase.words if any(w in page.lexicon.speakers[k] for k in _KINDS)]
    return bool(nouns) and nouns[0] in known


def _is_class(phrase: _Phrase, name: NameSpan, lead: str | None, page: Page) -> bool:
    """Tell whether the name only qualifies a noun: “UN-backed mission”, “Palestinian officials”."""
    if lead is None:
        return False
    inside = page.folded[name.start : name.end]
    if "-" in inside.split()[-1]:
        return True
    if lead in inside or name in phrase.apposed:
        return False
    is_before = name.end <= page.folded.find(lead, phrase.core[0], phrase.core[1] + 1)
    return is_before and page.lexicon.language == "en"


def _named_person(phrase: _Phrase, page: Page, memory: Memory) -> NameSpan | None:
    """Return the first name in the head that is a person's, else the first one apposed."""
    noun = phrase.has("person")
    for name in phrase.names:
        if name.kind == PartyKind.PERSON or _is_personal(
            name, page, memory, noun=noun, body=phrase.kinds["body"] is not None
        ):
            return name
    if not noun:
        return None
    return next(
        (
            n
            for n in phrase.apposed
            if n.kind == PartyKind.PERSON or _is_personal(n, page, memory, noun=True, body=False)
        ),
        None,
    )


def _is_personal(name: NameSpan, page: Page, memory: Memory, *, noun: bool, body: bool) -> bool:
    if name.kind in _BODIES or name.acronym or (body and not noun):
        return False
    words = name.verbatim.split()
    if memory.fullest(name.verbatim) != name.verbatim or name.verbatim in memory.known:
        return True
    if any(pack.organisation_of(name.verbatim) is not None for pack in page.packs) or any(
        spot.end >= name.end for spot in between(page.places, name.start, name.end)
    ):
        return False
    if len(words) == 1:
        return noun and not name.verbatim.isupper() and _follows_noun(name, page)
    return noun or page.lexicon.classes.get(words[0].lower()) != "E"


def _follows_noun(name: NameSpan, page: Page) -> bool:
    before = page.folded[max(0, name.start - _LEAD) : name.start].split()
    return bool(before) and before[-1] in page.lexicon.speakers["person"]


def _unnamed_person(phrase: _Phrase, page: Page, memory: Memory) -> Speaker:
    """Lead “the officer” to the colonel named before; “a doctor at the hospital” is unknown."""
    word = phrase.kinds["person"] or ""
    is_definite = phrase.words[0] in page.lexicon.speakers["definite"]
    if is_definite and len(phrase.words) <= _LONG and phrase.head_end >= phrase.core[1]:
        known = memory.person_called(phrase.words, word)
        if known is not None:
            return Speaker(*phrase.core, page.slice(*phrase.core), known.name, "person", known.role)
    names = [n for n in between(page.names, *phrase.core) if _is_body(n, page)]
    body = memory.fullest_body(names[0].verbatim) if names else None
    one = _plain(phrase.core, page, "person")
    return Speaker(one.start, one.end, one.verbatim, one.name, "person", None, body)


def _plain(span: tuple[int, int], page: Page, kind: str) -> Speaker:
    verbatim = page.slice(*span).strip(_EDGE)
    name = _undetermined(verbatim, page)
    return Speaker(span[0], span[1], verbatim, name, kind, size=_size(span, page))


def _undetermined(verbatim: str, page: Page) -> str:
    """Drop the definite article of a description, which is no part of what it is called."""
    first, _, rest = verbatim.partition(" ")
    return rest if rest and first.lower() in page.lexicon.speakers["articles"] else verbatim


def _size(span: tuple[int, int], page: Page) -> int | None:
    """Return how many speak, where the phrase begins with an exact number: “seven unions”."""
    at = bisect_right(page.sentences, span[0], key=lambda one: one.start) - 1
    numbers = page.sentences[at].numbers if at >= 0 else ()
    first = next((n.quantity for n in numbers if span[0] <= n.start <= span[0] + _ARTICLE), None)
    if first is None or first.bound is not Bound.EXACT or not isinstance(first.point, int):
        return None
    return first.point


def _person(name: NameSpan, span: tuple[int, int], page: Page, memory: Memory) -> Speaker:
    bare = strip_titles(name.verbatim)[0] or name.verbatim
    office, bare = _off_office(bare, page)
    full = memory.fullest(bare)
    before = f"{page.slice(span[0], name.start)} {office}".strip(_EDGE)
    if len(before.split()) > _ROLE:
        before = " ".join(before.split()[-_ROLE:])
    after = page.slice(name.end, span[1])
    after = after.strip(_EDGE) if _CUT.match(after) else ""
    role = before if len(before.split()) > 1 else (after or before)
    others = [n for n in between(page.names, *span) if n is not name]
    body = next(
        (memory.fullest_body(o.verbatim) for o in others if o.kind == PartyKind.ORGANISATION), None
    )
    known = memory.known.get(full)
    if known is not None and len(role.split()) < 2 and known.role:
        role, body = known.role or "", body or known.body
    return Speaker(name.start, name.end, name.verbatim, full, "person", role or None, body)


def _off_office(name: str, page: Page) -> tuple[str, str]:
    """“Americas director Erika G.” → (“Americas director”, “Erika G.”)."""
    words = name.split()
    offices = page.lexicon.speakers["person"]
    last = max((i for i, w in enumerate(words[:-1]) if fold_same_length(w) in offices), default=-1)
    return " ".join(words[: last + 1]), " ".join(words[last + 1 :])


def _named_body(name: NameSpan, phrase: _Phrase, page: Page, memory: Memory) -> Speaker:
    name = _proper(name, phrase, page)
    full = memory.fullest_body(name.verbatim)
    has_noun = phrase.has("body", "unnamed") and not phrase.has("person")
    kind = "body" if has_noun or _is_body(name, page, full) else "person"
    if kind == "body":
        nouns = {w for w in phrase.words if w in page.lexicon.speakers["body"]}
        nouns |= _nouns_apposed(phrase, page)
        memory.called.setdefault(full, set()).update(nouns)
    return Speaker(name.start, name.end, name.verbatim, full, kind)


def _proper(name: NameSpan, phrase: _Phrase, page: Page) -> NameSpan:
    """Of “the NGO Farol”, the name that is more than the noun."""
    known = page.lexicon.speakers["body"]
    if fold_same_length(name.verbatim) not in known:
        return name
    others = (n for n in between(page.names, name.end, phrase.whole[1]) if n.start > name.end)
    return next(others, name)


def _nouns_apposed(phrase: _Phrase, page: Page) -> set[str]:
    """“…, a London-based rights group,” says what the body may be called later."""
    if phrase.core[1] >= phrase.whole[1]:
        return set()
    words, _ = _head(page, phrase.core[1] + 1, phrase.whole[1])
    words = words or _head(page, phrase.core[1] + 2, phrase.whole[1])[0]
    return {word for word in words if word in page.lexicon.speakers["body"]}


def _is_body(name: NameSpan, page: Page, full: str = "") -> bool:
    """Tell bodies from people where the name alone does not: known bodies, articles, acronyms."""
    words = name.verbatim.split()
    if name.kind == PartyKind.ORGANISATION:
        return True
    if full and (len(words) == 1 or full != name.verbatim):
        return True
    if page.lexicon.classes.get(words[0].lower()) == "E":
        return True
    return any(pack.organisation_of(name.verbatim) is not None for pack in page.packs)


def _report(phrase: _Phrase, page: Page, memory: Memory) -> Speaker | None:
    """Let a report speak for the body that names it, gives it out or was last named."""
    verbatim = page.slice(*phrase.core).strip(_EDGE)
    if not page.lexicon.speakers["official"].isdisjoint(phrase.words):
        return _plain(phrase.core, page, "unnamed")
    names = [n for n in phrase.names if not _only_report(n, page)]
    if names:
        return _plainly_named(names[-1], memory)
    given_out = _after_preposition(phrase, page, memory)
    if given_out is not None:
        return given_out
    whole = [n for n in between(page.names, *phrase.whole) if _is_body(n, page)]
    if whole:
        return _plainly_named(whole[-1], memory)
    if phrase.kinds["body"] is not None and page.lexicon.language == "en":
        end = page.folded.find(phrase.kinds["body"], *phrase.core) + len(phrase.kinds["body"])
        return _plain((phrase.core[0], end), page, "body")
    body = memory.body.name if memory.body and len(verbatim.split()) <= _LONG else None
    name = _undetermined(verbatim, page)
    return Speaker(*phrase.core, verbatim, name, "report", None, body)


def _only_report(name: NameSpan, page: Page) -> bool:
    words = fold_same_length(name.verbatim).split()
    return all(word in page.lexicon.speakers["report"] for word in words)


def _plainly_named(name: NameSpan, memory: Memory) -> Speaker:
    full = memory.fullest_body(name.verbatim)
    return Speaker(name.start, name.end, name.verbatim, full, "body")


def _after_preposition(phrase: _Phrase, page: Page, memory: Memory) -> Speaker | None:
    """Return who is named behind “the latest figures from …”."""
    classes = page.lexicon.classes
    for word in _TOKEN.finditer(page.folded, phrase.head_end, phrase.core[1]):
        if classes.get(word.group(), "") not in _HEAD_STOPS:
            continue
        found = read_speaker((word.end(), phrase.core[1]), page, memory, strict=True)
        if found is not None:
            return found
    return None


def _body(phrase: _Phrase, page: Page, memory: Memory) -> Speaker:
    word = phrase.kinds["body"] or ""
    verbatim = page.slice(*phrase.core).strip(_EDGE)
    if phrase.head_end >= phrase.core[1] and not _is_indefinite(verbatim, page):
        is_definite = phrase.words[0] in page.lexicon.speakers["definite"]
        known = memory.body_called(phrase.words, word, is_definite=is_definite)
        if known is not None:
            return Speaker(*phrase.core, verbatim, known, "body")
    size = _size(phrase.core, page)
    if size is not None and size > 1 and phrase.apposed:  # “three countries – A, B and C –”
        whole = page.slice(*phrase.whole).strip(_EDGE)
        return Speaker(*phrase.whole, whole, whole, "body", size=size)
    name = _undetermined(verbatim, page)
    if phrase.core[1] < phrase.whole[1]:
        memory.called.setdefault(name, set()).update(_nouns_apposed(phrase, page))
    return Speaker(*phrase.core, verbatim, name, "body", size=size)


def is_generic(speaker: Speaker, page: Page) -> bool:
    """Tell whether a body is only called a group, an organisation: “a prominent rights group”."""
    words = fold_same_length(speaker.verbatim).split()
    generic = page.lexicon.speakers["generic"]
    return _is_indefinite(speaker.verbatim, page) and any(word in generic for word in words)


def _is_indefinite(verbatim: str, page: Page) -> bool:
    return fold_same_length(verbatim.split(maxsplit=1)[0]) in page.lexicon.speakers["indefinite"]


def _is_surname(word: str, page: Page) -> bool:
    """Tell a lone name from a common noun that opens a sentence: it is nowhere printed small."""
    small, lexicon = fold_same_length(word), page.lexicon
    is_noun = small in lexicon.words["persons"] or small in lexicon.words["agents"]
    is_noun = is_noun or small.endswith(lexicon.person_endings) or small in lexicon.phrases
    return not is_noun and small not in lexicon.classes and f" {word.lower()}" not in page.body


def _of_people(phrase: _Phrase, page: Page, memory: Memory) -> Speaker | None:
    """“Rebels claimed …”: any noun for people or for a party that acts may speak."""
    word = page.slice(*phrase.core)
    if word.isalpha() and word.istitle() and len(word) > _ARTICLE and _is_surname(word, page):
        return Speaker(*phrase.core, word, memory.fullest(word), "person")
    words, persons = page.lexicon.words, page.lexicon.words["persons"]
    for word in phrase.words:
        if word in words["agents"]:
            return _plain(phrase.core, page, "body")
        if word in persons or word.endswith(page.lexicon.person_endings):
            return _plain(phrase.core, page, "unnamed")
    return None


def _of_place(phrase: _Phrase, page: Page, memory: Memory) -> Speaker | None:
    """“Argentina filed a complaint”: a country speaks as its government, and so does a capital."""
    start, end = phrase.core
    for spot in between(page.places, start, end):
        if spot.end < end - 1 or spot.start > start + _ARTICLE:
            continue
        name = spot.place.verbatim
        if spot.place.level == "country":
            return Speaker(spot.start, spot.end, name, spot.place.path, "body")
        if spot.place.level in _SEATS and spot.start == start and memory.fullest(name) == name:
            return _seat(spot.start, spot.end, name, page)
    name = page.slice(start, end)
    if name.isalpha() and name.istitle() and phrase.names and memory.fullest(name) == name:
        spots = page.gazetteer.find(f"in {name}", language="en")
        if spots and spots[0].place.level in _SEATS:  # also a surname, but nobody's here
            return _seat(start, end, name, page)
    return None


def _seat(start: int, end: int, name: str, page: Page) -> Speaker:
    return Speaker(start, end, name, name, "body", page.lexicon.cues["capital"])
