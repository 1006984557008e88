"""Take a statement: nothing is kept before consent is."""

from __future__ import annotations

import io
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hechos.app.casework.consent import PURPOSES, VALUES
from hechos.app.casework.desk import Desk
from hechos.app.casework.intake import Intake, preserve, work_through
from hechos.app.jobs.queue import enqueue
from hechos.app.register import queries
from hechos.archive.store import Incoming, Preserved
from hechos.errors import HechosError, InputError, NotAllowedError, UnavailableError
from hechos.lang.folding import fold
from hechos.lang.names import same_name
from hechos.records import Confidentiality, Consent, Identity, Record, Statement, ids, wire

MODES = ("in_person", "remote", "phone", "written")
FORMS = ("spoken", "written", "recorded", "unknown")
EARLIER = ("yes", "no", "unknown")
NEEDED = ("record", "store")
"""Purposes without a yes to which nothing may be kept."""
_SHARE = re.compile(r"share:[\w .-]{1,60}")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?[~?]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """What the witness allowed, before anything else was written down."""

    purposes: Mapping[str, str]
    form: str = "unknown"
    language: str = ""
    explained_by: str = ""
    guardian: str = ""
    expiry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What was typed. `answers` are (question, answer) pairs; `text` an account in free words.
    `looked` is what the member says after looking at accounts that may be by the same person."""

    witness: str
    permission: Permission
    mode: str
    language: str
    text: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    interpreter: str = ""
    date: str = ""
    place: str = ""
    minor: bool = False
    earlier: str = ""
    earlier_with: str = ""
    looked: str = ""
    name: str = ""
    contact: str = ""
    other_names: str = ""
    klass: Confidentiality = Confidentiality.C2

    @property
    def body(self) -> str:
        pairs = (f"— {q.strip()}\n\n{a.strip()}" for q, a in self.answers if q.strip() or a.strip())
        return "\n\n".join([*pairs, *([self.text.strip()] if self.text.strip() else [])])


def take_statement(desk: Desk, account: Account, *, by: str) -> Statement:
    """Keep consent, the words as a capture, and who the witness is, all of it or nothing; then
    read and code the words."""
    desk.actor.require("write")
    desk.member(by)
    if desk.actor.clearance < account.klass:
        raise NotAllowedError(
            f"You do not see sources of class {account.klass.name}, and could not read what you "
            "kept.",
            hint="Ask a lead of the case.",
        )
    check_permission(account)
    check_account(account)
    known = known_accounts(desk, account)
    if known and not account.looked.strip():
        raise InputError(
            f"There are {len(known)} statements that may be by the same person.",
            hint="Look at them first, and say why a further account is needed.",
        )
    _ = desk.rules  # refuses now, before anything is kept, where the text could not be coded
    name = f"statement {account.witness} {secrets.token_hex(4)}.txt"
    keeping = _Keeping(desk, account, known, by)
    enqueue("work_through", case=desk.case.id, by=by, account=desk.actor.account)  # if cut off here
    preserve(
        desk,
        [_words(account, name)],
        by=by,
        known={},
        intake=Intake(),
        beside=keeping.records,
    )
    if keeping.statement is None:
        raise UnavailableError("The account could not be kept.", retry=True)
    work_through(desk, Intake(), only=keeping.statement.capture)
    return keeping.statement


def check_permission(account: Account) -> None:
    """Raise unless the witness agreed to be recorded and to have the account kept."""
    permission = account.permission
    for purpose, value in permission.purposes.items():
        if value not in VALUES or not (purpose in PURPOSES or _SHARE.fullmatch(purpose)):
            raise InputError(f"“{purpose}: {value}” is not a purpose with its answer.")
    lacking = [p for p in NEEDED if permission.purposes.get(p) != "yes"]
    if lacking:
        raise InputError(
            "Nothing is kept without consent: the witness has to agree to "
            f"{' and to '.join(WORDS[p] for p in lacking)}.",
            hint="Ask again, or close this page; nothing of it was saved.",
        )
    if permission.form not in FORMS:
        raise InputError("Say how consent was given.")
    if not permission.explained_by.strip():
        raise InputError("Say who explained what the account is for.")
    if account.minor and not permission.guardian.strip():
        raise InputError("For a child a guardian has to consent, and the child to agree.")
    if permission.expiry and not _DATE.fullmatch(permission.expiry):
        raise InputError("The day until which consent holds is written as 2031-05 or 2031-05-17.")


WORDS = {"record": "being recorded", "store": "having the account stored"}


def check_account(account: Account) -> None:
    if not re.fullmatch(r"[\w .-]{2,40}", account.witness.strip()):
        raise InputError("The witness needs a pseudonym of letters, digits, spaces or hyphens.")
    if account.name.strip() and same_name(account.witness, account.name):
        raise InputError("The pseudonym gives the name away. Choose another.")
    if account.mode not in MODES:
        raise InputError("Say how the account was taken.")
    if account.earlier not in EARLIER:
        raise InputError("Say whether others have taken an account from this person before.")
    if account.earlier == "yes" and not account.earlier_with.strip():
        raise InputError("Say who else has taken an account from this person.")
    if account.date and not _DATE.fullmatch(account.date.strip()):
        raise InputError("The day is written as 2031, 2031-05 or 2031-05-17.")
    if not account.body:
        raise InputError("There is no account yet: write what was said.")
    if account.klass < Confidentiality.C2:
        raise InputError("A statement of a witness is of class C2 or C3.")


def known_accounts(desk: Desk, account: Account) -> tuple[str, ...]:
    """Return ids of statements that may be by the same person: the same pseudonym, or the same
    name or other name among the identities kept apart, which are read and shown to nobody."""
    names = [n for n in (account.name, *account.other_names.split("\n")) if n.strip()]
    found = [
        s.id
        for s in queries.given(desk.head, Statement)
        if fold(s.witness.strip()) == fold(account.witness.strip())
    ]
    found += [
        identity.statement
        for identity in (queries.given(desk.head, Identity) if names else ())
        if any(same_name(a, b) for a in names for b in _names_in(desk, identity))
    ]
    return tuple(dict.fromkeys(found))


def _names_in(desk: Desk, identity: Identity) -> Sequence[str]:
    try:
        plain = json.loads(desk.payload(identity.address))
    except HechosError:
        return ()
    return [n for n in (plain["name"], *plain["other_names"]) if n]


def _words(account: Account, name: str) -> Incoming:
    return Incoming(
        stream=io.BytesIO((account.body + "\n").encode()),
        name=name,
        origin=f"statement:{name}",
        how="statement",
        klass=account.klass,
        media_type="text/plain",
    )


@dataclass
class _Keeping:
    """Makes the records that are journaled in one write with the words of a statement."""

    desk: Desk
    account: Account
    known: tuple[str, ...]
    by: str
    statement: Statement | None = None

    def records(self, preserved: Sequence[Preserved]) -> Sequence[Record]:
        """Return consent first, then the statement with what is known of its taking, then who it
        was: each in an object of its own."""
        capture = preserved[0].capture.id
        account, has_person = self.account, any(self._person.values())
        payloads = [self._facts, self._person] if has_person else [self._facts]
        addresses = self.desk.archive.put_many([wire.canonical(p).encode() for p in payloads])
        consent = self._consent(capture)
        self.statement = self.desk.record(
            Statement,
            by=self.by,
            capture=capture,
            address=addresses[0],
            witness=account.witness.strip(),
            mode=account.mode,
            form="questions" if account.answers else "free",
            language=account.language,
            consent=consent.id,
            interpreter=account.interpreter.strip() or None,
            earlier=account.earlier,
            known=self.known,
            minor=account.minor,
        )
        if not has_person:
            return [consent, self.statement]
        identity = self.desk.record(
            Identity,
            by=self.by,
            capture=capture,
            address=addresses[1],
            statement=self.statement.id,
            witness=self.statement.witness,
        )
        return [consent, self.statement, identity]

    def _consent(self, capture: str) -> Consent:
        permission = self.account.permission
        return self.desk.record(
            Consent,
            by=self.by,
            given_by=self.account.witness.strip(),
            captures=(capture,),
            purposes=tuple(sorted(permission.purposes.items())),
            form=permission.form,
            language=permission.language,
            explained_by=permission.explained_by.strip(),
            guardian=permission.guardian.strip() or None,
            expiry=permission.expiry or None,
        )

    @property
    def _facts(self) -> dict[str, Any]:
        account = self.account
        return {
            "date": account.date.strip(),
            "place": account.place.strip(),
            "earlier_with": account.earlier_with.strip(),
            "looked": account.looked.strip(),
        }

    @property
    def _person(self) -> dict[str, Any]:
        account = self.account
        return {
            "name": account.name.strip(),
            "contact": account.contact.strip(),
            "other_names": [n.strip() for n in account.other_names.split("\n") if n.strip()],
        }


def withdraw_consent(desk: Desk, statement: Statement, *, by: str, because: str) -> Consent:
    """Note that the witness withdrew: from here on the statement leaves the case for nobody."""
    desk.actor.require("write")
    desk.check_reasoned(by, because, "withdrawal of consent")
    given = {c.id: c for c in queries.given(desk.head, Consent)}
    before = given[statement.consent]
    if any(c.withdrawn and statement.capture in c.captures for c in given.values()):
        raise InputError("Consent to this statement was withdrawn already.")
    consent = replace(
        before,
        id=ids.mint(),
        made=desk.made(by),
        captures=(statement.capture,),
        withdrawn=desk.clock.now_iso()[:10],
    )
    desk.give([consent])
    desk.head.linked = False
    desk.save_heads()
    return consent
