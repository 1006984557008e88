"""The detentions that a case tells: of one imported list, or of its documents; never of both, for
they count different people (R-DET-4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hechos.counting.registers.build import Told, is_of_detention, spells_of
from hechos.counting.registers.spells import Spell
from hechos.errors import InputError, NotFoundError
from hechos.records import (
    ActContent,
    Claim,
    Decision,
    Mention,
    Party,
    ProcedureContent,
    StatusContent,
)

DOCUMENTS = "documents"
"""What stands for all claims that come from no list."""
SUPERSEDED = "Superseded: row "
"""How the reason begins for which a later version of a list rejects what an earlier one said."""
_OF_LIST = re.compile(r"import/(.+)#([0-9a-f]{32})#[0-9a-f]{32}")


def list_of(rule: str) -> tuple[str, str]:
    """Return the map and the row that a claim of a list of people held comes from, from its rule;
    two empty strings for any other claim."""
    found = _OF_LIST.fullmatch(rule)
    return (found[1], found[2]) if found else ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRegister:
    """`name` is that of the map by which a list was imported, or DOCUMENTS; `unnamed` claims name
    nobody and are in no spell; `twice` are names that stand in several rows."""

    name: str
    spells: tuple[Spell, ...]
    unnamed: int = 0
    twice: tuple[str, ...] = ()

    @property
    def scope(self) -> str:
        """Return in a sentence who is in it."""
        if self.name == DOCUMENTS:
            return (
                "People whom documents of the case name as taken; links between names are "
                "proposals until people decide."
            )
        return f"The people on the list “{self.name}”: each row is one detention, as the list says."


def lists_in(claims: Iterable[Claim]) -> list[str]:
    """Return the lists of people held that were imported."""
    return sorted({list_of(claim.rule)[0] for claim in claims} - {""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What a register is made of. `joined` returns for mentions that people decided to be of one
    person the first of these; those that nobody decided on are not in it."""

    claims: Sequence[Claim]
    parties: Sequence[Party]
    decisions: Sequence[Decision]
    joined: Callable[[Sequence[str]], Mapping[str, str]]


def register_of(rows: Rows, name: str = "") -> CaseRegister:
    """Return the detentions of a list, or of the documents; "" stands for the only list there is,
    and for the documents where there is none."""
    claims = [claim for claim in rows.claims if is_of_detention(claim)]
    known = lists_in(claims)
    if not name and len(known) > 1:
        raise InputError(
            f"The case has {len(known)} lists of people held, which count different people.",
            hint=f"Name one with --list: {', '.join((*known, DOCUMENTS))}.",
        )
    name = name or (known[0] if known else DOCUMENTS)
    if name not in (*known, DOCUMENTS):
        raise NotFoundError(
            f"The case has no list “{name}”.", hint=f"There are: {', '.join((*known, DOCUMENTS))}."
        )
    if name == DOCUMENTS:
        return _of_documents(rows, [c for c in claims if not list_of(c.rule)[0]])
    return _of_list(rows, name, [c for c in claims if list_of(c.rule)[0] == name])


def _of_documents(rows: Rows, claims: Sequence[Claim]) -> CaseRegister:
    """Take the parties of the case for persons: mentions that rules or people take for one."""
    party = {m: one.id for one in rows.parties for m in one.mentions}
    told, unnamed = [], 0
    for claim in claims:
        people = list(named(claim))
        unnamed += not people
        told += [
            Told(claim=claim, person=party.get(ref, ref), name=mention.name)
            for ref, mention in people
        ]
    return CaseRegister(name=DOCUMENTS, spells=spells_of(told), unnamed=unnamed)


def _of_list(held: Rows, name: str, claims: Sequence[Claim]) -> CaseRegister:
    """Take each row for one person, unless people decided that two of them are the same."""
    refs: dict[str, str] = {}
    for claim in claims:
        refs |= dict.fromkeys((ref for ref, _ in named(claim)), list_of(claim.rule)[1])
    person = _decided(held, refs)
    removed = _rejected(held, claims)
    told = [
        Told(
            claim=claim,
            person=person.get(row, row),
            name=mention.name,
            row=row,
            removed=removed.get(claim.id),
        )
        for claim in claims
        for row in (list_of(claim.rule)[1],)
        for _, mention in named(claim)
    ]
    spells = spells_of(told)
    return CaseRegister(name=name, spells=spells, twice=_twice(spells))


def _twice(spells: Sequence[Spell]) -> tuple[str, ...]:
    """Return names that stand in rows of which nobody decided that they are one person."""
    by_name: dict[str, set[str]] = {}
    for spell in spells:
        by_name.setdefault(spell.called, set()).add(spell.person)
    return tuple(sorted(name for name, people in by_name.items() if len(people) > 1))


def named(claim: Claim) -> Iterator[tuple[str, Mention]]:
    """Yield whom a claim is of, where they are people with a name at a place of their own."""
    content = claim.content
    found: tuple[Mention, ...] = ()
    if isinstance(content, ActContent):
        found = content.victims
    elif isinstance(content, StatusContent):
        found = content.subjects
    elif isinstance(content, ProcedureContent):
        found = content.parties
    for mention in found:
        if mention.kind.value == "person" and mention.start is not None:
            yield f"{claim.text}:{mention.start}-{mention.end}", mention


def _decided(held: Rows, rows: Mapping[str, str]) -> dict[str, str]:
    """Return for rows whose person somebody decided to be that of others the first of these."""
    joined: dict[str, set[str]] = {}
    for ref, person in held.joined(list(rows)).items():
        joined.setdefault(person, set()).add(rows[ref])
    first: dict[str, str] = {}
    for own in joined.values():
        first |= dict.fromkeys(own, min(first.get(row, row) for row in own))
    return first


def _rejected(held: Rows, claims: Iterable[Claim]) -> dict[str, tuple[str, str]]:
    """Return when and why members rejected claims of a list; what a later version of the row took
    the place of is not among them."""
    gone = {claim.id for claim in claims if claim.state == "rejected"}
    last: dict[str, Decision] = {}
    if gone:
        for decision in held.decisions:
            if decision.on in gone and decision.act == "reject":
                last[decision.on] = decision
    return {
        claim: (decision.made.at[:10], decision.because)
        for claim, decision in last.items()
        if not decision.because.startswith(SUPERSEDED)
    }
