"""How long a person waits for what is saved at the desk, in the home of bench/desk.py.

usage: python bench/desk_saving.py HOME   (HOME/bench.json says that bench/desk.py made it)

One member accepts claims, decides on links, writes claims by hand and comments: first alone, then
while ten others read. The home is changed by it. `make bench-desk` measures this after the pages.
Exits with 1 where a figure is behind its floor.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import re
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE)]
import _desk_home as desk_home  # noqa: E402

LIMITS = tomllib.loads((HERE / "desk.toml").read_text("utf-8"))["saving"]
FIRST = 3
"""Saves that are not counted: they fill the caches of the processes."""


@dataclass
class Browser:
    """A signed-in member with a connection that is kept."""

    port: int
    cookie: str
    token: str = ""
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def ask(self, path: str, sent: Mapping[str, str] | None = None) -> tuple[float, int, str]:
        """Return milliseconds waited, status and body."""
        headers = {"Cookie": self.cookie, "Host": "localhost"}
        body = None
        if sent is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["HX-Request"] = "true"
            body = urlencode({"csrfmiddlewaretoken": self.token, **sent})
        begun = time.perf_counter()
        self.connection.request("POST" if body else "GET", path, body=body, headers=headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        return (time.perf_counter() - begun) * 1000, answer.status, text

    def enter(self) -> None:
        found = re.search(
            r'name="csrf-token" content="([^"]+)"', self.ask(f"/case/{desk_home.SLUG}/")[2]
        )
        self.token = found[1] if found else ""


Save = tuple[str, dict[str, str]]


def saves(count: int) -> dict[str, list[Save]]:
    """Return what is sent, by act: `count` of each, none on a record of another."""
    from hechos.app.casework.versions import versions_of
    from hechos.app.register.models import CaseHead, Given, Proposed
    from hechos.records import Claim, LinkEdge, wire

    head = CaseHead.objects.get(slug=desk_home.SLUG)
    place = _Place(head)
    decided = Proposed.objects.filter(case=head, layer="decided").values("id")
    free = Proposed.objects.filter(record="Claim", layer="claim", klass__lte=1, upto__gte=1)
    free = free.filter(state="proposed").exclude(id__in=decided).order_by("place")
    claims = [wire.loads(body, Claim) for body in _spread(free, 2 * count)]
    pairs = Proposed.objects.filter(record="LinkEdge", klass__lte=1, upto__gte=1).order_by("place")
    edges = [wire.loads(body, LinkEdge) for body in _spread(pairs, count)]
    marks = versions_of(place, [*claims, *edges])
    captures = Given.objects.filter(case=head, record="Capture", klass__lte=1).order_by("seq")
    sources = random.Random(3).sample(list(captures.values_list("id", flat=True)), count)
    new = {"start": "0", "end": "60", "what": "act:LIFE.UNK", "because": "it says so"}
    because = {"because": "as it stands there"}
    acts = ("same", "different")
    return {
        "accept": [
            (f"/claim/{c.id}/decide/", {"seen": marks[c.id], "act": "accept", **because})
            for c in claims[:count]
        ],
        "link": [
            (f"/record/{e.id}/link/", {"seen": marks[e.id], "act": acts[n % 2], **because})
            for n, e in enumerate(edges)
        ],
        "claim": [(f"/capture/{one}/claim/", new) for one in sources],
        "comment": [
            (f"/record/{c.id}/comment/", {"words": "Is this the same day?"}) for c in claims[count:]
        ],
    }


@dataclass
class _Place:
    head: Any


def _spread(rows: Any, count: int) -> list[str]:
    """Return the bodies of rows, evenly over all there are."""
    numbers = list(rows.values_list("row", flat=True))
    step = max(1, len(numbers) // count)
    some = rows.filter(row__in=numbers[::step][:count])
    return list(some.values_list("body", flat=True))


def sign_in(name: str, clearance: int) -> str:
    """Return the cookie of a new member, who is one in the journal as well."""
    from django.conf import settings

    from hechos.app.casework.cases import add_member
    from hechos.app.casework.desk import open_desk
    from hechos.app.home import present_home

    session = desk_home.sign_in(name, clearance)
    with open_desk(present_home(), desk_home.SLUG) as desk:
        add_member(desk, name, roles=(), by="keeper")
    return f"{settings.SESSION_COOKIE_NAME}={session}"


@contextlib.contextmanager
def served(home: Path, workers: int) -> Iterator[tuple[int, int]]:
    """Yield the port of a server and the number of its group of processes."""
    words = [sys.executable, str(HERE / "_desk_server.py"), str(home), str(workers)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as server:
        try:
            yield int(server.stdout.readline() if server.stdout else 0), server.pid
        finally:
            subprocess.run(["kill", "--", f"-{server.pid}"], check=False)


def seconds_of(group: int) -> float:
    """Return the seconds of processor that a group of processes took so far."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            found = path.read_text().rpartition(") ")[2].split()
            if int(found[2]) == group:
                ticks += int(found[11]) + int(found[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def people_reading(browsers: Sequence[Browser], paths: Sequence[str]) -> Iterator[None]:
    """Have people open pages, with half a second between two on average."""
    over = threading.Event()

    def read(number: int, browser: Browser) -> None:
        draw = random.Random(number)
        while not over.wait(draw.expovariate(2)):
            browser.ask(draw.choice(paths))

    threads = [threading.Thread(target=read, args=pair) for pair in enumerate(browsers)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def save_all(browser: Browser, sent: Sequence[Save]) -> list[float]:
    waits = []
    for path, values in sent:
        waited, status, text = browser.ask(path, values)
        if status not in (200, 302, 303) or 'role="alert"' in text:
            raise SystemExit(f"{path}: {status} {text[-300:]}")
        waits.append(waited)
    return waits[FIRST:]


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def measure(home: Path, workers: int) -> list[str]:
    """Print how long each save takes; return what is behind its floor."""
    count = LIMITS["saves"]
    todo = saves(2 * count)
    paths = [f"/case/{desk_home.SLUG}/claims/", f"/case/{desk_home.SLUG}/incidents/"]
    paths += [path.replace("/claim/", "/") for path, _ in todo["claim"]]
    cookies = [sign_in(f"saver-{time.time_ns()}", 1)]
    cookies += [sign_in(f"reader-{n}-{time.time_ns()}", 1) for n in range(LIMITS["readers"])]
    behind: list[str] = []
    with served(home, workers) as (port, group):
        saver, *readers = (Browser(port, cookie) for cookie in cookies)
        for browser in (saver, *readers):
            browser.enter()
        for act, sent in todo.items():
            begun = seconds_of(group)
            waits = {act: save_all(saver, sent[:count])}
            took = (seconds_of(group) - begun) / count * 1000
            behind += _told(waits, f"alone ({took:.0f} ms of a processor)")
        with people_reading(readers, paths):
            behind += _told(_save(saver, todo, count, count), "while others read")
    return behind


def _save(
    browser: Browser, todo: Mapping[str, Sequence[Save]], first: int, count: int
) -> dict[str, list[float]]:
    return {act: save_all(browser, sent[first : first + count]) for act, sent in todo.items()}


def _told(waits: Mapping[str, Sequence[float]], how: str) -> list[str]:
    behind = []
    for act, found in waits.items():
        limit, p95 = LIMITS["p95"][act], percentile(found, 0.95)
        what = f"save {act}, {how}"
        mark = "" if p95 <= limit["bar"] else "  over the bar"
        middle = percentile(found, 0.5)
        print(f"  {what:46} {p95:8.1f} ms    bar {limit['bar']}, p50 {middle:.0f}{mark}")
        if p95 > limit["floor"]:
            behind.append(what)
    return behind


def main(home: Path) -> int:
    from hechos.app.home import open_home

    open_home(home)
    behind = measure(home, 2)
    for what in behind:
        print(f"behind its floor: {what}")
    return 1 if behind else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
