from __future__ import annotations

from dataclasses import replace

import pytest

from hechos.records import (
    Bound,
    CaseFile,
    Claim,
    Factuality,
    LabelContent,
    Polarity,
    Quantity,
    VoiceLink,
)
from hechos.reporting.build import ReportRules
from hechos.reporting.writing.phrases import amount_words, verb_of


def claim_of(case_file: CaseFile, id_: str) -> Claim:
    return next(c for c in case_file.claims if c.id == id_)


def with_stance(claim: Claim, stance: str) -> Claim:
    last: VoiceLink = replace(claim.voice[-1], stance=stance)
    return replace(claim, voice=(*claim.voice[:-1], last))


def test_stance_speaks_only_for_a_plain_assertion(case_file: CaseFile, rules: ReportRules) -> None:
    claim = with_stance(claim_of(case_file, "c-12"), "confirms")
    assert verb_of(claim, rules) == "confirms"
    for factuality in Factuality:
        if factuality is not Factuality.ASSERTED:
            verb = verb_of(replace(claim, factuality=factuality), rules)
            key = "reported_of" if factuality is Factuality.REPORTED else factuality.value
            assert verb == rules.word("factuality", key)
            assert verb not in ("confirms", "finds", "states")


def test_denied_and_absent_are_never_affirmed(case_file: CaseFile, rules: ReportRules) -> None:
    claim = with_stance(claim_of(case_file, "c-12"), "confirms")
    assert verb_of(replace(claim, polarity=Polarity.DENIED), rules) == "denies"
    assert verb_of(replace(claim, polarity=Polarity.NEGATED), rules) == "reports the absence of"


@pytest.mark.parametrize(
    ("strength", "verb"),
    [("finding", "finds"), ("could", "says could apply:"), ("alleged", "alleges")],
)
def test_label_has_the_verb_of_its_strength(
    case_file: CaseFile, rules: ReportRules, strength: str, verb: str
) -> None:
    claim = claim_of(case_file, "c-label")
    assert isinstance(claim.content, LabelContent)
    content = replace(claim.content, strength=strength)
    asserted = replace(claim, content=content, factuality=Factuality.ASSERTED)
    assert verb_of(asserted, rules) == verb
    assert verb_of(replace(claim, content=content), rules) == "considers possible"


@pytest.mark.parametrize(
    ("bound", "values", "unit", "words"),
    [
        (Bound.EXACT, (2400, 2400, 2400), "arrest_event", "2,400 arrests"),
        (Bound.EXACT, (1, 1, 1), "deaths", "1 death"),
        (Bound.AT_LEAST, (14, None, 14), "executions", "at least 14 executions"),
        (Bound.MORE_THAN, (101, None, 100), "deaths", "more than 100 deaths"),
        (Bound.MORE_THAN, (101, None, None), "deaths", "more than 100 deaths"),
        (Bound.AT_MOST, (0, 9, 9), "deaths", "at most 9 deaths"),
        (Bound.AT_MOST, (0, 9, 10), "deaths", "fewer than 10 deaths"),
        (Bound.ABOUT, (None, None, 400), "persons", "about 400 persons"),
        (Bound.NEARLY, (None, 300, 300), "persons", "nearly 300 persons"),
        (Bound.BETWEEN, (20, 30, None), "boats", "between 20 and 30 boats"),
        (Bound.EXACT, (51.95, 51.95, 51.95), "share", "51.95 per cent"),
        (Bound.EXACT, (3, 3, 3), "rifles", "3 rifles"),
        (Bound.VAGUE, (None, None, None), "deaths", ""),
    ],
)
def test_amount_keeps_its_bound_word(
    bound: Bound,
    values: tuple[float | None, float | None, float | None],
    unit: str,
    words: str,
) -> None:
    low, high, point = values
    quantity = Quantity(verbatim="x", low=low, high=high, point=point, bound=bound, unit=unit)
    assert amount_words(quantity, ReportRules.load()) == words
