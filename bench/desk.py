"""How fast the desk answers over 100,000 claims, with ten people at once.

usage: python bench/desk.py [--database sqlite|postgresql] [--keep FOLDER] [--workers 2]

Makes a home of the size in bench/desk.toml (FOLDER keeps one in SQLite for the next run), serves
it from two processes and has ten clients, signed in to a class below that of every twentieth
source, ask for pages of every kind: first as people do, with half a second between two pages, then
for lists as fast as they are answered. Exits with 1 where a figure is behind its floor.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import _desk_home as desk_home  # noqa: E402
from tests import postgresql  # noqa: E402

from hechos.app.database import VARIABLE  # noqa: E402

LIMITS = tomllib.loads((Path(__file__).with_suffix(".toml")).read_text("utf-8"))
LISTS = (
    *("claims", "figures", "incidents", "parties"),
    *("doubts", "captures", "decisions", "differences"),
)
RECORDS = ("Claim", "Incident", "Universe", "Proposition", "Party", "ClaimRelation")


@dataclass
class Client:
    """One signed-in browser that keeps its connection."""

    port: int
    cookie: str
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def get(self, path: str) -> tuple[float, float, bytes, int]:
        """Return milliseconds waited, milliseconds in the application, body, bytes on the line."""
        begun = time.perf_counter()
        headers = {"Cookie": self.cookie, "Accept-Encoding": "gzip", "Host": "localhost"}
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        waited = (time.perf_counter() - begun) * 1000
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {answer.headers.get('Location', '')}")
        inside = float((answer.headers.get("Server-Timing") or "dur=0").rpartition("=")[2])
        size = len(body)
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return waited, inside, body, size


@dataclass
class Site:
    """Addresses by kind of page, and the two objects that many name."""

    kinds: dict[str, list[str]]
    hubs: dict[str, str]
    cookie: str


def site_of() -> Site:
    """Return what is asked for: a sample of every kind of page, the same for the same home."""
    from django.conf import settings

    from hechos.app.accounts.models import Account
    from hechos.app.register.models import Given, Proposed, Ref

    Account.objects.all().delete()
    session = desk_home.sign_in("bench", clearance=1)
    draw = random.Random(2)
    rows = Proposed.objects.filter(klass__lte=1, upto__gte=1)
    records = {
        name: [f"/record/{i}/" for i in _some(rows.filter(record=name), draw)] for name in RECORDS
    }
    captures = _some(Given.objects.filter(record="Capture", klass__lte=1), draw)
    kinds = {
        "list": [_list(kind, draw) for kind in LISTS for _ in range(12)],
        "object": [one for own in records.values() for one in own],
        "reading": [f"/capture/{i}/" for i in captures],
        "front": [f"/case/{desk_home.SLUG}/"],
    }
    many = Ref.objects.filter(record="ClaimRelation")
    hub = _most(many.values_list("target", flat=True))
    party = _most(Ref.objects.filter(record="Party").values_list("source", flat=True))
    hubs = {"claim with relations": f"/record/{hub}/", "party with mentions": f"/record/{party}/"}
    return Site(kinds, hubs, f"{settings.SESSION_COOKIE_NAME}={session}")


def _most(values: Any) -> str:
    from django.db.models import Count

    name = values.query.values_select[0]
    found = values.values_list(name).annotate(n=Count("id")).order_by("-n").first()
    return str(found[0])


def _some(rows: Any, draw: random.Random) -> list[str]:
    found = list(rows.order_by("id").values_list("id", flat=True)[:4000])
    return draw.sample(found, min(40, len(found)))


def _list(kind: str, draw: random.Random) -> str:
    """Return the first page of a list, a page of a state, or one that begins after a record."""
    from hechos.app.register.models import Given, Proposed
    from hechos.app.web.lists import GIVEN
    from hechos.app.web.lists import LISTS as KINDS

    spec = KINDS[kind]
    base = f"/case/{desk_home.SLUG}/{kind}/"
    if draw.random() < 0.3 or kind == "decisions":
        return base
    if spec.filters and draw.random() < 0.4:
        name, values = spec.filters[0]
        return f"{base}?{name}={draw.choice(values)}"
    rows: Any = Given if spec.cls in GIVEN else Proposed
    at = draw.randrange(4000)
    found = rows.objects.filter(record=spec.cls.__name__).order_by("id")[at : at + 1]
    return f"{base}?after={found[0].id}" if found else base


@contextlib.contextmanager
def served(home: Path, workers: int) -> Iterator[int]:
    words = [
        sys.executable,
        str(Path(__file__).with_name("_desk_server.py")),
        str(home),
        str(workers),
    ]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as server:
        port = int(server.stdout.readline() if server.stdout else 0)
        try:
            _wait(port)
            yield port
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, 15)


def _wait(port: int) -> None:
    for _ in range(200):
        with (
            contextlib.suppress(OSError),
            contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as probe,
        ):
            probe.request("GET", "/account/login/", headers={"Host": "localhost"})
            probe.getresponse().read()
            return
        time.sleep(0.1)
    raise SystemExit("The server does not answer.")


def together(clients: Sequence[Client], each: Callable[[int, Client], None]) -> None:
    failed: list[BaseException] = []

    def run(number: int, client: Client) -> None:
        try:
            each(number, client)
        except BaseException as error:  # noqa: BLE001 - told by the main thread
            failed.append(error)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


Times = dict[str, list[tuple[float, float]]]


def as_people(clients: Sequence[Client], site: Site, *, pages: int, think: float) -> Times:
    """Return (waited, inside) of the pages of each kind, asked for with pauses."""
    times: Times = defaultdict(list)

    def each(number: int, client: Client) -> None:
        draw = random.Random(number)
        order = [kind for kind in site.kinds for _ in range(pages // len(clients))]
        draw.shuffle(order)
        for kind in order:
            time.sleep(draw.expovariate(1 / think) if think else 0)
            waited, inside, _, _ = client.get(draw.choice(site.kinds[kind]))
            times[kind].append((waited, inside))

    together(clients, each)
    return times


def flat_out(
    clients: Sequence[Client], paths: Sequence[str], seconds: float
) -> tuple[float, list[float]]:
    """Return pages per second and the milliseconds waited for each."""
    waits: list[float] = []
    until = time.perf_counter() + seconds

    def each(number: int, client: Client) -> None:
        draw = random.Random(number)
        while time.perf_counter() < until:
            waits.append(client.get(draw.choice(paths))[0])

    together(clients, each)
    return len(waits) / seconds, waits


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Held:
    """Prints figures beside their bars, and remembers which are behind their floors."""

    def __init__(self) -> None:
        self.behind: list[str] = []

    def most(self, what: str, value: float, limit: Mapping[str, float], unit: str) -> None:
        if value > limit["floor"]:
            self.behind.append(what)
        mark = "" if value <= limit["bar"] else "  over the bar"
        print(f"  {what:32} {value:8.1f} {unit:5} bar {limit['bar']}{mark}")

    def least(self, what: str, value: float, limit: Mapping[str, float], unit: str) -> None:
        if value < limit["floor"]:
            self.behind.append(what)
        mark = "" if value >= limit["bar"] else "  under the bar"
        print(f"  {what:32} {value:8.1f} {unit:5} bar {limit['bar']}{mark}")


def measure(home: Path, workers: int) -> list[str]:
    run, held = LIMITS["run"], Held()
    site = site_of()
    with served(home, workers) as port:
        clients = [Client(port, site.cookie) for _ in range(run["clients"])]
        for paths in site.kinds.values():
            for client in clients[:4]:
                client.get(paths[0])
        for what, path in site.hubs.items():
            waits = [clients[0].get(path) for _ in range(5)]
            held.most(
                f"{what}, alone", min(w for w, *_ in waits), LIMITS["hub"]["milliseconds"], "ms"
            )
            held.most(f"{what}, page", len(waits[0][2]) / 1000, LIMITS["hub"]["kilobytes"], "kB")
        times = as_people(clients, site, pages=run["pages"], think=run["think"])
        for kind, found in times.items():
            waited, inside = zip(*found, strict=True)
            held.most(f"{kind} p95", percentile(waited, 0.95), LIMITS["p95"][kind], "ms")
            print(
                f"  {'':32} p50 {percentile(waited, 0.5):.0f}, in the application p50 "
                f"{percentile(inside, 0.5):.0f} p95 {percentile(inside, 0.95):.0f} ms"
            )
        rate, waits = flat_out(clients, site.kinds["list"], run["seconds"])
        held.least("lists without a pause", rate, LIMITS["lists_per_second"]["least"], "/s")
        print(f"  {'':32} p50 {percentile(waits, 0.5):.0f}, p95 {percentile(waits, 0.95):.0f} ms")
    return held.behind


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--keep", type=Path, help="where the home stays for the next run")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the size to make")
    asked = parser.parse_args()
    with contextlib.ExitStack() as held:
        folder = asked.keep or Path(held.enter_context(tempfile.TemporaryDirectory()))
        if asked.database == "postgresql":
            url = held.enter_context(postgresql.cluster())
            os.environ[VARIABLE] = url
            folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
        home = _home(folder / asked.database, asked.scale)
        behind = measure(home, asked.workers)
    for what in behind:
        print(f"behind its floor: {what}")
    return 1 if behind else 0


def _home(path: Path, scale: float) -> Path:
    from hechos.app.home import open_home

    size = desk_home.Size(**{name: int(n * scale) for name, n in LIMITS["size"].items()})
    done = path / "bench.json"
    if not done.exists():
        begun = time.perf_counter()
        desk_home.build(open_home(path, create=True), size)
        done.write_text(json.dumps(LIMITS["size"]), "utf-8")
        print(f"  made in {time.perf_counter() - begun:.0f} s")
    open_home(path)
    return path


if __name__ == "__main__":
    sys.exit(main())
