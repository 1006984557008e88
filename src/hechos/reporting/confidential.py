"""What an audience may see of a case; the rest is taken out before a report is built (R-CON-1).

It fails closed: a class above the audience's, a consent that does not say yes to its purpose, or
one that is withdrawn, expired or not readable takes the whole source out. What was derived from a
source that is out goes with it, or is made again from the sources that stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from hechos.records import (
    Capture,
    CaseFile,
    Claim,
    Confidentiality,
    Consent,
    Decision,
    DocumentContent,
    Estimate,
    Failure,
    Finding,
    Links,
    Party,
    Text,
)
from hechos.reporting.derived import Kept, cut_back, words_only_in

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}.*)?)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """`ceiling`: the highest class shown. `purposes`: a consent that covers a source must say yes
    to each. Reports print names, so anonymous publication alone admits nothing."""

    ceiling: Confidentiality
    purposes: tuple[str, ...]
    embargo: bool


AUDIENCES = {
    "internal": Audience(ceiling=Confidentiality.C1, purposes=("internal_use",), embargo=False),
    "public": Audience(ceiling=Confidentiality.C0, purposes=("publish_named",), embargo=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """How many items are left out; never which."""

    captures: int = 0
    claims: int = 0
    doubts: int = 0
    failures: int = 0


def admit(file: CaseFile, audience: str, at: str) -> tuple[CaseFile, Withheld]:
    """Return what the audience may see at a moment (ISO 8601), and how much is left out.

    Links and weights that rest on both kinds of sources are cut back to what remains."""
    rules = AUDIENCES[audience]
    out = _captures_out(file, rules, at)
    captures = tuple(
        replace(c, parent=None if c.parent in out else c.parent)
        for c in file.captures
        if c.id not in out
    )
    texts = tuple(t for t in file.texts if t.capture not in out)
    cut = (_cut(c, out) for c in file.claims)
    claims = tuple(c for c in cut if c is not None)
    kept = _kept(file, (captures, texts, claims), rules)
    findings = _findings(file, captures, claims, rules)
    links, weights = file.links, file.weights
    if out or kept.gone:
        links, weights = cut_back(links, weights, kept)
    admitted = replace(
        file,
        captures=captures,
        texts=texts,
        claims=claims,
        links=links,
        weights=weights,
        decisions=_decisions(file.decisions, (captures, texts, claims), links, findings),
        consents=(),
        failures=_failures(file, captures, rules),
        findings=findings,
        estimates=_estimates(file, captures, rules),
        rules=tuple(rule for rule in file.rules if rule.klass <= rules.ceiling),
    )
    return admitted, _withheld(file, admitted)


def _kept(
    file: CaseFile,
    stays: tuple[tuple[Capture, ...], tuple[Text, ...], tuple[Claim, ...]],
    rules: Audience,
) -> Kept:
    captures, texts, claims = stays
    ids = {c.id for c in claims}
    names = frozenset(c.id for c in captures)
    bodies = {t.id: t.body for t in texts}
    gone = [c for c in file.claims if c.id not in ids]
    unseen = [t.body for t in file.texts if t.id not in bodies]
    absent = [c for c in file.captures if c.id not in names]
    return Kept(
        claims={c.id: c for c in claims},
        captures=names,
        bodies=bodies,
        gone=frozenset(c.id for c in gone),
        ceiling=rules.ceiling,
        secret=words_only_in(gone, absent, unseen, bodies.values()),
    )


def _withheld(before: CaseFile, after: CaseFile) -> Withheld:
    def doubts(file: CaseFile) -> int:
        return len({d.id for d in (*file.links.doubts, *file.weights.doubts)})

    return Withheld(
        captures=len(before.captures) - len(after.captures),
        claims=_statements(before) - _statements(after),
        doubts=doubts(before) - doubts(after),
        failures=len(before.failures) - len(after.failures),
    )


def _statements(file: CaseFile) -> int:
    return sum(not isinstance(c.content, DocumentContent) for c in file.claims)


def _captures_out(file: CaseFile, rules: Audience, at: str) -> set[str]:
    """Return ids of captures that are out, with what was made from them, but for copies that
    were redacted and have a class of their own."""
    out = {c.id for c in file.captures if _is_closed(c, rules, at)}
    out |= {c.capture for c in file.claims if c.klass > rules.ceiling}
    for consent in file.consents:
        if not _agrees(consent, rules, at):
            out |= _covered(consent, file)
    grew = True
    while grew:
        made_of = {
            c.id
            for c in file.captures
            if c.parent in out and not (c.role or "").startswith("redacted")
        }
        grew = not made_of <= out
        out |= made_of
    return out


def _is_closed(capture: Capture, rules: Audience, at: str) -> bool:
    held = rules.embargo and capture.embargo is not None and not _has_come(capture.embargo, at)
    return capture.klass > rules.ceiling or held


def _agrees(consent: Consent, rules: Audience, at: str) -> bool:
    if consent.withdrawn is not None:
        return False
    if consent.expiry is not None and (
        not _DATE.fullmatch(consent.expiry) or _has_come(consent.expiry, at)
    ):
        return False
    said = dict(consent.purposes)
    return all(said.get(purpose) == "yes" for purpose in rules.purposes)


def _has_come(day: str, at: str) -> bool:
    """Say whether a day (or month, or moment) has begun; one that cannot be read has not."""
    return bool(_DATE.fullmatch(day) and _DATE.fullmatch(at)) and day <= at[: len(day)]


def _covered(consent: Consent, file: CaseFile) -> set[str]:
    """Return the captures a consent covers: those it names, and those that name its parties."""
    named = set(consent.captures)
    found = {c.id for c in file.captures if named & {c.id, c.name, c.object, c.address}}
    names = {
        n.casefold() for party in consent.parties for n in _names_of(party, file.links.parties)
    }
    for text in file.texts if names else ():
        body = text.body.casefold()
        if any(name in body for name in names):
            found.add(text.capture)
    return found


def _names_of(party: str, parties: Iterable[Party]) -> tuple[str, ...]:
    for known in parties:
        if party in (known.id, known.name, *known.variants, *known.redirects):
            return (known.name, *known.variants)
    return (party,)


def _cut(claim: Claim, out: set[str]) -> Claim | None:
    """Return the claim without passages of what is out; None where its anchor is."""
    if claim.capture in out or claim.anchor.capture in out:
        return None
    return replace(claim, passages=tuple(p for p in claim.passages if p.capture not in out))


def _decisions(
    decisions: Iterable[Decision],
    stays: tuple[tuple[Capture, ...], tuple[Text, ...], tuple[Claim, ...]],
    links: Links,
    findings: Iterable[Finding],
) -> tuple[Decision, ...]:
    """Return decisions on what stays, on mentions in texts that stay, and their retractions."""
    captures, texts, claims = stays
    shown = {f.id for f in findings}
    shown |= {r.id for r in (*links.relations, *links.parties, *links.incidents, *links.doubts)}
    shown |= {one.id for one in (*captures, *texts, *claims)} | {claim.key for claim in claims}
    found = []
    for one in decisions:
        ends = (one.on, one.other or one.on)
        known = all(end in shown or end.partition(":")[0] in shown for end in ends)
        if known or (one.key in shown and one.other is None):
            found.append(one)
            shown.add(one.id)
    return tuple(found)


def _failures(file: CaseFile, captures: Iterable[Capture], rules: Audience) -> tuple[Failure, ...]:
    """Failures of captures that stay; an item that never became one has the case's class."""
    shown = {c.id for c in captures}
    names = {c.name for c in file.captures if c.id not in shown}
    loose = file.case.default_class <= rules.ceiling
    return tuple(
        f
        for f in file.failures
        if (f.capture in shown if f.capture else loose) and f.item not in names
    )


def _findings(
    file: CaseFile, captures: Iterable[Capture], claims: Iterable[Claim], rules: Audience
) -> tuple[Finding, ...]:
    """Return findings whose every passage stays; a version that is out takes no other along."""
    there, said = {c.id for c in captures}, {c.id for c in claims}
    return tuple(
        f
        for f in file.findings
        if f.klass <= rules.ceiling and there.issuperset(f.captures) and said.issuperset(f.claims)
    )


def _estimates(
    file: CaseFile, captures: Iterable[Capture], rules: Audience
) -> tuple[Estimate, ...]:
    """Return estimates all of whose sources stay: a table is not cut back to some of its lists,
    and what a withdrawn source gave to one cannot be taken out of it."""
    there = {c.id for c in captures} - {d.on for d in file.decisions if d.act == "withdraw"}
    return tuple(
        e for e in file.estimates if e.klass <= rules.ceiling and there.issuperset(e.captures)
    )
