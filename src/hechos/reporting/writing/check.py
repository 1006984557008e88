"""Refuse a report that prints a number, name or date without what it stands on (R-REP-1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from hechos.errors import HechosError
from hechos.records import Estimate
from hechos.reporting.rules import ReportRules
from hechos.reporting.tree import Block, Bound, Line, Paragraph, Plot, Report, Words
from hechos.reporting.writing.saying import told
from hechos.reporting.writing.walk import lines_of, parts_of

_DIGIT = re.compile(r"\d")
_OTHERS = re.compile(r"\D")


class UnboundError(HechosError):
    """A sentence of the report holds a value that no record stands behind."""

    code = "unbound"


def check_report(report: Report, *, texts: dict[str, str], names: Iterable[str]) -> None:
    """Raise UnboundError unless every line keeps the rules of `check_line`.

    `names` are those of the case; the report's own words may be none of them."""
    known = names_pattern(names)
    seen: set[str] = set()
    for line in lines_of(report):
        fresh = tuple(p for p in line if not (isinstance(p, Words) and p.text in seen))
        check_line(fresh, texts=texts, names=known)
        seen.update(p.text for p in fresh if isinstance(p, Words))


def check_line(line: Line, *, texts: dict[str, str], names: re.Pattern[str] | None) -> None:
    """Raise where words hold a digit or a name of the case, where a bound value stands on
    nothing, or where a quotation is not in its text, byte for byte."""
    for part in line:
        if isinstance(part, Words):
            _check_words(part.text, names)
        elif isinstance(part, Bound):
            if not part.to or not part.text:
                raise UnboundError(f"“{part.text}” is printed without the record it stands on.")
        elif part.text not in texts.get(part.source, ""):
            raise UnboundError(f"“{part.text[:80]}” is quoted, but does not stand in its source.")


def _check_words(text: str, names: re.Pattern[str] | None) -> None:
    if _DIGIT.search(text):
        raise UnboundError(f"“{text}” holds a number that is bound to no record.")
    if names is not None and (found := names.search(text)):
        raise UnboundError(f"“{text}” names {found.group()} without a record behind it.")


def names_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    proper = sorted(
        {n for n in names if len(n) > 2 and n[:1].isupper()}, key=lambda n: (-len(n), n)
    )
    return re.compile(r"\b(?:" + "|".join(map(re.escape, proper)) + r")\b") if proper else None


def check_estimates(report: Report, estimates: Iterable[Estimate]) -> None:
    """Raise UnboundError where a total is printed without what it may not be read without.

    One paragraph of its section holds the documented number, the interval, the method, each
    stratum that is not estimated and every assumption. What is refused has no number anywhere."""
    rules = ReportRules.load(report.language)
    known = {one.id: _in_words(one, rules) for one in estimates}
    for section in report.sections:
        whole = _complete(section.blocks, known)
        for block in section.blocks:
            for one in _totals_in(block):
                if one in known and one not in whole:
                    raise UnboundError(_lacking(known[one], section.blocks))


def _in_words(estimate: Estimate, rules: ReportRules) -> Estimate:
    """Return an estimate that assumes what it assumes in the words of the report."""
    assumed = (told(estimate, one, rules, kind="assumption") for one in estimate.assumptions)
    return replace(estimate, assumptions=tuple(one.text for one in assumed))


def _totals_in(block: Block) -> set[str]:
    """Return what a block prints totals of."""
    if isinstance(block, Plot):
        return set(block.to)
    bound = (p for p in parts_of(block) if isinstance(p, Bound) and p.kind in _TOTALS)
    return {to for part in bound for to in part.to}


_TOTALS = ("interval", "median", "linkage")


def _complete(blocks: Iterable[Block], known: dict[str, Estimate]) -> set[str]:
    found = set()
    for block in blocks:
        if isinstance(block, Paragraph):
            said = _said(block)
            found |= {
                one for one, estimate in known.items() if not _lacks(estimate, said.get(one, {}))
            }
    return found


def _said(block: Block) -> dict[str, dict[str, set[str]]]:
    """Return by record what a block says of it, by kind."""
    found: dict[str, dict[str, set[str]]] = {}
    for part in parts_of(block):
        if isinstance(part, Bound):
            for to in part.to:
                found.setdefault(to, {}).setdefault(part.kind, set()).add(part.text)
    return found


def _lacks(estimate: Estimate, said: dict[str, set[str]]) -> list[str]:
    """Return what a paragraph on an estimate does not say."""
    if estimate.interval is None:
        return ["an interval, for it was refused"]
    numbers = {_OTHERS.sub("", text) for text in said.get("documented", ())}
    lacking = [] if str(estimate.documented) in numbers else ["the documented number"]
    lacking += [f"its {kind}" for kind in ("interval", "method") if not said.get(kind)]
    strata = {row.name for row in estimate.not_estimated}
    if strata - said.get("not_estimated", set()):
        lacking.append("the strata that are not estimated")
    if not estimate.assumptions or set(estimate.assumptions) - said.get("assumption", set()):
        lacking.append("its assumptions")
    return lacking


def _lacking(estimate: Estimate, blocks: Iterable[Block]) -> str:
    """Say what the fullest paragraph on an estimate lacks."""
    found = (_lacks(estimate, _said(b).get(estimate.id, {})) for b in blocks)
    least = min(found, key=len)
    return f"The estimate “{estimate.question}” is printed without {' and '.join(least)}."
