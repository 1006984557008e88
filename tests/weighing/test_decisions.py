from __future__ import annotations

import random
from dataclasses import replace

import pytest

from hechos.errors import InputError
from hechos.records import (
    ActContent,
    Bound,
    Case,
    Claim,
    Decision,
    Made,
    Passage,
    Quantity,
    Text,
    TextSpan,
    ids,
)
from hechos.weighing.decisions import apply_decisions, check_act, copy_of
from hechos.weighing.edits import edited, read_quantity

MADE = Made(by="rule:test", version="1", at="2025-01-01T00:00:00Z")
CASE = Case(id=ids.uuid7(1, bytes(10)), case="c", made=MADE, slug="s", title="t", seed="ab" * 16)
CAPTURE = ids.uuid7(2, bytes(10))
BODY = "\n".join(
    f"On day {n} the office counted {n + 20} people hurt in district {n}." for n in range(50)
)


def text_of(body: str) -> Text:
    return Text(
        id=ids.draw(CASE.seed, CAPTURE, "text", str(hash(body))),
        case=CASE.id,
        made=MADE,
        capture=CAPTURE,
        kind="original",
        tool="t",
        tool_version="1",
        language="en",
        body=body,
        hash=str(hash(body)),
        nfc=True,
    )


def claims_of(text: Text) -> list[Claim]:
    """Propose one claim a line, as a coder would: keys from text hash and span."""
    found, start = [], 0
    for number, line in enumerate(text.body.split("\n")):
        end = start + len(line)
        if line.startswith("On day"):
            key = f"{text.hash}:{start}-{end}:act:INT.FORCE:0"
            span = TextSpan(
                text=text.id,
                start=start,
                end=end,
                quote=line,
                prefix=text.body[max(0, start - 32) : start],
                suffix=text.body[end : end + 32],
            )
            amount = int(line.split("counted ")[1].split()[0])
            quantity = Quantity(
                verbatim=str(amount), low=amount, high=amount, point=amount, bound=Bound.EXACT
            )
            found.append(
                Claim(
                    id=ids.draw(CASE.seed, CAPTURE, "claim", key),
                    case=CASE.id,
                    made=MADE,
                    capture=CAPTURE,
                    text=text.id,
                    key=key,
                    passages=(Passage(capture=CAPTURE, selector=span),),
                    content=ActContent(type="INT.FORCE", quantity=quantity),
                    because=f"line {number}",
                )
            )
        start = end + 1
    return found


def decided(claim: Claim, act: str, *changes: tuple[str, str]) -> tuple[Decision, dict[str, str]]:
    decision = Decision(
        id=ids.mint(),
        case=CASE.id,
        made=Made(by="ana", at="2025-02-01T00:00:00Z"),
        act=act,
        on=claim.id,
        key=claim.key,
        because="read it",
        seen=claim.id,
        changes=changes,
    )
    return decision, {claim.id: copy_of(claim)}


def test_states_follow_the_latest_decision() -> None:
    text = text_of(BODY)
    claims = claims_of(text)
    first, seen = decided(claims[0], "accept")
    second, _ = decided(claims[0], "reject")
    applied = apply_decisions(claims, [text], [first, second], seen, case=CASE)
    assert applied.claims[0].state == "rejected"
    assert [c.state for c in applied.claims[1:]] == ["proposed"] * 49
    assert applied.doubts == ()


def test_no_decision_is_lost_when_offsets_move_and_a_lexicon_forgets() -> None:
    """A reader that moves every offset and a lexicon that loses 10 % of proposals."""
    text = text_of(BODY)
    claims = claims_of(text)
    pairs = [
        decided(c, ("accept", "edit", "reject")[n % 3], *CHANGES[n % 3])
        for n, c in enumerate(claims)
    ]
    decisions = [d for d, _ in pairs]
    seen = {k: v for _, s in pairs for k, v in s.items()}

    moved = text_of("A new heading that the old reader did not see.\n" + BODY)
    lost = set(random.Random(7).sample(range(50), 5))  # noqa: S311 - fixed
    proposals = [c for n, c in enumerate(claims_of(moved)) if n not in lost]
    applied = apply_decisions(proposals, [moved], decisions, seen, case=CASE)

    by_quote = {c.quote: c for c in applied.claims}
    for number, claim in enumerate(claims):
        state = ("accepted", "edited", "rejected")[number % 3]
        if number in lost and state == "rejected":
            assert claim.quote not in by_quote
        else:
            assert by_quote[claim.quote].state == state
    assert {d.on for d in applied.doubts} == {claims[n].id for n in lost}
    for claim in applied.claims:
        span = claim.anchor.selector
        assert isinstance(span, TextSpan)
        assert span.holds_in(moved.body)


CHANGES: dict[int, tuple[tuple[str, str], ...]] = {0: (), 1: (("quantity", ">=3"),), 2: ()}


def test_a_claim_in_force_stays_when_the_proposal_differs_and_both_are_shown() -> None:
    text = text_of(BODY)
    claims = claims_of(text)
    decision, seen = decided(claims[3], "accept")
    other = replace(claims[3], content=replace(claims[3].content, type="LIFE.UNK"))
    proposals = [*claims[:3], other, *claims[4:]]
    applied = apply_decisions(proposals, [text], [decision], seen, case=CASE)
    shown = [c for c in applied.claims if c.quote == claims[3].quote]
    assert [(c.state, c.content.type) for c in shown] == [
        ("accepted", "INT.FORCE"),
        ("proposed", "LIFE.UNK"),
    ]
    assert len({c.id for c in shown}) == 2


def test_a_quote_that_stands_twice_is_not_guessed_at() -> None:
    line = "On day 1 the office counted 21 people hurt in district 1."
    text = text_of(line)
    decision, seen = decided(claims_of(text)[0], "accept")
    twice = text_of(f"x\n{line}\n{line}\ny")
    applied = apply_decisions(claims_of(twice), [twice], [decision], seen, case=CASE)
    assert all(claim.state == "proposed" for claim in applied.claims)
    assert [doubt.type for doubt in applied.doubts] == ["orphaned decision"]


@pytest.mark.parametrize(
    ("text", "low", "high", "bound"),
    [
        ("14", 14, 14, "exact"),
        (">=14", 14, None, "at_least"),
        (">14", 15, None, "more_than"),
        ("<=14", None, 14, "at_most"),
        ("~400", None, None, "about"),
        ("10..20", 10, 20, "between"),
    ],
)
def test_quantities_as_members_write_them(
    text: str, low: int | None, high: int | None, bound: str
) -> None:
    quantity = read_quantity(text, "persons")
    assert (quantity.low, quantity.high, quantity.bound.value) == (low, high, bound)


@pytest.mark.parametrize(
    "change", [("shoe", "1"), ("polarity", "maybe"), ("class", "C9"), ("quantity", "many")]
)
def test_an_edit_that_does_not_fit_is_refused_in_a_sentence(change: tuple[str, str]) -> None:
    with pytest.raises(InputError, match="slot"):
        edited(claims_of(text_of(BODY))[0], [change])


def test_acts_go_with_kinds_of_records() -> None:
    check_act("accept", "Claim")
    with pytest.raises(InputError, match="cannot be decided on a doubt"):
        check_act("accept", "Doubt")
