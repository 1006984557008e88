"""What a claim shows to the learner: frame, shape, filled slots, words; no name and no number."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator

from hechos.coding.learning.rules import learning_rules
from hechos.lang.folding import fold
from hechos.records import Claim, Mention, PartyKind, Quantity, TextSpan

VERSION = "1"
"""Of this list of features; a model of another version is not used."""

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_OPENS = re.compile(r"(?:^|[.!?:;¿¡\n\r\"“”«»‘(\[—–-])\s*$")
_NEAR = 3


def features_of(claim: Claim, *, banned: Collection[str] = ()) -> tuple[str, ...]:
    """Return the features of a proposal, sorted, each once.

    Words are those printed in small letters, folded and without their endings. None is inside the
    mention of a party or says of what side somebody is, so that no proposal is left out for who
    acts, suffers or speaks. `banned` are folded forms that may be names (`names_in`), for training.
    """
    found = {f"frame {claim.rule}", f"type {claim.content.kind} {claim.content.type}"}
    found.update(_slots(claim))
    found.update(f"voice {one}" for one in _voice(claim))
    span = claim.anchor.selector
    if isinstance(span, TextSpan):
        found.update(_of_passage(span, claim, banned))
    return tuple(sorted(found))


def words_of(feature: str) -> str:
    """Return the word that a feature holds, or nothing."""
    kind, _, rest = feature.partition(" ")
    return rest if kind in _WORDY else ""


_WORDY = ("word", "before", "after", "near")


def _slots(claim: Claim) -> Iterator[str]:
    content = claim.content
    yield f"polarity {claim.polarity.value}"
    yield f"factuality {claim.factuality.value}"
    yield f"hedged {claim.hedge is not None}"
    yield f"repeated {len(claim.passages) > 1}"
    yield f"time {content.time.basis.value if content.time else 'none'}"
    yield f"place {content.place.level if content.place else 'none'}"
    yield f"place-basis {content.place.basis.value if content.place else 'none'}"
    yield f"occasion {content.occasion is not None}"
    yield f"number {shape_of(content.quantity)}"
    yield f"bound {content.quantity.bound.value if content.quantity else 'none'}"
    for slot in ("actors", "victims", "subjects", "targets"):
        if hasattr(content, slot):
            yield f"{slot} {bool(getattr(content, slot))}"


def shape_of(quantity: Quantity | None) -> str:
    """Return how a number is written, never which: none, words, d, dd, ddd, many."""
    if quantity is None:
        return "none"
    digits = sum(char.isdigit() for char in quantity.verbatim)
    return "words" if digits == 0 else "d" * digits if digits <= 3 else "many"


def _voice(claim: Claim) -> Iterator[str]:
    yield f"links {min(len(claim.voice), 3)}"
    if claim.voice:
        yield f"stance {claim.voice[-1].stance}"


def _of_passage(span: TextSpan, claim: Claim, banned: Collection[str]) -> Iterator[str]:
    yield f"length {min(len(span.quote) // 40, 8)}"
    yield f"capitals {_is_mostly_capitals(span.quote)}"
    yield f"asks {span.quote.rstrip().endswith('?') or span.suffix.lstrip()[:1] == '?'}"
    inside = _without_parties(span, claim)
    for word, _ in _small_words(inside, banned):
        yield f"word {word}"
    for word, _ in list(_small_words(span.prefix, banned))[1:]:
        yield f"before {word}"  # the first word of a context may be cut, so may its last one
    for word, _ in list(_small_words(span.suffix, banned))[:-1]:
        yield f"after {word}"
    yield from (f"near {word}" for word in _near(inside, claim.content.quantity, banned))


def _without_parties(span: TextSpan, claim: Claim) -> str:
    """Return the quote with blanks where a party is named, so that places stay what they are."""
    quote = span.quote
    for mention in mentions_of(claim):
        if mention.start is not None and mention.end is not None:
            start, end = mention.start - span.start, mention.end - span.start
            if 0 <= start < end <= len(quote):
                quote = quote[:start] + " " * (end - start) + quote[end:]
    return quote


def _near(quote: str, quantity: Quantity | None, banned: Collection[str]) -> Iterator[str]:
    at = quote.find(quantity.verbatim) if quantity else -1
    if at < 0 or quantity is None:
        return
    words = list(_small_words(quote, banned))
    end = at + len(quantity.verbatim)
    yield from (word for word, start in [w for w in words if w[1] < at][-_NEAR:])
    yield from (word for word, start in [w for w in words if w[1] >= end][:_NEAR])


def _small_words(text: str, banned: Collection[str]) -> Iterator[tuple[str, int]]:
    for match in _WORD.finditer(text):
        word = match.group()
        if len(word) > 1 and word.islower() and not (banned and fold(word) in banned):
            root = stem(word)
            if root not in _sides():
                yield root, match.start()


@functools.cache
def _sides() -> frozenset[str]:
    return frozenset(map(stem, learning_rules().sides))


def _is_mostly_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return sum(char.isupper() for char in letters) * 2 > len(letters)


@functools.lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Return the word folded and without its ending: *detenidas*, *detenido* → *deten*."""
    rules = learning_rules()
    plain = fold(word)
    for ending in rules.endings:
        if plain.endswith(ending) and len(plain) - len(ending) >= rules.stem:
            return plain[: -len(ending)]
    return plain


def names_in(
    bodies: Iterable[str], claims: Iterable[Claim], known: Collection[str]
) -> frozenset[str]:
    """Return the folded words that may be names: printed with a capital where no sentence begins,
    or part of a name in a claim. `known` are words of the lexicons, which name nobody.
    """
    found = {word for body in bodies for word in _capitalised(body)}
    for claim in claims:
        for mention in mentions_of(claim):
            words = [m.group() for m in _WORD.finditer(mention.name)]
            is_person = mention.kind is PartyKind.PERSON
            found.update(fold(word) for word in words if is_person or word[0].isupper())
    return frozenset(found.difference(known))


def _capitalised(body: str) -> Iterator[str]:
    for match in _WORD.finditer(body):
        word = match.group()
        if word[0].isupper() and not _OPENS.search(body, max(0, match.start() - 4), match.start()):
            yield fold(word)


def mentions_of(claim: Claim) -> Iterator[Mention]:
    """Yield everybody whom a claim mentions."""
    content = claim.content
    yield from (link.speaker for link in claim.voice)
    yield from (actor.mention for actor in getattr(content, "actors", ()))
    for slot in ("victims", "subjects", "targets", "parties"):
        yield from getattr(content, slot, ())
    for slot in ("subject", "object", "forum", "addressee"):
        one = getattr(content, slot, None)
        if isinstance(one, Mention):
            yield one
