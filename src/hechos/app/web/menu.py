"""What leads where inside a case: one line for each page of the menu."""

from __future__ import annotations

from dataclasses import dataclass

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
