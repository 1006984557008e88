"""Texts for bench/reprints.py: real wires edited in eleven ways, and large made corpora.

The wires are the MUC texts and the seed articles of ../shared; without them, generated articles.
"""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from _articles import generate

SHARED = Path(__file__).parents[2] / "shared"
DATA = tomllib.loads(Path(__file__).with_name("reprints.toml").read_text("utf-8"))
EDITS = tuple(DATA["edits"])
WORD = re.compile(r"[\w']+")
_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"¿¡])")
_MARKS = "\"“”'’,;:—-"
_SPLITS = ("dev", "tst1", "tst2", "tst3", "tst4")


@dataclass(frozen=True, slots=True)
class Edited:
    """A text made from `source` by an edit."""

    source: str
    edit: str
    text: str


@dataclass(frozen=True, slots=True)
class Made:
    """A large corpus: texts in order of day, and pairs (original, copy, kind) made on purpose."""

    texts: list[str]
    copies: list[tuple[int, int, str]]


def wires() -> list[tuple[str, str]]:
    """Return (name, text) of the wires that are here."""
    found = []
    for split in _SPLITS:
        path = SHARED / f"data/muc4/{split}.jsonl"
        rows = path.read_text("utf-8").splitlines() if path.is_file() else []
        found += [(row["docid"], row["text"]) for row in map(json.loads, rows)]
    return found or generate(1500, 1)


def seeds() -> list[tuple[str, str]]:
    return [(path.name, path.read_text("utf-8")) for path in sorted(SHARED.glob("seeds/*.txt"))]


def corpus(seed: int) -> tuple[list[tuple[str, str]], list[Edited]]:
    """Return the documents and the edited texts to look for: seeds and 200 wires, each edited."""
    rng = random.Random(seed)
    pool = wires()
    rng.shuffle(pool)
    known = _near_duplicates(pool)
    pool = [one for one in pool if one[0] not in known and len(sentences(one[1])) >= 6]
    originals = [*seeds(), *pool[:200]]
    hosts, background = pool[200:400], pool[400:]
    vocabulary = sorted({w for _, text in pool[:300] for w in WORD.findall(text) if len(w) > 3})
    queries = [
        Edited(name, edit, edited)
        for name, text in originals
        for edit, edited in _edited(rng, text, rng.choice(hosts)[1], vocabulary)
    ]
    return [*originals, *background], queries


def sentences(text: str) -> list[str]:
    parts = _SENTENCE.split(" ".join(text.split()))
    return [part.strip() for part in parts if len(part.split()) >= 4]


def _near_duplicates(pool: list[tuple[str, str]]) -> set[str]:
    """Return one of each pair that shares much already, so that the truth is clean."""
    shingles: dict[str, set[tuple[str, ...]]] = {}
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, text in pool:
        words = WORD.findall(text.lower())
        shingles[name] = {tuple(words[i : i + 8]) for i in range(len(words) - 7)}
        for one in shingles[name]:
            holders[one].append(name)
    shared: Counter[tuple[str, str]] = Counter()
    for names in holders.values():
        if 1 < len(names) < 40:
            shared.update(combinations(sorted(names), 2))
    return {
        b
        for (a, b), n in shared.items()
        if n >= 6 or n > 0.02 * max(1, min(len(shingles[a]), len(shingles[b])))
    }


def _edited(
    rng: random.Random, text: str, host: str, vocabulary: list[str]
) -> Iterator[tuple[str, str]]:
    own, other = sentences(text), sentences(host)
    n, whole = len(own), " ".join(own)
    cut = rng.randrange(1, max(2, len(other)))

    def changed(share: float) -> str:
        def one(match: re.Match[str]) -> str:
            return rng.choice(vocabulary) if rng.random() < share else match[0]

        return re.sub(r"[A-Za-zÀ-ÿ']+", one, whole)

    def hosted(*inside: str) -> str:
        return " ".join([*other[:cut], *inside, *other[cut:]])

    yield "cut60", " ".join(own[: max(2, int(n * 0.6))])
    yield "cut30", " ".join(own[: max(2, int(n * 0.3))])
    yield "reorder", " ".join(rng.sample(own, n))
    yield "words10", changed(0.1)
    yield "words30", changed(0.3)
    head, tail = rng.choice(DATA["heads"]), " ".join(rng.sample(DATA["furniture"], 4))
    yield "new_head", f"{head} {whole} {tail}"
    plain = whole.translate(dict.fromkeys(map(ord, _MARKS), " "))
    yield "caps", plain.lower() if text == text.upper() else plain.upper()
    at = rng.randrange(max(1, n - 3))
    yield "embed3", hosted(*own[at : at + 3])
    one = rng.choice([s for s in own if 15 <= len(s.split()) <= 45] or own)
    yield "quote1", hosted(f'"{one.strip(_MARKS)}", the statement said.')
    words = one.split()
    at = rng.randrange(max(1, len(words) - 12))
    for edit, length in (("quote12", 12), ("quote7", 7)):
        quote = " ".join(words[at : at + length]).strip(_MARKS + ".")
        yield edit, hosted(f'The official spoke of "{quote}".')


KINDS = ("cut", "furniture", "embed60", "words10", "quote25")


def drawn(count: int, seed: int) -> Made:
    """Draw texts word by word, by how often wires use them; three in ten are copies of others."""
    rng = np.random.default_rng(seed)
    counts = Counter(word for _, text in wires() for word in WORD.findall(text.lower()))
    words = np.array(list(counts), dtype=object)
    edges = np.cumsum(list(counts.values()))

    def draw(size: int) -> list[str]:
        return list(words[np.searchsorted(edges, rng.integers(0, edges[-1], size), "right")])

    own = int(count * 0.7)
    made = [draw(int(rng.integers(120, 600))) for _ in range(own)]
    furniture = " ".join(DATA["furniture"]).lower().split()
    copies = []
    for i in range(count - own):
        source, kind = int(rng.integers(0, max(1, own // 7))), KINDS[i % len(KINDS)]
        text = made[source]
        host = made[int(rng.integers(own // 7, own))][:200]
        if kind == "cut":
            copy = text[: int(len(text) * 0.6)]
        elif kind == "furniture":
            copy = furniture + text
        elif kind == "words10":
            copy = [w if rng.random() > 0.1 else words[rng.integers(len(words))] for w in text]
        else:
            size = int(kind[5:])
            at = int(rng.integers(0, max(1, len(text) - size)))
            copy = host + text[at : at + size]
        copies.append((source, own + i, kind))
        made.append(copy)
    return Made([" ".join(one) for one in made], copies)
