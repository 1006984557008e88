"""What leads where inside a case: one line for each page of the menu."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from hechos.app.access.actor import Actor


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
    """`page` is the name and arguments of the address; `here` says that it is the page shown."""

    label: str
    address: str
    page: tuple[str, str]
    here: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A group of the menu as one person sees it; without a title, a single link."""

    title: str
    links: tuple[Link, ...]

    @property
    def here(self) -> bool:
        return any(one.here for one in self.links)


def menu_of(request: HttpRequest, slug: str, actor: Actor) -> tuple[Part, ...]:
    """Return the menu of a case for who looks at it."""
    at = request.resolver_match
    there = (at.url_name or "", at.kwargs.get("kind", "")) if at else ("", "")
    parts = _parts(slug, actor.actions, get_language() or "")
    return tuple(
        replace(part, links=tuple(replace(one, here=one.page == there) for one in part.links))
        if any(one.page == there for one in part.links)
        else part
        for part in parts
    )


@functools.lru_cache(maxsize=1024)
def _parts(slug: str, actions: frozenset[str], language: str) -> tuple[Part, ...]:
    found: list[Part] = []
    for group in MENU:
        links = tuple(
            Link(
                gettext(one.label),
                reverse(one.name, args=(slug, *one.args)),
                (one.name, "".join(one.args)),
            )
            for one in group.entries
            if one.action in actions
        )
        if group.title and len(links) > 1:
            found.append(Part(gettext(group.title), links))
        else:
            found.extend(Part("", (one,)) for one in links)
    return tuple(found)
