"""The five seed articles, from bytes to links: the repeats and rivals that they must show."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from hechos.coding.code import code_document
from hechos.coding.rules import CodingRules
from hechos.linking.link import link_case
from hechos.linking.rules import LinkingRules
from hechos.reading.read import ReadingRules, read_bytes_of
from hechos.records import Capture, Case, Claim, Figure, Links, Made, ids

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles are not here")

MADE = Made(by="test", at="2026-01-01T00:00:00Z")
CASE = Case(
    id=ids.uuid7(1, b"0123456789"),
    case="",
    made=MADE,
    slug="s",
    title="S",
    seed="11" * 32,
    pack="ve",
)


def captured(number: int, path: Path) -> Capture:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Capture(
        id=ids.uuid7(1000 + number, bytes.fromhex(digest[:20])),
        case=CASE.id,
        made=MADE,
        object="",
        address=digest,
        name=path.name,
        origin="",
        how="file",
        tool="",
        size=1,
        media_type="text/plain",
    )


@pytest.fixture(scope="module")
def case() -> tuple[Links, dict[str, Claim]]:
    captures, texts, claims = [], [], []
    coding, reading = CodingRules.load(pack="ve"), ReadingRules.load()
    for number, path in enumerate(sorted(SEEDS.glob("*.txt"))):
        capture = captured(number, path)
        got = read_bytes_of(path, capture, rules=reading, case=CASE)
        assert got.text is not None
        captures.append(capture)
        texts.append(got.text)
        coded = code_document(got.text, got.claims, rules=coding, case=CASE, name=path.name)
        claims += [*got.claims, *coded.claims]
    links = link_case(captures, texts, claims, rules=LinkingRules.load(), case=CASE, at=MADE.at)
    return links, {claim.id: claim for claim in claims}


def figures(links: Links, number: float, kind: str = "", claims: object = None) -> list[Figure]:
    """Return stated figures of a number, of claims whose type begins so."""
    by_id: dict[str, Claim] = claims if isinstance(claims, dict) else {}
    return [
        one
        for one in links.figures
        if not one.rule
        and number in (one.quantity.point, one.quantity.low)
        and any(by_id[c].content.type.startswith(kind) for c in one.claims)
    ]


def test_27_and_28_deaths_are_rival_figures_of_one_universe(
    case: tuple[Links, dict[str, Claim]],
) -> None:
    links, claims = case
    (a,), (b,) = (figures(links, number, "LIFE", claims) for number in (27, 28))
    assert a.universe == b.universe
    pair = {*a.claims, *b.claims}
    (rivals,) = (r for r in links.relations if {r.left, r.right} <= pair)
    assert rivals.kind == "contradicts"
    act = next(p for p in links.propositions if pair & {*p.supporting} and p.contrary)
    groups = [group for group in links.origins if group.proposition == act.id]
    assert [group.primary for group in groups] == [None]


def test_2400_arrests_in_two_articles_are_one_origin(case: tuple[Links, dict[str, Claim]]) -> None:
    links, claims = case
    found = figures(links, 2400, "LIB", claims)
    assert len({figure.universe for figure in found}) == 1
    ids_of = {claim for figure in found for claim in figure.claims}
    assert any(r.kind == "repeats" and {r.left, r.right} <= ids_of for r in links.relations)
    proposition = next(p for p in links.propositions if set(p.supporting) == ids_of)
    assert len([g for g in links.origins if g.proposition == proposition.id]) == 1


def test_14_executions_and_14_arrested_never_meet(case: tuple[Links, dict[str, Claim]]) -> None:
    links, claims = case
    executions = {f.universe for f in figures(links, 14, "LIFE", claims)}
    arrested = {f.universe for f in figures(links, 14, "LIB", claims)}
    assert executions
    assert arrested
    assert not executions & arrested


def test_what_follows_from_the_figures_follows(case: tuple[Links, dict[str, Claim]]) -> None:
    links, _ = case
    derived = {(f.rule, f.quantity.low or f.quantity.point, f.derivable) for f in links.figures}
    assert ("lower_bounds", 214, True) in derived
    assert ("lower_bounds", None, False) in derived
    assert ("stock_from_flows", 400, True) in derived
    assert ("first_and_further", 3, True) in derived


def test_the_two_results_of_one_vote_exclude_each_other(
    case: tuple[Links, dict[str, Claim]],
) -> None:
    links, claims = case
    votes = [f for n in (52, 60) for f in figures(links, n, "announced_result", claims)]
    assert len({figure.universe for figure in votes}) == 1
    assert len([p for p in links.propositions if p.kind == "vote" and p.contrary]) == 2


def test_deaths_of_2017_are_their_own_universe(case: tuple[Links, dict[str, Claim]]) -> None:
    links, claims = case
    (old,) = figures(links, 101, "LIFE", claims)
    assert [f.universe for f in links.figures].count(old.universe) == 1


def test_27_and_28_are_relays_of_one_agency_with_a_doubt_open(
    case: tuple[Links, dict[str, Claim]],
) -> None:
    links, claims = case
    pair = {c for n in (27, 28) for f in figures(links, n, "LIFE", claims) for c in f.claims}
    act = next(p for p in links.propositions if pair & {*p.supporting} and p.contrary)
    (group,) = (group for group in links.origins if group.proposition == act.id)
    joins = [edge for edge in links.edges if edge.id in group.edges]
    assert {edge.kind for edge in joins} == {"credit"}
    assert all("afp" in edge.evidence.lower() for edge in joins)
    doubts = {doubt.type for doubt in links.doubts if doubt.on == act.id}
    assert {"single origin", "missing essential"} <= doubts


def test_five_articles_lead_with_five_statements(case: tuple[Links, dict[str, Claim]]) -> None:
    links, claims = case
    lead: dict[str, Claim] = {}
    for claim in claims.values():
        if claim.content.kind != "document":
            first = lead.setdefault(claim.capture, claim)
            if claim.passages[0].selector.start < first.passages[0].selector.start:  # type: ignore[union-attr]
                lead[claim.capture] = claim
    groups = {group.id: group for group in links.origins}
    leading = {
        one.id: {claims[claim].capture for claim in one.claims}
        for one in groups.values()
        if any(claim.id in one.claims for claim in lead.values())
    }
    assert len(lead) == 5
    assert all(len(captures) == 1 for captures in leading.values())
    assert set().union(*leading.values()) == set(lead)
