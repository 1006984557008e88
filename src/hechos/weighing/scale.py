"""Everything weighing looks things up in: one case, its claims, who speaks, which texts are one."""

from __future__ import annotations

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from hechos.lang.folding import fold
from hechos.records import (
    Capture,
    Case,
    Claim,
    Decision,
    DocumentContent,
    Doubt,
    Figure,
    Links,
    Made,
    ProcedureContent,
    Text,
    TextSpan,
    VoiceLink,
    ids,
)
from hechos.weighing.grading.checklist import Checklists
from hechos.weighing.grading.grades import NONE, Grades, Standing
from hechos.weighing.rules import WeighingRules
from hechos.weighing.speakers import Body, Speakers

VERSION = "1"
PRINTERS = ("outlet", "agency")
COURTS = ("court", "prosecutor")


class Scale:
    """Built once per weighing; holds nothing but the inputs and look-ups in them."""

    def __init__(  # noqa: PLR0913 - a whole case
        self,
        captures: Sequence[Capture],
        texts: Sequence[Text],
        claims: Sequence[Claim],
        links: Links,
        *,
        decisions: Sequence[Decision],
        rules: WeighingRules,
        case: Case,
        at: str,
        without: frozenset[str] = frozenset(),
    ) -> None:
        """`without` are claims that count for nothing, to see what would change."""
        self.without = without
        self._given = (captures, texts, claims)
        self.links, self.decisions, self.rules = links, decisions, rules
        self.case, self._at = case, at
        self.captures = {capture.id: capture for capture in captures}
        self.texts = {text.id: text for text in texts}
        live = [claim for claim in claims if claim.state != "rejected"]
        self.published = _published(live)
        self.live = tuple(sorted(live, key=self._place))
        self.claims = {claim.id: claim for claim in self.live}
        self.speakers = Speakers(
            self.texts.values(), links.parties, self.live, case=case, words=rules.speakers
        )

    def leaving_out(self, claims: frozenset[str]) -> Scale:
        """Return the same case with these claims counting for nothing."""
        return Scale(
            *self._given,
            self.links,
            decisions=self.decisions,
            rules=self.rules,
            case=self.case,
            at=self._at,
            without=self.without | claims,
        )

    def _place(self, claim: Claim) -> tuple[str, str, int, str, str, str]:
        """Return where a claim stands in the order of the case: no input order changes it."""
        capture, span = self.captures.get(claim.capture), claim.anchor.selector
        return (
            self.published.get(claim.capture, "9"),
            capture.name if capture else "",
            span.start if isinstance(span, TextSpan) else -1,
            claim.content.kind,
            claim.key,
            claim.id,
        )

    def language(self, claim: Claim) -> str:
        text = self.texts.get(claim.text)
        return text.language if text else ""

    def made(self, part: str) -> Made:
        return Made(by=f"rule:weighing.{part}", version=VERSION, at=self._at)

    def draw(self, parent: str, *name: str) -> str:
        return ids.draw(self.case.seed, parent, *name)

    def doubt_id(self, kind: str, on: str, slot: str | None = None) -> str:
        return self.draw(on, "doubt", kind, slot or "")

    def doubt(
        self, kind: str, on: str, text: str, *, slot: str | None = None, severity: str = "limits"
    ) -> Doubt:
        return Doubt(
            id=self.doubt_id(kind, on, slot),
            case=self.case.id,
            made=self.made("doubts"),
            type=kind,
            on=on,
            slot=slot,
            text=text,
            severity=severity,
        )

    @functools.cached_property
    def of_capture(self) -> dict[str, list[Claim]]:
        found: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.live:
            found[claim.capture].append(claim)
        return found

    @functools.cached_property
    def figures(self) -> dict[str, Figure]:
        """The stated figure of each claim."""
        return {c: one for one in self.links.figures if not one.inputs for c in one.claims}

    # --- documents -------------------------------------------------------------------------

    @functools.cached_property
    def family(self) -> dict[str, str]:
        """Captures that are reprints, cuts or relays of one another share a value.

        Two that share a picture, or what agencies repeat for months, may tell of other things."""
        parent: dict[str, str] = {}

        def root(item: str) -> str:
            while parent.setdefault(item, item) != item:
                item = parent[item]
            return item

        for edge in self.links.edges:
            if edge.between == "documents" and edge.kind not in ("same_photo", "boilerplate"):
                first, second = sorted((root(edge.left), root(edge.right)))
                parent[second] = first
        return {item: root(item) for item in list(parent)}

    @functools.cached_property
    def _credits(self) -> frozenset[frozenset[str]]:
        """Pairs of captures of which one says that it takes its matter from the other."""
        publishers: dict[str, set[str]] = defaultdict(set)
        for claim, value in self._said("publisher"):
            publishers[fold(value)].add(claim.capture)
        named = [(claim.capture, value) for claim, value in self._said("credit")]
        named += [
            (claim.capture, link.speaker.name)
            for claim in self.live
            for link in claim.voice
            if link.kind == "agency"
        ]
        return frozenset(
            frozenset((capture, other))
            for capture, value in named
            for other in publishers.get(fold(value), ())
            if other != capture
        )

    def _said(self, what: str) -> Iterator[tuple[Claim, str]]:
        for claim in self.live:
            if isinstance(claim.content, DocumentContent) and claim.content.type == what:
                yield claim, claim.content.value

    def page(self, claim: Claim) -> str:
        """Return what the pages that print one text have in common."""
        return self.family.get(claim.capture, claim.capture)

    def are_relays(self, a: Claim, b: Claim) -> bool:
        """Say whether the documents of two claims are reprints or relays of one text."""
        if a.capture == b.capture:
            return True
        first, second = self.family.get(a.capture), self.family.get(b.capture)
        if first is not None and first == second:
            return True
        return frozenset((a.capture, b.capture)) in self._credits

    # --- speakers --------------------------------------------------------------------------

    def bodies(self, claim: Claim) -> tuple[Body, ...]:
        """Return who speaks in a claim, outermost first, outlets and agencies left out."""
        return tuple(
            self.speakers.body(claim, link) for link in claim.voice if link.kind not in PRINTERS
        )

    def speaker(self, claim: Claim) -> Body:
        """Return the author of a claim; who speaks for a body, or in its report, is that body."""
        if not claim.voice:
            return Body("", "the file", named=False)
        if claim.id not in self._speakers:
            self._speakers[claim.id] = self.speaks_for(claim, claim.voice[-1])
        return self._speakers[claim.id]

    @functools.cached_property
    def _speakers(self) -> dict[str, Body]:
        return {}

    def speaks_for(self, claim: Claim, link: VoiceLink) -> Body:
        """Return the body for which a person speaks in this text, else who the link is."""
        if link.kind == "person":
            body = self._bodies_of_persons.get((claim.text, _surname(link)))
            if body is not None:
                return body
        return self.speakers.body(claim, link)

    @functools.cached_property
    def _bodies_of_persons(self) -> dict[tuple[str, str], Body]:
        """Return by text and name the body named just before a person in a chain of voices."""
        found: dict[tuple[str, str], Body] = {}
        for claim in self.live:
            for outer, inner in itertools.pairwise(claim.voice):
                if outer.kind == "body" and inner.kind == "person":
                    body = self.speakers.body(claim, outer)
                    found.setdefault((claim.text, _surname(inner)), body)
        return found

    def author(self, claim: Claim) -> str:
        return self.speaker(claim).key

    def author_name(self, claim: Claim) -> str:
        if not claim.voice:
            return "the file"
        return self.speakers.body(claim, claim.voice[-1]).name

    def side(self, claim: Claim) -> str | None:
        """Return who counts or decides, where the claim says so; None where only those who print
        it stand behind it."""
        if not claim.voice or claim.voice[-1].kind in PRINTERS:
            return None
        body = self.speaker(claim)
        return body.key if body.named or body.kind == "state" else None

    def is_named(self, claim: Claim) -> bool:
        """Tell whether somebody stands behind a claim by name, beyond those who print it."""
        if not claim.voice or claim.voice[-1].kind not in self.rules.recipe.named:
            return False
        return self.speakers.body(claim, claim.voice[-1]).named

    def said(self, claim: Claim) -> str | None:
        """Return the day the statement was made, else that of the page that tells it."""
        said = claim.said_at
        return said.edtf if said else self.published.get(claim.capture)

    def is_relayed(self, claim: Claim) -> bool:
        """Tell whether a claim is known only through somebody who prints it (domain.md §2.5).

        A page whose publisher is not known is taken for a relay until a member grades it; what
        a body prints of itself is none."""
        publishers = self._publishers.get(claim.capture, frozenset())
        if any(link.kind == "agency" for link in claim.voice):
            return True
        if publishers:
            own = {self.speakers.body(claim, link).key for link in claim.voice[1:]}
            outer = self.speakers.body(claim, claim.voice[0]).key if claim.voice else ""
            return outer not in own
        vouched = self.rules.recipe.grading.vouched_source
        grade = self.grades.on(claim.capture, claim, self.said(claim))
        return grade.get("source", "F").upper() not in vouched

    @functools.cached_property
    def _publishers(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for claim, value in self._said("publisher"):
            found[claim.capture].add(value)
        return {capture: frozenset(values) for capture, values in found.items()}

    def forum(self, claim: Claim) -> Body | None:
        """Return the court or body before which a procedure is: as coded, else the only court
        that the sentence of the passage names."""
        content = claim.content
        if isinstance(content, ProcedureContent) and content.forum is not None:
            link = VoiceLink(speaker=content.forum, kind="body")
            return self.speakers.body(claim, link)
        text, span = self.texts.get(claim.text), claim.anchor.selector
        if text is None or not isinstance(span, TextSpan):
            return None
        start = max(text.body.rfind(mark, 0, span.start) for mark in (". ", "\n")) + 1
        ends = [text.body.find(mark, span.end) for mark in (". ", "\n")]
        end = min((end for end in ends if end >= 0), default=len(text.body))
        named = self.speakers.bodies_in(text.body[start:end])
        courts = {body.id: body for _, body in named if body.kind.value in COURTS}
        if len(courts) != 1:
            return None
        body = next(iter(courts.values()))
        return Body(f"#{body.id}", body.called(text.language), body.kind.value)

    # --- origins ---------------------------------------------------------------------------

    @functools.cached_property
    def origins_of(self) -> dict[str, list[tuple[str, frozenset[str], str | None]]]:
        """Origin groups by proposition: (id, claims, primary)."""
        found: dict[str, list[tuple[str, frozenset[str], str | None]]] = defaultdict(list)
        for group in self.links.origins:
            entry = (group.id, frozenset(group.claims), group.primary)
            found[group.proposition].append(entry)
        return found

    @functools.cached_property
    def one_origin(self) -> frozenset[frozenset[str]]:
        """Sets of claims that go back to one origin, for any proposition."""
        return frozenset(frozenset(g.claims) for g in self.links.origins if len(g.claims) > 1)

    @functools.cached_property
    def _sets_of(self) -> dict[str, list[frozenset[str]]]:
        found: dict[str, list[frozenset[str]]] = defaultdict(list)
        for group in self.one_origin:
            for claim in group:
                found[claim].append(group)
        return found

    def share_origin(self, a: Claim, b: Claim) -> bool:
        return any(b.id in group for group in self._sets_of.get(a.id, ()))

    # --- grades ----------------------------------------------------------------------------

    @functools.cached_property
    def grades(self) -> Grades:
        return Grades(self.decisions)

    @functools.cached_property
    def checklists(self) -> Checklists:
        return Checklists(self.decisions, self.rules.checklist)

    def parties(self, claim: Claim) -> Iterator[str]:
        """Yield the ids, old ones too, of the parties that speak in a claim."""
        for link in claim.voice:
            party = self.speakers.party(claim, link)
            if party is not None:
                yield from (party.id, *party.redirects)

    def standing(self, claim: Claim) -> Standing:
        """Return the grades that members gave and that bear on a claim."""
        if not self.grades:
            return NONE
        if claim.id not in self._standings:
            self._standings[claim.id] = self.grades.standing(
                claim, self.parties(claim), said=self.said(claim)
            )
        return self._standings[claim.id]

    @functools.cached_property
    def _standings(self) -> dict[str, Standing]:
        return {}

    def is_unusable(self, claim: Claim) -> bool:
        standing, rules = self.standing(claim), self.rules.recipe.grading
        return (
            claim.id in self.without
            or standing.source in rules.unusable_source
            or standing.information in rules.unusable_information
        )

    def is_weak(self, claim: Claim) -> bool:
        """Tell whether grades keep a claim from carrying P2 (domain.md §2.2e)."""
        standing, rules = self.standing(claim), self.rules.recipe.grading
        return (
            standing.source in rules.weak_source
            or standing.information in rules.weak_information
            or standing.integrity in rules.weak_integrity
        )


def _surname(link: VoiceLink) -> str:
    """Return the last two words of a name, by which one text tells its persons apart."""
    return " ".join(fold(link.speaker.name).split()[-2:])


def _published(claims: Iterable[Claim]) -> dict[str, str]:
    """Return the publication date by capture, as the file claims it; the earliest of several."""
    found: dict[str, str] = {}
    for claim in claims:
        content = claim.content
        if isinstance(content, DocumentContent) and content.type == "published":
            found[claim.capture] = min(found.get(claim.capture, content.value), content.value)
    return found
