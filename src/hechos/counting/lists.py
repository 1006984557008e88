"""The lists of a case: which independent process of documentation names whom.

A list is who stands behind the claims, not a document: reprints, relays and sources that go back to
one origin are one list (domain.md R-MSE-4). Sources that count people without naming them are in
no list: nobody can be matched with a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hechos.counting.histories import MOST_LISTS, UNSTATED, Histories, from_rows
from hechos.counting.verdicts import Code, Context, Linkage, Reason
from hechos.errors import InputError
from hechos.lang.edtf import earliest_latest
from hechos.lang.folding import fold
from hechos.lang.said import Said
from hechos.records import Capture, Cell, Claim, Links, Mandate

NAMED = ("body", "report", "person", "witness")
"""Voices that document; outlets and agencies relay them."""
RELAYS = ("reprint", "partial", "credit", "decided")
YEAR, PLACE = "year", "place"
STRATA = (YEAR, PLACE)
LEAST_LISTS = 3
MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLists:
    """`rows` are a table of `hechos.counting.estimate`: one for each named person, 1 for each list
    that he or she is on. `unnamed` are processes that count without names, `against` says so where
    that leaves nothing to match; `captures` are all sources that the rows rest on; `log` says in
    sentences how the table was made."""

    of: str
    lists: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    context: Context
    unnamed: tuple[str, ...] = ()
    against: tuple[Reason, ...] = ()
    captures: tuple[str, ...] = ()
    log: tuple[str, ...] = ()

    @property
    def histories(self) -> Histories:
        """The table without its strata; empty where nobody is named. Raises InputError where there
        are too many lists."""
        if not self.rows:
            return Histories((), ())
        if len(self.lists) > MOST_LISTS:
            raise InputError(
                f"{len(self.lists)} processes name people; {MOST_LISTS} lists are the most.",
                hint="Leave those out that name few, for example with --least 10.",
            )
        table = [{name: row[name] for name in self.lists} for row in self.rows]
        return from_rows(table)[()]

    def cells_of(self, names: Sequence[str]) -> tuple[tuple[int, int], ...] | None:
        """Return how many people are on exactly which of some lists, None where one is not there
        any more; the same form as `Histories.cells`."""
        if not set(names) <= set(self.lists):
            return None
        masks = (sum(1 << j for j, name in enumerate(names) if row[name]) for row in self.rows)
        found = Counter(masks)
        found.pop(0, None)
        return tuple(sorted(found.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTable:
    """What a case gives: `persons` are the claims that name each; `claims` all those of the acts
    counted; `captures` their sources."""

    persons: Sequence[Sequence[str]]
    claims: Sequence[Claim]
    links: Links
    captures: Sequence[Capture]
    mandate: Mandate = field(default_factory=Mandate)


def lists_of(
    table: CaseTable,
    *,
    of: str,
    strata: Sequence[str] = (),
    linkage: Linkage | None = None,
    remarks: Sequence[str] = (),
    least: int = 0,
) -> CaseLists:
    """Return the capture histories of a case's own records for acts of one kind.

    A person is on the list of each process whose claims name him or her. Claims that lie outside
    the mandate in time are left out. `linkage` is how well persons were matched, where measured;
    `remarks` of how that was done go into the log. Processes that name fewer than `least` people
    are one list, which is left out; whom they alone name stay documented."""
    inside = {c.id: c for c in table.claims if is_inside(c, table.mandate)}
    processes = _Processes(list(inside.values()), table)
    people = [[c for c in claims if c in inside] for claims in table.persons]
    people = [claims for claims in people if claims]
    named = {c for claims in people for c in claims}
    naming = dict.fromkeys(processes.of(c) for c in inside if c in named)
    called = processes.names(naming)
    left_out = _left_out(
        called, Counter(p for own in people for p in set(map(processes.of, own))), least
    )
    rows = tuple(_row(claims, processes, called, inside, strata=strata) for claims in people)
    counting = dict.fromkeys(map(processes.of, inside))
    unnamed = tuple(processes.names([key for key in counting if key not in naming]).values())
    lists = tuple(sorted(set(called.values())))
    used = {inside[c].capture for c in named}
    outside = len(table.claims) - len(inside)
    return CaseLists(
        of=of,
        lists=lists,
        rows=rows,
        context=Context(
            linkage=linkage,
            linkage_known=linkage is not None or not rows,
            left_out=left_out,
            differs=_apart(people, processes, called, inside),
        ),
        unnamed=unnamed,
        against=tuple(_against([n for n in lists if n not in left_out], unnamed)),
        captures=tuple(sorted(used or {c.capture for c in inside.values()})),
        log=(
            *_log(rows, lists, unnamed, outside),
            *(
                Said(
                    "Rows of {one} and {other} read alike: a person decides whether one is a copy.",
                    one=a,
                    other=b,
                )
                for a, b in processes.alike
            ),
            *(remarks if rows else ()),
        ),
    )


def _left_out(called: dict[str, str], people: Counter[str], least: int) -> tuple[str, ...]:
    """Give the processes that name few one name, and return it."""
    few = [key for key in called if people[key] < least]
    if not few or len(few) == len(called):
        return ()
    label = f"{len(few)} that name fewer than {least} people each"
    called.update(dict.fromkeys(few, label))
    return (label,)


def is_inside(claim: Claim, mandate: Mandate) -> bool:
    """Say whether a claim may lie in the time of a mandate; an unstated time may."""
    when = claim.content.time
    first, last = earliest_latest(when.edtf) if when else (None, None)
    start = earliest_latest(mandate.start)[0] if mandate.start else None
    end = earliest_latest(mandate.end)[1] if mandate.end else None
    return not (start and last and last < start) and not (end and first and first > end)


class _Processes:
    """Which process of documentation each claim belongs to."""

    def __init__(self, claims: Sequence[Claim], table: CaseTable) -> None:
        self._parent: dict[str, str] = {}
        self._said: dict[str, list[str]] = {}
        files = {c.id: c.name.rsplit("/", 1)[-1] for c in table.captures}
        known = {fold(n): p.id for p in table.links.parties for n in (p.name, *p.variants)}
        here: dict[str, list[Claim]] = {}
        for claim in claims:
            author = author_of(claim)
            key = known.get(fold(author), fold(author)) if author else claim.capture
            self._join(claim.id, f"author {key}")
            self._said.setdefault(claim.id, []).append(author or files.get(claim.capture, ""))
            here.setdefault(claim.capture, []).append(claim)
        there = {claim.id: claim for claim in claims}
        self.alike: dict[tuple[str, str], None] = {}
        for edge in table.links.edges:
            if edge.between == "documents" and edge.kind in RELAYS:
                self._relay(here.get(edge.left, []), here.get(edge.right, []))
            elif edge.left in there and edge.right in there:
                one, other = there[edge.left], there[edge.right]
                if edge.kind == "text_run" and is_row(one) and is_row(other):
                    self.alike.setdefault((files[one.capture], files[other.capture]))
                else:
                    self._join(one.id, other.id)

    def _relay(self, left: Iterable[Claim], right: Iterable[Claim]) -> None:
        """Join what two copies of one text say in their own voice."""
        own = [c.id for c in (*left, *right) if not _documents(c) and not is_row(c)]
        for one in own[1:]:
            self._join(own[0], one)

    def _root(self, item: str) -> str:
        while (parent := self._parent.setdefault(item, item)) != item:
            self._parent[item] = item = self._parent[parent]
        return item

    def _join(self, one: str, other: str) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self._parent[second] = first

    def of(self, claim: str) -> str:
        return self._root(claim)

    def names(self, keys: Iterable[str]) -> dict[str, str]:
        """Return what each process is called: by its most frequent author, each name once."""
        said: dict[str, Counter[str]] = {}
        for claim, names in self._said.items():
            said.setdefault(self._root(claim), Counter()).update(names)
        found: dict[str, str] = {}
        taken: Counter[str] = Counter()
        for key in keys:
            name = max(sorted(said[key]), key=said[key].__getitem__) or "unknown"
            taken[name] += 1
            found[key] = f"{name} ({taken[name]})" if taken[name] > 1 else name
        return found


def author_of(claim: Claim) -> str:
    """Return who documents what a claim says: the innermost voice that is no outlet or agency,
    else the innermost of all."""
    documents = [link for link in claim.voice if link.kind in NAMED]
    links = documents or list(claim.voice)
    return links[-1].speaker.name.strip() if links else ""


def is_row(claim: Claim) -> bool:
    """Say whether a claim is a row of a table: two tables that list one person read alike, which
    is no sign that one was copied."""
    return any(isinstance(passage.selector, Cell) for passage in claim.passages)


def _documents(claim: Claim) -> bool:
    return any(link.kind in NAMED for link in claim.voice)


def _row(
    claims: Sequence[str],
    processes: _Processes,
    called: Mapping[str, str],
    inside: Mapping[str, Claim],
    *,
    strata: Sequence[str],
) -> dict[str, Any]:
    on = {called[processes.of(c)] for c in claims}
    row: dict[str, Any] = {name: int(name in on) for name in sorted(set(called.values()))}
    for name in strata:
        row[name] = VALUES[name]([inside[c] for c in claims])
    return row


def _year(claims: Sequence[Claim]) -> str:
    """Return the year that most claims on a person give."""
    years = [c.content.time.edtf[:4] for c in claims if c.content.time]
    found = Counter(year for year in years if year.isdigit())
    return max(sorted(found), key=found.__getitem__) if found else UNSTATED


def _place(claims: Sequence[Claim]) -> str:
    """Return the widest division below the country that most claims on a person give."""
    paths = [c.content.place.path or c.content.place.verbatim for c in claims if c.content.place]
    parts = [[p.strip() for p in path.split(",") if p.strip()] for path in paths]
    found = Counter(one[-2] if len(one) > 1 else one[0] for one in parts if one)
    return max(sorted(found), key=found.__getitem__) if found else UNSTATED


VALUES: Mapping[str, Callable[[Sequence[Claim]], str]] = {YEAR: _year, PLACE: _place}


def _against(lists: Sequence[str], unnamed: Sequence[str]) -> Iterator[Reason]:
    """Yield why nothing can be matched: nobody is named, or too few processes name people while
    others only count them."""
    if unnamed and len(lists) < LEAST_LISTS:
        rest = len(unnamed) - MOST_NAMED
        which = [f"“{one}”" for one in unnamed[:MOST_NAMED]]
        which += [Said("{n} more", n=rest)] if rest > 0 else []
        yield Reason(
            Code.NOT_PERSONS,
            Said(
                "People are counted without names by {processes:, | and }: "
                "nobody can be matched with a number.",
                processes=tuple(which),
            ),
        )
    elif not lists:
        said = Said("No source of the case names anybody who could be matched.")
        yield Reason(Code.NOT_PERSONS, said)


def _apart(
    people: Sequence[Sequence[str]],
    processes: _Processes,
    called: Mapping[str, str],
    inside: Mapping[str, Claim],
) -> str:
    """Say which two lists speak of times that do not meet; "" where all may."""
    spans: dict[str, list[Any]] = {}
    for claim in (inside[c] for claims in people for c in claims):
        when = claim.content.time
        span = earliest_latest(when.edtf) if when else (None, None)
        spans.setdefault(called[processes.of(claim.id)], []).append(span)
    known = {
        name: (min(first for first, _ in found), max(last for _, last in found))
        for name, found in spans.items()
        if all(first and last for first, last in found)
    }
    names = sorted(known)
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            if known[one][1] < known[other][0] or known[other][1] < known[one][0]:
                return Said(
                    "{one} speaks of {first} to {last}, {other} of {begin} to {end}",
                    one=one,
                    first=known[one][0],
                    last=known[one][1],
                    other=other,
                    begin=known[other][0],
                    end=known[other][1],
                )
    return ""


def _log(
    rows: Sequence[Mapping[str, Any]],
    lists: Sequence[str],
    unnamed: Sequence[str],
    outside: int,
) -> Iterator[str]:
    yield Said(
        "{persons:,} persons are named, by {lists} independent processes.",
        persons=len(rows),
        lists=len(lists),
    )
    if unnamed:
        yield Said(
            "Counted without names, and in no list: {processes:, | and }.",
            processes=tuple(f"“{one}”" for one in unnamed),
        )
    if outside:
        yield Said(
            "{claims} claims lie outside the time of the mandate and are left out.", claims=outside
        )
