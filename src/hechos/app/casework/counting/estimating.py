"""Estimates from a case: its own lists, how well its people were matched, what is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hechos.app.casework.desk import Desk, ReadingDesk
from hechos.app.casework.links.words import words_on_links
from hechos.app.register import queries
from hechos.app.register.models import CaseHead, Given
from hechos.counting.asking import refusal
from hechos.counting.estimates import Estimate
from hechos.counting.histories import Histories
from hechos.counting.keeping import keep
from hechos.counting.lists import STRATA, CaseLists, CaseTable, lists_of
from hechos.counting.reviewed import linkage_of
from hechos.counting.verdicts import Context, Linkage, one_list_each
from hechos.errors import InputError
from hechos.lang.folding import fold
from hechos.lang.universes.families import families
from hechos.linking.deciding.judged import APART, judge, pair_of
from hechos.linking.deciding.registers import Entry, register_of
from hechos.linking.rules import LinkingRules
from hechos.records import Capture, Claim, Confidentiality, Polarity, ids, wire
from hechos.records import Estimate as Kept

LONGEST_QUESTION = 300
_WORD = re.compile(r"\b[^\W\d_]")


def kinds() -> tuple[str, ...]:
    """Return the acts that people are counted for."""
    return tuple(family.name for family in families() if family.harm and "person" in family.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How an estimate is made. `linkage` replaces what the case itself says of its matches; lists
    called in `leave_out`, and those that name fewer than `least` people, are left out; `quick`
    leaves out the checks that fit again and again."""

    of: str
    method: str = "lcm"
    strata: tuple[str, ...] = ()
    level: float = 0.95
    seed: int = 1
    linkage: Linkage | None = None
    leave_out: tuple[str, ...] = ()
    least: int = 0
    quick: bool = False

    def check(self) -> None:
        if self.of not in kinds():
            raise InputError(f"“{self.of}” are not counted.", hint=f"One of: {', '.join(kinds())}.")
        unknown = sorted(set(self.strata) - set(STRATA))
        if unknown:
            raise InputError(
                f"A case has no strata by “{unknown[0]}”.", hint=f"By: {', '.join(STRATA)}."
            )


def case_lists(
    desk: ReadingDesk, asked: Asked, *, seen: Confidentiality = Confidentiality.C3
) -> CaseLists:
    """Return the lists of a case whose links are up to date, from claims up to class `seen`."""
    asked.check()
    rules = LinkingRules.load()
    claims = [c for c in queries.claims(desk.head) if c.klass <= seen]
    links = queries.links_of(desk.head)
    decisions = words_on_links(desk)
    register = register_of(claims, links, decisions, of=asked.of, rules=rules)
    judged = judge(decisions, "person")
    decided = {frozenset(pair_of(d)): d.act == "same" for d in judged.of("same", *APART)}
    measured, remarks = linkage_of(links.link_edges, decided)
    named = [entry.claims for entry in register.entries if is_named(entry)]
    found = lists_of(
        CaseTable(
            persons=named,
            claims=[c for c in claims if is_of(c, asked.of, rules)],
            links=links,
            captures=queries.given(desk.head, Capture),
            mandate=desk.case.mandate,
        ),
        of=asked.of,
        strata=asked.strata,
        linkage=asked.linkage or measured,
        remarks=() if asked.linkage else remarks,
        least=asked.least,
    )
    left_out = (*found.context.left_out, *asked.leave_out)
    return replace(found, context=replace(found.context, left_out=left_out))


def is_named(entry: Entry) -> bool:
    """Say whether a line of a register holds a name that others could write: two words, each with
    a capital, and not a description."""
    return any(sum(c.isupper() for c in _WORD.findall(name)) > 1 for name in entry.names)


def is_of(claim: Claim, of: str, rules: LinkingRules) -> bool:
    family = rules.family_of(claim.content.type)
    there = claim.state != "rejected" and claim.polarity is Polarity.AFFIRMED
    return there and family is not None and family.name == of


def estimate_case(lists: CaseLists, asked: Asked) -> Estimate:
    """Return the estimate of a case, or why there is none; that alone needs no extra."""
    refused = refusal(lists, method=asked.method, level=asked.level, seed=asked.seed)
    if refused is not None:
        return refused
    from hechos.counting import estimate

    found = estimate(
        lists.rows,
        method=asked.method,
        strata=[STRATA[STRATA.index(one)] for one in asked.strata],
        context=lists.context,
        level=asked.level,
        seed=asked.seed,
        checks=not asked.quick,
    )
    fitted, _ = one_list_each(found.histories, _still(lists.context, found.histories))
    return replace(found, histories=fitted, log=(*lists.log, *found.log))


def _still(context: Context, histories: Histories) -> Context:
    """Return the context without what is left out already."""
    left_out = tuple(one for one in context.left_out if one in histories.lists)
    return replace(context, left_out=left_out)


def keep_estimate(desk: Desk, found: Estimate, lists: CaseLists, *, question: str, by: str) -> Kept:
    """Keep an estimate, or a refusal, with its question; the same question again makes a further
    version."""
    desk.actor.require("write")
    desk.member(by)
    asked = " ".join(question.split())
    if not asked or len(asked) > LONGEST_QUESTION:
        raise InputError(
            "An estimate is kept with its question.",
            hint=f"In words, up to {LONGEST_QUESTION} letters: “How many people were …?”",
        )
    before = next(
        (
            one
            for one in reversed(kept_estimates(desk.head))
            if one.of == lists.of and fold(one.question) == fold(asked)
        ),
        None,
    )
    classes = {c.id: c.klass for c in queries.given(desk.head, Capture)}
    record = keep(
        found,
        of=lists.of,
        question=before.question if before else asked,
        head=(ids.mint(), desk.case.id, desk.made(by)),
        captures=[(one, classes[one]) for one in lists.captures],
        before=before,
    )
    if not record.captures:
        record = replace(record, klass=desk.case.default_class)
    desk.give([record])
    return record


def kept_estimates(head: CaseHead, seen: Confidentiality = Confidentiality.C3) -> Sequence[Kept]:
    """Return every version of the estimates that a case keeps, the first one first."""
    rows = Given.objects.filter(case=head, record="Estimate", klass__lte=seen).order_by("seq")
    return [wire.loads(row.body, Kept) for row in rows]


def latest(kept: Iterable[Kept]) -> list[Kept]:
    """Return the last version of each estimate."""
    return list({one.estimate: one for one in sorted(kept, key=lambda one: one.version)}.values())


def outdated(desk: ReadingDesk, kept: Iterable[Kept]) -> tuple[str, ...]:
    """Return the ids of estimates that the case, as it stands, would make from another table."""
    now: dict[str, CaseLists] = {}
    found = []
    for one in kept:
        if one.of not in now:
            now[one.of] = case_lists(desk, Asked(of=one.of))
        lists = now[one.of]
        cells = lists.cells_of([name for name, _ in one.lists])
        if (len(lists.rows), cells) != (one.documented, one.cells):
            found.append(one.id)
    return tuple(found)
