"""The rules with a spaCy pipeline beside them, where the user has one installed (extra `spacy`)."""

from __future__ import annotations

import hashlib
from typing import Any, Protocol

from hechos.coding.code import Coded
from hechos.coding.coders.chunks import chunks_of
from hechos.coding.coders.entities import Entity, code_entities, entities_to_answer
from hechos.coding.coders.prompt import whole
from hechos.coding.coders.replies import Answer
from hechos.coding.rules import CodingRules
from hechos.errors import InputError, UnavailableError
from hechos.records import Case, Claim, Text

_AT_ONCE = 50_000


class Pipeline(Protocol):
    """What we need of spaCy's Language: its language, and documents with entities."""

    @property
    def lang(self) -> str | None: ...
    def __call__(self, text: str) -> Any: ...


class PipelineCoder:
    """The rules, with the names of people, bodies and places that a pipeline finds added to theirs.

    It codes texts in the pipeline's language and no others. Nothing leaves the machine."""

    def __init__(self, rules: CodingRules, pipeline: Pipeline, *, label: str) -> None:
        self.rules = rules
        self.pipeline = pipeline
        self.name = f"spacy:{label}"

    def code(
        self, text: Text, documents: tuple[Claim, ...], *, case: Case, name: str = ""
    ) -> Coded:
        answers = self.answers(text)
        if not answers:
            return Coded()
        read = (text, documents)
        return code_entities(answers, read, rules=self.rules, case=case, name=name)

    def answers(self, text: Text) -> list[Answer]:
        """Return the entities of the text as an answer; none for a text in another language."""
        if text.language != self.pipeline.lang or text.language not in self.rules.lexicons:
            return []
        found: list[Entity] = []
        for chunk in chunks_of(text, _AT_ONCE):
            for entity in self.pipeline(whole(chunk.words)).ents:
                start, end = chunk.start + entity.start_char, chunk.start + entity.end_char
                found.append((start, end, str(entity.label_)))
        return [
            Answer(
                coder=self.name,
                prompt="",
                request=hashlib.sha256(f"{self.name}:{text.hash}".encode()).hexdigest(),
                start=0,
                end=len(text.body),
                answer=entities_to_answer(found),
            )
        ]


def load_pipeline(name: str) -> Pipeline:
    """Return the installed pipeline of that name, or the one in a folder. Nothing is downloaded."""
    try:
        import spacy
    except ImportError as error:
        raise UnavailableError(
            "A pipeline of spaCy needs the extra “spacy”.", hint="pip install 'hechos[spacy]'"
        ) from error
    try:
        loaded: Pipeline = spacy.load(name)
    except (OSError, ValueError) as error:
        raise InputError(
            f"spaCy has no pipeline “{name}” that it can load.",
            hint="Install one, or name its folder.",
        ) from error
    return loaded
