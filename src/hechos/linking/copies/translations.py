"""Translated copies: documents in two languages that share numbers, days and names.

No words are shared, so this only proposes: a person looks. What both say in one shape is counted
once meanwhile, and a doubt says so; two documents on one event share names too.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hechos.lang.folding import fold
from hechos.linking.amounts.universes import amount_key
from hechos.linking.copies.pages import pieces_of
from hechos.linking.facts import Document, Fact, Facts, span_of
from hechos.linking.rules import TranslationRules
from hechos.records import Doubt, LinkEdge

_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-ZÀ-Þ][\w’'-]{3,}", re.MULTILINE)
_NUMBER = re.compile(r"\b\d[\d.,\u00a0\u202f ]*\d\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SEPARATOR = re.compile(r"\D+")
Token = tuple[str, str]
"""Kind (name, number, day) and what is compared."""

COUNTED_APART = "they count as two origins unless they name one source"
_KINDS = (("number", "numbers"), ("day", "days"), ("name", "names"))


@dataclass(frozen=True, slots=True, eq=False)
class Translation:
    """Two documents (by rank) in two languages; `is_close`: nearly all of the shorter is shared."""

    left: int
    right: int
    shared: tuple[Token, ...]
    steps: tuple[tuple[str, float], ...]
    share: float
    is_close: bool


def find_translations(facts: Facts) -> tuple[Translation, ...]:
    """Return candidates in the order of the later document: the best one of each language."""
    rules = facts.rules.translations
    if len({d.text.language for d in facts.documents if d.text}) < 2:
        return ()
    signatures = [_signature(document, facts) for document in facts.documents]
    days = [span_of(document.published).start for document in facts.documents]
    holders: dict[Token, list[int]] = {}
    for rank, signature in enumerate(signatures):
        for token in signature:
            holders.setdefault(token, []).append(rank)
    weights = {
        token: math.log2((len(signatures) + rules.unseen) / len(ranks))
        for token, ranks in holders.items()
    }
    found: list[Translation] = []
    for rank, signature in enumerate(signatures):
        shared = _earlier(rank, sorted(signature), holders, days=days, facts=facts)
        candidates = [
            one
            for left, tokens in sorted(shared.items())
            if (one := _candidate(left, rank, tokens, signatures, weights=weights, rules=rules))
        ]
        best: dict[str, Translation] = {}
        for one in sorted(candidates, key=lambda one: -one.share):
            best.setdefault(_language(facts.documents[one.left]), one)
        found += sorted(best.values(), key=lambda one: one.left)
    return tuple(found)


def _language(document: Document) -> str:
    return document.text.language if document.text else ""


def _signature(document: Document, facts: Facts) -> frozenset[Token]:
    """Return what a translator leaves as it is."""
    found: set[Token] = set()
    for _, piece in pieces_of(document.text):
        numbers = {_SEPARATOR.sub("", one) for one in _NUMBER.findall(piece)}
        found |= {("number", one) for one in numbers if not _YEAR.fullmatch(one)}
        if not piece.isupper():
            found |= {("name", fold(one)) for one in _NAME.findall(piece)}
    for fact in facts.of_document(document.rank):
        quantity = fact.claim.content.quantity
        value = quantity.point if quantity and quantity.point is not None else None
        value = quantity.low if quantity and value is None else value
        if value is not None:
            found.add(("number", f"{value:g}"))
        if fact.span.days == 1:
            found.add(("day", date.fromordinal(fact.span.start or 1).isoformat()))
    return frozenset(found)


def _earlier(
    rank: int,
    signature: Sequence[Token],
    holders: dict[Token, list[int]],
    *,
    days: Sequence[int | None],
    facts: Facts,
) -> dict[int, list[Token]]:
    """Return documents before this one, in another language, printed within a few days."""
    most = facts.rules.translations.days
    found: dict[int, list[Token]] = {}
    own, day = _language(facts.documents[rank]), days[rank]
    for token in signature:
        ranks = holders[token]
        for earlier in reversed(ranks[: bisect_left(ranks, rank)]):
            before = days[earlier]
            if day is not None and before is not None and day - before > most:
                break
            if own not in ("", other := _language(facts.documents[earlier])) and other:
                found.setdefault(earlier, []).append(token)
    return found


def _candidate(
    left: int,
    right: int,
    shared: Sequence[Token],
    signatures: Sequence[frozenset[Token]],
    *,
    weights: dict[Token, float],
    rules: TranslationRules,
) -> Translation | None:
    kinds = [kind for kind, _ in shared]
    if len(shared) < rules.least or kinds.count("name") == len(kinds) or "name" not in kinds:
        return None
    total = sum(weights[token] for token in shared)
    sizes = [sum(weights[token] for token in signatures[one]) for one in (left, right)]
    share = total / min(sizes)
    if share < rules.share:
        return None
    steps = tuple(
        (f"shared {plural}: {_listed(words)}", round(sum(weights[t] for t in words), 3))
        for kind, plural in _KINDS
        if (words := [token for token in shared if token[0] == kind])
    )
    close = total / max(sizes) >= rules.close
    return Translation(left, right, tuple(shared), steps, share, close)


def _listed(tokens: Sequence[Token]) -> str:
    return ", ".join(value for _, value in tokens[:6]) + (" …" if len(tokens) > 6 else "")


def is_same_claim(a: Fact, b: Fact) -> bool:
    """Tell whether two claims are of one shape: act, amount, and what kinds of voice say so."""
    first, second = a.claim.content, b.claim.content
    amounts = [amount_key(one.quantity) if one.quantity else None for one in (first, second)]
    said = [span_of(when.edtf) for fact in (a, b) if (when := fact.claim.said_at)]
    return (
        (first.kind, first.type, amounts[0]) == (second.kind, second.type, amounts[1])
        and _chain(a) == _chain(b)
        and not (len(said) == 2 and said[0].gap(said[1]))
    )


def _chain(fact: Fact) -> tuple[str, ...]:
    return tuple(link.kind for link in fact.claim.voice if link.kind not in ("outlet", "agency"))


def translation_edges(found: Sequence[Translation], facts: Facts) -> Iterator[LinkEdge]:
    """Return the candidates as edges that a person must look at."""
    for one in found:
        left, right = facts.documents[one.left], facts.documents[one.right]
        pair = (left.capture.id, right.capture.id)
        yield LinkEdge(
            id=facts.draw(pair, "link", "document", *sorted(pair)),
            case=facts.case.id,
            made=facts.made("translations"),
            kind="document",
            a=pair[0],
            b=pair[1],
            judgement="review",
            weight=round(sum(weight for _, weight in one.steps), 3),
            steps=one.steps,
            because=f"{right.name} may be a translation of {left.name}: {_what(one)}.",
        )


def translation_doubts(found: Sequence[Translation], facts: Facts) -> Iterator[Doubt]:
    """Say of the later document that it may be a copy, while nobody has decided."""
    for one in found:
        left, right = facts.documents[one.left], facts.documents[one.right]
        pair = (left.capture.id, right.capture.id)
        yield Doubt(
            id=facts.draw(pair, "doubt", "translation", *sorted(pair)),
            case=facts.case.id,
            made=facts.made("translations"),
            type="possible duplicate",
            on=right.capture.id,
            text=(
                f"{right.name} may be a translation of {left.name}: {_what(one)}. Until somebody "
                f"decides, {'what both say alike counts once' if one.is_close else COUNTED_APART}."
            ),
        )


def _what(one: Translation) -> str:
    return f"{'; '.join(what for what, _ in one.steps)} ({one.share:.0%} of the shorter one's)"
