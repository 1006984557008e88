"""Ask another coder about the texts of a case, and code the case with what it answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from hechos.app.casework.coders.clearance import Clearances
from hechos.app.casework.desk import Desk, uncode
from hechos.app.casework.intake import Intake, code_all
from hechos.app.casework.linkup import ensure_linked
from hechos.app.register import queries
from hechos.app.register.models import Given
from hechos.coding.coders.endpoint import Endpoint, refusal
from hechos.coding.coders.model import Door, ModelCoder, Preview, Report
from hechos.coding.coders.pipeline import PipelineCoder, load_pipeline
from hechos.coding.coders.replies import Answer
from hechos.errors import NotFoundError
from hechos.records import Claim, ModelOutput, Text, ids

ALLOWED = "host_allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What asking an endpoint about a case comes to: `classes` counts the texts that may go by
    their class, `refused` those that may not by reason. Limits may end it earlier."""

    endpoint: Endpoint
    preview: Preview
    characters: int
    classes: tuple[tuple[str, int], ...]
    refused: tuple[tuple[str, int], ...]


@dataclass
class Consulted:
    """`outputs` are new answers, `claims` what stands of that coder beside the rules' claims."""

    texts: int = 0
    outputs: int = 0
    claims: int = 0
    report: Report = field(default_factory=Report)


Agree = Callable[[Plan], bool]


def consult_endpoint(desk: Desk, endpoint: Endpoint, *, by: str, agree: Agree) -> Consulted:
    """Ask the endpoint about every text that may go there; the answers are kept in the case.

    `agree` is asked before the first call of a case to an address and model; nothing else that a
    text's class or consent forbids can be agreed to. Every call is in the custody log.
    """
    clearances = Clearances(desk, endpoint)
    door = _door(desk, endpoint, clearances, by=by, agree=agree)
    kept = _Kept(desk, by)
    coder = ModelCoder(desk.rules.coding, endpoint, door=door, replies=kept)
    done = Consulted(report=coder.report)
    try:
        for text, documents, name in _texts(desk):
            coder.code(text, documents, case=desk.case, name=name)
            done.texts += 1
    finally:
        desk.save_heads()
    return _take(desk, done, kept, (coder.name,))


def consult_pipelines(desk: Desk, names: Sequence[str], *, by: str) -> Consulted:
    """Have installed pipelines of spaCy find names in every text; what they find is kept."""
    coders = [PipelineCoder(desk.rules.coding, load_pipeline(name), label=name) for name in names]
    kept = _Kept(desk, by)
    done = Consulted()
    for text, _, _ in _texts(desk):
        for coder in coders:
            kept.keep(text, coder.answers(text))
        done.texts += 1
    return _take(desk, done, kept, tuple(coder.name for coder in coders))


def _take(desk: Desk, done: Consulted, kept: _Kept, makers: tuple[str, ...]) -> Consulted:
    code_all(desk, Intake(), queries.withdrawn(desk.head))
    ensure_linked(desk)
    done.outputs = kept.fresh
    done.claims = sum(c.made.by in makers for c in queries.proposals(desk.head, Claim))
    return done


def _texts(desk: Desk) -> Iterator[tuple[Text, tuple[Claim, ...], str]]:
    names = dict(Given.objects.filter(case=desk.head, record="Capture").values_list("id", "name"))
    found = list(queries.texts(desk.head, desk.payload))
    for number, (text, documents) in enumerate(found, start=1):
        yield text, documents, names[text.capture]
        desk.progress("ask", number, len(found))


def _door(desk: Desk, endpoint: Endpoint, clearances: Clearances, *, by: str, agree: Agree) -> Door:
    def ask(preview: Preview) -> bool:
        call = {"host": endpoint.address, "model": endpoint.model}
        if _is_allowed(desk, call):
            return True
        if not agree(_plan(desk, endpoint, clearances, preview)):
            return False
        desk.archive.log(ALLOWED, record=desk.case.id, actor=by, call=call)
        return True

    def record(op: str, text: Text, about: dict[str, str]) -> None:
        desk.archive.log(op, record=text.capture, actor=by, object=text.address, call=about)

    return Door(clear=clearances.of, ask=ask, record=record)


def _is_allowed(desk: Desk, call: dict[str, str]) -> bool:
    entries = desk.archive.custody.raw(f'"op":"{ALLOWED}"'.encode())
    return any(entry.get("call") == call for entry in entries)


def _plan(desk: Desk, endpoint: Endpoint, clearances: Clearances, preview: Preview) -> Plan:
    classes: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    characters = 0
    for text, _ in queries.texts(desk.head, desk.payload):
        clearance = clearances.of(text)
        if why := refusal(endpoint, clearance):
            refused[why] += 1
        elif text.language in desk.rules.coding.lexicons:
            classes[clearance.klass.name] += 1
            characters += len(text.body)
    return Plan(
        endpoint=endpoint,
        preview=preview,
        characters=characters,
        classes=tuple(sorted(classes.items())),
        refused=tuple(sorted(refused.items())),
    )


class _Kept:
    """The answers of a case: an equal question is answered from them. They stand in the case's own
    objects, each under the capture it is about."""

    def __init__(self, desk: Desk, by: str) -> None:
        self.desk = desk
        self.by = by
        self.fresh = 0
        self.addresses: dict[str, str] = {}
        self.known: set[tuple[str, str, int]] = set()
        for output in queries.given(desk.head, ModelOutput):
            self._note(output)

    def _note(self, output: ModelOutput) -> None:
        self.addresses[output.request] = output.address
        self.known.add((output.text, output.request, output.start))

    def find(self, _: Text, request: str) -> str | None:
        address = self.addresses.get(request)
        try:
            return self.desk.payload(address).decode() if address else None
        except NotFoundError:
            return None  # withdrawn with the capture it was about

    def keep(self, text: Text, answers: Sequence[Answer]) -> None:
        """Keep what the case does not hold yet of this text, and have the text coded again."""
        fresh = [a for a in answers if (text.id, a.request, a.start) not in self.known]
        if not fresh:
            return
        desk = self.desk
        addresses = desk.archive.put_many([one.answer.encode() for one in fresh])
        outputs = [
            ModelOutput(
                id=ids.mint(),
                case=desk.case.id,
                made=desk.made(self.by),
                capture=text.capture,
                text=text.id,
                coder=one.coder,
                prompt=one.prompt,
                request=one.request,
                start=one.start,
                end=one.end,
                address=address,
            )
            for one, address in zip(fresh, addresses, strict=True)
        ]
        with transaction.atomic():
            desk.give(outputs)
            uncode(desk.head, [text.capture])
            desk.save_heads()
        for output in outputs:
            self._note(output)
        self.fresh += len(outputs)
