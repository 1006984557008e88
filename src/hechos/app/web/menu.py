"""What leads where inside a case: one line for each page of the menu."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Entry:
    """`name` of the address and `args` after the case's slug; shown to whoever may `action`."""

    label: str
    name: str
    args: tuple[str, ...] = ()
    action: str = "read"


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    entries: tuple[Entry, ...]


MENU: tuple[Group, ...] = (
    Group(_("Team"), (Entry(_("Work"), "work"),)),
    Group(
        _("Search"),
        (
            Entry(_("Search"), "search"),
            Entry(_("Map and time"), "map"),
        ),
    ),
    Group(
        _("Sources"),
        (
            Entry(_("Bring sources in"), "intake", (), "intake"),
            Entry(_("Import a spreadsheet"), "imports", (), "code"),
            Entry(_("Captures"), "listing", ("captures",)),
            Entry(_("Witness statements"), "statements"),
            Entry(_("Who says so"), "listing", ("sources",)),
            Entry(_("Failures"), "listing", ("failures",)),
            Entry(_("Documents to obtain"), "listing", ("primary",)),
        ),
    ),
    Group(
        _("Claims"),
        (
            Entry(_("Claims"), "listing", ("claims",)),
            Entry(_("Accept many at once"), "review-many", (), "code"),
            Entry(_("Doubts"), "listing", ("doubts",)),
            Entry(_("Differences"), "listing", ("differences",)),
        ),
    ),
    Group(
        _("What happened"),
        (
            Entry(_("Figures"), "listing", ("figures",)),
            Entry(_("Incidents"), "listing", ("incidents",)),
            Entry(_("Persons and bodies"), "listing", ("parties",)),
        ),
    ),
    Group(
        _("Support"),
        (
            Entry(_("Propositions"), "listing", ("propositions",)),
            Entry(_("Links to review"), "review"),
            Entry(_("Origins"), "listing", ("origins",)),
            Entry(_("Relays"), "listing", ("relays",)),
            Entry(_("Findings of other bodies"), "listing", ("third-party",)),
            Entry(_("Decisions"), "listing", ("decisions",)),
        ),
    ),
    Group(_("Results"), (Entry(_("Findings"), "findings"), Entry(_("Report"), "report"))),
    Group(
        _("The case"),
        (
            Entry(_("Vocabularies and fields"), "vocabularies"),
            Entry(_("Members"), "members", action="steward"),
            Entry(_("Audit log"), "audit", action="audit"),
            Entry(_("Protected identities"), "identities", action="approve"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Leads:
    """An entry as a page shows it; `args` tell the page that one is on."""

    label: str
    address: str
    args: tuple[str, ...]


@functools.lru_cache(maxsize=1024)
def menu_of(
    slug: str, actions: frozenset[str], language: str
) -> tuple[tuple[str, tuple[Leads, ...]], ...]:
    """Return the menu of a case for whoever may take these actions, in the language in use."""
    return tuple(
        (
            gettext(group.title),
            tuple(
                Leads(gettext(one.label), reverse(one.name, args=(slug, *one.args)), one.args)
                for one in group.entries
                if one.action in actions
            ),
        )
        for group in MENU
    )
