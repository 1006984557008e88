"""What of a record can be found: its fields, its several values, its words.

The letters of values: t type (with those it is a kind of), n a name in it, s who says so, c the
capture it stands in, a the record it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hechos.app.search.models import ALWAYS, LEAST, MOST, NEVER
from hechos.lang.edtf import earliest_latest
from hechos.lang.folding import fold
from hechos.records import (
    Capture,
    Claim,
    Confidentiality,
    Decision,
    Doubt,
    Figure,
    Incident,
    Mention,
    Party,
    Place,
    PrimaryDocument,
    Proposition,
    Record,
    ThirdPartyFinding,
    VoiceLink,
)

TYPE, NAME, SOURCE, CAPTURE, ABOUT = "t", "n", "s", "c", "a"
LONGEST = 120
CLASSES: tuple[type[Record], ...] = (
    Capture,
    Claim,
    Incident,
    Figure,
    Party,
    Proposition,
    ThirdPartyFinding,
    PrimaryDocument,
    Doubt,
    Decision,
)
"""What is indexed, in the order of results."""
ORDER = {cls.__name__: number for number, cls in enumerate(CLASSES)}
Value = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What records borrow from the claims they stand on: values and one language, or none."""

    values: frozenset[Value] = frozenset()
    language: str = ""


@dataclass(slots=True)
class Draft:
    """An entry in the making. `words` are short passages; those of a text are added apart."""

    title: str
    kind: str = ""
    state: str = ""
    language: str = ""
    dates: tuple[int, int] | None = None
    spot: Place | None = None
    number: tuple[float, float] | None = None
    by: str = ""
    values: set[Value] = field(default_factory=set)
    words: tuple[str, ...] = ()

    def add(self, letter: str, *shown: str) -> None:
        for one in shown:
            if plain := fold(one)[:LONGEST]:
                self.values.add((letter, plain, one[:LONGEST]))

    def add_ids(self, letter: str, *ids: str) -> None:
        self.values.update((letter, one, "") for one in ids if one)

    def add_types(self, *codes: str) -> None:
        """Add types with what they are kinds of: LIB.ED.ST is also LIB.ED and LIB."""
        for code in codes:
            parts = code.split(".")
            for n in range(1, len(parts) + 1):
                self.values.add((TYPE, ".".join(parts[:n]), ""))


def claims_of(record: Record) -> tuple[str, ...]:
    """Return the ids of the claims from which a record borrows."""
    match record:
        case Incident() | Figure() | PrimaryDocument():
            return record.claims
        case Proposition():
            return (*record.supporting, *record.contrary)
        case ThirdPartyFinding():
            return (record.claim,)
        case _:
            return ()


def draft_of(record: Record, facts: Mapping[str, Facts]) -> Draft:
    """Return what can be found of a record, with what it borrows from claims by id."""
    draft = _MAKE[type(record)](record)
    draft.by = draft.by or record.made.by
    under = [facts[one] for one in claims_of(record) if one in facts]
    for one in under:
        draft.values |= {value for value in one.values if value[0] in (SOURCE, CAPTURE, NAME)}
    languages = {one.language for one in under}
    draft.language = draft.language or (languages.pop() if len(languages) == 1 else "")
    return draft


def days(edtf: str | None) -> tuple[int, int] | None:
    """Return the first and last day as numbers; None where the string says neither."""
    first, last = earliest_latest(edtf) if edtf else (None, None)
    if first is None and last is None:
        return None
    return day_number(first) if first else NEVER, day_number(last) if last else ALWAYS


def day_number(day: date) -> int:
    """Return a day as a number that sorts: 20240728."""
    return day.year * 10_000 + day.month * 100 + day.day


def _range(low: float | None, high: float | None, point: float | None) -> tuple[float, float]:
    if low is None and high is None and point is not None:
        return float(point), float(point)
    return LEAST if low is None else float(low), MOST if high is None else float(high)


def mentions_in(value: Any) -> Iterator[Mention]:
    """Yield the parties that a content names, wherever they stand in it."""
    if isinstance(value, Mention):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from mentions_in(one)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from mentions_in(getattr(value, name))


def _claim(claim: Claim) -> Draft:
    content = claim.content
    quantity = content.quantity
    draft = Draft(
        claim.quote or content.type,
        kind=content.kind,
        state=claim.state,
        dates=days(content.time.edtf) if content.time else None,
        spot=content.place,
        words=(claim.quote,),
    )
    if quantity is not None:
        draft.number = _range(quantity.low, quantity.high, quantity.point)
    draft.add_types(content.type)
    draft.add(NAME, *(one.name for one in mentions_in(content) if _is_name(one)))
    draft.add(SOURCE, *(link.speaker.name for link in claim.voice if _is_named(link)))
    draft.add_ids(CAPTURE, claim.capture)
    return draft


def _is_name(mention: Mention) -> bool:
    """Whether a mention names somebody, and does not count or describe people."""
    return mention.low is None and mention.high is None and mention.name[:1].isupper()


def _is_named(link: VoiceLink) -> bool:
    return link.kind != "unnamed"


def _incident(incident: Incident) -> Draft:
    draft = Draft(
        incident.title,
        kind="pattern" if incident.pattern else "episode",
        dates=days(incident.time.edtf) if incident.time else None,
        spot=incident.place,
        words=(incident.title,),
    )
    draft.add_types(*incident.types)
    return draft


def _figure(figure: Figure) -> Draft:
    quantity = figure.quantity
    words = "; ".join((quantity.verbatim, *(group.words for group in figure.includes)))
    draft = Draft(
        f"{quantity.verbatim} ({figure.author})" if figure.author else quantity.verbatim,
        kind="derived" if figure.inputs else "stated",
        dates=days(figure.as_of),
        number=_range(quantity.low, quantity.high, quantity.point),
        words=(words, figure.author),
    )
    draft.add(SOURCE, figure.author)
    return draft


def _party(party: Party) -> Draft:
    draft = Draft(party.name, kind=party.kind.value, words=(party.name, *party.variants))
    draft.add(NAME, party.name, *party.variants)
    return draft


def _capture(capture: Capture) -> Draft:
    draft = Draft(capture.name, kind=capture.media_type[:40], words=(capture.name,))
    draft.add_ids(CAPTURE, capture.id)
    return draft


def _proposition(proposition: Proposition) -> Draft:
    said = proposition.statement
    return Draft(said, kind=proposition.kind, words=(said,))


def _third_party(finding: ThirdPartyFinding) -> Draft:
    draft = Draft(finding.body, kind="finding", dates=days(finding.date), words=(finding.body,))
    draft.add(SOURCE, finding.body)
    return draft


def _primary(document: PrimaryDocument) -> Draft:
    words = (document.title, document.issuer)
    draft = Draft(document.title, kind="document", dates=days(document.date), words=words)
    draft.add(SOURCE, document.issuer)
    return draft


def _doubt(doubt: Doubt) -> Draft:
    draft = Draft(doubt.text, kind=doubt.type, state=doubt.status, words=(doubt.text,))
    draft.add_ids(ABOUT, doubt.on)
    return draft


def _decision(decision: Decision) -> Draft:
    draft = Draft(
        decision.because,
        kind=decision.act,
        dates=days(decision.made.at[:10]),
        words=(decision.because,),
    )
    draft.add_ids(ABOUT, decision.on)
    return draft


_MAKE: dict[type[Record], Callable[[Any], Draft]] = {
    Capture: _capture,
    Claim: _claim,
    Incident: _incident,
    Figure: _figure,
    Party: _party,
    Proposition: _proposition,
    ThirdPartyFinding: _third_party,
    PrimaryDocument: _primary,
    Doubt: _doubt,
    Decision: _decision,
}


def is_worded(klass: int) -> bool:
    """Whether words of a record of this class may stand in the index."""
    return klass < Confidentiality.C3
