"""The steps by which the rules made a claim, told from what the rules found in its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hechos.coding.build import Builder
from hechos.coding.code import read_and_build, start_of
from hechos.coding.drafts import Draft
from hechos.coding.frames.document import Page
from hechos.coding.frames.lexicons import Lexicon
from hechos.coding.rules import CodingRules
from hechos.coding.voice.attribution import Saying
from hechos.lang.numbers import NumberSpan
from hechos.records import Basis, Bound, Case, Claim, Place, Quantity, Text, When

Span = tuple[int, int]

_BASES = {
    Basis.EXPLICIT: "printed in the clause or sentence",
    Basis.RESOLVED: "completed from the day of publication or from another date of the text",
    Basis.INHERITED: "taken over from the headline, the dateline or a sentence before",
}
_BOUNDS = {
    Bound.EXACT: "the number stands alone, so it is exact",
    Bound.AT_LEAST: "its words say “at least”: open upwards, the number itself included",
    Bound.MORE_THAN: "its words say “more than”: open upwards, the number itself excluded",
    Bound.AT_MOST: "its words say “up to”: from nought to the number",
    Bound.ABOUT: "its words say “about”: a point without a hard interval",
    Bound.NEARLY: "its words say “nearly”: a point not reached",
    Bound.BETWEEN: "two numbers give both ends",
    Bound.VAGUE: "a vague word: only its floor is kept, and it enters no sum",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one slot holds and why. `spans` are the words it stands on, in the text."""

    slot: str
    value: str
    how: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    claim: Claim
    steps: tuple[Step, ...]

    def lines(self) -> Iterator[str]:
        """Yield the explanation as text, a step a line and its reasons under it."""
        content = self.claim.content
        yield f"{content.kind}:{content.type}  “{self.claim.quote}”"
        for step in self.steps:
            yield f"  {step.slot + ':':12} {step.value}"
            yield from (f"  {'':12}   {reason}" for reason in step.how)


def explain_text(
    text: Text,
    documents: tuple[Claim, ...],
    *,
    rules: CodingRules,
    case: Case,
    name: str = "",
) -> tuple[Explanation, ...]:
    """Return an explanation of every claim that the rules make of a text, in reading order."""
    found = []
    for built, claims in read_and_build(text, documents, rules=rules, case=case, name=name):
        for draft, claim in zip(built.drafts, claims, strict=True):
            found.append(Explanation(claim=claim, steps=tuple(_steps(draft, claim, built))))
    return tuple(sorted(found, key=lambda one: start_of(one.claim)))


def _steps(draft: Draft, claim: Claim, built: Builder) -> Iterator[Step]:
    page = built.page
    yield _frame(draft, page)
    yield from _number(draft, page)
    yield from _parties(claim)
    yield _voice(draft, claim, page)
    yield _certainty(claim)
    yield _time(draft, claim, built)
    yield _place(draft, claim, page)
    if len(claim.passages) > 1:
        how = "the same figure or the same words, with nothing that tells them apart"
        said = f"said {len(claim.passages)} times in this document, counted once"
        yield Step(slot="repeats", value=said, how=(how,), spans=draft.repeats)


def _frame(draft: Draft, page: Page) -> Step:
    entry, _, shape = draft.rule.partition("/")
    words = page.slice(*draft.trigger)
    how = tuple(_of_entry(entry, shape, page.lexicon))
    return Step(slot="frame", value=f"{draft.rule} (“{words}”)", how=how, spans=(draft.trigger,))


def _of_entry(entry: str, shape: str, lexicon: Lexicon) -> Iterator[str]:
    language = lexicon.language
    for act in lexicon.acts:
        if act.id == entry:
            yield f"acts.{language}.toml, entry {entry}: “{act.examples[0]}”"
    if entry in lexicon.frames:
        frame = lexicon.frames[entry].entry
        yield f"frames.{language}.toml, entry {entry}: “{frame.examples[0]}”"
    for one, _ in lexicon.shapes:
        if one.id == shape:
            yield f"grammar.{language}.toml, shape {shape} ({one.pattern}): “{one.examples[0]}”"


def _number(draft: Draft, page: Page) -> Iterator[Step]:
    quantity = draft.content.quantity
    others = [n for n in draft.sentence.numbers if not _is_of(n, quantity)]
    rejected = tuple(
        f"not “{page.slice(n.start, n.end)}”: {n.reason or 'it stands to other words'}"
        for n in others
    )
    if quantity is None:
        if rejected:
            yield Step(slot="number", value="none", how=rejected)
        return
    value = f"“{quantity.verbatim}” → {_amount(quantity)}, {quantity.bound.value}"
    value += f", in {quantity.unit}" if quantity.unit else ""
    how = (_BOUNDS[quantity.bound], *rejected)
    yield Step(slot="number", value=value, how=how, spans=_span(quantity))


def _is_of(number: NumberSpan, quantity: Quantity | None) -> bool:
    return quantity is not None and number.start == quantity.start


def _amount(quantity: Quantity) -> str:
    if quantity.low is None and quantity.high is None and quantity.point is not None:
        return f"{quantity.point:,}"
    low, high = _end(quantity.low, quantity.low_open), _end(quantity.high, quantity.high_open)
    return f"{low} to {high}"


def _end(value: float | None, is_open: bool) -> str:
    return "open" if value is None else f"{value:,}{' (excluded)' if is_open else ''}"


def _parties(claim: Claim) -> Iterator[Step]:
    content = claim.content
    slots = (
        ("actors", [actor.mention for actor in getattr(content, "actors", ())]),
        ("victims", list(getattr(content, "victims", ()))),
        ("targets", list(getattr(content, "targets", ()))),
        ("subjects", list(getattr(content, "subjects", ()))),
    )
    for slot, mentions in slots:
        if mentions:
            value = "; ".join(
                m.verbatim if m.name == m.verbatim else f"{m.verbatim} ({m.name})" for m in mentions
            )
            yield Step(slot=slot, value=value, spans=tuple(s for m in mentions for s in _span(m)))
        elif slot == "actors" and hasattr(content, "actors"):
            yield Step(slot=slot, value="none", how=("the text names no one for this act here",))


def _voice(draft: Draft, claim: Claim, page: Page) -> Step:
    chain = " → ".join(f"{link.speaker.name} ({link.kind})" for link in claim.voice)
    if not draft.sayings:
        how: tuple[str, ...] = ("no words of saying cover the clause: the outlet itself speaks",)
        return Step(slot="voice", value=chain, how=how)
    how = tuple(_of_saying(saying, page) for saying in draft.sayings)
    cues = tuple(saying.cue for saying in draft.sayings if saying.cue[0] < saying.cue[1])
    return Step(slot="voice", value=chain, how=how, spans=cues)


def _of_saying(saying: Saying, page: Page) -> str:
    speaker = saying.speaker
    words = page.slice(*saying.cue) or saying.verb or "the frame's own subject"
    named = f"“{speaker.verbatim}”"
    if speaker.name != speaker.verbatim:
        named += f", which the text also calls “{speaker.name}”"
    return f"“{words}” ({saying.stance}), said by {named}, covers {saying.start}–{saying.end}"


def _certainty(claim: Claim) -> Step:
    how = []
    if claim.hedge:
        how.append(f"the hedge “{claim.hedge}” is in the text")
    if claim.standard:
        named = f"{claim.standard.framework} {claim.standard.code}"
        how.append(f"the standard “{claim.standard.verbatim}” is named ({named})")
    if claim.voice and not how:
        how.append(f"no hedge; its voice “{claim.voice[-1].stance}” it")
    value = f"{claim.polarity.value}, {claim.factuality.value}"
    return Step(slot="certainty", value=value, how=tuple(how))


def _time(draft: Draft, claim: Claim, built: Builder) -> Step:
    when = claim.content.time
    chosen = when.start if when else None
    how = [_BASES[when.basis]] if when else ["no date in reach governs the clause"]
    for date in draft.sentence.dates:
        if date.start != chosen:
            told = date.start in built.taken
            reason = "when something was said" if told else "it governs other words"
            how.append(f"not “{date.when.verbatim}” ({date.when.edtf}): {reason}")
    if built.page.published:
        how.append(f"the document is of {built.page.published}")
    value = f"“{when.verbatim}” → {when.edtf}" if when else "open"
    return Step(slot="time", value=value, how=tuple(how), spans=_span(when))


def _place(draft: Draft, claim: Claim, page: Page) -> Step:
    place = claim.content.place
    how = [_BASES[place.basis]] if place else ["no place in reach"]
    if place and place.candidates:
        how.append(f"{len(place.candidates)} other places have this name: {_paths(place)}")
    chosen = place.start if place else None
    how += [
        f"not “{spot.place.verbatim}” ({spot.place.path})"
        for spot in draft.sentence.places
        if spot.start != chosen
    ]
    if page.country:
        how.append(f"the country most spoken of is {page.country.upper()}")
    value = f"“{place.verbatim}” → {place.path} ({place.level})" if place else "open"
    return Step(slot="place", value=value, how=tuple(how), spans=_span(place))


def _paths(place: Place) -> str:
    shown = [str(candidate) for candidate in place.candidates[:4]]
    more = len(place.candidates) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _span(thing: Quantity | When | Place | object | None) -> tuple[Span, ...]:
    start, end = getattr(thing, "start", None), getattr(thing, "end", None)
    return ((start, end),) if start is not None and end is not None else ()


def explanation_of(found: Iterable[Explanation], claim: Claim) -> Explanation | None:
    """Return the explanation of a claim that was made before: by its key, else by its passage."""
    ready = list(found)
    for one in ready:
        if one.claim.key == claim.key:
            return one
    alike = [
        one
        for one in ready
        if one.claim.anchor == claim.anchor and one.claim.content.type == claim.content.type
    ]
    return alike[0] if len(alike) == 1 else None
