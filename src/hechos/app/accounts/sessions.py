"""Sessions and accounts as every page asks for them, with questions that are composed once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from hechos.app.accounts.models import Account
from hechos.app.questions import composed_once, first


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        found = first(_with_key(str(self.session_key)))
        if found is not None and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None


class Backend(ModelBackend):
    """Django's accounts in the database."""

    def get_user(self, user_id: Any) -> Account | None:
        found = first(_account(int(user_id)))
        return found if found is not None and self.user_can_authenticate(found) else None


@composed_once
def _with_key(key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key)


@composed_once
def _account(number: int) -> QuerySet[Account]:
    return Account.objects.filter(pk=number)
