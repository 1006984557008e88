"""What a version says slot by slot, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.translation import gettext as _

from hechos.app.casework.versions.history import PROPOSED, RULES, Version
from hechos.app.web.objects.sheets import Sheets, voice_note
from hechos.app.web.shelf import Shelf
from hechos.app.web.spoken import spoken
from hechos.records import Claim, ClaimRelation, Doubt, Record, wire
from hechos.reporting.rules import ReportRules

UNTOLD = ("record", "v", "id", "case", "made", "supersedes", "key", "seen")


@dataclass(frozen=True, slots=True)
class Change:
    """A slot that differs; "" is empty."""

    slot: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """A version as the page tells it, with what changed from the one before."""

    version: Version
    act: str
    changes: Sequence[Change]
    first: bool
    present: bool


def told(shelf: Shelf, versions: Sequence[Version]) -> list[Told]:
    """Return the versions that the person may see, last to first. What was of a higher class when
    it stood is left out."""
    open_ = [v for v in versions if not _is_above(v.record, shelf)]
    open_ = [replace(v, because=shelf.mask.label(v.because)) for v in open_]
    slots = [slots_of(shelf, v.record) for v in open_]
    found = [Told(v, act_words(v.act), (), n == 0, present=False) for n, v in enumerate(open_[:1])]
    for (before, after), version in zip(pairwise(slots), open_[1:], strict=True):
        changes = differ(before, after) if version.record else _as_set(version)
        found.append(Told(version, act_words(version.act), changes, first=False, present=False))
    if found:
        last = found[-1]
        found[-1] = Told(last.version, last.act, last.changes, last.first, present=True)
    return found[::-1]


def _is_above(record: Record | None, shelf: Shelf) -> bool:
    return isinstance(record, Claim) and record.klass > shelf.actor.clearance


def _as_set(version: Version) -> list[Change]:
    decision = version.decision
    return [Change(k.replace("_", " "), "", v) for k, v in decision.changes] if decision else []


def differ(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """Return the slots that differ, in the order of the later version."""
    names = dict.fromkeys((*after, *before))
    pairs = ((name, before.get(name, ""), after.get(name, "")) for name in names)
    return [Change(*pair) for pair in pairs if pair[1] != pair[2]]


def slots_of(shelf: Shelf, record: Record | None) -> dict[str, str]:
    """Return by name what a record says, in words; several values of one name are parted by “;”."""
    rules = spoken()
    found: dict[str, list[str]] = {}
    for name, value in _slots(shelf, shelf.mask(record) if record else None, rules):
        found.setdefault(name, []).append(value)
    return {name: "; ".join(values) for name, values in found.items()}


def _slots(shelf: Shelf, record: Record | None, rules: ReportRules) -> Iterator[tuple[str, str]]:
    match record:
        case None:
            return
        case Claim():
            yield _("state"), state_words(record.state)
            for link in record.voice:
                name = link.speaker.name or link.speaker.verbatim
                yield _("who says so"), f"{name} ({voice_note(link, rules)})"
            for slot in Sheets.of(shelf, ()).slots(record):
                yield slot.name, f"{slot.value} ({slot.note})" if slot.note else slot.value
        case Doubt():
            yield _("status"), rules.word("doubt_status", record.status)
            yield _("resolution"), record.resolution or ""
        case ClaimRelation():
            yield _("what the difference is"), rules.word("outcome", record.outcome.value)
            yield _("why"), record.because
        case _:
            for name, value in wire.to_plain(record).items():
                if name not in UNTOLD and value not in (None, "", [], {}):
                    plain = value if isinstance(value, str) else wire.canonical(value)
                    yield name.replace("_", " "), plain


def state_words(state: str) -> str:
    words = {
        "proposed": _("proposed by a rule"),
        "accepted": _("accepted"),
        "edited": _("edited and accepted"),
        "rejected": _("rejected"),
    }
    return words.get(state, state)


def act_words(act: str) -> str:
    """Return what was done, as the beginning of “… by NAME”."""
    words = {
        PROPOSED: _("made"),
        RULES: _("made anew after other rules were taken over"),
        "accept": _("accepted"),
        "reject": _("rejected"),
        "edit": _("edited"),
        "write": _("written"),
        "restore": _("restored to an earlier version"),
        "resolve": _("decided"),
        "retract": _("a decision taken back"),
        "grade": _("graded"),
        "checklist": _("checklist answered"),
        "withdraw": _("withdrawn"),
        "same": _("said to be the same as another"),
        "different": _("said to be different from another"),
        "unsure": _("left open whether it is the same as another"),
        "family": _("said to be of one family with another"),
        "protect": _("name protected"),
        "unprotect": _("name no longer protected"),
    }
    return words.get(act, act)
