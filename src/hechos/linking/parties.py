"""Join the names that claims give into parties; a name is never a role, nor a proof."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hechos import packs
from hechos.lang.names import fold, same_name, strip_titles
from hechos.linking.facts import Fact, Facts, Joined, mentions_of
from hechos.linking.rules import Role, words
from hechos.records import (
    Capture,
    Case,
    Claim,
    Made,
    Mention,
    Party,
    PartyKind,
    Source,
    ids,
)

Node = tuple[int, str]
"""(document rank, name) for what stands for itself in its document; (-1, name) elsewhere."""

EVERYWHERE = -1


@dataclass(slots=True)
class _Form:
    """A name as folded, with all that the case says about it."""

    name: str
    key: str
    words: tuple[str, ...]
    kind: PartyKind
    ranks: set[int] = field(default_factory=set)

    @property
    def is_lone(self) -> bool:
        """A single word that is not an acronym: a surname, as far as we can tell."""
        return (
            len(self.words) == 1
            and not self.name.isupper()
            and self.kind in (PartyKind.PERSON, PartyKind.UNKNOWN)
        )

    @property
    def may_be_person(self) -> bool:
        return self.kind in (PartyKind.PERSON, PartyKind.UNKNOWN) and len(self.words) > 1


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties of a case and which of them a mention is."""

    records: tuple[Party, ...]
    _by_node: dict[Node, Party]

    def of(self, fact: Fact, mention: Mention) -> Party | None:
        key = fold(strip(mention.name)[0])
        node = self._by_node.get((fact.document.rank, key))
        return node or self._by_node.get((EVERYWHERE, key))

    def key(self, fact: Fact, mention: Mention) -> str:
        """Return what two mentions of one party have in common, for comparing."""
        party = self.of(fact, mention)
        return party.id if party else f"{fact.document.rank}:{fold(mention.name)}"

    def name(self, fact: Fact, mention: Mention) -> str:
        party = self.of(fact, mention)
        return party.name if party else mention.name


@functools.lru_cache(maxsize=65536)
def strip(name: str) -> tuple[str, str | None]:
    """Return the name without title and article, and the title."""
    bare, title = strip_titles(name)
    first, _, rest = bare.partition(" ")
    return (rest if rest and fold(first) in _articles() else bare), title


@functools.cache
def _articles() -> frozenset[str]:
    forms = (word.forms for word in words() if word.role is Role.ARTICLE)
    return frozenset(form for some in forms for form in some)


@functools.lru_cache(maxsize=65536)
def _words(name: str) -> tuple[str, ...]:
    return tuple(fold(name).replace("-", " ").replace(".", " ").split())


def join_parties(facts: Facts) -> Parties:
    """Return the parties, in the order in which the case first names them."""
    forms, seen = _collect(facts)
    joined: Joined[Node] = Joined()
    reasons: dict[Node, str] = {}
    links = [
        *_known_bodies(forms, facts),
        *_acronyms(forms),
        *_longer_bodies(forms),
        *_persons(forms),
    ]
    reasons.update({b: why for a, b, why in links if joined.join(a, b)})
    reasons.update({b: why for a, b, why in _lone(forms, joined) if joined.join(a, b)})
    return _records(seen, joined, reasons, facts)


@dataclass(slots=True)
class _Seen:
    """One node with its mentions, in content order."""

    node: Node
    form: _Form
    uses: list[tuple[Fact, Mention]]


def _collect(facts: Facts) -> tuple[dict[str, _Form], dict[Node, _Seen]]:
    forms: dict[str, _Form] = {}
    pending: list[tuple[Fact, Mention, str, str]] = []
    for fact in facts.facts:
        for mention, part in mentions_of(fact.claim):
            name = strip(mention.name)[0]
            key = fold(name)
            if not key or (part in _TOLD_OF and _is_description(mention, facts)):
                continue
            form = forms.get(key)
            if form is None:
                form = forms[key] = _Form(name, key, _words(name), mention.kind)
            elif form.kind is PartyKind.UNKNOWN:
                form.kind = mention.kind
            pending.append((fact, mention, part, key))
    seen: dict[Node, _Seen] = {}
    for fact, mention, part, key in pending:
        form = forms[key]
        is_group = form.kind is PartyKind.GROUP and _body_of(form.name, facts) is None
        alone = form.is_lone or part == "unnamed" or is_group
        node = (fact.document.rank if alone else EVERYWHERE, key)
        if alone:
            form.ranks.add(fact.document.rank)
        seen.setdefault(node, _Seen(node, form, [])).uses.append((fact, mention))
    return forms, seen


_TOLD_OF = ("actor", "victim", "other")


def _is_description(mention: Mention, facts: Facts) -> bool:
    """Tell whether the words describe a group ("nine dockers") and name nobody."""
    return mention.kind is PartyKind.GROUP and _body_of(strip(mention.name)[0], facts) is None


def _body_of(name: str, facts: Facts) -> str | None:
    """Return the id of the body that a pack of the case knows by this name."""
    return _known(name, facts.case.pack)


@functools.lru_cache(maxsize=65536)
def _known(name: str, pack: str | None) -> str | None:
    for one in (*((packs.load(pack),) if pack else ()), packs.generic()):
        body = one.organisation_of(name)
        if body is not None:
            return str(body.id)
    return None


Join = tuple[Node, Node, str]


def _known_bodies(forms: dict[str, _Form], facts: Facts) -> Iterator[Join]:
    """Yield joins of names that one entry of a pack lists."""
    first: dict[str, str] = {}
    for form in forms.values():
        if form.ranks:
            continue
        found = _body_of(form.name, facts)
        if found is None:
            continue
        other = first.setdefault(found, form.key)
        if other != form.key:
            yield (
                (EVERYWHERE, other),
                (EVERYWHERE, form.key),
                f"“{forms[other].name}” and “{form.name}” are names of one body in a pack.",
            )


def _acronyms(forms: dict[str, _Form]) -> Iterator[Join]:
    """Yield joins of an acronym with its only expansion in the case."""
    long: dict[str, list[_Form]] = {}
    for form in forms.values():
        if len(form.words) > 1 and form.kind is not PartyKind.PERSON:
            for letters in _initials(form):
                long.setdefault(letters, []).append(form)
    for form in forms.values():
        if len(form.words) != 1 or not form.name.isupper():
            continue
        fitting = [one for one in long.get(form.key, ()) if same_name(form.name, one.name)]
        if len(fitting) == 1:
            why = same_name(form.name, fitting[0].name) or ""
            yield (EVERYWHERE, fitting[0].key), (EVERYWHERE, form.key), why


def _initials(form: _Form) -> set[str]:
    found = {
        "".join(word[0] for word in form.words if len(word) > 3),
        "".join(word[0] for word in form.words),
        "".join(word[0] for word in form.name.split() if word[0].isupper()).lower(),
    }
    if form.key.endswith(")"):
        found.add(form.key.rpartition("(")[2].rstrip(")"))
    return found


def _longer_bodies(forms: dict[str, _Form]) -> Iterator[Join]:
    """Yield joins of "Harbour Workers" with the only body whose name goes on from there."""
    blocks: dict[tuple[str, ...], list[_Form]] = {}
    for form in forms.values():
        if len(form.words) > 1 and form.kind in (PartyKind.ORGANISATION, PartyKind.UNIT):
            blocks.setdefault(form.words[:2], []).append(form)
    for block in blocks.values():
        yield from _only_longer(block)


def _persons(forms: dict[str, _Form]) -> Iterator[Join]:
    """Yield joins of shorter with fuller names of persons: same first name, a surname shared."""
    blocks: dict[tuple[str, str], list[_Form]] = {}
    for form in forms.values():
        if form.may_be_person:
            for word in set(form.words[1:]):
                if len(word) > 2:
                    blocks.setdefault((form.words[0][:1], word), []).append(form)
    for block in blocks.values():
        yield from _only_longer(block)


def _only_longer(block: list[_Form]) -> Iterator[Join]:
    """Yield each name with the longer one it may shorten, where no other would do as well."""
    block = sorted(block, key=lambda form: (len(form.words), form.key))
    for place, short in enumerate(block):
        fitting = [
            (long, why)
            for long in block[place + 1 :]
            if (why := same_name(short.name, long.name)) is not None
        ]
        if not fitting:
            continue
        fullest, why = fitting[-1]
        if all(same_name(one.name, fullest.name) for one, _ in fitting[:-1]):
            yield (EVERYWHERE, fullest.key), (EVERYWHERE, short.key), why


def _lone(forms: dict[str, _Form], joined: Joined[Node]) -> Iterator[Join]:
    """Yield joins of a lone surname: to the one person who has it in the document, else in the
    case. Common names stay apart (R-PER-2)."""
    bearers: dict[str, list[_Form]] = {}
    for form in forms.values():
        if form.may_be_person:
            for word in set(form.words[1:]):
                bearers.setdefault(word, []).append(form)
    for form in forms.values():
        if not form.ranks:
            continue
        fitting = [one for one in bearers.get(form.key, ()) if same_name(form.name, one.name)]
        whole = {joined.find((EVERYWHERE, one.key)): one for one in fitting}
        if len(whole) != 1 or not form.is_lone:
            continue
        one = next(iter(whole.values()))
        why = f"“{form.name}” is the surname of “{one.name}”, the only bearer in the case."
        for rank in sorted(form.ranks):
            yield (EVERYWHERE, one.key), (rank, form.key), why


def _records(
    seen: dict[Node, _Seen], joined: Joined[Node], reasons: dict[Node, str], facts: Facts
) -> Parties:
    by_node: dict[Node, Party] = {}
    records = []
    for nodes in joined.groups(seen):
        party = _party([seen[node] for node in nodes], reasons, facts)
        records.append(party)
        by_node.update(dict.fromkeys(nodes, party))
    return Parties(tuple(records), by_node)


def _party(members: list[_Seen], reasons: dict[Node, str], facts: Facts) -> Party:
    names = _names(members)
    own = sorted({min(fact.id for fact, _ in one.uses) for one in members})
    ids = [facts.draw([claim], "party", *_own_key(claim, members)) for claim in own]
    why = [reasons[one.node] for one in members if one.node in reasons]
    return Party(
        id=ids[0],
        case=facts.case.id,
        made=facts.made("parties"),
        name=names[0],
        kind=_kind(one.form.kind for one in members),
        variants=tuple(names),
        mentions=tuple(dict.fromkeys(_places(members))),
        redirects=tuple(dict.fromkeys(ids[1:])),
        because=" ".join(dict.fromkeys(why)) or "The name is written the same.",
    )


def _own_key(claim: str, members: list[_Seen]) -> tuple[str, ...]:
    return (min(one.form.key for one in members if any(fact.id == claim for fact, _ in one.uses)),)


def _names(members: list[_Seen]) -> list[str]:
    """Return the names as printed, the fullest and then most used first."""
    uses: dict[str, int] = {}
    for one in members:
        for _, mention in one.uses:
            uses[mention.name] = uses.get(mention.name, 0) + 1

    def rank(name: str) -> tuple[int, int, int, str]:
        bare = strip(name)[0]
        accents = sum(not char.isascii() for char in bare)
        return (-len(_words(bare)), -accents, -uses[name], name)

    best = sorted(uses, key=rank)
    bare = strip(best[0])[0]
    return list(dict.fromkeys([bare, *best]))


def _kind(kinds: Iterable[PartyKind]) -> PartyKind:
    known = [kind for kind in kinds if kind is not PartyKind.UNKNOWN]
    return known[0] if known else PartyKind.UNKNOWN


def _places(members: list[_Seen]) -> list[str]:
    uses = sorted(
        (
            (fact.document.rank, mention.start, mention.end, fact.claim.text)
            for one in members
            for fact, mention in one.uses
            if mention.start is not None and mention.end is not None
        ),
    )
    return [f"{text}:{start}-{end}" for _, start, end, text in uses]


def sources_of(
    claims: Iterable[Claim], captures: Iterable[Capture], *, case: Case
) -> tuple[Source, ...]:
    """Return the sources in the order they are first met; all start ungraded (F)."""
    at = {capture.id: capture.made.at for capture in captures}
    found: dict[tuple[str, str], Source] = {}
    for claim in claims:
        for link in claim.voice:
            key = (link.kind, fold(link.speaker.name))
            if key not in found and key[1]:
                found[key] = Source(
                    id=ids.draw(case.seed, claim.id, "source", *key),
                    case=case.id,
                    made=Made(by="rule:linking", version="1", at=at.get(claim.capture, "")),
                    name=link.speaker.name,
                    kind=link.kind,
                )
    return tuple(found.values())
