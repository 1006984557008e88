"""The reading process: takes files over a pipe, gives readings back, under limits of its own.

Started by `Readers` as `python -m hechos.reading.child`. A message is four bytes of length (big
endian) and so much JSON. The first message holds case, rules; each further one names a file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hechos.reading.forms.limits import allow_cpu, limit_process
from hechos.reading.languages import load_model
from hechos.reading.read import read_bytes_of
from hechos.reading.readers import receive, send
from hechos.reading.rules import Reading, ReadingRules
from hechos.records import Capture, Case
from hechos.records.wire import from_plain, to_plain


def main() -> None:
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints cannot break the protocol
    setup = receive(requests)
    if setup is None:
        return
    rules: ReadingRules = from_plain(setup["rules"], ReadingRules)
    case: Case = from_plain(setup["case"], Case)
    load_model()  # it is unpacked through a temporary file, which the limits forbid
    limit_process(rules.memory_bytes)
    send(replies, "ready")
    while (request := receive(requests)) is not None:
        allow_cpu(rules.seconds)
        capture: Capture = from_plain(request["capture"], Capture)
        reading = read_bytes_of(Path(request["path"]), capture, rules=rules, case=case)
        send(replies, _answer(reading))


def _answer(reading: Reading) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(reading)
    del plain["capture"]
    return plain


if __name__ == "__main__":
    main()
