"""The checks that every coder passes, ours and anybody's."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from typing import Any

from hechos.coding.code import Coded
from hechos.coding.coders.contract import Coder
from hechos.errors import CoderError
from hechos.lang.lexicon import load_toml
from hechos.records import Case, Claim, Confidentiality, Made, Quantity, Text, TextSpan
from hechos.records.ids import uuid7

_AT = "2026-01-01T00:00:00Z"
_MADE = Made(by="check", at=_AT)
_CASE = Case(
    id=uuid7(1, b"check-case"),
    case="",
    made=_MADE,
    slug="check",
    title="",
    seed="c0" * 32,
    default_class=Confidentiality.C1,
)


def check_coder(coder: Coder, texts: Sequence[Text] = ()) -> int:
    """Hold a coder to the contract on sample texts and on `texts`; return how many claims it made.

    Raises CoderError with every rule broken. The samples are short notes in English, Spanish and
    Portuguese, one in a language without rules, one of odd characters, one that gives orders.
    """
    broken: list[str] = []
    made = 0
    for text in (*samples(), *texts):
        coded = coder.code(text, (), case=_CASE, name="check/sample.txt")
        made += len(coded.claims)
        for rule in _RULES:
            broken += [f"{words} [{text.body[:40]!r}…]" for words in rule(coder, text, coded)]
    if not made:
        broken.append("It made no claim of any sample, so nothing was checked.")
    if broken:
        shown = "; ".join(dict.fromkeys(broken))
        raise CoderError(f"The coder “{coder.name}” breaks its contract: {shown}")
    return made


def samples() -> tuple[Text, ...]:
    """Return the texts that ship for checking, in the order of the file."""
    rows = load_toml(files("hechos.coding") / "data" / "samples.toml")["text"]
    return tuple(_text(row["body"], row["language"]) for row in rows)


def _text(body: str, language: str) -> Text:
    digest = hashlib.sha256(body.encode("utf-8", "surrogatepass")).digest()
    return Text(
        id=uuid7(3, digest),
        case=_CASE.id,
        made=_MADE,
        capture=uuid7(2, digest),
        kind="original",
        tool="check",
        tool_version="1",
        language=language,
        body=body,
        hash=digest.hex(),
        nfc=True,
    )


def _verbatim(_: Coder, text: Text, coded: Coded) -> Iterator[str]:
    for claim in coded.claims:
        for passage in claim.passages:
            span = passage.selector
            if not isinstance(span, TextSpan) or not span.holds_in(text.body):
                yield f"a passage of {claim.key} is not in the text"
        if any(passage.capture != text.capture for passage in claim.passages):
            yield f"{claim.key} is anchored in another capture"


def _numbers_inside(_: Coder, text: Text, coded: Coded) -> Iterator[str]:
    for claim in coded.claims:
        quantity = claim.content.quantity
        if quantity is not None and not _is_inside(quantity, claim, text):
            yield f"the number “{quantity.verbatim}” does not stand in the passage of {claim.key}"


def _is_inside(quantity: Quantity, claim: Claim, text: Text) -> bool:
    spans = [p.selector for p in claim.passages if isinstance(p.selector, TextSpan)]
    if quantity.start is None or quantity.end is None:
        return any(quantity.verbatim in span.quote for span in spans)
    if text.body[quantity.start : quantity.end] != quantity.verbatim:
        return False
    return any(s.start <= quantity.start and quantity.end <= s.end for s in spans)


def _slots_inside(_: Coder, text: Text, coded: Coded) -> Iterator[str]:
    """Whatever has words and a place must have the words of that place."""
    for claim in coded.claims:
        for part in _parts(claim):
            start, end = getattr(part, "start", None), getattr(part, "end", None)
            if start is None or end is None or isinstance(part, TextSpan):
                continue
            if text.body[start:end] != part.verbatim:
                yield f"“{part.verbatim}” of {claim.key} is not what stands in its place"


def _parts(value: Any) -> Iterator[Any]:
    """Yield the value and all values in it that are records or parts of records."""
    if isinstance(value, tuple):
        for one in value:
            yield from _parts(one)
    elif dataclasses.is_dataclass(value):
        yield value
        for field in dataclasses.fields(value):
            yield from _parts(getattr(value, field.name))


def _repeatable(coder: Coder, text: Text, coded: Coded) -> Iterator[str]:
    if coder.code(text, (), case=_CASE, name="check/sample.txt") != coded:
        yield "coding a text again gives something else"


def _own_ids(_: Coder, text: Text, coded: Coded) -> Iterator[str]:
    for kind in ("id", "key"):
        if len({getattr(claim, kind) for claim in coded.claims}) != len(coded.claims):
            yield f"two claims have one {kind}"
    if any(claim.case != _CASE.id or claim.text != text.id for claim in coded.claims):
        yield "a claim belongs to another case or text"


def _keys(coder: Coder, text: Text, coded: Coded) -> Iterator[str]:
    """Design §3: text hash, anchor span, content kind and type, ordinal; nothing else, but for the
    name of a coder that is not the rules, whose keys must never be theirs (ADR 6)."""
    tail = "" if coder.name.startswith("rule:") else f"@{coder.name}"
    for claim in coded.claims:
        span, content = claim.anchor.selector, claim.content
        if isinstance(span, TextSpan):
            stem = f"{text.hash}:{span.start}-{span.end}:{content.kind}:{content.type}:"
            ordinal = claim.key.removeprefix(stem).removesuffix(tail)
            if claim.key != f"{stem}{ordinal}{tail}" or not ordinal.isdecimal():
                yield f"the key {claim.key} is not {stem} and an ordinal {tail}".rstrip()


def _proposals(coder: Coder, _: Text, coded: Coded) -> Iterator[str]:
    for claim in coded.claims:
        if claim.state != "proposed":
            yield f"{claim.key} is “{claim.state}”, which only a person may say"
        if claim.made.by != coder.name:
            yield f"{claim.key} is said to be made by “{claim.made.by}”"
        if claim.klass is not _CASE.default_class:
            yield f"{claim.key} has the class {claim.klass.value}, not the case's"
        if not claim.voice:
            yield f"{claim.key} has no voice"
        if not claim.because:
            yield f"{claim.key} does not say why"


def _unread(_: Coder, text: Text, coded: Coded) -> Iterator[str]:
    if text.language == "und" and coded.claims:
        yield "it codes a text whose language is not known"


def _doubts_on_claims(_: Coder, __: Text, coded: Coded) -> Iterator[str]:
    known = {claim.id for claim in coded.claims}
    if any(doubt.on not in known for doubt in coded.doubts):
        yield "a doubt is on no claim of the text"


_RULES: tuple[Callable[[Coder, Text, Coded], Iterator[str]], ...] = (
    _verbatim,
    _numbers_inside,
    _slots_inside,
    _repeatable,
    _own_ids,
    _keys,
    _proposals,
    _unread,
    _doubts_on_claims,
)
