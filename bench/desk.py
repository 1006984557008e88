"""How fast the desk answers over 100,000 claims, with ten people at once.

usage: python bench/desk.py [--database sqlite|postgresql] [--keep FOLDER] [--workers 2]

Makes a home of the size in bench/desk.toml (FOLDER keeps one in SQLite for the next run; the rows
of one in PostgreSQL are copied from it), serves it from two processes and has clients, signed in
to a class below that of every twentieth source, ask for pages of every kind: first one alone, then
ten as people do, with half a second between two pages, then for lists as fast as they are
answered. Exits with 1 where a figure is behind its floor.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import http.client
import json
import os
import random
import shutil
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

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import _desk_copy as desk_copy  # noqa: E402
import _desk_home as desk_home  # noqa: E402
import desk_saving  # noqa: E402
from _desk_site import Site, site_of  # noqa: E402
from tests import postgresql  # noqa: E402

from hechos.app.database import VARIABLE  # noqa: E402

NOTE = "bench.json"
WORDS = (sys.executable, __file__)
LIMITS = tomllib.loads((Path(__file__).with_suffix(".toml")).read_text("utf-8"))


@dataclass
class Client:
    """One signed-in browser that keeps its connection."""

    port: int
    cookie: str
    refused: int = 0
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
        if answer.status == 503:  # a view of a search took longer than it may
            self.refused += 1
        elif answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {answer.headers.get('Location', '')}")
        inside = float((answer.headers.get("Server-Timing") or "dur=0").rpartition("=")[2])
        size = len(body)
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return waited, inside, body, size


@contextlib.contextmanager
def served(home: Path, workers: int) -> Iterator[tuple[int, int]]:
    """Yield the port of a server and the number of its group of processes."""
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
            yield port, server.pid
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


def seconds_of(group: int) -> float:
    """Return the seconds of processor that a group of processes took so far."""
    total = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            found = path.read_text().rpartition(") ")[2].split()
            if int(found[2]) == group:
                total += int(found[11]) + int(found[12])
    return total / os.sysconf("SC_CLK_TCK")


def alone(client: Client, site: Site, group: int) -> None:
    """Print what a page of each kind takes while nobody else asks: waiting, and of processors."""
    for kind, paths in site.kinds.items():
        some = (paths * 40)[:: max(1, len(paths) // 40)][:40]
        begun = seconds_of(group)
        waits = sorted((client.get(path)[0], path) for path in some)
        took = (seconds_of(group) - begun) / len(some) * 1000
        worst, where = waits[-1]
        middle, least = waits[len(waits) // 2][0], waits[0][0]
        print(
            f"  {kind + ', alone':32} {middle:8.1f} ms    least {least:.0f}, most {worst:.0f} "
            f"({where}), of a processor {took:.0f} ms"
        )


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
    site = site_of(json.loads((home / NOTE).read_text("utf-8"))["hubs"])
    with served(home, workers) as (port, group):
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
        alone(clients[0], site, group)
        times = as_people(clients, site, pages=run["pages"], think=run["think"])
        for kind, found in times.items():
            waited, inside = zip(*found, strict=True)
            held.most(f"{kind} p95", percentile(waited, 0.95), LIMITS["p95"][kind], "ms")
            print(
                f"  {'':32} p50 {percentile(waited, 0.5):.0f}, in the application p50 "
                f"{percentile(inside, 0.5):.0f} p95 {percentile(inside, 0.95):.0f} ms"
            )
        if refused := sum(client.refused for client in clients):
            held.behind.append("searches refused")
            print(f"  {'searches refused':32} {refused:8}")
        begun = seconds_of(group)
        rate, waits = flat_out(clients, site.kinds["list"], run["seconds"])
        held.least("lists without a pause", rate, LIMITS["lists_per_second"]["least"], "/s")
        took = (seconds_of(group) - begun) / len(waits) * 1000
        print(
            f"  {'':32} p50 {percentile(waits, 0.5):.0f}, p95 {percentile(waits, 0.95):.0f} ms, "
            f"of a processor {took:.1f} ms a page"
        )
    return held.behind


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--keep", type=Path, help="where the home stays for the next run")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the size to make")
    parser.add_argument("--make", type=float, help="make the home of this share, and no more")
    asked = parser.parse_args()
    with contextlib.ExitStack() as held:
        folder = asked.keep or Path(held.enter_context(tempfile.TemporaryDirectory()))
        home = folder / "sqlite"
        if asked.database == "postgresql":
            subprocess.run([*WORDS, "--keep", str(folder), "--make", str(asked.scale)], check=True)
            os.environ[VARIABLE] = held.enter_context(postgresql.cluster())
            home = _copied(home, Path(held.enter_context(tempfile.TemporaryDirectory())) / "home")
        else:
            _make(home, asked.make or asked.scale)
        behind = [] if asked.make else measure(home, asked.workers)
        behind += [] if asked.make else desk_saving.measure(home, asked.workers)
    for what in behind:
        print(f"behind its floor: {what}")
    return 1 if behind else 0


def _make(path: Path, scale: float) -> None:
    """Open a home in SQLite, which is made where there is none."""
    from hechos.app.home import open_home

    size = {name: int(n * scale) for name, n in LIMITS["size"].items()}
    home, done = open_home(path, create=True), path / NOTE
    if not done.exists():
        begun = time.perf_counter()
        hubs = desk_home.build(home, desk_home.Size(**size))
        done.write_text(json.dumps({"size": size, "hubs": hubs}), "utf-8")
        print(f"  made in {time.perf_counter() - begun:.0f} s", flush=True)


def _copied(source: Path, path: Path) -> Path:
    from hechos.app.home import open_home

    begun = time.perf_counter()
    open_home(path, create=True)
    desk_copy.copy(source, path)
    shutil.copy(source / NOTE, path / NOTE)
    print(f"  copied in {time.perf_counter() - begun:.0f} s", flush=True)
    return path


if __name__ == "__main__":
    sys.exit(main())
