"""How far propositions stand, written down when linking changes it, so that what fell is seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from hechos.app.access.actor import Actor
from hechos.app.register.models import CaseHead
from hechos.app.work.models import Standing
from hechos.records import Assessment

BATCH = 500


@dataclass(frozen=True)
class Standings:
    """What is to be noted of how far propositions stand: `past` are the notes that count no more.
    It is found by reading alone; `carry_out` belongs into the transaction that keeps the links."""

    fresh: Sequence[Standing]
    past: Sequence[int]

    def carry_out(self) -> None:
        for start in range(0, len(self.past), BATCH):
            some = self.past[start : start + BATCH]
            Standing.objects.filter(pk__in=some).update(latest=False)
        Standing.objects.bulk_create(self.fresh, batch_size=BATCH)


def standings_now(
    head: CaseHead, weighed: Iterable[Assessment], classes: Mapping[str, int]
) -> Standings:
    """Compare what linking found with what was noted last; `classes` are those of the weights."""
    old = {one.proposition: one for one in Standing.objects.filter(case=head, latest=True)}
    fresh: list[Standing] = []
    past: list[int] = []
    for one in weighed:
        klass = classes[one.id]
        before = old.pop(one.proposition, None)
        now = (one.level.value, len(one.supporting_origins))
        if before is not None and (before.level, before.origins) == now and before.klass == klass:
            continue
        fresh.append(_standing(head, one.proposition, now, before=before, klass=klass))
        past += [before.pk] if before else []
    for gone in old.values():
        if gone.level:
            fresh.append(_standing(head, gone.proposition, ("", 0), before=gone, klass=gone.klass))
            past.append(gone.pk)
    return Standings(fresh, past)


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
