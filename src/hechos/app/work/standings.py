"""How far propositions stand, written down when linking changes it, so that what fell is seen."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from hechos.app.access.actor import Actor
from hechos.app.register.models import CaseHead, Proposed
from hechos.app.work.models import Standing
from hechos.records import Assessment, wire

BATCH = 500


def note_standings(head: CaseHead) -> None:
    """Compare what linking made with what was noted last, and note what is other. It belongs into
    the transaction that keeps the links."""
    old = {one.proposition: one for one in Standing.objects.filter(case=head, latest=True)}
    rows = Proposed.objects.filter(case=head, layer="link", record="Assessment")
    fresh: list[Standing] = []
    past: list[int] = []
    for body, klass in rows.values_list("body", "klass").iterator():
        weighed = wire.loads(body, Assessment)
        before = old.pop(weighed.proposition, None)
        now = (weighed.level.value, len(weighed.supporting_origins))
        if before is not None and (before.level, before.origins) == now and before.klass == klass:
            continue
        fresh.append(_standing(head, weighed.proposition, now, before=before, klass=klass))
        past += [before.pk] if before else []
    for gone in old.values():
        if gone.level:
            fresh.append(_standing(head, gone.proposition, ("", 0), before=gone, klass=gone.klass))
            past.append(gone.pk)
    for start in range(0, len(past), BATCH):
        Standing.objects.filter(pk__in=past[start : start + BATCH]).update(latest=False)
    Standing.objects.bulk_create(fresh, batch_size=BATCH)


def _standing(
    head: CaseHead, proposition: str, now: tuple[str, int], *, before: Standing | None, klass: int
) -> Standing:
    level, origins = now
    return Standing(
        case=head,
        klass=klass,
        proposition=proposition,
        level=level,
        origins=origins,
        was_level=before.level if before else "",
        was_origins=before.origins if before else 0,
        fell=before is not None and (level < before.level or origins < before.origins),
    )


def fallen(head: CaseHead, actor: Actor, since: datetime) -> QuerySet[Standing]:
    """Return what became weaker since a time, latest first."""
    rows = Standing.objects.filter(case=head, fell=True, made_at__gte=since)
    return rows.filter(klass__lte=actor.clearance).order_by("-id")
