"""Read the value that starts at a digit or number word: 2,400 · dos mil · half a dozen."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from hechos.lang.numerals.rules import NumberRules, lower_window
from hechos.records.base import Bound
from hechos.records.claims import Number

_NEXT = re.compile(r"(?:[^\S\n]{1,3}|[^\S\n]?\n[^\S\n]?|-)([^\W\d_]+)")
_SPACE_GROUP = re.compile(r"(?:[ \u00a0\u2009\u202f]\d{3})+(?![\w.,]*\d)(?!\w)")
_MORE_DIGITS = re.compile(r"(?:[ .-]\d{2,4}){1,4}(?!\d)")
_CURRENCY = re.compile(r"[$€£¥₡₦₩₪₫₱₲₴₵₸₹₺₽]\Z")
_PHONE = re.compile(r"\d{1,3}(?:[ .-]?\(?\d{2,4}\)?){2,5}(?!\d)")
_BREAKS = frozenset(' \t\r\n\u00a0\u202f\u2009—…"“”«»()[]{};!?')
_CHUNK_END = re.compile(r"[\s—…\"“”«»()\[\]{};!?]")
_CHUNK = 48
_LONGEST = 15
_SYMBOLS = {
    ">": Bound.MORE_THAN,
    "≥": Bound.AT_LEAST,
    ">=": Bound.AT_LEAST,
    "≤": Bound.AT_MOST,
    "<": Bound.AT_MOST,
    "~": Bound.ABOUT,
    "≈": Bound.ABOUT,
    "±": Bound.ABOUT,
}


@dataclass(slots=True, kw_only=True)
class Value:
    """A number as read. `kind` and `reason` where its shape alone says that it is no count;
    `vague`: a word that gives only a floor; `scaled`: the scale word that it ends in; `core`:
    where the number itself begins, if "between" or "de" stands before it."""

    start: int
    end: int
    core: int = 0
    low: Number | None = None
    high: Number | None = None
    point: Number | None = None
    vague: bool = False
    share: bool = False
    article: bool = False
    more: bool = False
    below: bool = False
    scaled: int = 0
    bound: Bound | None = None
    kind: str = ""
    reason: str = ""


@dataclass(slots=True, kw_only=True)
class _Sum:
    """A compound on the way: what is closed by a scale, what is open, the last scale used."""

    total: int
    current: int
    last: int


def tidy(found: float) -> Number:
    """Return a whole number as such, whatever small error a product left."""
    rounded = round(found)
    return rounded if abs(found - rounded) < 1e-9 * max(1.0, abs(found)) else found


# ------------------------------------------------------------------ digits


def chunk_value(text: str, start: int, end: int, rules: NumberRules) -> Value:
    """Read the run of signs around the digits at start:end."""
    first = start
    while first > 0 and start - first < _CHUNK and text[first - 1] not in _BREAKS:
        first -= 1
    stop = _CHUNK_END.search(text, end, start + 4 * _CHUNK)
    last = stop.start() if stop else min(len(text), start + 4 * _CHUNK)
    core = text[start:last].rstrip(".,:;'’*‘-–/")
    lead = text[first:start].lstrip("'‘’*•-–/¿¡")
    phone = _PHONE.match(text, start) if lead == "+" else None
    if phone:
        return _other(start, phone.end(), "id", "a telephone number")
    if lead and not rules.patterns["lead_ok"].fullmatch(lead):
        sign = _SYMBOLS.get(lead)
        if sign is None:
            return _other(start, start + max(len(core), end - start), "id", "part of a name or id")
    else:
        sign = None
    value = _plain(text, start, core, rules)
    if value is None:
        value = _shaped(text, start, core, rules=rules)
    if lead and value.kind == "measure" and _CURRENCY.search(lead):
        return replace(value, kind="money", reason="an amount of money")
    if sign is None or value.kind:
        return value
    return replace(value, start=start - len(lead), bound=sign, below=lead == "<")


def _other(start: int, end: int, kind: str, reason: str) -> Value:
    return Value(start=start, end=end, kind=kind, reason=reason)


def _plain(text: str, start: int, core: str, rules: NumberRules) -> Value | None:
    """Read a number of digits alone, with a space as separator or a scale or group word behind."""
    number = read_digits(core, rules)
    if number is None:
        return None
    end = start + len(core)
    if core[0] == "0" and core.isdecimal() and len(core) > 1:
        more = _MORE_DIGITS.match(text, end)
        end = more.end() if more else end
        return _other(start, end, "id", "a number with a leading zero")
    if len(core) <= 3:
        spaced = _SPACE_GROUP.match(text, end)
        if spaced and rules.spaced_ok(spaced.group()):
            end = spaced.end()
            number = int("".join(c for c in text[start:end] if c.isdecimal()))
    elif core.isdecimal() and len(core) > 7:
        return _other(start, end, "id", "a long run of digits without separators")
    return _share(text, _scaled(text, start, end, number, rules=rules), rules)


def read_digits(core: str, rules: NumberRules) -> Number | None:
    """Return the number that digits mean in this language, None where they are malformed."""
    if len(core) > _LONGEST + 6:
        return None
    if core.isdecimal():
        return int(core) if len(core) <= _LONGEST else None
    found = rules.digits.fullmatch(core)
    if found:
        whole = "".join([sign for sign in found.group(1) if sign.isdecimal()])
        if found.group(2) is None:
            return int(whole)
        return float(f"{whole}.{found.group(2)}")
    if rules.digits_foreign.fullmatch(core):
        return int(core.replace(rules.decimal, ""))
    return None


def _scaled(text: str, start: int, end: int, number: Number, *, rules: NumberRules) -> Value:
    """Take in the scale words behind digits ("2.4 thousand", "12 mil", "3 docenas")."""
    value = _halved(text, Value(start=start, end=end, low=number, high=number), rules)
    for _ in range(2):
        scaled = _times(text, value, rules)
        if scaled is None:
            return value
        value = scaled
    return value


def _times(text: str, value: Value, rules: NumberRules) -> Value | None:
    """Multiply a value by the scale or group word behind it, None where there is none."""
    found = _NEXT.match(text, value.end)
    if found is None or found.group()[0] == "-" or value.low is None or value.high is None:
        return None
    word = found.group(1).lower()
    factor = rules.scales.get(word) or rules.group_words.get(word)
    if factor is None and text[found.start() - 1].isdecimal():
        factor = rules.digit_scales.get(word)
    if factor is None:
        return None
    low, high = tidy(value.low * factor), tidy(value.high * factor)
    return _halved(text, replace(value, end=found.end(), low=low, high=high, scaled=factor), rules)


def _halved(text: str, value: Value, rules: NumberRules) -> Value:
    """Add the half behind a value: "un millón y medio", "two and a half"."""
    found = rules.patterns["half_after"].match(text, value.end)
    if found is None or value.low is None or value.bound is not None:
        return value
    half = (value.scaled or 1) / 2
    low, high, point = (n if n is None else tidy(n + half) for n in _ends(value))
    return replace(value, end=found.end(), low=low, high=high, point=point)


def _ends(value: Value) -> tuple[Number | None, Number | None, Number | None]:
    return value.low, value.high, value.point


def _share(text: str, value: Value, rules: NumberRules) -> Value:
    found = rules.patterns["share_after"].match(text, value.end)
    return replace(value, end=found.end(), share=True) if found else value


def _shaped(text: str, start: int, core: str, *, rules: NumberRules) -> Value:
    """Digits with something glued to them: 60–70%, 2,000+, 16:59, 5th, 47-member, 42/25."""
    for shape in rules.shapes:
        found = shape.pattern.match(core)
        if found is None or (
            shape.kind == "scaled"
            and not rules.patterns["scaled_use"].match(text, start + found.end())
        ):
            continue
        value = _from_shape(start, shape.kind, found, rules)
        if value is None:
            continue
        if value.kind:
            return replace(value, reason=shape.reason or value.reason)
        if value.bound is not Bound.BETWEEN or value.share:
            return value
        return _share(text, _times(text, value, rules) or value, rules)
    return _other(start, start + max(len(core), 1), "id", "letters or signs are glued to it")


def _from_shape(start: int, kind: str, found: re.Match[str], rules: NumberRules) -> Value | None:
    end = start + found.end()
    if kind not in ("share", "at_least", "range", "about", "scaled"):
        return _other(start, end, kind, "")
    numbers = [read_digits(part, rules) for part in found.groups() if part and part[0].isdecimal()]
    if None in numbers or (kind == "range" and len(numbers) < 2):
        return None
    low = numbers[0]
    value = Value(start=start, end=end, low=low, high=low, share=found.group().endswith("%"))
    if kind == "scaled" and low is not None:
        many = tidy(low * rules.digit_scales[found.group(2).lower()])
        return replace(value, low=many, high=many)
    if kind in ("at_least", "about"):
        return replace(value, bound=Bound(kind))
    return _pair(value, numbers[1]) if kind == "range" else value


def _pair(value: Value, high: Number | None) -> Value:
    if value.low is None or high is None or value.low >= high:
        reason = "the first number of the pair is not the lower one"
        return _other(value.start, value.end, "score", reason)
    return replace(value, high=high, bound=Bound.BETWEEN)


# ------------------------------------------------------------------ words


def word_value(text: str, start: int, end: int, rules: NumberRules) -> Value | None:
    """Read the number words that begin at start:end, None where the word stands for no number."""
    word = text[start:end].lower()
    if start and (text[start - 1] in "-'’@#/" or text[start - 1] == "_"):
        return None
    for words, read in _READERS:
        if word in getattr(rules, words):
            return read(text, start, end, rules=rules)
    found = _compound(text, word, end, rules)
    if found is None:
        return None
    return _counted(text, start, found[1], found[0], rules=rules)


def _counted(text: str, start: int, end: int, total: _Sum, *, rules: NumberRules) -> Value:
    """Complete a compound number with the group noun behind it ("two dozen")."""
    found = _NEXT.match(text, end)
    number = total.total + total.current
    scaled = 0 if total.current else total.last
    scaled = scaled or (rules.least_scale if number and number % rules.least_scale == 0 else 0)
    value = Value(start=start, end=end, low=number, high=number, scaled=scaled)
    base = rules.group_words.get(found.group(1).lower()) if found else None
    if found and base and found.group()[0] != "-":
        value = _group(start, found.end(), number * base, base=base)
    value = _halved(text, value, rules)
    if isinstance(value.low, float) and not scaled:
        value = _times(text, value, rules) or value
    joined = rules.patterns["joined_after"].match(text, value.end)
    if joined:
        kind = "ordinal" if rules.patterns["ordinal_after"].match(text, value.end) else "other"
        reason = "an ordinal" if kind == "ordinal" else "part of a compound word"
        told = rules.told(text, value.start, value.end, number)
        if told is not None:
            return replace(value, kind=told.kind, reason=told.reason)
        return replace(value, end=joined.end(), kind=kind, reason=reason)
    return _share(text, value, rules)


def _group(start: int, end: int, many: int, *, base: int) -> Value:
    return Value(start=start, end=end, low=many, point=many, vague=True, scaled=base)


def _group_after(text: str, end: int, rules: NumberRules) -> tuple[int, int] | None:
    """Return (base, end) of the group or scale word behind, an article between them allowed."""
    for _ in range(2):
        found = _NEXT.match(text, end)
        if found is None:
            return None
        word = found.group(1).lower()
        base = rules.group_words.get(word) or rules.scales.get(word)
        if base:
            return base, found.end()
        if word not in rules.articles:
            return None
        end = found.end()
    return None


def _half(text: str, start: int, end: int, *, rules: NumberRules) -> Value | None:
    found = _group_after(text, end, rules)
    return _group(start, found[1], found[0] // 2, base=found[0]) if found else None


def _several(text: str, start: int, end: int, *, rules: NumberRules) -> Value | None:
    found = _group_after(text, end, rules)
    if found is None:
        follower = _NEXT.match(text, end)
        word = follower.group(1).lower() if follower else ""
        return _plural(text, start, follower.end(), rules=rules, word=word) if follower else None
    return Value(start=start, end=found[1], low=2 * found[0], vague=True)


def _plural(text: str, start: int, end: int, *, rules: NumberRules, word: str = "") -> Value | None:
    """Dozens, centenares, milhares; and "tens of thousands"."""
    word = word or text[start:end].lower()
    base = rules.plurals.get(word)
    if base is None:
        return None
    floor = 2 * base
    inner = rules.patterns["plural_of"].match(text, end)
    if inner:
        scale = rules.plurals.get(inner.group(1).lower()) or rules.scales.get(
            inner.group(1).lower()
        )
        if scale and scale >= 1000:
            return Value(start=start, end=inner.end(), low=floor * scale, vague=True)
    if word in rules.plurals_bare and not rules.patterns["plural_use"].match(text, end):
        return None
    return Value(start=start, end=end, low=floor, vague=True)


def _article(text: str, start: int, end: int, *, rules: NumberRules) -> Value | None:
    """Read an article: it counts before a group or scale, doubtfully before a person noun."""
    if rules.patterns["person_after"].match(text, end):
        more = text[start:end].lower() in rules.others
        return Value(start=start, end=end, low=1, high=1, article=True, more=more)
    if rules.patterns["of_one"].match(text, end) or _stands_alone(text, start, end, rules=rules):
        return Value(start=start, end=end, low=1, high=1)
    found = _NEXT.match(text, end)
    if found is None or found.group()[0] == "-":
        return None
    return _article_group(text, start, found, rules=rules)


def _stands_alone(text: str, start: int, end: int, *, rules: NumberRules) -> bool:
    """Tell whether an article stands for one person: "mais um ficou ferido"."""
    if not rules.patterns["one_after"].match(text, end):
        return False
    return rules.patterns["one_before"].search(lower_window(text, start, 0)) is not None


def _bare_group(text: str, start: int, end: int, *, rules: NumberRules) -> Value | None:
    """Read a group noun behind a definite article: "más del centenar", "the dozen"."""
    if not rules.patterns["group_before"].search(lower_window(text, start, 0)):
        return None
    base = rules.group_words[text[start:end].lower()]
    return _halved(text, _group(start, end, base, base=base), rules)


def _article_group(
    text: str, start: int, found: re.Match[str], *, rules: NumberRules
) -> Value | None:
    word = found.group(1).lower()
    if word in rules.severals:
        several = _several(text, found.start(1), found.end(), rules=rules)
        return replace(several, start=start) if several else None
    base = rules.group_words.get(word)
    if base and word not in rules.plurals:
        return _halved(text, _group(start, found.end(), base, base=base), rules)
    if word in rules.groups_of:
        return _group_of(text, start, found, rules=rules)
    compound = _compound(text, word, found.end(), rules) if word in rules.scales else None
    return _counted(text, start, compound[1], compound[0], rules=rules) if compound else None


def _group_of(text: str, start: int, found: re.Match[str], *, rules: NumberRules) -> Value | None:
    """Read "a couple of", "un par de", and "a couple of hundred"."""
    base = rules.groups_of[found.group(1).lower()]
    follower = _NEXT.match(text, found.end())
    named = follower is not None and follower.group(1).lower() in rules.ofs
    bigger = _group_after(text, follower.end() if follower and named else found.end(), rules)
    if bigger is not None:
        return _group(start, bigger[1], base * bigger[0], base=bigger[0])
    return _group(start, found.end(), base, base=base) if named else None


def _compound(text: str, word: str, end: int, rules: NumberRules) -> tuple[_Sum, int] | None:
    """Add number words up as far as they make one number; "two and three" stays two."""
    state = _begin(word, rules)
    if state is None:
        return None
    found = shorter = (state, end)
    for _ in range(24):
        step = _step(text, found[1], rules)
        if step is None:
            return found
        word, stop, joined = step
        scale = 0 if joined else rules.scales.get(word, 0)
        state = found[0]
        grown = _scale_up(state, scale, rules) if scale else _add(state, word, joined, rules)
        if grown is None:
            # "one hundred and two hundred", "dois mil e três mil": the last word begins another
            return shorter if scale else found
        shorter = found if joined else (grown, stop)
        found = (grown, stop)
    return found


def _begin(word: str, rules: NumberRules) -> _Sum | None:
    if word in rules.words:
        return _Sum(total=0, current=rules.words[word], last=0)
    scale = rules.scales.get(word, 0)
    if scale >= 1000:
        return _Sum(total=scale, current=0, last=scale)
    return _Sum(total=0, current=scale, last=0) if scale else None


def _scale_up(state: _Sum, scale: int, rules: NumberRules) -> _Sum | None:
    total, current, last = state.total, state.current, state.last
    if scale == 100:
        if not 1 <= current < 100:
            return None
        return _Sum(total=total, current=current * 100, last=last)
    if last and scale >= last:
        if not rules.long_scale or scale == last:
            return None
        return _Sum(total=(total + current) * scale, current=0, last=scale)
    if not current:
        return None
    return _Sum(total=total + current * scale, current=0, last=scale)


def _add(state: _Sum, word: str, joined: bool, rules: NumberRules) -> _Sum | None:
    value = rules.words.get(word, 0)
    if not _fits(state.current, state.last, value, joined=joined, rules=rules):
        return None
    return _Sum(total=state.total, current=state.current + value, last=state.last)


_READERS = (
    ("halves", _half),
    ("severals", _several),
    ("plurals", _plural),
    ("articles", _article),
    ("group_words", _bare_group),
)


def _step(text: str, end: int, rules: NumberRules) -> tuple[str, int, bool] | None:
    found = _NEXT.match(text, end)
    if found is None:
        return None
    word = found.group(1).lower()
    if word not in rules.joiners:
        return word, found.end(), False
    found = _NEXT.match(text, found.end())
    return (found.group(1).lower(), found.end(), True) if found else None


def _fits(current: int, last: int, value: int, *, joined: bool, rules: NumberRules) -> bool:
    """Whether a number word can go on: fifty + two, mil + doscientos, not two + three."""
    if not value:
        return False
    if not current:
        return bool(last) and value < last and (not joined or rules.join != "tens")
    room = 1
    while current % (room * 10) == 0:
        room *= 10
    if value >= room or (room == 10 and current % 100 < 20):
        return False
    if rules.join == "tens":
        return joined == (room == 10)
    if rules.join == "after_hundred":
        return not joined or room >= 100
    return joined or room >= 100
