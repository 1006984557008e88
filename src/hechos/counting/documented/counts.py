"""How many victims and violations a case documents: people once each, and groups without names by
the least that they add (R-CNT-1, R-CNT-2; domain.md §11.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hechos.counting.documented.amounts import Amount, at_least, exactly, plural
from hechos.errors import InputError
from hechos.lang.universes.families import family_of

NOT_ADDED = {
    "type": "One person may have suffered several violations",
    "month": "One person may be counted in several months",
    "list": "One person may stand on several lists",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """One violation of one person: the atom of all counts. `person` is the cluster of mentions,
    `incident` None where the claims give none."""

    person: str
    type: str
    incident: str | None = None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Victims without names in one incident, as one source counts them: `amount` people."""

    type: str
    amount: Amount
    incident: str | None = None
    words: str = ""
    claims: tuple[str, ...] = ()

    @property
    def least(self) -> int:
        """Return how many are in it for certain: of "up to n" nobody; of "about n" no least number
        is known (R-CNT-3), but somebody is in it."""
        return 1 if self.amount.is_rough else self.amount.low or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedCount:
    """`amount` is exact where all are named, else a lower bound: documented is never all that
    happened. `unit`: victims, violations. `added` is what groups add to the named; `about` the
    number where rough numbers are taken as they are told, None where none is: it is no bound."""

    unit: str
    types: tuple[str, ...]
    named: int
    added: int
    groups: tuple[Group, ...]
    amount: Amount
    persons: tuple[str, ...]
    claims: tuple[str, ...]
    about: int | None = None

    @property
    def rough(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.amount.is_rough)

    def sentence(self) -> str:
        what = "victim" if self.unit == "victims" else "violation"
        if not self.groups:
            return f"{plural(self.named, what)} documented, each of a named person."
        of = "by name" if self.unit == "victims" else "of named persons"
        told = (
            f"At least {plural(self.amount.low or 0, what)} documented: {self.named:,} {of}, and "
            f"at least {self.added:,} more from {plural(len(self.groups), 'group')} without names."
        )
        if self.about is not None:
            rough = plural(len(self.rough), "group is", "groups are")
            told += (
                f" Of these {rough} told roughly and of no certain number; as told it is about "
                f"{plural(self.about, what)}, which is no bound."
            )
        return told

    def rows(self) -> list[dict[str, object]]:
        """Return what was counted, one line a person and a group."""
        people: list[dict[str, object]] = [{"person": person} for person in self.persons]
        return people + [
            {
                "group": group.words,
                "type": group.type,
                "people": group.amount.says(),
                "low": group.amount.low,
                "high": group.amount.high,
                "about": group.amount.point,
                "claims": list(group.claims),
            }
            for group in self.groups
        ]


def count_victims(
    harms: Iterable[Harm], groups: Iterable[Group] = (), *, types: Iterable[str] = ()
) -> DocumentedCount:
    """Return how many distinct people are documented as victims, of these types or of any.

    A group adds what it has above the named of its incident (R-CNT-2). Groups of several incidents
    add up for what happens to a person once, as death; of the rest only the one that adds most
    counts, for the same people may be in all of them."""
    everyone, all_groups = list(harms), list(groups)
    wanted = tuple(types)
    own = [harm for harm in everyone if not wanted or harm.type in wanted]
    some = [group for group in all_groups if not wanted or group.type in wanted]
    named = {harm.person for harm in own}
    episodes = _episodes([*everyone, *all_groups])
    inside: dict[str, set[str]] = defaultdict(set)
    for harm in everyone:
        if harm.incident is not None and harm.person in named:
            inside[episodes[harm.incident]].add(harm.person)
    once: dict[str, int] = defaultdict(int)
    most = 0
    for group in some:
        there = named if group.incident is None else inside[episodes[group.incident]]
        most = max(most, group.least - len(there))
        if group.incident is not None and not _repeats(group.type):
            episode = episodes[group.incident]
            once[episode] = max(once[episode], group.least)
    added = max(most, sum(once.values()) - _fitting(once, inside))
    found = _counted("victims", wanted, (own, some), (len(named), added))
    if not found.rough:
        return found
    return replace(
        found, about=count_victims(everyone, as_told(all_groups), types=wanted).amount.low
    )


def count_violations(
    harms: Iterable[Harm], groups: Iterable[Group] = (), *, types: Iterable[str] = ()
) -> DocumentedCount:
    """Return how many violations are documented: distinct (person, type, incident). Incidents
    that share a claim may be one, and count as one."""
    everyone, all_groups = list(harms), list(groups)
    wanted = tuple(types)
    own = [harm for harm in everyone if not wanted or harm.type in wanted]
    some = [group for group in all_groups if not wanted or group.type in wanted]
    episodes = _episodes([*everyone, *all_groups])
    atoms: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for harm in own:
        atoms[harm.type, episodes.get(harm.incident or "")].add(harm.person)
    least: dict[tuple[str, str | None], int] = defaultdict(int)
    for group in some:
        cell = group.type, episodes.get(group.incident or "")
        least[cell] = max(least[cell], group.least)
    added = 0
    for type_ in sorted({group.type for group in some}):
        cells = {cell for cell in (*atoms, *least) if cell[0] == type_}
        held = sum(len(atoms.get(cell, ())) for cell in cells)
        placed = sum(
            max(0, least[cell] - len(atoms.get(cell, ())))
            for cell in cells & least.keys()
            if cell[1] is not None
        )
        added += max(placed, least.get((type_, None), 0) - held)
    named = sum(len(people) for people in atoms.values())
    found = _counted("violations", wanted, (own, some), (named, added))
    if not found.rough:
        return found
    return replace(
        found, about=count_violations(everyone, as_told(all_groups), types=wanted).amount.low
    )


def as_told(groups: Iterable[Group]) -> list[Group]:
    """Return groups with each rough number taken as it is told."""
    return [
        group if group.amount.point is None else replace(group, amount=at_least(group.amount.point))
        for group in groups
    ]


def add_counts(counts: Sequence[DocumentedCount], *, over: str) -> Amount:
    """Refuse to add numbers of victims over types, months or lists (R-CNT-1); violations over
    types add up, for each has one type."""
    if all(count.unit == "violations" for count in counts) and over == "type":
        seen: set[str] = set()
        for count in counts:
            if not count.types or seen & set(count.types):
                raise InputError("Each number has to be of types of its own to be added.")
            seen |= set(count.types)
        total = exactly(0)
        for count in counts:
            total = total.plus(count.amount)
        return total
    raise InputError(
        f"{NOT_ADDED.get(over, 'One person may be counted in several of them')}: numbers of "
        f"victims are not added over {over}s.",
        hint="Count the distinct persons of all of them at once.",
    )


def by_type(harms: Sequence[Harm], groups: Sequence[Group] = ()) -> Mapping[str, DocumentedCount]:
    """Return the victims of each type. They do not add up to the victims of all types."""
    known = sorted({harm.type for harm in harms} | {group.type for group in groups})
    return {type_: count_victims(harms, groups, types=(type_,)) for type_ in known}


def _counted(
    unit: str,
    types: tuple[str, ...],
    told: tuple[Sequence[Harm], Sequence[Group]],
    numbers: tuple[int, int],
) -> DocumentedCount:
    (harms, groups), (named, added) = told, numbers
    claims = {*(c for harm in harms for c in harm.claims), *(c for g in groups for c in g.claims)}
    in_order = sorted(groups, key=_in_order)
    return DocumentedCount(
        unit=unit,
        types=types,
        named=named,
        added=added,
        groups=tuple(in_order),
        amount=at_least(named + added) if groups else exactly(named),
        persons=tuple(sorted({harm.person for harm in harms})),
        claims=tuple(sorted(claims)),
    )


def _in_order(group: Group) -> tuple[object, ...]:
    return group.incident or "", group.type, group.words, group.claims, group.amount.says()


def _repeats(type_: str) -> bool:
    """Whether it may happen to one person twice; of what belongs to no family, yes."""
    family = family_of((type_,), None)
    return family is None or family.repeats


def _episodes(told: Sequence[Harm | Group]) -> dict[str, str]:
    """Return for each incident the first of those that may be one episode with it: a claim that
    may belong to either stands in both."""
    first: dict[str, str] = {}

    def find(one: str) -> str:
        while first.setdefault(one, one) != one:
            one = first[one] = first[first[one]]
        return one

    by_claim: dict[str, str] = {}
    for one in told:
        if one.incident is None:
            continue
        for claim in one.claims:
            a, b = find(one.incident), find(by_claim.setdefault(claim, one.incident))
            first[max(a, b)] = min(a, b)
        find(one.incident)
    return {incident: find(incident) for incident in list(first)}


def _fitting(groups: Mapping[str, int], inside: Mapping[str, set[str]]) -> int:
    """Return how many of the named may be among the people of the groups at most, each in one.

    A person is named in one incident as a rule. Where one is named in several (for a death, one of
    them is in error), room is made along augmenting paths, so that joining two persons into one
    never raises a count."""
    placed: dict[str, str] = {}
    held: dict[str, set[str]] = {episode: set() for episode in groups}
    at: dict[str, list[str]] = defaultdict(list)
    for episode in sorted(groups):
        for person in sorted(inside.get(episode, ())):
            at[person].append(episode)
    for person in sorted(at):
        came: dict[str, str] = {}  # episode: who would move into it
        queue = [person]
        for mover in queue:
            free = [e for e in at[mover] if e not in came and placed.get(mover) != e]
            came |= dict.fromkeys(free, mover)
            room = next((e for e in free if len(held[e]) < groups[e]), None)
            if room is not None:
                _move(room, came, placed, held)
                break
            queue += [one for e in free for one in sorted(held[e])]
    return len(placed)


def _move(
    room: str | None, came: Mapping[str, str], placed: dict[str, str], held: dict[str, set[str]]
) -> None:
    while room is not None:
        mover = came[room]
        left = placed.get(mover)
        placed[mover] = room
        held[room].add(mover)
        if left is not None:
            held[left].discard(mover)
        room = left
