"""Plant one statement in many papers: in their own words, reprinted, cut, and in three languages.

Everything goes back to one issuer's statement, so that whatever counts origins must count one.
"""

from __future__ import annotations

import hashlib
import random
import tomllib
from datetime import date, timedelta
from pathlib import Path

from hechos.coding.code import code_document
from hechos.coding.rules import CodingRules
from hechos.linking.link import link_case
from hechos.linking.rules import LinkingRules
from hechos.reading.read import read_text
from hechos.records import Capture, Case, Claim, Links, Made, Text
from hechos.records.ids import uuid7

DATA = tomllib.loads(Path(__file__).with_name("_outlets.toml").read_text("utf-8"))
MADE = Made(by="bench", at="2026-01-01T00:00:00Z")
CASE = Case(id=uuid7(1, b"0" * 10), case="", made=MADE, slug="bench", title="", seed="00" * 32)
PLACES = ("La Guaira", "Maracay", "Cumaná", "Mérida")
LANGUAGES = ("en", "en", "es", "es", "pt")


def papers(number: int, seed: int) -> tuple[list[str], int]:
    """Return texts of so many papers over one statement, and how many dead it tells of."""
    rng = random.Random(seed)
    event = date(2031, 1, 6) + timedelta(days=rng.randrange(300))
    said = event + timedelta(days=rng.randint(3, 9))
    dead, place = rng.randint(11, 90), rng.choice(PLACES)
    made: list[str] = []
    for paper in range(number):
        day = said + timedelta(days=rng.randint(0, 2))
        head = f"Paper {paper} {rng.choice(('Courier', 'Herald', 'Mercury'))}"
        if made and rng.random() < 0.4:
            source = rng.choice(made).split("\n\n", 1)[1]
            parts = source.split("\n\n")
            made.append("\n\n".join([head, *(parts if rng.random() < 0.5 else parts[:2])]))
            continue
        language = rng.choice(LANGUAGES)
        words = DATA[language]
        issuer = DATA["issuer"][language]
        lead = rng.choice(words["lead"]).format(
            n=dead,
            place=place,
            issuer=issuer,
            issuer_capital=issuer[0].upper() + issuer[1:],
            event=_day(event, language),
            said=_day(said, language),
        )
        more = rng.sample(words["more"], 3)
        printed = words["published"].format(day=_day(day, language))
        made.append("\n\n".join([head, printed, lead, *more]))
    return made, dead


def _day(day: date, language: str) -> str:
    words = DATA[language]
    month = words["months"][day.month - 1]
    return str(words["day"].format(d=day.day, month=month, y=day.year))


def linked(texts: list[str]) -> tuple[Links, dict[str, Claim]]:
    """Read, code and link the texts as one case."""
    rules = CodingRules.load(pack="ve")
    captures: list[Capture] = []
    read: list[Text] = []
    claims: list[Claim] = []
    for at, body in enumerate(texts):
        digest = hashlib.sha256(body.encode()).hexdigest()
        capture = Capture(
            id=uuid7(1000 + at, bytes.fromhex(digest[:20])),
            case=CASE.id,
            made=MADE,
            object="",
            address=digest,
            name=f"paper-{at}.txt",
            origin="",
            how="bench",
            tool="bench",
            size=len(body),
            media_type="text/plain",
        )
        reading = read_text(body, capture=capture, case=CASE)
        if reading.text is None:
            raise SystemExit(f"{capture.name}: {reading.failure}")
        coded = code_document(
            reading.text, reading.claims, rules=rules, case=CASE, name=capture.name
        )
        captures.append(capture)
        read.append(reading.text)
        claims += [*reading.claims, *coded.claims]
    links = link_case(captures, read, claims, rules=LinkingRules.load(), case=CASE, at=MADE.at)
    return links, {claim.id: claim for claim in claims}


def origins_of(texts: list[str], dead: int) -> tuple[int, int]:
    """Return the origins behind the figure that the statement gives, and the claims it has."""
    links, claims = linked(texts)
    found = [
        one
        for one in links.propositions
        if one.kind == "figure"
        and any((q := claims[c].content.quantity) and q.low == dead for c in one.supporting)
    ]
    groups = {g.claims for p in found for g in links.origins if g.proposition == p.id}
    return len(groups), sum(len(one.supporting) for one in found)
