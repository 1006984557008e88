"""Words that call a voice, made from the data of a language: cues and look-up tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from hechos.lang.folding import fold_same_length

_WAYS = ("finite", "bare", "gerund", "done")
_KINDS = {"finite": "says", "bare": "bare", "gerund": "saying", "done": "done"}


def voice_cues(cues: dict[str, Any]) -> list[tuple[str, str]]:
    """Return words with what they call: “says/STANCE”, “bare/…” (only after a plural),
    “saying/…” (a gerund), “done/…” (a participle), “according/”, “starts/”, “citing/”,
    “quoted/”."""
    pairs = [(word, f"says/{stance}") for stance, words in cues["says"].items() for word in words]
    for stance, verbs in cues["verbs"].items():
        for verb in verbs:
            pairs += [(form, f"{_KINDS[way]}/{stance}") for form, way in _forms(verb, cues)]
    for way in _WAYS[1:]:
        rows = cues["tenses"][way]
        pairs += [(word, f"{_KINDS[way]}/{s}") for s, words in rows.items() for word in words]
    according = cues["according"]
    for key, called in (("words", "according/"), ("start", "starts/"), ("citing", "citing/")):
        pairs += [(word, called) for word in according[key]]
    pairs += [(word, "quoted/") for word in according["quoted"]]
    return list(dict.fromkeys(pairs))


def _forms(verb: str, cues: dict[str, Any]) -> Iterator[tuple[str, str]]:
    head, _, rest = verb.partition(" ")
    rule = next(rule for rule in cues["tenses"]["rules"] if head.endswith(rule["ending"]))
    stem = head[: len(head) - rule["cut"]]
    for way in _WAYS:
        for ending in rule[way]:
            yield f"{stem}{ending} {rest}".strip(), way


def voice_tables(cues: dict[str, Any]) -> dict[str, Any]:
    """Return what else the pass over voices looks up; all words folded."""
    kin = cues["kin"]
    return {
        "exact": frozenset(word.lower() for word, _ in voice_cues(cues)),
        "quoted_as": re.compile(cues["according"]["quoted_as"]),
        "weak": _folded(cues["weak"]["words"]),
        "as": _folded(cues["according"]["as"]),
        "contrasts": _folded(cues["contrasts"]["words"]),
        "media": _folded(cues["media"]["words"]),
        "audience": _folded(cues["media"]["audience"]),
        "kin_of_body": _both_ways(kin["body"]),
        "kin_of_person": _by_first(kin["person"]),
        "kin_of_kind": {kind: _folded(words) for kind, words in kin["packs"].items()},
        "returns": re.compile(rf"(?:{'|'.join(cues['returns']['patterns'])})".replace(" ", r"\s+")),
    }


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold_same_length, words))


def _both_ways(lists: list[list[str]]) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for words in lists:
        folded = _folded(words)
        for word in sorted(folded):
            table.setdefault(word, set()).update(folded)
    return {word: frozenset(words) for word, words in table.items()}


def _by_first(lists: list[list[str]]) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for first, *rest in lists:
        table.setdefault(fold_same_length(first), set()).update(_folded(rest))
        for word in rest:
            table.setdefault(fold_same_length(word), set()).add(fold_same_length(first))
    return {word: frozenset(words) for word, words in table.items()}
