"""D§11.7: nothing of a source that an audience may not see is in the report, in no form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hechos.records import (
    ActContent,
    Actor,
    Assessment,
    Bound,
    Capture,
    Case,
    CaseFile,
    Claim,
    ClaimRelation,
    Confidentiality,
    Consent,
    Decision,
    Doubt,
    Failure,
    Figure,
    Incident,
    Level,
    Links,
    Made,
    Mention,
    OriginEdge,
    OriginGroup,
    Party,
    PartyKind,
    Passage,
    Place,
    PrimaryDocument,
    Proposition,
    Quantity,
    Text,
    TextSpan,
    ThirdPartyFinding,
    Universe,
    VoiceLink,
    Weights,
    When,
    wire,
)
from hechos.reporting import data, html
from hechos.reporting.build import ReportRules, build_report
from hechos.reporting.confidential import admit

AT = "2026-02-01T00:00:00Z"
MADE = Made(by="rule:test", version="1", at=AT)
COUNT = 4
MARKS = tuple(f"Zeq{letter}vux" for letter in "abcd")
NUMBERS = tuple(str(70101 + 1111 * n) for n in range(COUNT))
WORDS = ("name", "voice", "actor", "place", "episode", "hedge")


def mark(n: int, word: str = "") -> str:
    return f"{MARKS[n]}{word}"


def all_of(ns: tuple[int, ...], word: str) -> str:
    """Words that a rule wrote over several sources: the marks of all of them."""
    return " and ".join(mark(n, word) for n in ns)


def head(id_: str) -> dict[str, object]:
    return {"id": id_, "case": "case", "made": MADE}


def body(n: int) -> str:
    return (
        f"{mark(n, 'voice')} says {NUMBERS[n]} died in {mark(n, 'place')} during "
        f"{mark(n, 'episode')}, {mark(n, 'hedge')} by {mark(n, 'actor')}.\n"
    )


def claim(n: int) -> Claim:
    quote = body(n).strip()
    span = TextSpan(text=f"text{mark(n)}", start=0, end=len(quote), quote=quote)
    number = int(NUMBERS[n])
    return Claim(
        **head(f"claim{mark(n)}"),  # type: ignore[arg-type]
        capture=f"capture{mark(n)}",
        text=f"text{mark(n)}",
        key=f"key{mark(n)}",
        passages=(Passage(capture=f"capture{mark(n)}", selector=span),),
        content=ActContent(
            type="LIFE.UNK",
            quantity=Quantity(
                verbatim=NUMBERS[n],
                low=number,
                high=number,
                point=number,
                bound=Bound.EXACT,
                unit="deaths",
            ),
            place=Place(verbatim=mark(n, "place"), path=mark(n, "place")),
            occasion=mark(n, "episode"),
            time=When(verbatim="", edtf="2025-01"),
            actors=(Actor(mention=Mention(verbatim=mark(n, "actor"), name=mark(n, "actor"))),),
        ),
        voice=(
            VoiceLink(
                speaker=Mention(verbatim=mark(n, "voice"), name=mark(n, "voice")), kind="outlet"
            ),
        ),
        hedge=mark(n, "hedge"),
        klass=Confidentiality.C0,
    )


def links(claims: tuple[Claim, ...]) -> Links:
    every = tuple(range(COUNT))
    ids = tuple(c.id for c in claims)
    figures = tuple(
        Figure(
            **head(f"figure{mark(n)}"),  # type: ignore[arg-type]
            universe="universe",
            quantity=c.content.quantity,  # type: ignore[arg-type]
            author=mark(n, "voice"),
            as_of="2025-02",
            claims=(c.id,),
        )
        for n, c in enumerate(claims)
    )
    total = Quantity(verbatim="", low=999999, high=None, point=999999, bound=Bound.AT_LEAST)
    mentions = tuple(
        f"text{mark(n)}:{body(n).index(mark(n, 'actor'))}-"
        f"{body(n).index(mark(n, 'actor')) + len(mark(n, 'actor'))}"
        for n in every
    )
    pairs = [(a, b) for a in every for b in every if a < b]
    return Links(
        parties=(
            Party(
                **head("party"),  # type: ignore[arg-type]
                name=all_of(every, "actor"),
                kind=PartyKind.UNKNOWN,
                variants=tuple(mark(n, "actor") for n in every),
                mentions=mentions,
                because=all_of(every, "actor"),
            ),
        ),
        incidents=(
            Incident(
                **head("incident"),  # type: ignore[arg-type]
                title=all_of(every, "episode"),
                types=("LIFE.UNK",),
                claims=ids,
                time=When(verbatim="", edtf="2025-01"),
                place=Place(verbatim="", path=all_of(every, "place")),
                because=all_of(every, "place"),
            ),
        ),
        universes=(
            Universe(
                **head("universe"),  # type: ignore[arg-type]
                unit="deaths",
                acts=("LIFE.UNK",),
                who_in=all_of(every, "actor"),
                place=all_of(every, "place"),
                cohort=all_of(every, "episode"),
                title=all_of(every, "episode"),
            ),
        ),
        figures=(
            *figures,
            Figure(
                **head("sum"),  # type: ignore[arg-type]
                universe="universe",
                quantity=total,
                author="",
                as_of=None,
                claims=(),
                inputs=tuple(f.id for f in figures),
                rule="sum",
                because=all_of(every, "voice"),
            ),
        ),
        propositions=(
            Proposition(
                **head("matter"),  # type: ignore[arg-type]
                kind="figure",
                statement=all_of(every, "voice"),
                supporting=ids[:2],
                contrary=ids[2:],
                incident="incident",
                figure=figures[0].id,
            ),
        ),
        edges=tuple(
            OriginEdge(
                **head(f"edge{mark(a)}{mark(b)}"),  # type: ignore[arg-type]
                between="documents",
                left=f"capture{mark(a)}",
                right=f"capture{mark(b)}",
                kind="partial",
                evidence=all_of((a, b), "place"),
                because=all_of((a, b), "name"),
            )
            for a, b in pairs
        ),
        origins=(
            OriginGroup(
                **head("origin"),  # type: ignore[arg-type]
                proposition="matter",
                claims=ids,
                primary=all_of(every, "voice"),
            ),
        ),
        relations=tuple(
            ClaimRelation(
                **head(f"relation{mark(a)}{mark(b)}"),  # type: ignore[arg-type]
                kind="contradicts",
                left=ids[a],
                right=ids[b],
                because=all_of((a, b), "voice"),
            )
            for a, b in pairs
        ),
    )


def doubts(claims: tuple[Claim, ...]) -> tuple[Doubt, ...]:
    on = ("matter", "universe", "incident", "party", "origin", "assessment", "sum", "case")
    every = tuple(range(COUNT))
    wide = [(o, all_of(every, "voice")) for o in on]
    crossed = [(c.id, f"{mark(n)} or {NUMBERS[n - 1]}?") for n, c in enumerate(claims)]
    own = [(c.id, f"{mark(n, 'voice')}?") for n, c in enumerate(claims)]
    return tuple(
        Doubt(**head(f"doubt{n}"), type="test", on=o, text=text)  # type: ignore[arg-type]
        for n, (o, text) in enumerate((*wide, *crossed, *own))
    )


def weights(claims: tuple[Claim, ...]) -> Weights:
    every = tuple(range(COUNT))
    return Weights(
        assessments=(
            Assessment(
                **head("assessment"),  # type: ignore[arg-type]
                proposition="matter",
                supporting_origins=("origin",),
                contrary_origins=(),
                level=Level.P1,
                because=all_of(every, "voice"),
                klass=Confidentiality.C0,
            ),
        ),
        doubts=doubts(claims),
        third_party_findings=tuple(
            ThirdPartyFinding(
                **head(f"finding{mark(n)}"),  # type: ignore[arg-type]
                body=mark(n, "voice"),
                claim=c.id,
                passage=c.anchor,
                standard=None,
                date=None,
                document=mark(n, "name"),
            )
            for n, c in enumerate(claims)
        ),
        primary_documents=(
            PrimaryDocument(
                **head("primary"),  # type: ignore[arg-type]
                title=all_of(every, "name"),
                issuer=all_of(every, "voice"),
                date=None,
                claims=tuple(c.id for c in claims),
                because=all_of(every, "voice"),
            ),
        ),
    )


def marked_case(
    classes: tuple[Confidentiality, ...],
    consents: tuple[Consent, ...] = (),
    embargoes: tuple[str | None, ...] = (None,) * COUNT,
) -> CaseFile:
    """A case in which every word of source n, and every word derived from it, carries mark n."""
    claims = tuple(claim(n) for n in range(COUNT))
    captures = tuple(
        Capture(
            **head(f"capture{mark(n)}"),  # type: ignore[arg-type]
            object=f"object{mark(n)}",
            address=f"address{mark(n)}",
            name=mark(n, "name"),
            origin="-",
            how="added",
            tool="hechos",
            size=1,
            media_type="text/plain",
            klass=classes[n],
            embargo=embargoes[n],
        )
        for n in range(COUNT)
    )
    texts = tuple(
        Text(
            **head(f"text{mark(n)}"),  # type: ignore[arg-type]
            capture=f"capture{mark(n)}",
            kind="original",
            tool="plain",
            tool_version="1",
            language="en",
            body=body(n),
            hash="",
            nfc=True,
        )
        for n in range(COUNT)
    )
    return CaseFile(
        case=Case(
            **head("case"),  # type: ignore[arg-type]
            slug="case",
            title="A case",
            default_class=Confidentiality.C0,
        ),
        captures=captures,
        texts=texts,
        claims=claims,
        links=links(claims),
        weights=weights(claims),
        decisions=tuple(
            Decision(
                **head(f"decision{mark(n)}"),  # type: ignore[arg-type]
                act="accept",
                on=c.id,
                because=mark(n, "voice"),
            )
            for n, c in enumerate(claims)
        ),
        consents=consents,
        failures=tuple(
            Failure(
                **head(f"failure{mark(n)}"),  # type: ignore[arg-type]
                item=mark(n, "name"),
                stage="reading",
                code="test",
                sentence=f"{mark(n, 'name')} failed.",
                capture=f"capture{mark(n)}",
            )
            for n in range(COUNT)
        ),
        as_of=AT,
    )


@st.composite
def consents(draw: st.DrawFn) -> Consent:
    n = draw(st.integers(0, COUNT - 1))
    answers = st.sampled_from(["yes", "no", "ask_again", "unknown"])
    return Consent(
        **head(f"consent{n}"),  # type: ignore[arg-type]
        given_by="somebody",
        captures=(f"capture{mark(n)}",),
        purposes=(("internal_use", draw(answers)), ("publish_named", draw(answers))),
        expiry=draw(st.sampled_from([None, "2026-01-31", "2026-02-01", "2027", "soon"])),
        withdrawn=draw(st.sampled_from([None, None, "2026-01-01"])),
    )


def may_see(file: CaseFile, n: int, audience: str) -> bool:
    """The rule of the promise, said again without the code under test."""
    capture = file.captures[n]
    purpose, most = ("publish_named", 0) if audience == "public" else ("internal_use", 1)
    if capture.klass > most:
        return False
    if audience == "public" and capture.embargo is not None and capture.embargo > "2026-02-01":
        return False
    return all(
        dict(c.purposes)[purpose] == "yes" and c.withdrawn is None and c.expiry in (None, "2027")
        for c in file.consents
        if capture.id in c.captures
    )


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    classes=st.tuples(*[st.sampled_from(Confidentiality)] * COUNT),
    given_=st.lists(consents(), max_size=3),
    embargoes=st.tuples(*[st.sampled_from([None, "2026-01-01", "2026-05-01"])] * COUNT),
    audience=st.sampled_from(["internal", "public"]),
)
def test_nothing_of_a_source_that_is_out_is_in_the_report(
    classes: tuple[Confidentiality, ...],
    given_: list[Consent],
    embargoes: tuple[str | None, ...],
    audience: str,
) -> None:
    file = marked_case(classes, tuple(given_), embargoes)
    report = build_report(file, audience=audience, rules=ReportRules.load())
    seen = [n for n in range(COUNT) if may_see(file, n, audience)]
    admitted, _ = admit(file, audience, AT)
    for output in (html.render(report), data.render(report), wire.dumps(admitted)):
        for n in range(COUNT):
            if n in seen:
                assert mark(n, "voice") in output
                assert mark(n, "place") in output
            else:
                assert MARKS[n] not in output
                assert NUMBERS[n] not in output
                assert f"{int(NUMBERS[n]):,}" not in output


def test_report_says_how_much_is_left_out_and_no_more(rules: ReportRules) -> None:
    file = marked_case(
        (Confidentiality.C0, Confidentiality.C2, Confidentiality.C3, Confidentiality.C0)
    )
    report = build_report(file, audience="internal", rules=rules)
    said = "".join(p.text for p in report.withheld)
    assert "may not see them: sources 2, statements 2, doubts " in said
    assert said.endswith("items that failed 2.")
    assert {p.to for p in report.withheld if p.part == "bound"} == {("case",)}  # type: ignore[union-attr]


def test_sum_goes_with_one_of_its_parts() -> None:
    whole = marked_case((Confidentiality.C0,) * COUNT)
    assert "sum" in {f.id for f in admit(whole, "public", AT)[0].links.figures}
    cut = marked_case((Confidentiality.C0,) * (COUNT - 1) + (Confidentiality.C1,))
    assert "sum" not in {f.id for f in admit(cut, "public", AT)[0].links.figures}


def test_level_over_hidden_origins_is_not_printed() -> None:
    cut = marked_case((Confidentiality.C0,) * (COUNT - 1) + (Confidentiality.C2,))
    admitted, _ = admit(cut, "internal", AT)
    assert admitted.weights.assessments == ()
    assert [p.id for p in admitted.links.propositions] == ["matter"]


def test_what_nobody_may_not_see_is_kept_as_it_is() -> None:
    whole = marked_case((Confidentiality.C0,) * COUNT)
    admitted, withheld = admit(whole, "public", AT)
    assert admitted == whole
    assert (withheld.captures, withheld.claims, withheld.doubts, withheld.failures) == (0, 0, 0, 0)


def test_a_retraction_goes_where_the_decision_goes() -> None:
    file = marked_case((Confidentiality.C0, *[Confidentiality.C2] * (COUNT - 1)))
    retracted = tuple(
        replace(d, id=f"{d.id}-ended", act="retract", on=d.id) for d in file.decisions
    )
    between = replace(
        file.decisions[0], id="joined", act="same", kind="person", on="text-x:0-4", other="gone:0-4"
    )
    texts = (file.texts[0].id, file.texts[1].id)
    of_texts = tuple(
        replace(between, id=f"of {n}", on=f"{text}:0-4", other=f"{text}:9-12")
        for n, text in enumerate(texts)
    )
    whole = replace(file, decisions=(*file.decisions, *retracted, between, *of_texts))
    admitted, _ = admit(whole, "public", AT)
    first = file.decisions[0].id
    assert [d.id for d in admitted.decisions] == [first, f"{first}-ended", "of 0"]


def test_remake_sees_only_what_is_admitted(rules: ReportRules) -> None:
    file = marked_case(
        (Confidentiality.C0, Confidentiality.C0, Confidentiality.C2, Confidentiality.C2)
    )
    seen: list[CaseFile] = []

    def remake(admitted: CaseFile) -> CaseFile:
        seen.append(admitted)
        return replace(admitted, links=Links(), weights=Weights())

    report = build_report(file, audience="internal", rules=rules, remake=remake)
    assert [c.id for f in seen for c in f.claims] == [f"claim{MARKS[0]}", f"claim{MARKS[1]}"]
    assert not any(b.block == "card" for s in report.sections for b in s.blocks)


@pytest.mark.parametrize(
    ("covers", "out"),
    [
        ({"captures": (f"capture{MARKS[1]}",)}, {1}),
        ({"captures": (mark(1, "name"),)}, {1}),
        ({"captures": (), "parties": ("party",)}, {0, 1, 2, 3}),
        ({"captures": (), "parties": (mark(2, "place"),)}, {2}),
    ],
    ids=["a capture by id", "a capture by name", "a party of the case", "a name in a text"],
)
def test_consent_that_says_nothing_takes_out_what_it_covers(
    covers: dict[str, tuple[str, ...]], out: set[int]
) -> None:
    consent = Consent(**head("consent"), given_by="x", **covers)  # type: ignore[arg-type]
    file = marked_case((Confidentiality.C0,) * COUNT, (consent,))
    admitted, _ = admit(file, "internal", AT)
    assert {
        n for n in range(COUNT) if f"capture{MARKS[n]}" not in {c.id for c in admitted.captures}
    } == out


def test_anonymous_publication_admits_no_page_with_names() -> None:
    consent = Consent(
        **head("consent"),  # type: ignore[arg-type]
        given_by="x",
        captures=(f"capture{MARKS[0]}",),
        purposes=(("publish_anonymised", "yes"), ("internal_use", "yes")),
    )
    file = marked_case((Confidentiality.C0,) * COUNT, (consent,))
    assert admit(file, "public", AT)[1].captures == 1
    assert admit(file, "internal", AT)[1].captures == 0


def test_what_is_made_from_a_hidden_source_is_hidden_but_for_a_redacted_copy() -> None:
    file = marked_case((Confidentiality.C2, *(Confidentiality.C0,) * (COUNT - 1)))
    first, second, third, fourth = file.captures
    file = replace(
        file,
        captures=(
            first,
            replace(second, parent=first.id, role="attachment"),
            replace(third, parent=second.id, role="screenshot"),
            replace(fourth, parent=first.id, role="redacted"),
        ),
    )
    admitted, _ = admit(file, "public", AT)
    assert [(c.id, c.parent) for c in admitted.captures] == [(fourth.id, None)]


def test_claim_above_its_source_takes_the_source_out() -> None:
    file = marked_case((Confidentiality.C0,) * COUNT)
    claims = (replace(file.claims[0], klass=Confidentiality.C2), *file.claims[1:])
    admitted, _ = admit(replace(file, claims=claims), "internal", AT)
    assert len(admitted.captures) == COUNT - 1
