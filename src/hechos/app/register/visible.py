"""Rows of a case up to a class, by what pages ask for again and again; each question is composed
once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from hechos.app.questions import composed_once
from hechos.app.register.models import Given, Proposed, Ref
from hechos.app.register.rows import FILTERED, LINK

Ids = Sequence[str]


def given(case: str, seen: int) -> QuerySet[Given]:
    """Return what the journal of a case holds up to a class."""
    return Given.objects.filter(case=case, klass__lte=seen)


def proposed(case: str, seen: int) -> QuerySet[Proposed]:
    """Return what rules made of a case, as it may be known up to a class."""
    return Proposed.objects.filter(case=case, klass__lte=seen, upto__gte=seen)


@composed_once
def given_by_id(case: str, seen: int, ids: Ids) -> QuerySet[Given]:
    return given(case, seen).filter(id__in=ids)


@composed_once
def given_of(case: str, seen: int, record: str, ids: Ids) -> QuerySet[Given]:
    return given(case, seen).filter(record=record, id__in=ids)


@composed_once
def given_parts(case: str, seen: int, record: str, homes: Ids) -> QuerySet[Given]:
    """Ask for the records of a class that belong to some others, first to last."""
    return given(case, seen).filter(record=record, part_of__in=homes).order_by("seq")


@composed_once
def proposed_by_id(case: str, seen: int, ids: Ids) -> QuerySet[Proposed]:
    return proposed(case, seen).filter(id__in=ids)


@composed_once
def proposed_of(case: str, seen: int, record: str, ids: Ids) -> QuerySet[Proposed]:
    return proposed(case, seen).filter(record=record, id__in=ids)


@composed_once
def linked_of(case: str, seen: int, record: str, ids: Ids) -> QuerySet[Proposed]:
    return proposed(case, seen).filter(layer=LINK, record=record, id__in=ids)


@composed_once
def naming(
    case: str, seen: int, record: str, ids: Ids, *, most: int | None = None
) -> QuerySet[Proposed]:
    """Ask for the linked records of a class that name one of the ids, in their order."""
    refs = Ref.objects.filter(target__in=ids, case=case, record=record, layer=LINK)
    rows = proposed(case, seen).filter(layer=LINK, record=record, id__in=refs.values("source"))
    return rows.order_by("place", "id")[:most]


@composed_once
def sources_naming(case: str, record: str, targets: Ids) -> QuerySet[Ref, tuple[str, str]]:
    """Ask for (target, id of a record of the class that names it)."""
    rows = Ref.objects.filter(target__in=targets, case=case, record=record)
    return rows.order_by("source").values_list("target", "source")


@composed_once
def claims_of(case: str, seen: int, captures: Ids) -> QuerySet[Proposed, tuple[str]]:
    rows = proposed(case, seen).filter(record="Claim", part_of__in=captures)
    return rows.exclude(layer=FILTERED).values_list("id")


@composed_once
def claims_about(case: str, seen: int, captures: Ids) -> QuerySet[Proposed, tuple[str, str]]:
    """Ask for (capture, id of a claim that it makes about itself)."""
    rows = proposed(case, seen).filter(record="Claim", kind="document", part_of__in=captures)
    return rows.values_list("part_of", "id")


@composed_once
def homes_of_claims(case: str, seen: int, ids: Ids) -> QuerySet[Proposed, tuple[str, str]]:
    """Ask for (id of a claim, its capture)."""
    return proposed(case, seen).filter(record="Claim", id__in=ids).values_list("id", "part_of")


@composed_once
def as_decided(record_id: str, *, upto: int) -> QuerySet[Proposed]:
    """Ask for all rows of a record that hold for a class, each with its case."""
    return Proposed.objects.filter(id=record_id, upto=upto).select_related("case")


@composed_once
def given_with_case(record_id: str) -> QuerySet[Given]:
    return Given.objects.filter(id=record_id).select_related("case")
