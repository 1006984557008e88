"""Plain English sentences for propositions: the amount, the act, the hedge, and who says so."""

from __future__ import annotations

import calendar
from collections.abc import Sequence

from hechos.linking.amounts.figures import author_name
from hechos.linking.facts import AT_SEA, Fact, Facts
from hechos.linking.parties import Parties
from hechos.linking.rules import Phrase
from hechos.records import (
    Bound,
    CountContent,
    DiplomacyContent,
    Factuality,
    LabelContent,
    Number,
    ProcedureContent,
    Quantity,
    RelationContent,
    VoteContent,
)

_MONTHS = tuple(calendar.month_name)[1:]
_HEDGED = (
    Factuality.ALLEGED,
    Factuality.POSSIBLE,
    Factuality.INFERRED,
    Factuality.PREDICTED,
    Factuality.CONDITIONAL,
)
_STRENGTH = {
    "finding": "found by",
    "confirms": "confirmed by",
    "might": "said to be possible (“might”) by",
    "could": "said to be possible (“could”) by",
    "alleged": "alleged by",
    "asserted": "asserted by",
}


def sentence(
    members: Sequence[Fact], facts: Facts, parties: Parties, *, counts: bool = True
) -> str:
    """Return one sentence for claims that say the same, hedge and attribution kept.

    Without `counts` it leaves the number out, for claims that agree in the act alone."""
    first = members[0]
    authors = join(list(dict.fromkeys(author_name(fact, parties) for fact in members)))
    content = first.claim.content
    if isinstance(content, LabelContent):
        return _label(first, authors, facts)
    body = _body(first, facts, parties, counts=counts)
    body = body[:1].upper() + body[1:]
    return f"{body}{_where(first)}{_hedge(first)}, according to {authors}."


def _body(fact: Fact, facts: Facts, parties: Parties, *, counts: bool) -> str:
    content = fact.claim.content
    if isinstance(content, VoteContent):
        return _vote(content)
    quantity = content.quantity if counts else None
    if quantity is None:
        return _named(fact, facts.rules.phrase_of(content.type), parties)
    what = (
        content.universe if isinstance(content, CountContent) else _counted(quantity, fact, facts)
    )
    return f"{amount(quantity)} {what}".strip()


def _named(fact: Fact, phrase: Phrase, parties: Parties) -> str:
    """Return what is said to be, without a number."""
    content = fact.claim.content
    if isinstance(content, ProcedureContent):
        forum = f" before {parties.name(fact, content.forum)}" if content.forum else ""
        stage = f" ({content.stage})" if content.stage else ""
        return f"{phrase.one}{stage}{forum}"
    if isinstance(content, DiplomacyContent):
        to = f" to {parties.name(fact, content.addressee)}" if content.addressee else ""
        asked = f": {'; '.join(content.demands)}" if content.demands else ""
        return f"{phrase.one}{to}{asked}"
    if isinstance(content, RelationContent):
        ends = [parties.name(fact, end) for end in (content.subject, content.object) if end]
        return f"{phrase.one} ({' – '.join(ends)})" if ends else phrase.one
    return f"{phrase.many}{_against(fact)}"


def _against(fact: Fact) -> str:
    victims = getattr(fact.claim.content, "victims", ()) or getattr(
        fact.claim.content, "subjects", ()
    )
    named = [mention.name for mention in victims[:3]]
    return f" ({join(named)})" if named else ""


def _vote(content: VoteContent) -> str:
    share = amount(content.quantity) if content.quantity else "a result"
    if content.quantity and content.quantity.unit == "share":
        share += " % of the vote"
    elif content.quantity:
        share += " votes"
    whom = f" for {content.candidate}" if content.candidate else ""
    contest = f" in {content.contest}" if content.contest else ""
    return f"{share}{whom}{contest}"


def _label(fact: Fact, authors: str, facts: Facts) -> str:
    content = fact.claim.content
    if not isinstance(content, LabelContent):
        return ""
    noun = facts.rules.phrase_of(content.type).one
    printed = f" (“{content.label}”)" if content.label else ""
    subset = ", of some of the acts" if content.subset else ""
    of = f", of {content.of}" if content.of else ""
    how = _STRENGTH.get(content.strength, f"said ({content.strength}) by")
    return f"{noun[:1].upper()}{noun[1:]}{printed}{of}{subset}{_where(fact)}, {how} {authors}."


def _counted(quantity: Quantity, fact: Fact, facts: Facts) -> str:
    phrase = facts.rules.phrase_of(fact.type)
    unit = quantity.unit
    family = fact.family
    if unit in ("persons", "person", "victims") and phrase.persons:
        return phrase.persons
    if not unit or unit in phrase.many or (family is not None and unit == family.unit):
        return phrase.one if quantity.point == 1 else phrase.many
    return f"{unit} ({phrase.many})"


def _where(fact: Fact) -> str:
    content = fact.claim.content
    parts = ""
    if content.place:
        at_sea = content.place.level == AT_SEA
        parts += f", {content.place.path}" if at_sea else f" in {content.place.path}"
    if content.time:
        parts += f", {english(content.time.edtf, content.time.verbatim)}"
    if content.occasion:
        election = "election" in fact.occasion.strongest()
        english_text = fact.document.text is None or fact.document.text.language == "en"
        quoted = content.occasion if english_text else f"“{content.occasion}”"
        parts += f", {'after' if election else 'during'} {quoted}"
    return parts


def _hedge(fact: Fact) -> str:
    claim = fact.claim
    if claim.hedge:
        return f" (“{claim.hedge}”)"
    return f" ({claim.factuality})" if claim.factuality in _HEDGED else ""


def amount(quantity: Quantity) -> str:
    """Return an amount with its bound in English: "at least 14", "more than 100", "about 40"."""
    low, high = quantity.low, quantity.high
    middle = quantity.point if quantity.point is not None else low
    above = None if low is None else low if quantity.low_open else low - 1
    words: dict[Bound, tuple[str, Number | None]] = {
        Bound.AT_LEAST: ("at least ", low),
        Bound.MORE_THAN: ("more than ", above),
        Bound.AT_MOST: ("at most ", high),
        Bound.ABOUT: ("about ", middle),
        Bound.NEARLY: ("nearly ", quantity.point if quantity.point is not None else high),
        Bound.EXACT: ("", middle),
    }
    if quantity.bound is Bound.BETWEEN and low is not None and high is not None:
        return f"between {digits(low)} and {digits(high)}"
    lead, value = words.get(quantity.bound, ("", None))
    return f"“{quantity.verbatim}”" if value is None else f"{lead}{digits(value)}"


def digits(value: float) -> str:
    return f"{value:,}" if value % 1 else f"{int(value):,}"


def english(edtf: str, verbatim: str) -> str:
    """Return a date in English words; one without a year as the text has it."""
    if "X" in edtf or (not edtf[:1].isdigit() and not edtf.startswith("..")):
        return verbatim
    first, slash, last = edtf.partition("/")
    if not slash:
        return _day(first)
    if last in ("", ".."):
        return f"since {_day(first)}"
    if first in ("", ".."):
        return f"until {_day(last)}"
    return f"{_day(first)} to {_day(last)}"


def _day(text: str) -> str:
    about = "about " if text.endswith(("~", "%")) else ""
    parts = text.rstrip("~?%").partition("T")[0].split("-")
    names = [parts[0]]
    if len(parts) > 1 and parts[1].isdigit() and 1 <= int(parts[1]) <= 12:
        names.insert(0, _MONTHS[int(parts[1]) - 1])
    if len(parts) > 2 and parts[2].isdigit():
        names.insert(0, str(int(parts[2])))
    return about + " ".join(names)


def join(names: Sequence[str]) -> str:
    if len(names) > 4:
        names = [*names[:3], f"{len(names) - 3} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
