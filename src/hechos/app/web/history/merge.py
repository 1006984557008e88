"""Two people on one record: the second sees what was there, what is there now and what he or she
wanted, and chooses. Nothing typed is lost, and nothing is saved before that choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hechos.app.casework.versions.history import Version, history_of
from hechos.app.casework.versions.marks import VersionConflictError
from hechos.app.register.models import CaseHead
from hechos.app.web.doors import page_of
from hechos.app.web.history.differences import Change, act_words, differ, slots_of
from hechos.app.web.objects.sheets import label_of
from hechos.app.web.serving.guards import NOTHING, account_of, actor_in, find_visible
from hechos.app.web.shelf import Shelf, open_shelf
from hechos.app.web.showing import show
from hechos.app.web.spoken import spoken
from hechos.errors import NotFoundError
from hechos.records import Claim, Record
from hechos.weighing.edits import SLOTS, slot_texts

SET = "set-"
"""How fields begin that set a slot, in the forms where other fields have names of their own."""
TYPED = ("because", "ground", "text", "note", "comment", "reason")
"""Fields beside the slots that a person types in."""
HELD = ("csrfmiddlewaretoken", "seen")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field of the form that was sent, to be sent again. `value` is what stands in it now: what
    the person typed, or what the other set where the person had left it. `both`: two changed it."""

    name: str
    label: str
    value: str
    seen: str = ""
    now: str = ""
    shown: bool = False
    both: bool = False


def merge_page(request: HttpRequest, error: VersionConflictError) -> HttpResponse:
    """Answer a form that was filled in on an older version, with status 409."""
    shelf = _shelf(request, error.record)
    now = error.record
    versions = history_of(shelf.desk, now)
    seen = next((v for v in versions if v.mark == error.seen), None)
    before = slots_of(shelf, seen.record) if seen else None
    answer = show(
        request,
        "history/merge.html",
        shelf,
        record=now,
        label=label_of(shelf.mask(now), spoken()),
        since=_since(versions, seen),
        said=shelf.mask.label,
        acts=act_words,
        changes=() if before is None else _changes(before, slots_of(shelf, now)),
        known=before is not None,
        now=slots_of(shelf, now),
        seen=error.now,
        fields=list(_wanted(request, now, seen.record if seen else None)),
        action=request.get_full_path(),
        page=page_of(now),
    )
    answer.status_code = 409
    return answer


def _shelf(request: HttpRequest, record: Record) -> Shelf:
    head = CaseHead.objects.get(id=record.case)
    actor = actor_in(account_of(request), head)
    shelf = open_shelf(head, actor) if actor else None
    if shelf is None or not find_visible(record.id, shelf):
        raise NotFoundError(NOTHING)
    return shelf


def _since(versions: list[Version], seen: Version | None) -> list[Version]:
    """Return what happened since, the last first; all that is known where it is not clear."""
    return [v for v in versions if seen is None or v.number > seen.number][::-1]


def _changes(before: Mapping[str, str], now: Mapping[str, str]) -> list[Change]:
    return differ(before, now)


def _wanted(request: HttpRequest, now: Record, seen: Record | None) -> Iterator[Wanted]:
    here = slot_texts(now) if isinstance(now, Claim) else {}
    there = slot_texts(seen) if isinstance(seen, Claim) else here
    for name in request.POST:
        slot = name.removeprefix(SET)
        for value in request.POST.getlist(name) if name not in HELD else ():
            if slot in SLOTS and isinstance(now, Claim):
                yield _slot(name, value, there.get(slot, ""), here.get(slot, ""))
            else:
                typed = slot in TYPED or name != slot
                yield Wanted(name, _label(slot), value, shown=typed)


def _slot(name: str, mine: str, seen: str, now: str) -> Wanted:
    """Set together what two people did to one slot."""
    untouched = mine.strip() in (seen, "") and mine.strip() == seen
    return Wanted(
        name=name,
        label=_label(name.removeprefix(SET)),
        value=now if untouched else mine,
        seen=seen,
        now=now,
        shown=not untouched or seen != now,
        both=not untouched and now not in (seen, mine.strip()),
    )


def _label(slot: str) -> str:
    words = {
        "because": _("Reason"),
        "ground": _("Reason"),
        "type": _("What it is"),
        "occasion": _("Occasion"),
        "time": _("When"),
        "place": _("Where"),
        "quantity": _("Number"),
        "unit": _("What is counted"),
        "candidate": _("For whom the votes are"),
        "actors": _("Who is said to have done it"),
        "victims": _("To whom"),
        "author": _("Who says so"),
        "speaker": _("What kind of speaker"),
        "proximity": _("How near to it"),
        "connection": _("How they know"),
        "polarity": _("Affirmed or denied"),
        "factuality": _("How firmly it is said"),
        "hedge": _("The words that weaken it"),
        "class": _("Who may see it"),
        "outcome": _("What the difference is"),
        "status": _("What becomes of it"),
    }
    return words.get(slot, slot.replace("_", " "))
