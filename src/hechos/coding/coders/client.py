"""The call itself, through pydantic-ai (extra `llm`): one address, bounded, logged, no detours.

Nothing outside this module imports the extra, and it is imported when a call is made, not before.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2
from openai import AsyncOpenAI
from pydantic_ai import Agent, ModelRetry, NativeOutput, StructuredDict
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from hechos.coding.coders.endpoint import Endpoint
from hechos.coding.coders.prompt import Prompt, whole
from hechos.coding.coders.replies import items_of
from hechos.errors import HechosError
from hechos.records import wire

_KEPT = frozenset({"accept", "authorization", "content-type"})
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_FIRST_PAUSE = 0.5
Note = Callable[[str, dict[str, str]], None]


class CallFailed(Exception):  # noqa: N818 - it never leaves the package: it is counted
    """Why there is no answer; `again`: trying again may help."""

    def __init__(self, why: str, *, again: bool = False) -> None:
        super().__init__(why)
        self.again = again


@dataclass
class Budget:
    """What is left of a run's calls and characters."""

    calls: int
    characters: int

    def take(self, characters: int) -> None:
        if self.calls < 1 or self.characters < characters:
            raise CallFailed("the budget of this run is spent")
        self.calls -= 1
        self.characters -= characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A message, and where what happens to it is noted."""

    message: str
    note: Note = field(compare=False)


def ask_all(
    questions: Sequence[Question], *, endpoint: Endpoint, prompt: Prompt, budget: Budget
) -> list[str | CallFailed]:
    """Return for each question the answer as canonical JSON, or why there is none."""
    return asyncio.run(_ask_all(questions, endpoint, prompt, budget))


async def _ask_all(
    questions: Sequence[Question], endpoint: Endpoint, prompt: Prompt, budget: Budget
) -> list[str | CallFailed]:
    gate = asyncio.Semaphore(endpoint.concurrency)

    async def one(question: Question) -> str | CallFailed:
        async with gate:
            try:
                return await _ask(question, endpoint, prompt, budget)
            except CallFailed as failed:
                return failed

    return list(await asyncio.gather(*map(one, questions)))


async def _ask(question: Question, endpoint: Endpoint, prompt: Prompt, budget: Budget) -> str:
    pause = _FIRST_PAUSE
    for attempt in range(endpoint.retries + 1):
        try:
            return await _call(question, endpoint, prompt, budget)
        except CallFailed as failed:
            if not failed.again or attempt == endpoint.retries:
                raise
        await asyncio.sleep(pause)
        pause *= 2
    raise CallFailed("there was no answer")


async def _call(question: Question, endpoint: Endpoint, prompt: Prompt, budget: Budget) -> str:
    """Ask once; an answer without the form is asked for again inside the same conversation."""
    door = _Door(endpoint, budget, question)
    http = httpx2.AsyncClient(
        transport=door, trust_env=False, follow_redirects=False, timeout=endpoint.timeout
    )
    client = AsyncOpenAI(
        base_url=endpoint.base,
        api_key=endpoint.key or "none",
        organization="",
        project="",
        http_client=http,
        max_retries=0,
        timeout=endpoint.timeout,
    )
    model = OpenAIChatModel(endpoint.model, provider=OpenAIProvider(openai_client=client))
    agent: Agent[None, dict[str, Any]] = Agent(
        model,
        output_type=NativeOutput(StructuredDict(prompt.schema, name="claims")),
        instructions=prompt.instructions,
        retries=endpoint.retries,
        model_settings={"temperature": 0.0},
    )
    agent.output_validator(_has_form)
    try:
        async with client:
            result = await agent.run(question.message)
    except Exception as error:
        raise _reason(error) from error
    return whole(wire.canonical(result.output))


def _has_form(answer: dict[str, Any]) -> dict[str, Any]:
    if items_of(wire.canonical(answer)) is None:
        raise ModelRetry("The answer must be an object with a list `claims`.")
    return answer


def _reason(error: BaseException) -> CallFailed | HechosError:
    """Return our own reason from under the wrappers of the libraries, or one for what they say.
    A custody log that cannot be written is no failed call: it ends the run."""
    for cause in _causes(error):
        if isinstance(cause, CallFailed | HechosError):
            return cause
    return CallFailed(f"the answer could not be used ({type(error).__name__})")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


class _Door(httpx2.AsyncBaseTransport):
    """The only way out: to one address, with few headers, within budget, size and time. What goes
    out is noted before it goes, and what comes back as it comes."""

    def __init__(self, endpoint: Endpoint, budget: Budget, question: Question) -> None:
        self.endpoint = endpoint
        self.budget = budget
        self.question = question
        self.address = httpx2.URL(f"{endpoint.base}/chat/completions")
        context = ssl.create_default_context()
        self.inner = httpx2.AsyncHTTPTransport(verify=context, trust_env=False, retries=0)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.url != self.address or request.method != "POST":
            raise CallFailed(f"a call to {request.url.host} was not made: it is not the endpoint")
        body = await request.aread()
        self.budget.take(len(self.question.message))
        asked = {"request": hashlib.sha256(body).hexdigest(), "bytes": str(len(body))}
        self.question.note("sent_to_model", asked)
        try:
            async with asyncio.timeout(self.endpoint.timeout):
                status, answer = await self._exchange(self._bare(request, body))
        except TimeoutError as error:
            raise self._failed(asked, "the endpoint took too long", again=True) from error
        except (httpx2.TransportError, OSError) as error:
            raise self._failed(asked, "the endpoint cannot be reached", again=True) from error
        except CallFailed as failed:
            raise self._failed(asked, str(failed), again=failed.again) from failed
        reply = hashlib.sha256(answer).hexdigest()
        self.question.note("model_answered", {**asked, "reply": reply, "status": str(status)})
        if status != httpx2.codes.OK:
            raise CallFailed(f"the endpoint answered with {status}", again=status in _AGAIN)
        return httpx2.Response(
            status, headers={"content-type": "application/json"}, content=answer, request=request
        )

    def _failed(self, asked: dict[str, str], why: str, *, again: bool) -> CallFailed:
        self.question.note("model_answered", {**asked, "outcome": why})
        return CallFailed(why, again=again)

    def _bare(self, request: httpx2.Request, body: bytes) -> httpx2.Request:
        headers = {k: v for k, v in request.headers.items() if k.lower() in _KEPT}
        if not self.endpoint.key:
            headers.pop("authorization", None)
        headers |= {"accept-encoding": "identity", "user-agent": "hechos"}
        return httpx2.Request(
            "POST", self.address, headers=headers, content=body, extensions=request.extensions
        )

    async def _exchange(self, request: httpx2.Request) -> tuple[int, bytes]:
        """Return status and body; a redirect, a packed or an endless body is not followed."""
        response = await self.inner.handle_async_request(request)
        try:
            if 300 <= response.status_code < 400:
                raise CallFailed("the endpoint sends elsewhere, and that is not followed")
            if response.headers.get("content-encoding", "identity") != "identity":
                raise CallFailed("the endpoint packed its answer")
            body = bytearray()
            async for part in response.stream:  # type: ignore[union-attr]
                body += part
                if len(body) > self.endpoint.largest_reply:
                    raise CallFailed("the answer is too large")
            return response.status_code, bytes(body)
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        await self.inner.aclose()
