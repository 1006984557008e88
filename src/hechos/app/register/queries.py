"""What a case holds, read from the register. Every list is in a fixed order."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from hechos.app.register.classes import TOP
from hechos.app.register.models import CaseHead, Given, Proposed, Ref
from hechos.app.register.rows import CLAIM, DECIDED, FILTERED, LINK, record_of
from hechos.coding.coders.replies import Answer
from hechos.errors import NotFoundError
from hechos.records import (
    Assessment,
    Capture,
    Case,
    CaseFile,
    Claim,
    ClaimRelation,
    Consent,
    Decision,
    Doubt,
    Estimate,
    Failure,
    Figure,
    Finding,
    Grade,
    Incident,
    LinkEdge,
    LinkRun,
    Links,
    Member,
    ModelOutput,
    ModelTaken,
    OriginEdge,
    OriginGroup,
    Party,
    PrimaryDocument,
    Proposition,
    Record,
    RuleSet,
    RulesTaken,
    Text,
    ThirdPartyFinding,
    Universe,
    Weights,
    wire,
)

R = TypeVar("R", bound=Record)
Payload = Callable[[str], bytes]


def head_of(slug: str) -> CaseHead:
    """Return the case by its slug or id; NotFoundError names the cases there are."""
    head = CaseHead.objects.filter(slug=slug).first() or CaseHead.objects.filter(id=slug).first()
    if head is None:
        names = ", ".join(CaseHead.objects.order_by("slug").values_list("slug", flat=True))
        raise NotFoundError(
            f"There is no case “{slug}”.",
            hint=f"Cases here: {names}." if names else "Make one with `hechos new NAME`.",
        )
    return head


def case_of(head: CaseHead) -> Case:
    return wire.loads(head.body, Case)


def given(head: CaseHead, cls: type[R]) -> tuple[R, ...]:
    rows = Given.objects.filter(case=head, record=cls.__name__).order_by("seq")
    return tuple(wire.loads(row.body, cls) for row in rows.iterator())


def withdrawn(head: CaseHead) -> frozenset[str]:
    """Return the captures that a decision withdrew."""
    rows = Given.objects.filter(case=head, record="Decision", state="withdraw")
    return frozenset(rows.values_list("part_of", flat=True))


def linked(head: CaseHead, cls: type[R]) -> tuple[R, ...]:
    rows = Proposed.objects.filter(case=head, layer=LINK, record=cls.__name__, upto=TOP)
    rows = rows.order_by("place", "id")
    return tuple(wire.loads(row.body, cls) for row in rows.iterator())


def proposals(head: CaseHead, cls: type[R]) -> tuple[R, ...]:
    """Return what coding proposes, without decisions."""
    return _of_coding(head, CLAIM, cls)


def filtered(head: CaseHead, cls: type[R]) -> tuple[R, ...]:
    """Return what a learned model leaves out of what coding proposes."""
    return _of_coding(head, FILTERED, cls)


def _of_coding(head: CaseHead, layer: str, cls: type[R]) -> tuple[R, ...]:
    rows = Proposed.objects.filter(case=head, layer=layer, record=cls.__name__)
    return tuple(wire.loads(row.body, cls) for row in rows.order_by("place", "row").iterator())


def claims(head: CaseHead) -> tuple[Claim, ...]:
    """Return the claims as they stand: proposals with decisions applied, in reading order."""
    decided = {
        row.id: row for row in Proposed.objects.filter(case=head, layer=DECIDED, record="Claim")
    }
    rows = list(
        Proposed.objects.filter(case=head, layer=CLAIM, record="Claim").order_by("place", "row")
    )
    there = {row.id for row in rows}
    merged = [decided.get(row.id, row) for row in rows]
    merged += [row for row_id, row in decided.items() if row_id not in there]
    merged.sort(key=lambda row: (row.place, row.id))
    return tuple(wire.loads(row.body, Claim) for row in merged)


def text_of(row_body: str, payload: Payload) -> tuple[Text, tuple[Claim, ...]] | None:
    """Return the full text and its document claims from the payload object; None if withdrawn."""
    head = wire.loads(row_body, Text)
    try:
        stored = json.loads(payload(head.address))
    except NotFoundError:
        return None
    text = wire.from_plain(stored["text"], Text)
    return text, tuple(wire.from_plain(claim, Claim) for claim in stored["claims"])


def answers(
    head: CaseHead, payload: Payload, *, of: Collection[str] | None = None
) -> dict[str, tuple[Answer, ...]]:
    """Return by text what other coders answered about it, or about the texts of some captures. Of
    each coder those answers count that were given to the same prompt as its last one; what was
    withdrawn is not there."""
    found: dict[str, dict[str, list[Answer]]] = {}
    rows = Given.objects.filter(case=head, record="ModelOutput").order_by("seq")
    if of is not None:
        rows = rows.filter(part_of__in=of)
    for row in rows.iterator():
        output = wire.loads(row.body, ModelOutput)
        try:
            words = payload(output.address).decode()
        except NotFoundError:
            continue
        answer = Answer(
            coder=output.coder,
            prompt=output.prompt,
            request=output.request,
            start=output.start,
            end=output.end,
            answer=words,
        )
        found.setdefault(output.text, {}).setdefault(output.coder, []).append(answer)
    return {
        text: tuple(one for said in by.values() for one in said if one.prompt == said[-1].prompt)
        for text, by in found.items()
    }


def texts(head: CaseHead, payload: Payload) -> Iterator[tuple[Text, tuple[Claim, ...]]]:
    rows = Given.objects.filter(case=head, record="Text").order_by("seq")
    for row in rows.iterator():
        found = text_of(row.body, payload)
        if found is not None:
            yield found


def links_of(head: CaseHead) -> Links:
    return Links(
        parties=linked(head, Party),
        incidents=linked(head, Incident),
        universes=linked(head, Universe),
        figures=linked(head, Figure),
        propositions=linked(head, Proposition),
        edges=linked(head, OriginEdge),
        origins=linked(head, OriginGroup),
        link_edges=linked(head, LinkEdge),
        link_runs=linked(head, LinkRun),
    )


def weights_of(head: CaseHead) -> Weights:
    return Weights(
        assessments=linked(head, Assessment),
        relations=linked(head, ClaimRelation),
        doubts=linked(head, Doubt),
        third_party_findings=linked(head, ThirdPartyFinding),
        primary_documents=linked(head, PrimaryDocument),
        grades=linked(head, Grade),
    )


def rules_of(head: CaseHead) -> RulesTaken | None:
    taken = given(head, RulesTaken)
    return taken[-1] if taken else None


def rules_in_use(head: CaseHead) -> tuple[RuleSet, ...]:
    taken, model = rules_of(head), model_of(head)
    rules = taken.rules if taken else ()
    if model is None or model.model is None:
        return rules
    learned = RuleSet(
        stage="coding",
        name="coding/learned",
        version=model.version,
        hash=model.model,
        klass=model.klass,
    )
    return (*rules, learned)


def model_of(head: CaseHead) -> ModelTaken | None:
    """Return which learned model is switched on; None where none is."""
    taken = given(head, ModelTaken)
    return taken[-1] if taken and taken[-1].model else None


def case_file(head: CaseHead, payload: Payload, *, as_of: str) -> CaseFile:
    weights = weights_of(head)
    return CaseFile(
        case=case_of(head),
        members=given(head, Member),
        captures=given(head, Capture),
        texts=tuple(text for text, _ in texts(head, payload)),
        claims=claims(head),
        links=links_of(head),
        weights=weights,
        decisions=given(head, Decision),
        consents=given(head, Consent),
        failures=given(head, Failure),
        findings=given(head, Finding),
        estimates=given(head, Estimate),
        rules=rules_in_use(head),
        as_of=as_of,
    )


def find(record_id: str) -> tuple[CaseHead, Record]:
    """Return any record of the home by its id, or by an unambiguous beginning of it."""
    end = record_id + "~"
    proposed = Proposed.objects.filter(id__gte=record_id, id__lt=end, upto=TOP).order_by("-layer")
    given_ = Given.objects.filter(id__gte=record_id, id__lt=end)
    by_id: dict[str, Given | Proposed] = {row.id: row for row in given_[:40]}
    by_id |= {row.id: row for row in reversed(list(proposed[:40]))}
    if len(by_id) > 1:
        raise NotFoundError(
            f"“{record_id}” begins {len(by_id)} ids or more.", hint="Give more of the id."
        )
    if not by_id:
        return _redirected(record_id)
    row = next(iter(by_id.values()))
    decided = Proposed.objects.filter(id=row.id, layer=DECIDED).first()
    return row.case, record_of(decided or row)


def redirected(record_id: str) -> Proposed | None:
    """Return the party or incident that an earlier id leads to."""
    refs = Ref.objects.filter(target=record_id, record__in=["Party", "Incident"], layer=LINK)
    rows = Proposed.objects.filter(layer=LINK, id__in=refs.values("source"), upto=TOP)
    for row in rows.select_related("case"):
        if record_id in json.loads(row.body)["redirects"]:
            return row
    return None


def _redirected(record_id: str) -> tuple[CaseHead, Record]:
    row = redirected(record_id)
    if row is not None:
        return row.case, record_of(row)
    raise NotFoundError(
        f"There is nothing with the id “{record_id}”.", hint="`hechos claims CASE` lists ids."
    )
