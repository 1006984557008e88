"""Cut links and weights back to the claims that an audience may see.

A record that rests only on what stays is kept as it is. One that rests on nothing that stays goes.
One that rests on both is made again from what stays, without the words that a rule wrote over all
of it; where that is not possible (sums, levels, documents to obtain) it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from hechos.records import (
    Capture,
    Claim,
    ClaimRelation,
    Confidentiality,
    Doubt,
    Figure,
    Incident,
    Links,
    OriginEdge,
    OriginGroup,
    Party,
    Proposition,
    Universe,
    Weights,
)

_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """Words that only what is out holds: whole quotes and names, and single names and numbers."""

    phrases: re.Pattern[str] | None
    tokens: frozenset[str]

    def stands_in(self, text: str) -> bool:
        if self.phrases is not None and self.phrases.search(text):
            return True
        return any(token in self.tokens for token in _TOKEN.findall(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What stays: claims and captures by id, bodies of texts by id; `gone` are ids of claims
    that are out, `ceiling` the highest class shown, `secret` finds words only they hold."""

    claims: dict[str, Claim]
    captures: frozenset[str]
    bodies: dict[str, str]
    gone: frozenset[str]
    ceiling: Confidentiality
    secret: Secret

    def some(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(i for i in ids if i in self.claims)

    def all(self, ids: Iterable[str]) -> bool:
        return all(i in self.claims for i in ids)

    def tells(self, *texts: str | None) -> bool:
        """Say whether words of what is out stand in one of these texts."""
        return any(self.secret.stands_in(t) for t in texts if t)

    def clean(self, text: str) -> str:
        return "" if self.tells(text) else text


def words_only_in(
    claims: Iterable[Claim], captures: Iterable[Capture], out: Iterable[str], stays: Iterable[str]
) -> Secret:
    """Return the words of these claims, captures and texts (`out`) that stand in no text that
    `stays`. A word counts as a name or number by its capital or digit."""
    found: set[str] = {c.name for c in captures}
    for claim in claims:
        content = claim.content
        place = content.place.path if content.place else None
        found.add(claim.quote)
        found.update(link.speaker.name for link in claim.voice)
        found.update(filter(None, (content.occasion, place)))
        if content.quantity:
            found.add(content.quantity.verbatim)
    body = "\n".join(stays)
    known = {token.casefold() for token in _TOKEN.findall(body)}
    words = {token for text in out for token in _TOKEN.findall(text)}
    secret = sorted({w for w in found if w and w not in body}, key=lambda w: (-len(w), w))
    pattern = r"(?<!\w)(?:" + "|".join(map(re.escape, secret)) + r")(?!\w)"
    return Secret(
        phrases=re.compile(pattern) if secret else None,
        tokens=frozenset(w for w in words if not w.islower() and w.casefold() not in known),
    )


def cut_back(links: Links, weights: Weights, kept: Kept) -> tuple[Links, Weights]:
    """Return links and weights that rest on nothing but what stays."""
    whole = _whole(links, weights, kept)
    links = _links(links, whole, kept)
    relations = _relations(weights.relations, kept)
    shown = {r.id for r in (*links.relations, *relations, *links.doubts)}
    shown |= {d.id for d in _doubts(weights.doubts, whole, kept)}
    assessments = tuple(
        replace(
            a,
            because=kept.clean(a.because),
            doubts=tuple(d for d in a.doubts if d in shown),
            relations=tuple(r for r in a.relations if r in shown),
            elements=tuple(replace(e, because=kept.clean(e.because)) for e in a.elements),
            alternatives=tuple(
                replace(one, claims=some)
                for one in a.alternatives
                if (some := kept.some(one.claims)) or not one.claims
            ),
            pattern=tuple(p for p in a.pattern if p in whole),
        )
        for a in weights.assessments
        if a.proposition in whole and a.klass <= kept.ceiling
    )
    whole |= {a.id for a in assessments}
    return links, Weights(
        assessments=assessments,
        relations=relations,
        doubts=_doubts(weights.doubts, whole, kept),
        third_party_findings=tuple(
            f
            for f in weights.third_party_findings
            if f.claim in kept.claims and not kept.tells(f.body, f.document)
        ),
        primary_documents=tuple(
            d
            for d in weights.primary_documents
            if kept.all(d.claims) and not kept.tells(d.title, d.issuer, d.because)
        ),
        grades=tuple(
            replace(g, because=kept.clean(g.because), interest=kept.clean(g.interest))
            for g in weights.grades
            if g.on in whole
        ),
    )


def _links(links: Links, whole: set[str], kept: Kept) -> Links:
    figures = _figures(links.figures, kept)
    incidents = _incidents(links.incidents, kept)
    ids = {r.id for r in (*figures, *incidents)}
    propositions = tuple(
        p for p in (_proposition(q, ids, kept) for q in links.propositions) if p is not None
    )
    edges = _edges(links.edges, kept)
    known = {p.id for p in propositions}
    edge_ids = {e.id for e in edges}
    origins = (_origin(o, edge_ids, kept) for o in links.origins if o.proposition in known)
    return Links(
        parties=tuple(p for p in (_party(q, kept) for q in links.parties) if p is not None),
        incidents=incidents,
        universes=_universes(links, figures, whole, kept),
        figures=figures,
        propositions=propositions,
        relations=_relations(links.relations, kept),
        edges=edges,
        origins=tuple(o for o in origins if o.claims),
        doubts=_doubts(links.doubts, whole, kept),
    )


def _whole(links: Links, weights: Weights, kept: Kept) -> set[str]:
    """Return ids of records that rest on nothing that is out, so that words on them may stay."""
    rests: dict[str, tuple[str, ...]] = {r.id: r.claims for r in links.incidents}
    rests |= {o.id: o.claims for o in links.origins}
    rests |= {p.id: (*p.supporting, *p.contrary) for p in links.propositions}
    rests |= {r.id: (r.left, r.right) for r in (*links.relations, *weights.relations)}
    rests |= {f.id: (f.claim,) for f in weights.third_party_findings}
    figures = _same_figures(links.figures, kept)
    universes = {u.id for u in links.universes}
    universes -= {f.universe for f in links.figures if f.id not in figures}
    parties = {
        p.id for p in links.parties if all(m.partition(":")[0] in kept.bodies for m in p.mentions)
    }
    given = {*kept.claims, *kept.captures, *kept.bodies}
    return given | figures | universes | parties | {r for r, on in rests.items() if kept.all(on)}


def _doubts(doubts: Iterable[Doubt], whole: set[str], kept: Kept) -> tuple[Doubt, ...]:
    return tuple(d for d in doubts if d.on in whole and not kept.tells(d.text, d.resolution))


def _relations(relations: Iterable[ClaimRelation], kept: Kept) -> tuple[ClaimRelation, ...]:
    return tuple(
        replace(r, because=kept.clean(r.because)) for r in relations if kept.all((r.left, r.right))
    )


def _edges(edges: Iterable[OriginEdge], kept: Kept) -> tuple[OriginEdge, ...]:
    def stays(end: str) -> bool:
        return end in kept.claims or end in kept.captures

    return tuple(
        e
        for e in edges
        if stays(e.left) and stays(e.right) and not kept.tells(e.evidence, e.because)
    )


def _same_figures(figures: Iterable[Figure], kept: Kept) -> set[str]:
    """Return ids of the figures that rest on nothing that is out, through their inputs."""
    waiting = [f for f in figures if kept.all(f.claims) and (f.claims or f.inputs)]
    same: set[str] = set()
    while ready := [f.id for f in waiting if f.id not in same and same.issuperset(f.inputs)]:
        same.update(ready)
    return same


def _figures(figures: Iterable[Figure], kept: Kept) -> tuple[Figure, ...]:
    same = _same_figures(figures, kept)
    made = ((f if f.id in same else _figure(f, kept)) for f in figures)
    every = {f.id: f for f in made if f is not None}
    return tuple(
        replace(f, supersedes=f.supersedes if f.supersedes in every else None)
        for f in every.values()
    )


def _figure(figure: Figure, kept: Kept) -> Figure | None:
    """Return a given figure made again from the claims that stay; a derived one is not."""
    claims = kept.some(figure.claims)
    quantity = kept.claims[claims[0]].content.quantity if claims else None
    if figure.inputs or quantity is None:
        return None
    first = kept.claims[claims[0]]
    link = first.voice[-1] if first.voice else None
    return replace(
        figure,
        quantity=quantity,
        author=link.speaker.name if link else "",
        as_of=link.said_at.edtf if link and link.said_at else None,
        claims=claims,
        rule=None,
        assumptions=(),
        because="",
        includes=(),
        excludes=(),
        interval=first.content.time.edtf if first.content.time else None,
        counting_rule=None,
        author_kind=link.kind if link else "",
    )


def _universes(
    links: Links, figures: tuple[Figure, ...], whole: set[str], kept: Kept
) -> tuple[Universe, ...]:
    own: dict[str, list[Figure]] = {}
    for figure in figures:
        own.setdefault(figure.universe, []).append(figure)
    return tuple(
        u if u.id in whole else _universe(u, own[u.id], kept)
        for u in links.universes
        if u.id in own
    )


def _universe(universe: Universe, figures: list[Figure], kept: Kept) -> Universe:
    claims = [kept.claims[c] for f in figures for c in f.claims]
    contents = [c.content for c in claims]
    return Universe(
        id=universe.id,
        case=universe.case,
        made=universe.made,
        unit=next((c.quantity.unit for c in contents if c.quantity), None),
        acts=tuple(sorted({c.type for c in contents})),
        place=next((c.place.path for c in contents if c.place), None),
        interval=next((c.time.edtf for c in contents if c.time), None),
        cohort=next((c.occasion for c in contents if c.occasion), None),
    )


def _incidents(incidents: Iterable[Incident], kept: Kept) -> tuple[Incident, ...]:
    found = {i.id: i for j in incidents if (i := _incident(j, kept)) is not None}
    return tuple(replace(i, parent=i.parent if i.parent in found else None) for i in found.values())


def _incident(incident: Incident, kept: Kept) -> Incident | None:
    claims = kept.some(incident.claims)
    if not claims:
        return None
    if len(claims) == len(incident.claims):
        return incident
    contents = [kept.claims[c].content for c in claims]
    return replace(
        incident,
        title="",
        types=tuple(sorted({c.type for c in contents})),
        claims=claims,
        undecided=kept.some(incident.undecided),
        time=next((c.time for c in contents if c.time), None),
        place=next((c.place for c in contents if c.place), None),
        redirects=(),
        because="",
    )


def _party(party: Party, kept: Kept) -> Party | None:
    mentions = tuple(m for m in party.mentions if m.partition(":")[0] in kept.bodies)
    if len(mentions) == len(party.mentions):
        return party
    variants = tuple(dict.fromkeys(filter(None, (_mentioned(m, kept) for m in mentions))))
    if not variants:
        return None
    name = max(variants, key=len)
    return replace(party, name=name, variants=variants, mentions=mentions, redirects=(), because="")


def _mentioned(mention: str, kept: Kept) -> str:
    text, _, span = mention.partition(":")
    start, _, end = span.partition("-")
    return kept.bodies[text][int(start) : int(end)] if start.isdigit() and end.isdigit() else ""


def _proposition(proposition: Proposition, known: set[str], kept: Kept) -> Proposition | None:
    supporting, contrary = kept.some(proposition.supporting), kept.some(proposition.contrary)
    if not supporting and not contrary:
        return None
    same = kept.all((*proposition.supporting, *proposition.contrary))
    return replace(
        proposition,
        statement=proposition.statement if same else "",
        supporting=supporting,
        contrary=contrary,
        incident=proposition.incident if proposition.incident in known else None,
        figure=proposition.figure if proposition.figure in known else None,
    )


def _origin(origin: OriginGroup, edges: set[str], kept: Kept) -> OriginGroup:
    claims = kept.some(origin.claims)
    return replace(
        origin,
        claims=claims,
        primary=origin.primary if len(claims) == len(origin.claims) else None,
        edges=tuple(e for e in origin.edges if e in edges),
    )
