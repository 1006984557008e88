"""Train the learner on MUC-4's development texts, then score it on others; nothing is kept.

usage: python bench/muc4_learned.py [--sets tst1,tst2] [--train N]

The machine is that of `hechos.coding.learning`: the same solver, stems and shapes, over phrases of
the text and the claims that the rules make of it. Here names may be features; the model is dropped.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from hechos.coding.capitals import in_small_letters
from hechos.coding.frames.lexicons import Form, Lexicon
from hechos.coding.learning.features import stem
from hechos.coding.learning.model import logistic
from hechos.coding.learning.train import solve
from hechos.coding.rules import CodingRules
from hechos.lang.lexicon import load_toml
from hechos.records import Mention, TextSpan

HERE = Path(__file__)
RULES = load_toml(HERE.with_suffix(".toml"))
BREAKS = frozenset(RULES["breaks"])
INNER = frozenset(RULES["inner"])
TOKEN = re.compile(r"\d[\d,.]*|[^\W\d_]+(?:['-][^\W\d_]+)*|[^\w\s]")
ROLES = {
    "PerpInd": "perp_individual_id",
    "PerpOrg": "perp_organization_id",
    "Target": "phys_tgt_id",
    "VictimName": "hum_tgt_name",
    "VictimDesc": "hum_tgt_description",
    "Weapon": "incident_instrument_id",
}
TYPES = ("ATTACK", "BOMBING", "KIDNAPPING", "ARSON", "ROBBERY", "FORCED WORK STOPPAGE")


def sibling(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, HERE.with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        raise SystemExit(f"bench/{name}.py is not here.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


muc4 = sibling("muc4")


@dataclass(slots=True)
class Document:
    """A text as the learner sees it: `phrases` by their words in capitals, with their features."""

    row: dict[str, Any]
    candidates: list[Any]
    phrases: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    about: set[str] = field(default_factory=set)
    ranked: dict[str, list[tuple[float, str]]] = field(default_factory=dict)


def read(row: dict[str, Any], rules: CodingRules) -> Document:
    """Code the text by the rules, and gather phrases and features."""
    lexicon = rules.lexicons["en"]
    text, _ = muc4.read(row)
    body = in_small_letters(text).body
    published = (row.get("dateline") or {}).get("date") or ""
    found = muc4.candidates_of(muc4.code(row, rules), published)
    document = Document(row, found)
    mentions = list(_mentions(found))
    for number, (start, tokens) in enumerate(_sentences(body)):
        acts = _acts(tokens, lexicon)
        for words, at, end in _phrases(tokens):
            key = " ".join(words).upper()
            span = (start + tokens[at][1], start + tokens[end - 1][1] + len(tokens[end - 1][0]))
            features = [*_features(tokens, (at, end), acts), f"sentence {min(number, 6)}"]
            features += [f"claim {r}" for r, s, e in mentions if s < span[1] and span[0] < e]
            document.phrases[key].update(map(sys.intern, features))
    document.about = _about(body, found)
    for features in document.phrases.values():
        features.update(sys.intern(f"doc {c.incident}") for c in found)
    return document


def _mentions(found: Sequence[Any]) -> Iterator[tuple[str, int, int]]:
    for candidate in found:
        content = candidate.claim.content
        slots: list[tuple[str, Sequence[Mention]]] = [
            ("individual", candidate.individuals),
            ("body", candidate.bodies),
            ("victim", getattr(content, "victims", ())),
            ("target", getattr(content, "targets", ())),
        ]
        for role, mentions in slots:
            for mention in mentions:
                if mention.start is not None and mention.end is not None:
                    yield f"{role} {content.type}", mention.start, mention.end
        span = candidate.claim.anchor.selector
        if isinstance(span, TextSpan):
            yield f"inside {content.type}", span.start, span.end


def _sentences(body: str) -> Iterator[tuple[int, list[tuple[str, int]]]]:
    for match in re.finditer(r"(?:[^.!?\n]|\.(?=\w)|(?<=\b\w)\.)+", body):
        yield match.start(), [(t.group(), t.start()) for t in TOKEN.finditer(match.group())]


def _acts(tokens: list[tuple[str, int]], lexicon: Lexicon) -> list[tuple[int, str]]:
    found = []
    for at, (word, _) in enumerate(tokens):
        for words, _, payload in lexicon.phrases.get(word.lower(), ()):
            if isinstance(payload, Form) and len(words) == 1:
                roles = "/".join(sorted(payload.roles))
                found.append((at, f"{payload.entry.type} {roles}"))
                break
    return found


def _phrases(tokens: list[tuple[str, int]]) -> Iterator[tuple[list[str], int, int]]:
    """Yield runs of words without a break, their endings, and two runs joined by “of”."""
    runs: list[tuple[int, int]] = []
    start = None
    for at, (word, _) in enumerate([*tokens, (".", 0)]):
        is_word = word[0].isalpha() and word.lower() not in BREAKS and not word.endswith("ly")
        if is_word and start is None:
            start = at
        elif not is_word and start is not None:
            runs.append((start, at))
            start = None
    for start, end in runs:
        for first in range(start, min(end, start + 4)):
            if end - first <= 6:
                yield _words(tokens, first, end), first, end
    for (start, end), (after, stop) in pairwise(runs):
        between = [word.lower() for word, _ in tokens[end:after]]
        if between and between[0] in INNER and len(between) <= 2 and stop - start <= 7:
            yield _words(tokens, start, stop), start, stop


def _words(tokens: list[tuple[str, int]], start: int, end: int) -> list[str]:
    return [word for word, _ in tokens[start:end]]


def _features(
    tokens: list[tuple[str, int]], span: tuple[int, int], acts: list[tuple[int, str]]
) -> Iterator[str]:
    start, end = span
    words = [word.lower() for word, _ in tokens]
    inside = [stem(word) for word in words[start:end]]
    yield f"head {stem(muc4.head_word(' '.join(words[start:end])))}"
    yield f"size {end - start}"
    yield f"capital {all(t[0].isupper() for t, _ in tokens[start:end])}"
    yield from (f"in {word}" for word in inside)
    for n in (1, 2, 3):
        yield f"left{n} {words[start - n] if start >= n else '^'}"
        yield f"right{n} {words[end + n - 1] if end + n <= len(words) else '$'}"
    yield f"joined {words[start - 1] if start and words[start - 1] not in BREAKS else ''}"
    before = [(start - at, act) for at, act in acts if at < start]
    after = [(at - end, act) for at, act in acts if at >= end]
    for side, near in (("before", before[-1:]), ("after", after[:1])):
        for far, act in near:
            size = "near" if far < 3 else "mid" if far < 8 else "far"
            yield f"act {side} {act} {size}"
            yield f"act {side} {act.split()[0]}"
            yield f"act+head {side} {act.split()[0]} {inside[-1] if inside else ''}"


def _about(body: str, found: Sequence[Any]) -> set[str]:
    about = {f"word {stem(word.lower())}" for word in re.findall(r"[^\W\d_]{3,}", body)}
    first = body[:700]
    about |= {f"first {stem(word.lower())}" for word in re.findall(r"[^\W\d_]{3,}", first)}
    for kind, n in Counter(c.incident for c in found if muc4.is_incident(c)).items():
        about |= {f"claims {kind} {min(n, 3)}", f"claims {kind}"}
    return about | {f"type {c.claim.content.type}" for c in found}


# --- keys ----------------------------------------------------------------------------------


def fillers(row: dict[str, Any], slot: str) -> set[str]:
    entities = [e for t in row["templates"] for e in t[slot] if isinstance(e, dict)]
    return {_plain(alt) for entity in entities for alt in entity["alts"] if alt}


def _plain(words: str) -> str:
    return " ".join(muc4.description(re.sub(r"[^\w\s'-]", " ", words)).split())


def types_in(row: dict[str, Any]) -> set[str]:
    entities = [e for t in row["templates"] for e in t["incident_type"] if isinstance(e, dict)]
    return {alt for entity in entities for alt in entity["alts"]}


# --- learning --------------------------------------------------------------------------------


@dataclass(slots=True)
class Weights:
    intercept: float
    weights: dict[str, float]
    threshold: float = 0.5

    def score(self, features: set[str]) -> float:
        weights = self.weights
        return logistic(self.intercept + sum(weights[f] for f in features if f in weights))


def learn(rows: list[set[str]], keeps: list[bool]) -> Weights:
    counts = Counter(f for row in rows for f in row)
    names = sorted(f for f, n in counts.items() if n >= RULES["least"])
    plain = [tuple(row) for row in rows]
    return Weights(*solve(plain, keeps, names, strength=RULES["strength"]))


def rank(documents: Sequence[Document], models: dict[str, Weights]) -> None:
    """Note the phrases of each document by how likely they are to fill a role, best first."""
    for document in documents:
        for role in ROLES:
            score = models[role].score
            scores = ((score(f), key) for key, f in document.phrases.items())
            low = RULES["steps"][0]
            document.ranked[role] = sorted((p for p in scores if p[0] >= low), reverse=True)


def train(documents: Sequence[Document]) -> dict[str, Weights]:
    """Return a model for each role, for each type, and for the claims that the rules make."""
    models: dict[str, Weights] = {}
    pairs = [(d, key, f) for d in documents for key, f in d.phrases.items()]
    for role, slot in ROLES.items():
        gold = {d.row["docid"]: fillers(d.row, slot) for d in documents}
        keeps = [_plain(key) in gold[d.row["docid"]] for d, key, _ in pairs]
        models[role] = learn([f for _, _, f in pairs], keeps)
    for kind in TYPES:
        keeps = [kind in types_in(d.row) for d in documents]
        models[kind] = learn([d.about for d in documents], keeps)
    claims = [(d, c) for d in documents for c in d.candidates]
    keeps = [_is_right(d, c) for d, c in claims]
    models["claims"] = learn([claim_features(c, d) for d, c in claims], keeps)
    return models


def claim_features(candidate: Any, document: Document) -> set[str]:
    found = {
        f"{k} {v if isinstance(v, str) else int(v > 0)}" for k, v in candidate.features.items()
    }
    found.add(f"old {candidate.features['age'] > RULES_MONTHS}")
    for mention in getattr(candidate.claim.content, "victims", ()):
        found |= {f"victim {stem(w.lower())}" for w in re.findall(r"[^\W\d_]+", mention.verbatim)}
    for mention in (*candidate.individuals, *candidate.bodies):
        found |= {f"actor {stem(w.lower())}" for w in re.findall(r"[^\W\d_]+", mention.verbatim)}
    return found | {f for f in document.about if f.startswith(("claims ", "first "))}


RULES_MONTHS = muc4.RULES["months"]


def _is_right(document: Document, candidate: Any) -> bool:
    """Tell whether the key has one of its victims, by the head noun."""
    slots = ("hum_tgt_name", "hum_tgt_description")
    heads = {muc4.head_word(words) for slot in slots for words in fillers(document.row, slot)}
    victims = getattr(candidate.claim.content, "victims", ())
    return any(
        muc4.head_word(v.name) in heads or muc4.head_word(v.verbatim) in heads for v in victims
    )


def templates(document: Document, models: dict[str, Weights]) -> list[dict[str, Any]]:
    """Return one template for each type told; the likeliest holds every filler."""
    likely = sorted(((models[k].score(document.about), k) for k in TYPES), reverse=True)
    told = [kind for score, kind in likely if score >= models[kind].threshold]
    if not told:
        return []
    filled = [muc4._empty(kind) for kind in told]  # noqa: SLF001 - one program in two files
    first = filled[0]
    for role in ROLES:
        for score, key in document.ranked[role]:
            if score < models[role].threshold:
                break
            _add(first[role], key)
    _count(first, document, models["claims"])
    return filled


def _add(entities: list[list[str]], key: str) -> None:
    last = muc4.head_word(key)
    words = set(key.split())
    for entity in entities:
        other = set(entity[0].split())
        if muc4.head_word(entity[0]) == last or words <= other or other <= words:
            return
    entities.append([muc4.description(key)])


def _count(template: dict[str, Any], document: Document, model: Weights) -> None:
    kept = [
        c
        for c in document.candidates
        if model.score(claim_features(c, document)) >= model.threshold
    ]
    for candidate in kept:
        scratch = muc4._empty(candidate.incident)  # noqa: SLF001 - one program in two files
        muc4._fill(scratch, candidate)  # noqa: SLF001 - one program in two files
        for human in scratch["human"]:
            if human not in template["human"]:
                template["human"].append(human)
        for slot in ("incident_date", "incident_location"):
            template[slot] = template[slot] or scratch[slot]


# --- thresholds ------------------------------------------------------------------------------

Measure = Callable[[dict[str, Any]], float]


def tune(documents: Sequence[Document], models: dict[str, Weights]) -> dict[str, float]:
    """Choose each threshold where the texts held out of training score best."""
    scorer = muc4.scorer()
    goals: list[tuple[tuple[str, ...], Measure]] = [
        (TYPES, lambda r: float(r["type"]["F"]) + float(r["relevance"]["F"])),
        (("claims",), lambda r: float(r["count"]["all"]["F"])),
    ]
    goals += [((role,), _role_measure) for role in ROLES]
    for names, measure in goals:
        best, chosen = -1.0, 0.5
        for step in RULES["steps"]:
            for name in names:
                models[name].threshold = step
            value = measure(scored(scorer, documents, models))
            if value > best:
                best, chosen = value, step
        for name in names:
            models[name].threshold = chosen
    return {name: model.threshold for name, model in models.items()}


def _role_measure(result: dict[str, Any]) -> float:
    return float(result["ree_strict"]["micro"]["F"]) + float(result["ree_head"]["micro"]["F"])


def scored(scorer: Any, documents: Sequence[Document], models: dict[str, Weights]) -> Any:
    predicted = [{"docid": d.row["docid"], "templates": templates(d, models)} for d in documents]
    return scorer.evaluate([d.row for d in documents], predicted)


def documents_of(name: str, rules: CodingRules, limit: int = 0) -> list[Document]:
    lines = (muc4.MUC / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [read(json.loads(line), rules) for line in lines[: limit or None]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", default="tst1,tst2")
    parser.add_argument("--train", type=int, default=0, help="so many texts of dev only")
    options = parser.parse_args()
    if not muc4.MUC.is_dir():
        print("The evaluation texts in ../shared are not here; nothing was scored.")
        return
    rules = CodingRules.load(languages=("en",))
    dev = documents_of("dev", rules, options.train)
    held = dev[:: RULES["held_out"]]
    rest = [d for n, d in enumerate(dev) if n % RULES["held_out"]]
    trial = train(rest)
    rank(held, trial)
    thresholds = tune(held, trial)
    models = train(dev)
    for name, threshold in thresholds.items():
        models[name].threshold = threshold
    tests = [d for name in options.sets.split(",") for d in documents_of(name, rules)]
    rank(tests, models)
    scorer = muc4.scorer()
    result = scored(scorer, tests, models)
    scorer.show(result)
    print(
        f"{options.sets}, {len(tests)} texts, trained on {len(dev)} of dev: "
        f"ree {result['ree_strict']['micro']['F']}, head {result['ree_head']['micro']['F']}, "
        f"rel {result['relevance']['F']}, type {result['type']['F']}, "
        f"cnt {result['count']['all']['F']}"
    )


if __name__ == "__main__":
    sys.exit(main())
