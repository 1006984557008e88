"""Findings of other bodies with their standard, and the documents behind what is relayed."""

from __future__ import annotations

from collections.abc import Iterator

from hechos.records import (
    Claim,
    DiplomacyContent,
    DocumentContent,
    PrimaryDocument,
    ThirdPartyFinding,
    VoiceLink,
)
from hechos.weighing.scale import Scale

STATEMENT = "Press release or statement"


def findings_of_others(scale: Scale) -> tuple[ThirdPartyFinding, ...]:
    """Return what other bodies found, by claim (R-STD-6): quotable, never an origin."""
    recipe = scale.rules.recipe
    return tuple(
        ThirdPartyFinding(
            id=scale.draw(claim.id, "third party finding"),
            case=scale.case.id,
            made=scale.made("findings"),
            body=_body(claim, scale),
            claim=claim.id,
            passage=claim.anchor,
            standard=claim.standard,
            date=_date(claim, scale),
            document=_document(claim, scale),
        )
        for claim in scale.live
        if claim.content.kind in recipe.kinds
        and claim.voice
        and scale.is_named(claim)
        and (claim.standard is not None or claim.voice[-1].stance in recipe.stances)
    )


def _body(claim: Claim, scale: Scale) -> str:
    """Name the body that finds: the last body in the chain, else the last speaker."""
    bodies = [link for link in claim.voice if link.kind == "body"]
    return scale.name_of((bodies or list(claim.voice))[-1])


def _date(claim: Claim, scale: Scale) -> str | None:
    said = next((link.said_at for link in reversed(claim.voice) if link.said_at), None)
    return said.edtf if said else scale.published.get(claim.capture)


def _document(claim: Claim, scale: Scale) -> str | None:
    report = next((link for link in claim.voice if link.kind == "report"), None)
    if report is not None:
        return report.speaker.name
    return scale.rules.document_title(claim.quote, scale.languages.get(claim.text, ""))


def documents_to_obtain(scale: Scale) -> tuple[PrimaryDocument, ...]:
    """Return the documents that claims rest on and that the case holds only relays of."""
    found: dict[tuple[str, str, str], list[tuple[Claim, VoiceLink]]] = {}
    for claim, link, title in _relayed(scale):
        day = (_date(claim, scale) or "")[:10]
        found.setdefault((scale.party_of(link), title, day), []).append((claim, link))
    documents = []
    for (party, title, day), uses in found.items():
        first, link = uses[0]
        outlets = len({claim.capture for claim, _ in uses})
        documents.append(
            PrimaryDocument(
                id=scale.draw(first.id, "primary document", party, title, day),
                case=scale.case.id,
                made=scale.made("findings"),
                title=title,
                issuer=scale.name_of(link),
                date=day or None,
                claims=tuple(dict.fromkeys(claim.id for claim, _ in uses)),
                because=f"Known only through {outlets} relay{'s' if outlets > 1 else ''}.",
            )
        )
    return tuple(documents)


def _relayed(scale: Scale) -> Iterator[tuple[Claim, VoiceLink, str]]:
    """Yield the claims that a named body, report or person stands behind, with the document."""
    recipe = scale.rules.recipe
    for claim in scale.live:
        if isinstance(claim.content, DocumentContent) or not claim.voice:
            continue
        if claim.voice[-1].proximity < recipe.relay:
            continue
        named = [link for link in claim.voice if link.kind in ("body", "report", "person")]
        if not named:
            continue
        bodies = [link for link in named if link.kind == "body"]
        language = scale.languages.get(claim.text, "")
        words = " ".join((claim.quote, *(link.speaker.verbatim for link in named)))
        title = scale.rules.document_title(words, language)
        if any(link.kind == "report" for link in named):
            title = "Report"
        if title is None and isinstance(claim.content, DiplomacyContent):
            title = STATEMENT
        yield claim, (bodies or named)[0], title or STATEMENT
