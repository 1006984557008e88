"""Who acts on a case, and what of it he or she may see and do."""

from __future__ import annotations

from dataclasses import dataclass

from hechos.app.access.roles import actions_of, all_actions
from hechos.errors import NotAllowedError
from hechos.records import Confidentiality


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person at work on one case. `clearance` is the highest class that he or she sees;
    `account` is None for the person at the keyboard who owns the files."""

    pseudonym: str
    roles: tuple[str, ...]
    actions: frozenset[str]
    clearance: Confidentiality
    account: int | None = None

    def may(self, action: str) -> bool:
        return action in self.actions

    def require(self, action: str) -> None:
        if not self.may(action):
            raise NotAllowedError(
                f"Your roles in this case ({', '.join(self.roles) or 'none'}) do not include "
                f"“{action}”.",
                hint="Ask a lead of the case.",
            )


def member_actor(
    pseudonym: str, roles: tuple[str, ...], clearance: Confidentiality, account: int
) -> Actor:
    return Actor(
        pseudonym=pseudonym,
        roles=roles,
        actions=actions_of(roles),
        clearance=clearance,
        account=account,
    )


def owner(pseudonym: str = "owner") -> Actor:
    """Return the actor of the command line: whoever holds the files holds the case."""
    return Actor(
        pseudonym=pseudonym,
        roles=("owner",),
        actions=all_actions(),
        clearance=Confidentiality.C3,
    )
