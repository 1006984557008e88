"""Proposed records and views that linking and weighing make from claims."""

from __future__ import annotations

from dataclasses import dataclass

from hechos.records.base import Confidentiality, Level, Outcome, PartyKind, Record
from hechos.records.claims import Number, Passage, Place, Quantity, When
from hechos.records.sources import Standard


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Record):
    """View: mentions taken for one party. `mentions` are "<text id>:<start>-<end>" in reading
    order of the case; `redirects` other ids that lead here. It has no roles."""

    name: str
    kind: PartyKind
    variants: tuple[str, ...]
    mentions: tuple[str, ...]
    redirects: tuple[str, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Record):
    """View: claims about one episode (R-INC-1…4). `pattern` is a campaign or wave; `undecided` are
    those of its claims that may belong to another incident, and stand in both."""

    title: str
    types: tuple[str, ...]
    claims: tuple[str, ...]
    time: When | None = None
    place: Place | None = None
    parent: str | None = None
    pattern: bool = False
    redirects: tuple[str, ...] = ()
    because: str = ""
    undecided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Universe(Record):
    """Who is counted. None is *unstated*, which is not "all"."""

    unit: str | None
    acts: tuple[str, ...]
    who_in: str | None = None
    who_out: str | None = None
    place: str | None = None
    interval: str | None = None
    cohort: str | None = None
    counting_rule: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """A group that a figure says it counts or leaves out, in the words of the source: "two of
    them soldiers". `group` is its key in lang/data/populations, "" where none fits."""

    words: str
    group: str = ""
    number: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Record):
    """One quantity in one universe by one author at one as-of (EDTF). A derived figure holds
    its `inputs` (figure ids), `rule` and `assumptions`; `derivable` is False where the sum was
    refused and `because` says why.

    What its own source states of who is counted stands here, since rivals in one universe may
    differ in it: `includes`, `excludes`, `interval`, `counting_rule`; empty is *unstated*.
    `author_kind` is that of the voice (body, outlet…) or of the body (ngo, state, igo…)."""

    universe: str
    quantity: Quantity
    author: str
    as_of: str | None
    claims: tuple[str, ...]
    supersedes: str | None = None
    inputs: tuple[str, ...] = ()
    rule: str | None = None
    assumptions: tuple[str, ...] = ()
    derivable: bool = True
    because: str = ""
    includes: tuple[Population, ...] = ()
    excludes: tuple[Population, ...] = ()
    interval: str | None = None
    counting_rule: str | None = None
    author_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRelation(Record):
    """`kind`: repeats, quotes, updates, translates, contradicts; `left` is the earlier one."""

    kind: str
    left: str
    right: str
    outcome: Outcome = Outcome.UNDETERMINED
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginEdge(Record):
    """Why two claims are one origin, or (`between` = "documents") why two captures are relays.

    `kind`: decided, text_run, same_primary, same_owner, same_photo, credit, witness, translation,
    shared_error; between documents: reprint, partial, shared_quote, boilerplate, credit,
    same_photo. `evidence` is the shared passage or credit line."""

    between: str
    left: str
    right: str
    kind: str
    evidence: str
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginGroup(Record):
    """View, per proposition: claims that go back to one origin. `primary` names it, or None
    where it is unknown (a doubt is open then)."""

    proposition: str
    claims: tuple[str, ...]
    primary: str | None
    edges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposition(Record):
    """What claims are for or against: one figure's amount, one act, one label, one procedure.
    `kind`: figure, act, status, label, procedure, vote, statement; `statement` is a sentence
    that keeps the attribution and hedge of its claims."""

    kind: str
    statement: str
    supporting: tuple[str, ...]
    contrary: tuple[str, ...] = ()
    incident: str | None = None
    figure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdPartyFinding(Record):
    """Another body's finding: quotable with its standard, never an origin of the fact (R-STD-6)."""

    body: str
    claim: str
    passage: Passage
    standard: Standard | None
    date: str | None
    document: str | None
    underlying_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt(Record):
    """`on` is a record id; `slot` a part of it. `severity`: blocks, limits, cosmetic.
    `status`: open, resolved, accepted."""

    type: str
    on: str
    text: str
    slot: str | None = None
    severity: str = "limits"
    status: str = "open"
    resolution: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryDocument(Record):
    """A document to obtain, because claims rest on it and the case holds only relays of it."""

    title: str
    issuer: str
    date: str | None
    claims: tuple[str, ...]
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementLevel:
    """How far one essential element of a proposition is supported (R-STD-3).

    `name`: the proposition's own kind for the matter as such, then victims, date, place,
    attribution, each with the `value` that carries farthest; `origins` support that value."""

    name: str
    value: str
    level: Level
    origins: tuple[str, ...]
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another explanation on file (domain.md §2.2d). `kind`: official_version, denial,
    other_actor, other_account. An official version without claims is none on file, where a killing
    asks for one; whether it was sought is not known."""

    kind: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Record):
    """Of a proposition: independent origins for and against, the level proposed and why, and
    what it depends on (`fragile`: origin groups without which the level would fall).

    `level` is of the matter as such; `elements` of it and of all that is stated with it; `whole`
    the least of them, what a finding that states them all could reach. `first_hand` are origin
    groups that hold a first-hand source, `proximity` that of the nearest claim, `information` the
    machine's proposal, 3 or 6. `pattern`: like matters at P2 that rule 2.2b could rest on, if two
    reviewers sign."""

    proposition: str
    supporting_origins: tuple[str, ...]
    contrary_origins: tuple[str, ...]
    level: Level
    because: str
    doubts: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    fragile: tuple[str, ...] = ()
    recipe: str = "1"
    klass: Confidentiality = Confidentiality.C1
    elements: tuple[ElementLevel, ...] = ()
    whole: Level | None = None
    first_hand: tuple[str, ...] = ()
    proximity: int | None = None
    information: str = "6"
    alternatives: tuple[Alternative, ...] = ()
    pattern: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade(Record):
    """The grade in force of a capture, party or claim (`on`), for a topic and a period where it
    is bound to one. `made` is the member who assessed it, or the rule: then `source` is F and
    `information` 3 or 6, never better and never worse (R-GRD-4). `interest` is a flag, no grade:
    which side the source stands on (R-GRD-5). An empty axis was not graded."""

    on: str
    because: str
    source: str = ""
    information: str = ""
    topic: str = ""
    period: str = ""
    integrity: str = ""
    interest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEdge(Record):
    """What a rule or model (`made`) says of two mentions: proposed, and remade at will.

    `kind`: person, incident, document, origin. `a` and `b` are what is never merged: for a person
    "<text id>:<start>-<end>", for an incident or origin a claim id, for a document a capture id;
    `a` is the one met first. `judgement`: same (forms a provisional cluster), review (a person
    must look), family (a hint, never a link). `weight` is log2 of the odds that the evidence
    adds to the prior; `steps` are (what was compared, weight it added) and sum up to it."""

    kind: str
    a: str
    b: str
    judgement: str
    because: str
    weight: float | None = None
    probability: float | None = None
    steps: tuple[tuple[str, float], ...] = ()
    run: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRun(Record):
    """Which model made edges, from what: so that a count can say what it rests on.

    `inputs` is the hash of the mentions in order, `settings` that of the model, `cut` the weight
    from which an edge says "same"; `versions` are (library, version) pairs."""

    kind: str
    model: str
    inputs: str
    settings: str
    cut: float
    versions: tuple[tuple[str, str], ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Record):
    """Given, append-only: what a member decided, on what, seeing what, why.

    `act`: accept, reject, edit, grade, checklist, resolve, same, different, unsure, family,
    retract, withdraw. `key` is the claim's key, of a relation both claims' keys; `seen`
    the address of the object that holds the copy of what was on the screen (JSON: quote, 32
    characters either side, all slots); `changes` are (slot, value) pairs. Of a link, `on` and
    `other` are the two mentions (as in `LinkEdge`), and `kind` says of what; "retract" is on an
    earlier decision, which no longer counts."""

    act: str
    on: str
    because: str
    key: str | None = None
    seen: str | None = None
    changes: tuple[tuple[str, str], ...] = ()
    other: str | None = None
    supersedes: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Which rules a stage used: the data file, its version, sha256. Printed in the method annex
    of an audience that may see `klass`; what a case taught is as closed as its captures."""

    stage: str
    name: str
    version: str
    hash: str
    note: str = ""
    klass: Confidentiality = Confidentiality.C0


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesTaken(Record):
    """Given: the rules that a case is built with from here on. A change is an act of its own."""

    rules: tuple[RuleSet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTaken(Record):
    """Given: a member switches on what the case's decisions taught its coder, or off.

    `model` is the address of the object that holds the weights (JSON), None where it is off;
    `klass` the highest class of the captures it was trained on."""

    because: str
    model: str | None = None
    version: str = ""
    klass: Confidentiality = Confidentiality.C1


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindCoding(Record):
    """Given: how a member codes a proposal without seeing what others decided, to measure
    agreement. It changes no claim. `act`: accept, reject, edit; the rest as in a decision."""

    act: str
    on: str
    because: str = ""
    changes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What linking proposes from all claims of a case. Claims inside are given by id."""

    parties: tuple[Party, ...] = ()
    incidents: tuple[Incident, ...] = ()
    universes: tuple[Universe, ...] = ()
    figures: tuple[Figure, ...] = ()
    propositions: tuple[Proposition, ...] = ()
    relations: tuple[ClaimRelation, ...] = ()
    edges: tuple[OriginEdge, ...] = ()
    origins: tuple[OriginGroup, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    link_edges: tuple[LinkEdge, ...] = ()
    link_runs: tuple[LinkRun, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What weighing proposes: assessments, outcomes of contradictions (the relations of linking
    with their outcome set), doubts, findings of other bodies, documents to obtain, grades."""

    assessments: tuple[Assessment, ...] = ()
    relations: tuple[ClaimRelation, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    third_party_findings: tuple[ThirdPartyFinding, ...] = ()
    primary_documents: tuple[PrimaryDocument, ...] = ()
    grades: tuple[Grade, ...] = ()
