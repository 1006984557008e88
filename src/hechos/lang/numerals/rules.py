"""The number words and patterns of one language, compiled from data/numbers.<language>.toml."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from hechos.errors import LexiconError
from hechos.lang.lexicon import load_toml
from hechos.lang.memo import Memo
from hechos.lang.numerals.tails import tail_words
from hechos.records.base import Bound

WINDOW = 56
NOTHING = "¤"
_KIND_WINDOW = 32
_ANY = 10**15
_FLAGS = re.IGNORECASE
_BLANK = " \t("


def lower_window(text: str, start: int, floor: int) -> str:
    """Return what stands before `start`, in lower case, character by character."""
    window = text[max(floor, start - WINDOW, 0) : start]
    lower = window.lower()
    return lower if len(lower) == len(window) else window


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """What makes a number no count: words before it, words behind it, or both together, and
    its size where that matters: `bottom` and `top`."""

    kind: str
    reason: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    top: int
    bottom: int
    cased: bool

    def fits(self, text: str, start: int, end: int, window: str) -> bool:
        if self.after and not self.after.match(text, end):
            return False
        if self.before is None:
            return True
        if self.cased:
            window = text[max(0, start - WINDOW) : start]
        return self.before.search(window) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A form of digits with signs glued to them."""

    kind: str
    pattern: re.Pattern[str]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundWords:
    """`below`: the number itself is excluded ("fewer than n"); `more`: in addition to others."""

    bound: Bound
    below: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRules:
    """One language. `words` add up, `scales` multiply, `groups` are dozens and the like with
    their base, `groups_of` those that need an "of" ("a couple of"); `plurals` say only "at least
    two of them"; `digit_scales` stand behind digits alone ("1.5m", "2 mi")."""

    language: str
    group: str
    decimal: str
    digits: re.Pattern[str]
    digits_foreign: re.Pattern[str]
    spaced_zeros: bool
    words: dict[str, int]
    scales: dict[str, int]
    least_scale: int
    group_words: dict[str, int]
    groups_of: dict[str, int]
    digit_scales: dict[str, int]
    plurals: dict[str, int]
    plurals_bare: frozenset[str]
    halves: frozenset[str]
    severals: frozenset[str]
    articles: frozenset[str]
    others: frozenset[str]
    ofs: frozenset[str]
    joiners: frozenset[str]
    join: str
    long_scale: bool
    triggers: frozenset[str]
    bounds: tuple[BoundWords, ...]
    shapes: tuple[Shape, ...]
    kinds: tuple[KindRule, ...]
    announced: tuple[KindRule, ...]
    followed: tuple[KindRule, ...]
    tails: Memo[tuple[int, ...]]
    kind_tails: Memo[tuple[int, ...]]
    kind_after: re.Pattern[str]
    context_before: re.Pattern[str]
    patterns: dict[str, re.Pattern[str]]

    def spaced_ok(self, groups: str) -> bool:
        """Whether groups after plain spaces belong to the number (English: zeros, or several)."""
        if " " not in groups or not self.spaced_zeros:
            return True
        parts = groups.split()
        return len(parts) > 1 or parts == ["000"]

    def told(self, text: str, start: int, end: int, number: float | None) -> KindRule | None:
        """Return the first rule that says why the number start:end counts nothing: one that the
        words before it announce, else one that the words behind it tell."""
        window = lower_window(text, start, start - _KIND_WINDOW)
        kinds = self._announced(window)
        if self.kind_after.match(text, end):
            kinds += self.followed
        size = _ANY if number is None else number
        for rule in kinds:
            if rule.bottom <= size <= rule.top and rule.fits(text, start, end, window):
                return rule
        return None

    def _announced(self, window: str) -> tuple[KindRule, ...]:
        """Return the rules that the last word before a number may belong to."""
        bare = window.rstrip(_BLANK)
        words = window.rsplit(None, 1) if bare and bare[-1] != "\n" else []
        return tuple([self.announced[i] for i in self.kind_tails[words[-1] if words else "\n"]])

    def bound_of(self, found: re.Match[str]) -> BoundWords:
        index = next(i for i in range(len(self.bounds)) if found.groupdict().get(f"b{i}"))
        return self.bounds[index]


@functools.cache
def number_rules(language: str) -> NumberRules:
    """Return the rules of a language; LexiconError where there are none."""
    path = files("hechos.lang") / "data" / f"numbers.{language}.toml"
    if not path.is_file():
        raise LexiconError(
            f"There is no number grammar for the language “{language}”.",
            hint="Grammars exist for en, es and pt; add data/numbers.<language>.toml for another.",
        )
    plain = load_toml(path)
    try:
        return _build(language, plain)
    except (KeyError, re.error, ValueError) as error:
        raise LexiconError(f"In {path.name}, something is missing or wrong: {error}.") from error


def _build(language: str, plain: dict[str, Any]) -> NumberRules:
    group, decimal = plain["digits"]["group"], plain["digits"]["decimal"]
    g, d = re.escape(group), re.escape(decimal)
    words, scales, groups = plain["words"], plain["scales"], plain["groups"]
    plurals, grammar = plain["plurals"], plain["grammar"]
    sets = {
        name: frozenset(grammar[name])
        for name in ("halves", "severals", "articles", "others", "ofs", "joiners", "plurals_bare")
    }
    triggers = frozenset().union(
        words, scales, plurals, groups, sets["halves"], sets["severals"], sets["articles"]
    )
    kinds = tuple(_kind(row) for row in plain["kind"])
    return NumberRules(
        language=language,
        group=group,
        decimal=decimal,
        digits=re.compile(
            rf"([0-9]{{1,3}}(?:(?:{g}[0-9]{{3}})+|(?:['’][0-9]{{3}})+)|[0-9]+)(?:{d}([0-9]+))?"
        ),
        digits_foreign=re.compile(rf"[0-9]{{1,3}}(?:{d}[0-9]{{3}}){{2,}}"),
        spaced_zeros=plain["digits"]["spaced_zeros"],
        words=words,
        scales=scales,
        least_scale=min(scales.values()),
        group_words=groups,
        groups_of=plain["groups_of"],
        digit_scales=plain["digit_scales"],
        plurals=plurals,
        plurals_bare=sets["plurals_bare"],
        halves=sets["halves"],
        severals=sets["severals"],
        articles=sets["articles"],
        others=sets["others"],
        ofs=sets["ofs"],
        joiners=sets["joiners"],
        join=grammar["join"],
        long_scale=grammar["long_scale"],
        triggers=triggers,
        bounds=tuple(
            BoundWords(bound=Bound(row["bound"]), below=row.get("below", False))
            for row in plain["bound"]
        ),
        shapes=tuple(_shape(row) for row in plain["shape"]),
        kinds=kinds,
        announced=tuple(kind for kind in kinds if kind.before and not kind.cased),
        followed=tuple(kind for kind in kinds if kind.cased or not kind.before),
        tails=tail_words(["|".join(_context_phrases(plain))]),
        kind_tails=tail_words(_lowered(plain["kind"])),
        kind_after=re.compile("|".join(_behind(plain["kind"])), _FLAGS),
        context_before=re.compile(_context_words(plain)),
        patterns=_patterns(plain),
    )


def _is_cased(row: dict[str, Any]) -> bool:
    return "(?-i:" in row.get("before", "")


def _lowered(rows: list[dict[str, Any]]) -> list[str]:
    """Return the words before a number that announce what it is, one entry for each rule."""
    return [row["before"] for row in rows if "before" in row and not _is_cased(row)]


def _behind(rows: list[dict[str, Any]]) -> list[str]:
    """Return the words behind a number for the rules that words before it do not announce."""
    return [row["after"] for row in rows if "before" not in row or _is_cased(row)]


def _word_start(inner: str) -> str:
    """Return the pattern of words right before a number, which never begins inside a word."""
    return rf"(?!\B\w)(?:{inner})\Z"


def _context_phrases(plain: dict[str, Any]) -> list[str]:
    phrases = [p for row in plain["bound"] for p in row.get("before", [])]
    for name in ("more_before", "of_them_before", "change_from", "up_from", "filler"):
        phrases += plain["context"][name]
    return [*phrases, *plain["context"]["range_before"]]


def _context_words(plain: dict[str, Any]) -> str:
    return rf"(?<!\w)(?:{_any(_context_phrases(plain))}),?\s*\Z"


def _spaced(phrase: str) -> str:
    return r"\s+".join(phrase.split(" "))


def _any(phrases: list[str]) -> str:
    return "|".join(_spaced(phrase) for phrase in sorted(phrases, key=len, reverse=True))


def _before(inner: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{inner})\s*\Z")


def _after(inner: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{inner})", _FLAGS)


def _patterns(plain: dict[str, Any]) -> dict[str, re.Pattern[str]]:
    context = plain["context"]
    rows = plain["bound"]
    before = "|".join(
        f"(?P<b{i}>{_any(row['before'])})" for i, row in enumerate(rows) if row.get("before")
    )
    after = "|".join(
        f"(?P<b{i}>{_any(row['after'])})" for i, row in enumerate(rows) if row.get("after")
    )
    more, filler = _any(context["more_before"]), _any(context["filler"])
    found = {
        "bound_before": re.compile(
            rf"(?<!\w)(?:{before}),?\s+(?:(?:{filler})\s+)?(?P<more>(?:{more})\s+)?\Z"
        ),
        "bound_after": re.compile(rf"(?:{after})(?!\w)", _FLAGS),
        "more_before": _before(more),
        "of_them_before": _before(_any(context["of_them_before"])),
        "change_from": _before(_any(context["change_from"])),
        "up_from": _before(_any(context["up_from"])),
        "one_before": _before(_any(context["one_before"])),
        "group_before": _before(_any(context["group_before"])),
        "range_before": re.compile(rf"(?<!\w)(?:{_any(context['range_before'])})\s+\Z"),
    }
    for name in (
        "more_after",
        "of_them_after",
        "range_joint",
        "range_joint_opened",
        "share_after",
        "plural_of",
        "plural_use",
        "of_one",
        "person_after",
        "joined_after",
        "ordinal_after",
        "half_after",
        "scaled_use",
        "one_after",
    ):
        found[name] = _after(context[name])
    found["lead_ok"] = re.compile(context["lead_ok"])
    return found


def _kind(row: dict[str, Any]) -> KindRule:
    return KindRule(
        kind=row["kind"],
        reason=row["reason"],
        before=re.compile(_word_start(row["before"])) if "before" in row else None,
        cased=_is_cased(row),
        after=re.compile(rf"(?:{row['after']})", _FLAGS) if "after" in row else None,
        top=row.get("top", _ANY),
        bottom=row.get("bottom", 0),
    )


def _shape(row: dict[str, Any]) -> Shape:
    return Shape(
        kind=row["kind"], reason=row["reason"], pattern=re.compile(rf"(?:{row['form']})\Z", _FLAGS)
    )
