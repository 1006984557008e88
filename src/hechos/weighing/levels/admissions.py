"""Who speaks against its own interest, and who merely denies (R-GRD-5)."""

from __future__ import annotations

from hechos.records import ActContent, Claim, Factuality, Mention, Polarity, VoiceLink
from hechos.weighing.scale import Scale
from hechos.weighing.speakers import Body

_SAID = (Factuality.ASSERTED, Factuality.REPORTED)


def is_interested(claim: Claim, scale: Scale) -> bool:
    """Tell whether a State organ, a party or an armed side speaks: a flag, not a grade."""
    return bool(claim.voice) and scale.speaker(claim).kind in scale.rules.recipe.interested


def is_admission(claim: Claim, scale: Scale) -> bool:
    """Tell whether an interested body says of itself, of its organ or of the body it belongs to
    that it did what is alleged; its own version of a fight is no admission."""
    content = claim.content
    if not isinstance(content, ActContent) or not content.actors:
        return False
    recipe = scale.rules.recipe
    if content.type in (*recipe.speech, *recipe.official_versions, *recipe.denials):
        return False
    if claim.polarity is not Polarity.AFFIRMED or claim.factuality not in _SAID:
        return False
    if not is_interested(claim, scale) or claim.voice[-1].stance in ("denies", "disputes"):
        return False
    speaker = scale.speaker(claim)
    return any(_are_one_side(speaker, body_of(claim, a.mention, scale)) for a in content.actors)


def body_of(claim: Claim, mention: Mention, scale: Scale) -> Body:
    """Return the body that a mention of a claim names."""
    return scale.speakers.body(claim, VoiceLink(speaker=mention, kind="body"))


def _are_one_side(a: Body, b: Body) -> bool:
    if a.key == b.key:
        return True
    return bool(a.parent and a.parent in (b.key, b.parent)) or bool(b.parent and b.parent == a.key)


def is_own_denial(claim: Claim, scale: Scale) -> bool:
    """Tell whether an interested body denies: neither proof nor nothing, and never first-hand."""
    denies = (
        claim.content.type in scale.rules.recipe.denials
        or claim.polarity is not Polarity.AFFIRMED
        or (bool(claim.voice) and claim.voice[-1].stance in ("denies", "disputes"))
    )
    return denies and is_interested(claim, scale)
