"""Score the coder on MUC-4: claims of a text become incident templates, by rules only.

usage: python bench/muc4.py [--sets tst1,tst2] [--limit N] [--errors FILE]

Prints the F of role fillers (exact, head noun), relevance, incident types and counts. No rule
here or in the coder is trained on the keys; `templates_of` takes a filter for one that is.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import itertools
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hechos.coding.code import code_text
from hechos.coding.rules import CodingRules
from hechos.lang.gazetteer.toponyms import demonym_country
from hechos.lang.lexicon import load_toml
from hechos.records import (
    Case,
    Claim,
    DocumentContent,
    Made,
    Mention,
    PartyKind,
    Passage,
    Text,
    TextSpan,
    Whole,
)
from hechos.records.ids import uuid7

MUC = Path(__file__).parents[2] / "shared" / "data" / "muc4"
MADE = Made(by="bench", at="2026-01-01T00:00:00Z")
CASE = Case(id=uuid7(1, b"0" * 10), case="", made=MADE, slug="bench", title="", seed="00" * 32)
RULES = load_toml(Path(__file__).with_name("muc4.toml"))
Keep = Callable[["Candidate"], bool]


@dataclass(slots=True)
class Candidate:
    """A claim read as part of an incident: `features` are what a filter may look at."""

    claim: Claim
    incident: str
    effect: str
    individuals: list[Mention] = field(default_factory=list)
    bodies: list[Mention] = field(default_factory=list)
    features: dict[str, str | float] = field(default_factory=dict)


def read(row: dict[str, Any]) -> tuple[Text, tuple[Claim, ...]]:
    """Return the text with its lines joined, and its dateline's day as that of publication."""
    lines = re.sub(r"[ \t]+", " ", re.sub(r"(?<!\n)\n(?![ \t]*\n)", " ", row["text"]))
    body = lines.strip()
    digest = hashlib.sha256(row["docid"].encode()).digest()
    text = Text(
        id=uuid7(3, digest),
        case=CASE.id,
        made=MADE,
        capture=uuid7(2, digest),
        kind="original",
        tool="bench",
        tool_version="1",
        language="en",
        body=body,
        hash=hashlib.sha256(body.encode()).hexdigest(),
        nfc=True,
    )
    day = (row.get("dateline") or {}).get("date")
    if not day:
        return text, ()
    stated = Claim(
        id=uuid7(4, digest),
        case=CASE.id,
        made=MADE,
        capture=text.capture,
        text=text.id,
        key="published",
        passages=(Passage(capture=text.capture, selector=Whole()),),
        content=DocumentContent(type="published", value=day),
    )
    return text, (stated,)


def code(row: dict[str, Any], rules: CodingRules) -> tuple[Claim, ...]:
    text, documents = read(row)
    return code_text(text, documents, rules=rules, case=CASE, name=row["docid"])


# --- candidates ----------------------------------------------------------------------------


def candidates_of(claims: Sequence[Claim], published: str) -> list[Candidate]:
    """Return the claims that may be part of an incident, in reading order."""
    found = []
    for claim in claims:
        kind = RULES["incidents"].get(claim.content.type)
        if kind is None or claim.polarity.value != "affirmed":
            continue
        incident = _incident(claim, kind)
        candidate = Candidate(claim, incident, RULES["effects"].get(claim.content.type, ""))
        for actor in getattr(claim.content, "actors", ()):
            _share_out(actor.mention, candidate)
        candidate.features = _features(candidate, published)
        found.append(candidate)
    return found


def _incident(claim: Claim, kind: str) -> str:
    weapons = " ".join(getattr(claim.content, "weapons", ())).lower()
    if kind == "ATTACK" and any(word in weapons for word in RULES["bombs"]):
        return "BOMBING"
    return str(kind)


def _share_out(mention: Mention, candidate: Candidate) -> None:
    words = set(re.findall(r"[\w-]+", mention.verbatim.lower()))
    is_body = mention.kind in (PartyKind.ORGANISATION, PartyKind.UNIT)
    is_body = is_body or any(len(w) > 1 and w.isupper() for w in mention.name.split()[-1:])
    if words & set(RULES["individuals"]):
        candidate.individuals.append(mention)
    elif is_body or words & set(RULES["bodies"]):
        candidate.bodies.append(mention)
    else:
        candidate.individuals.append(mention)


def _features(candidate: Candidate, published: str) -> dict[str, str | float]:
    """Return what a filter may look at: no name, no number, no word that a single text has."""
    claim, content = candidate.claim, candidate.claim.content
    when = content.time.edtf if content.time else ""
    selector = claim.anchor.selector
    return {
        "rule": claim.rule,
        "type": content.type,
        "incident": candidate.incident,
        "factuality": claim.factuality.value,
        "said": claim.voice[-1].kind if claim.voice else "",
        "stance": claim.voice[-1].stance if claim.voice else "",
        "at": float(selector.start) / 1000 if isinstance(selector, TextSpan) else 0.0,
        "actors": float(len(candidate.individuals) + len(candidate.bodies)),
        "victims": float(len(getattr(content, "victims", ()))),
        "targets": float(len(getattr(content, "targets", ()))),
        "weapons": float(len(getattr(content, "weapons", ()))),
        "counted": float(content.quantity is not None),
        "place": content.place.level if content.place else "",
        "age": _age(when, published),
        "repeats": float(len(claim.passages) - 1),
    }


def _age(edtf: str, published: str) -> float:
    """Return how many months lie between the date and the publication; −1 where not told."""
    day = re.search(r"(\d{4})(?:-(\d{2}))?", edtf)
    if day is None or not published:
        return -1.0
    month = int(day.group(2)) if day.group(2) else 6
    return (int(published[:4]) - int(day.group(1))) * 12.0 + int(published[5:7]) - month


# --- what makes an incident -----------------------------------------------------------------


def is_incident(candidate: Candidate) -> bool:
    """Tell by the task's terms: recent, on civilians or property, no fight between forces."""
    age = candidate.features["age"]
    if isinstance(age, float) and age > RULES["months"]:
        return False
    content = candidate.claim.content
    done_to = (*getattr(content, "victims", ()), *getattr(content, "targets", ()))
    heads = {head_word(mention.verbatim) for mention in done_to}
    if not (heads or content.quantity or getattr(content, "weapons", ())):
        return False
    return not (heads and heads <= set(RULES["fighters"]))


def templates_of(candidates: Sequence[Candidate], keep: Keep = is_incident) -> list[dict[str, Any]]:
    """Return one template per type of incident, filled from the candidates that are kept."""
    kept = [one for one in candidates if keep(one)]
    _take_over(kept)
    templates: dict[str, dict[str, Any]] = {}
    for candidate in kept:
        template = templates.setdefault(candidate.incident, _empty(candidate.incident))
        _fill(template, candidate)
    return [t for t in templates.values() if _says_something(t)]


def _take_over(kept: Sequence[Candidate]) -> None:
    """Let the dead and wounded told beside a bombing belong to the bombing."""
    for before, after in itertools.pairwise(kept):
        for one, other in ((before, after), (after, before)):
            is_part = other.incident == "ATTACK" and bool(other.effect)
            is_near = abs(_at(one) - _at(other)) < RULES["near"]
            if one.incident in RULES["absorbing"] and is_part and is_near:
                other.incident = one.incident


def _at(candidate: Candidate) -> int:
    selector = candidate.claim.anchor.selector
    return selector.start if isinstance(selector, TextSpan) else 0


def _empty(incident: str) -> dict[str, Any]:
    roles = ("PerpInd", "PerpOrg", "Target", "Weapon", "VictimName", "VictimDesc", "human")
    return {
        "incident_type": incident,
        "incident_stage": "ACCOMPLISHED",
        "incident_date": None,
        "incident_location": None,
        **{role: [] for role in roles},
    }


def _fill(template: dict[str, Any], candidate: Candidate) -> None:
    content = candidate.claim.content
    if template["incident_date"] is None and content.time:
        template["incident_date"] = content.time.edtf
    if template["incident_location"] is None and content.place:
        template["incident_location"] = content.place.path.upper().split(", ")[::-1]
    for mention in candidate.individuals:
        _add(template["PerpInd"], description(mention.verbatim))
        if (group := group_in(mention.verbatim)) is not None:
            _add(template["PerpOrg"], group)
    for mention in candidate.bodies:
        _add(template["PerpOrg"], description(mention.verbatim))
    for mention in getattr(content, "targets", ()):
        _add(template["Target"], description(mention.verbatim))
    for weapon in getattr(content, "weapons", ()):
        _add(template["Weapon"], description(weapon))
    for mention in getattr(content, "victims", ()):
        _add_victim(template, candidate, mention)


def _add_victim(template: dict[str, Any], candidate: Candidate, mention: Mention) -> None:
    names, words = list(persons_in(mention)), description(mention.verbatim)
    for name in names:
        _add(template["VictimName"], name)
    if not names:
        _add(template["VictimDesc"], words)
    elif (title := title_in(mention, names[0])) is not None:
        _add(template["VictimDesc"], title)
    quantity = candidate.claim.content.quantity
    low = high = 1
    if quantity is not None:
        low, high = quantity.low, quantity.high  # type: ignore[assignment]
        if low is None and high is None:
            low = high = quantity.point  # type: ignore[assignment]
    elif not names and words.endswith("s"):
        return
    if candidate.effect or template["incident_type"] == "KIDNAPPING":
        effect = candidate.effect or "KIDNAP"
        human = {"ref": names[0] if names else words, "effect": effect, "min": low, "max": high}
        if human not in template["human"]:
            template["human"].append(human)


def _add(entities: list[list[str]], words: str) -> None:
    """Add an entity unless its head stands already; the longer wording is told first."""
    if not words or head_word(words) in RULES["empty"]:
        return
    for entity in entities:
        if head_word(entity[0]) == head_word(words) or words in entity:
            return
    entities.append([words])


def _says_something(template: dict[str, Any]) -> bool:
    roles = ("PerpInd", "PerpOrg", "Target", "Weapon", "VictimName", "VictimDesc")
    return any(template[role] for role in roles)


# --- words of mentions ----------------------------------------------------------------------


_LEAD = re.compile(
    r"^(?:(?:the|a|an|some|several|about|at least|more than|over|other|another|his|her|their|its|"
    r"these|those|both|all|also|today|\d[\d,.]*|" + "|".join(RULES["numbers"]) + r")\s+)+",
    re.IGNORECASE,
)


def description(verbatim: str) -> str:
    """Return the words without articles and numbers, in capitals as the keys print them."""
    return _LEAD.sub("", verbatim.strip(" ,.;:\"'“”[]()")).upper().strip()


def head_word(words: str) -> str:
    """Return the noun that the phrase is about, in small letters."""
    core = re.split(r"\s(?:of|from|in|who|belonging|with|on|at)\b|[,(\[]", words.lower())[0]
    found: list[str] = re.findall(r"[\w-]+", core)
    return found[-1] if found else ""


def persons_in(mention: Mention) -> Iterator[str]:
    """Yield the names of people in a mention."""
    if mention.kind is PartyKind.PERSON:
        yield mention.name.upper()
        return
    for found in _NAME.finditer(mention.name):
        words = found.group().split()
        while words and (demonym_country(words[0]) or words[0].lower() in RULES["before_names"]):
            words.pop(0)
        if len(words) > 1 and not any(word.lower() in RULES["bodies"] for word in words):
            yield " ".join(words).upper()
            return
    yield from _surname(mention.name.split())


def _surname(words: list[str]) -> Iterator[str]:
    """Yield the name of “Monsignor Ruiz”: one word after a title."""
    last = words[-1]
    is_name = last[:1].isupper() and last[1:].islower() and demonym_country(last) is None
    has_title = len(words) > 1 and words[-2].lower().strip(".") in RULES["before_names"]
    if is_name and has_title:
        yield last.upper()


_NAME = re.compile(r"[A-Z][a-z'-]+(?: (?:(?:de|del|la|las|los|y) ){0,2}[A-Z][a-z'-]+)+")


def title_in(mention: Mention, name: str) -> str | None:
    """Return what stands before the name: “MAYOR” of “MAYOR ANA RUIZ”."""
    before, found, _ = mention.verbatim.upper().partition(name)
    title = description(before)
    return title if found and title else None


def group_in(verbatim: str) -> str | None:
    """Return the acronym or the group inside the words for its people: “FMLN guerrillas”."""
    member = _MEMBERS.search(verbatim)
    if member is not None:
        return description(member.group(1))
    words = description(verbatim).split()
    while words and words[-1].lower() in RULES["people"]:
        words.pop()
    while words and words[0].lower() in RULES["adjectives"]:
        words.pop(0)
    group = " ".join(words)
    plain = (*RULES["people"], *RULES["individuals"])
    is_plain = not group or group.lower() in plain or demonym_country(group) is not None
    return None if is_plain or len(words) == len(verbatim.split()) else group


_MEMBERS = re.compile(
    r"\b(?:" + "|".join(RULES["people"]) + r") (?:of|from|belonging to) (?:the )?(.+)$",
    re.IGNORECASE,
)


# --- scores ---------------------------------------------------------------------------------


def scorer() -> Any:
    spec = importlib.util.spec_from_file_location("muc_score", MUC / "muc_score.py")
    if spec is None or spec.loader is None:
        raise SystemExit("The scorer cannot be read.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", default="tst1,tst2")
    parser.add_argument("--limit", type=int, default=0, help="texts of each set, from the first on")
    parser.add_argument("--errors", default="", help="write fillers missed and spurious there")
    parser.add_argument("--step", type=int, default=1, help="every so many-th text")
    options = parser.parse_args()
    if not MUC.is_dir():
        print("The evaluation texts in ../shared are not here; nothing was scored.")
        return
    rules = CodingRules.load(languages=("en",))
    rows: list[dict[str, Any]] = []
    for name in options.sets.split(","):
        lines = (MUC / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows += [json.loads(line) for line in lines[:: options.step]][: options.limit or None]
    predicted = []
    for row in rows:
        published = (row.get("dateline") or {}).get("date") or ""
        found = candidates_of(code(row, rules), published)
        predicted.append({"docid": row["docid"], "templates": templates_of(found)})
    module = scorer()
    result = module.evaluate(rows, predicted)
    module.show(result)
    print(
        f"{options.sets}, {len(rows)} texts, untrained: "
        f"ree {result['ree_strict']['micro']['F']}, head {result['ree_head']['micro']['F']}, "
        f"rel {result['relevance']['F']}, type {result['type']['F']}, "
        f"cnt {result['count']['all']['F']}"
    )
    if options.errors:
        Path(options.errors).write_text(
            "".join(json.dumps(row) + "\n" for row in predicted), encoding="utf-8"
        )


if __name__ == "__main__":
    sys.exit(main())
