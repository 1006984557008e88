"""Contents of claims from candidates: the slots of an act, a status, a label, a demand."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

from hechos.coding.frames.agents import Agent, find_doer
from hechos.coding.frames.document import Page, between
from hechos.coding.frames.figures import Act
from hechos.coding.frames.statements import Statement
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

_EDGE = " ,;:.\"“”'’«»()"
_PLURAL = re.compile(r"\w+s$")


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
    if person is not None:
        name = strip_titles(person.verbatim)[0] or person.verbatim
        return Mention(verbatim=verbatim, name=name, kind=PartyKind.PERSON, start=start, end=end)
    whole = next((n for n in names if n.start <= start + 4 and n.end >= end - 1), None)
    kind = whole.kind if whole is not None else PartyKind.GROUP
    low, high = _size(count)
    return Mention(
        verbatim=verbatim, name=verbatim, kind=kind, start=start, end=end, low=low, high=high
    )


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
    while end > start and body[end - 1] in _EDGE:
        end -= 1
    return (start, end) if start < end else span


def act_content(act: Act, page: Page, setting: Setting) -> AnyContent:
    """Return the content of an act, a change of status or a step of procedure."""
    quantity = setting.quantity
    actors = actors_of(act.actors, page)
    parties = tuple(mention_of(span, page, count=quantity) for span in act.victims)
    shared = {"type": act.type, **_shared(setting)}
    if act.entry.kind == "status":
        return StatusContent(subjects=parties, actors=actors, **shared)
    if act.entry.kind == "procedure":
        return ProcedureContent(parties=parties, **shared)
    if act.type == "deployment" and quantity is not None and not actors:
        sent = tuple(Actor(mention=party) for party in parties)
        return ActContent(actors=sent, **shared)
    if act.type in ("deployment", "military_strike"):
        return ActContent(actors=actors, targets=parties, **shared)
    return ActContent(actors=actors, victims=parties, **shared)


def actors_of(agents: tuple[Agent, ...], page: Page) -> tuple[Actor, ...]:
    return tuple(
        Actor(mention=mention_of((agent.start, agent.end), page), degree=agent.degree)
        for agent in agents
    )


def _shared(setting: Setting) -> dict[str, object]:
    return {f.name: getattr(setting, f.name) for f in dataclasses.fields(setting)}


def statement_content(statement: Statement, page: Page, setting: Setting) -> AnyContent:
    """Return the content that a sentence frame gives, by its kind."""
    frame = statement.frame
    shared = {"type": frame.type, **_shared(setting)}
    groups = {
        name: mention_of(span, page) for name, span in statement.groups.items() if name != "n"
    }
    words = {name: mention.verbatim for name, mention in groups.items()}
    actors = tuple(Actor(mention=groups[key]) for key in ("actor",) if key in groups)
    if not actors and frame.kind in ("label", "act") and not frame.stance:
        actors = actors_of(find_doer(statement.sentence, page, statement.span[0]), page)
    match frame.kind:
        case "label":
            return LabelContent(
                label=frame.label or frame.type,
                of=words.get("what"),
                strength=frame.strength or "asserted",
                subset="subset" in groups,
                actors=actors,
                rights=_rights(words.get("rights"), page),
                **shared,
            )
        case "diplomacy":
            demands = tuple(words[key] for key in ("what",) if key in words)
            return DiplomacyContent(addressee=groups.get("addressee"), demands=demands, **shared)
        case "procedure":
            return ProcedureContent(
                forum=groups.get("forum"),
                stage=words.get("stage"),
                parties=tuple(groups[k] for k in ("subject", "victim") if k in groups),
                addressee=groups.get("addressee"),
                **shared,
            )
        case "relation":
            return RelationContent(
                subject=groups.get("subject"), object=groups.get("object"), **shared
            )
        case "status":
            subjects = tuple(groups[key] for key in ("subject", "victim") if key in groups)
            return StatusContent(subjects=subjects, actors=actors, **shared)
        case "vote":
            return VoteContent(
                candidate=words.get("candidate", ""),
                of=words.get("of", ""),
                contest=words.get("contest", ""),
                **shared,
            )
        case _:
            victims = tuple(groups[key] for key in ("victim",) if key in groups)
            return ActContent(actors=actors, victims=victims, **shared)


def _rights(listed: str | None, page: Page) -> tuple[str, ...]:
    """Return the rights named in a list, as the table of rights calls them."""
    if listed is None:
        return ()
    table = page.lexicon.tables["rights"]
    return tuple(code for code, pattern in table if pattern.search(listed.casefold()))
