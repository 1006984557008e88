"""Section: the method, made from the rules that were used and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from hechos.records import RuleSet
from hechos.reporting.tree import Block, Bound, Line, Paragraph, Row
from hechos.reporting.writing.calendar import date_words
from hechos.reporting.writing.index import anchor
from hechos.reporting.writing.references import Writer


def write_method(writer: Writer) -> Iterator[Block]:
    yield writer.intro("method")
    yield _recipe(writer)
    used = dict.fromkeys((*writer.index.file.rules, *writer.rules.rulesets))
    rules = sorted(used, key=lambda r: (r.stage, r.name, r.version))
    head = "stage name version hash"
    yield writer.table("rules", head, (_rule(r) for r in rules))
    for key in ("levels", "states", "counting"):
        yield writer.table(key, "name meaning", _definitions(writer, key))


def _recipe(writer: Writer) -> Paragraph:
    case = writer.index.file.case
    to = (case.id,)
    at = writer.index.file.as_of
    recipe = writer.rules.sentence(
        "recipe",
        recipe=Bound(text=case.recipe, kind="rule", to=to),
        at=Bound(text=date_words(at, writer.rules), kind="date", to=to),
    )
    return Paragraph(id=anchor("s", "recipe"), lead=recipe)


def _rule(rule: RuleSet) -> Row:
    to = (rule.hash,)
    cells: tuple[Line, ...] = tuple(
        (Bound(text=text, kind="rule", to=to),)
        for text in (rule.stage, rule.name, rule.version, rule.hash)
    )
    return Row(cells=cells)


def _definitions(writer: Writer, key: str) -> Iterator[Row]:
    table = {"levels": "level", "states": "state", "counting": "counting"}[key]
    to = (writer.rules.source.hash,)
    for number, code in enumerate(writer.rules.keys(table), 1):
        name = str(number) if key == "counting" else code
        meaning = Bound(text=writer.rules.word(table, code), kind="rule", to=to)
        yield Row(cells=((Bound(text=name, kind="rule", to=to),), (meaning,)))
