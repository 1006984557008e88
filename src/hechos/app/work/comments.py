"""Remarks on records: written, changed and taken away by their author; earlier words are kept."""

from __future__ import annotations

import re

from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects

from hechos.app.access.actor import Actor
from hechos.app.audit import log
from hechos.app.questions import composed_once
from hechos.app.register.models import CaseHead
from hechos.app.work.members import class_of, need_words, who_sees
from hechos.app.work.models import Comment, CommentVersion
from hechos.app.work.notices import notify
from hechos.errors import NotAllowedError


def comments_on(head: CaseHead, actor: Actor, record: str, *, most: int) -> list[Comment]:
    """Return the first remarks on a record, first to last, with their earlier words."""
    found = _comments(head.id, actor.clearance, record, most=most)
    prefetch_related_objects(found, "versions")
    return found


@composed_once
def _comments(case: str, seen: int, record: str, *, most: int) -> QuerySet[Comment]:
    rows = Comment.objects.filter(case=case, klass__lte=seen, record=record)
    return rows.order_by("id")[:most]


def add_comment(head: CaseHead, actor: Actor, record: str, *, words: str) -> Comment:
    """Write a remark; whoever is named with @ and may see the record is told."""
    actor.require("comment")
    clean = need_words(words, "A comment")
    klass = class_of(head, record)
    with transaction.atomic():
        made = Comment.objects.create(
            case=head,
            klass=klass,
            record=record,
            account_id=actor.account,
            by=actor.pseudonym,
            words=clean,
        )
        log.note("comment", actor=actor.pseudonym, case=head.id, record=record)
        named = set(mentioned(head, clean, klass)) - {actor.account}
        notify(named, "mention", case=head, record=record, by=actor.pseudonym)
        rows = Comment.objects.filter(case=head, record=record, gone=False)
        others = set(rows.exclude(account=None).values_list("account_id", flat=True))
        others -= named | {actor.account}
        notify(others, "comment", case=head, record=record, by=actor.pseudonym)
    return made


def mentioned(head: CaseHead, words: str, klass: int) -> list[int]:
    """Return the accounts that the words name as @pseudonym, of those who may see the class."""
    people = sorted(who_sees(head, klass), key=lambda both: -len(both[0].pseudonym))
    found, left = [], words
    for account, _ in people:
        pattern = rf"(?<!\w)@{re.escape(account.pseudonym)}(?!\w)"
        if re.search(pattern, left, re.IGNORECASE):
            found.append(account.pk)
            left = re.sub(pattern, " ", left, flags=re.IGNORECASE)
    return found


def change_comment(comment: Comment, actor: Actor, *, words: str) -> None:
    """Change a remark of one's own."""
    _own(comment, actor)
    clean = need_words(words, "A comment")
    if clean == comment.words:
        return
    with transaction.atomic():
        CommentVersion.objects.create(comment=comment, words=comment.words)
        before = set(mentioned(comment.case, comment.words, comment.klass))
        comment.words = clean
        comment.save(update_fields=["words"])
        _noted("comment changed", comment, actor)
        named = set(mentioned(comment.case, clean, comment.klass)) - before - {actor.account}
        notify(named, "mention", case=comment.case, record=comment.record, by=actor.pseudonym)


def take_comment_away(comment: Comment, actor: Actor) -> None:
    """Take a remark of one's own away: the page says so, and its words are kept."""
    _own(comment, actor)
    with transaction.atomic():
        CommentVersion.objects.create(comment=comment, words=comment.words)
        Comment.objects.filter(pk=comment.pk).update(gone=True, words="")
        _noted("comment taken away", comment, actor)


def _noted(what: str, comment: Comment, actor: Actor) -> None:
    log.note(what, actor=actor.pseudonym, case=comment.case_id, record=comment.record)


def _own(comment: Comment, actor: Actor) -> None:
    actor.require("comment")
    if comment.account_id != actor.account or comment.gone:
        raise NotAllowedError("Only who wrote a comment changes it.")
