"""What a word costs in a long text, against what it costs in a short one.

usage: python bench/scaling.py [--largest 5000] [--shapes NAME,…]

Texts of 5, 50, 500 and 5,000 kilobytes in every language, of ordinary news and of shapes that tempt
a coder into quadratic work: one sentence without an end, no blanks, nothing but digits, quotation
marks, capitals, brackets, commas, one name again and again. Bar: microseconds a kilobyte at the
largest within 1.5 of those at the smallest; the smallest is measured over many texts of its size.
Exits with 1 where one is over the bar.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from hechos.coding.code import code_text
from hechos.coding.rules import CodingRules
from hechos.records import Text

sys.path.insert(0, str(Path(__file__).parent))

from coding import CASE, TEMPLATES, article

BAR = 1.5
SIZES = (5, 50, 500, 5000)  # kilobytes
WARM = 40  # kilobytes measured at the smallest size


def news(language: str, size: int, rng: random.Random) -> str:
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(article(language, rng).body)
        length += len(parts[-1]) + 2
    return "\n\n".join(parts)[:size]


def _of_news(change: Callable[[str], str]) -> Callable[[str, int, random.Random], str]:
    def make(language: str, size: int, rng: random.Random) -> str:
        return change(news(language, size, rng))[:size]

    return make


def _repeated(unit: str) -> Callable[[str, int, random.Random], str]:
    def make(_language: str, size: int, _rng: random.Random) -> str:
        return (unit * (size // len(unit) + 1))[:size]

    return make


SHAPES: dict[str, Callable[[str, int, random.Random], str]] = {
    "news": news,
    "one sentence": _of_news(lambda text: text.replace(".", ",").replace("\n", " ")),
    "one paragraph": _of_news(lambda text: text.replace("\n", " ")),
    "capitals": _of_news(str.upper),
    "no blanks": _of_news(lambda text: "".join(text.split())),
    "lines of a word": _of_news(lambda text: "\n".join(text.split())),
    "digits": _repeated("4 17 2019 31.000 12 "),
    "one number": _repeated("1234567890"),
    "quotation marks": _repeated("“a ” "),
    "open quotation marks": _repeated("“word "),
    "brackets": _repeated("((a)["),
    "commas": _repeated("Ana, Luz, "),
    "one name": _repeated("Alva Brunel Corvo "),
    "killed": _repeated("killed 4 people and "),
    "full stops": _repeated("a. "),
    "accents": _repeated("e\u0301\u0301\u0301 "),
}


def text_of(language: str, body: str) -> Text:
    one = article(language, random.Random(1))
    return dataclasses.replace(one, body=body, hash=hashlib.sha256(body.encode()).hexdigest())


def cost(language: str, size: int, shape: str, rules: CodingRules) -> float:
    """Return CPU microseconds a kilobyte, the least of a few turns."""
    kilobytes = max(1, WARM // size)
    texts = [
        text_of(language, SHAPES[shape](language, size * 1000, random.Random(f"{shape}{n}")))
        for n in range(kilobytes)
    ]
    best = float("inf")
    for _ in range(3 if size <= 50 else 1):
        start = time.process_time()
        for text in texts:
            code_text(text, (), rules=rules, case=CASE)
        best = min(best, time.process_time() - start)
    return 1e6 * best / (size * kilobytes)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="kilobytes")
    parser.add_argument("--shapes", default=",".join(SHAPES))
    parser.add_argument("--languages", default=",".join(sorted(TEMPLATES)))
    options = parser.parse_args()
    rules = CodingRules.load()
    sizes = [size for size in SIZES if size <= options.largest]
    over = 0
    for shape in options.shapes.split(","):
        for language in options.languages.split(","):
            costs = [cost(language, size, shape, rules) for size in sizes]
            ratio = costs[-1] / costs[0]
            over += ratio > BAR
            pairs = zip(sizes, costs, strict=True)
            printed = "  ".join(f"{size} kB {one:8.0f}" for size, one in pairs)
            flag = "  OVER" if ratio > BAR else ""
            print(f"{shape:22} {language}  {printed}  ratio {ratio:5.2f}{flag}", flush=True)
    print(f"microseconds of CPU a kilobyte; bar: ratio {BAR}; over it: {over}")
    return 1 if over else 0


if __name__ == "__main__":
    raise SystemExit(main())
