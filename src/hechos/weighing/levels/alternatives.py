"""Other explanations on file beside what a proposition says (domain.md §2.2d, R-OSI-3).

They are listed, not refuted. None on file does not mean that nobody looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hechos.records import ActContent, Alternative, Claim, Polarity, Proposition
from hechos.weighing.levels.admissions import body_of
from hechos.weighing.scale import Scale

_KINDS = ("act", "figure")


class Accounts:
    """The claims of each incident, to find beside a proposition what else is told of it."""

    def __init__(self, scale: Scale) -> None:
        self._scale = scale
        recipe = scale.rules.recipe
        self._versions: dict[str, list[Claim]] = {}
        self._acts: dict[tuple[str, str], list[Claim]] = {}
        for incident in scale.links.incidents:
            for one in incident.claims:
                claim = scale.claims.get(one)
                content = claim.content if claim else None
                if claim is None or not isinstance(content, ActContent):
                    continue
                official = content.type in recipe.official_versions
                if official or content.official_attribution is not None:
                    self._versions.setdefault(incident.id, []).append(claim)
                if content.actors:
                    self._acts.setdefault((incident.id, content.type), []).append(claim)

    def beside(
        self, proposition: Proposition, claims_for: Sequence[Claim], against: Sequence[Claim]
    ) -> tuple[Alternative, ...]:
        if proposition.kind not in _KINDS or not claims_for:
            return ()
        own = set(proposition.supporting)
        incident = proposition.incident or ""
        types = dict.fromkeys(claim.content.type for claim in claims_for)
        versions = self._versions.get(incident, ())
        official = [one for one in (*versions, *against) if self._is_official(one, own)]
        rest = [one for one in against if not self._is_official(one, own)]
        denials = [one for one in rest if self._is_denial(one)]
        other = [one for one in rest if not self._is_denial(one)]
        acts = [one for code in types for one in self._acts.get((incident, code), ())]
        found = (
            ("official_version", official),
            ("denial", denials),
            ("other_actor", self._other_actors(claims_for, acts)),
            ("other_account", other),
        )
        listed = [Alternative(kind=kind, claims=_ids(some)) for kind, some in found if some]
        due = any(code.startswith(self._scale.rules.recipe.versions_due) for code in types)
        if due and proposition.kind == "act" and not official:
            listed.insert(0, Alternative(kind="official_version", claims=()))
        return tuple(listed)

    def _is_official(self, claim: Claim, own: set[str]) -> bool:
        content = claim.content
        if not isinstance(content, ActContent) or claim.id in own:
            return False
        versions = self._scale.rules.recipe.official_versions
        return content.type in versions or content.official_attribution is not None

    def _is_denial(self, claim: Claim) -> bool:
        denied = claim.content.type in self._scale.rules.recipe.denials
        return denied or claim.polarity is not Polarity.AFFIRMED

    def _other_actors(self, claims_for: Sequence[Claim], acts: Iterable[Claim]) -> list[Claim]:
        """Return the claims that put the same act down to somebody whom the first that names an
        actor does not name."""
        known = next((found for one in claims_for if (found := self._actors(one))), None)
        if known is None:
            return []
        both = (*claims_for, *acts)
        return [one for one in both if (named := self._actors(one)) and not named & known]

    def _actors(self, claim: Claim) -> frozenset[str]:
        content = claim.content
        if not isinstance(content, ActContent):
            return frozenset()
        return frozenset(body_of(claim, one.mention, self._scale).key for one in content.actors)


def _ids(claims: Iterable[Claim]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim.id for claim in claims))
