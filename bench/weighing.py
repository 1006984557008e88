"""Weigh a generated case and print CPU seconds and memory beside the bar.

usage: python bench/weighing.py [ARTICLES]
"""

from __future__ import annotations

import random
import resource
import sys
import time
import tomllib
from collections import defaultdict
from pathlib import Path

from hechos.records import (
    ActContent,
    Actor,
    Capture,
    Case,
    Claim,
    DocumentContent,
    Incident,
    Links,
    Made,
    Mention,
    OriginGroup,
    PartyKind,
    Passage,
    Place,
    Polarity,
    Proposition,
    Text,
    TextSpan,
    VoiceLink,
    When,
    Whole,
    ids,
)
from hechos.weighing.rules import WeighingRules
from hechos.weighing.weigh import weigh_case

AT = "2026-01-01T00:00:00Z"
MADE = Made(by="bench", at=AT)
CASE = Case(id=ids.uuid7(3, b"0" * 10), case="", made=MADE, slug="b", title="", seed="00" * 32)
BODY = "The bridge at Sandport was closed and nobody knew why. " * 40
TYPES = ("LIFE.EJE", "LIFE.UNK", "LIB.ARREST", "INT.TORT", "denial")
BODIES = tuple(f"Harbour Group {n}" for n in range(200))
PLACES = ("Sandport, Norland", "Quay, Sandport, Norland", "Hillfort, Norland")


def named(*name: str) -> dict[str, object]:
    return {"id": ids.draw(CASE.seed, CASE.id, *name), "case": CASE.id, "made": MADE}


def mention(name: str) -> Mention:
    return Mention(verbatim=name, name=name, kind=PartyKind.ORGANISATION)


def day(chance: random.Random) -> str:
    return f"2030-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def page(number: int, chance: random.Random) -> tuple[Capture, Text, list[Claim]]:
    name = f"page {number}"
    capture = Capture(
        **named("capture", name),
        object="",
        address="",
        name=name,
        origin=name,
        how="bench",
        tool="bench",
        size=1,
        media_type="text/plain",
    )  # type: ignore[arg-type]
    text = Text(
        **named("text", name),
        capture=capture.id,
        kind="original",
        tool="bench",
        tool_version="1",
        language="en",
        body=BODY,
        hash=name,
        nfc=True,
    )  # type: ignore[arg-type]
    said = {"published": day(chance), "publisher": f"Gazette {number}"}
    documents = [
        Claim(
            **named("document", name, what),
            capture=capture.id,
            text=text.id,
            key=f"{name} {what}",
            passages=(Passage(capture=capture.id, selector=Whole()),),
            content=DocumentContent(type=what, value=value),
        )  # type: ignore[arg-type]
        for what, value in said.items()
    ]
    return capture, text, documents


def told(text: Text, number: int, chance: random.Random) -> Claim:
    start, kind = chance.randrange(len(BODY) - 30), chance.choice(TYPES)
    span = TextSpan(text=text.id, start=start, end=start + 30, quote=BODY[start : start + 30])
    place = chance.choice(PLACES)
    when = day(chance)
    content = ActContent(
        type=kind,
        actors=(Actor(mention=mention(chance.choice(BODIES))),) if chance.random() < 0.5 else (),
        time=When(verbatim=when, edtf=when),
        place=Place(verbatim=place, path=place),
    )
    near = chance.choice((1, 2, 3, 3))
    return Claim(
        **named("claim", text.id, str(number)),
        capture=text.capture,
        text=text.id,
        key=f"{text.id} {number}",
        passages=(Passage(capture=text.capture, selector=span),),
        content=content,
        voice=(
            VoiceLink(speaker=mention("Gazette"), kind="outlet"),
            VoiceLink(speaker=mention(chance.choice(BODIES)), kind="body", proximity=near),
        ),
        polarity=Polarity.DENIED if kind == "denial" else Polarity.AFFIRMED,
    )  # type: ignore[arg-type]


def linked(matters: dict[tuple[int, str], list[Claim]]) -> Links:
    """Return incidents, propositions and origins of three claims each."""
    of_incident: dict[int, list[str]] = defaultdict(list)
    for (number, _), claims in matters.items():
        of_incident[number] += [claim.id for claim in claims]
    incidents = {
        number: Incident(**named("incident", str(number)), title="", types=(), claims=tuple(claims))  # type: ignore[arg-type]
        for number, claims in of_incident.items()
    }
    propositions, origins = [], []
    for (number, kind), claims in matters.items():
        if kind == "denial":
            continue
        against = tuple(claim.id for claim in matters.get((number, "denial"), ())[:100])
        own = Proposition(
            **named("proposition", str(number), kind),
            kind="act",
            statement="",
            supporting=tuple(claim.id for claim in claims),
            contrary=against,
            incident=incidents[number].id,
        )  # type: ignore[arg-type]
        propositions.append(own)
        sides = [claim.id for claim in claims], list(against)
        parts = [side[start : start + 3] for side in sides for start in range(0, len(side), 3)]
        origins += [
            OriginGroup(
                **named("origin", own.id, str(place)),
                proposition=own.id,
                claims=tuple(some),
                primary=None,
            )  # type: ignore[arg-type]
            for place, some in enumerate(parts)
        ]
    return Links(
        incidents=tuple(incidents.values()),
        propositions=tuple(propositions),
        origins=tuple(origins),
    )


def main() -> int:
    bars = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else bars["articles"]
    chance = random.Random(bars["seed"])
    captures, texts, claims = [], [], []
    matters: dict[tuple[int, str], list[Claim]] = defaultdict(list)
    for number in range(articles):
        capture, text, documents = page(number, chance)
        captures.append(capture)
        texts.append(text)
        claims += documents
        for place in range(bars["claims"]):
            claim = told(text, place, chance)
            claims.append(claim)
            matters[int(chance.paretovariate(0.6)) % 3000, claim.content.type].append(claim)
    links, rules = linked(matters), WeighingRules.load()
    began = time.process_time()
    weights = weigh_case(captures, texts, claims, links, (), rules=rules, case=CASE, at=AT)
    took = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    largest = max(len(some) for some in matters.values())
    print(f"{articles} articles, {len(claims)} claims, {len(links.propositions)} propositions")
    print(f"largest proposition: {largest} claims; {len(weights.assessments)} assessments")
    share = articles / bars["articles"]
    print(f"weighing: {took:.1f} CPU s (bar {bars['bar'] * share:.1f}), {memory:.0f} MB in all")
    return int(took > bars["floor"] * share)


if __name__ == "__main__":
    sys.exit(main())
