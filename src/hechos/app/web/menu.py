"""What leads where inside a case: one line for each page of the menu."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Entry:
    """`name` of the address and `args` after the case's slug; shown to whoever may `action`."""

    label: str
    name: str
    args: tuple[str, ...] = ()
    action: str = "read"


@dataclass(frozen=True, slots=True)
class Group:
    """A group without a title stands in the menu as its entries do."""

    title: str
    entries: tuple[Entry, ...]


MENU: tuple[Group, ...] = (
    Group("", (Entry(_("Work"), "work"), Entry(_("Search"), "search"))),
    Group(
        _("Sources"),
        (
            Entry(_("Bring sources in"), "intake", (), "intake"),
            Entry(_("Import a spreadsheet"), "imports", (), "code"),
            Entry(_("Sources received"), "listing", ("captures",)),
            Entry(_("Witness statements"), "statements"),
            Entry(_("Who says so"), "listing", ("sources",)),
            Entry(_("Documents to obtain"), "listing", ("primary",)),
            Entry(_("What could not be read"), "listing", ("failures",)),
        ),
    ),
    Group(
        _("Claims"),
        (
            Entry(_("All claims"), "listing", ("claims",)),
            Entry(_("Accept many at once"), "review-many", (), "code"),
            Entry(_("Doubts"), "listing", ("doubts",)),
            Entry(_("Differences"), "listing", ("differences",)),
            Entry(_("Decisions"), "listing", ("decisions",)),
        ),
    ),
    Group(
        _("What happened"),
        (
            Entry(_("Figures"), "listing", ("figures",)),
            Entry(_("Incidents"), "listing", ("incidents",)),
            Entry(_("Persons and bodies"), "listing", ("parties",)),
            Entry(_("Map and time"), "map"),
        ),
    ),
    Group(
        _("Counting"),
        (
            Entry(_("Documented counts"), "counts"),
            Entry(_("Register of people held"), "register"),
            Entry(_("Patterns"), "patterns"),
            Entry(_("Estimates"), "estimates"),
            Entry(_("Tally sheets"), "tallies"),
        ),
    ),
    Group(
        _("Support"),
        (
            Entry(_("What is said, and how far it is supported"), "listing", ("propositions",)),
            Entry(_("Links to review"), "review"),
            Entry(_("Origins"), "listing", ("origins",)),
            Entry(_("Reprints and relays"), "listing", ("relays",)),
            Entry(_("Findings of other bodies"), "listing", ("third-party",)),
        ),
    ),
    Group(
        _("Conclusions"),
        (Entry(_("Findings"), "findings"), Entry(_("Report"), "report", (), "export")),
    ),
    Group(
        _("The case"),
        (
            Entry(_("Members"), "members", action="steward"),
            Entry(_("Vocabularies and fields"), "vocabularies"),
            Entry(_("Audit log"), "audit", action="audit"),
            Entry(_("Protected identities"), "identities", action="approve"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as a page shows it; `place` is what `place_of` says on the page it leads to."""

    label: str
    address: str
    place: str


@dataclass(frozen=True, slots=True)
class Part:
    """A group of the menu as one person sees it; without a title, a single link."""

    title: str
    links: tuple[Link, ...]

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(one.place for one in self.links)


@functools.lru_cache(maxsize=1024)
def menu_of(slug: str, actions: frozenset[str], language: str) -> tuple[Part, ...]:
    """Return the menu of a case for whoever may take these actions, in the language in use."""
    found: list[Part] = []
    for group in MENU:
        links = tuple(_link(slug, one) for one in group.entries if one.action in actions)
        if group.title and len(links) > 1:
            found.append(Part(gettext(group.title), links))
        else:
            found.extend(Part("", (one,)) for one in links)
    return tuple(found)


@functools.lru_cache(maxsize=512)
def menu_html(slug: str, actions: frozenset[str], language: str, here: str) -> str:
    """Return the menu written out; `here` is the page that it stands on, as `place_of` says."""
    shown = {"menu": menu_of(slug, actions, language), "on_page": here}
    return Markup(render_to_string("menu.html", shown))  # noqa: S704 - of our own template


def _link(slug: str, one: Entry) -> Link:
    address = reverse(one.name, args=(slug, *one.args))
    return Link(gettext(one.label), address, " ".join((one.name, *one.args)))


def place_of(request: HttpRequest) -> str:
    """Return which page this is, as the menu names it."""
    at = request.resolver_match
    return f"{at.url_name} {at.kwargs.get('kind', '')}".strip() if at else ""
