"""Sentences that a stage says: plain English text that still knows its template and its values, so
that a report or a page can say it in another language.

A field of a template has the format of Python's `format`, and of these:
`{day:day}`             a date in words
`{names:, | and }`      several, with what stands between them and before the last
`{what:^}`              with a capital at the beginning"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Self

Put = Callable[[Any, str], str]
"""Writes one value by the format of its field."""
_PARSED = string.Formatter()
_SAYS, _ALL, _DAY = "says", "all", "day"
"""What the plain form of a sentence, of several values and of a date begins with."""


class Said(str):
    """A sentence in English, its `template` and its `values`: str, int, float, Decimal, date, Said,
    or a tuple of these. Everything but its translation takes it for the text that it is.

    >>> Said("{n:,} people are on {lists:, | and }.", n=1200, lists=("A", "B"))
    '1,200 people are on A and B.'
    """

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> Self:
        made = super().__new__(cls, filled(template, values, in_english))
        made.template, made.values = template, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.template,), dict(self.values)

    @classmethod
    def word(cls, text: str) -> Self:
        """Return a word of a table of rules, which is translated as it stands."""
        return cls(text)

    @classmethod
    def together(cls, *sentences: str) -> Self:
        """Return sentences one after another; empty ones are none."""
        return cls("{all: | }", all=tuple(one for one in sentences if one))


def filled(template: str, values: Mapping[str, Any], put: Put) -> str:
    """Return a template with its fields filled; one without values is the text itself."""
    if not values:
        return template
    parts: list[str] = []
    for words, name, form, _ in _PARSED.parse(template):
        parts.append(words)
        if name is not None:
            parts.append(one_or_all(values[name], form or "", put))
    return "".join(parts)


def one_or_all(value: Any, form: str, put: Put) -> str:
    """Return what stands in one field: `put` writes each value that it holds."""
    if isinstance(value, tuple):
        between, _, last = form.partition("|")
        said = [put(one, "") for one in value]
        return last.join([between.join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)
    if form == "^":
        text = put(value, "")
        return text[:1].upper() + text[1:]
    return put(value, form)


def in_english(value: Any, form: str) -> str:
    if form == "day" and isinstance(value, date):
        return f"{value.day} {value:%B} {value.year}"
    return format(value, form)


def to_plain(text: Said) -> tuple[Any, ...]:
    """Return a sentence as it is kept in a record: (“says”, template, (field, value), …)."""
    return _SAYS, text.template, *((name, _plain(one)) for name, one in text.values.items())


def _plain(value: Any) -> Any:
    if isinstance(value, Said):
        return to_plain(value)
    if isinstance(value, tuple):
        return _ALL, *map(_plain, value)
    if isinstance(value, date):
        return _DAY, value.isoformat()
    return value if isinstance(value, str | int | float) else float(value)


def from_plain(plain: Any) -> Said | None:
    """Return the sentence that was kept; None for what is none."""
    try:
        found = _read(plain)
    except (ValueError, TypeError, KeyError, IndexError):
        return None
    return found if isinstance(found, Said) else None


def _read(plain: Any) -> Any:
    if not isinstance(plain, list | tuple):
        return plain
    kind, *rest = plain
    if kind == _SAYS:
        template, *fields = rest
        return Said(template, **{name: _read(value) for name, value in fields})
    return date.fromisoformat(rest[0]) if kind == _DAY else tuple(map(_read, rest))
