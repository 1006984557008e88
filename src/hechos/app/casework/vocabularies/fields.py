"""Fields that a case adds to incidents, parties and claims; their values are decisions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hechos.app.casework.desk import Desk, ReadingDesk
from hechos.app.casework.vocabularies.terms import entries, resolve
from hechos.app.register.models import Given
from hechos.errors import ConflictError, InputError
from hechos.lang.edtf import earliest_latest
from hechos.linking.deciding.judged import unretracted
from hechos.records import CustomField, Decision, Record, wire

KINDS = ("text", "number", "range", "date", "choice", "yes_no")
ON = ("Incident", "Party", "Claim")
SET = "set"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NUMBER = re.compile(r"-?\d{1,15}([.,]\d{1,6})?")
_EDTF = re.compile(r"[0-9X]{4}[0-9X~?%/.:TZ-]{0,40}")
LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A field's value on a record and the decision that set it; empty where nobody did."""

    field: CustomField
    text: str = ""
    shown: str = ""
    decision: Decision | None = None


def fields_of(desk: ReadingDesk) -> dict[str, CustomField]:
    """Return the fields of the case by code, retired ones too."""
    rows = Given.objects.filter(case=desk.head, record="CustomField").order_by("seq")
    return {row.name: wire.loads(row.body, CustomField) for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a field is to be. `on`: classes of records that have it."""

    code: str
    kind: str
    labels: Mapping[str, str]
    on: tuple[str, ...]
    vocabulary: str = ""


def define(desk: Desk, plan: Plan, *, by: str) -> CustomField:
    """Add a field, or write its labels and places anew; its kind never changes."""
    desk.actor.require("steward")
    desk.member(by)
    kept = tuple(sorted((k, v.strip()) for k, v in plan.labels.items() if v.strip()))
    before = fields_of(desk).get(plan.code)
    if not _CODE.fullmatch(plan.code):
        raise InputError("A field is named in small letters without spaces: case_number.")
    if plan.kind not in KINDS or not kept or not plan.on or not set(plan.on) <= set(ON):
        raise InputError("A field needs a label, a kind, and records that have it.")
    if before is not None and (before.kind, before.vocabulary) != (plan.kind, plan.vocabulary):
        raise InputError(
            f"The field {plan.code} holds values of another kind, which a change would falsify.",
            hint="Retire it, and make a new one.",
        )
    if plan.kind == "choice" and not entries(desk, plan.vocabulary):
        raise InputError("A choice needs a vocabulary with terms.")
    return _write(
        desk,
        plan.code,
        kind=plan.kind,
        labels=kept,
        on=plan.on,
        by=by,
        vocabulary=plan.vocabulary,
    )


def retire_field(desk: Desk, code: str, *, by: str) -> CustomField:
    """Take a field out of forms, or put it back; its values are kept."""
    desk.actor.require("steward")
    desk.member(by)
    found = fields_of(desk).get(code)
    if found is None:
        raise InputError(f"There is no field {code}.")
    return _write(
        desk,
        code,
        kind=found.kind,
        labels=found.labels,
        on=found.on,
        by=by,
        vocabulary=found.vocabulary,
        retired_at=None if found.retired_at else desk.clock.now_iso(),
    )


def _write(desk: Desk, code: str, *, by: str, **values: object) -> CustomField:
    made = desk.record(CustomField, by=by, code=code, **values)
    desk.give([made])
    return made


def values_of(desk: ReadingDesk, record: Record, language: str = "en") -> list[Value]:
    """Return the fields that such a record has, with their values, in the order of the fields."""
    name = type(record).__name__
    own = [f for f in fields_of(desk).values() if name in f.on]
    last: dict[str, tuple[str, Decision | None]] = {}
    for decision in set_on(desk, record.id):
        for code, value in decision.changes:
            last[code] = (value, decision)
    found = []
    for one in own:
        text, by = last.get(one.code, ("", None))
        if text or not one.retired_at:
            shown = _shown(desk, one, text, language)
            found.append(Value(field=one, text=text, shown=shown, decision=by))
    return found


def set_on(desk: ReadingDesk, record_id: str) -> list[Decision]:
    """Return the decisions in force that set fields of a record, first to last."""
    rows = Given.objects.filter(case=desk.head, record="Decision")
    own = list(rows.filter(part_of=record_id, state=SET).order_by("seq"))
    both = list(own)
    waiting = [row.id for row in own]
    while waiting:
        more = list(rows.filter(part_of__in=waiting, state="retract").order_by("seq"))
        both += more
        waiting = [row.id for row in more]
    every = [wire.loads(row.body, Decision) for row in sorted(both, key=lambda row: row.seq)]
    return [d for d in unretracted(every) if d.act == SET]


def mark_of(desk: ReadingDesk, record: Record) -> str:
    """Return what a form carries to tell whether somebody set a field meanwhile."""
    found = set_on(desk, record.id)
    return found[-1].id if found else ""


def set_fields(
    desk: Desk, record: Record, values: Mapping[str, str], *, by: str, because: str, seen: str
) -> Decision | None:
    """Set the fields that differ from what they are; None where none does. An empty value takes
    one away."""
    desk.actor.require("code")
    desk.check_reasoned(by, because, "value")
    if mark_of(desk, record) != seen:
        raise ConflictError(
            "Somebody set a field of this meanwhile.", hint="Look at it, and set yours again."
        )
    now = {v.field.code: v for v in values_of(desk, record)}
    changes = []
    for code, typed in values.items():
        if code not in now:
            raise InputError("There is no such field here.")
        value = read_value(desk, now[code].field, typed)
        if value != now[code].text:
            changes.append((code, value))
    if not changes:
        return None
    decision = desk.record(
        Decision,
        by=by,
        act=SET,
        on=record.id,
        because=because.strip(),
        changes=tuple(changes),
        kind="field",
    )
    desk.give([decision])
    return decision


def read_value(desk: ReadingDesk, field: CustomField, typed: str) -> str:
    """Return the value as it is kept. Raises InputError where it is not of the field's kind."""
    text = typed.strip()
    label = dict(field.labels).get("en") or field.labels[0][1]
    if not text:
        return ""
    value = _read(desk, field, text)
    if value is None:
        raise InputError(f"“{label}”: {HINTS[field.kind]}")
    return value


def _read(desk: ReadingDesk, field: CustomField, text: str) -> str | None:
    value: str | None = None
    match field.kind:
        case "number" if _NUMBER.fullmatch(text):
            value = text.replace(",", ".")
        case "range":
            value = _range(text)
        case "date" if _EDTF.fullmatch(text) and earliest_latest(text) != (None, None):
            value = text
        case "choice":
            known = entries(desk, field.vocabulary)
            code = resolve(known, text)
            value = code if code in known and (known[code].stands or code == text) else None
        case "yes_no" if text in ("yes", "no"):
            value = text
        case "text" if len(text) <= LONGEST:
            value = text
        case _:
            pass
    return value


def _range(text: str) -> str | None:
    low, dots, high = text.replace("–", "..").partition("..")
    ends = [low.strip().replace(",", "."), high.strip().replace(",", ".")]
    if dots and all(_NUMBER.fullmatch(e) for e in ends) and float(ends[0]) <= float(ends[1]):
        return "..".join(ends)
    return None


HINTS = {
    "text": "the text is too long.",
    "number": "a number is written as 12 or 12.5.",
    "range": "a range is written as 10..20, the lower number first.",
    "date": "a date is written as 2031, 2031-05, 2031-05-17, 2031~ or 2031-05/2031-08.",
    "choice": "choose one of the terms.",
    "yes_no": "choose yes or no.",
}


def _shown(desk: ReadingDesk, field: CustomField, text: str, language: str) -> str:
    if field.kind != "choice" or not text:
        return text.replace("..", " to ") if field.kind == "range" else text
    known = entries(desk, field.vocabulary)
    code = resolve(known, text)
    return known[code].called(language) if code in known else text
