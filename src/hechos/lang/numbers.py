"""Numbers in running text: where they stand, what they say, and why some are no counts."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hechos.lang.dates_scan import date_places
from hechos.lang.memo import Memo, opens
from hechos.lang.numerals.rules import (
    NOTHING,
    WINDOW,
    BoundWords,
    NumberRules,
    lower_window,
    number_rules,
)
from hechos.lang.numerals.value import Value, chunk_value, tidy, word_value
from hechos.records.base import Bound
from hechos.records.claims import Number, Quantity

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_COUNTED = ("count", "share")
_DOUBTFUL = "article?"
_REPEATED = "the number before it, said again"
_OLDER = "the earlier figure of a comparison, not the one reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSpan:
    """One number with its bound words. `kind`: count, share, or what else the number is; then
    `reason` says why it counts nothing. A count with a reason is doubtful ("un hombre").
    `more`: in addition to others; `of_them`: a part of a group named beside it; `previous`: the
    earlier figure that this one is compared with."""

    start: int
    end: int
    quantity: Quantity
    kind: str
    reason: str = ""
    more: bool = False
    of_them: bool = False
    previous: Quantity | None = None


def find_numbers(text: str, *, language: str) -> tuple[NumberSpan, ...]:
    """Return the numbers of a text in order; offsets are code points, end exclusive.

    Raises LexiconError where the language has no number grammar."""
    rules = number_rules(language)
    dates = date_places(text, language)
    return tuple(_compared(list(_spans(text, rules, dates))))


@functools.cache
def _opens(language: str) -> Memo[bool]:
    return opens(number_rules(language).triggers)


def _spans(
    text: str, rules: NumberRules, dates: tuple[tuple[int, int], ...]
) -> Iterator[tuple[NumberSpan, int]]:
    done = index = 0
    last: NumberSpan | None = None
    is_opener = _opens(rules.language)
    for token in _TOKEN.finditer(text):
        word = token.group()
        if not is_opener[word]:
            continue
        start = token.start()
        if start < done:
            continue
        digits = word[0].isdecimal()
        while index < len(dates) and dates[index][1] <= start:
            index += 1
        dated = index < len(dates) and dates[index][0] <= start
        if dated and not digits:
            continue
        value = _value(text, token, rules, dated)
        if value is None:
            continue
        judged = (_dated(text, value), 0) if dated else _judged(text, value, rules, done)
        if last is not None and _is_repeated(text, last, judged[0]):
            judged = replace(judged[0], kind="other", reason=_REPEATED), 0
        last = judged[0]
        done = last.end
        yield judged


def _is_repeated(text: str, last: NumberSpan, span: NumberSpan) -> bool:
    """Tell whether a number only says the one before it again: "cinco (5) casas"."""
    if span.start - last.end > 3 or span.quantity.low != last.quantity.low:
        return False
    return text[last.end : span.start].strip() == "(" and text[span.end : span.end + 1] == ")"


def _value(text: str, token: re.Match[str], rules: NumberRules, dated: bool) -> Value | None:
    if not token.group()[0].isdecimal():
        return word_value(text, token.start(), token.end(), rules)
    if dated:
        number = int(token.group()[:15])
        return Value(start=token.start(), end=token.end(), low=number, high=number)
    return chunk_value(text, token.start(), token.end(), rules)


def _dated(text: str, value: Value) -> NumberSpan:
    year = value.end - value.start == 4
    quantity = _quantity(text, value, Bound.EXACT, start=value.start, end=value.end)
    return NumberSpan(
        start=value.start,
        end=value.end,
        quantity=quantity,
        kind="year" if year else "date",
        reason="part of a date",
    )


def _judged(text: str, value: Value, rules: NumberRules, floor: int) -> tuple[NumberSpan, int]:
    """Widen a value by its bound words, say what kind of number it is and, for the older figure
    of a comparison, whether the newer one stands before (-1) or behind it (1)."""
    value = _ranged(text, value, rules, floor)
    words, start, window = _bound_before(text, value, rules, floor)
    bound, end = words.bound, value.end
    below = value.below or words.below
    if value.bound is None and bound is Bound.EXACT:
        after = rules.patterns["bound_after"].match(text, end)
        if after:
            words, end = rules.bound_of(after), after.end()
            bound, below = words.bound, words.below
    elif value.bound is not None and bound in (Bound.EXACT, Bound.ABOUT):
        bound = value.bound
    if below is not value.below:
        value = replace(value, below=below)
    kind, reason = _kind(text, value, start, end, rules=rules)
    if reason == _DOUBTFUL and bound is not Bound.EXACT:
        reason = ""
    counted = kind in _COUNTED
    span = NumberSpan(
        start=start,
        end=end,
        quantity=_quantity(text, value, bound, start=start, end=end),
        kind=kind,
        reason=reason,
        more=counted
        and (words.more or value.more or _beside(text, window, end, "more", rules=rules)),
        of_them=counted and _beside(text, window, end, "of_them", rules=rules),
    )
    return span, _direction(text, start, window, rules=rules) if counted else 0


def _beside(text: str, window: str, end: int, name: str, *, rules: NumberRules) -> bool:
    if rules.patterns[f"{name}_after"].match(text, end):
        return True
    return window is not NOTHING and bool(rules.patterns[f"{name}_before"].search(window))


def _direction(text: str, start: int, window: str, *, rules: NumberRules) -> int:
    if window is NOTHING:
        return 0
    window = lower_window(text, start, 0)
    if rules.patterns["change_from"].search(window):
        return 1
    return -1 if rules.patterns["up_from"].search(window) else 0


def _ranged(text: str, value: Value, rules: NumberRules, floor: int) -> Value:
    """Join "a to b" and "between a and b" into one value."""
    if value.kind or value.low is None or value.low != value.high:
        return value
    if not rules.patterns["range_joint_opened"].match(text, value.end):
        return value
    window = _window(text, value.start, floor, rules)
    if rules.patterns["change_from"].search(window):
        return value
    before = rules.patterns["range_before"].search(window)
    paired = before is not None and before.group("pair") is not None
    joint = rules.patterns["range_joint_opened" if paired else "range_joint"]
    joiner = joint.match(text, value.end)
    if joiner is None:
        return value
    follower = _follower(text, joiner.end(), rules)
    if follower is None or follower.low is None or follower.low <= value.low:
        return value
    low = value.low
    if follower.scaled and low < follower.scaled and low * follower.scaled < follower.low:
        low = tidy(low * follower.scaled)
    start = value.start - (len(before.group()) if before else 0)
    return replace(
        follower,
        start=start,
        core=value.start if before else 0,
        low=low,
        point=None,
        share=value.share or follower.share,
        article=False,
        bound=Bound.BETWEEN,
    )


def _follower(text: str, pos: int, rules: NumberRules) -> Value | None:
    token = _TOKEN.match(text, pos)
    if token is None:
        return None
    digits = token.group()[0].isdecimal()
    if not digits and token.group().lower() not in rules.triggers:
        return None
    value = _value(text, token, rules, dated=False)
    if value is None or value.kind or value.low != value.high or value.article:
        return None
    return value


def _bound_before(
    text: str, value: Value, rules: NumberRules, floor: int
) -> tuple[BoundWords, int, str]:
    """Find the outermost bound word before a value, where it begins, and what stands before."""
    start = value.start
    window = _window(text, start, floor, rules)
    if value.bound is Bound.BETWEEN:
        return BoundWords(bound=Bound.BETWEEN), start, window
    words, more = BoundWords(bound=Bound.EXACT), False
    for _ in range(2):
        found = None if window is NOTHING else rules.patterns["bound_before"].search(window)
        if found is None:
            break
        start -= len(found.group())
        more = more or found.group("more") is not None
        if words.bound in (Bound.EXACT, Bound.ABOUT):
            words = rules.bound_of(found)
        window = _window(text, start, floor, rules)
    return replace(words, more=more) if more else words, start, window


def _window(text: str, start: int, floor: int, rules: NumberRules) -> str:
    """Return what stands before a number, or a sign that no pattern knows where none can fit."""
    window = lower_window(text, start, floor)
    last = window.rsplit(None, 1)
    if not last or not rules.tails[last[-1]]:
        return NOTHING
    return window if rules.context_before.search(window) else NOTHING


def _kind(text: str, value: Value, start: int, end: int, *, rules: NumberRules) -> tuple[str, str]:
    if value.kind:
        return value.kind, value.reason
    if value.share:
        return "share", ""
    core = value.core or value.start
    told = rules.told(text, core, end, value.low)
    if told is None and core != start:
        told = rules.told(text, start, end, value.low)
        told = told if told is None or told.kind != "id" else None
    if told is not None:
        return told.kind, told.reason
    if isinstance(value.low, float) and not value.low.is_integer():
        return "decimal", "a decimal fraction counts no whole things"
    if value.article:
        return "count", _DOUBTFUL
    return "count", ""


def _quantity(text: str, value: Value, bound: Bound, *, start: int, end: int) -> Quantity:
    low, high, point = value.low, value.high, value.point
    if point is None and low == high:
        point = low
    whole = not value.share and (low is None or float(low).is_integer())
    low_open = high_open = False
    if bound in (Bound.AT_LEAST, Bound.MORE_THAN):
        high = None
        if bound is Bound.MORE_THAN:
            low, low_open = _above(low, whole)
    elif bound is Bound.AT_MOST:
        low, high = 0, point if point is not None else high
        if value.below:
            high, high_open = _below(high, whole)
    elif bound is Bound.NEARLY:
        low, high, high_open = None, point if point is not None else low, True
    elif bound is Bound.ABOUT and point is not None:
        low = high = None
    if value.vague and bound in (Bound.EXACT, Bound.ABOUT):
        bound, low, high = Bound.VAGUE, value.low, None
    return Quantity(
        verbatim=text[start:end],
        low=low,
        high=high,
        point=point,
        bound=bound,
        unit="share" if value.share else "",
        low_open=low_open,
        high_open=high_open,
        start=start,
        end=end,
    )


def _above(low: Number | None, whole: bool) -> tuple[Number | None, bool]:
    if low is None or not whole:
        return low, True
    return int(low) + 1, False


def _below(high: Number | None, whole: bool) -> tuple[Number | None, bool]:
    if high is None or not whole:
        return high, True
    return max(int(high) - 1, 0), False


def _compared(found: list[tuple[NumberSpan, int]]) -> Iterator[NumberSpan]:
    """Tie "up from 125" and "rose from 125 to 154" to the figure that they are compared with."""
    spans = [span for span, _ in found]
    for i, (span, direction) in enumerate(found):
        if not direction:
            continue
        newer = _near(spans, i, range(i + 1, len(spans)) if direction > 0 else range(i - 1, -1, -1))
        if newer is not None:
            spans[newer] = replace(spans[newer], previous=span.quantity)
            spans[i] = replace(spans[i], kind="previous", reason=_OLDER)
    yield from spans


def _near(spans: list[NumberSpan], i: int, others: range) -> int | None:
    """Return the nearest counted number in that direction, None where it is too far away."""
    for j in others:
        if abs(spans[j].start - spans[i].start) > 2 * WINDOW:
            return None
        if spans[j].kind in _COUNTED:
            return j
    return None


def is_slip(a: float | None, b: float | None) -> bool:
    """Tell whether two numbers are one slip apart: a digit of three or more, or two neighbours
    swapped. An unknown number is no slip of another."""
    if a is None or b is None:
        return False
    one, other = f"{a:.10g}", f"{b:.10g}"
    wrong = [i for i, (x, y) in enumerate(zip(one, other, strict=False)) if x != y]
    if len(one) != len(other) or not wrong:
        return False
    if len(wrong) == 1:
        return len(one) > 2
    i, j = wrong[0], wrong[-1]
    return len(wrong) == 2 and j == i + 1 and one[i] == other[j] and one[j] == other[i]
