"""The template environment. Sources are only ever escaped."""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext
from jinja2 import ChoiceLoader, Environment, FunctionLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from hechos.app.web.doors import HERE, document_of, page_of, passage_mark
from hechos.app.web.objects.words import standard_words
from hechos.app.web.serving.assets import address_of
from hechos.app.web.spoken import say, spoken
from hechos.reporting.drawing import draw_card
from hechos.reporting.rows import short
from hechos.reporting.writing.calendar import date_words, with_dates
from hechos.reporting.writing.references import figure_amount

BROWSERS = (
    ("Firefox/", "Firefox"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
"""What a browser says of itself, the most particular first."""


def environment(**options: Any) -> Environment:
    """Return the environment of the pages; drawings are those of the report."""
    drawings = PrefixLoader({"reporting": FunctionLoader(_report_template)})
    options["loader"] = ChoiceLoader([options["loader"], drawings])
    options.update(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    env = Environment(**options, extensions=["jinja2.ext.i18n"])  # noqa: S701 - autoescape is on in settings
    env.globals.update(
        _=said,
        gettext=said,
        ngettext=said_of,
        url=url,
        asset=address_of,
        language=get_language,
        direction=lambda: "rtl" if get_language_bidi() else "ltr",
        page_of=page_of,
        document_of=document_of,
        passage_mark=passage_mark,
        HERE=HERE,
        word=lambda *key: spoken().word(*key),
        act=lambda *key: spoken().act(*key),
        number=lambda value: spoken().number(value),
        said=say,
        tongue=lambda code: dict(settings.LANGUAGES).get(code, code),
        standard=lambda one: standard_words(one, spoken()),
        draw_card=lambda card: draw_card(card, rules=spoken()),
    )
    env.filters["amount"] = lambda quantity: figure_amount(quantity, rules=spoken())
    env.filters["day"] = day
    env.filters["browser"] = browser_words
    env.filters["titled"] = lambda title: with_dates(title or "", spoken())
    env.filters["short"] = short
    env.filters["exact"] = exact
    env.filters["clock"] = clock
    return env


def tokens(request: HttpRequest) -> dict[str, str]:
    """Return what forms of a page carry to show that they are of this desk: one for all of them."""
    token = get_token(request)
    field = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">')
    return {"csrf_token": token, "csrf_input": field.format(token)}


def said(words: str, /, **values: object) -> Markup:
    """Return words of a page in the language of its reader; values that stand in them are
    escaped."""
    return _filled(gettext(words), values)


def said_of(one: str, many: str, number: int, /, **values: object) -> Markup:
    return _filled(ngettext(one, many, number), {"num": number, **values})


def _filled(words: str, values: dict[str, object]) -> Markup:
    found = Markup(words)  # noqa: S704 - of our own catalogues
    return found % values if values or "%" in words else found


@functools.lru_cache(maxsize=4096)
def url(name: str, *args: object) -> str:
    """Return the address of a page; it depends on nothing but what is given here."""
    return reverse(name, args=args)


def browser_words(agent: str) -> str:
    """Return which browser on which system one is, as far as it says so."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("A browser without a name")


def day(value: str | None) -> str:
    return date_words(value, spoken()) if value else gettext("date not stated")


def exact(text: str) -> Markup:
    """Return a text escaped so that a browser holds each of its characters: a reader of HTML makes
    a line feed of a carriage return and drops NUL, and offsets would no longer fit."""
    shown = str(Markup.escape(text)).replace("\r", "&#13;").replace("\0", "\ufffd")
    return Markup(shown)  # noqa: S704 - escaped above


def clock(milliseconds: int) -> str:
    """Return a time in a recording: 0:07, 1:02:03."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _report_template(name: str) -> str:
    return (files("hechos.reporting") / "templates" / name).read_text(encoding="utf-8")
