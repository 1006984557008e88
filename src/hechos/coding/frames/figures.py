"""Acts in a sentence: act words with the numbers, victims and agents that stand to them."""

from __future__ import annotations

import dataclasses
import itertools
import re
from dataclasses import dataclass

from hechos.coding.frames.actors.find import Agent, find_actors
from hechos.coding.frames.document import Page
from hechos.coding.frames.lexicons import ActEntry, Form
from hechos.coding.frames.nouns import noun_phrase, subject
from hechos.coding.frames.phrases import Item, Sentence
from hechos.lang.numbers import NumberSpan
from hechos.records import Bound

_LIST = re.compile(
    r"(?:OE*)?[wWPEJSYqpx]{0,6}(?:[(,-][^#]{0,12}?[),-])?(?:O[EwWPS]{1,5})?(?:,|C|,C)[EZJ]*"
)
_ELLIPSIS = re.compile(r",?C[wWPE]{1,4}$")
_PART = re.compile(r"(?:OE*Y|OR)")
_OF_WHOLE = re.compile(r"(?:^|[,V:])OE?$")
_PASSIVE = re.compile(r"(?P<s>[EJ]{0,2}[wWPES]{1,6}),?R?[JH]*A[JH]*(?:wC[JH]*)?$")
_VICTIM_CODES = "qv"


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
    fits = _inherit(_best_fits(sentence, page), sentence)
    acts = [_figure(fit, sentence, page) for fit in fits.values()]
    acts.extend(_earlier(acts, sentence))
    used = {fit.trigger for fit in fits.values()}
    acts.extend(_bare(sentence, page, used))
    return sorted(acts, key=lambda act: (act.trigger, act.number.start if act.number else -1))


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


def _is_better(fit: _Fit, known: _Fit, sentence: Sentence) -> bool:
    """Prefer the cheaper frame; but “4 detenidos resultaron muertos” tells of the dead."""
    for one, other, answer in ((fit, known, False), (known, fit, True)):
        is_noun = one.frame == "head" and sentence.shape[one.trigger] in _VICTIM_CODES
        if is_noun and other.frame in ("passive", "subject") and other.trigger > one.trigger:
            return answer
    return fit.cost < known.cost


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
    is_thing = head is not None and items[head].code == "X"
    return not is_thing or items[fit.trigger].payload.entry.type == "military_strike"


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
        if right in fits or left not in fits or not _is_usable(sentence, right):
            continue
        between = shape[left + 1 : right]
        if (
            _is_list(shape, left, right)
            or _is_part(sentence, right)
            or _is_of_whole(shape, left, right)
            or _is_ellipsis(between, shape[right + 1 :])
        ):
            fits[right] = _Fit(right, fits[left].trigger, 3, "list")
    return {key: fits[key] for key in sorted(fits)}


def _is_usable(sentence: Sentence, number: int) -> bool:
    following = sentence.shape[number + 1 : number + 2]
    return following not in ("X", "n", "o", "D") and not sentence.items[number].payload.reason


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
    _join(act, fit, sentence)
    act.actors = find_actors(sentence, page, fit.trigger, number=fit.number, victims=act.victims)
    first = min(fit.number, fit.trigger)
    last = max(fit.number, fit.trigger, head or 0)
    act.span = (items[first].start, items[last].end)
    return act


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
    if sentence.shape[at + 1 : at + 2] != "C" or at + 2 >= len(sentence.items):
        return
    other = sentence.items[at + 2]
    if not isinstance(other.payload, Form) or sentence.shape[at + 3 : at + 4] == "#":
        return
    kinds = {act.type, other.payload.entry.type}
    if "LIFE.UNK" not in kinds or "INT.FORCE" not in kinds:
        return
    act.type = "LIFE.UNK"
    act.joint = other.code != "d"
    act.entry = other.payload.entry if other.code == "d" else act.entry


def _bare(sentence: Sentence, page: Page, used: set[int]) -> list[Act]:
    """Acts without a figure: those whose naming is a claim, or that have a victim or an agent."""
    acts = []
    for index, item in enumerate(sentence.items):
        if not isinstance(item.payload, Form) or index in used:
            continue
        act = _bare_act(sentence, page, index)
        if act is not None:
            acts.append(act)
    return acts


def _bare_act(sentence: Sentence, page: Page, index: int) -> Act | None:
    item = sentence.items[index]
    entry = item.payload.entry
    victims = _victims(sentence, index)
    actors = find_actors(sentence, page, index, number=None, victims=victims)
    if item.word in entry.events and not actors:
        return None
    if not (entry.specific or victims or actors):
        return None
    if (entry.kind != "act" or not (entry.specific or actors)) and not _has_person(
        sentence, victims
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


def _has_person(sentence: Sentence, spans: tuple[tuple[int, int], ...]) -> bool:
    """Tell whether people are meant: letters are released as well."""
    return any(
        item.code == "P" or (item.code == "W" and index > 0)
        for start, end in spans
        for index, item in enumerate(sentence.items)
        if start <= item.start < end
    )


def _is_anaphor(sentence: Sentence, page: Page, index: int) -> bool:
    """Tell whether the words speak of what was told before: “these killings”, “the crimes”."""
    before = sentence.items[index - 1].word if index else ""
    return sentence.shape[max(0, index - 1) : index] == "E" and (
        before not in page.lexicon.speakers["indefinite"]
    )


def _victims(sentence: Sentence, index: int) -> tuple[tuple[int, int], ...]:
    shape, items = sentence.shape, sentence.items
    code = items[index].code
    if code in "nmo":
        link = (
            r"(?=[EwWPS])"
            if items[index].word.endswith(" on")
            else r"\"?(?:C\"?[wJ]*[nmo]\"?)?O(?=[EwWPS])"
        )
        match = re.compile(link).match(shape, index + 1)
        span = noun_phrase(sentence, match.end()) if match else None
        return (span,) if span else ()
    passive = _PASSIVE.search(shape[:index])
    if passive is not None and code in "pbqd":
        first, last = passive.span("s")
        return ((items[first].start, items[last - 1].end),)
    if code in "ab" and passive is None:
        match = re.compile(r"Z?(?=[EWP]|#[wP])").match(shape, index + 1)
        span = noun_phrase(sentence, match.end()) if match else None
        return (span,) if span else ()
    if code == "d":
        span = subject(sentence, index)
        return (span,) if span else ()
    return ()
