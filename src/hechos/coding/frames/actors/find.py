"""Who the text says did it: “by X”, the subject of an active verb, X who is accused of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hechos.coding.frames.actors.clauses import Subject, is_saying, main_subject, subject_of
from hechos.coding.frames.actors.events import (
    Event,
    events_of,
    is_noun,
    is_of_other,
    items_at,
    linked_after,
    makers_of,
    named_after,
    named_before,
)
from hechos.coding.frames.actors.parties import Party, named_by, phrases_at, span_of
from hechos.coding.frames.document import Page
from hechos.coding.frames.lexicons import Form
from hechos.coding.frames.phrases import Sentence

_PASSIVE = re.compile(r"A(?:J|w|H(?!$))*$")
_PERFECT = re.compile(r"(?:have|haber|ter|having|to)$")
_RESULT = re.compile(r"L[ZEJ#CqvPwWOIXD]{0,16}$")
_NOUNS = frozenset("nmo")
_OBJECT = frozenset('#EJWPwXZ"')
_FAR = 16
_STOPS = frozenset(".;:V")
_LINKS = frozenset("OIHBZ")


@dataclass(frozen=True, slots=True)
class Agent:
    """A span that names an alleged actor, and the degree of involvement the text states; `name` is
    what an adjective stands for."""

    start: int
    end: int
    degree: str = "carried_out"
    name: str | None = None


Found = tuple[tuple[Party, ...], str]
NONE: Found = ((), "")


def find_actors(
    sentence: Sentence,
    page: Page,
    trigger: int,
    *,
    number: int | None,
    victims: tuple[tuple[int, int], ...] = (),
) -> tuple[Agent, ...]:
    """Return who the text says did it; none where it does not say, whatever the topic is."""
    found = _first_of(sentence, page, trigger, number)
    if sentence.shape[trigger] in "qv":  # “marchers attacked, leaving nine marchers hurt”
        others = (one for one in found[0] if not _among(sentence, one, victims))
        found = (tuple(others), found[1])
    agents = agents_of(sentence, page, found, victims)
    return (*agents, *_ordered(sentence, page, trigger, agents))


def _first_of(sentence: Sentence, page: Page, trigger: int, number: int | None) -> Found:
    """Return the first way in which the text names who did it."""
    if number is not None and (parties := _ellipsis(sentence, page, trigger, number)):
        return parties, "carried_out"
    if parties := _by(sentence, page, trigger):
        return parties, "carried_out"
    if parties := _accused(sentence, page, trigger):
        return parties, "carried_out"
    subject = active_subject(sentence, page, trigger, number)
    if subject is not None:
        return _acting(sentence, page, subject)
    if sentence.shape[trigger] in _NOUNS:
        found = _of_noun(sentence, page, trigger)
        if found[0]:
            return found
    return _in_event(sentence, page, trigger)


def find_doer(sentence: Sentence, page: Page, span: tuple[int, int]) -> tuple[Agent, ...]:
    """Return who “committed”, “ordered”, “carried out” what a span names."""
    first, last = items_at(sentence, *span)
    if first < 0:
        return ()
    found = _doer(sentence, page, sentence.items[last].end)
    if not found[0]:
        found = (_by_inside(sentence, page, first, last), "carried_out")
    if not found[0]:
        found = (_blamed_behind(sentence, page, last), "carried_out")
    for event in events_of(sentence):
        if not found[0] and first <= event.first <= last:
            found = _made(sentence, page, event)
    if not found[0] and _is_active(sentence, page, first):
        found = _acting(sentence, page, subject_of(sentence, page, first))
    return agents_of(sentence, page, found, ())


def _by_inside(sentence: Sentence, page: Page, first: int, last: int) -> tuple[Party, ...]:
    """Return who stands after “by” in the words: “the killings by guards went unpunished”."""
    for at in range(first, last + 1):
        if sentence.shape[at] == "B" and not (at and is_of_other(sentence, page, at)):
            return phrases_at(sentence, page, at + 1)
    return ()


def _is_active(sentence: Sentence, page: Page, at: int) -> bool:
    """Tell whether the word looks like an active verb."""
    item = sentence.items[at]
    endings = (*page.lexicon.verb_endings, *page.lexicon.participle_endings)
    printed = page.slice(item.start, item.end).casefold()
    is_verb = item.code in "abV" or (item.code in "wL" and printed.endswith(endings))
    return is_verb and sentence.shape[at + 1 : at + 2] != "B" and not is_saying(sentence, at)


def agents_of(
    sentence: Sentence, page: Page, found: Found, victims: tuple[tuple[int, int], ...]
) -> tuple[Agent, ...]:
    """Return the parties as spans, without those it was done to."""
    parties, degree = found
    spans = [span_of(sentence, party) for party in parties]
    heads = {_stem(sentence, party.head) for party in parties}
    apart = [
        (span, party)
        for span, party in zip(spans, parties, strict=True)
        if not any(v[0] < span[1] and span[0] < v[1] for v in victims)
        and not _is_nobody(sentence, span)
        and not (degree == "unknown" and len(heads) > 1 and _among(sentence, party, victims))
    ]
    return tuple(Agent(*span, degree, named_by(sentence, page, party)) for span, party in apart)


def _is_nobody(sentence: Sentence, span: tuple[int, int]) -> bool:
    """“No group has claimed …” names no party."""
    return any(
        kind in ("not/", "nobody/") and span[0] <= start < span[1]
        for kind, start, _ in sentence.cues
    )


def _stem(sentence: Sentence, index: int) -> str:
    return sentence.items[index].word.rstrip("s")


def _among(sentence: Sentence, party: Party, victims: tuple[tuple[int, int], ...]) -> bool:
    """Tell whether those it was done to are of this side: “two guards died in clashes with …”."""
    head = _stem(sentence, party.head)
    return any(
        item.word.rstrip("s") == head
        for item in sentence.items
        if any(start <= item.start < end for start, end in victims)
    )


def _ellipsis(sentence: Sentence, page: Page, trigger: int, number: int) -> tuple[Party, ...]:
    """Return police in “the army was responsible for 40 deaths, and police a further seven”."""
    if number <= trigger:
        return ()
    joint = max(
        sentence.shape.rfind(",", trigger, number), sentence.shape.rfind("C", trigger, number)
    )
    if joint < 0 or number - joint > 6:
        return ()
    found = phrases_at(sentence, page, joint + 1, number)
    after = found[-1].last + 1 if found else number + 1
    bare = sentence.shape[after:number].strip("EJ") == ""
    return found if found and bare else ()


def _by(sentence: Sentence, page: Page, trigger: int) -> tuple[Party, ...]:
    """“killed on Monday in the port by guards”, “the arrest of two clerks by guards”."""
    shape = sentence.shape
    for at in range(trigger + 1, min(len(shape), trigger + _FAR)):
        code = shape[at]
        if code == "B":
            if is_of_other(sentence, page, at):
                continue
            if found := phrases_at(sentence, page, at + 1):
                return found
            continue
        if code in ".;:(RVL" or code in "ag" or (code in "AH" and at > trigger + 1):
            break
        if isinstance(sentence.items[at].payload, Form) and code in "bpd":
            break
    return ()


def active_subject(
    sentence: Sentence, page: Page, trigger: int, number: int | None
) -> Subject | None:
    """Return the subject of the trigger where it is an active verb, else None."""
    shape = sentence.shape
    form = sentence.items[trigger].payload
    if not isinstance(form, Form) or (number is not None and number < trigger):
        return _leaving(sentence, page, trigger, number)
    if shape[trigger] in "gm" and "gerund" in form.roles:
        return _gerund(sentence, page, trigger)
    if "finite" not in form.roles or not _is_verb(shape, trigger):
        return _leaving(sentence, page, trigger, number)
    if _is_passive(sentence, trigger) or _is_nominal(sentence, page, trigger):
        return None
    return subject_of(sentence, page, trigger)


def _is_verb(shape: str, trigger: int) -> bool:
    """Tell whether an act word can be an active verb: “the wounded” is none."""
    if shape[trigger] != "q":
        return shape[trigger] in "abo"
    return shape[trigger + 1 : trigger + 2] in ("#", "E", "P") and (
        shape[trigger - 1 : trigger] not in ("E", "#", "L", "")
    )


def _is_nominal(sentence: Sentence, page: Page, trigger: int) -> bool:
    """Tell whether a word that may be a verb is none here: “the people killed in raids”."""
    shape = sentence.shape
    if shape[trigger] in "bo" and shape[trigger + 1 : trigger + 2] not in tuple(_OBJECT):
        return True
    if shape[trigger] == "o" and shape[trigger + 1 : trigger + 2] == "Z":
        return shape[trigger - 1 : trigger] == "E"  # “secuestró a nueve”
    if shape[trigger] == "o" and trigger and shape[trigger - 1] in ",C":
        return True
    start = sentence.items[trigger].start
    if any(c[0].startswith("did/") and c[1] <= start < c[2] for c in sentence.cues):
        return True  # “planned and executed”: what was done is named after it
    is_event = sentence.items[trigger].word in page.lexicon.words["events"]
    return (is_event or shape[trigger] == "o") and trigger > 0 and is_noun(sentence, trigger)


def _is_passive(sentence: Sentence, trigger: int) -> bool:
    match = _PASSIVE.search(sentence.shape[:trigger])
    if match is None:
        return False
    between = sentence.items[match.start() + 1 : trigger]
    return not any(_PERFECT.search(item.word) for item in between if item.code in "JH")


def _gerund(sentence: Sentence, page: Page, trigger: int) -> Subject | None:
    """“Guards opened fire, killing two”; “the army announced having killed two”."""
    shape = sentence.shape
    before = shape[trigger - 1 : trigger] if trigger else ""
    if before in ("O", "E", "S", "") or (shape[trigger] == "m" and before not in (",", "H", "I")):
        return None
    if before == "," or before in "ICHJZ":
        return main_subject(sentence, page, trigger)
    return subject_of(sentence, page, trigger)


def _leaving(sentence: Sentence, page: Page, trigger: int, number: int | None) -> Subject | None:
    """Return the subject of the verb of result before the figure: “the raid left nine dead”."""
    first = trigger if number is None else min(trigger, number)
    match = _RESULT.search(sentence.shape[:first])
    at = match.start() if match is not None else -1
    if at < 0 or sentence.items[at].word not in page.lexicon.tables["agents"]["results"]:
        return None
    is_joined = sentence.items[at].word.endswith(page.lexicon.gerund_endings)
    subject = (main_subject if is_joined else subject_of)(sentence, page, at)
    return subject if subject.parties or subject.things else None


def _acting(sentence: Sentence, page: Page, subject: Subject) -> Found:
    """Return the parties of a subject, or who makes the event that it is."""
    if subject.parties:
        return subject.parties, "carried_out"
    if subject.things is None:
        return NONE
    for event in reversed(events_of(sentence)):
        if subject.things[0] <= event.first <= subject.things[1]:
            return _made(sentence, page, event)
    return NONE


def _made(sentence: Sentence, page: Page, event: Event) -> Found:
    makers = makers_of(sentence, page, event)
    return (makers.parties, "unknown" if makers.is_open else "carried_out")


def _of_noun(sentence: Sentence, page: Page, trigger: int) -> Found:
    """“police killings”, “represión estatal”, “guards committed murders”."""
    suffered = sentence.items[trigger].word in page.lexicon.words["suffered"]
    if not suffered:
        before = named_before(sentence, page, trigger) or named_after(sentence, page, trigger)
        if before is not None:
            return (before,), "carried_out"
    found = _doer(sentence, page, sentence.items[trigger].start)
    return found if found[0] else (_blamed_behind(sentence, page, trigger), "carried_out")


def _blamed_behind(sentence: Sentence, page: Page, last: int) -> tuple[Party, ...]:
    """“killings attributed to the militia”, “crímenes cometidos por la junta”."""
    end = sentence.items[last].end
    for name, start, stop in sentence.cues:
        if name != "agent/blamed" or start < end:
            continue
        first, after = items_at(sentence, start, stop)
        if first < 0 or first - last > _FAR or not _STOPS.isdisjoint(sentence.shape[last:first]):
            return ()
        if found := linked_after(sentence, page, after + 1):
            return found
    return ()


def _accused(sentence: Sentence, page: Page, trigger: int) -> tuple[Party, ...]:
    """“accused the coalition of killing 60”, “guards accused of killing 60”: the one accused."""
    start = sentence.items[trigger].start
    for name, begin, end in reversed(sentence.cues):
        if name not in _ACCUSING or end > start:
            continue
        first, last = items_at(sentence, begin, end)
        if first < 0 or trigger - last > _FAR:
            continue
        if not _STOPS.isdisjoint(sentence.shape[last + 1 : trigger]):
            continue
        if found := _ACCUSING[name](sentence, page, (first, last), trigger):
            return found
    return ()


def _object(
    sentence: Sentence, page: Page, cue: tuple[int, int], trigger: int
) -> tuple[Party, ...]:
    """Return the object of “accused”, where the act follows it after a word that links."""
    at = cue[1] + 1
    while at < trigger and sentence.shape[at] in "ZJD":
        at += 1
    found = phrases_at(sentence, page, at, trigger, bare=True)
    if not found:
        return ()
    between = sentence.shape[found[-1].last + 1 : trigger]
    has_event = any(at < event.first < trigger for event in events_of(sentence))
    if not _LINKS.intersection(between) or ("R" in between and not has_event):
        return ()
    return found


def _charged(
    sentence: Sentence, page: Page, cue: tuple[int, int], trigger: int
) -> tuple[Party, ...]:
    """Return who stands before “is accused of”."""
    if "A" in sentence.shape[cue[1] + 1 : trigger]:
        return ()  # “guards accused of theft were arrested”
    at = cue[0]
    while at and sentence.shape[at - 1] in "AJHED":
        at -= 1
    return subject_of(sentence, page, at).parties


def _owner(sentence: Sentence, page: Page, cue: tuple[int, int], trigger: int) -> tuple[Party, ...]:
    """Return who stands before “claimed responsibility for” what was done."""
    del trigger
    return subject_of(sentence, page, cue[0]).parties


_ACCUSING = {"agent/accused": _object, "agent/charged": _charged, "agent/owned": _owner}


def _doer(sentence: Sentence, page: Page, start: int) -> Found:
    """Return the subject of the nearest verb of doing before an offset, and its degree."""
    for name, begin, end in reversed(sentence.cues):
        if not name.startswith("did/") or end > start:
            continue
        first, last = items_at(sentence, begin, end)
        far = sum(end <= item.start < start for item in sentence.items) > _FAR + 6
        if first < 0 or far or _says_between(sentence, end, start):
            continue
        parties = _before_doing(sentence, page, first, last)
        if parties:
            return parties, name.removeprefix("did/")
    return NONE


def _before_doing(sentence: Sentence, page: Page, first: int, last: int) -> tuple[Party, ...]:
    """Return the subject of a verb of doing; in a passive who stands behind it."""
    if sentence.shape[last + 1 : last + 2] == "B":
        return phrases_at(sentence, page, last + 2)
    at = first
    while at and sentence.shape[at - 1] == "A" and sentence.items[first].code not in "VL":
        at -= 1
    if at < first and sentence.items[first].word.endswith(page.lexicon.participle_endings):
        return ()
    return subject_of(sentence, page, at).parties


def _says_between(sentence: Sentence, end: int, start: int) -> bool:
    return any(cue[0].startswith("says/") and end <= cue[1] < start for cue in sentence.cues)


def _in_event(sentence: Sentence, page: Page, trigger: int) -> Found:
    """Return who makes the event in which it happened: “died in clashes with guards”."""
    entry = sentence.items[trigger].payload.entry
    if entry.type in _CLASHES:
        found = _made(sentence, page, Event("with", trigger, trigger))
        if found[0]:
            return found
    if not entry.type.startswith(_IN_EVENTS):
        return NONE
    if parties := _attacking(sentence, page, trigger):
        return parties, "carried_out"
    best: tuple[int, Found] | None = None
    for event in events_of(sentence):
        if not is_linked(sentence, page, event, trigger):
            continue
        found = _made(sentence, page, event)
        distance = abs(event.first - trigger)
        if found[0] and (best is None or distance < best[0]):
            best = (distance, found)
    return best[1] if best is not None else NONE


def _attacking(sentence: Sentence, page: Page, trigger: int) -> tuple[Party, ...]:
    """Return the guards in “killed when guards opened fire”."""
    words = page.lexicon.tables["agents"]
    for name, start, end in sentence.cues:
        if name != "agent/attacking":
            continue
        first, _ = items_at(sentence, start, end)
        if not trigger < first < trigger + _FAR:
            continue
        opens = any(item.word in words["joins"] for item in sentence.items[trigger:first])
        if opens and (parties := subject_of(sentence, page, first).parties):
            return parties
    return ()


_CLASHES = ("LIFE.CROSS", "armed_clash")
_IN_EVENTS = ("LIFE.", "INT.", "LIB.", "missing", "MOV.")


def is_linked(sentence: Sentence, page: Page, event: Event, trigger: int) -> bool:
    """Tell whether an act is told as part of an event: “in an attack by rebels”; before the act
    it opens the clause. Arrests that come after an event are not its makers'."""
    if event.first <= trigger <= event.last:
        return True
    left, right = sorted((event.last, trigger))
    if not _STOPS.isdisjoint(sentence.shape[left + 1 : right]):
        return False
    link = event.first - 1
    while link >= 0 and sentence.shape[link] in "wWPXSEJ#":
        link -= 1
    words = page.lexicon.tables["agents"]
    if link < 0 or sentence.items[link].word not in words["links"]:
        return False
    if event.kind == "with" and sentence.shape[link] == "O":
        return False  # “wounded, the outcome of a clash between” says nothing of each of them
    is_apart = sentence.items[link].word in words["later"] and _is_late(sentence, trigger)
    opens = link == 0 or sentence.shape[link - 1] in ',C"(-.'
    return not is_apart and (event.first > trigger or opens)


def _is_late(sentence: Sentence, trigger: int) -> bool:
    payload = sentence.items[trigger].payload
    return isinstance(payload, Form) and payload.entry.type.startswith(("LIB.", "MOV."))


def _ordered(
    sentence: Sentence, page: Page, trigger: int, agents: tuple[Agent, ...]
) -> tuple[Agent, ...]:
    """“killed by guards on the orders of the governor”: the governor ordered it."""
    start = sentence.items[trigger].start
    for name, begin, end in sentence.cues:
        if name != "agent/ordered" or begin < start:
            continue
        first, last = items_at(sentence, begin, end)
        if first < 0 or first - trigger > _FAR + 4:
            break
        spans = [span_of(sentence, party) for party in phrases_at(sentence, page, last + 1)]
        taken = {agent.start for agent in agents}
        return tuple(Agent(*span, "ordered") for span in spans if span[0] not in taken)
    return ()
