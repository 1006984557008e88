"""An endpoint on this machine that speaks the protocol, well-behaved or not."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from hechos.coding.coders import Clearance, Door, Endpoint, ModelCoder, Preview
from hechos.coding.rules import CodingRules
from hechos.records import Confidentiality, Text

Claims = list[dict[str, Any]]
Answer = Callable[[str], Claims]


def claim(quote: str, kind: str = "LIB.ARREST", **slots: str | None) -> dict[str, Any]:
    empty = dict.fromkeys(("number", "victims", "actors", "source", "date", "place"))
    return {"quote": quote, "type": kind, "polarity": "affirmed", **empty, **slots}


def sensible(text: str) -> Claims:
    """What a fair model would find: sentences with a number and a word of arrest or death."""
    found = []
    for sentence in re.findall(r"[^.\n]+\d[^.\n]*", text):
        number = re.search(r"\d[\d.,]*\d|\d", sentence)
        kind = next((k for word, k in WORDS.items() if word in sentence.casefold()), None)
        if kind and number:
            found.append(claim(sentence.strip(), kind, number=number[0]))
    return found


WORDS = {
    "arrest": "LIB.ARREST",
    "mataron": "LIFE.UNK",
    "mortos": "LIFE.UNK",
    "killed": "LIFE.UNK",
    "kill": "LIFE.UNK",
}


@dataclass
class Server:
    """`answer` makes claims of a text; `reply`, where set, makes the whole response instead."""

    answer: Answer = sensible
    reply: Callable[[BaseHTTPRequestHandler], None] | None = None
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    port: int = 0
    busy: int = 0
    busiest: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def texts(self) -> list[str]:
        """The texts asked about, as they were sent."""
        return [json.loads(r["messages"][-1]["content"])["text"] for r in self.requests]


def respond(
    handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str
) -> None:
    handler.send_response(status)
    for name, value in {"content-type": "application/json", **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def completion(content: str) -> bytes:
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    head = {"id": "x", "object": "chat.completion", "created": 1, "model": "m"}
    return json.dumps({**head, "choices": [choice]}).encode()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with server.lock:
                server.requests.append(body)
                server.headers.append({k.lower(): v for k, v in self.headers.items()})
                server.paths.append(self.path)
                server.busy += 1
                server.busiest = max(server.busiest, server.busy)
            try:
                if server.reply is not None:
                    server.reply(self)
                    return
                text = json.loads(body["messages"][1]["content"])["text"]
                respond(self, completion(json.dumps({"claims": server.answer(text)})))
            except OSError:
                pass  # the caller has hung up
            finally:
                with server.lock:
                    server.busy -= 1

        def do_GET(self) -> None:
            server.paths.append(self.path)
            respond(self, b"{}")

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def serving() -> Iterator[Server]:
    state = Server()
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    http.daemon_threads = True
    http.block_on_close = False
    state.port = http.server_port
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield state
    http.shutdown()
    http.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as state:
        yield state


@dataclass
class Notes:
    """What the coder was told and what it noted."""

    clearance: Clearance = Clearance(klass=Confidentiality.C1)
    agree: bool = True
    previews: list[Preview] = field(default_factory=list)
    events: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def door(self) -> Door:
        return Door(clear=self._clear, ask=self._ask, record=self._record)

    def _clear(self, _: Text) -> Clearance:
        return self.clearance

    def _ask(self, preview: Preview) -> bool:
        self.previews.append(preview)
        return self.agree

    def _record(self, op: str, _: Text, about: dict[str, str]) -> None:
        self.events.append((op, about))


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def model(
    server: Server, notes: Notes, rules: CodingRules, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., ModelCoder]:
    """Make a coder on the server: `model(chunk=200, …)`; pauses between tries are cut short."""
    client = pytest.importorskip("hechos.coding.coders.client", reason="needs the extra llm")
    monkeypatch.setattr(client, "_FIRST_PAUSE", 0.001)

    def make(**limits: Any) -> ModelCoder:
        endpoint = Endpoint(**{"url": server.url, "model": "m", **limits})
        return ModelCoder(rules, endpoint, door=notes.door())

    return make


def slowly(seconds: float) -> Callable[[BaseHTTPRequestHandler], None]:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", "100000")
        handler.end_headers()
        for _ in range(int(seconds / 0.05)):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    return reply
