"""The pages of a home behind a port, from several processes; prints the port.

usage: python bench/_desk_server.py HOME WORKERS
"""

from __future__ import annotations

import logging
import os
import socket
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import waitress

from hechos.app.home import open_home

THREADS = 2
Answer = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def timed(app: Answer) -> Answer:
    """Say in a header how long the page took from its request to its answer."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        begun = time.perf_counter()

        def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            took = (time.perf_counter() - begun) * 1000
            return start(status, [*headers, ("Server-Timing", f"app;dur={took:.2f}")], *rest)

        return app(environ, started)

    return answer


def main(home: str, workers: int) -> None:
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    print(listening.getsockname()[1], flush=True)
    for _ in range(workers - 1):
        if os.fork() == 0:
            break
    open_home(Path(home))
    from django.core.wsgi import get_wsgi_application

    waitress.serve(timed(get_wsgi_application()), sockets=[listening], threads=THREADS)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
