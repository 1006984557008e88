"""Take a statement: nothing is kept before consent is."""

from __future__ import annotations

import io
import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hechos.app.casework.consent import PURPOSES, VALUES
from hechos.app.casework.desk import Desk
from hechos.app.casework.intake import Intake, preserve, work_through
from hechos.app.register import queries
from hechos.archive.store import Incoming
from hechos.errors import HechosError, InputError, NotAllowedError
from hechos.lang.folding import fold
from hechos.lang.names import same_name
from hechos.records import Capture, Confidentiality, Consent, Identity, Statement, ids, wire

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
    """Keep consent, then the words as a capture with its text, then who the witness is."""
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
    consent = _consent(desk, account, name, by=by)
    desk.give([consent])
    capture = _preserve(desk, account, name, by=by)
    statement = _keep(desk, account, capture, consent=consent, known=known, by=by)
    work_through(desk, Intake())
    return statement


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


def _consent(desk: Desk, account: Account, name: str, *, by: str) -> Consent:
    permission = account.permission
    return desk.record(
        Consent,
        by=by,
        given_by=account.witness.strip(),
        captures=(name,),
        purposes=tuple(sorted(permission.purposes.items())),
        form=permission.form,
        language=permission.language,
        explained_by=permission.explained_by.strip(),
        guardian=permission.guardian.strip() or None,
        expiry=permission.expiry or None,
    )


def _preserve(desk: Desk, account: Account, name: str, *, by: str) -> Capture:
    incoming = Incoming(
        stream=io.BytesIO((account.body + "\n").encode()),
        name=name,
        origin=f"statement:{name}",
        how="statement",
        klass=account.klass,
        media_type="text/plain",
    )
    preserve(desk, [incoming], by=by, known={}, intake=Intake())
    return next(c for c in reversed(queries.given(desk.head, Capture)) if c.name == name)


def _keep(
    desk: Desk,
    account: Account,
    capture: Capture,
    *,
    consent: Consent,
    known: Iterable[str],
    by: str,
) -> Statement:
    """Keep what is known of the taking, and who it was, each in an object of its own."""
    facts = {
        "date": account.date.strip(),
        "place": account.place.strip(),
        "earlier_with": account.earlier_with.strip(),
        "looked": account.looked.strip(),
    }
    person = {
        "name": account.name.strip(),
        "contact": account.contact.strip(),
        "other_names": [n.strip() for n in account.other_names.split("\n") if n.strip()],
    }
    has_person = any(person.values())
    payloads = [wire.canonical(facts).encode()]
    payloads += [wire.canonical(person).encode()] if has_person else []
    addresses = desk.archive.put_many(payloads)
    statement = desk.record(
        Statement,
        by=by,
        capture=capture.id,
        address=addresses[0],
        witness=account.witness.strip(),
        mode=account.mode,
        form="questions" if account.answers else "free",
        language=account.language,
        consent=consent.id,
        interpreter=account.interpreter.strip() or None,
        earlier=account.earlier,
        known=tuple(known),
        minor=account.minor,
    )
    covering = replace(consent, id=ids.mint(), captures=(capture.id,))
    records: list[Statement | Consent | Identity] = [
        covering,
        replace(statement, consent=covering.id),
    ]
    if has_person:
        identity = desk.record(
            Identity,
            by=by,
            capture=capture.id,
            address=addresses[1],
            statement=statement.id,
            witness=statement.witness,
        )
        records.append(identity)
    desk.give(records)
    return replace(statement, consent=covering.id)


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
