"""Balances where only totals are told: what the numbers leave, as exact as they are and no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hechos.counting.documented.amounts import Amount, exactly
from hechos.counting.registers.stock import IN, NAMES, OUT, Balance, Flow
from hechos.errors import InputError


def balance_of_totals(
    before: Amount,
    after: Amount | None,
    flows: Mapping[str, Amount | None],
    *,
    since: date | None = None,
    until: date | None = None,
) -> Balance:
    """Return the balance of stated totals, with the one number that is not told worked out.

    Either `after` or one of `flows` may be None. Terms that are not given are taken to be none,
    which stands among the assumptions. InputError where more than one is unknown, or where what is
    left would be less than nobody."""
    unknown = [term for term, amount in flows.items() if amount is None]
    for term in flows:
        if term not in (*IN, *OUT):
            raise InputError(
                f"A balance has no “{term}”.", hint=f"It has {', '.join((*IN, *OUT))}."
            )
    if len(unknown) + (after is None) > 1:
        raise InputError(
            "Two numbers are unknown, and one sum cannot tell both.",
            hint="Give all of the stocks and flows but one.",
        )
    known = [Flow(term=term, amount=amount) for term, amount in flows.items() if amount is not None]
    partial = Balance(since=since, until=until, before=before, after=exactly(0), flows=tuple(known))
    reached = partial.expected
    is_open = after is None
    if after is None:
        after = reached.of_people()
    elif unknown:
        left = after.minus(reached) if unknown[0] in IN else reached.minus(after)
        known.append(Flow(term=unknown[0], amount=left.of_people(), worked_out=True))
    order = [*IN, *OUT]
    return Balance(
        since=since,
        until=until,
        before=before,
        after=after,
        flows=tuple(sorted(known, key=lambda flow: order.index(flow.term))),
        assumptions=_assumed(flows),
        after_worked_out=is_open,
    )


def _assumed(flows: Mapping[str, Amount | None]) -> tuple[str, ...]:
    absent = [_PEOPLE.get(term, NAMES[term]) for term in (*IN, *OUT) if term not in flows]
    if not absent:
        return ()
    return (f"nobody was {_or(absent)}",)


_PEOPLE = {"new": "newly held", "exits": "let out"}


def _or(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
