"""Rows of a coding sheet as documented incidents, and rows of wounds; bad rows are kept."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

from hechos.counting.patterns.cases import Answer, Documented, Places
from hechos.counting.patterns.regions import Wound
from hechos.counting.tallies.files.columns import Failed, Row, level_of, levels
from hechos.errors import HechosError, InputError
from hechos.lang.edtf import earliest_latest
from hechos.lang.folding import fold

SEPARATOR = ";"


@functools.cache
def _words() -> tuple[Mapping[str, Answer], Mapping[str, str]]:
    source = files("hechos.counting.patterns") / "data" / "words.toml"
    raw = tomllib.loads(source.read_text("utf-8"))
    answers = {word: Answer(answer) for answer, own in raw["answers"].items() for word in own}
    return answers, {word: name for name, own in raw["fields"].items() for word in own}


def _fields(headings: Iterable[str], wanted: Sequence[str]) -> dict[str, str]:
    """Return the heading of each wanted field that is there; the first one where two are."""
    found: dict[str, str] = {}
    for heading in headings:
        name = _words()[1].get(fold(heading), "")
        if name in wanted:
            found.setdefault(name, heading)
    return found


def incidents_of_rows(
    rows: Iterable[Row], *, file: str = "incidents"
) -> tuple[tuple[Documented, ...], tuple[Failed, ...]]:
    """Return an incident for each row: id, time (EDTF), places by their levels, forces parted by
    ";", the highest level alleged, and an answer for each feature."""
    kept = list(rows)
    headings = list(kept[0][1]) if kept else []
    fields = _fields(headings, ("id", "time", "forces", "level"))
    if "id" not in fields:
        raise InputError("No column says which incident a row is.", hint="Call it “id”.")
    places = {h: name for h in headings if h not in fields.values() and (name := level_of(h))}
    features = [h for h in headings if h not in fields.values() and h not in places]
    made, failed = dict[str, Documented](), list[Failed]()
    for number, cells in kept:
        try:
            one = _incident(cells, fields, places, features)
            if one.id in made:
                raise InputError(f"The incident {one.id} stands in an earlier row.")
            made[one.id] = one
        except HechosError as error:
            failed.append(Failed(file=file, row=number, because=str(error)))
    return tuple(made.values()), tuple(failed)


def _incident(
    cells: Mapping[str, str],
    fields: Mapping[str, str],
    places: Mapping[str, str],
    features: Sequence[str],
) -> Documented:
    own = {name: cells.get(heading, "").strip() for name, heading in fields.items()}
    if not own["id"]:
        raise InputError("The row does not say which incident it is.")
    missing = {name: answer for name in own if (answer := _missing(own[name])) and own[name]}
    given = {name: "" if name in missing else word for name, word in own.items()}
    time = given.get("time", "")
    if time and earliest_latest(time) == (None, None):
        raise InputError(f"“{time}” is no date.", hint="2025-09-03, 2025-09 or 2025-09-03/05.")
    where, why = _places(cells, places)
    forces = (part.strip() for part in given.get("forces", "").split(SEPARATOR))
    return Documented(
        id=own["id"],
        time=time,
        places=where,
        features=tuple((name, _answer(cells.get(name, ""), name)) for name in features),
        forces=tuple(sorted({part for part in forces if part})),
        level=given.get("level", ""),
        missing=(*missing.items(), *((("place", why),) if why else ())),
    )


def _places(cells: Mapping[str, str], places: Mapping[str, str]) -> tuple[Places, Answer | None]:
    """Return the places that the row names, widest first, and why none is there."""
    order = {level: rank for rank, level in enumerate(levels())}
    named = {level: cells.get(heading, "").strip() for heading, level in places.items()}
    why = [answer for word in named.values() if word and (answer := _missing(word))]
    kept = [(level, word) for level, word in named.items() if word and not _missing(word)]
    return tuple(sorted(kept, key=lambda one: order[one[0]])), why[0] if why else None


def _missing(word: str) -> Answer | None:
    answer = _words()[0].get(fold(word))
    return answer if answer is not None and not answer.is_known else None


def _answer(word: str, feature: str) -> Answer:
    answer = _words()[0].get(fold(word))
    if answer is None:
        raise InputError(f"“{word.strip()}” for “{feature}” is neither yes, no nor missing.")
    return answer


def wounds_of_rows(
    rows: Iterable[Row], *, file: str = "wounds"
) -> tuple[tuple[Wound, ...], tuple[Failed, ...]]:
    """Return a wound for each row: the body and the region."""
    kept = list(rows)
    fields = _fields(kept[0][1] if kept else (), ("body", "region"))
    if len(fields) < 2:
        raise InputError("The wounds need two columns.", hint="Call them “body” and “region”.")
    made, failed = list[Wound](), list[Failed]()
    for number, cells in kept:
        body, region = (cells.get(fields[name], "").strip() for name in ("body", "region"))
        if not body:
            because = "The row does not say of which body it is."
            failed.append(Failed(file=file, row=number, because=because))
            continue
        why = _missing(region)
        made.append(Wound(body=body, region="" if why else region, missing=why or Answer.NOT_ASKED))
    return tuple(made), tuple(failed)
