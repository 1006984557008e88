"""Contents of claims from candidates: the slots of an act, a status, a label, a demand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hechos.coding.frames.actors.find import Agent, find_doer
from hechos.coding.frames.document import Page, between
from hechos.coding.frames.figures import Act
from hechos.coding.frames.means import find_weapons, is_target
from hechos.coding.frames.statements import Statement
from hechos.coding.named import with_names
from hechos.lang.names import strip_titles
from hechos.records import (
    ActContent,
    Actor,
    AnyContent,
    DiplomacyContent,
    LabelContent,
    Mention,
    PartyKind,
    Place,
    ProcedureContent,
    Quantity,
    RelationContent,
    StatusContent,
    VoteContent,
    When,
)

_CLOSING = {"”": "“", "»": "«"}
_NEAR = 40
_EDGE = " ,;:.\"“”'’«»()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What every content shares."""

    quantity: Quantity | None = None
    time: When | None = None
    place: Place | None = None
    occasion: str | None = None


def mention_of(span: tuple[int, int], page: Page, *, count: Quantity | None = None) -> Mention:
    """Return the party that a span names; a person by the fullest name inside it."""
    start, end = trimmed(span, page.body)
    verbatim = page.slice(start, end)
    names = between(page.names, start, end)
    person = next((n for n in names if n.kind == PartyKind.PERSON), None)
    if person is not None and _is_alone(
        verbatim, person.start - start, person.end - start, page=page
    ):
        name = strip_titles(person.verbatim)[0] or person.verbatim
        return Mention(verbatim=verbatim, name=name, kind=PartyKind.PERSON, start=start, end=end)
    whole = next((n for n in names if n.start <= start + 4 and n.end >= end - 1), None)
    is_name = any(word[:1].isupper() for word in verbatim.split()[1:]) or verbatim.isupper()
    kind = whole.kind if whole is not None and is_name else PartyKind.GROUP
    low, high = _size(count)
    return Mention(
        verbatim=verbatim, name=verbatim, kind=kind, start=start, end=end, low=low, high=high
    )


def _is_alone(verbatim: str, start: int, end: int, *, page: Page) -> bool:
    """Tell whether a phrase names the person and nobody with or under them: of “the guards of
    Ana Ruiz”, “Ana Ruiz’s guards” and “Ana Ruiz and her guards” none is Ana Ruiz."""
    tables = page.lexicon.tables
    under = tables["under"].search(verbatim[:start].casefold())
    return not (under or tables["joined"].match(verbatim[end:]))


def _size(count: Quantity | None) -> tuple[int | None, int | None]:
    if count is None:
        return None, None
    low = int(count.low) if count.low is not None else None
    high = int(count.high) if count.high is not None else None
    return low, high


def trimmed(span: tuple[int, int], body: str) -> tuple[int, int]:
    start, end = span
    while start < end and body[start] in _EDGE:
        start += 1
    while end > start and body[end - 1] in _EDGE and not _closes(body, start, end):
        end -= 1
    return (start, end) if start < end else span


def _closes(body: str, start: int, end: int) -> bool:
    """Tell whether the last character is the bracket of an acronym: “the Assembly (WA)”."""
    return body[end - 1] == ")" and body.count("(", start, end) == body.count(")", start, end)


def act_content(act: Act, page: Page, setting: Setting) -> AnyContent:
    """Return the content of an act, a change of status or a step of procedure."""
    quantity = setting.quantity
    actors = actors_of(act.actors, page)
    parties = _victims(act, page, quantity)
    shared: dict[str, Any] = {"type": act.type, **_shared(setting)}
    if act.entry.kind == "status":
        return StatusContent(subjects=parties, actors=actors, **shared)
    if act.entry.kind == "procedure":
        return ProcedureContent(parties=parties, **shared)
    if act.type == "deployment" and quantity is not None and not actors:
        sent = tuple(Actor(mention=party) for party in parties)
        return ActContent(actors=sent, **shared)
    if act.type in ("deployment", "search"):
        return ActContent(actors=actors, targets=parties, **shared)
    of_things = act.entry.objects == "things"
    things = [party for party in parties if _is_thing(party, act, page, of_things=of_things)]
    weapons = find_weapons(act.sentence, page, act.type)
    return ActContent(
        actors=actors,
        victims=tuple(_harmed(party, act) for party in parties if party not in things),
        targets=tuple(things),
        weapons=tuple(dict.fromkeys(page.slice(*span) for span in weapons)),
        stated_reason=_stated_reason(act, page),
        **shared,
    )


def _harmed(party: Mention, act: Act) -> Mention:
    """Return a victim; a name of two words or more that is nothing else known is a person's."""
    if party.kind is not PartyKind.UNKNOWN or " " not in party.verbatim or party.start is None:
        return party
    end = party.start + len(party.verbatim)
    if any(place.start < end and party.start < place.end for place in act.sentence.places):
        return party
    return replace(party, kind=PartyKind.PERSON)


def _is_thing(party: Mention, act: Act, page: Page, *, of_things: bool) -> bool:
    if party.start is None or party.end is None:
        return False
    return is_target(act.sentence, page, (party.start, party.end), of_things=of_things)


def _victims(act: Act, page: Page, quantity: Quantity | None) -> tuple[Mention, ...]:
    """Return those it was done to: how they are described, then who is named beside it."""
    nobody = page.lexicon.words["none"]
    spans = tuple(span for span in act.victims if page.folded[slice(*span)] not in nobody)
    _, most = _size(quantity)
    named = with_names(spans, act.sentence, page, most)
    return (
        *(mention_of(span, page, count=quantity) for span in spans),
        *(mention_of(span, page) for span in named[len(spans) :]),
    )


def _stated_reason(act: Act, page: Page) -> str | None:
    """Return what a person is said to be held for: “arrested on charges of fraud”."""
    if not act.type.startswith("LIB."):
        return None
    end = act.trigger[1]
    found = page.lexicon.tables["reasons"].search(page.folded, end, act.sentence.end)
    if found is None or found.start() - end > _NEAR or "," in page.slice(end, found.start()):
        return None
    return page.slice(*found.span("what")).strip(_EDGE) or None


def actors_of(agents: tuple[Agent, ...], page: Page) -> tuple[Actor, ...]:
    return tuple(
        Actor(
            mention=_renamed(mention_of((agent.start, agent.end), page), agent.name),
            degree=agent.degree,
        )
        for agent in agents
    )


def _renamed(mention: Mention, name: str | None) -> Mention:
    return replace(mention, name=name) if name else mention


def _shared(setting: Setting) -> dict[str, Any]:
    return {
        "quantity": setting.quantity,
        "time": setting.time,
        "place": setting.place,
        "occasion": setting.occasion,
    }


def statement_content(statement: Statement, page: Page, setting: Setting) -> AnyContent:
    """Return the content that a sentence frame gives, by its kind."""
    frame = statement.frame
    shared: dict[str, Any] = {"type": frame.type, **_shared(setting)}
    groups = {
        name: mention_of(span, page) for name, span in statement.groups.items() if name != "n"
    }
    words = {name: mention.verbatim for name, mention in groups.items()}
    actors = tuple(Actor(mention=groups[key]) for key in ("actor",) if key in groups)
    if not actors and frame.kind in ("label", "act") and not frame.stance:
        actors = actors_of(find_doer(statement.sentence, page, statement.span), page)
    build = _BY_KIND.get(frame.kind, _plain_act)
    return build(_Parts(statement, groups, words, actors, page), shared)


@dataclass(frozen=True, slots=True)
class _Parts:
    statement: Statement
    groups: dict[str, Mention]
    words: dict[str, str]
    actors: tuple[Actor, ...]
    page: Page

    def those(self, *keys: str) -> tuple[Mention, ...]:
        return tuple(self.groups[key] for key in keys if key in self.groups)


def _label(parts: _Parts, shared: dict[str, Any]) -> AnyContent:
    frame = parts.statement.frame
    return LabelContent(
        label=frame.label or frame.type,
        of=parts.words.get("what"),
        strength=frame.strength or "asserted",
        subset="subset" in parts.groups,
        actors=parts.actors,
        rights=_rights(parts.words.get("rights"), parts.page),
        **shared,
    )


def _diplomacy(parts: _Parts, shared: dict[str, Any]) -> AnyContent:
    demands = _items(parts.words["what"], parts.page) if "what" in parts.words else ()
    return DiplomacyContent(addressee=parts.groups.get("addressee"), demands=demands, **shared)


def _items(what: str, page: Page) -> tuple[str, ...]:
    """Return the things asked for one by one, without who said so after a closed quotation."""
    items = (_inside(one).strip(_EDGE) for one in page.lexicon.tables["items"].split(what))
    return tuple(item for item in items if item)


def _inside(words: str) -> str:
    """Return the words up to a quotation mark that closes what was opened before them."""
    for close, opening in _CLOSING.items():
        end = words.find(close)
        if end >= 0 and opening not in words[:end]:
            return words[:end]
    return words


def _procedure(parts: _Parts, shared: dict[str, Any]) -> AnyContent:
    return ProcedureContent(
        forum=parts.groups.get("forum"),
        stage=parts.words.get("stage"),
        parties=parts.those("subject", "victim"),
        addressee=parts.groups.get("addressee"),
        **shared,
    )


def _relation(parts: _Parts, shared: dict[str, Any]) -> AnyContent:
    groups = parts.groups
    return RelationContent(subject=groups.get("subject"), object=groups.get("object"), **shared)


def _status(parts: _Parts, shared: dict[str, Any]) -> AnyContent:
    return StatusContent(subjects=parts.those("subject", "victim"), actors=parts.actors, **shared)


def _vote(parts: _Parts, shared: dict[str, Any]) -> AnyContent:
    return VoteContent(
        candidate=parts.words.get("candidate", ""),
        of=parts.words.get("of", ""),
        contest=parts.words.get("contest", ""),
        **shared,
    )


def _plain_act(parts: _Parts, shared: dict[str, Any]) -> AnyContent:
    groups, frame = parts.groups, parts.statement.frame
    said = [groups["weapon"].verbatim] if "weapon" in groups else []
    sentence, page = parts.statement.sentence, parts.page
    said += [page.slice(*span) for span in find_weapons(sentence, page, frame.type)]
    return ActContent(
        actors=parts.actors,
        victims=parts.those("victim"),
        targets=parts.those("target"),
        weapons=tuple(dict.fromkeys(said)),
        **shared,
    )


_BY_KIND = {
    "label": _label,
    "diplomacy": _diplomacy,
    "procedure": _procedure,
    "relation": _relation,
    "status": _status,
    "vote": _vote,
}


def _rights(listed: str | None, page: Page) -> tuple[str, ...]:
    """Return the rights named in a list, as the table of rights calls them."""
    if listed is None:
        return ()
    table = page.lexicon.tables["rights"]
    return tuple(code for code, pattern in table if pattern.search(listed.casefold()))
