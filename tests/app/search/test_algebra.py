"""Blocks of conditions find in the database what a plain reading of them finds one by one."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import Cli

from hechos.app.home import open_home
from hechos.app.search.query import Amount, Block, Condition, Dates, Is, Near, Query
from hechos.app.search.words import terms, tokens_of
from hechos.lang.gazetteer.points import km_between

TEXTS = (
    "Two men were arrested in Norvik.",
    "Police arrest a teacher; the arrests went on.",
    "The school was closed",
    "A man died.",
    "",
)
SPOTS = (("norvik", 10.0, 20.0, 3.0), ("ostrand", 10.5, 20.5, 60.0), ("nowhere", None, None, None))
CLASSES = ("Claim", "Incident", "Doubt")


@dataclass(frozen=True)
class Made:
    """One made record with all that a query can ask of it."""

    id: str
    cls: str
    klass: int
    upto: int
    text: str
    state: str
    dates: tuple[int, int] | None
    spot: int | None
    number: tuple[float, float] | None
    types: frozenset[str]
    about: str
    changed: int


def records() -> list[Made]:
    draw = random.Random(20)  # noqa: S311 - made records, the same each time
    made = []
    for n in range(90):
        first = draw.choice([0, 20240701, 20240715, 20240728])
        last = draw.choice([99999999, 20240728, 20240810])
        low = draw.choice([-1e18, 3.0, 20.0])
        klass = draw.choice([0, 1, 1, 2, 3])
        made.append(
            Made(
                id=f"r{n}",
                cls=draw.choice(CLASSES),
                klass=klass,
                upto=draw.choice([3, 3, klass]),
                text=draw.choice(TEXTS) if klass < 3 else "",
                state=draw.choice(["open", "proposed", "accepted"]),
                dates=(first, last) if draw.random() < 0.7 else None,
                spot=draw.choice([None, 0, 1, 2]),
                number=(low, draw.choice([20.0, 1e18])) if draw.random() < 0.6 else None,
                types=frozenset(draw.sample(["LIB", "LIFE", "INT"], draw.randrange(3))),
                about=f"r{draw.randrange(90)}" if draw.random() < 0.5 else "",
                changed=draw.randrange(6),
            )
        )
    return made


MADE = records()


def fill() -> Any:
    """Write the made records to a case and return its row."""
    from hechos.app.register.models import CaseHead
    from hechos.app.search.backend import BITS, backend
    from hechos.app.search.models import Entry, Spot, SpotName, Tag

    head = CaseHead.objects.create(id="c", slug="made", body="{}")
    spots = [
        Spot.objects.create(case=head, key=name, path=name, level="city", lat=lat, lon=lon, km=km)
        for name, lat, lon, km in SPOTS
    ]
    for spot in spots:
        SpotName.objects.create(spot=spot, case=head, name=spot.key)
    for n, one in enumerate(MADE):
        entry = Entry.objects.create(
            case=head,
            id=one.id,
            cls=one.cls,
            klass=one.klass,
            upto=one.upto,
            place=n,
            state=one.state,
            changed=one.changed,
            language="en",
            dated=one.dates is not None,
            earliest=one.dates[0] if one.dates else 0,
            latest=one.dates[1] if one.dates else 99999999,
            spot=None if one.spot is None else spots[one.spot],
            numbered=one.number is not None,
            low=one.number[0] if one.number else -1e18,
            high=one.number[1] if one.number else 1e18,
        )
        for value in one.types:
            Tag.objects.create(entry=entry, case=head, field="t", value=value)
        if one.about:
            Tag.objects.create(entry=entry, case=head, field="a", value=one.about)
        if one.text:
            backend().put([(entry.row << BITS, tokens_of(one.text, "en"))])
    return head


LOOKED = 3


def holds(condition: Condition, one: Made, seen: list[Made]) -> bool:  # noqa: C901, PLR0911, PLR0912 - one case a condition
    """Whether a condition holds of one record, read plainly."""
    from hechos.app.search.words import matches

    match condition:
        case Is("words", words):
            wanted, refused = terms(words)
            tokens = tokens_of(one.text, "en")
            every = all(matches(t, tokens) for t in wanted)
            return every and not any(matches(t, tokens) for t in refused)
        case Is("is", value):
            return one.cls == value
        case Is("state", value):
            return one.state == value
        case Is("class", value):
            return value == f"C{one.klass}"
        case Is("type", value):
            return value in one.types
        case Is("place", value):
            return one.spot is not None and SPOTS[one.spot][0] == value
        case Is("doubt", value):
            doubted = any(
                d.cls == "Doubt" and d.state == "open" and d.about == one.id for d in seen
            )
            return doubted is (value == "open")
        case Is("new", value):
            return (one.changed > LOOKED) is (value == "yes")
        case Dates():
            return _dates(condition, one)
        case Near():
            return _near(condition, one)
        case Amount(least, most):
            if one.number is None:
                return False
            return (least is None or one.number[1] >= least) and (
                most is None or one.number[0] <= most
            )
        case _:
            return False


def _dates(asked: Dates, one: Made) -> bool:
    if one.dates is None:
        return False
    start, end = asked.days()
    low = int(start.strftime("%Y%m%d")) if asked.start else 0
    high = int(end.strftime("%Y%m%d")) if asked.end else 99999999
    if asked.surely:
        return low <= one.dates[0] and one.dates[1] <= high
    return one.dates[0] <= high and one.dates[1] >= low


def _near(asked: Near, one: Made) -> bool:
    if one.spot is None:
        return False
    _, lat, lon, km = SPOTS[one.spot]
    if lat is None or lon is None or km is None:
        return False
    apart = km_between((asked.lat, asked.lon), (lat, lon))
    return apart + km <= asked.km if asked.surely else apart - km <= asked.km


def joined(join: str, parts: list[bool]) -> bool:
    if not parts:
        return True
    return {"all": all(parts), "any": any(parts), "none": not any(parts)}[join]


def plainly(query: Query, clearance: int) -> set[str]:
    seen = [one for one in MADE if one.klass <= clearance <= one.upto]
    return {
        one.id
        for one in seen
        if joined(
            query.join,
            [joined(b.join, [holds(c, one, seen) for c in b.conditions]) for b in query.blocks],
        )
    }


JOINS = st.sampled_from(["all", "any", "none"])
DAYS = st.sampled_from(["", "2024", "2024-07", "2024-07-28", "2024-08-01"])
CONDITIONS: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        Is,
        st.just("words"),
        st.sampled_from(
            ["arrest", "men*", '"a teacher"', "-arrest man", "school -closed", "--- *"]
        ),
    ),
    st.builds(Is, st.just("is"), st.sampled_from(CLASSES)),
    st.builds(Is, st.just("state"), st.sampled_from(["open", "accepted", "lost"])),
    st.builds(Is, st.just("class"), st.sampled_from(["C1", "C2", "C3", "C9"])),
    st.builds(Is, st.just("type"), st.sampled_from(["LIB", "LIFE"])),
    st.builds(Is, st.just("place"), st.sampled_from(["norvik", "ostrand", "elsewhere"])),
    st.builds(Is, st.just("doubt"), st.sampled_from(["open", "none"])),
    st.builds(Is, st.just("new"), st.sampled_from(["yes", "no"])),
    st.builds(Dates, DAYS, DAYS, st.integers(0, 40), st.booleans()),
    st.builds(
        Near, st.just(10.0), st.just(20.0), st.sampled_from([1.0, 30.0, 200.0]), st.booleans()
    ),
    st.builds(Amount, st.sampled_from([None, 3.0, 21.0]), st.sampled_from([None, 2.0, 20.0])),
)
BLOCKS = st.builds(Block, JOINS, st.lists(CONDITIONS, min_size=1, max_size=4).map(tuple))
QUERIES = st.builds(Query, JOINS, st.lists(BLOCKS, max_size=3).map(tuple))


def test_blocks_find_what_a_plain_reading_finds(cli: Cli) -> None:
    open_home(cli.home, create=True)
    from hechos.app.search.matching import Scope, found

    head = fill()

    @settings(max_examples=250)
    @given(QUERIES, st.integers(0, 3))
    def check(query: Query, clearance: int) -> None:
        rows = found(query, Scope(head, clearance, LOOKED))
        assert set(rows.values_list("id", flat=True)) == plainly(query, clearance)

    check()


def test_pages_of_every_order_go_through_all_results_once(cli: Cli) -> None:
    open_home(cli.home, create=True)
    from hechos.app.search.matching import SORTS, Scope
    from hechos.app.search.running import page

    scope = Scope(fill(), 2)
    for sort in SORTS:
        seen: list[str] = []
        after = ""
        while True:
            some = page(Query(), scope, sort=sort, after=after, size=7)
            seen += [entry.id for entry in some.entries]
            after = some.after
            if not after:
                break
        assert len(seen) == len(set(seen))
        assert set(seen) == plainly(Query(), 2)


def test_a_mark_that_somebody_made_up_breaks_nothing(cli: Cli) -> None:
    open_home(cli.home, create=True)
    from hechos.app.search.matching import Scope
    from hechos.app.search.running import page

    scope = Scope(fill(), 3)
    for mark in ("", "x_y", "1", "9" * 40 + "_1", "nan_3", "1e999_1", "-5_-5"):
        for sort in ("reading", "number"):
            assert page(Query(), scope, sort=sort, after=mark).entries
