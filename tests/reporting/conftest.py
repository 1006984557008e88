"""A case made by hand: three notes with rival figures, a denial, a sum, and a confidential one."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

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
    Decision,
    DiplomacyContent,
    DocumentContent,
    Doubt,
    Factuality,
    Failure,
    Figure,
    Incident,
    LabelContent,
    Level,
    Links,
    Made,
    Mandate,
    Member,
    Mention,
    OriginEdge,
    OriginGroup,
    Outcome,
    Party,
    PartyKind,
    Passage,
    Place,
    Polarity,
    PrimaryDocument,
    ProcedureContent,
    Proposition,
    Quantity,
    RuleSet,
    Standard,
    Text,
    TextSpan,
    ThirdPartyFinding,
    Universe,
    VoiceLink,
    Weights,
    When,
    Whole,
)
from hechos.reporting.build import ReportRules, build_report
from hechos.reporting.tree import Report

AT = "2025-11-03T10:00:00Z"
CASE = "case-1"
A = (
    "River Post, 4 October 2025\n\n"
    "At least 12 people died in the clashes at the port of Lumina, the Harbour Workers' Union "
    "said on Saturday. Officers of the Port Guard opened fire without warning, according to the "
    "union.\n\n"
    "The union demanded an independent inquiry.\n"
)
B = (
    "Northern Gazette — 5 October 2025\n\n"
    "The Ministry of Order put the number of deaths at 9 and denied that its officers had fired. "
    "A group it called terrorists had thrown explosives at the barracks, it said.\n\n"
    "More than 200 people were arrested, the ministry added. Fourteen more arrests followed in "
    "the next week.\n"
)
C = (
    "El Faro del Sur, 6 de octubre de 2025\n\n"
    "Unas 11 personas murieron en el puerto de Lumina, informó la Oficina de Derechos, que "
    "consideró que los hechos podrían constituir crímenes de lesa humanidad.\n\n"
    "La Fiscalía abrió una investigación.\n"
)
D = "Statement of witness K-7: I counted 15 bodies behind the warehouse that night.\n"
BODIES = {"a": A, "b": B, "c": C, "d": D}

UNION = Mention(verbatim="the Harbour Workers' Union", name="Harbour Workers' Union")
MINISTRY = Mention(verbatim="The Ministry of Order", name="Ministry of Order")
GUARD = Mention(verbatim="Officers of the Port Guard", name="Port Guard", kind=PartyKind.UNIT)
GROUP = Mention(verbatim="terrorists", name="terrorists", kind=PartyKind.GROUP)
OFFICE = Mention(verbatim="la Oficina de Derechos", name="Oficina de Derechos")
PROSECUTOR = Mention(verbatim="La Fiscalía", name="Fiscalía")
LUMINA = Place(verbatim="Lumina", path="Lumina, Costa Norte", place_id="x-1", level="town")
NIGHT = When(verbatim="on Saturday", edtf="2025-10-03/2025-10-04")


def head(id_: str, by: str = "rule:linking", at: str = AT) -> dict[str, Any]:
    return {"id": id_, "case": CASE, "made": Made(by=by, version="1", at=at)}


def capture(letter: str, body: str, name: str, **more: Any) -> Capture:
    more.setdefault("klass", Confidentiality.C0)
    return Capture(
        **head(f"cap-{letter}", "member:ana", "2025-11-01T09:00:00Z"),
        object=f"obj-{letter}",
        address=hashlib.sha256(body.encode()).hexdigest(),
        name=name,
        origin="notes",
        how="added",
        tool="hechos",
        size=len(body.encode()),
        media_type="text/plain",
        **more,
    )


def text(letter: str, body: str, language: str) -> Text:
    return Text(
        **head(f"text-{letter}", "rule:reading"),
        capture=f"cap-{letter}",
        kind="original",
        tool="plain",
        tool_version="1",
        language=language,
        body=body,
        hash=hashlib.sha256(body.encode()).hexdigest(),
        nfc=True,
    )


def passage(letter: str, body: str, quote: str) -> Passage:
    start = body.index(quote)
    span = TextSpan(text=f"text-{letter}", start=start, end=start + len(quote), quote=quote)
    return Passage(capture=f"cap-{letter}", selector=span)


def voice(outlet: str, *inner: tuple[Mention, str, str]) -> tuple[VoiceLink, ...]:
    first = VoiceLink(speaker=Mention(verbatim=outlet, name=outlet), kind="outlet")
    rest = (VoiceLink(speaker=m, kind=k, stance=s) for m, k, s in inner)
    return (first, *rest)


def claim(id_: str, letter: str, said: str | Passage, content: Any, **more: Any) -> Claim:
    anchor = passage(letter, BODIES[letter], said) if isinstance(said, str) else said
    return Claim(
        **head(id_, "rule:coding"),
        capture=f"cap-{letter}",
        text=f"text-{letter}",
        key=f"key-{id_}",
        passages=(anchor,),
        content=content,
        **{"klass": Confidentiality.C0, **more},
    )


def number(n: int, bound: Bound, unit: str, verbatim: str) -> Quantity:
    if bound is Bound.ABOUT:
        return Quantity(verbatim=verbatim, low=None, high=None, point=n, bound=bound, unit=unit)
    low = n + 1 if bound is Bound.MORE_THAN else n
    high = n if bound is Bound.EXACT else None
    return Quantity(verbatim=verbatim, low=low, high=high, point=n, bound=bound, unit=unit)


def _claims() -> tuple[Claim, ...]:
    union = voice("River Post", (UNION, "body", "reports"))
    ministry = voice("Northern Gazette", (MINISTRY, "body", "reports"))
    office = voice("El Faro del Sur", (OFFICE, "body", "reports"))
    witness = (VoiceLink(speaker=Mention(verbatim="K-7", name="Witness K-7"), kind="witness"),)
    deaths = {"type": "LIFE.UNK", "place": LUMINA, "time": NIGHT}
    return (
        claim(
            "c-pub",
            "a",
            Passage(capture="cap-a", selector=Whole(note="header")),
            DocumentContent(type="publisher", value="River Post"),
        ),
        claim(
            "c-date", "a", "4 October 2025", DocumentContent(type="published", value="2025-10-04")
        ),
        claim(
            "c-12",
            "a",
            "At least 12 people died in the clashes at the port of Lumina",
            ActContent(
                **deaths,
                quantity=number(12, Bound.AT_LEAST, "deaths", "At least 12 people"),
                occasion="the clashes at the port of Lumina",
            ),
            voice=union,
            rule="deaths",
        ),
        claim(
            "c-fire",
            "a",
            "Officers of the Port Guard opened fire without warning",
            ActContent(type="LIFE.FORCE", actors=(Actor(mention=GUARD),), place=LUMINA, time=NIGHT),
            voice=union,
            factuality=Factuality.ALLEGED,
            hedge="according to",
        ),
        claim(
            "c-inquiry",
            "a",
            "The union demanded an independent inquiry",
            DiplomacyContent(type="demand", demands=("an independent inquiry",)),
            voice=union,
            factuality=Factuality.DEMANDED,
        ),
        claim(
            "c-9",
            "b",
            "put the number of deaths at 9",
            ActContent(**deaths, quantity=number(9, Bound.EXACT, "deaths", "9")),
            voice=ministry,
            state="accepted",
        ),
        claim(
            "c-denied",
            "b",
            "denied that its officers had fired",
            ActContent(type="LIFE.FORCE", actors=(Actor(mention=GUARD),), place=LUMINA, time=NIGHT),
            voice=voice("Northern Gazette", (MINISTRY, "body", "denies")),
            polarity=Polarity.DENIED,
        ),
        claim(
            "c-raid",
            "b",
            "A group it called terrorists had thrown explosives at the barracks",
            ActContent(type="armed_raid", actors=(Actor(mention=GROUP),), place=LUMINA),
            voice=ministry,
            factuality=Factuality.ALLEGED,
        ),
        claim(
            "c-200",
            "b",
            "More than 200 people were arrested",
            ActContent(
                type="LIB.ARREST",
                quantity=number(200, Bound.MORE_THAN, "arrest_event", "More than 200"),
                place=LUMINA,
            ),
            voice=ministry,
        ),
        claim(
            "c-14",
            "b",
            "Fourteen more arrests followed in the next week",
            ActContent(
                type="LIB.ARREST",
                quantity=number(14, Bound.EXACT, "arrest_event", "Fourteen"),
                time=When(verbatim="the next week", edtf="2025-10-06/2025-10-12"),
            ),
            voice=ministry,
        ),
        claim(
            "c-11",
            "c",
            "Unas 11 personas murieron en el puerto de Lumina",
            ActContent(**deaths, quantity=number(11, Bound.ABOUT, "deaths", "Unas 11 personas")),
            voice=office,
        ),
        claim(
            "c-label",
            "c",
            "los hechos podrían constituir crímenes de lesa humanidad",
            LabelContent(
                type="CAH", label="crímenes de lesa humanidad", of="los hechos", strength="could"
            ),
            voice=office,
            factuality=Factuality.POSSIBLE,
            hedge="podrían constituir",
            standard=Standard(framework="UN_OHCHR", code="P2"),
        ),
        claim(
            "c-case",
            "c",
            "La Fiscalía abrió una investigación",
            ProcedureContent(type="investigation", forum=PROSECUTOR),
            voice=voice("El Faro del Sur"),
        ),
        claim(
            "c-15",
            "d",
            "I counted 15 bodies behind the warehouse",
            ActContent(**deaths, quantity=number(15, Bound.EXACT, "deaths", "15 bodies")),
            voice=witness,
            klass=Confidentiality.C2,
        ),
    )


def _figure(id_: str, claim_: Claim, author: str, *, as_of: str | None) -> Figure:
    quantity = claim_.content.quantity
    assert quantity
    return Figure(
        **head(id_),
        universe="uni-1" if quantity.unit == "deaths" else "uni-2",
        quantity=quantity,
        author=author,
        as_of=as_of,
        claims=(claim_.id,),
    )


def _links(claims: dict[str, Claim]) -> Links:
    sum_ = Quantity(verbatim="", low=215, high=None, point=215, bound=Bound.AT_LEAST)
    return Links(
        parties=(
            Party(
                **head("party-1"),
                name="Ministry of Order",
                kind=PartyKind.ORGANISATION,
                variants=("The Ministry of Order",),
                mentions=("text-b:35-56",),
            ),
        ),
        incidents=(
            Incident(
                **head("inc-1"),
                title="Deaths at the port of Lumina",
                types=("LIFE.UNK", "LIFE.FORCE"),
                claims=("c-12", "c-fire", "c-9", "c-denied", "c-11", "c-15"),
                time=NIGHT,
                place=LUMINA,
            ),
            Incident(
                **head("inc-2"),
                title="Raid on the barracks",
                types=("armed_raid",),
                claims=("c-raid",),
            ),
            Incident(
                **head("inc-3"),
                title="Arrests after the clashes",
                types=("LIB.ARREST",),
                claims=("c-200", "c-14"),
                time=When(verbatim="", edtf="2025-10-05/.."),
            ),
        ),
        universes=(
            Universe(
                **head("uni-1"),
                unit="deaths",
                acts=("LIFE.UNK",),
                place="Lumina",
                interval="2025-10-03/2025-10-04",
                title="Deaths at the port of Lumina, 3 to 4 October 2025",
            ),
            Universe(
                **head("uni-2"),
                unit="arrest_event",
                acts=("LIB.ARREST",),
                place="Lumina",
                title="Arrests in Lumina",
            ),
        ),
        figures=(
            _figure("fig-12", claims["c-12"], "Harbour Workers' Union", as_of="2025-10-04"),
            _figure("fig-9", claims["c-9"], "Ministry of Order", as_of="2025-10-05"),
            _figure("fig-11", claims["c-11"], "Oficina de Derechos", as_of="2025-10-06"),
            _figure("fig-15", claims["c-15"], "Witness K-7", as_of=None),
            _figure("fig-200", claims["c-200"], "Ministry of Order", as_of="2025-10-05"),
            _figure("fig-14", claims["c-14"], "Ministry of Order", as_of="2025-10-12"),
            Figure(
                **head("fig-sum"),
                universe="uni-2",
                quantity=replace(sum_, unit="arrest_event"),
                author="",
                as_of="2025-10-12",
                claims=(),
                inputs=("fig-200", "fig-14"),
                rule="sum of lower bounds over disjoint windows",
                assumptions=("the second window begins where the first ends",),
                because="Both count arrests by one author, in windows that do not overlap.",
            ),
            Figure(
                **head("fig-persons"),
                universe="uni-2",
                quantity=replace(sum_, unit="persons"),
                author="",
                as_of=None,
                claims=(),
                inputs=("fig-200", "fig-14"),
                rule="sum of lower bounds over disjoint windows",
                derivable=False,
                because="One person may have been arrested twice.",
            ),
        ),
        propositions=(
            Proposition(
                **head("prop-deaths"),
                kind="figure",
                statement="Deaths at the port of Lumina",
                supporting=("c-12", "c-11", "c-15"),
                contrary=("c-9",),
                incident="inc-1",
                figure="fig-12",
            ),
            Proposition(
                **head("prop-fire"),
                kind="act",
                statement="The guard fired",
                supporting=("c-fire",),
                contrary=("c-denied",),
                incident="inc-1",
            ),
            Proposition(
                **head("prop-raid"),
                kind="act",
                statement="A raid",
                supporting=("c-raid",),
                incident="inc-2",
            ),
        ),
        edges=(
            OriginEdge(
                **head("edge-1"),
                between="documents",
                left="cap-a",
                right="cap-c",
                kind="shared_quote",
                evidence="in the port of Lumina",
                because="Both carry the same sentence.",
            ),
        ),
        origins=(
            OriginGroup(
                **head("orig-1"),
                proposition="prop-deaths",
                claims=("c-12",),
                primary="Union bulletin",
            ),
            OriginGroup(
                **head("orig-2"), proposition="prop-deaths", claims=("c-11",), primary=None
            ),
            OriginGroup(
                **head("orig-3"), proposition="prop-fire", claims=("c-fire",), primary=None
            ),
        ),
    )


def _weights() -> Weights:
    return Weights(
        assessments=(
            Assessment(
                **head("ass-deaths", "rule:weighing"),
                proposition="prop-deaths",
                supporting_origins=("orig-1", "orig-2"),
                contrary_origins=("orig-9",),
                level=Level.P1,
                because="Two origins, each through a press relay.",
                doubts=("doubt-1",),
                fragile=("orig-1",),
                klass=Confidentiality.C0,
            ),
            Assessment(
                **head("ass-fire", "rule:weighing"),
                proposition="prop-fire",
                supporting_origins=("orig-3",),
                contrary_origins=("orig-9",),
                level=Level.P0,
                because="One origin, and it is disputed.",
                klass=Confidentiality.C0,
            ),
        ),
        relations=(
            ClaimRelation(
                **head("rel-1", "rule:weighing"),
                kind="contradicts",
                left="c-12",
                right="c-9",
                outcome=Outcome.TRUE_CONTRADICTION,
                because="A count of 9 lies below a floor of 12 in one universe.",
            ),
            ClaimRelation(
                **head("rel-2", "rule:weighing"),
                kind="contradicts",
                left="c-fire",
                right="c-denied",
                outcome=Outcome.UNDETERMINED,
                because="An allegation and its denial.",
            ),
        ),
        doubts=(
            Doubt(
                **head("doubt-1", "rule:weighing"),
                type="single_origin",
                on="prop-deaths",
                text="Nobody outside the two bodies has counted.",
            ),
            Doubt(
                **head("doubt-2", "rule:weighing"),
                type="date",
                on="c-14",
                slot="time",
                text="“The next week” may begin on 5 or 6 October.",
                severity="cosmetic",
            ),
            Doubt(
                **head("doubt-3", "rule:weighing"),
                type="contradiction",
                on="rel-1",
                text="The two numbers cannot both be right.",
                severity="blocks",
            ),
        ),
        third_party_findings=(
            ThirdPartyFinding(
                **head("tpf-1", "rule:weighing"),
                body="Oficina de Derechos",
                claim="c-label",
                passage=passage("c", C, "consideró que los hechos podrían constituir"),
                standard=Standard(framework="UN_OHCHR", code="P2"),
                date="2025-10-06",
                document="Report on the port",
            ),
        ),
        primary_documents=(
            PrimaryDocument(
                **head("prim-1", "rule:weighing"),
                title="Bulletin on the clashes",
                issuer="Harbour Workers' Union",
                date="2025-10-04",
                claims=("c-12",),
                because="The case holds only a press relay of it.",
            ),
        ),
    )


def build_case() -> CaseFile:
    claims = _claims()
    return CaseFile(
        case=Case(
            **head(CASE, "member:ana", "2025-11-01T09:00:00Z"),
            slug="port",
            title="Deaths at a port",
            mandate=Mandate(start="2025-10-01", territory="Costa Norte", matter="deaths, arrests"),
            seed="00" * 32,
            default_class=Confidentiality.C0,
        ),
        members=(Member(**head("mem-1", "member:ana"), pseudonym="Ana"),),
        captures=(
            capture("a", A, "river-post.txt"),
            capture("b", B, "gazette.txt"),
            capture("c", C, "faro.txt", klass=Confidentiality.C1),
            capture("d", D, "witness-k7.txt", klass=Confidentiality.C2),
        ),
        texts=(text("a", A, "en"), text("b", B, "en"), text("c", C, "es"), text("d", D, "en")),
        claims=claims,
        links=_links({c.id: c for c in claims}),
        weights=_weights(),
        decisions=(
            Decision(
                **head("dec-1", "mem-1", "2025-11-02T12:00:00Z"),
                act="accept",
                on="c-9",
                key="key-c-9",
                because="The number stands in the text.",
            ),
        ),
        failures=(
            Failure(
                **head("fail-1", "rule:reading"),
                item="scan.pdf",
                stage="reading",
                code="no_text",
                sentence="The pages hold no text; OCR is needed.",
            ),
        ),
        rules=(RuleSet(stage="coding", name="acts.en.toml", version="1", hash="ab" * 32),),
        as_of=AT,
    )


@pytest.fixture(scope="session")
def case_file() -> CaseFile:
    return build_case()


@pytest.fixture(scope="session")
def rules() -> ReportRules:
    return ReportRules.load()


@pytest.fixture(scope="session")
def report(case_file: CaseFile, rules: ReportRules) -> Report:
    return build_report(case_file, audience="internal", rules=rules)
