"""The form in which a person sets what a claim says: its fields, and what was changed in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.utils.translation import gettext as _

from hechos.app.access.classes import class_choices
from hechos.app.web.objects.words import PROXIMITY
from hechos.app.web.reading.words import KINDS, offered_types
from hechos.app.web.spoken import spoken
from hechos.errors import InputError
from hechos.records import (
    ActContent,
    AnyContent,
    Bound,
    Claim,
    Factuality,
    LabelContent,
    Made,
    Mention,
    Passage,
    Polarity,
    Quantity,
    StatusContent,
    VoiceLink,
    VoteContent,
    Whole,
)
from hechos.weighing.edits import edited

Choice = tuple[str, str]
_SIGNS = {
    Bound.AT_LEAST: ">=",
    Bound.AT_MOST: "<=",
    Bound.MORE_THAN: ">",
    Bound.NEARLY: "<",
    Bound.ABOUT: "~",
    Bound.EXACT: "",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One slot in a form. `given` is what stood there before, `value` what stands there now."""

    name: str
    label: str
    given: str
    value: str
    choices: Sequence[Choice] = ()
    help: str = ""
    error: str = ""


def fields_of(claim: Claim, typed: Mapping[str, str] | None = None) -> list[Field]:
    """Return the fields of a claim, filled in with what it says, or with what was typed."""
    found = list(_fields(claim))
    if typed is None:
        return found
    return [replace(one, value=typed.get(one.name, one.value)) for one in found]


def changes_in(fields: Sequence[Field]) -> list[tuple[str, str]]:
    """Return what a person changed, as slots and values."""
    return [(f.name, f.value.strip()) for f in fields if f.value.strip() != f.given]


def beside_now(fields: Sequence[Field]) -> list[Field]:
    """Return the fields with what each says now, where that is not what was typed."""
    return [
        replace(f, error=_("It says now: {}").format(f.given or "–")) if f.value != f.given else f
        for f in fields
    ]


def checked(claim: Claim, fields: Sequence[Field]) -> list[Field]:
    """Return the fields with the reason beside each whose value does not fit."""
    found = []
    for one in fields:
        error = ""
        if one.value.strip() != one.given:
            error = _error(claim, one)
        found.append(replace(one, error=error))
    return found


def _error(claim: Claim, one: Field) -> str:
    if one.choices and one.value not in dict(one.choices):
        return _("Choose one of the list.")
    if one.name == "unit" and claim.content.quantity is None:
        return ""  # it is set after the number of the same form
    try:
        edited(claim, [(one.name, one.value.strip())])
    except InputError as error:
        return str(error)
    return ""


def _fields(claim: Claim) -> Iterator[Field]:
    content = claim.content
    yield _choice("type", _("What it is"), content.type, type_choices(content.kind, content.type))
    yield from _parties(content)
    quantity, time, place = content.quantity, content.time, content.place
    how = _("14, >=14 (at least), >14 (more than), <=14 (at most), ~14 (about) or 10..20")
    yield _text("quantity", _("Number"), number_text(quantity), how)
    yield _text("unit", _("What is counted"), quantity.unit if quantity else "")
    how = _("2021-01-06, 2021-01 or 2021; from/to: 2021-01-06/2021-01-09")
    yield _text("time", _("When"), time.edtf if time else "", how)
    how = _("The finest part first: quarter, town, country.")
    yield _text("place", _("Where"), place.path if place else "", how)
    how = _("The episode in the words of the text.")
    yield _text("occasion", _("Occasion"), content.occasion or "", how)
    yield from _saying(claim)
    yield _choice("class", _("Who may see it"), claim.klass.name, class_choices())


def _parties(content: AnyContent) -> Iterator[Field]:
    how = _("Several names are parted by a semicolon.")
    if isinstance(content, ActContent | StatusContent | LabelContent):
        doers = names(a.mention for a in content.actors)
        yield _text("actors", _("Who is said to have done it"), doers, how)
    if isinstance(content, ActContent):
        yield _text("victims", _("To whom"), names(content.victims), how)
    elif isinstance(content, StatusContent):
        yield _text("victims", _("Of whom"), names(content.subjects), how)
    elif isinstance(content, VoteContent):
        how = _("The name alone, so that it is found on tally sheets.")
        yield _text("candidate", _("For whom the votes are"), content.candidate, how)


def _saying(claim: Claim) -> Iterator[Field]:
    if claim.voice:
        last = claim.voice[-1]
        near = [(str(n), _(words)) for n, words in enumerate(PROXIMITY)]
        yield _text("author", _("Who says so"), last.speaker.name)
        yield _choice("proximity", _("How near to it"), str(last.proximity), near)
        yield _text("connection", _("How they know"), last.connection or "")
    sides = [(p.value, p.value) for p in Polarity]
    yield _choice("polarity", _("Affirmed or denied"), claim.polarity.value, sides)
    word = partial(spoken().word, "factuality_words")
    firmness = [(f.value, word(f.value)) for f in Factuality]
    yield _choice("factuality", _("How firmly it is said"), claim.factuality.value, firmness)
    yield _text("hedge", _("The words that weaken it"), claim.hedge or "")


def new_fields(coded: Claim | None, typed: Mapping[str, str] | None = None) -> list[Field]:
    """Return the fields of a claim that is not there yet, with what the coder suggests or what
    was typed."""
    blank = Claim(
        id="",
        case="",
        made=Made(by=""),
        capture="",
        text="",
        key="",
        passages=(Passage(capture="", selector=Whole()),),
        content=ActContent(type=""),
        voice=(VoiceLink(speaker=Mention(verbatim="", name=""), kind="unnamed"),),
    )
    known = {f.name: f.value for f in fields_of(coded)} if coded else {}
    what = f"{coded.content.kind}:{coded.content.type}" if coded else ""
    choices = [("", _("choose …"))]
    for kind, words in KINDS.items():
        present = coded.content.type if coded and coded.content.kind == kind else ""
        named = type_choices(kind, present)
        choices += [(f"{kind}:{code}", f"{_(words)}: {word}") for code, word in named]
    found = [Field("what", _("What it is"), "", what, choices)]
    for one in _fields(blank):
        if one.name != "type":
            default = "" if not one.choices else {"proximity": "4"}.get(one.name, one.value)
            found.append(replace(one, given=default, value=known.get(one.name, default)))
    if typed is None:
        return found
    return [replace(one, value=typed.get(one.name, one.value)) for one in found]


def kind_choices() -> list[Choice]:
    """Return the kinds, each with its types after it."""
    found: list[Choice] = []
    for kind, words in KINDS.items():
        found.append((kind, _(words)))
        found += [(f"{kind}:{code}", f"{_(words)}: {word}") for code, word in type_choices(kind)]
    return found


def type_choices(kind: str, present: str = "") -> list[Choice]:
    """Return the types of a kind with their words, the present one among them."""
    offered = offered_types(kind)
    own = [present] if present and present not in offered else []
    rules = spoken()
    return [(one, rules.act(one)) for one in (*own, *offered)]


def names(mentions: Iterable[Mention]) -> str:
    return "; ".join(m.name or m.verbatim for m in mentions)


def number_text(quantity: Quantity | None) -> str:
    """Return a number as a person types it; empty where it has no such form."""
    if quantity is None:
        return ""
    if quantity.bound is Bound.BETWEEN:
        return f"{quantity.low}..{quantity.high}"
    sign = _SIGNS.get(quantity.bound)
    return "" if sign is None or quantity.point is None else f"{sign}{quantity.point}"


def _text(name: str, label: str, value: str, help_: str = "") -> Field:
    return Field(name, label, value, value, help=help_)


def _choice(name: str, label: str, value: str, choices: Sequence[Choice]) -> Field:
    return Field(name, label, value, value, choices=choices)
