"""The words of a report, by language, and sentences filled with bound values."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from hechos.errors import InputError
from hechos.lang.lexicon import load_toml, ruleset
from hechos.records import Number, RuleSet
from hechos.reporting.tree import Bound, Line, Quote, Words

_FIELD = re.compile(r"\{(\w+)\}")
_DATA = files("hechos.reporting") / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRules:
    """`tables` are those of data/words.<language>.toml; `said` gives for the English template of a
    sentence of a stage the one of this language, from data/said.<language>.toml."""

    language: str
    tables: dict[str, Any]
    source: RuleSet
    said: Mapping[str, str] = field(default_factory=dict)

    def word(self, table: str, key: str, default: str | None = None) -> str:
        """Return the words for a key; an unknown key gives `default`, else the key itself."""
        value = self.tables.get(table, {}).get(key)
        return value if isinstance(value, str) else (key if default is None else default)

    def knows(self, table: str, key: str) -> bool:
        return key in self.tables.get(table, {})

    def strings(self) -> Iterator[str]:
        """Yield all words of the report."""
        waiting: list[Any] = [self.tables]
        while waiting:
            value = waiting.pop()
            if isinstance(value, str):
                yield value
            elif isinstance(value, dict):
                waiting.extend(value.values())
            else:
                waiting.extend(value)

    def keys(self, table: str) -> tuple[str, ...]:
        return tuple(self.tables.get(table, {}))

    def words(self, key: str, table: str = "sentence") -> Line:
        return (Words(text=self.word(table, key)),)

    def sentence(self, key: str, **values: Words | Bound | Quote | Line) -> Line:
        """Return the sentence with its {fields} replaced by typed parts."""
        parts: list[Words | Bound | Quote] = []
        template = self.word("sentence", key)
        at = 0
        for gap in _FIELD.finditer(template):
            if gap.start() > at:
                parts.append(Words(text=template[at : gap.start()]))
            value = values[gap.group(1)]
            parts.extend(value if isinstance(value, tuple) else (value,))
            at = gap.end()
        if at < len(template):
            parts.append(Words(text=template[at:]))
        return tuple(parts)

    def fill(self, table: str, key: str, **values: str) -> str:
        return self.word(table, key).format(**values)

    def act(self, type_: str, form: str = "name") -> str:
        """Return the words for an act type; one that is not in the list is printed as it is."""
        entry = self.tables["act"].get(type_)
        return str(entry[form]) if entry else type_.replace("_", " ")

    def unit(self, unit: str, amount: Number | None) -> str:
        """Return the unit in the number of the amount; a unit that is not in the list as it is."""
        forms = self.tables["unit"].get(unit)
        if not forms:
            return unit
        return str(forms[0] if amount == 1 else forms[1])

    def number(self, value: Number) -> str:
        """Return the number with the language's separators ("2,400", "51.95")."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        group, decimal = self.word("number", "group"), self.word("number", "decimal")
        return f"{value:,}".translate({ord(","): group, ord("."): decimal})

    @classmethod
    def load(cls, language: str = "en") -> ReportRules:
        """Return the rules of a language. Raises InputError where no report is written in it."""
        return _load(language)

    @property
    def rulesets(self) -> tuple[RuleSet, ...]:
        return (self.source,)

    @property
    def loaded(self) -> re.Pattern[str]:
        return _loaded(tuple(self.tables["loaded"]["words"]))


@functools.cache
def _loaded(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)


@functools.cache
def _load(language: str) -> ReportRules:
    path = _DATA / f"words.{language}.toml"
    if not path.is_file():
        raise InputError(
            f"No report can be written in “{language}” yet.",
            hint="Add reporting/data/words.<language>.toml in the shape of words.en.toml.",
        )
    tables = load_toml(path)
    source = ruleset("reporting", path.name, path, version=tables["version"])
    said = _DATA / f"said.{language}.toml"
    return ReportRules(
        language=language,
        tables=tables,
        source=source,
        said=load_toml(said)["said"] if said.is_file() else {},
    )
