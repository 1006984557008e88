"""Given: what members write after weighing claims; each sentence is bound to what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from hechos.records.base import Confidentiality, Record
from hechos.records.sources import Standard


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Where a passage stands, without its words, so that a withdrawal of the source leaves none
    of them behind. `start` equals `end` where the whole capture is meant."""

    capture: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """`words` of a sentence (at `start`, code points) rest on the record `to`: a claim, figure,
    party or incident, and through it on `claims` and the passages that hold it.

    `kind`: number, date, place, name, or statement where the words say what the claim says."""

    words: str
    start: int
    kind: str
    to: str
    claims: tuple[str, ...] = ()
    passages: tuple[Stretch, ...] = ()

    @property
    def end(self) -> int:
        return self.start + len(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of a finding. `connecting`: it states nothing that needs a source."""

    text: str
    bindings: tuple[Binding, ...] = ()
    connecting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Record):
    """Given: one version of a finding. `finding` is the id of its first version, `version` counts
    from 1; every version is kept. Signatures and withdrawals are decisions on a version.

    `standard` holds the level that its author puts it at, in the framework of the case;
    `level_because` is needed above P1. `weighed` are (proposition, level proposed) as they were
    when it was written; `klass` the highest class of what it rests on."""

    finding: str
    version: int
    language: str
    sentences: tuple[Sentence, ...]
    standard: Standard
    level_because: str = ""
    because: str = ""
    supersedes: str | None = None
    weighed: tuple[tuple[str, str], ...] = ()
    klass: Confidentiality = Confidentiality.C3

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Ids of what its words are bound to, each once, in reading order."""
        named = (b.to for s in self.sentences for b in s.bindings)
        return tuple(dict.fromkeys(named))

    @property
    def claims(self) -> tuple[str, ...]:
        found = (c for s in self.sentences for b in s.bindings for c in b.claims)
        return tuple(dict.fromkeys(found))

    @property
    def captures(self) -> tuple[str, ...]:
        found = (p.capture for s in self.sentences for b in s.bindings for p in b.passages)
        return tuple(dict.fromkeys(found))
