"""The links of a case as they stood at an earlier time."""

from __future__ import annotations

import re
from datetime import datetime

from hechos.app.casework.desk import ReadingDesk
from hechos.app.casework.linkup import gather
from hechos.app.register import queries
from hechos.errors import InputError
from hechos.pipeline import Rules, link_and_weigh
from hechos.records import Links

_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?")


def links_as_of(desk: ReadingDesk, time: str) -> Links:
    """Return the links of what was given and decided up to a time, that time included.

    Today's rules make them, and nothing is kept. What was withdrawn since is gone and takes no
    part. Raises InputError where the rules installed are not those that the case was built with.
    """
    rules = Rules.load(languages=desk.case.languages, pack=desk.case.pack)
    taken = queries.rules_of(desk.head)
    if taken is not None and taken.rules != rules.rulesets:
        raise InputError(
            f"The rules installed differ from those that “{desk.case.slug}” was built with, so a "
            "past count would not come back.",
            hint=f"hechos rebuild {desk.case.slug} --rules new",
        )
    material, _ = gather(desk, moment(time))
    at = max((text.made.at for text in material.texts), default=desk.case.made.at)
    links, _ = link_and_weigh(material, case=desk.case, rules=rules, at=at)
    return links


def moment(time: str) -> str:
    """Return the time in seconds; a day stands for its end."""
    try:
        datetime.fromisoformat(time if _TIME.fullmatch(time) else "")
    except ValueError as error:
        raise InputError(
            f"“{time}” is no time.", hint="2031-05-03, or 2031-05-03T12:00:00Z (UTC)."
        ) from error
    return time if "T" in time else f"{time}T23:59:59Z"
