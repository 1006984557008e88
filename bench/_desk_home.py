"""A home of the size that the desk is measured at: invented words, one seed, the real writers.

Sources, texts, claims and decisions are written as intake and the desk write them; what linking
would make of them is made here, as linking 100,000 claims takes longer than the whole measurement.
"""

from __future__ import annotations

import functools
import hashlib
import io
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hechos.records import (
    ActContent,
    Assessment,
    Bound,
    Capture,
    Claim,
    ClaimRelation,
    Confidentiality,
    Decision,
    Doubt,
    Figure,
    Incident,
    Level,
    LinkEdge,
    Made,
    Mention,
    OriginEdge,
    OriginGroup,
    Outcome,
    Party,
    PartyKind,
    Passage,
    Place,
    Proposition,
    Quantity,
    Record,
    Text,
    TextSpan,
    Universe,
    VoiceLink,
    When,
    ids,
)

SLUG = "bench"
BATCH = 500
MADE = Made(by="rule:bench", version="1", at="2026-01-01T00:00:00Z")
SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "la",
    "me",
    "ni",
    "pol",
    "ra",
    "sen",
    "tur",
    "va",
    "xi",
    "yor",
    "zel",
    "mar",
    "quin",
    "bro",
    "tes",
]
TOWNS = 400
FILLING = 6
"""Sentences without a claim after each with one: a text has about 500 words."""


@dataclass(frozen=True)
class Size:
    claims: int
    captures: int
    incidents: int
    parties: int
    hub: int
    """Relations of the one claim that has many, and mentions of the one party that has many."""


@dataclass
class Coded:
    """What the links are made from: claims in order, mentions by party."""

    claims: list[Claim] = field(default_factory=list)
    mentions: dict[int, list[str]] = field(default_factory=dict)


class Words:
    """Invented words, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.towns = [self.word(3).capitalize() for _ in range(TOWNS)]
        self.common = [self.word(self.random.choice((1, 2, 2, 3))) for _ in range(4000)]

    def word(self, syllables: int) -> str:
        return "".join(self.random.choices(SYLLABLES, k=syllables))

    def name(self, number: int) -> str:
        own = random.Random(f"name {number}")
        parts = ("".join(own.choices(SYLLABLES, k=own.choice((2, 3)))) for _ in range(3))
        return " ".join(part.capitalize() for part in parts)

    def sentence(self) -> str:
        some = self.random.choices(self.common, k=self.random.randint(6, 9))
        return " ".join(some).capitalize() + "."


def build(home: Any, size: Size) -> dict[str, str]:
    """Make the case in an open home; return the ids of the claim and the party that many name."""
    from hechos.app.casework.cases import Plan, new_case
    from hechos.app.casework.desk import open_desk
    from hechos.app.database import take_statistics
    from hechos.app.search import index

    new_case(home, SLUG, plan=Plan(title="Bench"), by="keeper")
    words = Words(1)
    made = Coded()
    with open_desk(home, SLUG) as desk:
        _ = desk.rules
        _sources(desk, words, size, made)
        _decide(desk, made)
        parties = _link(desk, words, size, made)
        desk.head.linked = True
        desk.save_heads()
        found = index.refresh(desk)
        print(f"  {found} records in the index", flush=True)
    take_statistics()
    return {"claim": made.claims[3].id, "party": parties[0].id}


def _sources(desk: Any, words: Words, size: Size, made: Coded) -> None:
    from hechos.app.casework.intake import CodedTexts, Intake, keep_coded, keep_readings, preserve
    from hechos.reading.rules import Reading  # type: ignore[attr-defined]

    each = size.claims // size.captures
    for start in range(0, size.captures, BATCH):
        bodies = {}
        for number in range(start, min(start + BATCH, size.captures)):
            bodies[f"source-{number:05}.txt"] = _body(words, number, each, size)
        incoming = [_incoming(name, body.text) for name, body in bodies.items()]
        preserve(desk, incoming, by="keeper", known={}, intake=Intake())
        captures = _captures(desk, start)
        texts = [_text(desk.case.id, one, bodies[one.name].text) for one in captures]
        readings = [
            Reading(capture=capture, text=text, claims=())
            for capture, text in zip(captures, texts, strict=True)
        ]
        keep_readings(desk, readings, Intake())
        places = {c.id: start * 2 + n for n, c in enumerate(captures)}
        coded = CodedTexts(tuple(text.id for text in texts), places)
        for text in texts:
            name = next(c.name for c in captures if c.id == text.capture)
            coded.shown += _claims(text, bodies[name], made)
        keep_coded(desk, coded, Intake())
        print(f"  {start + len(captures)} sources", flush=True)


def _incoming(name: str, text: str) -> Any:
    from hechos.archive.store import Incoming

    number = int(name[7:12])
    klass = Confidentiality.C2 if number % 20 == 19 else Confidentiality.C1
    return Incoming(
        stream=io.BytesIO(text.encode()),
        name=name,
        origin=f"/bench/{name}",
        how="bench",
        klass=klass,
    )


def _captures(desk: Any, start: int) -> list[Capture]:
    from hechos.app.register.models import Given
    from hechos.records import wire

    rows = Given.objects.filter(case=desk.head, record="Capture").order_by("seq")
    return [wire.loads(row.body, Capture) for row in rows[start : start + BATCH]]


@dataclass(frozen=True)
class Body:
    """`said` are (start, end, victim, speaker, number, town, day) of each sentence with a claim."""

    text: str
    said: tuple[tuple[int, int, int, int, int, str, str], ...]


def _body(words: Words, number: int, each: int, size: Size) -> Body:
    parts: list[str] = []
    said = []
    at = 0
    for own in range(each):
        claim = number * each + own
        speaker = (
            0 if claim % 10 == 0 and claim < size.hub * 10 else 1 + claim * 7 % (size.parties - 1)
        )
        victim = 1 + claim * 2 % (size.parties - 1)
        town = words.towns[claim // 5 % TOWNS]
        day = f"2025-{1 + claim // 5 % 12:02}-{1 + claim // 60 % 28:02}"
        count = 2 + claim % 90
        sentence = (
            f"{words.name(speaker)} said that at least {count} people were killed in {town} "
            f"on {day}, among them {words.name(victim)}."
        )
        said.append((at, at + len(sentence), victim, speaker, count, town, day))
        rest = " ".join(words.sentence() for _ in range(FILLING))
        parts.append(f"{sentence} {rest}\n\n")
        at += len(parts[-1])
    return Body("".join(parts), tuple(said))


def _text(case: str, capture: Capture, body: str) -> Text:
    return Text(
        id=ids.mint(),
        case=case,
        made=MADE,
        capture=capture.id,
        kind="original",
        tool="bench",
        tool_version="1",
        language="en",
        body=body,
        hash=hashlib.sha256(body.encode()).hexdigest(),
        nfc=True,
    )


def _claims(text: Text, body: Body, made: Coded) -> Iterator[Claim]:
    words = Words.name
    for start, end, victim, speaker, count, town, day in body.said:
        quote = body.text[start:end]
        names = {one: words(WORDS, one) for one in (victim, speaker)}

        def mention(
            one: int, quote: str = quote, start: int = start, names: Any = names
        ) -> Mention:
            at = start + quote.index(names[one])
            return Mention(
                verbatim=names[one],
                name=names[one],
                kind=PartyKind.PERSON,
                start=at,
                end=at + len(names[one]),
            )

        number = quote.index(str(count))
        claim = Claim(
            id=ids.mint(),
            case=text.case,
            made=MADE,
            capture=text.capture,
            text=text.id,
            key=f"{text.hash}:{start}-{end}:act:LIFE.UNK:0",
            passages=(
                Passage(
                    capture=text.capture,
                    selector=TextSpan(
                        text=text.id,
                        start=start,
                        end=end,
                        quote=quote,
                        prefix=body.text[max(0, start - 32) : start],
                        suffix=body.text[end : end + 32],
                    ),
                ),
            ),
            content=ActContent(
                type="LIFE.UNK",
                quantity=Quantity(
                    verbatim=f"at least {count}",
                    low=count,
                    high=None,
                    point=count,
                    bound=Bound.AT_LEAST,
                    unit="deaths",
                    start=start + number,
                    end=start + number + len(str(count)),
                ),
                time=When(verbatim=day, edtf=day),
                place=Place(verbatim=town, path=town, place_id=place_ids()[town]),
                victims=(mention(victim),),
            ),
            voice=(
                VoiceLink(
                    speaker=mention(speaker),
                    kind="person",
                    verb="said",
                    stance="reports",
                    proximity=2,
                ),
            ),
        )
        for one in (victim, speaker):
            found = mention(one)
            ref = f"{text.id}:{found.start}-{found.end}"
            made.mentions.setdefault(one, []).append(ref)
        made.claims.append(claim)
        yield claim


WORDS = Words(1)


@functools.cache
def place_ids() -> dict[str, str]:
    """Return for each invented town a place of the gazetteer whose point is known."""
    from hechos.lang.gazetteer.points import point_of
    from hechos.lang.gazetteer.toponyms import world

    known = [place.id for place in world() if ":" in place.id and point_of((place.id,))]
    return dict(zip(WORDS.towns, itertools.cycle(known[::2]), strict=False))


def _decide(desk: Any, made: Coded) -> None:
    """Accept or reject every twentieth claim."""
    from hechos.app.register.models import Given
    from hechos.app.register.rows import DECIDED, insert, proposed_rows

    chosen = made.claims[::20]
    acts = ["accept" if n % 3 else "reject" for n in range(len(chosen))]
    decisions = [
        Decision(
            id=ids.mint(),
            case=desk.case.id,
            made=replace(MADE, by="keeper"),
            act=act,
            on=claim.id,
            key=claim.key,
            because="as it stands there",
        )
        for claim, act in zip(chosen, acts, strict=True)
    ]
    desk.give(decisions)
    states = {"accept": "accepted", "reject": "rejected"}
    decided = [replace(c, state=states[act]) for c, act in zip(chosen, acts, strict=True)]
    places = dict(Given.objects.filter(case=desk.head, record="Capture").values_list("id", "seq"))
    insert(proposed_rows(desk.head, DECIDED, decided, places))


def _link(desk: Any, words: Words, size: Size, made: Coded) -> list[Party]:
    from hechos.app.register.renew import Renewal
    from hechos.app.register.rows import LINK, proposed_rows

    parties = list(_parties(desk.case.id, words, size, made))
    records: list[Record] = [*parties, *_incidents(desk.case.id, size, made)]
    records += _relations(desk.case.id, size, made)
    print(f"  {len(records)} linked records", flush=True)
    renewal = Renewal(desk.head)
    renewal.layer(LINK, proposed_rows(desk.head, LINK, records))
    renewal.given()
    renewal.carry_out()
    return parties


def _head(case: str) -> dict[str, Any]:
    return {"id": ids.mint(), "case": case, "made": MADE}


def _parties(case: str, words: Words, size: Size, made: Coded) -> Iterator[Party]:
    for number in range(size.parties):
        name = words.name(number)
        yield Party(
            **_head(case),
            name=name,
            kind=PartyKind.PERSON,
            variants=(name,),
            mentions=tuple(made.mentions.get(number, ())),
            because="The name is written the same.",
        )


def _incidents(case: str, size: Size, made: Coded) -> Iterator[Record]:
    """Yield incidents, their propositions and figures; four figures are rivals in a universe."""
    each = len(made.claims) // size.incidents
    universe = None
    for number in range(size.incidents):
        claims = made.claims[number * each : (number + 1) * each]
        held = tuple(claim.id for claim in claims)
        content: Any = claims[0].content
        incident = Incident(
            **_head(case),
            title=f"Deaths, {content.place.path}, {content.time.edtf}",
            types=("LIFE.UNK",),
            claims=held,
            time=content.time,
            place=content.place,
            because="One episode: the claims give touching times.",
        )
        yield incident
        if number % 4 == 0 or universe is None:
            universe = Universe(
                **_head(case),
                unit="deaths",
                acts=("LIFE.UNK",),
                place=content.place.path,
                interval=content.time.edtf,
                title=incident.title,
            )
            yield universe
        figure = Figure(
            **_head(case),
            universe=universe.id,
            quantity=content.quantity,
            author=claims[0].voice[-1].speaker.name,
            as_of=content.time.edtf,
            claims=held[:2],
        )
        yield figure
        yield from _weighed(case, incident, figure, held)


def _weighed(
    case: str, incident: Incident, figure: Figure, held: tuple[str, ...]
) -> Iterator[Record]:
    proposition = Proposition(
        **_head(case),
        kind="figure",
        statement=f"{figure.author} said that at least {figure.quantity.point} people were killed.",
        supporting=held[:-1],
        contrary=held[-1:],
        incident=incident.id,
        figure=figure.id,
    )
    origins = [
        OriginGroup(**_head(case), proposition=proposition.id, claims=held[:-1], primary=None),
        OriginGroup(**_head(case), proposition=proposition.id, claims=held[-1:], primary=None),
    ]
    yield proposition
    yield from origins
    yield Assessment(
        **_head(case),
        proposition=proposition.id,
        supporting_origins=(origins[0].id,),
        contrary_origins=(origins[1].id,),
        level=Level.P1,
        because="One origin supports it.",
    )
    yield Doubt(
        **_head(case), type="primary unknown", on=proposition.id, text="Who counted is unknown."
    )


def _relations(case: str, size: Size, made: Coded) -> Iterator[Record]:
    """Yield differences between neighbours, and many of one claim."""
    claims = made.claims
    for left, right in zip(claims[::10], claims[1::10], strict=False):
        yield _relation(case, left, right)
    for right in claims[size.hub :: max(1, (len(claims) - size.hub) // size.hub)][: size.hub]:
        yield _relation(case, claims[3], right)
    captures: Sequence[str] = list(dict.fromkeys(claim.capture for claim in claims))
    for one, other in zip(captures[::5], captures[1::5], strict=False):
        yield OriginEdge(
            **_head(case),
            between="documents",
            left=one,
            right=other,
            kind="partial",
            evidence="a run",
        )
    for number in range(0, size.parties - 1, 10):
        a, b = made.mentions.get(number, ()), made.mentions.get(number + 1, ())
        if a and b:
            yield LinkEdge(
                **_head(case),
                kind="person",
                a=a[0],
                b=b[0],
                judgement="review",
                because="alike",
                weight=1.5,
            )


def _relation(case: str, left: Claim, right: Claim) -> ClaimRelation:
    return ClaimRelation(
        **_head(case),
        kind="contradicts",
        left=left.id,
        right=right.id,
        outcome=Outcome.DIFFERENT_UNIVERSE,
        because="They count different people.",
    )


def sign_in(name: str, clearance: int) -> str:
    """Return the session of a new account that leads the case up to a class."""
    from django.test import Client

    from hechos.app.accounts.models import Account, Membership
    from hechos.app.register.models import CaseHead

    account = Account.objects.create_user(name, pseudonym=name)
    Membership.objects.create(
        account=account, case=CaseHead.objects.get(slug=SLUG), roles=["lead"], clearance=clearance
    )
    client = Client(HTTP_HOST="localhost")
    client.force_login(account)
    return next(iter(client.cookies.values())).value


__all__ = ["SLUG", "Path", "Size", "build", "sign_in"]
