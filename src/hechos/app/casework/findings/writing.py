"""Write, revise, submit, sign and take back a finding: journal first, then rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hechos.app.access.actor import Actor
from hechos.app.accounts.models import Account
from hechos.app.casework.desk import Desk, ReadingDesk
from hechos.app.casework.findings.basis import Basis
from hechos.app.casework.findings.standing import changes_of, standing_of, versions_of
from hechos.app.casework.versions.marks import as_kept
from hechos.app.work.members import people_of
from hechos.app.work.notices import notify
from hechos.errors import ConflictError, InputError, NotAllowedError
from hechos.records import (
    LANGUAGES,
    Binding,
    Confidentiality,
    Decision,
    Finding,
    Sentence,
    Standard,
    ids,
)
from hechos.reporting.findings.check import Problem, check_sentence
from hechos.reporting.findings.held import Held
from hechos.reporting.findings.ladder import UNREASONED, levels, rank
from hechos.reporting.findings.standing import Standing, authors_of, hash_of
from hechos.reporting.rules import ReportRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an author typed. Of bindings only words, start and record count."""

    sentences: tuple[Sentence, ...]
    language: str = "en"
    level: str = UNREASONED
    level_because: str = ""


class RefusedError(InputError):
    """A finding that says more than what stands behind it; `problems` by sentence."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = problems[0]
        super().__init__(f"Sentence {first.sentence}: {first.reason}")
        self.problems = tuple(problems)


def write_finding(desk: Desk, draft: Draft, *, by: str) -> Finding:
    """Write the first version of a finding."""
    return _write(desk, draft, by=by, before=None, because="")


def revise(desk: Desk, before: Finding, draft: Draft, *, by: str, because: str) -> Finding:
    """Write a further version; the earlier ones are kept, and signatures on them stay theirs.

    Raises ConflictError where somebody wrote a version after `before`."""
    desk.check_reasoned(by, because, "new version")
    newest = versions_of(desk.head, before.finding)[-1]
    if newest.id != before.id:
        raise ConflictError(
            f"{newest.made.by} wrote version {newest.version} of this finding meanwhile.",
            hint="Look at what is different, and write yours on top of it.",
        )
    _check_open(standing_of(desk.head, before))
    return _write(desk, draft, by=by, before=before, because=because.strip())


def _write(desk: Desk, draft: Draft, *, by: str, before: Finding | None, because: str) -> Finding:
    desk.actor.require("write")
    desk.member(by)
    basis = Basis(desk, desk.actor)
    check_level(draft)
    held = basis.held(b.to for s in draft.sentences for b in s.bindings)
    problems = check_draft(draft, held)
    if problems:
        raise RefusedError(problems)
    sentences = tuple(_filled(s, held) for s in draft.sentences)
    own = ids.mint()
    finding = Finding(
        id=own,
        case=desk.case.id,
        made=desk.made(by),
        finding=before.finding if before else own,
        version=before.version + 1 if before else 1,
        language=draft.language,
        sentences=sentences,
        standard=Standard(framework=desk.case.standard.framework, code=draft.level),
        level_because=draft.level_because.strip(),
        because=because,
        supersedes=before.id if before else None,
        weighed=_weighed(basis, held),
    )
    finding = replace(finding, klass=_klass(basis, finding, desk.case.default_class))
    desk.give([finding])
    return finding


def check_level(draft: Draft) -> None:
    rules = ReportRules.load()
    if draft.level not in levels(rules):
        raise InputError(
            f"“{draft.level}” is no level that members of a case may set.",
            hint=f"Levels: {', '.join(levels(rules))}.",
        )
    above = rank(draft.level, rules) > rank(UNREASONED, rules)
    if above and not draft.level_because.strip():
        raise InputError(
            f"A level above {UNREASONED} needs reasons: which sources carry each part of it, and "
            "what speaks against it.",
            hint="Give the reasons, or choose a lower level.",
        )


def check_draft(draft: Draft, held: Mapping[str, Held]) -> list[Problem]:
    """Return what keeps a draft from being written, sentence by sentence."""
    if draft.language not in LANGUAGES:
        raise InputError(
            f"A finding cannot be checked in “{draft.language}”.",
            hint=f"Languages: {', '.join(LANGUAGES)}.",
        )
    if not draft.sentences:
        return [Problem(sentence=1, start=0, end=0, reason="A finding needs a sentence.")]
    if all(s.connecting for s in draft.sentences):
        reason = "A finding needs a sentence that rests on something."
        return [Problem(sentence=1, start=0, end=0, reason=reason)]
    return [
        problem
        for place, sentence in enumerate(draft.sentences, 1)
        for problem in check_sentence(sentence, held, language=draft.language, place=place)
    ]


def _filled(sentence: Sentence, held: Mapping[str, Held]) -> Sentence:
    bindings = tuple(_with_passages(b, held[b.to]) for b in sentence.bindings)
    return replace(sentence, text=sentence.text, bindings=bindings)


def _with_passages(binding: Binding, held: Held) -> Binding:
    return replace(binding, claims=held.claims, passages=held.passages)


def _weighed(basis: Basis, held: Mapping[str, Held]) -> tuple[tuple[str, str], ...]:
    return tuple((a.proposition, a.level.value) for a in basis.assessments(held))


def _klass(basis: Basis, finding: Finding, least: Confidentiality) -> Confidentiality:
    captures = basis.captures(finding.captures).values()
    return max((c.klass for c in captures), default=least)


def submit(desk: Desk, finding: Finding, *, by: str) -> Decision:
    """Hand a draft to those who sign."""
    desk.actor.require("write")
    desk.member(by)
    standing = standing_of(desk.head, finding)
    _check_open(standing)
    if standing.state != "draft":
        raise InputError("This version waits for signatures already.")
    decision = _decide(desk, finding, "submit", by=by, because="ready for a second person")
    wrote = authors_of(finding, versions_of(desk.head, finding.finding))
    signers = [
        account.pk
        for account, actor in people_of(desk.head)
        if actor.may("sign") and account.pseudonym not in wrote
    ]
    notify(signers, "sign", case=desk.head, record=finding.id, by=by)
    return decision


def check_signer(desk: ReadingDesk, actor: Actor, finding: Finding, by: str) -> None:
    """Raise unless this member may sign this version: nobody signs what he or she wrote."""
    actor.require("sign")
    desk.member(by)
    standing = standing_of(desk.head, finding)
    _check_open(standing)
    if by in authors_of(finding, versions_of(desk.head, finding.finding)):
        raise NotAllowedError(
            f"{by} wrote this finding, and nobody signs what he or she wrote.",
            hint="Ask two other members to sign it.",
        )
    if by in {d.made.by for d in standing.signatures}:
        raise InputError(f"{by} has signed this version already.")
    if standing.state == "draft":
        raise InputError(
            "This version is a draft: its author has not handed it over for signing.",
            hint="The author submits it first.",
        )


def sign(desk: Desk, finding: Finding, *, by: str, because: str, sha256: str) -> Decision:
    """Sign a version. `sha256` is that of the version the signer saw: it has to be this one."""
    check_signer(desk, desk.actor, finding, by)
    desk.check_reasoned(by, because, "signature")
    finding = as_kept(desk.head, [finding])[0]
    if sha256 != hash_of(finding):
        raise ConflictError(
            "What you saw is not the version that would be signed.", hint="Open it again."
        )
    changed = changes_of(Basis(desk, desk.actor), [finding])[finding.id]
    if changed:
        raise InputError(
            f"What this finding rests on has changed since it was written: {changed[0]}",
            hint="Its author writes a new version first.",
        )
    decision = _decide(desk, finding, "sign", by=by, because=because, changes=(("sha256", sha256),))
    _tell(desk, finding, "signed", by=by)
    return decision


def decline(desk: Desk, finding: Finding, *, by: str, because: str) -> Decision:
    """Send a version back to its authors unsigned; it is a draft again."""
    check_signer(desk, desk.actor, finding, by)
    desk.check_reasoned(by, because)
    decision = _decide(desk, finding, "decline", by=by, because=because)
    _tell(desk, finding, "declined", by=by)
    return decision


def _tell(desk: Desk, finding: Finding, what: str, *, by: str) -> None:
    """Tell the authors of a version."""
    wrote = authors_of(finding, versions_of(desk.head, finding.finding)) - {by}
    accounts = Account.objects.filter(pseudonym__in=wrote).values_list("pk", flat=True)
    notify(accounts, what, case=desk.head, record=finding.id, by=by)


def recall(desk: Desk, finding: Finding, *, by: str, because: str) -> Decision:
    """Take a finding back, all its versions; they stay readable, marked as withdrawn."""
    desk.actor.require("write")
    desk.check_reasoned(by, because, "withdrawal")
    newest = versions_of(desk.head, finding.finding)[-1]
    _check_open(standing_of(desk.head, newest))
    signed = {d.made.by for d in standing_of(desk.head, newest).signatures} - {by}
    decision = _decide(desk, newest, "recall", by=by, because=because)
    accounts = Account.objects.filter(pseudonym__in=signed).values_list("pk", flat=True)
    notify(accounts, "recalled", case=desk.head, record=newest.id, by=by)
    return decision


def _check_open(standing: Standing) -> None:
    if standing.state == "withdrawn":
        raise InputError("This finding was withdrawn.", hint="Write a new one.")
    if standing.state == "revised":
        raise ConflictError(
            "There is a later version of this finding.", hint="Open the latest version."
        )


def _decide(
    desk: Desk,
    finding: Finding,
    act: str,
    *,
    by: str,
    because: str,
    changes: tuple[tuple[str, str], ...] = (),
) -> Decision:
    decision = desk.record(
        Decision,
        by=by,
        act=act,
        on=finding.id,
        because=because.strip(),
        changes=changes,
        kind="finding",
    )
    desk.give([decision])
    return decision
