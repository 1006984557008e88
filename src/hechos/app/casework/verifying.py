"""Verify the cases of a home: archive and logs against the register, rows against the journal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from hechos.app.audit.anchors import audit_damage
from hechos.app.home import Home
from hechos.app.register import queries
from hechos.app.register.models import CaseHead, Given
from hechos.archive.chain import Chain
from hechos.archive.verify import verify
from hechos.records import wire


def verify_home(home: Home, *, only: str | None, deep: bool) -> list[dict[str, Any]]:
    """Return one row for each thing that is damaged or gone: case, where, sentence."""
    heads = [queries.head_of(only)] if only else list(CaseHead.objects.order_by("slug"))
    rows = []
    for head in heads:
        rows += [{"case": head.slug, **row} for row in _verify_case(home, head, deep=deep)]
    if only is None:
        rows += [{"case": "-", **row} for row in _unknown_cases(home)]
    if only is None:
        folders = {head.id: home.case_folder(head.id) for head in heads}
        found = audit_damage({k: folder for k, folder in folders.items() if folder.is_dir()})
        rows += [{"case": "-", "where": where, "sentence": said} for where, said in found]
    if deep:
        rows += [{"case": "-", **row} for row in _register_damage()]
    return rows


def _verify_case(home: Home, head: CaseHead, *, deep: bool) -> Iterator[dict[str, Any]]:
    folder = home.case_folder(head.id)
    if not folder.is_dir():
        yield {"where": str(folder), "sentence": "The folder of the case is gone."}
        return
    expected = {
        "journal": (head.journal_length, head.journal_head),
        "custody": (head.custody_length, head.custody_head),
    }
    found = verify(folder, expected_heads=expected, deep=deep)
    for damage in found:
        yield {"where": damage.where, "sentence": damage.sentence}
    if deep and not found:
        yield from _rows_differ(head, folder / "journal" / "journal.jsonl")


def _rows_differ(head: CaseHead, journal: Any) -> Iterator[dict[str, Any]]:
    """Compare the register's rows of given records with the journal's lines."""
    rows = dict(Given.objects.filter(case=head).values_list("id", "body").iterator())
    for line in Chain.open(journal).lines(0):
        record = wire.from_plain(line["record"])
        if record.id == head.id:
            continue
        if rows.pop(record.id, None) != wire.dumps(record):
            yield {
                "where": f"register, {type(record).__name__} {record.id}",
                "sentence": "The row differs from the journal, or is gone; rebuild mends it.",
            }
    for extra in rows:
        yield {"where": f"register, {extra}", "sentence": "The journal holds no such record."}


def _unknown_cases(home: Home) -> Iterator[dict[str, Any]]:
    known = set(CaseHead.objects.values_list("id", flat=True))
    for folder in sorted((home.path / "cases").iterdir()):
        if folder.is_dir() and folder.name not in known:
            yield {
                "where": str(folder),
                "sentence": "The register does not know this case; rebuild brings it back.",
            }


def _register_damage() -> Iterator[dict[str, Any]]:
    if connection.vendor != "sqlite":  # a server checks its own files
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        for (sentence,) in cursor.fetchall():
            if sentence != "ok":
                yield {"where": "register.sqlite3", "sentence": f"{sentence}; rebuild mends it."}
