"""What a report prints of lists of people held: balances of the claims that its audience sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from hechos.counting.registers.build import is_of_detention
from hechos.counting.registers.bulletin import Bulletin, bulletin, last_change, week_before
from hechos.counting.registers.cases.lists import Rows, lists_in, register_of
from hechos.counting.registers.duration import durations, seen_by_judge
from hechos.counting.registers.spells import Spell
from hechos.counting.registers.stock import IN, NAMES, Balance, stock
from hechos.lang.said import Said
from hechos.linking.deciding.judged import joined
from hechos.records import CaseFile, RegisterBalance

FEWEST = 5
"""People below whom a number that anybody may read could point at one of them."""
PUBLIC = "public"


def balances_of(file: CaseFile, audience: str) -> tuple[RegisterBalance, ...]:
    """Return the balance of each list, as of the last day that it tells anything of and the week
    before; for the public without numbers of few people."""
    claims = [claim for claim in file.claims if is_of_detention(claim)]
    rows = Rows(
        claims=claims,
        parties=file.links.parties,
        decisions=file.decisions,
        joined=lambda refs: joined(file.decisions, refs, lambda: file.decisions),
    )
    found = []
    kept_in = {claim.id: claim.capture for claim in claims}
    for name in lists_in(claims):
        spells = register_of(rows, name).spells
        until = last_change(spells)
        if until is not None:
            own = _balance(name, spells, until)
            there = {kept_in[claim] for spell in spells for claim in spell.claims}
            own = replace(own, captures=tuple(sorted(there)))
            found.append(own if audience != PUBLIC else _for_anybody(own))
    return tuple(found)


def _balance(name: str, spells: Sequence[Spell], until: date) -> RegisterBalance:
    since = week_before(until)
    now = bulletin(spells, until, last=since)
    lines = now.delta(bulletin(spells, since))
    held = durations(spells, as_of=until)
    return RegisterBalance(
        list=name,
        since=since.isoformat(),
        until=until.isoformat(),
        before=now.flows.before.low if now.flows else None,
        after=now.total,
        lines=tuple((line["what"], line["last"], line["now"]) for line in lines),
        flows=tuple(_flows(now.flows)) if now.flows else (),
        told=(*_told(now, spells), held.sentence()),
        curve=held.points,
        claims=tuple(spell.claims[0] for spell in stock(spells, until)),
    )


def _flows(found: Balance) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Yield each term of the stock identity, exits by their kind."""
    for flow in found.flows:
        if flow.term == "exits":
            for kind, number in sorted(flow.kinds().items()):
                claims = [c for m in flow.moves if m.why == kind for c in m.claims]
                yield Said.word(kind), -number, tuple(dict.fromkeys(claims))
        elif flow.moves:
            claims = [c for m in flow.moves for c in m.claims]
            change = len(flow.moves) * (1 if flow.term in IN else -1)
            yield NAMES[flow.term], change, tuple(dict.fromkeys(claims))


def _told(now: Bulletin, spells: Sequence[Spell]) -> Iterator[str]:
    yield seen_by_judge(spells, as_of=now.as_of).sentence()
    for misfit in now.misfits():
        yield misfit.sentence


def _for_anybody(own: RegisterBalance) -> RegisterBalance:
    """Return the balance, of which the stock alone is left where another number is of few people:
    from a sum and its other parts the one left out could be worked out."""
    numbers = [own.before, own.after, *(n for _, then, now in own.lines for n in (then, now))]
    numbers += [abs(change) for _, change, _ in own.flows]
    numbers += [abs((now or 0) - (then or 0)) for _, then, now in own.lines]
    if not any(number and number < FEWEST for number in numbers):
        return replace(own, told=(), curve=())
    after = own.after if own.after is not None and own.after >= FEWEST else None
    return RegisterBalance(
        list=own.list,
        since=own.since,
        until=own.until,
        before=None,
        after=after,
        claims=own.claims if after is not None else (),
        captures=own.captures,
        withheld=True,
    )
