"""Text without protected names: one way to find them in whatever leaves the desk.

A name is found in any case and with or without accents, in file names and addresses, and where a
line ends or a mark-up begins inside it."""

from __future__ import annotations

import functools
import html
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast
from urllib.parse import parse_qsl, unquote, unquote_plus, urlencode

from hechos.errors import InputError
from hechos.lang.folding import fold_same_length
from hechos.records import CaseFile, Claim, Passage, Text, TextSpan, wire

R = TypeVar("R")
Forms = tuple[tuple[str, tuple[str, ...]], ...]
"""By what is shown in their place, the names of one person: first the fullest."""
FILL = "█"
LEAST = 2
"""Letters of a cut name that still tell who it is are more than these."""
_OTHERS = (("ø", "o"), ("ł", "l"), ("đ", "d"), ("ı", "i"))
_WORD = re.compile(r"[^\W_]+")
_APART = "[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]"
"""Accents written apart from their letter, and signs that no eye sees."""
_LOOSE = re.compile(_APART)
_SIGNS = re.compile(rf"<[^<>]*>|&#?\w+;|%[0-9A-Fa-f]{{2}}|{_APART}")
_BETWEEN = r"(?:[\W_]|<[^<>]*>|&#?\w+;|%[0-9A-Fa-f]{2}){0,5}?"
_AS_IT_STANDS = ("id", "key")


@dataclass(frozen=True)
class Mask:
    """Names that somebody may not see, each with what is shown in its place. False where there
    are none."""

    forms: Forms = ()
    _labels: Mapping[str, str] = field(default_factory=dict, repr=False)
    _keys: tuple[str, ...] = ()
    _pattern: re.Pattern[str] | None = None

    @property
    def labels(self) -> frozenset[str]:
        return frozenset(self._labels.values())

    def __bool__(self) -> bool:
        return bool(self._labels)

    def hits(self, text: str) -> bool:
        """Say whether a name stands in a text."""
        return next(self._found(text), None) is not None

    def label(self, text: str) -> str:
        """Return a text with a number in place of each name."""
        return self._replaced(text, lambda label, _words: label)

    def fill(self, text: str) -> str:
        """Return the words of a source without the names, as long as they are: passages keep their
        places."""
        return self._replaced(text, _as_long)

    def named(self, text: str) -> str:
        """Return what a person typed who saw numbers, with the names that they stand for."""
        names = {label: known[0] for label, known in self.forms}
        if self:
            text = _numbers(tuple(names)).sub(lambda one: names[one[1]], text)
            if FILL in text:
                raise InputError(
                    "A name that you may not see stands in these words.",
                    hint="Write the number that stands for it, or ask to see the name.",
                )
        return text

    def __call__(self, record: R) -> R:
        """Return a record that reads without the names."""
        if not self:
            return record
        if isinstance(record, Text):
            body = self.fill(record.body)
            text: Any = record if body == record.body else replace(record, body=body)
            return cast("R", text)
        plain = wire.to_plain(record)
        changed = self._plain(plain)
        return record if changed == plain else wire.from_plain(changed, type(record))

    def loads(self, body: str) -> Any:
        """Return the record of a row as it reads without the names."""
        record = wire.loads(body)
        return self(record) if self and self._may_hit(body) else record

    def _may_hit(self, text: str) -> bool:
        """Say quickly whether a text may hold a name."""
        bare = _bare(text)
        return any(key in bare for key in self._keys)

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield where names stand, with what is shown in their place."""
        if self._pattern is None or not self._may_hit(text):
            return
        for one in self._pattern.finditer(fold_same_length(text)):
            label = self._labels.get(_joined(_SIGNS.sub("", one[0])))
            if label:
                yield one.start(), one.end(), label

    def _replaced(self, text: str, put: Callable[[str, str], str]) -> str:
        parts, at = [], 0
        for start, end, label in self._found(text):
            parts += [text[at:start], put(label, text[start:end])]
            at = end
        return "".join((*parts, text[at:])) if parts else text

    def _plain(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.label(value)
        if isinstance(value, list):
            return [self._plain(one) for one in value]
        if isinstance(value, dict):
            if "quote" in value and "start" in value:
                return self._passage(value)
            if "bindings" in value and "text" in value:
                return self._sentence(value)
            return {k: v if k in _AS_IT_STANDS else self._plain(v) for k, v in value.items()}
        return value

    def _passage(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return a passage without names, those too that end in the words beside it."""
        before, words = value.get("prefix", ""), value["quote"]
        whole = self.fill(before + words + value.get("suffix", ""))
        cuts = (0, len(before), len(before) + len(words), len(whole))
        parts = [whole[a:b] for a, b in itertools.pairwise(cuts)]
        parts[0], parts[2] = self._without_cut(parts[0], first=True), self._without_cut(parts[2])
        fresh = dict(zip(("prefix", "quote", "suffix"), parts, strict=True))
        return {key: fresh.get(key, one) for key, one in value.items()}

    def _without_cut(self, text: str, *, first: bool = False) -> str:
        """Return words beside a passage without the part of a name that their end, or with `first`
        their beginning, cuts off."""
        folded = fold_same_length(text)
        words = [one.span() for one in _WORD.finditer(folded)]
        for start, end in words if not first else words[::-1]:
            part = folded[:end] if first else folded[start:]
            letters = _joined(_SIGNS.sub("", part))
            if len(letters) > LEAST and any(
                name.endswith(letters) if first else name.startswith(letters)
                for name in self._labels
            ):
                return (
                    FILL * end + text[end:] if first else text[:start] + FILL * (len(text) - start)
                )
        return text

    def _sentence(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return a sentence of a finding: what is bound in it stays where it is."""
        text = self.fill(value["text"])
        bound = [
            one | {"words": text[one["start"] : one["start"] + len(one["words"])]}
            for one in value["bindings"]
        ]
        return value | {"text": text, "bindings": bound}

    def case_file(self, file: CaseFile) -> CaseFile:
        """Return a case without the names; every passage is what its text holds by then."""
        if not self:
            return file
        texts = tuple(map(self, file.texts))
        bodies = {text.id: text.body for text in texts}
        return replace(
            file,
            case=self(file.case),
            members=tuple(map(self, file.members)),
            captures=tuple(map(self, file.captures)),
            texts=texts,
            claims=tuple(_requoted(self(claim), bodies) for claim in file.claims),
            links=self(file.links),
            weights=self(file.weights),
            decisions=tuple(map(self, file.decisions)),
            failures=tuple(map(self, file.failures)),
            findings=tuple(map(self, file.findings)),
            estimates=tuple(map(self, file.estimates)),
        )

    def page(self, text: str, typed: Iterable[str] = ()) -> str:
        """Return a page without the names. What its reader typed stays as it was typed: that it
        is a protected name is not told."""
        if not self._may_hit(text) and not (_ACCENT.search(text) and self._may_hit(unquote(text))):
            return text
        echoed = {one.strip() for one in typed if self.hits(one)}
        parts, at = [], 0
        for one in _OWN.finditer(text):
            kept = one[0] if self._is_own(one, echoed) else self._address(one)
            if kept:
                parts += [self._tagged(text[at : one.start()]), kept]
                at = one.end()
        return "".join((*parts, self._tagged(text[at:])))

    def _address(self, one: re.Match[str]) -> str:
        """Return an address without names written in it as addresses write accents; "" where it
        holds none."""
        if one.lastgroup != "address" or "%" not in one[0]:
            return ""
        name, _, said = html.unescape(one[0][:-1]).partition('="')
        path, _, query = said.partition("?")
        if not self.hits(unquote_plus(query)):
            return ""
        pairs = [(key, self.label(value)) for key, value in parse_qsl(query)]
        return f'{name}="{html.escape(path + "?" + urlencode(pairs))}"'

    def _is_own(self, one: re.Match[str], typed: set[str]) -> bool:
        kind, said = one.lastgroup, html.unescape(one[0])
        if kind == "own":
            return True
        if not typed or not self.hits(said):
            return False
        if kind == "echo":
            return any(words in said for words in typed)
        if kind == "address":
            query = said.partition("?")[2].partition('"')[0]
            return self._all_typed((value for _, value in parse_qsl(query)), typed)
        value = _VALUE.search(one[0])
        text = one[0].partition(">")[2].rpartition("<")[0]
        words = (html.unescape(part) for part in ((value[1] if value else ""), text))
        return self._all_typed([part for part in words if part], typed)

    def _all_typed(self, values: Iterable[str], typed: set[str]) -> bool:
        """Say whether every name in some values was typed; one may be an address of its own."""
        named = [one.strip() for one in values if self.hits(one)]
        return bool(named) and all(
            one in typed or self._all_typed((v for _, v in parse_qsl(one)), typed) for one in named
        )

    def _tagged(self, text: str) -> str:
        """Replace names; mark-up that stands inside one goes on standing after it."""
        return self._replaced(text, lambda label, words: label + "".join(_TAG.findall(words)))


_ACCENT = re.compile("%[c-fC-F][0-9a-fA-F]")
_TAG = re.compile(r"<[^<>]*>")
_VALUE = re.compile(r'\svalue="([^"]*)"')
_OWN = re.compile(
    r"(?P<own><\w+ data-own[ >][^<]*<)"
    r"|(?P<echo><\w+ data-typed[ >][^<]*<)"
    r"|(?P<control><input\b[^<>]*>|<(?:textarea|option)\b[^<>]*>[^<]*</)"
    r'|(?P<address>\s(?:href|action|hx-get|data-[a-z-]+)="[^"]*")'
)
"""What a page gives back to who typed it; no text can hold any of it, for its “<” is written
“&lt;”."""


def _requoted(claim: Claim, bodies: Mapping[str, str]) -> Claim:
    """Return a claim with its passages as their texts print them."""
    return replace(claim, passages=tuple(_printed(one, bodies) for one in claim.passages))


def _printed(passage: Passage, bodies: Mapping[str, str]) -> Passage:
    span = passage.selector
    body = bodies.get(span.text, "") if isinstance(span, TextSpan) else ""
    if not isinstance(span, TextSpan) or len(body) < span.end:
        return passage
    before = body[max(0, span.start - len(span.prefix)) : span.start]
    after = body[span.end : span.end + len(span.suffix)]
    fresh = replace(span, quote=body[span.start : span.end], prefix=before, suffix=after)
    return replace(passage, selector=fresh)


def _as_long(label: str, words: str) -> str:
    shown = label if len(label) <= len(words) else ""
    return shown + FILL * (len(words) - len(shown))


def _bare(text: str) -> str:
    """Return a text in small letters without accents, as quickly as that goes; what it is long
    does not count."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFD", text).lower()
    for letter, other in _OTHERS:
        plain = plain.replace(letter, other)
    return _LOOSE.sub("", plain)


def _joined(text: str) -> str:
    return "".join(_WORD.findall(text))


@functools.lru_cache(maxsize=64)
def mask_of(forms: Forms) -> Mask:
    labels: dict[str, str] = {}
    worded: dict[str, tuple[str, ...]] = {}
    for label, names in forms:
        for name in names:
            words = tuple(_WORD.findall(fold_same_length(name)))
            if words:
                labels.setdefault("".join(words), label)
                worded.setdefault("".join(words), words)
    if not labels:
        return Mask()
    longest = sorted(worded.values(), key=lambda words: (-sum(map(len, words)), words))
    anyway = "|".join(_BETWEEN.join(map(_spelled, words)) for words in longest)
    return Mask(
        forms,
        labels,
        tuple({_bare(max(words, key=len)) for words in longest}),
        re.compile(rf"(?<![^\W_])(?:{anyway})(?![^\W_])"),
    )


def _spelled(word: str) -> str:
    return "".join(re.escape(letter) + _APART + "*" for letter in word)


def _numbers(labels: tuple[str, ...]) -> re.Pattern[str]:
    known = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)({known})(?!\w){FILL}*")


NOTHING_HIDDEN = Mask()
