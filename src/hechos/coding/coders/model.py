"""A model behind an OpenAI-compatible endpoint as a coder. It is off until somebody makes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from hechos.coding.code import Coded
from hechos.coding.coders.chunks import Chunk, chunks_of
from hechos.coding.coders.endpoint import Clearance, Endpoint, refusal
from hechos.coding.coders.prompt import message_of, prompt, request_hash
from hechos.coding.coders.replies import Answer, Tally, claims_of_answers
from hechos.coding.frames.document import read_page
from hechos.coding.rules import CodingRules
from hechos.coding.voice.attribution import find_sayings
from hechos.errors import UnavailableError
from hechos.records import Case, Claim, Text

if TYPE_CHECKING:
    from hechos.coding.coders.client import Budget


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a person is asked before the first call: where to, and the whole of what is sent."""

    endpoint: Endpoint
    instructions: str
    message: str


class Replies(Protocol):
    """Where answers are kept. A question that was answered is not asked again."""

    def find(self, text: Text, request: str) -> str | None: ...
    def keep(self, text: Text, answers: Sequence[Answer]) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What stands between a text and another program. `clear` says what is known of the text;
    `ask` has a person agree to the first call of a run; `record` enters each call, before it is
    made and after, where it cannot be taken back."""

    clear: Callable[[Text], Clearance]
    ask: Callable[[Preview], bool]
    record: Callable[[str, Text, dict[str, str]], None]


@dataclass
class Report:
    """What a run did; `refused` and `failed` are (text, why)."""

    asked: int = 0
    known: int = 0
    unread: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


class ModelCoder:
    """Asks a model about each text in chunks and holds its answers against the text."""

    def __init__(
        self, rules: CodingRules, endpoint: Endpoint, *, door: Door, replies: Replies | None = None
    ) -> None:
        self.rules = rules
        self.endpoint = endpoint
        self.door = door
        self.replies = replies or InMemory()
        self.report = Report()
        self._budget: Budget | None = None
        self._agreed: bool | None = None

    @property
    def name(self) -> str:
        return self.endpoint.coder

    def code(
        self, text: Text, documents: tuple[Claim, ...], *, case: Case, name: str = ""
    ) -> Coded:
        answers = self.answers(text)
        read = (text, documents)
        coded, tally = code_answers(answers, read, rules=self.rules, case=case, name=name)
        self.report.tally.add(tally)
        return coded

    def answers(self, text: Text) -> list[Answer]:
        """Return what the model says of the text, asking only what was not answered before."""
        if text.language not in self.rules.lexicons:
            self.report.unread += 1
            return []
        found: list[Answer] = []
        open_: list[tuple[Chunk, str, str]] = []
        for chunk in chunks_of(text, self.endpoint.chunk):
            message = message_of(chunk, text.language)
            request = request_hash(self.name, message)
            known = self.replies.find(text, request)
            if known is None:
                open_.append((chunk, message, request))
            else:
                found.append(self._answer(chunk, request, known))
        self.report.known += len(found)
        fresh = self._ask(text, open_) if open_ and self._may_ask(text, open_[0][1]) else []
        answers = sorted([*found, *fresh], key=lambda one: one.start)
        self.replies.keep(text, answers)
        return answers

    def _may_ask(self, text: Text, message: str) -> bool:
        why = refusal(self.endpoint, self.door.clear(text))
        if not why and self._agreed is None:
            preview = Preview(
                endpoint=self.endpoint, instructions=prompt().instructions, message=message
            )
            self._agreed = self.door.ask(preview)
        if not why and not self._agreed:
            why = "nobody agreed to the first call"
        if why:
            self.report.refused.append((text.id, why))
        return not why

    def _ask(self, text: Text, open_: Sequence[tuple[Chunk, str, str]]) -> list[Answer]:
        client = _client()
        if self._budget is None:
            self._budget = client.Budget(self.endpoint.calls, self.endpoint.characters)
        called = {
            "host": self.endpoint.host,
            "model": self.endpoint.model,
            "prompt": prompt().hash,
        }

        def note(op: str, about: dict[str, str]) -> None:
            self.door.record(op, text, {**called, **about})

        questions = [client.Question(message=message, note=note) for _, message, _ in open_]
        outcomes = client.ask_all(
            questions, endpoint=self.endpoint, prompt=prompt(), budget=self._budget
        )
        self.report.asked += len(questions)
        fresh = []
        for (chunk, _, request), outcome in zip(open_, outcomes, strict=True):
            if isinstance(outcome, str):
                fresh.append(self._answer(chunk, request, outcome))
            else:
                self.report.failed.append((text.id, str(outcome)))
        return fresh

    def _answer(self, chunk: Chunk, request: str, answer: str) -> Answer:
        return Answer(
            coder=self.name,
            prompt=prompt().hash,
            request=request,
            start=chunk.start,
            end=chunk.end,
            answer=answer,
        )


def _client() -> ModuleType:
    try:
        from hechos.coding.coders import client
    except ImportError as error:
        raise UnavailableError(
            "A model can only be asked with the extra “llm”.", hint="pip install 'hechos[llm]'"
        ) from error
    return client


class InMemory:
    """Answers kept as long as the coder is."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def find(self, _: Text, request: str) -> str | None:
        return self._kept.get(request)

    def keep(self, _: Text, answers: Sequence[Answer]) -> None:
        self._kept.update((one.request, one.answer) for one in answers)


def code_answers(
    answers: Sequence[Answer],
    read: tuple[Text, tuple[Claim, ...]],
    *,
    rules: CodingRules,
    case: Case,
    name: str = "",
) -> tuple[Coded, Tally]:
    """Return the claims that the answers of one coder give, and what became of the others.

    Needs no extra."""
    text, documents = read
    lexicon = rules.lexicons.get(text.language)
    if lexicon is None or not answers:
        return Coded(), Tally()
    page = read_page(
        text,
        documents,
        lexicon=lexicon,
        gazetteer=rules.gazetteer,
        name=name,
        packs=rules.bodies,
    )
    claims, tally = claims_of_answers(answers, page, sayings=find_sayings(page), case=case)
    return Coded(claims=claims), tally
