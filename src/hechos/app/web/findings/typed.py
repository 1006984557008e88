"""What stands in the editor of a finding: typed text and bindings, carried from page to page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from hechos.app.casework.findings.writing import Draft
from hechos.records import Binding, Finding, Sentence
from hechos.reporting.findings.check import kind_of, needs_of, wrong_binding
from hechos.reporting.findings.held import Held
from hechos.reporting.findings.ladder import UNREASONED

MOST = 200


@dataclass
class Typed:
    """The fields of the editor. `because` is why a new version is written, `lost` are bound words
    that do not stand in their sentence any more."""

    sentences: list[Sentence] = field(default_factory=lambda: [Sentence(text="")])
    language: str = "en"
    level: str = UNREASONED
    level_because: str = ""
    because: str = ""
    lost: list[str] = field(default_factory=list)

    @property
    def draft(self) -> Draft:
        return Draft(
            sentences=tuple(self.sentences),
            language=self.language,
            level=self.level,
            level_because=self.level_because,
        )

    @property
    def records(self) -> tuple[str, ...]:
        named = (b.to for s in self.sentences for b in s.bindings)
        return tuple(dict.fromkeys(named))


def typed_in(post: QueryDict, named: Callable[[str], str]) -> Typed:
    """Return what a form of the editor carries, `named`: with the names that numbers stand for."""
    typed = Typed(
        sentences=[],
        language=post.get("language", "en"),
        level=post.get("level", UNREASONED),
        level_because=named(_lines(post.get("level_because", ""))),
        because=post.get("because", ""),
    )
    count = post.get("count", "0")
    for n in range(min(int(count) if count.isdecimal() else 0, MOST)):
        text = named(" ".join(_lines(post.get(f"text-{n}", "")).split("\n")))
        bound = [_binding(text, named(raw), typed.lost) for raw in post.getlist(f"bound-{n}")]
        typed.sentences.append(
            Sentence(
                text=text,
                bindings=_in_order(b for b in bound if b),
                connecting=f"connecting-{n}" in post,
            )
        )
    typed.sentences = typed.sentences or [Sentence(text="")]
    return typed


def typed_of(finding: Finding) -> Typed:
    return Typed(
        sentences=list(finding.sentences),
        language=finding.language,
        level=finding.standard.code,
        level_because=finding.level_because,
    )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def carried(binding: Binding) -> str:
    """Return the hidden field of a binding."""
    return f"{binding.kind}:{binding.to}:{binding.start}:{binding.words}"


def _binding(text: str, raw: str, lost: list[str]) -> Binding | None:
    """Return a binding at the place nearest to where its words stood; None where they are gone."""
    kind, _, rest = raw.partition(":")
    to, _, rest = rest.partition(":")
    at, _, words = rest.partition(":")
    before = int(at) if at.isdecimal() else 0
    if not words:
        return Binding(words="", start=0, kind="statement", to=to)
    places = [n for n in range(len(text)) if text.startswith(words, n)]
    if not places:
        lost.append(words)
        return None
    nearest = min(places, key=lambda n: abs(n - before))
    return Binding(words=words, start=nearest, kind=kind, to=to)


def _in_order(bindings: Iterable[Binding]) -> tuple[Binding, ...]:
    """Return the bindings by place; of two that overlap the first stays."""
    found: list[Binding] = []
    for one in sorted(set(bindings), key=lambda b: (b.start, b.words, b.to)):
        if not one.words or not found or not found[-1].words or one.start >= found[-1].end:
            found.append(one)
    return tuple(found)


def rest_on(sentence: Sentence, held: Held, *, language: str) -> Sentence:
    """Return the sentence resting on a record: each number, date, name and place of it that the
    record holds is bound to it; the sentence as a whole where none is."""
    text = sentence.text
    bindings = [b for b in sentence.bindings if b.words or b.to != held.id]
    free = [
        need
        for need in needs_of(text, language)
        if not any(b.words and b.start < need.end and need.start < b.end for b in bindings)
    ]
    fresh = []
    for need in free:
        kind = kind_of(need.words, need.start, text, language=language, held=held)
        one = Binding(words=need.words, start=need.start, kind=kind, to=held.id)
        if not wrong_binding(one, text, held, language):
            fresh.append(one)
    if not fresh and not any(b.to == held.id for b in bindings):
        fresh.append(Binding(words="", start=0, kind="statement", to=held.id))
    return replace(sentence, bindings=_in_order([*bindings, *fresh]), connecting=False)


def change(typed: Typed, do: str, held: Held | None) -> None:
    """Carry out what a button of the editor asks for: add, remove, up, free or rest."""
    what, _, rest = do.partition(":")
    number, _, more = rest.partition(":")
    n = int(number) if number.isdecimal() else 0
    if not 0 <= n < len(typed.sentences):
        return
    sentences = typed.sentences
    match what:
        case "add":
            sentences.insert(n + 1, Sentence(text=""))
        case "remove" if len(sentences) > 1:
            del sentences[n]
        case "up" if n:
            sentences[n - 1], sentences[n] = sentences[n], sentences[n - 1]
        case "free" if more.isdecimal():
            left = [b for k, b in enumerate(sentences[n].bindings) if k != int(more)]
            sentences[n] = replace(sentences[n], bindings=tuple(left))
        case "rest" if held:
            sentences[n] = rest_on(sentences[n], held, language=typed.language)
        case _:
            pass
