"""The rule data of one language: act words, function words, sentence frames, looked up by word."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from hechos.errors import LexiconError
from hechos.lang.folding import fold_same_length
from hechos.lang.lexicon import load_toml

WORD = re.compile(r"\w+(?:-\w+)*|['’]s\b|\.\.\.|--|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActEntry:
    """One act in one word family; the fields are told in acts.en.toml."""

    id: str
    type: str
    examples: tuple[str, ...]
    kind: str = "act"
    unit: str = "persons"
    counted: str = "persons"
    verbs: tuple[str, ...] = ()
    finite: tuple[str, ...] = ()
    participles: tuple[str, ...] = ()
    gerunds: tuple[str, ...] = ()
    intransitive: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    victims: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    specific: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeFrame:
    """Where the number, the trigger and the parties stand, as a pattern over word classes.

    Groups: n number, t trigger. `cost` ranks frames that fit the same number."""

    id: str
    pattern: str
    examples: tuple[str, ...]
    cost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of an entry: `roles` are finite, participle, gerund, intransitive, noun, victim."""

    entry: ActEntry
    roles: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceFrame:
    """A statement read by a pattern over the words of one sentence; see frames.en.toml."""

    id: str
    type: str
    kind: str
    cues: tuple[str, ...]
    pattern: str
    examples: tuple[str, ...]
    label: str = ""
    strength: str = ""
    stance: str = ""
    polarity: str = ""
    unless: str = ""
    each: bool = False


@dataclass(frozen=True, slots=True)
class CompiledFrame:
    entry: SentenceFrame
    regex: re.Pattern[str]
    unless: re.Pattern[str] | None


_PERSONS = ("persons", "things", "ones", "agents", "fractions")
Phrase = tuple[tuple[str, ...], str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Everything one language needs. `phrases` is keyed by first word, longest phrase first;
    `classes` by word with its accents; `frames` by id."""

    language: str
    acts: tuple[ActEntry, ...]
    phrases: dict[str, tuple[Phrase, ...]]
    classes: dict[str, str]
    words: dict[str, frozenset[str]]
    person_endings: tuple[str, ...]
    shapes: tuple[tuple[ShapeFrame, re.Pattern[str]], ...]
    frames: dict[str, CompiledFrame]
    openers: frozenset[str]
    frame_cues: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    cues: dict[str, Any]
    speakers: dict[str, frozenset[str]] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)


_PLACING = ("against", "distance", "taken_to", "talks")


def data(name: str) -> Traversable:
    return files("hechos.coding") / "data" / name


def words_of(phrase: str) -> tuple[str, ...]:
    return tuple(m.group() for m in WORD.finditer(fold_same_length(phrase)))


def file_names(language: str) -> tuple[str, ...]:
    kinds = ("acts", "cues", "frames", "grammar", "occasions", "persons", "standards")
    return tuple(f"{kind}.{language}.toml" for kind in kinds)


@functools.cache
def load_lexicon(language: str) -> Lexicon:
    """Return the lexicon of a language, read and checked once in a process."""
    grammar = load_toml(data(f"grammar.{language}.toml"))
    shapes = load_toml(data(f"grammar.{language}.toml"), entry=ShapeFrame)
    acts = load_toml(data(f"acts.{language}.toml"), entry=ActEntry)
    frames = load_toml(data(f"frames.{language}.toml"), entry=SentenceFrame)
    cues = load_toml(data(f"cues.{language}.toml"))
    persons = load_toml(data(f"persons.{language}.toml"))
    phrases: dict[tuple[str, ...], tuple[str, Any]] = {}
    classes: dict[str, str] = {}
    for letter, words in grammar["classes"].items():
        for word in words:
            parts = words_of(word)
            if len(parts) == 1:
                classes.setdefault(word, letter)
            else:
                phrases.setdefault(parts, (letter, None))
    occasions = load_toml(data(f"occasions.{language}.toml"))
    compiled = {frame.id: _compile(frame, grammar.get("macros", {})) for frame in frames}
    _add_acts(phrases, acts, grammar["paradigms"]["rules"])
    by_first = _by_first(phrases)
    frame_cues = _cues_of(frames, cues, occasions)
    standards = _standards(language)
    return Lexicon(
        language=language,
        openers=frozenset((*by_first, *frame_cues)),
        acts=acts,
        phrases=by_first,
        classes=classes,
        words={
            "accuse": frozenset(map(fold_same_length, cues["accuse"]["words"])),
            **{key: frozenset(map(fold_same_length, persons[key])) for key in _PERSONS},
        },
        person_endings=tuple(persons["person_endings"]),
        shapes=tuple((shape, _shape(shape, grammar.get("shapes", {}))) for shape in shapes),
        frames=compiled,
        frame_cues=frame_cues,
        cues=cues,
        speakers={k: frozenset(map(fold_same_length, v)) for k, v in cues["speakers"].items()},
        tables={
            "standards": standards,
            "any_standard": re.compile("|".join(pattern.pattern for _, pattern in standards)),
            "hearsay": _optional(cues.get("hearsay", {}).get("pattern")),
            "rights": _rights(language),
            "occasions": {
                relation: tuple(map(fold_same_length, occasions[relation]))
                for relation in ("after", "inside")
            },
            "asides": re.compile(cues["asides"]["pattern"]),
            "apart": _words_pattern(cues["apart"]["words"]),
            "cuts": _words_pattern(cues["cuts"]["words"]),
            "items": re.compile(cues["items"]["pattern"]),
            "issued": _words_pattern(cues["issued"]["words"]),
            "reasons": re.compile(cues["reasons"]["pattern"]),
            "telling": _words_pattern(cues["telling"]["words"]),
            **{key: re.compile(cues[key]["pattern"]) for key in _PLACING},
        },
    )


def _standards(language: str) -> tuple[tuple[dict[str, Any], re.Pattern[str]], ...]:
    rows = load_toml(data(f"standards.{language}.toml")).get("entry", [])
    return tuple((row, _words_pattern(row["words"])) for row in rows)


def _rights(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = load_toml(data(f"standards.{language}.toml")).get("right", [])
    return tuple((row["id"], _words_pattern(row["words"])) for row in rows)


def _words_pattern(words: str | list[str]) -> re.Pattern[str]:
    """Whole words only, blanks as any white space; several wordings of one thing."""
    several = [words] if isinstance(words, str) else words
    parts = ("\\s+".join(map(re.escape, fold_same_length(one).split())) for one in several)
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")


def _optional(pattern: str | None) -> re.Pattern[str] | None:
    return _regex("hearsay", _blanks(pattern), 0) if pattern else None


def _shape(shape: ShapeFrame, macros: dict[str, str]) -> re.Pattern[str]:
    return _regex(shape.id, _expand(shape.pattern, macros), 0)


def _compile(frame: SentenceFrame, macros: dict[str, str]) -> CompiledFrame:
    pattern = _expand(frame.pattern, macros)
    unless = _expand(frame.unless, macros)
    return CompiledFrame(
        entry=frame,
        regex=_regex(frame.id, _blanks(pattern), 0),
        unless=_regex(frame.id, _blanks(unless), 0) if unless else None,
    )


def _blanks(pattern: str) -> str:
    """Read a blank as any white space; an optional blank as at most one."""
    return pattern.replace(" ?", r"\s?").replace(" ", r"\s+")


def _expand(pattern: str, macros: dict[str, str]) -> str:
    for _ in range(3):
        for name, value in macros.items():
            pattern = pattern.replace(f"<{name}>", value)
    return pattern


def _regex(name: str, pattern: str, flags: int) -> re.Pattern[str]:
    try:
        return re.compile(pattern, flags)
    except re.error as error:
        raise LexiconError(f"The pattern of frame “{name}” cannot be read: {error}.") from error


def _add_acts(
    phrases: dict[tuple[str, ...], tuple[str, Any]],
    acts: Iterable[ActEntry],
    paradigms: list[dict[str, Any]],
) -> None:
    roles: dict[tuple[str, ...], tuple[ActEntry, set[str]]] = {}
    for entry in acts:
        for form, role in _forms(entry, paradigms):
            owner, known = roles.setdefault(words_of(form), (entry, set()))
            if owner is entry:
                known.add(role)
    for words, (entry, known) in roles.items():
        phrases[words] = (letter_of(known), Form(entry=entry, roles=frozenset(known)))


def letter_of(roles: Iterable[str]) -> str:
    """Return the class letter of an act word that can stand in these roles."""
    known = set(roles)
    for letter, needed in _LETTERS:
        if needed <= known:
            return letter
    return "n"


_LETTERS = (
    ("d", {"intransitive"}),
    ("o", {"finite", "noun"}),
    ("q", {"participle", "victim"}),
    ("b", {"finite", "participle"}),
    ("m", {"gerund", "noun"}),
    ("p", {"participle"}),
    ("a", {"finite"}),
    ("g", {"gerund"}),
    ("v", {"victim"}),
)


def _forms(entry: ActEntry, paradigms: list[dict[str, Any]]) -> Iterable[tuple[str, str]]:
    for role, forms in (
        ("finite", entry.finite),
        ("participle", entry.participles),
        ("gerund", entry.gerunds),
        ("intransitive", entry.intransitive),
        ("noun", entry.nouns),
        ("victim", entry.victims),
    ):
        yield from ((form, role) for form in forms)
    for verb in entry.verbs:
        yield from _inflected(verb, paradigms)


def _inflected(verb: str, paradigms: list[dict[str, Any]]) -> Iterable[tuple[str, str]]:
    head, _, rest = verb.partition(" ")
    rule = next((p for p in paradigms if head.endswith(p["ending"])), None)
    if rule is None:
        raise LexiconError(f"No paradigm fits the verb “{verb}”.")
    stem = head[: len(head) - rule["cut"]]
    tail = f" {rest}" if rest else ""
    for role in ("finite", "participle", "gerund"):
        yield from ((stem + ending + tail, role) for ending in rule[role])


def _cues_of(
    frames: Iterable[SentenceFrame], cues: dict[str, Any], occasions: dict[str, Any]
) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Words that call something, by their first: a sentence frame's id, or “says/STANCE”,
    “according/” and “hedge/FACTUALITY”, which are told apart by their slash."""
    pairs = [(cue, frame.id) for frame in frames for cue in frame.cues]
    pairs += [(word, f"says/{stance}") for stance, words in cues["says"].items() for word in words]
    pairs += [(word, "according/") for word in cues["according"]["words"]]
    pairs += [(word, f"hedge/{kind}") for kind, words in cues["hedges"].items() for word in words]
    pairs += [(word, "goes-on/") for word in cues["continues"]["words"]]
    pairs += [(word, f"did/{degree}") for degree, words in cues["did"].items() for word in words]
    pairs += [(word, "nothing/") for word in cues["nothing"]["words"]]
    pairs += [(word, "occasion/") for word in occasions["nouns"]]
    pairs += [(word, "not/") for word in cues["negation"]["words"]]
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for cue, called in pairs:
        words = words_of(cue)
        table.setdefault(words[0], []).append((words, called))
    return {
        first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in table.items()
    }


def _by_first(
    phrases: dict[tuple[str, ...], tuple[str, Any]],
) -> dict[str, tuple[Phrase, ...]]:
    table: dict[str, list[Phrase]] = {}
    for words, (letter, payload) in sorted(phrases.items(), key=lambda pair: pair[0]):
        table.setdefault(words[0], []).append((words, letter, payload))
    return {
        first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in table.items()
    }
