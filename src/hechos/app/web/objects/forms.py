"""What a person may decide on a record: one plain form for each act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from hechos.app.access.actor import Actor
from hechos.errors import HechosError
from hechos.records import (
    Capture,
    Claim,
    ClaimRelation,
    Decision,
    Doubt,
    Integrity,
    Outcome,
    Party,
    Record,
)
from hechos.reporting.rules import ReportRules

SET = "set-"
"""Fields whose names begin so are what a decision sets."""


@dataclass(frozen=True, slots=True)
class Field:
    """`options` are (value, words) to choose from; without any it is typed."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    value: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """`open` shows it at once; `error` says why it was refused, with all that was typed kept."""

    act: str
    title: str
    button: str
    fields: tuple[Field, ...] = ()
    because: str = ""
    error: str = ""
    hint: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What was sent with a form."""

    act: str
    because: str
    values: Mapping[str, str] = field(default_factory=dict)
    seen: str = ""

    @property
    def changes(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, value) for name, value in self.values.items() if value)


@dataclass(frozen=True, slots=True)
class Refused:
    asked: Asked
    error: HechosError


def asked_in(sent: Mapping[str, str]) -> Asked:
    values = {k.removeprefix(SET): v.strip() for k, v in sent.items() if k.startswith(SET)}
    return Asked(
        act=sent.get("act", ""),
        because=sent.get("because", "").strip(),
        values=values,
        seen=sent.get("seen", ""),
    )


def forms_of(
    actor: Actor, record: Record, rules: ReportRules, refused: Refused | None = None
) -> list[Form]:
    """Return the forms of a record for whoever may decide on it, those that were refused open."""
    if not actor.may("code"):
        return []
    return [_with(form, refused) for form in _forms(record, rules)]


def _with(form: Form, refused: Refused | None) -> Form:
    if refused is None or refused.asked.act != form.act:
        return form
    typed = refused.asked.values
    fields = tuple(replace(f, value=typed.get(f.name, f.value)) for f in form.fields)
    return replace(
        form,
        fields=fields,
        because=refused.asked.because,
        error=str(refused.error),
        hint=refused.error.hint,
        open=True,
    )


def _forms(record: Record, rules: ReportRules) -> Iterator[Form]:
    match record:
        case Claim():
            yield from _on_claim(record)
        case Doubt():
            yield _on_doubt(record)
        case ClaimRelation():
            options = tuple((o.value, rules.word("outcome", o.value)) for o in Outcome)
            chosen = Field("outcome", _("What the difference is"), options, record.outcome.value)
            yield Form("resolve", _("Say what this difference is"), _("Decide"), (chosen,))
        case Party() | Capture():
            yield _grade(isinstance(record, Capture))
        case Decision() if record.act != "withdraw":
            yield Form("retract", _("Take this decision back"), _("Take back"))
        case _:
            return


def _on_claim(claim: Claim) -> Iterator[Form]:
    if claim.state != "accepted":
        yield Form("accept", _("Accept: the passage says this"), _("Accept"))
    if claim.state != "rejected":
        yield Form("reject", _("Reject: the passage does not say this"), _("Reject"))
    yield Form("grade", _("Grade this information"), _("Grade"), (_information(),))


def _on_doubt(doubt: Doubt) -> Form:
    ways = {
        "resolved": _("it is settled"),
        "accepted": _("it stands, and is lived with"),
        "open": _("it is open again"),
    }
    options = tuple(pair for pair in ways.items() if pair[0] != doubt.status)
    return Form(
        "resolve",
        _("Settle this doubt") if doubt.status == "open" else _("Decide on this doubt again"),
        _("Decide"),
        (Field("status", _("What becomes of it"), options, options[0][0]),),
    )


def _information() -> Field:
    grades = (
        ("", _("not graded")),
        ("1", _("1: confirmed by independent sources")),
        ("2", _("2: probably true")),
        ("3", _("3: possibly true")),
        ("4", _("4: doubtful")),
        ("5", _("5: improbable")),
        ("6", _("6: cannot be judged")),
    )
    return Field("information", _("The information"), grades)


def _grade(whole: bool) -> Form:
    sources = (
        ("", _("not graded")),
        ("A", _("A: completely reliable")),
        ("B", _("B: usually reliable")),
        ("C", _("C: fairly reliable")),
        ("D", _("D: not usually reliable")),
        ("E", _("E: unreliable")),
        ("F", _("F: cannot be judged")),
    )
    integrity = (
        ("", _("not assessed")),
        (Integrity.UNALTERED.value, _("unaltered")),
        (Integrity.UNVERIFIED_VISUAL.value, _("picture or film, not verified")),
        (Integrity.ALTERED.value, _("altered")),
    )
    fields = [Field("source", _("The source"), sources), _information()]
    if whole:
        fields.append(Field("integrity", _("The file"), integrity))
    fields.append(Field("topic", _("Only for a topic"), hint=_("a kind of act, or empty for all")))
    fields.append(Field("period", _("Only for a time"), hint="2024-07/2024-12"))
    return Form("grade", _("Grade this source"), _("Grade"), tuple(fields))
