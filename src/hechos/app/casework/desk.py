"""A case opened for work: its archive (locked), its register rows brought up to the journal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from django.db import transaction

from hechos.app.access.actor import Actor, owner
from hechos.app.access.protecting import note_marks
from hechos.app.casework.versions.now import apply_now
from hechos.app.casework.versions.withdrawal import resume_withdrawals
from hechos.app.home import Home
from hechos.app.jobs.queue import enqueue
from hechos.app.register import queries
from hechos.app.register.models import CaseHead, Given, Proposed
from hechos.app.register.rows import CLAIM, given_row, insert, remove
from hechos.app.search import index
from hechos.archive.chain import Chain, Heads, Marks
from hechos.archive.objects import ObjectStore
from hechos.archive.store import CaseArchive, Clock, SystemClock
from hechos.coding.learning.model import Model, load_model
from hechos.errors import InputError, NotAllowedError, UnavailableError
from hechos.pipeline import Rules
from hechos.records import Case, Decision, Made, Member, Record, RulesTaken, ids, wire

PAUSE = 0.05
"""Seconds between two tries to open a case that another has open."""
Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Show nothing."""


R = TypeVar("R", bound=Record)


@dataclass
class ReadingDesk:
    """A case opened for reading only: no lock is taken."""

    home: Home
    head: CaseHead
    case: Case
    objects: ObjectStore

    def payload(self, address: str) -> bytes:
        return self.objects.read(address)

    @property
    def model(self) -> Model | None:
        """What the decisions of the case taught its coder, where a member switched it on."""
        taken = queries.model_of(self.head)
        if taken is None or taken.model is None:
            return None
        return load_model(self.payload(taken.model).decode(), case=self.case.id)

    def member(self, pseudonym: str) -> Member:
        for member in queries.given(self.head, Member):
            if member.pseudonym == pseudonym:
                return member
        raise NotAllowedError(
            f"“{pseudonym}” is not a member of “{self.case.slug}”.",
            hint=f"hechos members {self.case.slug} add {pseudonym}",
        )

    def check_reasoned(self, by: str, because: str, what: str = "decision") -> None:
        """Raise unless a member decides, and says why."""
        self.member(by)
        if not because.strip():
            raise InputError(f"A {what} needs a reason.", hint="Give it with --because.")


@dataclass
class Desk(ReadingDesk):
    """Everything a verb needs; made by `open_desk`, closed at the end of its `with`."""

    archive: CaseArchive
    clock: Clock
    progress: Progress = silent
    actor: Actor = field(default_factory=owner)
    _rules: Rules | None = field(default=None, repr=False)

    @property
    def rules(self) -> Rules:
        """The installed rules, checked against those that this case was built with."""
        if self._rules is None:
            self._rules = Rules.load(languages=self.case.languages, pack=self.case.pack)
            self._check_rules(self._rules)
        return self._rules

    def _check_rules(self, rules: Rules) -> None:
        taken = queries.rules_of(self.head)
        if taken is None:
            self.give([self.record(RulesTaken, rules=rules.rulesets)])
        elif taken.rules != rules.rulesets:
            raise InputError(
                f"The rules installed differ from those that “{self.case.slug}” was built with.",
                hint=f"`hechos rebuild {self.case.slug} --rules new` shows what would change "
                "and takes them over.",
            )

    def check_reasoned(self, by: str, because: str, what: str = "decision") -> None:
        """Raise unless a member decides, in his or her own name, and says why."""
        if self.actor.account is not None and by != self.actor.pseudonym:
            raise NotAllowedError("One decides in one's own name.")
        super().check_reasoned(by, because, what)

    def made(self, by: str) -> Made:
        return Made(by=by, version="", at=self.clock.now_iso())

    def record(self, cls: type[R], *, by: str = "hechos", **values: Any) -> R:
        """Return a new record of this case, by a member or by the machine."""
        return cls(id=ids.mint(), case=self.case.id, made=self.made(by), **values)

    def give(self, records: Sequence[Record], *, indexed: bool = True) -> None:
        """Append given records to the journal, durably, then to the register, and to the index of
        words unless the caller brings that up itself."""
        first = self.archive.journal.length
        self.archive.append_given(records)
        with transaction.atomic():
            insert([given_row(self.head, first + n, record) for n, record in enumerate(records)])
            renamed = note_marks(self.head, records)
            self.save_heads()
        if indexed:
            index.refresh_given(self, records)
        index.refresh_named(self, renamed)

    def save_heads(self) -> None:
        """Note how far the register has read; part of the transaction that wrote the rows."""
        self.head.journal_length = self.archive.journal.length
        self.head.journal_head = self.archive.journal.head
        self.head.custody_length = self.archive.custody.length
        self.head.custody_head = self.archive.custody.head
        self.head.journal_mark = self.archive.journal.mark
        self.head.custody_mark = self.archive.custody.mark
        self.head.save()


@contextmanager
def open_desk(
    home: Home,
    slug: str,
    *,
    progress: Progress = silent,
    actor: Actor | None = None,
    wait: float = 0,
) -> Iterator[Desk]:
    """Open a case for work; what a killed run journaled but did not index is indexed now.

    `actor` is who works: verbs ask `desk.actor` before they change anything. Without one it is
    the owner of the files, who may do everything. Where another has the case, it is waited for
    `wait` seconds, then UnavailableError is raised."""
    with ExitStack() as held:
        desk = _waited_for(home, slug, held, wait)
        desk.progress, desk.actor = progress, actor or desk.actor
        yield desk


def _waited_for(home: Home, slug: str, held: ExitStack, wait: float) -> Desk:
    until = time.monotonic() + wait
    while True:
        try:
            return held.enter_context(_opened(home, slug))
        except UnavailableError:
            if time.monotonic() >= until:
                raise
            time.sleep(PAUSE)


@contextmanager
def _opened(home: Home, slug: str) -> Iterator[Desk]:
    head = queries.head_of(slug)
    clock = SystemClock()
    folder = home.case_folder(head.id)
    with CaseArchive.open(folder, clock=clock, known=partial(_known, head)) as archive:
        desk = Desk(home, head, queries.case_of(head), archive.objects, archive, clock)
        catch_up(desk)
        yield desk


def _known(head: CaseHead) -> tuple[Heads, Marks]:
    """Return what the register knows of the logs now that nobody else can append to them."""
    head.refresh_from_db()
    heads = {
        "journal": (head.journal_length, head.journal_head),
        "custody": (head.custody_length, head.custody_head),
    }
    return heads, {"journal": head.journal_mark, "custody": head.custody_mark}


def catch_up(desk: Desk) -> None:
    """Bring the rows up to the journal, which may have grown since it was indexed."""
    head, journal = desk.head, desk.archive.journal
    if journal.length > head.journal_length:
        first = head.journal_length
        with transaction.atomic():
            index_journal(head, journal, first=first)
            desk.save_heads()
            rows = Given.objects.filter(case=head, record="Decision", seq__gte=first)
            apply_now(desk, [wire.loads(row.body, Decision) for row in rows.order_by("seq")])
            needs_linking(desk, queue=True)
            unread = Given.objects.filter(case=head, record__in=("Capture", "Text"), done=False)
            if unread.filter(seq__gte=first).exists():
                enqueue("work_through", case=head.id, by="hechos")
    if resume_withdrawals(desk):
        needs_linking(desk, queue=True)
    elif not (journal.is_as_marked and desk.archive.custody.is_as_marked):
        desk.save_heads()


def index_journal(head: CaseHead, journal: Chain, *, first: int) -> None:
    """Make rows of journal lines from `first` on, with what follows from one for another."""
    rows: list[Given] = []
    for line in journal.lines(first):
        record = wire.from_plain(line["record"])
        if not isinstance(record, Case):
            rows.append(given_row(head, line["seq"], record))
    insert(rows)
    note_marks(head, (wire.loads(row.body) for row in rows if row.record == "Decision"))
    read = [row.part_of for row in rows if row.record in ("Text", "Failure") and row.part_of]
    mark_done(head, "Capture", read)
    uncode(head, [row.part_of for row in rows if row.record == "ModelOutput"])


def uncode(head: CaseHead, captures: Sequence[str]) -> None:
    """Have the texts of these captures coded again: there is an answer about them that was not
    there when they were coded."""
    for capture in dict.fromkeys(captures):
        remove(Proposed.objects.filter(case=head, layer=CLAIM, part_of=capture))
        Given.objects.filter(case=head, record="Text", part_of=capture).update(done=False)
        head.linked = False


def needs_linking(desk: Desk, *, queue: bool) -> None:
    """Note that the links are older than claims and decisions; with `queue` a job makes them."""
    desk.head.linked = False
    desk.head.save(update_fields=["linked"])
    if queue:
        enqueue(
            "relink",
            case=desk.case.id,
            by=desk.actor.pseudonym,
            account=desk.actor.account,
            key=f"relink:{desk.case.id}",
        )


def mark_done(head: CaseHead, record: str, ids_done: Sequence[str]) -> None:
    for start in range(0, len(ids_done), 500):
        some = ids_done[start : start + 500]
        Given.objects.filter(case=head, record=record, id__in=some).update(done=True)
