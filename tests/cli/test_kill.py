"""Kill `hechos add` at random points and run it again: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import DEMO, Cli, close_connections

ROUNDS = int(os.environ.get("HECHOS_KILLS", "6")) // 2
"""Each round kills two runs; HECHOS_KILLS=200 is the full trial."""
LISTS = ("claims", "figures", "incidents", "origins", "doubts", "captures")
IDS = ("id", "key", "made", "redirects")


def shape(value: Any, names: dict[str, str]) -> Any:
    """Return a row without what differs from run to run: ids (named by first sight) and times."""
    if isinstance(value, dict):
        return {k: shape(v, names) for k, v in value.items() if k not in IDS}
    if isinstance(value, list):
        return [shape(item, names) for item in value]
    if isinstance(value, str) and len(value) >= 36 and value.count("-") >= 4:
        return "an id"
    return value


def everything(cli: Cli) -> dict[str, list[str]]:
    return {name: sorted(repr(shape(row, {})) for row in cli.rows(name, "demo")) for name in LISTS}


def start_add(home: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "hechos", "--home", str(home), "add", "demo", str(DEMO)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    whole = Cli(tmp_path / "whole")
    whole("new", "demo", "--pack", "ve")
    began = time.monotonic()
    assert start_add(whole.home).wait() == 0
    length = time.monotonic() - began
    expected = everything(whole)

    chance = random.Random(5)  # noqa: S311 - any numbers will do
    home = tmp_path / "killed"
    cli = Cli(home)
    for _ in range(ROUNDS):
        shutil.rmtree(home, ignore_errors=True)
        close_connections()
        cli("new", "demo", "--pack", "ve")
        for _ in range(2):
            run = start_add(home)
            time.sleep(chance.uniform(0.1, length))
            run.kill()
            run.wait()
        cli("add", "demo", str(DEMO))
        cli("verify", "--deep")
        assert everything(cli) == expected
