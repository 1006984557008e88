"""A finding as its pages show it: sentences in pieces, and the passages under each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hechos.app.casework.findings.basis import Basis
from hechos.app.web.doors import document_of, page_of
from hechos.app.web.paragraphs import around
from hechos.app.web.shelf import Shelf
from hechos.records import Binding, Claim, Finding, Sentence, Stretch, TextSpan
from hechos.reporting.findings.held import stretch_of


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a sentence; `address` leads to what they rest on."""

    text: str
    kind: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage word for word, with the preserved bytes that it stands in."""

    stretch: Stretch
    name: str
    sha256: str
    language: str
    quote: str
    before: str
    after: str
    address: str


@dataclass(frozen=True, slots=True)
class SentenceSheet:
    sentence: Sentence
    pieces: tuple[Piece, ...]
    sources: tuple[Source, ...]


@dataclass
class Passages:
    """Reads passages for the pages of findings; each source it speaks from counts as seen."""

    shelf: Shelf
    basis: Basis
    claims: dict[str, Claim]
    _addresses: dict[Stretch, str] = field(default_factory=dict)

    @classmethod
    def of(cls, shelf: Shelf, claims: Iterable[str]) -> Passages:
        basis = Basis(shelf.desk, shelf.actor, shelf.mask)
        found = cls(shelf, basis, {c.id: c for c in shelf.claims(claims)})
        for claim in found.claims.values():
            for place, passage in enumerate(claim.passages):
                address = document_of(passage.capture, claim.id, place)
                found._addresses.setdefault(stretch_of(passage), address)
        return found

    def sources(self, stretches: Iterable[Stretch]) -> list[Source]:
        wanted = list(dict.fromkeys(stretches))
        captures = self.shelf.captures(s.capture for s in wanted)
        found = []
        for one in wanted:
            capture = captures.get(one.capture)
            if capture is None:
                continue
            text = self.basis.text(one.text) if one.end > one.start else None
            quote = self.basis.quote(one)
            span = (
                TextSpan(text=one.text, start=one.start, end=one.end, quote=quote)
                if quote
                else None
            )
            before, after = around(text, span) if text and span else ("", "")
            found.append(
                Source(
                    stretch=one,
                    name=capture.name,
                    sha256=capture.address,
                    language=text.language if text else "",
                    quote=quote,
                    before=before,
                    after=after,
                    address=self._addresses.get(one) or document_of(one.capture),
                )
            )
        return found

    def sentence(self, sentence: Sentence) -> SentenceSheet:
        stretches = (p for b in sentence.bindings for p in b.passages)
        return SentenceSheet(sentence, pieces(sentence), tuple(self.sources(stretches)))


def pieces(sentence: Sentence) -> tuple[Piece, ...]:
    found, at = [], 0
    worded = sorted((b for b in sentence.bindings if b.words), key=lambda b: b.start)
    for binding in worded:
        if binding.start > at:
            found.append(Piece(sentence.text[at : binding.start]))
        found.append(Piece(binding.words, binding.kind, page_of(binding.to)))
        at = binding.end
    if at < len(sentence.text):
        found.append(Piece(sentence.text[at:]))
    return tuple(found)


def sentences_of(shelf: Shelf, finding: Finding) -> list[SentenceSheet]:
    passages = Passages.of(shelf, finding.claims)
    return [passages.sentence(s) for s in finding.sentences]


def whole(bindings: Sequence[Binding]) -> list[Binding]:
    """Return the bindings of a sentence as a whole."""
    return [b for b in bindings if not b.words]
