"""Generate news-like articles about invented events, with reprints, cuts and relays among them.

    python bench/_articles.py N DIR [SEED]

Of N articles 40 % tell of events of their own, 40 % are reprints or cuts of those in families of
1 to 50, and 20 % are relays in other words with another figure. Names follow a law of Zipf. The
same N and seed give the same articles.
"""

from __future__ import annotations

import random
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

DATA = tomllib.loads((Path(__file__).parent / "_articles.toml").read_text("utf-8"))
LANGUAGES = ("en", "en", "es", "es", "pt")
FIRST_DAY = date(2019, 1, 1)
LARGEST_FAMILY = 50


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, in the slots that a text about it fills."""

    language: str
    town: str
    act: int
    number: int
    day: date
    body: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    event: Event
    outlet: str
    published: date
    paragraphs: tuple[str, ...]


def generate(n: int, seed: int) -> list[tuple[str, str]]:
    """Return n articles as (file name, text), shuffled."""
    return [(f"article-{i:06d}.txt", _text(one)) for i, one in enumerate(articles(n, seed))]


def articles(n: int, seed: int) -> list[Article]:
    """Return the same articles with the event each tells of, which is the truth about them."""
    rng = random.Random(seed)
    own = [_own(rng) for _ in range(max(1, n * 2 // 5))]
    copies: list[Article] = []
    wanted = n * 2 // 5
    while len(copies) < wanted:
        original = rng.choice(own)
        size = min(_zipf(LARGEST_FAMILY, rng), wanted - len(copies))
        copies.extend(_copy(original, rng) for _ in range(size))
    relays = [_relay(rng.choice(own), rng) for _ in range(n - len(own) - len(copies))]
    made = [*own, *copies, *relays][:n]
    rng.shuffle(made)
    return made


def _zipf(size: int, rng: random.Random, power: float = 1.0) -> int:
    """Return 1 to size, k with a weight of 1/k."""
    return rng.choices(range(1, size + 1), [1 / k**power for k in range(1, size + 1)])[0]


def _name(rng: random.Random) -> str:
    names = DATA["names"]
    given = names["given"][_zipf(len(names["given"]), rng) - 1]
    family = names["family"]
    surnames = [family[_zipf(len(family), rng) - 1] for _ in range(rng.choice((1, 2)))]
    return " ".join([given, *surnames])


def _farm(rng: random.Random) -> str:
    """Return an invented name of some syllables, so that sentences seldom repeat by chance."""
    return "".join(rng.choice(DATA["names"]["syllable"]) for _ in range(3)).capitalize()


def _outlet(rng: random.Random) -> str:
    names = DATA["names"]
    return f"{rng.choice(names['outlet'])} {rng.choice(names['stem'])}"


def _own(rng: random.Random) -> Article:
    language = rng.choice(LANGUAGES)
    parts = DATA[language]
    town = f"{rng.choice(parts['town'])} {rng.choice(DATA['names']['stem'])}"
    event = Event(
        language=language,
        town=town,
        act=rng.randrange(len(parts["act"])),
        number=2 + _zipf(120, rng, 0.7),
        day=FIRST_DAY + timedelta(days=rng.randrange(2200)),
        body=rng.choice(parts["body"]).format(town=town),
        names=tuple(_name(rng) for _ in range(4)),
    )
    return _told(event, rng, event.number)


def _told(event: Event, rng: random.Random, number: int) -> Article:
    parts = DATA[event.language]
    fill = _filler(event, rng, number)
    pick = rng.choice
    act = parts["act"][event.act]
    on = parts["on"].format(date=_date(event.day, event.language))
    paragraphs = [
        fill(f"{act} {_in(event)}"),
        fill(f"{act} {pick(parts['how'])} {_in(event)} {on}, {pick(parts['said'])}."),
    ]
    for _ in range(rng.randint(5, 7)):
        sentences = [fill(_sentence(parts, rng)) for _ in range(rng.randint(1, 2))]
        if rng.random() < 0.35:
            sentences.append(fill(f"{pick(parts['official'])} {pick(parts['tail'])}"))
        paragraphs.append(" ".join(sentences))
    published = event.day + timedelta(days=rng.randint(1, 3))
    return Article(event, _outlet(rng), published, tuple(paragraphs))


def _sentence(parts: dict[str, Any], rng: random.Random) -> str:
    pick = rng.choice
    return " ".join(
        [
            f"{pick(parts['subject'])} {pick(parts['verb'])} {parts['from_']} {{farm}}",
            f"{pick(parts['when_'])} {parts['at']} {{clock}}",
            f"{pick(parts['why'])} {parts['near']} {{street}} {{house}}.",
        ]
    )


def _in(event: Event) -> str:
    return f"{DATA[event.language]['in']} {event.town}"


def _filler(event: Event, rng: random.Random, number: int) -> Callable[[str], str]:
    parts = DATA[event.language]

    def fill(template: str) -> str:
        slots: dict[str, Any] = {
            "place": event.town,
            "person": rng.choice(event.names),
            "body": event.body,
            "number": number,
            "more": rng.randint(3, 90),
            "days": rng.randint(3, 60),
            "clock": f"{rng.randrange(24)}:{rng.randrange(60):02d}",
            "farm": _farm(rng),
            "house": rng.randint(1, 400),
            "street": rng.choice(parts["street"]),
        }
        return template.format(**slots)

    return fill


def _copy(original: Article, rng: random.Random) -> Article:
    """Reprint the whole, or cut it, under another name and some days later."""
    paragraphs = list(original.paragraphs)
    if rng.random() < 0.5:
        keep = rng.randint(max(3, len(paragraphs) // 2), len(paragraphs))
        paragraphs = paragraphs[:keep]
    if rng.random() < 0.5:
        paragraphs[0] = f"{paragraphs[0]} ({rng.choice(DATA['names']['stem'])})"
    if rng.random() < 0.3:
        credit = DATA[original.event.language]["credit"]
        paragraphs.append(credit.format(outlet=original.outlet))
    later = original.published + timedelta(days=rng.randint(0, 10))
    return Article(original.event, _outlet(rng), later, tuple(paragraphs))


def _relay(original: Article, rng: random.Random) -> Article:
    """Tell the same event in other words, with another figure."""
    changed = original.event.number + rng.choice((-1, 1, 2, 3, 5, 10))
    article = _told(original.event, rng, max(2, changed))
    later = original.published + timedelta(days=rng.randint(1, 30))
    return Article(article.event, article.outlet, later, article.paragraphs)


def _date(day: date, language: str) -> str:
    parts = DATA[language]
    return str(
        parts["date"].format(day=day.day, month=parts["months"][day.month - 1], year=day.year)
    )


def _text(article: Article) -> str:
    parts = DATA[article.event.language]
    published = parts["published"].format(date=_date(article.published, article.event.language))
    publisher = parts["publisher"].format(outlet=article.outlet)
    return "\n\n".join([f"{publisher}\n{published}", *article.paragraphs]) + "\n"


def main() -> None:
    if len(sys.argv) not in (3, 4) or not sys.argv[1].isdigit():
        sys.exit(__doc__)
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    seed = int(sys.argv[3]) if len(sys.argv) == 4 else 1
    articles = generate(int(sys.argv[1]), seed)
    for name, text in articles:
        (folder / name).write_text(text, "utf-8")
    print(f"{len(articles)} articles in {folder}")


if __name__ == "__main__":
    main()
