"""What the fields and values of a search are called on its pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from hechos.app.access.classes import class_choices
from hechos.app.search.query import Amount, Condition, Dates, Is, Near
from hechos.app.web.spoken import own_acts, spoken
from hechos.lang.gazetteer.toponyms import countries

CLASSES: Mapping[str, str] = {
    "Capture": _("documents"),
    "Claim": _("claims"),
    "Incident": _("incidents"),
    "Figure": _("figures"),
    "Party": _("persons and bodies"),
    "Proposition": _("propositions"),
    "ThirdPartyFinding": _("findings of other bodies"),
    "PrimaryDocument": _("documents to obtain"),
    "Doubt": _("doubts"),
    "Decision": _("decisions"),
}
ONE: Mapping[str, str] = {
    "Capture": _("document"),
    "Claim": _("claim"),
    "Incident": _("incident"),
    "Figure": _("figure"),
    "Party": _("person or body"),
    "Proposition": _("proposition"),
    "ThirdPartyFinding": _("finding of another body"),
    "PrimaryDocument": _("document to obtain"),
    "Doubt": _("doubt"),
    "Decision": _("decision"),
}
STATES: Mapping[str, str] = {
    "proposed": _("not reviewed"),
    "accepted": _("accepted"),
    "edited": _("changed and accepted"),
    "rejected": _("rejected"),
    "open": _("open"),
    "resolved": _("resolved"),
}
LANGUAGES: Mapping[str, str] = {"en": "English", "es": "Español", "pt": "Português"}
GROUPS: Mapping[str, str] = {
    "LIFE": _("deaths and killings, all"),
    "INT": _("acts against body and mind, all"),
    "LIB": _("arrest, detention, disappearance, all"),
    "JUS": _("justice, all"),
    "MOV": _("displacement, exile and travel, all"),
    "PRIV": _("privacy, all"),
}
JOINS: Mapping[str, str] = {
    "all": _("all of these hold"),
    "any": _("any of these holds"),
    "none": _("none of these holds"),
}
SORTS: Mapping[str, str] = {
    "reading": _("in reading order"),
    "earliest": _("earliest date first"),
    "latest": _("latest date first"),
    "new": _("latest change first"),
    "number": _("largest number first"),
}
VIEWS: Mapping[str, str] = {
    "list": _("List"),
    "table": _("Table"),
    "map": _("Map"),
    "timeline": _("Timeline"),
    "calendar": _("Calendar"),
    "chart": _("Counts"),
    "graph": _("Links"),
}
COLUMNS: Mapping[str, str] = {
    "what": _("What"),
    "date": _("When"),
    "place": _("Where"),
    "state": _("State"),
    "kind": _("Kind"),
    "language": _("Language"),
    "number": _("Number"),
    "class": _("Class"),
    "by": _("Made by"),
}
USUAL = ("what", "date", "place", "state")


@dataclass(frozen=True, slots=True)
class Name:
    """A condition of the form. `options` are (value, words); `suggests`: typed with suggestions."""

    name: str
    label: str
    options: Sequence[tuple[str, str]] = ()
    suggests: bool = False
    hint: str = ""


def _options(table: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((value, gettext(words)) for value, words in table.items())


def names() -> tuple[Name, ...]:
    """Return the fields of a block of the form, in order."""
    rules = spoken()
    own = own_acts()
    codes = [code for code in rules.keys("act") if code not in own or own[code].stands]
    acts = [(code, rules.act(code)) for code in codes]
    types = sorted((*_options(GROUPS), *acts), key=lambda pair: pair[1])
    return (
        Name("words", gettext("Words"), hint=gettext("“words in order”, begin* and -not")),
        Name("is", gettext("Look for"), _options(CLASSES)),
        Name("type", gettext("What is told of"), types),
        Name("place", gettext("Where"), suggests=True),
        Name("named", gettext("Person or body named"), suggests=True),
        Name("source", gettext("Who says so"), suggests=True),
        Name("from", gettext("From day"), hint=gettext("2024, 2024-07 or 2024-07-28")),
        Name("to", gettext("To day"), hint=gettext("2024, 2024-07 or 2024-07-28")),
        Name("window", gettext("Days more on either side")),
        Name(
            "dates", gettext("Uncertain dates"), (("certain", gettext("only if surely between")),)
        ),
        Name("near", gettext("Near a point"), hint=gettext("degrees north, east: 10.5, -66.9")),
        Name("reach", gettext("Within kilometres")),
        Name("least", gettext("Number at least")),
        Name("most", gettext("Number at most")),
        Name("state", gettext("State"), _options(STATES)),
        Name("class", gettext("Class"), class_choices()),
        Name("language", gettext("Language"), _options(LANGUAGES)),
        Name("member", gettext("Made or decided by")),
        Name(
            "doubt",
            gettext("Doubts"),
            (("open", gettext("an open doubt")), ("none", gettext("no open doubt"))),
        ),
    )


FIRST = ("words", "is")
"""Fields that always show; the others open."""


def in_words(condition: Condition) -> str:
    """Return a condition as a short phrase."""
    match condition:
        case Is("new", _value):
            return gettext("new since you looked")
        case Is("capture", _value):
            return gettext("in one document")
        case Is(name, value):
            labels = {one.name: one for one in names()}
            label = labels[name].label if name in labels else name
            return f"{label}: {value_words(name, value)}"
        case Dates():
            first, last = condition.start or "…", condition.end or "…"
            window = gettext(" ± %(n)s days") % {"n": condition.window} if condition.window else ""
            surely = gettext(", surely") if condition.surely else ""
            return gettext("When: %(first)s to %(last)s") % {"first": first, "last": last} + (
                window + surely
            )
        case Near():
            return gettext("within %(km)s km of %(lat)s, %(lon)s") % {
                "km": f"{condition.km:g}",
                "lat": f"{condition.lat:g}",
                "lon": f"{condition.lon:g}",
            }
        case Amount():
            return gettext("Number: %(least)s to %(most)s") % {
                "least": "…" if condition.least is None else f"{condition.least:g}",
                "most": "…" if condition.most is None else f"{condition.most:g}",
            }


def country_words(code: str) -> str:
    """Return the name of a country by its code; other places as they are."""
    language = (get_language() or "en")[:2]
    for country in countries():
        if country.id == code:
            return {"es": country.name_es, "pt": country.name_pt}.get(language) or country.name
    return code


def value_words(name: str, value: str) -> str:
    """Return a value of a field as a person reads it."""
    tables = {"is": CLASSES, "state": STATES, "language": LANGUAGES}
    if name == "type":
        return gettext(GROUPS[value]) if value in GROUPS else spoken().act(value)
    if name == "class":
        return dict(class_choices()).get(value, value)
    if name in tables:
        return gettext(tables[name].get(value, value))
    if name == "place":
        return country_words(value)
    if name == "doubt":
        return gettext("an open doubt") if value == "open" else gettext("no open doubt")
    return value.replace("_", " ") if name == "kind" else value
