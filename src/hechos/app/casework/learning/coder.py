"""Train a case's coder from its decisions, and switch on what it learned, or off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hechos.app.casework.desk import Desk, ReadingDesk
from hechos.app.casework.intake import Intake
from hechos.app.casework.rebuild import remake
from hechos.app.casework.versions.taken import seen_copies
from hechos.app.register import queries
from hechos.coding.frames.lexicons import load_lexicon
from hechos.coding.learning.compare import Comparison, compare
from hechos.coding.learning.features import names_in
from hechos.coding.learning.learn import known_words, learn
from hechos.coding.learning.model import Model
from hechos.coding.learning.rules import learning_rules
from hechos.coding.learning.train import Example
from hechos.errors import InputError
from hechos.linking.deciding.judged import unretracted
from hechos.records import Claim, Decision, ModelTaken
from hechos.weighing.decisions import copied

_KEPT = {"accept": True, "edit": True, "reject": False}


@dataclass(frozen=True, slots=True)
class Lesson:
    """The decisions of a case as examples, words that may be names, and what they teach."""

    examples: tuple[Example, ...]
    banned: frozenset[str]
    found: Comparison


def lesson_of(desk: ReadingDesk) -> Lesson:
    """Compare, by cross-validation on the case's own decisions, rules with and without learning."""
    examples = examples_of(desk)
    banned = _banned(desk, examples)
    return Lesson(examples, banned, compare(examples, rules=learning_rules(), banned=banned))


def examples_of(desk: ReadingDesk) -> tuple[Example, ...]:
    """Return the proposals that members decided on, in the order of the decisions.

    The latest decision on a claim counts. The proposal is taken as the rules make it today, else
    from the copy that the member saw; a decision whose copy was withdrawn teaches nothing.
    """
    decisions = unretracted(queries.given(desk.head, Decision))
    latest = {d.on: d for d in decisions if d.act in _KEPT}
    proposals = {
        claim.id: claim
        for claim in (
            *queries.filtered(desk.head, Claim),
            *queries.proposals(desk.head, Claim),
        )
    }
    gone = queries.withdrawn(desk.head)
    copies = seen_copies(desk, [d for d in latest.values() if d.on not in proposals])
    examples = []
    for decision in latest.values():
        claim = proposals.get(decision.on) or copied(decision, copies)
        if claim is not None and claim.rule and claim.capture not in gone:
            keep = _KEPT[decision.act]
            examples.append(Example(claim=claim, keep=keep, decision=decision.id))
    return tuple(examples)


def _banned(desk: ReadingDesk, examples: Sequence[Example]) -> frozenset[str]:
    captures = {example.claim.capture for example in examples}
    bodies = (t.body for t, _ in queries.texts(desk.head, desk.payload) if t.capture in captures)
    lexicons = [load_lexicon(language) for language in desk.case.languages]
    names = names_in(bodies, (e.claim for e in examples), known_words(lexicons))
    return names.union(*(lexicon.words["agents"] for lexicon in lexicons))


def switch_on(desk: Desk, *, by: str, because: str) -> tuple[Model, Intake]:
    """Train, and code the case anew with what was learned; refuse where it is not better."""
    _check(desk, by, because)
    lesson = lesson_of(desk)
    if not lesson.found.is_better:
        raise InputError(
            f"The learned coder is not switched on. {lesson.found.because}",
            hint=f"hechos coder compare {desk.case.slug}",
        )
    made = desk.made(by)
    model = learn(
        lesson.examples,
        lesson.found,
        rules=learning_rules(),
        banned=lesson.banned,
        case=desk.case.id,
        made=made,
    )
    address = desk.archive.put(model.dumps().encode())
    taken = desk.record(
        ModelTaken,
        by=by,
        because=because.strip(),
        model=address,
        version=model.version,
        klass=model.klass,
    )
    desk.give([taken])
    return model, remake(desk)


def switch_off(desk: Desk, *, by: str, because: str) -> Intake:
    """Code the case anew by the rules alone."""
    _check(desk, by, because)
    if queries.model_of(desk.head) is None:
        raise InputError(f"No learned coder is switched on in “{desk.case.slug}”.")
    desk.give([desk.record(ModelTaken, by=by, because=because.strip())])
    return remake(desk)


def _check(desk: Desk, by: str, because: str) -> None:
    desk.actor.require("steward")
    desk.check_reasoned(by, because)
    _ = desk.rules  # refuses where the installed rules are not those of the case


def ranked(desk: ReadingDesk, claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims with the likeliest to be kept first."""
    model = desk.model
    if model is None:
        raise InputError(
            f"No learned coder is switched on in “{desk.case.slug}”.",
            hint=f"hechos coder train {desk.case.slug}",
        )
    return sorted(claims, key=lambda claim: (-model.score(claim), claim.id))
