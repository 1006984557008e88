"""Terms: those that are built in or come with the pack, and what the stewards made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hechos.app.casework.desk import Desk, ReadingDesk
from hechos.app.register.models import CaseHead, Given
from hechos.errors import ConflictError, InputError, NotFoundError
from hechos.packs import load
from hechos.records import LANGUAGES, Term, wire
from hechos.reporting.rules import ReportRules

ACTS, BODIES = "acts", "bodies"
REPORTED = (*LANGUAGES, "fr")
"""Languages that the built-in acts have words in."""
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
_NAME = re.compile(r"[a-z][a-z0-9_-]{1,30}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A term as it stands. `own`: a steward wrote its last version (`version`); else it is built
    in or comes with the pack."""

    vocabulary: str
    code: str
    labels: Mapping[str, str]
    parent: str | None = None
    note: str = ""
    retired_at: str | None = None
    merged_into: str | None = None
    own: bool = False
    version: str = field(default="", compare=False)

    def called(self, language: str) -> str:
        return self.labels.get(language) or next(iter(self.labels.values()), self.code)

    @property
    def stands(self) -> bool:
        return not self.retired_at and not self.merged_into


def vocabularies(desk: ReadingDesk) -> list[str]:
    """Return the names of the case's vocabularies, the built-in ones first."""
    rows = Given.objects.filter(case=desk.head, record="Term")
    own = rows.order_by("part_of").values_list("part_of", flat=True).distinct()
    built = [ACTS, *([BODIES] if desk.case.pack else [])]
    return list(dict.fromkeys([*built, *own]))


def entries(desk: ReadingDesk, vocabulary: str) -> dict[str, Entry]:
    """Return the terms of a vocabulary by code, retired ones too."""
    found = {e.code: e for e in _built_in(desk, vocabulary)}
    found |= own_entries(desk.head, vocabulary)
    return dict(sorted(found.items(), key=lambda pair: (pair[1].parent or "", pair[0])))


def own_entries(head: CaseHead, vocabulary: str) -> dict[str, Entry]:
    """Return the terms that stewards wrote anew or changed, by code, as they stand."""
    return {term.code: entry_of(term) for term in versions(head, vocabulary)}


def choices(desk: ReadingDesk, vocabulary: str, language: str = "en") -> list[tuple[str, str]]:
    """Return (code, label) of the terms that may be chosen, for forms and imports."""
    found = [e for e in entries(desk, vocabulary).values() if e.stands]
    return sorted(
        ((e.code, e.called(language)) for e in found), key=lambda pair: pair[1].casefold()
    )


def resolve(known: Mapping[str, Entry], code: str) -> str:
    """Return the code that stands for one now, through any number of merges."""
    seen: set[str] = set()
    while code in known and known[code].merged_into and code not in seen:
        seen.add(code)
        code = known[code].merged_into or code
    return code


def versions(head: CaseHead, vocabulary: str) -> list[Term]:
    rows = Given.objects.filter(case=head, record="Term", part_of=vocabulary).order_by("seq")
    return [wire.loads(row.body, Term) for row in rows]


def entry_of(term: Term) -> Entry:
    return Entry(
        vocabulary=term.vocabulary,
        code=term.code,
        labels=dict(term.labels),
        parent=term.parent,
        note=term.note,
        retired_at=term.retired_at,
        merged_into=term.merged_into,
        own=True,
        version=term.id,
    )


def _built_in(desk: ReadingDesk, vocabulary: str) -> Iterable[Entry]:
    if vocabulary == ACTS:
        words = {name: ReportRules.load(name) for name in REPORTED}
        for code in words["en"].keys("act"):
            labels = {name: rules.act(code) for name, rules in words.items()}
            group, dot, _ = code.partition(".")
            parent = group if dot and words["en"].knows("act", group) else None
            yield Entry(vocabulary=ACTS, code=code, labels=labels, parent=parent)
    elif vocabulary == BODIES and desk.case.pack:
        for body in load(desk.case.pack).organisations:
            labels = {name: body.called(name) for name in LANGUAGES}
            parent = body.parent or None
            yield Entry(vocabulary=BODIES, code=body.id, labels=labels, parent=parent)


def add_term(
    desk: Desk, vocabulary: str, code: str, labels: Mapping[str, str], *, by: str, **more: str
) -> Term:
    """Add a term; a code that was ever used, retired or not, is refused. `more`: parent, note."""
    known = _opened(desk, vocabulary, by)
    if not _NAME.fullmatch(vocabulary):
        raise InputError("A vocabulary is named in small letters: detention_sites.")
    if not _CODE.fullmatch(code):
        raise InputError("A code has letters, digits, points, hyphens and no spaces.")
    if code in known:
        raise InputError(
            f"The code {code} is taken by “{known[code].called('en')}”, and codes are never used "
            "again.",
            hint="Choose another code, or rename that term.",
        )
    entry = Entry(vocabulary=vocabulary, code=code, labels=_labels(labels))
    parent, note = _parent_and_note(known, code, more)
    return _write(desk, replace(entry, parent=parent, note=note), by=by)


def _opened(desk: Desk, vocabulary: str, by: str) -> dict[str, Entry]:
    desk.actor.require("steward")
    desk.member(by)
    return entries(desk, vocabulary)


def _entry(known: Mapping[str, Entry], code: str, seen: str) -> Entry:
    if code not in known:
        raise NotFoundError(f"There is no term with the code {code}.")
    if known[code].version != seen:
        raise ConflictError(
            f"“{known[code].called('en')}” was changed meanwhile.",
            hint="Look at how it stands now, and change it again.",
        )
    return known[code]


def revise_term(
    desk: Desk,
    vocabulary: str,
    code: str,
    labels: Mapping[str, str],
    *,
    by: str,
    seen: str,
    **more: str,
) -> Term:
    """Write a term's labels, parent and note anew; `seen` is the version that was on the page."""
    known = _opened(desk, vocabulary, by)
    entry = replace(_entry(known, code, seen), labels=_labels(labels))
    parent, note = _parent_and_note(known, code, more)
    return _write(desk, replace(entry, parent=parent, note=note), by=by)


def retire(desk: Desk, vocabulary: str, code: str, *, by: str, seen: str) -> Term:
    """Take a term out of choices, or put one back that was taken out."""
    entry = _entry(_opened(desk, vocabulary, by), code, seen)
    now = None if entry.retired_at else desk.clock.now_iso()
    return _write(desk, replace(entry, retired_at=now), by=by)


def merge(desk: Desk, vocabulary: str, code: str, into: str, *, by: str, seen: str) -> Term:
    """Have another term stand for one; what was coded with it keeps its code."""
    known = _opened(desk, vocabulary, by)
    entry = _entry(known, code, seen)
    if into not in known:
        raise InputError(f"There is no term with the code {into}.")
    if resolve(known, into) == code:
        raise InputError("A term cannot stand for itself.")
    return _write(desk, replace(entry, merged_into=into), by=by)


def _labels(labels: Mapping[str, str]) -> dict[str, str]:
    kept = {k: v.strip() for k, v in labels.items() if v.strip()}
    if not kept:
        raise InputError("A term needs a label in one language at least.")
    return kept


def _parent_and_note(
    known: Mapping[str, Entry], code: str, more: Mapping[str, str]
) -> tuple[str | None, str]:
    parent = more.get("parent", "").strip() or None
    above, seen = parent, {code}
    while above is not None:
        if above not in known:
            raise InputError(f"There is no term with the code {above} to stand above it.")
        if above in seen:
            raise InputError("A term cannot stand above itself.")
        seen.add(above)
        above = known[above].parent
    return parent, more.get("note", "").strip()


def _write(desk: Desk, entry: Entry, *, by: str) -> Term:
    term = desk.record(
        Term,
        by=by,
        vocabulary=entry.vocabulary,
        code=entry.code,
        labels=tuple(sorted(entry.labels.items())),
        parent=entry.parent,
        note=entry.note,
        retired_at=entry.retired_at,
        merged_into=entry.merged_into,
    )
    desk.give([term])
    return term


def difference(before: Entry | None, after: Entry) -> Sequence[tuple[str, str, str]]:
    """Return (what, before, after) of what two versions of a term differ in."""
    old = _plain(before) if before else {}
    new = _plain(after)
    names = dict.fromkeys([*old, *new])
    return [(n, old.get(n, ""), new.get(n, "")) for n in names if old.get(n, "") != new.get(n, "")]


def _plain(entry: Entry) -> dict[str, str]:
    return {
        **{f"label ({name})": words for name, words in sorted(entry.labels.items())},
        "above it": entry.parent or "",
        "note": entry.note,
        "retired": (entry.retired_at or "")[:10],
        "stands for it": entry.merged_into or "",
    }
