"""Each command in a process of its own, as a user starts it: words, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EACH_ALONE = """
import os, sys
import click
import django.contrib.auth.hashers, django.core.management.commands.migrate, django.views.generic
import numpy  # what others wrote is read once; each command imports what is ours
from hechos.cli import main

home = sys.argv[1]
context = click.Context(main)
for name in main.list_commands(context):
    command = main.get_command(context, name)
    if name in ("serve", "demo", "worker"):
        continue
    needed = [p for p in command.params if p.required]
    words = []
    for param in needed:
        value = param.type.choices[0] if isinstance(param.type, click.Choice) else "nothing"
        words += [value] if isinstance(param, click.Argument) else [param.opts[0], value]
    print("##", name, flush=True)
    child = os.fork()
    if child == 0:
        sys.argv = ["hechos", "--home", home, name, *words]
        try:
            main()
        finally:
            sys.stdout.flush(), sys.stderr.flush()
            os._exit(0)
    os.waitpid(child, 0)
"""


def test_no_command_ends_in_a_traceback(tmp_path: Path) -> None:
    home = tmp_path / "home"
    words = [sys.executable, "-m", "hechos", "--home", str(home), "new", "quay"]
    subprocess.run(words, check=True, capture_output=True)
    told = subprocess.run(
        [sys.executable, "-c", EACH_ALONE, str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
        timeout=300,
        cwd=tmp_path,
    ).stdout
    assert told.count("## ") > 25
    assert "Traceback" not in told, told[: told.index("Traceback") + 1500][-1800:]


def test_members_of_a_case_are_listed(tmp_path: Path) -> None:
    """The first command after a new case, in a fresh process."""
    home = ["--home", str(tmp_path / "home")]
    for command in (["new", "quay"], ["members", "quay", "add", "ana"], ["members", "quay"]):
        done = subprocess.run(
            [sys.executable, "-m", "hechos", *home, *command],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert "ana" in done.stdout
