from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from hechos.coding.learning.compare import (
    Score,
    choose_threshold,
    compare,
    folds_of,
    sign_test,
    verdict,
)
from hechos.coding.learning.features import features_of, names_in, shape_of, stem, words_of
from hechos.coding.learning.learn import known_words, learn
from hechos.coding.learning.model import load_model, sift
from hechos.coding.learning.rules import learning_rules
from hechos.coding.learning.train import Example, fit, grouped, hash_of, rows_of
from hechos.coding.rules import CodingRules
from hechos.errors import InputError
from hechos.records import (
    ActContent,
    Actor,
    Bound,
    Claim,
    Confidentiality,
    Made,
    Mention,
    PartyKind,
    Passage,
    Quantity,
    TextSpan,
)

RULES = learning_rules()
MADE = Made(by="ana", at="2025-02-01T00:00:00Z")
WITNESS = "Orquídea"
REAL = "{n} villagers were shot dead by soldiers near the river after {who} had fled."
FILM = "In the film {n} villagers were shot dead by actors while {who} sang on the stage."


def claim_of(number: int, body: str, *, klass: Confidentiality = Confidentiality.C1) -> Claim:
    capture = f"0190a000-0000-7000-8000-{number:012d}"
    digits = body.split(maxsplit=1)[0] if body[0].isdigit() else body.split()[3]
    span = TextSpan(text=f"t{number}", start=0, end=len(body), quote=body)
    amount = int(digits)
    quantity = Quantity(
        verbatim=digits, low=amount, high=amount, point=amount, bound=Bound.EXACT, unit="persons"
    )
    victim = Mention(verbatim=WITNESS, name=WITNESS, kind=PartyKind.PERSON)
    return Claim(
        id=f"c{number}",
        case="case",
        made=MADE,
        capture=capture,
        text=f"t{number}",
        key=f"k{number}",
        passages=(Passage(capture=capture, selector=span),),
        content=ActContent(type="LIFE.KILL", quantity=quantity, victims=(victim,)),
        klass=klass,
        rule="kill/passive",
    )


def examples(count: int = 40, *, noise: int = 0) -> list[Example]:
    """Kept and rejected by turns; the first `noise` are decided the other way round."""
    made = []
    for n in range(count):
        keep = n % 2 == 0
        body = (REAL if keep else FILM).format(n=7130 + n, who=WITNESS)
        made.append(Example(claim=claim_of(n, body), keep=keep != (n < noise), decision=f"d{n:03}"))
    return made


def bodies(given: list[Example]) -> list[str]:
    return [f"{e.claim.quote} {WITNESS} was not seen again, said one of them." for e in given]


def test_a_filter_that_helps_is_found_better() -> None:
    found = compare(examples(), rules=RULES)
    assert found.is_better
    assert found.before == Score(20, 40, 20)
    assert found.after == Score(20, 20, 20)
    assert (found.before.precision, found.after.precision) == (0.5, 1.0)


def test_decisions_without_a_pattern_are_refused() -> None:
    mixed = [
        replace(e, claim=claim_of(n, REAL.format(n=7130 + n, who="somebody")))
        for n, e in enumerate(examples(60))
    ]
    found = compare(mixed, rules=RULES)
    assert not found.is_better
    assert found.before is not None


def test_too_few_decisions_say_how_many_are_missing() -> None:
    found = compare(examples(16), rules=RULES)
    assert found.missing == {"kept": 12, "rejected": 12}
    assert "12 accepted or edited claims, 12 rejected claims missing" in found.because
    one_capture = [replace(e, claim=replace(e.claim, capture="one")) for e in examples()]
    assert compare(one_capture, rules=RULES).missing == {"captures": 9}


def test_the_same_decisions_in_any_order_give_the_same_file() -> None:
    def trained(given: list[Example]) -> str:
        found = compare(given, rules=RULES)
        made = learn(given, found, rules=RULES, banned=(), case="case", made=MADE)
        return made.dumps()

    shuffled = examples()[1::2] + examples()[-2::-2]
    assert trained(examples()) == trained(shuffled)


def test_no_name_no_number_and_no_rare_word_is_in_the_file() -> None:
    given = examples()
    rare = claim_of(90, "9999 villagers were shot dead by zouaves near the river at dusk.")
    given.append(Example(claim=rare, keep=True, decision="d900"))
    banned = names_in(bodies(given), [e.claim for e in given], frozenset())
    found = compare(given, rules=RULES, banned=banned)
    model = learn(given, found, rules=RULES, banned=banned, case="case", made=MADE)
    told = " ".join(model.weights).casefold()
    assert model.weights
    assert WITNESS.casefold() not in model.dumps().casefold()
    assert "orquidea" not in model.dumps()
    assert not any(char.isdigit() for char in "".join(filter(words_of, model.weights)))
    assert not any(str(7130 + n) in model.dumps() for n in range(40))
    assert "zouave" not in told
    assert "dusk" not in told
    assert all(model.counts[f] >= RULES.word_captures for f in model.weights if words_of(f))


def test_a_name_written_small_is_no_feature_either() -> None:
    claims = [
        claim_of(n, f"{7130 + n} villagers were shot dead by men, orquídea told us in a chat.")
        for n in range(8)
    ]
    banned = names_in([], claims, frozenset())
    assert "orquidea" in banned
    found = {f for c in claims for f in features_of(c, banned=banned)}
    assert not [f for f in found if "orquid" in f]


def test_words_of_the_lexicons_are_no_names_however_they_are_printed() -> None:
    known = known_words(list(CodingRules.load().lexicons.values()))
    found = names_in(["the National Police Killed two in Norvik. Rain fell."], [], known)
    assert "norvik" in found
    assert "killed" not in found
    assert "rain" not in found


def test_the_file_is_read_again_and_scores_alike() -> None:
    given = examples()
    found = compare(given, rules=RULES)
    model = learn(given, found, rules=RULES, banned=(), case="case", made=MADE)
    again = load_model(model.dumps(), case="case")
    assert again == model
    assert again.hash == hashlib.sha256(model.dumps().encode()).hexdigest()
    assert json.loads(model.dumps())["trained_on"]["decisions"] == hash_of(given)
    with pytest.raises(InputError, match="another case"):
        load_model(model.dumps(), case="other")
    with pytest.raises(InputError, match="no learned coder"):
        load_model("{}", case="case")


def test_what_is_left_out_says_why_and_nothing_is_lost() -> None:
    given = examples()
    found = compare(given, rules=RULES)
    model = learn(given, found, rules=RULES, banned=(), case="case", made=MADE)
    new = [claim_of(500, REAL.format(n=41, who="one")), claim_of(501, FILM.format(n=42, who="one"))]
    kept, out = sift(new, model)
    assert [c.id for c in kept] == ["c500"]
    assert [c.id for c in out] == ["c501"]
    assert "Left out by what the case's decisions taught" in out[0].because
    assert "is below" in out[0].because


def test_the_model_has_the_highest_class_of_its_captures() -> None:
    given = examples()
    closed = replace(given[3], claim=replace(given[3].claim, klass=Confidentiality.C3))
    given[3] = closed
    found = compare(given, rules=RULES)
    model = learn(given, found, rules=RULES, banned=(), case="case", made=MADE)
    assert model.klass is Confidentiality.C3


@pytest.mark.parametrize("who", ["rebels", "soldiers", "police", "guerrillas", "gunmen"])
def test_no_feature_tells_who_acts(who: str) -> None:
    first = claim_of(1, f"4 died when {who} shot at the bus, the {who} said.")
    second = claim_of(1, "4 died when militants shot at the bus, the militants said.")
    assert set(features_of(first)) - _lengths() == set(features_of(second)) - _lengths()


def _lengths() -> set[str]:
    return {f"length {n}" for n in range(9)}


def test_words_inside_a_mention_are_no_features() -> None:
    claim = claim_of(1, "4 tillers were shot by herdsmen near the weir.")
    named = Mention(verbatim="herdsmen", name="herdsmen", start=23, end=31)
    content = replace(claim.content, actors=(Actor(mention=named),))
    assert "word herdsm" in features_of(claim)
    assert "word herdsm" not in features_of(replace(claim, content=content))


def test_a_reprint_is_never_learned_from_and_tested_on() -> None:
    body = REAL.format(n=7130, who="somebody")
    given = [Example(claim=claim_of(n, body), keep=True, decision=f"d{n}") for n in range(6)]
    assert len({e.group for e in grouped(given)}) == 1
    apart = [replace(e, claim=claim_of(n, body + "!" * n)) for n, e in enumerate(given)]
    assert len({e.group for e in grouped(apart)}) == 6


def test_folds_keep_groups_whole_and_are_even() -> None:
    given = [replace(e, group=e.claim.capture[-2]) for e in examples(40)]
    folds = folds_of(given, 4)
    assert len({(e.group, f) for e, f in zip(given, folds, strict=True)}) == 4
    assert {folds.count(n) for n in range(4)} == {10}


def test_a_threshold_loses_few_and_is_nought_where_nothing_is_won() -> None:
    keeps = [False, False, True, False, True, True]
    assert choose_threshold([0.1, 0.2, 0.3, 0.4, 0.8, 0.9], keeps, RULES) == 0.25
    assert choose_threshold([0.5] * 6, keeps, RULES) == 0.0
    assert choose_threshold([0.9, 0.8, 0.1, 0.7, 0.2, 0.3], keeps, RULES) == 0.0


@pytest.mark.parametrize(
    ("after", "better", "why"),
    [
        (Score(100, 150, 100), True, "It is better"),
        (Score(100, 200, 100), False, "not better"),
        (Score(100, 150, 92), False, "loses 8.0 %"),
        (Score(100, 198, 100), False, "chance"),
    ],
    ids=["fewer wrong ones", "nothing removed", "too many lost", "two removed"],
)
def test_the_verdict(after: Score, better: bool, why: str) -> None:
    is_better, because = verdict(Score(100, 200, 100), after, RULES)
    assert is_better is better
    assert why in because


def test_the_sign_test_is_exact() -> None:
    assert sign_test(5, 0) == 1 / 32
    assert sign_test(8, 2) == pytest.approx(56 / 1024)
    assert sign_test(0, 0) == 1.0


def test_a_fit_on_one_outcome_tells_nothing() -> None:
    given = [e for e in examples() if e.keep]
    fitted = fit(given, rows_of(given, ()), rules=RULES)
    assert fitted.weights == {}


@pytest.mark.parametrize(
    ("verbatim", "shape"),
    [("7", "d"), ("14", "dd"), ("2,400", "many"), ("at least 14", "dd"), ("dozens", "words")],
)
def test_the_shape_of_a_number_is_not_the_number(verbatim: str, shape: str) -> None:
    quantity = Quantity(verbatim=verbatim, low=None, high=None, point=None, bound=Bound.EXACT)
    assert shape_of(quantity) == shape
    assert shape_of(None) == "none"


@pytest.mark.parametrize(
    "words",
    [
        ("detenidas", "detenido", "detenidos"),
        ("killing", "killed", "killings"),
        ("assassinados", "assassinada"),
    ],
)
def test_stems_join_the_forms_of_a_word(words: tuple[str, ...]) -> None:
    assert len({stem(word) for word in words}) == 1
