"""Join the names that claims give into parties; a name is never a role, nor a proof."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from hechos import packs
from hechos.lang.names import fold, same_name, strip_titles
from hechos.linking.deciding.clusters import Clusters
from hechos.linking.deciding.judged import APART, Judged, pair_of
from hechos.linking.facts import Fact, Facts, Joined, mentions_of
from hechos.linking.mentions import EVERYWHERE, Item, Items, Join, Node, Seen, Use, own_place
from hechos.linking.persons.case import Proposed, propose_persons
from hechos.linking.rules import Role, words
from hechos.records import (
    Capture,
    Case,
    Claim,
    LinkEdge,
    LinkRun,
    Made,
    Mention,
    Party,
    PartyKind,
    Source,
    ids,
)


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
    """The parties of a case and which of them a mention is. `edges` are the links of rules and of
    the model of persons; `runs` what made them; `found` the clusters of mentions."""

    records: tuple[Party, ...]
    edges: tuple[LinkEdge, ...]
    runs: tuple[LinkRun, ...]
    found: Clusters
    _by_node: dict[Node, Party]
    _by_place: dict[tuple[Node, str], Party]

    def of(self, fact: Fact, mention: Mention) -> Party | None:
        key = fold(strip(mention.name)[0])
        for node in ((fact.document.rank, key), (EVERYWHERE, key)):
            party = self._by_node.get(node)
            if party is None and self._by_place:
                party = self._by_place.get((node, own_place(fact, mention)))
            if party is not None:
                return party
        return None

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


def join_parties(facts: Facts, judged: Judged | None = None) -> Parties:
    """Return the parties, in the order in which the case first names them.

    Rules join names, and the model of persons joins mentions of which it says "same"; `judged`
    is what people say of pairs of mentions, and goes before both.
    """
    judged = judged or Judged("person")
    forms, uses = _collect(facts)
    items = Items(uses)
    strengths = facts.rules.strengths
    proposed = propose_persons(items, facts, _victims(items))
    links = [
        *items.spellings(strengths),
        *items.joins("body", _known_bodies(forms, facts), strengths),
        *items.joins("acronym", _acronyms(forms), strengths),
        *items.joins("longer", _longer_bodies(forms), strengths),
        *(items.joins("shorter", _persons(forms), strengths) if proposed.by_variants else ()),
    ]
    proposed = _beyond(proposed, links, items)
    models = [(e.a, e.b, e.weight or 0.0) for e in proposed.edges if e.judgement == "same"]
    found = judged.cluster(items.refs, [*models, *(link.link for link in links)])
    lone = items.joins("surname", _lone(forms, items, found), strengths)
    if lone:
        links += lone
        found = judged.cluster(items.refs, [*models, *(link.link for link in links)])
    return _Making(facts, items, forms, judged).parties(found, links, proposed)


def _beyond(proposed: Proposed, links: Sequence[Seen], items: Items) -> Proposed:
    """Return what the model says of names that no rule joins; the rest needs no second edge."""
    joined = {frozenset((items.by_ref[s.a].node, items.by_ref[s.b].node)) for s in links}
    edges = tuple(
        edge
        for edge in proposed.edges
        if frozenset((items.by_ref[edge.a].node, items.by_ref[edge.b].node)) not in joined
    )
    return replace(proposed, edges=edges)


def _victims(items: Items) -> dict[str, Fact]:
    """Return by mention the first claim in its document that names it as the victim."""
    found: dict[str, Fact] = {}
    for node, all_of_node in items.by_node.items():
        for rank, first in items.firsts(node).items():
            uses = (use for item in all_of_node if item.rank == rank for use in item.uses)
            hit = next((f for f, mention in uses if _is_victim(f, mention)), None)
            if hit:
                found[first.ref] = hit
    return found


def _is_victim(fact: Fact, mention: Mention) -> bool:
    return any(one is mention and part == "victim" for one, part in mentions_of(fact.claim))


def _collect(facts: Facts) -> tuple[dict[str, _Form], dict[Node, list[Use]]]:
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
    uses: dict[Node, list[Use]] = {}
    for fact, mention, part, key in pending:
        form = forms[key]
        is_group = form.kind is PartyKind.GROUP and _body_of(form.name, facts) is None
        alone = form.is_lone or part == "unnamed" or is_group
        node = (fact.document.rank if alone else EVERYWHERE, key)
        if alone:
            form.ranks.add(fact.document.rank)
        uses.setdefault(node, []).append((fact, mention))
    return forms, uses


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


def _lone(forms: dict[str, _Form], items: Items, found: Clusters) -> Iterator[Join]:
    """Yield joins of a lone surname: to the one person who has it in the document, else in the
    case. Common names stay apart (R-PER-2)."""
    group = {ref: number for number, refs in enumerate(found.groups) for ref in refs}
    bearers: dict[str, list[_Form]] = {}
    for form in forms.values():
        if form.may_be_person:
            for word in set(form.words[1:]):
                bearers.setdefault(word, []).append(form)
    for form in forms.values():
        if not form.ranks:
            continue
        fitting = [one for one in bearers.get(form.key, ()) if same_name(form.name, one.name)]
        if not fitting or not form.is_lone:
            continue
        one = fitting[-1]
        whole: set[object] = set()
        for bearer in fitting:
            node = (EVERYWHERE, bearer.key)
            whole.update({group[item.ref] for item in items.by_node.get(node, ())} or {node})
        why = f"“{form.name}” is the surname of “{one.name}”, the only bearer in the case."
        for rank in sorted(form.ranks):
            if len(whole) == 1 or (len(fitting) == 1 and _is_one(items, one, rank, group)):
                yield (EVERYWHERE, one.key), (rank, form.key), why


def _is_one(items: Items, form: _Form, rank: int, group: dict[str, int]) -> bool:
    """Tell whether a name that people split among several is one of them in a document."""
    here = (item for item in items.by_node.get((EVERYWHERE, form.key), ()) if item.rank == rank)
    return len({group[item.ref] for item in here}) == 1


@dataclass(frozen=True, slots=True)
class _Making:
    """What is needed to make parties of clusters."""

    facts: Facts
    items: Items
    forms: dict[str, _Form]
    judged: Judged

    def parties(self, found: Clusters, links: Sequence[Seen], proposed: Proposed) -> Parties:
        run = self._run()
        models = [
            Seen(e.a, e.b, e.weight or 0.0, "splink", e.because)
            for e in proposed.edges
            if e.judgement == "same"
        ]
        reasons = self._reasons(found, [*links, *models])
        own = self._ids(found)
        taken = frozenset(own)
        records: list[tuple[tuple[int, int, int], Party]] = []
        by_place: dict[tuple[Node, str], Party] = {}
        of_node: dict[Node, dict[str, Party]] = {}
        for refs, party_id in zip(found.groups, own, strict=True):
            items = [self.items.by_ref[ref] for ref in refs]
            party = self._party(party_id, items, reasons, taken)
            records.append((min(item.named for item in items), party))
            for item in items:
                of_node.setdefault(item.node, {})[party.id] = party
                by_place.update(
                    ((item.node, own_place(fact, mention)), party) for fact, mention in item.uses
                )
        by_node = {node: next(iter(of.values())) for node, of in of_node.items() if len(of) == 1}
        return Parties(
            records=tuple(party for _, party in sorted(records, key=lambda one: one[0])),
            edges=(*self.items.edges(links, self.facts, run=run.id), *proposed.edges),
            runs=(run, *proposed.runs),
            found=found,
            _by_node=by_node,
            _by_place={key: party for key, party in by_place.items() if key[0] not in by_node},
        )

    def _run(self) -> LinkRun:
        facts = self.facts
        inputs = hashlib.sha256("\n".join(self.items.refs).encode()).hexdigest()
        rules = facts.rules.rulesets[0]
        return LinkRun(
            id=ids.draw(facts.case.seed, facts.case.id, "run", "parties"),
            case=facts.case.id,
            made=facts.made("parties"),
            kind="person",
            model=rules.name,
            inputs=inputs,
            settings=rules.hash,
            cut=0.0,
            because="Rules join names: one spelling, acronyms, fuller names, lone surnames.",
        )

    def _reasons(self, found: Clusters, links: Sequence[Seen]) -> dict[Node, str]:
        """Return by name why it is joined to another: the first rule that joined it."""
        group = {ref: number for number, refs in enumerate(found.groups) for ref in refs}
        joined: Joined[Node] = Joined()
        reasons: dict[Node, str] = {}
        for link in links:
            a, b = self.items.by_ref[link.a].node, self.items.by_ref[link.b].node
            if a != b and group[link.a] == group[link.b] and joined.join(a, b):
                reasons[b] = link.because
        return reasons

    def _ids(self, found: Clusters) -> list[str]:
        """Return the id of each group: that of its oldest mention."""
        own: list[str] = []
        taken: set[str] = set()
        for refs in found.groups:
            item = self.items.by_ref[refs[0]]
            party_id = self._id(item)
            if party_id in taken:
                party_id = self.facts.draw([item.claim], "party", item.node[1], item.ref)
            taken.add(party_id)
            own.append(party_id)
        return own

    def _id(self, item: Item) -> str:
        return self.facts.draw([item.claim], "party", item.node[1])

    def _redirects(self, items: Sequence[Item], taken: frozenset[str]) -> tuple[str, ...]:
        """Return the ids that parts of the party have had, or would have, alone."""
        heads: dict[Node, Item] = {}
        for item in items:
            heads.setdefault(item.node, item)
        decided = [item for item in items if item.ref in self.judged.mentions]
        firsts = [self.items.firsts(item.node)[item.rank] for item in decided]
        found = [self._id(item) for item in (*heads.values(), *firsts, *decided)]
        found += [self.facts.draw([i.claim], "party", i.node[1], i.ref) for i in decided]
        return tuple(one for one in dict.fromkeys(found) if one not in taken)

    def _party(
        self, own: str, items: Sequence[Item], reasons: dict[Node, str], taken: frozenset[str]
    ) -> Party:
        nodes = dict.fromkeys(item.node for item in sorted(items, key=lambda item: item.named))
        names = _names(items)
        why = [reasons[node] for node in nodes if node in reasons] + self._decided(items)
        return Party(
            id=own,
            case=self.facts.case.id,
            made=self.facts.made("parties"),
            name=names[0],
            kind=_kind(self.forms[key].kind for _, key in nodes),
            variants=tuple(names),
            mentions=tuple(_places(items)),
            redirects=self._redirects(items, taken),
            because=" ".join(dict.fromkeys(why)) or "The name is written the same.",
        )

    def _decided(self, items: Sequence[Item]) -> list[str]:
        """Return what people decided on mentions of a party, as sentences."""
        if not self.judged.standing:
            return []
        here = {item.ref for item in items}
        said = []
        for decision in self.judged.standing:
            a, b = pair_of(decision)
            if decision.act == "same" and a in here and b in here:
                said.append(f"{decision.made.by} decided that they are the same.")
            elif decision.act in APART and (a in here) != (b in here):
                other = self.items.by_ref.get(b if a in here else a)
                name = f" “{other.uses[0][1].name}”" if other else ""
                said.append(f"{decision.made.by} decided that another{name} is not the same.")
        return said


def _names(items: Iterable[Item]) -> list[str]:
    """Return the names as printed, the fullest and then most used first."""
    uses: dict[str, int] = {}
    for item in items:
        for _, mention in item.uses:
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


def _places(items: Iterable[Item]) -> list[str]:
    """Return the places in reading order of the case."""
    uses = {
        (item.rank, mention.start, mention.end, fact.claim.text)
        for item in items
        for fact, mention in item.uses
        if mention.start is not None and mention.end is not None
    }
    return [f"{text}:{start}-{end}" for _, start, end, text in sorted(uses)]


def sources_of(
    claims: Iterable[Claim], captures: Iterable[Capture], *, case: Case
) -> tuple[Source, ...]:
    """Return the sources in the order they are first met; all start ungraded (F)."""
    at = {capture.id: capture.made.at for capture in captures}
    found: dict[tuple[str, str], Source] = {}
    said: dict[tuple[str, str], dict[str, None]] = {}
    for claim in claims:
        for link in claim.voice:
            key = (link.kind, fold(link.speaker.name))
            if not key[1]:
                continue
            said.setdefault(key, {})[claim.id] = None
            if key not in found:
                found[key] = Source(
                    id=ids.draw(case.seed, claim.id, "source", *key),
                    case=case.id,
                    made=Made(by="rule:linking", version="1", at=at.get(claim.capture, "")),
                    name=link.speaker.name,
                    kind=link.kind,
                )
    return tuple(replace(one, claims=tuple(said[key])) for key, one in found.items())
