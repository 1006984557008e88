"""Mutated and random texts through the coder: nothing may be raised, every passage is its span.

usage: python bench/fuzz.py [--texts 100000] [--seed 1]

Texts of a few sentences, from the templates of bench/coding.py, are spliced across languages,
cut, doubled, swapped and sown with odd characters (controls, marks of direction, surrogates,
digits of other scripts, quotation marks that never close); one in ten is random characters alone.
Prints every failure with the text that shows it, and exits with 1 where there was one.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import itertools
import random
import sys
import time
import traceback
from pathlib import Path

from hechos.coding.code import code_document
from hechos.coding.rules import CodingRules
from hechos.records import Claim, Segment, SegmentKind, Text, TextSpan, wire

sys.path.insert(0, str(Path(__file__).parent))

from coding import CASE, NAMES, PLACES, TEMPLATES, article

ODD = (
    "\x00\x07\x1b\x7f\u00a0\u00ad\u200b\u200e\u200f\u202e\u2066\ufeff\ud800\udfff\u0301\u0660\u0967"
    "\u2167\u00bd\u2028\u2029\r\n\t“”«»‘’\"'()[]{}<>&%$€#-–—…¿¡.,;:/\\ İıßſǅΩж中🙂🇧🇷"
)
FILLERS = (
    "of the five, at least two",
    "(CNN) —",
    "up from 125 in 2010",
    "10-year-old",
    "25 per 100,000",
    "11:00 pm",
    "hasta el pasado 8 de enero",
    "según fuentes",
    "na terça-feira (26)",
    "between January and late August 2025",
    "2.400+",
    "1/2",
    "XIV",
    "$ 3 millones",
    "31 February 2020",
    "AT LEAST 12 DEAD",
)


def sentence(rng: random.Random) -> str:
    made = rng.choice(TEMPLATES[rng.choice(sorted(TEMPLATES))]).format(
        n=rng.randint(0, 4000),
        m=rng.randint(0, 40),
        name=rng.choice(NAMES) + rng.choice(NAMES).lower(),
        place=rng.choice(PLACES),
    )
    words = made.split(" ")
    if rng.random() < 0.5:
        words.insert(rng.randrange(len(words)), rng.choice(FILLERS))
    return " ".join(words)


def mutate(text: str, rng: random.Random) -> str:
    for _ in range(rng.randint(0, 8)):
        at = rng.randrange(len(text) + 1)
        to = min(len(text), at + rng.randint(1, 12))
        action = rng.randrange(6)
        if action == 0:
            text = text[:at] + text[to:]
        elif action == 1:
            text = text[:at] + rng.choice(ODD) * rng.randint(1, 3) + text[at:]
        elif action == 2:
            text = text[:at] + text[at:to] * 2 + text[to:]
        elif action == 3:
            text = text[:at] + text[at:to].swapcase() + text[to:]
        elif action == 4:
            text = text[:at] + text[at:to][::-1] + text[to:]
        else:
            other = rng.randrange(len(text) + 1)
            text = text[:at] + text[other : other + rng.randint(1, 30)] + text[at:]
    return text or "."


def body(rng: random.Random) -> str:
    if rng.random() < 0.1:
        drawn = (
            rng.choice(ODD) if rng.random() < 0.4 else chr(rng.randrange(0x110000))
            for _ in range(rng.randint(1, 120))
        )
        return "".join(drawn)
    joined = rng.choice([" ", "\n\n", "\n"]).join(sentence(rng) for _ in range(rng.randint(1, 5)))
    return mutate(joined, rng)


def text_of(text: str, language: str, rng: random.Random) -> Text:
    """Return a text with segments cut anywhere, some in another language."""
    cuts = sorted({0, len(text), *(rng.randrange(len(text) + 1) for _ in range(rng.randint(0, 3)))})
    segments = tuple(
        Segment(
            kind=rng.choice(list(SegmentKind)),
            start=start,
            end=end,
            language=rng.choice(["", "", "es", "fr"]),
        )
        for start, end in itertools.pairwise(cuts)
    )
    return dataclasses.replace(
        article("en", random.Random(1)),
        language=language,
        body=text,
        hash=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        segments=segments if rng.random() < 0.5 else (),
    )


def fault(text: Text, published: tuple[Claim, ...], rules: CodingRules) -> str:
    """Return what is wrong with the claims of a text, or nothing; whatever is raised is wrong."""
    try:
        coded = code_document(text, published, rules=rules, case=CASE, name="n/fuzz.txt")
        wrong = [
            claim.rule
            for claim in coded.claims
            for passage in claim.passages
            if not (isinstance(passage.selector, TextSpan) and passage.selector.holds_in(text.body))
        ]
        if len({claim.id for claim in coded.claims}) < len(coded.claims):
            wrong.append("two claims under one id")
        wrong += [
            f"{claim.rule} does not come back from its line"
            for claim in coded.claims
            if wire.loads(wire.dumps(claim), Claim) != claim
        ]
    except Exception:  # noqa: BLE001
        return traceback.format_exc(limit=-3)
    return f"passages that are not their spans: {wrong}" if wrong else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rules = CodingRules.load()
    start, faults = time.process_time(), 0
    seen: set[str] = set()
    for number in range(options.texts):
        rng = random.Random(f"{options.seed}/{number}")
        text = text_of(body(rng), rng.choice([*sorted(TEMPLATES), "fr"]), rng)
        found = fault(text, (), rules)
        if not found:
            continue
        faults += 1
        if found not in seen:
            seen.add(found)
            print(f"text {options.seed}/{number}: {text.body!r}\n{found}", flush=True)
    spent = time.process_time() - start
    print(f"{options.texts:,} texts, {faults} faults ({len(seen)} kinds), {spent:.0f} CPU s")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
