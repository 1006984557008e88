"""What was typed for `hechos estimate`, checked before anything is computed."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hechos.errors import InputError

if TYPE_CHECKING:
    from hechos.counting.verdicts import Context, Linkage

PICTURE_FILES = (".svg", ".png")


def check(lists: Path | None, case: str | None, options: dict[str, Any]) -> None:
    """Raise a usage error where options do not go together."""
    if (lists is None) == (case is None):
        raise click.UsageError("Name either a table of lists or, with --case, a case.")
    if case is None and (options["keep"] is not None or options["as_list"]):
        raise click.UsageError("--keep and --list go with --case.")
    if options["keep"] is not None and not options["keep"].strip():
        raise click.UsageError("--keep QUESTION: an estimate is kept with its question.")
    if case is not None and (options["same_origin"] or options["unit"] != "person"):
        raise click.UsageError("A case says itself what its lists are: no --same-origin or --unit.")
    plot = options["plot"]
    if plot is not None and plot.suffix.lower() not in PICTURE_FILES:
        raise click.UsageError(f"A picture is written as {' or '.join(PICTURE_FILES)}.")
    if options["picture"] and plot is None:
        raise click.UsageError("--picture goes with --plot FILE.")
    measured = (options["linkage_precision"], options["linkage_recall"])
    if any(measured) and (options["linkage_unmeasured"] or not all(measured)):
        raise click.UsageError(
            "Matching is measured by --linkage-precision and --linkage-recall together."
        )


def names(words: str) -> tuple[str, ...]:
    return tuple(name for part in words.split(",") if (name := part.strip()))


def check_table(path: Path, strata: tuple[str, ...]) -> None:
    """Raise InputError where a table lacks columns, or a row cells."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as opened:
            reader = csv.reader(opened, strict=True)
            head = next(reader, [])
            for number, row in enumerate(reader, start=1):
                if row and len(row) != len(head):
                    raise InputError(
                        f"Row {number} of {path.name} has {len(row)} cells and not {len(head)}.",
                        hint="Every row has one cell for each column.",
                    )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path.name} cannot be read as a CSV file: {reason}.") from error
    if len(set(head)) < len(head):
        twice = next(name for name in head if head.count(name) > 1)
        raise InputError(f"{path.name} has two columns “{twice}”.")
    for name in strata:
        if name not in head:
            raise InputError(
                f"{path.name} has no column “{name}”.", hint=f"Its columns: {', '.join(head)}."
            )


def context_of(path: Path, strata: tuple[str, ...], options: dict[str, Any]) -> Context:
    from hechos.counting.verdicts import Context, Unit

    few = few_in(path, strata, options["least"]) if options["least"] else ()
    return Context(
        left_out=tuple(dict.fromkeys((*options["leave_out"], *few))),
        unit=Unit(options["unit"]),
        linkage=linkage_of(options),
        linkage_known=not options["linkage_unmeasured"],
        origins=origins(options["same_origin"]),
        structural_zeros=structural_zeros(options["structural_zero"], strata),
    )


def few_in(path: Path, strata: tuple[str, ...], least: int) -> tuple[str, ...]:
    """Return the lists of a table with fewer people than that, but on none at all."""
    from hechos.counting.histories import from_table

    sizes: Counter[str] = Counter()
    for own in from_table(path, strata=strata).values():
        sizes.update(dict(zip(own.lists, own.sizes, strict=True)))
    return tuple(name for name, size in sizes.items() if 0 < size < least)


def structural_zeros(said: tuple[str, ...], strata: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return for each list the strata that it was said not to reach."""
    found: dict[str, tuple[str, ...]] = {}
    for words in said:
        name, _, where = (part.strip() for part in words.partition("="))
        if not name or not where:
            raise InputError(
                f"“{words}” does not say which list could not reach what.", hint="LIST=STRATUM"
            )
        found[name] = (*found.get(name, ()), where)
    if found and not strata:
        raise InputError("A list that could not reach a stratum needs strata.", hint="--strata")
    return found


def origins(said: tuple[str, ...]) -> dict[str, str]:
    """Return for each list the origin that it was said to share with others."""
    found: dict[str, str] = {}
    for words in said:
        lists = [name.strip() for name in words.split("=")]
        if len(lists) < 2 or not all(lists):
            raise InputError(f"“{words}” does not say which lists share an origin.", hint="A=B")
        known = next((found[name] for name in lists if name in found), words)
        found.update(dict.fromkeys(lists, known))
    return found


def linkage_of(options: dict[str, Any]) -> Linkage | None:
    precision, recall = options["linkage_precision"], options["linkage_recall"]
    if not (precision and recall):
        return None
    from hechos.counting.verdicts import Linkage

    return Linkage(precision=_share(precision), recall=_share(recall))


def _share(words: str) -> tuple[float, float, float]:
    try:
        value, low, high = (float(part) for part in words.split(":"))
    except ValueError:
        value, low, high = 0.0, 1.0, 0.0
    if not 0 < low <= value <= high <= 1:
        raise InputError(
            f"“{words}” is no share with the ends of its interval.", hint="For example .97:.95:.99"
        )
    return value, low, high
