"""Acts in a sentence: act words with the numbers, victims and agents that stand to them."""

from __future__ import annotations

import dataclasses
import itertools
import re
from dataclasses import dataclass

from hechos.coding.frames.actors.find import Agent, find_actors
from hechos.coding.frames.document import Page
from hechos.coding.frames.lexicons import ActEntry, Form
from hechos.coding.frames.means import apart, is_accident, is_known_thing
from hechos.coding.frames.nouns import noun_phrase
from hechos.coding.frames.phrases import Item, Sentence
from hechos.coding.frames.victims import find_victims
from hechos.lang.numbers import NumberSpan
from hechos.records import Bound

_LIST = re.compile(
    r"(?:A(?=E?P))?(?:OE*)?[wWPEJSYqpx]{0,6}(?:[(,-][^#]{0,12}?[),-])?(?:O[EwWPS]{1,5})?(?:,|C|,C)[EZJ]*"
)
_INCLUDING = re.compile(
    r"(?:OE*)?[wWPEJSYqpvnxL]{0,6}(?:(?:O[EwWPS]{1,5}|I[EwWPDSx]{1,6}|D)){0,3}[,(]?K[LVAHEZJ]{0,3}"
)
_ELLIPSIS = re.compile(r",?C[wWPE]{1,4}$")
_PART = re.compile(r"(?:OE*Y|OR)")
_OF_WHOLE = re.compile(r"(?:^|[,V:])OE?$")
_PERFECT = re.compile(r"[HA]J*$")
_SAID_TO_BE = re.compile(r"[LAVHJECRqvwO]{1,7}$")
_SOME_OF = re.compile(r"#OE*$")
_THINGS = re.compile(r"[EJ]*#[EwJ]*X")
_VICTIM_CODES = "qv"
_PREDICATES = ("passive", "subject", "undergone")
_REACH = 6


@dataclass(slots=True)
class Act:
    """A candidate: one act of one entry; spans are offsets in the text."""

    sentence: Sentence
    entry: ActEntry
    type: str
    trigger: tuple[int, int]
    number: NumberSpan | None = None
    count: int | None = None
    head: tuple[int, int] | None = None
    actors: tuple[Agent, ...] = ()
    victims: tuple[tuple[int, int], ...] = ()
    frame: str = ""
    at: int = 0
    joint: bool = False
    absent: bool = False
    span: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class _Fit:
    number: int
    trigger: int
    cost: float
    frame: str


def find_acts(sentence: Sentence, page: Page) -> list[Act]:
    """Return the acts of a sentence in reading order: with figures first matched, then bare."""
    if not sentence.has_act:
        return []
    fits = _inherit(_of_some(_best_fits(sentence, page), sentence), sentence)
    acts = [_figure(fit, sentence, page) for fit in fits.values()]
    acts.extend(_earlier(acts, sentence))
    used = {fit.trigger for fit in fits.values()}
    acts.extend(_new_words(_bare(sentence, page, used), acts))
    acts = [act for act in acts if not _by_accident(act, page)]
    return sorted(acts, key=lambda act: (act.trigger, act.number.start if act.number else -1))


def _by_accident(act: Act, page: Page) -> bool:
    word = act.sentence.items[act.at].word
    return is_accident(act.sentence, page, word, has_actor=bool(act.actors))


def _best_fits(sentence: Sentence, page: Page) -> dict[int, _Fit]:
    fits: dict[int, _Fit] = {}
    if "#" not in sentence.shape:
        return fits
    for frame, regex in page.lexicon.shapes:
        for match in _overlapping(regex, sentence.shape):
            number, trigger = match.start("n"), match.start("t")
            fit = _Fit(number, trigger, frame.cost + abs(trigger - number) / 50, frame.id)
            known = fits.get(number)
            if not _is_sound(fit, sentence, page):
                continue
            if known is None or _is_better(fit, known, sentence):
                fits[number] = fit
    return fits


def _of_some(fits: dict[int, _Fit], sentence: Sentence) -> dict[int, _Fit]:
    """“Eight of the eleven accused were acquitted”: eight were, not eleven."""
    for whole, fit in list(fits.items()):
        some = _SOME_OF.search(sentence.shape[:whole])
        if some is None or fit.frame not in _PREDICATES or some.start() in fits:
            continue
        if fit.trigger > whole and "R" not in sentence.shape[whole : fit.trigger]:
            del fits[whole]
            fits[some.start()] = dataclasses.replace(fit, number=some.start())
    return fits


def _is_better(fit: _Fit, known: _Fit, sentence: Sentence) -> bool:
    """Prefer the cheaper frame; but “4 detenidos resultaron muertos” tells of the dead."""
    for one, other, answer in ((fit, known, False), (known, fit, True)):
        if one.frame != "head" or sentence.shape[one.trigger] not in _VICTIM_CODES:
            continue
        if _tells_more(one, other, sentence):
            return answer
        if other.frame == "object":  # “freed two hostages” tells of a release
            return answer
    return fit.cost < known.cost


def _tells_more(noun: _Fit, verb: _Fit, sentence: Sentence) -> bool:
    """Tell whether the verb tells what was done to those the noun names: “torturaron a once
    detenidos”; the wounded who were moved to a hospital stay wounded."""
    if verb.frame in ("object", "far-object"):
        shape = sentence.shape
        return shape[verb.trigger] in "abdgo" or _PERFECT.search(shape[: verb.trigger]) is not None
    if verb.frame not in _PREDICATES or verb.trigger < noun.trigger:
        return False
    hurt = sentence.items[noun.trigger].payload.entry.type == "INT.FORCE"
    return not hurt or sentence.items[verb.trigger].payload.entry.kind != "status"


def _overlapping(regex: re.Pattern[str], shape: str) -> list[re.Match[str]]:
    found, at = [], 0
    while (match := regex.search(shape, at)) is not None:
        found.append(match)
        at = match.start() + 1
    return found


def _is_sound(fit: _Fit, sentence: Sentence, page: Page) -> bool:
    """Whether the number can count what the act word asks for."""
    items = sentence.items
    if not isinstance(items[fit.trigger].payload, Form):
        return False
    number = items[fit.number].payload
    doubtful = bool(number.reason) and not _is_article(items, fit, page)
    if doubtful or _is_vague_anaphor(number, items, fit) or _is_of_part(fit, sentence, page):
        return False
    if fit.frame == "head":
        return True
    head = head_of(sentence, fit.number, page)
    if items[fit.trigger].payload.entry.people_only and head is not None:
        return items[head].code in "PqvW"  # truces are violated, machines are sent as well
    is_thing = head is not None and items[head].code == "X"
    entry = items[fit.trigger].payload.entry
    if head is None or not is_thing or entry.type == "military_strike":
        return True
    span = (items[head].start, items[head].end)
    return entry.objects == "things" and is_known_thing(sentence, page, span)


def _is_of_part(fit: _Fit, sentence: Sentence, page: Page) -> bool:
    """Tell whether a part of the number is meant: “half of the 1,200 detainees were freed”."""
    before = sentence.items[max(0, fit.number - 3) : fit.number]
    at = next((i for i, item in enumerate(before) if item.code == "O"), 0)
    return at > 0 and before[at - 1].word in page.lexicon.words["fractions"]


def _is_vague_anaphor(number: NumberSpan, items: list[Item], fit: _Fit) -> bool:
    """Tell whether the figure is one told elsewhere: “the hundreds of killings”."""
    before = items[fit.number - 1].code if fit.number else ""
    return number.quantity.bound is Bound.VAGUE and before == "E" and fit.frame == "head"


def _is_article(items: list[Item], fit: _Fit, page: Page) -> bool:
    following = items[fit.number + 1].code if fit.number + 1 < len(items) else ""
    return page.lexicon.language != "en" and following in "Pvq" and following != ""


def head_of(sentence: Sentence, number: int, page: Page) -> int | None:
    """Return the index of the noun that the number counts, or None where it stands alone."""
    run: list[int] = []
    for index in range(number + 1, min(number + 9, len(sentence.items))):
        code = sentence.items[index].code
        if code in "PXnvqo":
            return index
        if code in "EJO" and not run:
            continue
        if code not in "wW":
            break
        run.append(index)
    if not run:
        return None
    return run[-1] if page.lexicon.language == "en" else run[0]


def _inherit(fits: dict[int, _Fit], sentence: Sentence) -> dict[int, _Fit]:
    """Let numbers of one list share the act of their neighbour; the order is that of the text."""
    shape = sentence.shape
    numbers = [i for i, code in enumerate(shape) if code == "#"]
    for left, right in reversed(list(itertools.pairwise(numbers))):
        if left not in fits and right in fits and _is_list(shape, left, right):
            fits[left] = _Fit(left, fits[right].trigger, 3, "list")
    for left, right in itertools.pairwise(numbers):
        if right in fits or left not in fits or not _is_usable(sentence, right, fits[left]):
            continue
        between = shape[left + 1 : right]
        if (
            _is_list(shape, left, right)
            or _INCLUDING.fullmatch(shape, left + 1, right)
            or _is_part(sentence, right)
            or _is_of_whole(shape, left, right)
            or _is_ellipsis(between, shape[right + 1 :])
        ):
            fits[right] = _Fit(right, fits[left].trigger, 3, "list")
    return {key: fits[key] for key in sorted(fits)}


def _is_usable(sentence: Sentence, number: int, before: _Fit) -> bool:
    """Whether a number may share the act of the one before it: “two men and a woman” may."""
    following = sentence.shape[number + 1 : number + 2]
    if following in ("X", "n", "o", "D"):
        return False
    if before.trigger > before.number:
        is_other = following == "w" and not sentence.items[number].payload.of_them
        return not is_other and not sentence.items[number].payload.reason
    is_one = following in ("P", "v", "q") and sentence.shape[number - 1] == "C"
    return is_one or not sentence.items[number].payload.reason


def _is_list(shape: str, left: int, right: int) -> bool:
    return _LIST.fullmatch(shape, left + 1, right) is not None


def _is_part(sentence: Sentence, number: int) -> bool:
    """“two of them”, “11 de ellos”."""
    after = _PART.match(sentence.shape, number + 1)
    return bool(sentence.items[number].payload.of_them) or after is not None


def _is_of_whole(shape: str, left: int, right: int) -> bool:
    """“of the five officers killed, at least two were …”: the second is a part of the first."""
    return (
        _OF_WHOLE.search(shape[:left]) is not None
        and "," in shape[left:right]
        and shape[right + 1 : right + 2] in tuple("AVHO,")
    )


def _is_ellipsis(between: str, after: str) -> bool:
    """“40 deaths, and police a further seven”: a bare number that ends its clause."""
    return _ELLIPSIS.search(between) is not None and after[:1] in ("", ".", ";")


def _figure(fit: _Fit, sentence: Sentence, page: Page) -> Act:
    items = sentence.items
    trigger, number = items[fit.trigger], items[fit.number]
    entry = trigger.payload.entry
    head = head_of(sentence, fit.number, page)
    act = Act(
        sentence=sentence,
        entry=entry,
        type=entry.type,
        trigger=(trigger.start, trigger.end),
        number=number.payload,
        frame=f"{entry.id}/{fit.frame}",
        at=fit.trigger,
    )
    if head is not None and head != fit.trigger:
        act.head = (items[head].start, items[head].end)
        act.victims = ((items[fit.number].start, items[head].end),)
    act.victims += _named(sentence, page, max(fit.number, fit.trigger, head or 0))
    _join(act, fit, sentence)
    act.actors = find_actors(sentence, page, fit.trigger, number=fit.number, victims=act.victims)
    first = min(fit.number, fit.trigger)
    last = max(fit.number, fit.trigger, head or 0)
    act.span = (items[first].start, items[last].end)
    return act


def _named(sentence: Sentence, page: Page, after: int) -> tuple[tuple[int, int], ...]:
    """“nine people were killed, including Ana Ruiz and a nurse”: those of the number told apart."""
    words = page.lexicon.words["including"]
    for index in range(after + 1, min(after + _REACH, len(sentence.items) - 1)):
        item = sentence.items[index]
        if item.code in ".;:" or isinstance(item.payload, Form):
            return ()
        if item.word in words and sentence.shape[index + 1] in "#EWP":
            span = noun_phrase(sentence, index + 1)
            return apart(sentence, span) if span is not None else ()
    return ()


def _earlier(acts: list[Act], sentence: Sentence) -> list[Act]:
    """“154, up from 125 in 2010”: the earlier figure counts the same thing at another time."""
    taken = {act.number.start for act in acts if act.number}
    found = []
    for act in acts:
        before = act.number.previous if act.number else None
        for number in sentence.numbers:
            if before is None or number.start in taken or number.quantity != before:
                continue
            found.append(
                dataclasses.replace(
                    act, number=number, victims=(), head=None, span=(number.start, number.end)
                )
            )
    return found


def _join(act: Act, fit: _Fit, sentence: Sentence) -> None:
    """“were killed and injured” is a joint total; “were shot and died” is a death."""
    at = fit.trigger
    other = _joined(sentence, at)
    if other is None:
        return
    kinds = {act.type, other.payload.entry.type}
    if "LIFE.UNK" not in kinds or "INT.FORCE" not in kinds:
        return
    act.type = "LIFE.UNK"
    act.joint = other.code != "d"
    act.entry = other.payload.entry if other.code == "d" else act.entry


def _joined(sentence: Sentence, at: int) -> Item | None:
    """Return the act word joined to the trigger: “killed and injured 60”, “60 killed or hurt”."""
    shape, items = sentence.shape, sentence.items
    follows = shape[at + 1 : at + 2] == "C" and shape[at + 3 : at + 4] != "#"
    if follows and at + 2 < len(items) and isinstance(items[at + 2].payload, Form):
        return items[at + 2]
    if at > 1 and shape[at - 1] == "C" and isinstance(items[at - 2].payload, Form):
        return items[at - 2] if "#" not in (shape[at - 3 : at - 2], shape[at - 2]) else None
    return None


def _bare(sentence: Sentence, page: Page, used: set[int]) -> list[Act]:
    """Acts without a figure: those whose naming is a claim, or that have a victim or an agent."""
    acts = []
    for index, item in enumerate(sentence.items):
        if not isinstance(item.payload, Form) or index in used:
            continue
        act = _absent_act(sentence, index) or _bare_act(sentence, page, index)
        if act is not None:
            acts.append(act)
    return acts


def _new_words(bare: list[Act], acts: list[Act]) -> list[Act]:
    """Leave out bare acts that only name once more what another act of the sentence tells."""
    told = {act.type for act in acts if act.type.isupper()}
    return [act for act in bare if act.victims or act.actors or act.absent or act.type not in told]


def _absent_act(sentence: Sentence, index: int) -> Act | None:
    """“no hubo heridos”, “sin dejar muertos”: nobody, which is told as well."""
    item = sentence.items[index]
    if item.code not in _VICTIM_CODES:
        return None
    before = _SAID_TO_BE.search(sentence.shape[:index])
    first = before.start() if before is not None else index
    limit = sentence.items[max(0, first - 1)].start
    if not any(
        kind == "not/" and limit <= start and end <= item.start
        for kind, start, end in sentence.cues
    ):
        return None
    entry = item.payload.entry
    return Act(
        sentence=sentence,
        entry=entry,
        type=entry.type,
        trigger=(item.start, item.end),
        frame=f"{entry.id}/absent",
        at=index,
        absent=True,
        span=(item.start, item.end),
    )


def _bare_act(sentence: Sentence, page: Page, index: int) -> Act | None:
    item = sentence.items[index]
    entry = item.payload.entry
    if _is_no_act(sentence, page, index):
        return None
    victims = find_victims(sentence, page, index)
    actors = find_actors(sentence, page, index, number=None, victims=victims)
    of_thing = entry.objects == "things" and bool(victims)
    if item.word in entry.events and not (actors or of_thing):
        return None
    if not (entry.specific or victims or actors):
        return None
    of_people = entry.of_people and item.code not in "nm"
    is_told = entry.kind == "act" and not of_people and bool(entry.specific or actors)
    if not is_told and not (
        _has_person(sentence, victims) or _has_thing(sentence, page, index, victims)
    ):
        return None
    if item.code in "nmo" and not victims and _is_anaphor(sentence, page, index):
        return None
    return Act(
        sentence=sentence,
        entry=entry,
        type=entry.type,
        trigger=(item.start, item.end),
        victims=victims,
        actors=actors,
        frame=f"{entry.id}/bare",
        at=index,
        span=(item.start, item.end),
    )


def _is_no_act(sentence: Sentence, page: Page, index: int) -> bool:
    """Tell whether the word names people, stands in a name, or has things for its object."""
    item = sentence.items[index]
    if item.code == "v":
        return True
    if item.code in "nmo":
        return page.lexicon.language != "en" and _is_part_of_name(item, page)
    entry = item.payload.entry
    if item.code not in "ab" or entry.specific or entry.objects == "things":
        return False
    return _THINGS.match(sentence.shape, index + 1) is not None  # “seized 14 rifles”


def _is_part_of_name(item: Item, page: Page) -> bool:
    """“la Fiscalía de Homicidios”: a capital inside a sentence not all in capitals."""
    before = page.body[max(0, item.start - 2) : item.start]
    return page.body[item.start].isupper() and before[-1:] == " " and before[:1].islower()


def _has_person(sentence: Sentence, spans: tuple[tuple[int, int], ...]) -> bool:
    """Tell whether people are meant: letters are released as well."""
    return any(
        item.code == "P" or (item.code == "W" and index > 0)
        for start, end in spans
        for index, item in enumerate(sentence.items)
        if start <= item.start < end
    )


def _has_thing(
    sentence: Sentence, page: Page, index: int, spans: tuple[tuple[int, int], ...]
) -> bool:
    """Tell whether an act that is done to things is done to one that we know."""
    if sentence.items[index].payload.entry.objects != "things":
        return False
    return any(is_known_thing(sentence, page, span) for span in spans)


def _is_anaphor(sentence: Sentence, page: Page, index: int) -> bool:
    """Tell whether the words speak of what was told before: “these killings”, “the crimes”."""
    before = sentence.items[index - 1].word if index else ""
    if sentence.shape[index + 1 : index + 3] == "OX" or _is_told(sentence, index):
        return False
    return sentence.shape[max(0, index - 1) : index] == "E" and (
        before not in page.lexicon.speakers["indefinite"]
    )


def _is_told(sentence: Sentence, index: int) -> bool:
    """Tell whether a verb of saying stands right before: “denunció la censura”."""
    verb = sentence.items[index - 2] if index > 1 else None
    return verb is not None and any(
        kind.startswith("says/") and start <= verb.start < end for kind, start, end in sentence.cues
    )
