"""What the house promises of itself: sizes, licences, locks, glossary, own words, working links."""

from __future__ import annotations

import ast
import inspect
import re
import shlex
import tomllib
from collections.abc import Iterator
from importlib.metadata import metadata
from pathlib import Path

import click
import pytest

from hechos import records
from hechos.cli import main

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SOURCE = ROOT / "src" / "hechos"
DEMO = SOURCE / "cli" / "demo_sources"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
TEXT_SUFFIXES = {".py", ".toml", ".csv", ".md", ".txt", ".html", ".css"}


def own_texts() -> Iterator[Path]:
    for top in ("src", "docs", "tests", "bench"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in TEXT_SUFFIXES and path.is_file():
                yield path
    yield from sorted(ROOT.glob("*.md"))


def pages() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


# --- sizes ---------------------------------------------------------------------------------


def test_no_module_is_longer_than_600_lines() -> None:
    modules = [*MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]
    long = [p.relative_to(ROOT) for p in modules if len(p.read_text("utf-8").splitlines()) > 600]
    assert not long


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    statements = function.body[1:] if ast.get_docstring(function) else function.body
    if not statements:
        return 0
    return (statements[-1].end_lineno or 0) - statements[0].lineno + 1


def test_no_function_body_is_longer_than_60_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_lines(node) > 60
    ]
    assert not long


def test_no_folder_holds_more_than_12_modules() -> None:
    folders: dict[Path, int] = {}
    for path in MODULES:
        if path.name != "__init__.py":
            folders[path.parent] = folders.get(path.parent, 0) + 1
    assert not {str(f.relative_to(ROOT)): n for f, n in folders.items() if n > 12}


# --- locks and licences --------------------------------------------------------------------


def pins(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in (ROOT / "requirements" / name).read_text("utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", line):
            found.setdefault(match[1], set()).add(match[2])
    return found


def test_locks_name_no_host() -> None:
    for path in sorted((ROOT / "requirements").iterdir()):
        assert "://" not in path.read_text("utf-8"), path.name


@pytest.mark.parametrize("name", ["core.txt", "dev.txt"])
def test_every_locked_package_has_a_hash(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / "requirements" / name).read_text("utf-8").strip())
    assert pins(name)
    assert not [block.split()[0] for block in blocks if "--hash=sha256:" not in block]


def test_both_locks_take_the_same_versions() -> None:
    core, dev = pins("core.txt"), pins("dev.txt")
    assert {name: dev.get(name) for name in core} == core


def licences(package: str) -> str:
    about = metadata(package)
    stated = [about.get("License-Expression"), (about.get("License") or "")[:200]]
    stated += [c for c in about.get_all("Classifier") or [] if c.startswith("License")]
    return " AND ".join(part for part in stated if part)


def is_gpl(licence: str) -> bool:
    """GPL or AGPL with no other choice; the LGPL is a different licence."""
    choices = re.split(r"\bOR\b", licence)
    return all(re.search(r"(?<!L)\bA?GPL|GNU (Affero )?General Public", c) for c in choices)


@pytest.mark.parametrize(
    ("licence", "refused"),
    [
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", False),
        ("LGPL-3.0-only", False),
        ("Apache-2.0", False),
    ],
)
def test_is_gpl_tells_the_licences_apart(licence: str, refused: bool) -> None:
    assert is_gpl(licence) is refused


ON_WINDOWS = re.findall(
    r"^(\S+)==.*sys_platform == 'win32'",
    (ROOT / "requirements/core.txt").read_text("utf-8"),
    re.MULTILINE,
)


@pytest.mark.parametrize("package", sorted(set(pins("core.txt")) - set(ON_WINDOWS)))
def test_no_runtime_dependency_is_gpl(package: str) -> None:
    stated = licences(package)
    assert stated, f"{package} states no licence"
    assert not is_gpl(stated)


def test_licence_files_are_present() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text("utf-8")


# --- data ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.toml")), ids=lambda p: p.name)
def test_every_data_file_parses_and_opens_with_a_comment(path: Path) -> None:
    text = path.read_text("utf-8")
    tomllib.loads(text)
    assert text.startswith("#"), f"{path.name} does not say what an entry means"


def runs(text: str, length: int = 12) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    for start in range(len(words) - length + 1):
        yield tuple(words[start : start + length])


def test_no_sentence_of_the_evaluation_texts_is_in_the_repository() -> None:
    outside = [*SHARED.glob("seeds/*.txt"), *SHARED.glob("data/coding/texts/*.txt")]
    if not outside:
        pytest.skip(f"no evaluation texts beside the repository ({SHARED})")
    known = {run for path in outside for run in runs(path.read_text("utf-8", "replace"))}
    copied = {
        f"{path.relative_to(ROOT)}: {' '.join(run)}"
        for path in own_texts()
        for run in runs(path.read_text("utf-8"))
        if run in known
    }
    assert not sorted(copied)


# --- documents -----------------------------------------------------------------------------


def test_every_record_class_is_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    classes = [n for n in records.__all__ if inspect.isclass(getattr(records, n))]
    assert classes
    assert not [name for name in classes if f"| `{name}` |" not in glossary]


def test_the_two_commands_of_the_readme_are_targets() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text("utf-8")))
    named = set(re.findall(r"(?m)^make ([a-z]+)", readme))
    assert {"demo", "test"} <= named <= targets
    assert {"demo", "test", "check", "fix", "bench", "docs", "lock"} <= targets


@pytest.mark.parametrize("page", pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_links_of_the_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
    local = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert not [link for link in local if not (page.parent / link).exists()]


def command_lines(page: Path) -> Iterator[list[str]]:
    """The words of each line in a shell block that begins with hechos."""
    for block in re.findall(r"(?ms)^ *```sh\n(.*?)^ *```", page.read_text("utf-8")):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == ["hechos"]:
                yield words[1:]


def unknown_in(words: list[str]) -> list[str]:
    """The command or options of a line that the command line does not have."""
    context = click.Context(main)
    name = next((w for w in words if w in main.list_commands(context)), None)
    command = main.get_command(context, name) if name else None
    if command is None:
        return words[:1]
    chain = [main, command]
    if isinstance(command, click.Group):
        inner = next((w for w in words if w in command.list_commands(context)), "")
        chain += filter(None, [command.get_command(context, inner)])
        if len(chain) < 3:
            return words[1:2]
    options = {o for c in chain for p in c.params for o in p.opts}
    return [w for w in words if w.startswith("--") and w not in options]


@pytest.mark.parametrize("page", pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_in_the_pages_exist(page: Path) -> None:
    assert not [unknown for words in command_lines(page) for unknown in unknown_in(words)]


def test_unknown_commands_and_options_in_pages_are_found() -> None:
    assert unknown_in(["weave", "venezuela"]) == ["weave"]
    assert unknown_in(["claims", "venezuela", "--yaml", "--json"]) == ["--yaml"]
    assert unknown_in(["register", "weave", "venezuela"]) == ["weave"]
    assert unknown_in(["register", "show", "venezuela", "--on", "--yaml"]) == ["--yaml"]


def test_the_reference_has_every_command() -> None:
    page = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")
    listed = re.findall(r"(?m)^## hechos (\w+)$", page)
    assert listed == sorted(main.list_commands(click.Context(main)))


@pytest.mark.parametrize(
    "name", ["archive", "reading", "coding", "linking", "weighing", "reporting"]
)
def test_every_stage_has_its_page_with_the_same_headings(name: str) -> None:
    page = (ROOT / "docs" / "stages" / f"{name}.md").read_text("utf-8")
    assert re.findall(r"(?m)^## (.+)$", page)[:5] == ["In", "Out", "Rules", "Limits", "Sources"]


def test_decisions_are_numbered_and_short() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [p.name[:4] for p in decisions] == [f"{n:04}" for n in range(1, len(decisions) + 1)]
    assert not [p.name for p in decisions if len(p.read_text("utf-8").splitlines()) > 60]


# --- demonstration -------------------------------------------------------------------------

NOTES = sorted(p for p in DEMO.iterdir() if p.suffix in {".txt", ".html"})


def words_of(note: Path) -> str:
    text = re.sub(r"(?s)<(head|nav)>.*?</\1>|<[^>]+>", " ", note.read_text("utf-8"))
    return text.strip()


def test_the_demonstration_has_ten_notes() -> None:
    assert [p.stem for p in NOTES] == [f"demo-note-{letter}" for letter in "abcdefghij"]


@pytest.mark.parametrize("note", NOTES, ids=lambda p: p.stem)
def test_a_demonstration_note_says_what_it_is(note: Path) -> None:
    text = words_of(note)
    letter = note.stem[-1].upper()
    assert re.search(r"(?m)^Demonstration text written for hechos; facts from .+, .*\d{4}", text)
    assert f"Demo note {letter}" in text
    assert 80 <= len(text.split()) <= 200


@pytest.mark.parametrize("note", NOTES, ids=lambda p: p.stem)
def test_a_demonstration_note_quotes_nobody(note: Path) -> None:
    assert not re.search(r"[“”«»„‟\"]", words_of(note))
