"""Findings of other bodies with their standard (R-STD-6): quotable, never an origin of a fact."""

from __future__ import annotations

from hechos.lang.folding import fold
from hechos.records import Claim, TextSpan, ThirdPartyFinding
from hechos.weighing.scale import Scale

_ORDER = ("label", "act", "status", "relation")


def findings_of_others(scale: Scale) -> tuple[ThirdPartyFinding, ...]:
    """Return what bodies that are no side of the matter found, one for each of their passages.

    A reprint of it is not another finding. A passage that tells of a label and of acts is one
    finding; the label stands for it."""
    found: dict[tuple[object, ...], Claim] = {}
    seen: dict[tuple[str, str], tuple[object, ...]] = {}
    for claim in scale.live:
        if not _finds(claim, scale):
            continue
        span = claim.anchor.selector
        place = (span.start,) if isinstance(span, TextSpan) else (claim.id,)
        printed = seen.setdefault((scale.page(claim), fold(claim.quote)), (claim.capture, place))
        key = (*printed, claim.standard)
        other = found.get(key)
        if other is None or _rank(claim) < _rank(other):
            found[key] = claim
    kept = {claim.id for claim in found.values()}
    return tuple(
        ThirdPartyFinding(
            id=scale.draw(claim.id, "third party finding"),
            case=scale.case.id,
            made=scale.made("findings"),
            body=_body(claim, scale),
            claim=claim.id,
            passage=claim.anchor,
            standard=claim.standard,
            date=scale.said(claim),
            document=_document(claim, scale),
        )
        for claim in scale.live
        if claim.id in kept
    )


def _rank(claim: Claim) -> int:
    return _ORDER.index(claim.content.kind) if claim.content.kind in _ORDER else len(_ORDER)


def _finds(claim: Claim, scale: Scale) -> bool:
    recipe = scale.rules.recipe
    if claim.content.kind not in recipe.kinds or not scale.is_named(claim):
        return False
    if claim.standard is not None:
        return True
    body = scale.speaker(claim)
    by_body = claim.voice[-1].kind in ("body", "report") or body.key.startswith("#")
    return (
        by_body and claim.voice[-1].stance in recipe.stances and body.kind not in recipe.interested
    )


def _body(claim: Claim, scale: Scale) -> str:
    """Name the body that finds: the last body in the chain, else who issued the report, else
    the person who speaks."""
    bodies = [link for link in claim.voice if link.kind == "body"]
    if bodies:
        return scale.speakers.body(claim, bodies[-1]).name
    reports = [link for link in claim.voice if link.kind == "report"]
    return scale.speakers.body(claim, (reports or list(claim.voice))[-1]).name


def _document(claim: Claim, scale: Scale) -> str | None:
    report = next((link for link in claim.voice if link.kind == "report"), None)
    language = scale.language(claim)
    if report is not None:
        return scale.rules.document_title(report.speaker.name, language) or report.speaker.name
    return scale.rules.document_title(claim.quote, language)
