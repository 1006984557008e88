"""Why figures of one card may differ, in plain sentences: what can be read off the figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from hechos.records import Bound, Claim, Figure
from hechos.reporting.rules import ReportRules
from hechos.reporting.writing.calendar import date_words
from hechos.reporting.writing.references import figure_amount

FLOORS = (Bound.AT_LEAST, Bound.MORE_THAN)
CARRIERS = ("agency", "outlet")


def nameless(figure: Figure, claims: Mapping[str, Claim]) -> str | None:
    """Return the words that stand where an author should be named; None where one is named."""
    held = [claims[c] for c in figure.claims if c in claims]
    if figure.inputs or not held:
        return None
    for claim in held:
        if claim.voice and claim.voice[-1].kind != "unnamed":
            return None
    return next((c.voice[-1].speaker.verbatim for c in held if c.voice), "")


def printed_by(figure: Figure, claims: Mapping[str, Claim]) -> str | None:
    """Return who prints a figure for which no source at all is given; None where one is."""
    held = [claims[c] for c in figure.claims if c in claims]
    if figure.inputs or not held or any(c.voice and c.voice[-1].kind not in CARRIERS for c in held):
        return None
    return next((c.voice[-1].speaker.name for c in held if c.voice), "")


def whose(figure: Figure, claims: Mapping[str, Claim], shown: str) -> str:
    """Return the name under which a card shows a figure, which says so where nobody is named."""
    printer = printed_by(figure, claims)
    said = nameless(figure, claims)
    if printer:
        return _("no named author, printed by %(name)s") % {"name": printer}
    return shown if said is None else _("nobody named: “%(words)s”") % {"words": said or "–"}


def reasons(
    figures: Sequence[Figure], claims: Mapping[str, Claim], rules: ReportRules
) -> list[str]:
    """Return what sets the stated figures apart, or may."""
    stated = [f for f in figures if not f.inputs and f.derivable]
    found = list(_nameless(stated, claims, rules))
    if len(stated) > 1:
        found += _days(stated, rules)
        found += _limits(stated, rules)
        found += _counted(stated, rules)
        found += _carried(stated, claims, rules)
    return list(dict.fromkeys(found))


def _amounts(figures: Sequence[Figure], rules: ReportRules) -> str:
    names = list(dict.fromkeys(figure_amount(f.quantity, rules) for f in figures))
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _nameless(
    figures: Sequence[Figure], claims: Mapping[str, Claim], rules: ReportRules
) -> Iterator[str]:
    for figure in figures:
        words = nameless(figure, claims)
        printer = printed_by(figure, claims)
        amount = figure_amount(figure.quantity, rules)
        if printer:
            yield _(
                "%(amount)s has no named author: %(name)s prints it "
                "and does not say whose count it is."
            ) % {"amount": amount, "name": printer}
        elif words:
            yield _("%(amount)s has no named author: the text says only “%(words)s”.") % {
                "amount": amount,
                "words": words,
            }
        elif words == "":
            yield _("%(amount)s has no named author.") % {"amount": amount}


def _days(figures: Sequence[Figure], rules: ReportRules) -> Iterator[str]:
    dated = sorted((f for f in figures if f.as_of), key=lambda f: f.as_of or "")
    if len({f.as_of for f in dated}) > 1:
        said = (
            f"{figure_amount(f.quantity, rules)} ({date_words(f.as_of or '', rules)})"
            for f in dated
        )
        yield _("They were said on different days, and a later count may hold more: %(list)s.") % {
            "list": "; ".join(dict.fromkeys(said))
        }
    undated = [f for f in figures if not f.as_of]
    if undated:
        yield _("Nobody says as of which day this holds: %(amounts)s.") % {
            "amounts": _amounts(undated, rules)
        }


def _limits(figures: Sequence[Figure], rules: ReportRules) -> Iterator[str]:
    floors = [f for f in figures if f.quantity.bound in FLOORS]
    if floors and len(floors) < len(figures):
        yield _("A floor and not a count, so a higher number need not contradict it: %(list)s.") % {
            "list": _amounts(floors, rules)
        }


def _counted(figures: Sequence[Figure], rules: ReportRules) -> Iterator[str]:
    for figure in figures:
        amount = figure_amount(figure.quantity, rules)
        for text, groups in (
            (_("%(amount)s counts “%(who)s”; the others do not say so."), figure.includes),
            (_("%(amount)s leaves out “%(who)s”; the others do not say so."), figure.excludes),
        ):
            if groups:
                who = "”, “".join(one.words.strip(" ,") for one in groups)
                yield text % {"amount": amount, "who": who}


def _carried(
    figures: Sequence[Figure], claims: Mapping[str, Claim], rules: ReportRules
) -> Iterator[str]:
    """Yield the agencies and outlets through which several of the figures come to the case."""
    through: dict[str, dict[str, Figure]] = defaultdict(dict)
    for figure in figures:
        for claim in (claims[c] for c in figure.claims if c in claims):
            for link in claim.voice[:-1]:
                if link.kind in CARRIERS:
                    through[link.speaker.name][figure.id] = figure
    for name, carried in through.items():
        amounts = {figure_amount(f.quantity, rules) for f in carried.values()}
        if len(amounts) > 1:
            yield _("%(amounts)s come through one relay, %(name)s.") % {
                "amounts": _amounts(list(carried.values()), rules),
                "name": name,
            }
